"""Small makers for tests: a clock that is told the time, chance that repeats, nodes, deeds.

Everything goes the way of the product: an order, `perform`, a receipt.
"""

import hashlib
import importlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from federation.commands import facilities, loans, meetings, members, money, requests, words
from federation.commands.deed import Receipt, perform
from federation.commands.deed import enter as record
from federation.core import events as e
from federation.core import kinds
from federation.node import Node, Settings, create_node
from federation.store import Draft, Store
from federation.store.queries import books

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DAY = "2026-11-22"


def how_many(short: int, full: int) -> int:
    """`short` in `make test`, `full` in `make long`."""
    return full if os.environ.get("FEDERATION_LONG") == "1" else short


@dataclass
class Clock:
    """A clock that stands still until it is told to move. It always says UTC."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **parts: float) -> None:
        """Move on, by the words of `timedelta`: `forward(days=7)`."""
        self.moment += timedelta(**parts)


@dataclass
class Entropy:
    """Bytes that look like chance and are the same for the same seed."""

    seed: str = "1"
    drawn: int = field(default=0)

    def __call__(self, count: int) -> bytes:
        made = b""
        while len(made) < count:
            self.drawn += 1
            made += hashlib.sha256(f"{self.seed} {self.drawn}".encode()).digest()
        return made[:count]


def make_node(
    folder: Path,
    *,
    role: str = "group",
    name: str = "",
    clock: Callable[[], datetime] | None = None,
    entropy: Callable[[int], bytes] | None = None,
    **settings: Any,
) -> Node:
    """A node in `folder` with its real keys and card, or a bare one without `sync`."""
    clock, entropy = clock or Clock(), entropy or Entropy(str(folder.name))
    name = name or f"A {role}"
    try:
        founding = importlib.import_module("sync.founding")
    except ModuleNotFoundError:
        return bare_node(folder, role=role, name=name, clock=clock, entropy=entropy, **settings)
    founded = founding.found(folder, role=role, name=name, clock=clock, entropy=entropy, **settings)
    node: Node = founded.node
    return node


def bare_node(
    folder: Path,
    *,
    role: str = "group",
    name: str = "A group",
    clock: Callable[[], datetime] | None = None,
    entropy: Callable[[int], bytes] | None = None,
    **settings: Any,
) -> Node:
    """A node without keys, for tests of the floors below `sync`: fast to make."""
    card = f'{{"card":"{role} {name}"}}\n'.encode()
    told = Settings(
        node_id=hashlib.sha256(card.strip()).hexdigest()[:32], role=role, name=name, **settings
    )
    return create_node(
        folder, told, card, {}, clock=clock or Clock(), entropy=entropy or Entropy(name)
    )


# Deeds, each with what a test does not care about filled in.


def admit(store: Store, name: str = "Selma Iipinge", **given: Any) -> int:
    """A new member; returns her number."""
    order = members.AdmitMember(**{"name": name, "day": DAY, **given})
    return int(perform(store, order, members.admit_member).facts["member"])


def enter(
    store: Store, *lines: tuple[Any, ...], day: str = DAY, meeting: int = 0, **given: Any
) -> Receipt:
    """Money lines `(kind, amount)`, `(kind, amount, member)` or `(…, purpose or loan number)`."""
    typed = []
    for kind, amount, *rest in lines:
        member = rest[0] if rest else 0
        what: dict[str, Any] = {}
        if len(rest) > 1:
            what["purpose" if isinstance(rest[1], str) else "loan"] = rest[1]
        typed.append(money.MoneyLine(kind=kind, amount=amount, member=member, day=day, **what))
    order = money.EnterMoney(lines=tuple(typed), meeting=meeting, **given)
    return perform(store, order, money.enter_money)


def lend(store: Store, member: int, principal: int, **given: Any) -> int:
    """A loan agreed and paid out; returns its number."""
    terms = {
        "rate": 120_000,
        "per": "year",
        "method": "declining",
        "instalments": 6,
        "every": "month",
        "day": DAY,
        "first_due_on": "2026-12-22",
    }
    order = loans.GiveLoan(member=member, principal=principal, **{**terms, **given})
    return int(perform(store, order, loans.give_loan).facts["loan"])


def reverse(store: Store, entry: int, **given: Any) -> Receipt:
    """Take an entry back."""
    told = {"day": DAY, "reason": "typed twice", "second": 2, "user": 1}
    return perform(store, money.ReverseEntry(of=entry, **{**told, **given}), money.reverse_entry)


def open_meeting(store: Store, day: str = DAY) -> int:
    """A meeting begins; returns its number."""
    receipt = perform(store, meetings.OpenMeeting(day=day), meetings.open_meeting)
    return int(receipt.facts["meeting"])


def count_box(store: Store, meeting: int, counted: int | None = None, reason: str = "") -> Receipt:
    """The box is counted; by default it holds what the books say."""
    if counted is None:
        with store.reading() as db:
            counted = books.pots(db, own_book(store)).cash
    order = meetings.CountCash(meeting=meeting, day=DAY, counted=counted, reason=reason)
    return perform(store, order, meetings.count_cash)


def close_meeting(store: Store, meeting: int, officers: Sequence[int] = (1, 2)) -> Receipt:
    """The meeting is shut."""
    order = meetings.CloseMeeting(meeting=meeting, day=DAY, officers=tuple(officers))
    return perform(store, order, meetings.close_meeting)


def raise_request(store: Store, **given: Any) -> str:
    """A request for toilets; returns its id."""
    told = {
        "day": DAY,
        "need": "sanitation",
        "settlement": "Havana",
        "title": "Toilets for block 3",
        "households": 24,
    }
    order = requests.RaiseRequest(**{**told, **given})
    return str(perform(store, order, requests.raise_request).facts["request"])


def say(store: Store, kind: type[e.Word], **given: Any) -> str:
    """A word of this node about a request; returns its id."""
    order = words.saying(kind, **{"day": DAY, **given})
    return str(perform(store, order, words.say).facts["word"])


def list_facility(store: Store, facility_type: str, installed: int, **given: Any) -> int:
    """A facility for the list; returns its number."""
    told = {"day": DAY, "settlement": "Havana", "installed": installed}
    order = facilities.ListFacility(facility_type=facility_type, **{**told, **given})
    return int(perform(store, order, facilities.list_facility).facts["number"])


def check_facility(store: Store, number: int, working: int, **given: Any) -> Receipt:
    """Somebody counted so many of it that work."""
    told = {"day": DAY, "works": "some", "working": working, "fault": "blocked"}
    order = facilities.CheckFacility(number=number, **{**told, **given})
    return perform(store, order, facilities.check_facility)


def enrol(
    store: Store, node: str, role: str, *, code: str, name: str = "", threshold: int = 0
) -> None:
    """A partner with a made-up card, for tests of the floors below `sync`."""
    event = e.PartnerEnrolled(
        day=DAY,
        partner=node,
        code=code,
        role=role,
        name=name or f"{role} {node[:2]}",
        card=f'{{"{role}":1}}',
        threshold=threshold,
    )
    with store.writing() as db:
        record(db, store.node, [Draft(kinds.REGISTER, event)], {})


def own_book(store: Store) -> int:
    """The id of the group's own ledger."""
    with store.reading() as db:
        return books.book_of(db, store.node.settings.node_id)
