"""A made-up federation that publishes for twelve quarters, and what its city can take out.

The hub and the city are real nodes: files are written, sealed, carried and taken in. The groups are
only names; what they ask for, take back and vote on comes in at the hub as from their files.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from itertools import count
from pathlib import Path
from random import Random

from federation.commands import merging, publication, requests
from federation.commands.deed import perform
from federation.commands.users import add_user
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.merges import most_counted_again
from federation.core.rules.requests import rung
from federation.core.rules.stages import is_open
from federation.reports import making
from federation.reports.render import render
from federation.reports.table import Span
from federation.store import Numbered, Store, journal, open_store, projections
from federation.store.queries import merges
from federation.store.queries import requests as asked
from federation.web import create_app
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests.factories import Clock, enrol
from tests.web.conftest import PIN, Browser

QUARTERS = 12
STYLES = ("all", "quarter", "year")
FACILITIES = ("flush", "pit-slab", "pit-open", "none", "")


@dataclass(frozen=True)
class Asked:
    """A request as its group knows it."""

    group: str
    settlement: str
    kind: str
    rung: str
    households: int


@dataclass
class Federation:
    """What was taken out after each quarter, by name of file; and the truth that is not in it.

    `frozen`: each release as it stands at the hub, by table, settlement and column. `again`:
    households that a joint request, by its id, counts twice.
    """

    seed: int
    threshold: int
    folders: list[dict[str, bytes]] = field(default_factory=list)
    frozen: list[dict[tuple[str, str, str], tuple[int, int]]] = field(default_factory=list)
    truth: dict[str, Asked] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)


class Life:
    """One hub, one city, and chance."""

    def __init__(self, root: Path, seed: int, threshold: int = 5) -> None:
        self.chance = Random(seed)
        self.merging = Random(f"merges of {seed}")
        self.made = Federation(seed, threshold)
        self.clock = Clock(datetime(2027, 1, 1, 10, tzinfo=UTC))
        self.hub = open_store(found(root / "hub", role="hub", name="Hub", clock=self.clock).node)
        city = found(root / "city", role="city", name="City", clock=self.clock).node
        app = create_app(city)
        self.city: Store = app.extensions["federation"]
        self.browser = Browser(app)
        charter = enrol_card(
            self.hub,
            self.city.node.card(),
            confirm=own_card(self.city.node).digits,
            threshold=threshold,
        )
        accept_charter(self.city, charter.file.read_bytes(), confirm=charter.digits)
        add_user(self.city, "Reader", "reader", PIN)
        self.places = [f"S{number}" for number in range(1, self.chance.randint(3, 5))]
        self.kinds = ("sanitation", "water", "land", "energy")[: self.chance.randint(2, 4)]
        self.facilities = FACILITIES[: self.chance.randint(2, 5)]
        self.groups = {f"{at:032x}": place for at, place in enumerate(self.places * 2, 1)}
        for at, group in enumerate(self.groups, 1):
            enrol(self.hub, group, "group", code=f"G{at:04d}", name=f"Group {at}")
        self.style = STYLES[seed % len(STYLES)]
        self.numbers = count(1)
        self.waiting: list[str] = []

    def close(self) -> None:
        """Both books are shut."""
        self.hub.close()
        self.city.close()

    def quarter(self, at: int) -> None:
        """People ask, take back and vote; the hub gives free and publishes; the city reads."""
        year, number = 2027 + at // 4, at % 4 + 1
        self.clock.moment = datetime(year, 3 * number - 1, 1, 10, tzinfo=UTC)
        for _ in range(self.chance.randint(12, 20) if not at else self.chance.randint(2, 6)):
            self._ask()
        self._change()
        self._merge()
        now = [one for one in self.waiting if self.chance.random() < 0.9]
        self.waiting = [one for one in self.waiting if one not in now]
        if now:
            order = requests.ReleaseRequests(
                day=self._day, city=self.city.node.settings.node_id, requests=tuple(now)
            )
            perform(self.hub, order, requests.release_requests)
        self.clock.forward(days=50)
        for period in self._periods(year, number):
            with suppress(Refusal):  # nothing to publish, or nothing new
                publication.publish(self.hub, period)
            for one in export(self.hub, to="C01"):
                take_in_bytes(self.city, one.file.name, one.file.read_bytes())
            with self.city.reading() as db:
                is_new = len(asked.releases(db)) > len(self.made.folders)
            if is_new:
                self.made.frozen.append(frozen(self.hub))
                self.made.folders.append(take_out(self.city, self.browser.log_in("Reader")))

    def _periods(self, year: int, number: int) -> Iterator[str]:
        """Everything so far; or the quarter; or the quarter, and the year at its end."""
        if self.style == "all":
            yield ""
        else:
            yield f"{year}-Q{number}"
        if self.style == "year" and number == 4:
            yield str(year)

    @property
    def _day(self) -> str:
        return self.clock().date().isoformat()

    def _arrive(self, group: str, event: e.Event) -> None:
        with self.hub.writing() as db:
            stream = journal.begin(db, group, "requests", own=False, card_line=b"card")
            projections.apply(db, stream, (Numbered(next(self.numbers), event),))

    def _ask(self) -> None:
        chance = self.chance
        group = chance.choice(list(self.groups))
        facility = chance.choice(self.facilities)
        sharing = chance.choice((1, 1, 4)) if facility == "flush" else 0
        few = chance.random() < 0.3
        name = f"q{next(self.numbers):05d}"
        asked = Asked(
            group=f"Group {int(group, 16)}",
            settlement=self.groups[group],
            kind=chance.choice(self.kinds),
            rung=rung(facility, sharing),
            households=chance.randint(1, 4) if few else chance.randint(5, 60),
        )
        event = e.RequestRaised(
            request=name,
            number=name,
            day=self._day,
            need=asked.kind,
            settlement=asked.settlement,
            title=f"{asked.kind} {name}",
            households=asked.households,
            sanitation_facility=facility,
            sharing_households=sharing,
        )
        self._arrive(group, event)
        self.made.truth[name] = asked
        self.waiting.append(name)
        if chance.random() < 0.06:
            self._vote(name)

    def _vote(self, name: str) -> None:
        group = f"{int(self.made.truth[name].group.split()[1]):032x}"
        self._arrive(group, e.FiguresReleased(request=name, day=self._day, meeting=1, votes_for=9))

    def _change(self) -> None:
        """Now and then a request is taken back, told of or not; a later vote shows figures."""
        names = sorted(self.made.truth)
        for name in self.chance.sample(names, min(2, len(names))):
            group = f"{int(self.made.truth[name].group.split()[1]):032x}"
            if self.chance.random() < 0.2:
                self._arrive(group, e.RequestWithdrawn(request=name, day=self._day))
                self.waiting = [one for one in self.waiting if one != name]
            elif self.chance.random() < 0.2:
                self._vote(name)

    def _merge(self) -> None:
        """Some of one kind are asked as one, of whichever settlement; some are split again."""
        chance = self.merging
        with self.hub.reading() as db:
            views = asked.requests(db)
            standing = [one.merge for one in merges.merges(db) if one.holds]
        for merge in standing:
            if chance.random() < 0.15:
                split = merging.SplitMerge(merge=merge, day=self._day, reason="two roads")
                perform(self.hub, split, merging.split_merge)
        for kind in self.kinds:
            by_group = {
                one.owner: one
                for one in chance.sample(views, len(views))
                if one.need == kind and is_open(one.stage) and one.within is None
            }
            parts = list(by_group.values())[: chance.randint(2, 4)]
            if len(parts) < 2 or chance.random() < 0.5:
                continue
            most = most_counted_again([one.households for one in parts])
            again = min(most, chance.choice((0, 0, 2, 9)))
            order = merging.MergeRequests(
                requests=tuple(one.request for one in parts),
                day=self._day,
                title=f"{kind} together",
                counted_again=again,
            )
            receipt = perform(self.hub, order, merging.merge_requests)
            self.made.again[str(receipt.facts["merge"])] = again


def frozen(hub: Store) -> dict[tuple[str, str, str], tuple[int, int]]:
    """The newest release of a hub: households (-1: private) and requests."""
    with hub.reading() as db:
        cells = asked.cells(db, asked.releases(db)[0].release)
    return {(one.name, one.row, one.column): (one.households, one.requests) for one in cells}


def take_out(city: Store, browser: Browser) -> dict[str, bytes]:
    """Every file and page with figures that a reader of the city can keep today."""
    taken = {}
    for name in ("city", "requests"):
        made = list(making.make(city, name, Span()))
        for form in ("csv", "xlsx", "json"):
            taken[f"{name}.{form}"] = render(made, form)
    for page in ("tables", "requests"):
        taken[f"{page}.html"] = b"".join(pages(browser, f"/{page}"))
    return taken | {"day": city.node.today().encode()}


def pages(browser: Browser, address: str) -> Iterator[bytes]:
    """A page and those it goes on with, for a list that is longer than one page."""
    while address:
        got = browser.get(address)
        assert got.status_code == 200
        yield got.data
        more = re.search(r'href="([^"]*from=\d+[^"]*)">The next ones<', got.text)
        address = unescape(more[1]) if more else ""


def federation(root: Path, seed: int, threshold: int = 5) -> Federation:
    """Twelve quarters."""
    life = Life(root, seed, threshold)
    try:
        for at in range(QUARTERS):
            life.quarter(at)
    finally:
        life.close()
    return life.made
