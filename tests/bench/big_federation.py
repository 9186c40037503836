"""A federation of a thousand groups as the files that its hub gets, the same for the same seed.

Thirty members a group who meet every week: about thirty-one entries a group and week, so that a
thousand groups write 1.6 million a year. Groups have keys and cards of their own and no folder:
their lines are written straight into batches, as `sync.export` would write them.
"""

import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from federation.commands.deed import perform
from federation.commands.places import PlaceGroup, place_group
from federation.core import canonical, chain, kinds, personal
from federation.core import events as e
from federation.core.places import AUTHORITY
from federation.demo.chance import Chance
from federation.demo.people import make_people
from federation.node import Node
from federation.store import Store, open_store
from federation.store.shipped import shipped
from sync import batch, cards, keys, seal
from sync.checks import SCHEMA
from sync.enrolment import enrol_card, own_card
from sync.founding import found

MEMBERS: Final = 30
WEEKS_A_YEAR: Final = 52
LAST_SUNDAY: Final = date(2026, 11, 29)
MONTH: Final = timedelta(days=30)
INSTALMENTS: Final = 4
A_MONTH, HALF_A_YEAR = 4, 26
ENDING: Final = batch.ENDING
SHARE: Final = 25  # groups that are made in one go

Told = tuple[e.Event, e.Record | None]


@dataclass(slots=True)
class Loan:
    """A loan that is being paid back; it is `bad` if nobody pays any more."""

    number: int
    member: int
    principal: int
    left: int
    due: date
    bad: bool


@dataclass(slots=True)
class Books:
    """What a group has as its books grow, in cents."""

    chance: Random
    meetings: int = 0
    cash: int = 0
    bank: int = 0
    lent: int = 0
    loans: list[Loan] = field(default_factory=list)


def admitted(seed: int, number: int, members: int, day: date) -> Iterator[Told]:
    """The members of a group, with made-up names."""
    people = make_people(Chance(seed, f"group {number}"), members, 0)
    for member, one in enumerate(people, 1):
        record = e.MemberRecord(name=one.name, phone=one.phone, birth_year=one.birth_year)
        yield (
            e.MemberAdmitted(day=day.isoformat(), member=member, gender=one.gender),
            record,
        )


def week(books: Books, day: date, members: int) -> Iterator[Told]:
    """One meeting: who is here, savings, the loan, the bank, the count."""
    chance, on = books.chance, day.isoformat()
    books.meetings += 1
    at = {"day": on, "meeting": books.meetings}
    yield e.MeetingOpened(**at), None
    everybody = range(1, members + 1)
    absent = frozenset(one for one in everybody if chance.random() < 0.3)
    here = [one for one in everybody if one not in absent]
    yield e.AttendanceTaken(present=tuple(here), absent=tuple(sorted(absent)), **at), None
    for member in here:
        purpose = "land" if chance.random() < 0.2 else "general"
        amount = 500 * chance.randint(1, 8)
        yield e.SavingsReceived(member=member, purpose=purpose, amount=amount, **at), None
        books.cash += amount
    yield from _repaid(books, day, at)
    if books.meetings % A_MONTH == 2:
        yield from _lent(books, day, at, here)
    if books.meetings % A_MONTH == 0 and books.cash > 10_000:
        amount = books.cash // 2
        yield e.BankDeposited(amount=amount, slip=f"D{books.meetings}", **at), None
        books.cash, books.bank = books.cash - amount, books.bank + amount
    if books.meetings % HALF_A_YEAR == 0:
        number = books.meetings // HALF_A_YEAR
        seen = {"group": "Tunombili", "books_seen": 20, "compared": 20}
        yield e.PeerChecked(day=on, check=number, **seen), e.CheckRecord(note="all signed")
    short = 50 if chance.random() < 0.02 else 0
    yield e.CashCounted(counted=books.cash - short, expected=books.cash, **at), None
    books.cash -= short  # what is not there is written off by the count
    yield e.MeetingClosed(officers=(1, 2, 3), **at), None


def _repaid(books: Books, day: date, at: dict[str, object]) -> Iterator[Told]:
    for loan in books.loans:
        if loan.due > day or loan.bad:
            continue
        principal = min(loan.left, -(-loan.principal // INSTALMENTS))
        interest = loan.principal // 50
        facts = {"member": loan.member, "loan": loan.number, "source": "group", **at}
        yield e.LoanPrincipal(amount=principal, **facts), None
        yield e.LoanInterest(amount=interest, **facts), None
        loan.left -= principal
        loan.due += MONTH
        books.cash += principal + interest
    books.loans = [one for one in books.loans if one.left]


def _lent(books: Books, day: date, at: dict[str, object], here: list[int]) -> Iterator[Told]:
    """Three loans a month, where there is money."""
    for member in books.chance.sample(here, min(3, len(here))):
        principal = 2_000 * books.chance.randint(5, 20)
        if books.cash < 2 * principal:
            continue
        books.lent += 1
        due = day + MONTH
        yield e.LoanAgreed(
            member=member, loan=books.lent, principal=principal, rate=20_000, per="month",
            method="flat", instalments=INSTALMENTS, every="month", source="group",
            first_due_on=due.isoformat(), purpose="small business", **at,
        ), None  # fmt: skip
        facts = {"member": member, "loan": books.lent, "source": "group", **at}
        yield e.LoanDisbursed(amount=principal, **facts), None
        books.cash -= principal
        bad = books.chance.random() < 0.05
        books.loans.append(Loan(books.lent, member, principal, principal, due, bad))


@dataclass(slots=True)
class Writer:
    """A group: its keys and card, its books, and how far its chain is written."""

    seed: int
    number: int
    card: cards.Card
    sign: bytes
    books: Books
    day: date
    seq: int = 0
    head: bytes = b""


def make_writer(seed: int, number: int, first: date) -> Writer:
    """A group's keys and card, from the seed alone."""
    chance = Random(f"{seed} {number}")
    sign = keys.make_sign_key(chance.randbytes)
    own, paper = keys.make_identity(chance.randbytes), keys.make_identity(chance.randbytes)
    line = cards.make_card(
        keys.load_sign_key(sign),
        role="group",
        name=f"Group {number}",
        seal=keys.recipient_of(own),
        recovery=keys.recipient_of(paper),
    )
    card = cards.read_card(line)
    return Writer(seed, number, card, sign, Books(chance), first, 0, chain.start(line))


def write(writer: Writer, hub: cards.Card, weeks: int, members: int, folder: Path) -> int:
    """The next weeks of a group as one file for the hub; how many entries it has."""
    return seal_up(writer, hub, _life(writer, weeks, members), folder)


def _life(writer: Writer, weeks: int, members: int) -> Iterator[Told]:
    if not writer.seq:
        yield from admitted(writer.seed, writer.number, members, writer.day)
    for _ in range(weeks):
        writer.day += timedelta(weeks=1)
        yield from week(writer.books, writer.day, members)


def seal_up(
    writer: Writer, hub: cards.Card, told: Iterable[Told], folder: Path, kind: str = kinds.LEDGER
) -> int:
    """What a group tells next as one file for the hub; how many entries it has."""
    lines: list[tuple[int, bytes, bytes | None]] = []
    first, prev, chance, before = writer.seq + 1, writer.head, writer.books.chance, writer.seq
    for event, record in told:
        seq, beside, line_of = before + len(lines) + 1, None, event
        if record is not None:
            salt = chance.randbytes(16)
            committed = personal.commitment(salt, canonical.encode(record))
            line_of = msgspec.structs.replace(event, personal=committed)
            beside = personal.personal_line(seq, record, salt)
        line = canonical.encode(line_of)
        writer.head = chain.advance(writer.head, line)
        lines.append((seq, line, beside))
    writer.seq = before + len(lines)
    header = batch.Header(
        kind=kind, writer=writer.card.node, first=first, prev=prev.hex(),
        to_rcpt=(*hub.key_ids, writer.card.key_ids[1]), schema=SCHEMA, app="1",
    )  # fmt: skip
    whole = batch.write_batch(header, lines, keys.load_sign_key(writer.sign))
    sealed = seal.seal(whole.inner, (hub.seal, hub.recovery, writer.card.recovery))
    name = f"G{writer.number:04}-{kind}-{first:06}-{writer.seq:06}{ENDING}"
    (folder / name).write_bytes(sealed)
    return len(lines)


def _write_some(told: tuple[int, int, int, range, int, int, cards.Card, Path]) -> int:
    seed, members, weeks, numbers, files, years_ago, hub, folder = told
    first = LAST_SUNDAY - timedelta(weeks=years_ago)
    each, entries = weeks // files, 0
    for number in numbers:
        writer = make_writer(seed, number, first)
        for place in range(files):
            where = folder / f"{place:03}"
            where.mkdir(parents=True, exist_ok=True)
            entries += write(writer, hub, each, members, where)
    return entries


def write_files(
    hub: cards.Card,
    folder: Path,
    *,
    groups: int,
    members: int = MEMBERS,
    weeks: int = WEEKS_A_YEAR,
    files: int = 1,
    seed: int = 1,
) -> int:
    """Every group's files, `files` for each, in a folder per round; how many entries in all."""
    shares = [range(at, min(at + SHARE, groups + 1)) for at in range(1, groups + 1, SHARE)]
    told = [(seed, members, weeks, share, files, weeks, hub, folder) for share in shares]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return sum(pool.imap_unordered(_write_some, told))


def make_hub(folder: Path, groups: int, seed: int = 1, database: str = "") -> Node:
    """A hub that knows all these groups, each in a town."""
    node = found(folder, role="hub", name="Federation", database=database).node
    store = open_store(node)
    enrol_all(store, groups, seed)
    store.close()
    return node


def enrol_all(store: Store, groups: int, seed: int = 1) -> None:
    """Admit each group's card; place it."""
    towns = tuple(one.code for one in shipped() if one.level == AUTHORITY)
    for number in range(1, groups + 1):
        card = make_writer(seed, number, LAST_SUNDAY).card
        admitted_as = enrol_card(store, card.line, confirm=card.digits)
        where = towns[number % len(towns)]
        order = PlaceGroup(partner=admitted_as.node, place=where, day=LAST_SUNDAY.isoformat())
        perform(store, order, place_group)


def card_of(node: Node) -> cards.Card:
    """The hub's card, to which files are sealed."""
    return own_card(node)
