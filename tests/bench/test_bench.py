"""The benchmarks run; what they measure is printed by `make bench`, never asserted."""

from pathlib import Path

import pytest

from tests.bench import bench_books, bench_intake


def test_the_intake_bench_takes_everything_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_intake.measure(12, 3) > 0
    assert "48 entries" in capsys.readouterr().out


@pytest.mark.long
def test_the_bench_of_the_books_walks_every_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bench_books.measure(tmp_path, 20, 60)
    told = capsys.readouterr().out
    assert "a row kept" in told
    assert "/meetings/61/savings" in told
    assert "FAILED" not in told
