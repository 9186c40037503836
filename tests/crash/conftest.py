"""Each scene runs undisturbed once; all its disturbed runs are held against that."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.crash.runs")


from .runs import Undisturbed, undisturbed  # noqa: E402 - once its asserts are explained


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Undisturbed]:
    """`held("import")`: how that scene goes when nothing is in its way."""

    @cache
    def make(name: str) -> Undisturbed:
        return undisturbed(name, Path(tmp_path_factory.mktemp(name)))

    return make
