"""The benchmarks run; what they measure is printed by `make bench`, never asserted."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bench import bench_books, bench_duplicates, bench_sync, many_people


def test_the_bench_of_files_takes_everything_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MORANGO_PYTHON", raising=False)
    assert bench_sync.measure(bench_sync.EVERYTHING, 600, turns=1) > 0
    bench_sync.morango()
    told = capsys.readouterr().out
    assert "600 entries" in told
    assert "not installed" in told


@pytest.mark.long
def test_the_bench_of_the_books_walks_every_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bench_books.measure(tmp_path, 20, 60)
    told = capsys.readouterr().out
    assert "a row kept" in told
    assert "/meetings/61/savings" in told
    assert "FAILED" not in told


def test_most_of_those_told_twice_are_listed_and_few_others(tmp_path: Path) -> None:
    """A tenth of a federation; `python -m tests.bench.bench_duplicates` measures a whole one."""
    found = bench_duplicates.measure(tmp_path, seed=31, groups=100, doubles=20)
    assert found.found >= 0.9
    assert found.wrong_for_right <= 2


def test_the_made_up_people_are_like_people() -> None:
    """Names are shared by many, a family shares a telephone, and few are told twice."""
    told = many_people.people(31, 100, 20)
    assert Counter(one.name for one in told).most_common(1)[0][1] > 2
    assert max(Counter(one.phone for one in told if one.phone).values()) < 30
    assert sum(many > 1 for many in Counter(one.person for one in told).values()) == 20


@pytest.mark.long
@pytest.mark.parametrize("placed", [True, False])
def test_a_whole_federation_is_looked_through(tmp_path: Path, *, placed: bool) -> None:
    """The figures that `docs/hub.md` tells, of a seed on which nothing was settled."""
    found = bench_duplicates.measure(tmp_path, seed=31, placed=placed)
    assert found.found >= 0.95
    assert found.wrong_for_right <= 2
