"""Every address of a hub is measured by `bench_hub`, with arguments that exist."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from federation.web.app import create_app
from sync.founding import found

from . import bench_hub, hub_pages
from . import big_federation as big

GROUPS: Final = 4
WEEKS: Final = 26


def test_no_address_of_a_hub_is_left_out(tmp_path: Path) -> None:
    """Whoever adds one says in `hub_pages` with what it is asked."""
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation").node)
    assert hub_pages.rules(app) == frozenset(hub_pages.ADDRESSES)
    app.extensions["federation"].close()


def test_every_address_answers_with_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a small federation: `pages` itself refuses an address that is not answered."""
    hub = big.card_of(big.make_hub(tmp_path / "hub", GROUPS))
    (tmp_path / "in").mkdir()
    for number in range(1, GROUPS + 1):
        writer = big.make_writer(1, number, big.LAST_SUNDAY - timedelta(weeks=WEEKS))
        big.write(writer, hub, WEEKS, big.MEMBERS, tmp_path / "in")
    bench_hub.take(tmp_path)
    bench_hub.furnish(tmp_path, years=1)
    found_there = bench_hub.pages(tmp_path, turns=1, is_alone=False)
    assert len(found_there) > 200
    assert any(one.is_file for one in found_there)
    bench_hub.compare([1, 2], [found_there, found_there])
    assert " 1.00 times " in capsys.readouterr().out
