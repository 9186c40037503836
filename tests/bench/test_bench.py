"""The benchmarks run; what they measure is printed by `make bench`, never asserted."""

from pathlib import Path

import pytest

from tests.bench import bench_books, bench_sync


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
