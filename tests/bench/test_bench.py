"""The benchmarks run; what they measure is printed by `make bench`, never asserted."""

import pytest

from tests.bench import bench_intake


def test_the_intake_bench_takes_everything_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_intake.measure(12, 3) > 0
    assert "48 entries" in capsys.readouterr().out
