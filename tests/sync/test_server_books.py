"""A hub whose books a server keeps: the same figures, copies that can be put back anywhere."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from federation.reports import totals
from federation.reports.table import Span
from federation.store import Store, open_store
from federation.store.postgres import Postgres
from sync import audit, backup, putback
from sync.founding import found
from tests import engines, worlds
from tests import factories as f
from tests.sync import links

ADDED = ("members", "women", "savings", "loans_outstanding", "cash", "bank", "social_fund")


@pytest.fixture
def address() -> Iterator[str]:
    """The address of an empty database."""
    with engines.server().empty() as there:
        yield there


def hub_at(folder: Path, database: str) -> tuple[Store, str]:
    """A new hub and its recovery key; "": the books stay in its folder."""
    made = found(
        folder,
        role="hub",
        name="Federation",
        database=database,
        clock=links.CLOCK,
        entropy=f.Entropy(folder.name),
    )
    return open_store(made.node), made.recovery_key


def figures(store: Store) -> dict[str, int]:
    with store.reading() as db:
        report = totals.make(db, store.node, Span())
    return {name: int(str(report.plain[name])) for name in ADDED}


def sound(store: Store) -> None:
    assert audit.verify(store).problems == ()


@pytest.mark.parametrize("engine", engines.ENGINES)
def test_the_groups_sums_are_the_hub_s(tmp_path: Path, address: str, engine: str) -> None:
    """In random order, with repeats, and after the hub was put back from an older copy."""
    there = address if engine == engines.POSTGRESQL else ""
    hub, key = hub_at(tmp_path / "hub", there)
    groups = [links.node(tmp_path, "group", name) for name in ("Ehangano", "Natangwe", "Tuli")]
    for group in groups:
        links.enrol(hub, group)
        worlds.busy_group(group)
    files = [one for group in groups for one in links.contents(links.write(group))]
    for group in groups:
        f.enter(group, ("savings", 12_345, 1))
        files += links.contents(links.write(group, full=True))
    chance = random.Random(7)
    for one in chance.choices(files, k=4):
        links.bring(hub, one)
    backup.write(hub, tmp_path / "hub.backup")
    for one in chance.sample(files * 2, k=2 * len(files)):
        links.bring(hub, one)
    told = [figures(group) for group in groups]
    whole = {name: sum(one[name] for one in told) for name in ADDED}
    assert whole["savings"] > 3 * 12_345
    assert figures(hub) == whole
    sound(hub)
    with engines.server().empty() as other:
        putback.restore(
            tmp_path / "again",
            tmp_path / "hub.backup",
            key,
            database=there and other,
            clock=links.CLOCK,
        )
        with closing(links.reopened(tmp_path / "again")) as again:
            assert isinstance(again.db, Postgres) is bool(there)
            assert figures(again) != whole
            for one in chance.sample(files * 2, k=2 * len(files)):
                links.bring(again, one)
            assert figures(again) == whole
            sound(again)
    for store in (hub, *groups):
        store.close()
