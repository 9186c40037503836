"""No file that was changed by chance leads a node astray; what is signed is taken as it is signed.

Each run is a process of its own, so that its memory can be measured and a hang ends it.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from federation.store import exchange
from sync import checks, forks
from tests import factories as f
from tests.faults import archives, mutants
from tests.faults.mutants import MIB_MAX, SECONDS_MAX
from tests.faults.targets import Wrong
from tests.house import ROOT

SHARES = 2  # so many runs, each its own seeds: they go side by side where there are two workers


@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_mutants(share: int, figure: Callable[[str, object], None]) -> None:
    count = f.how_many(1_000, 50_000)
    words = ("-m", "tests.faults.mutants", f"share {share}", str(count))
    done = subprocess.run(
        [sys.executable, *words, str(ROOT / "artefacts" / "mutants")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 + count,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout)
    figure("mutated files, half of them inside", told["mutants"])
    for outcome in ("applied", "already", "held", "refused"):
        seen = [many for words, many in told["outcomes"].items() if words.startswith(outcome)]
        figure(f"mutated files {outcome}", sum(seen))
        assert sum(seen), f"none was {outcome}: the mutants have lost their bite"
    figure(f"mutated files, slowest of share {share} (s)", f"{told['slowest']:.2f}")
    figure(f"mutated files, peak memory of share {share} (MiB)", f"{told['peak_mib']:.0f}")
    assert told["slowest"] < SECONDS_MAX
    assert told["peak_mib"] < MIB_MAX


def test_a_node_that_was_led_astray_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge judges: without one check of the product the mutants find it out."""
    broken = (
        (checks, "CHECKS", (checks.check_reader, checks.check_stream)),
        (forks, "differs", lambda *_: False),
        (exchange, "hold", lambda *_: None),
    )
    for number, (module, name, instead) in enumerate(broken):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, instead)
            with pytest.raises(Wrong):
                mutants.run(tmp_path / str(number), "broken", range(1, 4000, 2), tmp_path / "kept")


def test_an_archive_gives_nothing_back_that_was_not_there(
    tmp_path: Path, figure: Callable[[str, object], None]
) -> None:
    told = archives.run(tmp_path, "archive", f.how_many(200, 5_000))
    figure("mutated archives", sum(told.values()))
    assert told["archive applied"]
    assert told["archive refused signature-wrong"]
