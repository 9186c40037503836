"""The shelf of templates is cleared when a worker ends; it has no other end that is sure."""

from collections.abc import Iterator

import pytest

from . import machines


@pytest.fixture(scope="session", autouse=True)
def shelf() -> Iterator[None]:
    yield
    machines.clear_shelf()
