"""What tests of files between nodes may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.store import Store
from tests.sync import links
from tests.sync.backups import founded


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """A group with a few entries, and the recovery key that stands on its paper."""
    store, identity = founded(tmp_path / "group")
    links.save(store, 3)
    yield store, identity
    store.close()
