"""What a hub of many groups has beside their books: a city, requests, a fund, looks, printings.

The groups' books (`big_federation`) hold meetings, savings and loans. Every other page of a hub
needs something to show, as much of it as such a federation would have; and one group, `G0002`, has
of everything that is rare.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from federation.commands import carriers
from federation.commands.deed import enter
from federation.commands.matching import look_through
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import households, kinds, loans
from federation.store import Draft, Store, clock, takings
from federation.store.queries import requests
from federation.store.tables import Stream
from sync import cards, keys
from sync import roster as rosters
from sync.enrolment import enrol_card, own_card
from sync.export import export
from sync.intake import take_in

from . import big_federation as big

PIN: Final = "4711"
TODAY: Final = big.LAST_SUNDAY.isoformat()
RARE: Final = 2  # the group that has of everything
TOILETS: Final = tuple(households.REQUEST_FACILITY)
MERGED: Final = ("q0003", "q0004")
STEPS: Final = ("listed", "allocated", "materials", "building")
PLACES: Final = ("Havana", "Goreangab", "Okuryangava", "Kuisebmond", "DRC", "Oneshila")
NEEDS: Final = ("sanitation", "water", "land", "housing", "energy")
A_LOAN: Final = 3  # every third group has a loan of the fund
PRINCIPAL, INSTALMENTS = 12_000_000, 60
MONTH: Final = timedelta(days=30)


def furnish(store: Store, folder: Path, years: int = 1) -> None:
    """All of it, as its staff and further files of the groups bring it. `folder`: for the files.

    Rosa, who has the PIN, looked at entries today and printed a list.
    """
    add_user(store, "Rosa", "admin", PIN)
    city = enrol_city(store)
    _carry(store, folder)
    with store.reading() as db:
        groups, today = requests.partners(db, "group"), clock.today(db, store.node)
    told = [*_register(groups[RARE - 1].node, city, today), *fund(groups, years)]
    for one in groups:
        told += _answered(one.node, one.code, city)
    with store.writing() as db:
        enter(db, store.node, told, {})
        takings.add(
            db, takings.Source("folder", str(folder), "stick of the Coast", is_done=True), TODAY
        )
    number = carriers.add_carrier(store, "Selma of the Coast")
    carriers.give(store, number, f"{groups[0].code}-{groups[-1].code}")
    look_through(store)
    rosters.keep(store)
    export(store, to=groups[RARE - 1].code)


def enrol_city(store: Store) -> str:
    """A city with a card of its own; its node id."""
    chance = Random("a city")
    sign = keys.make_sign_key(chance.randbytes)
    own, paper = keys.make_identity(chance.randbytes), keys.make_identity(chance.randbytes)
    line = cards.make_card(
        keys.load_sign_key(sign),
        role="city",
        name="Windhoek",
        seal=keys.recipient_of(own),
        recovery=keys.recipient_of(paper),
    )
    return enrol_card(store, line, confirm=cards.read_card(line).digits, threshold=5).node


def _carry(store: Store, folder: Path) -> None:
    """Each group's further file of its books, and one of its requests."""
    hub = own_card(store.node)
    folder.mkdir(parents=True, exist_ok=True)
    with store.reading() as db:
        ends = {
            owner: (last, bytes.fromhex(head))
            for owner, last, head in Stream.select(Stream.owner, Stream.last, Stream.head)
            .where(Stream.kind == kinds.LEDGER)
            .tuples()
            .execute(db)
        }
        groups = requests.partners(db, "group")
    for number in range(1, len(groups) + 1):
        writer = big.make_writer(1, number, big.LAST_SUNDAY)
        begin = writer.head
        writer.seq, writer.head = ends[writer.card.node]
        big.seal_up(writer, hub, lives(writer.books.chance), folder)
        writer.seq, writer.head = 0, begin
        big.seal_up(writer, hub, _asks(writer), folder, kinds.REQUESTS)
    for one in take_in(store, [folder]):
        assert one.outcome == "applied", one


def lives(chance: Random, members: int = big.MEMBERS) -> Iterator[big.Told]:
    """How each household lives, houses that are begun, work, money of the fund."""
    for member in range(1, members + 1):
        home = e.HouseholdRecord(
            note="",
            persons=chance.randint(1, 9), rooms=chance.randint(1, 4),
            woman_headed=chance.choice(("yes", "no")), toilet=chance.choice(TOILETS),
            toilet_sharing=chance.randint(0, 9), water_source="public_tap_standpipe",
            water_minutes=chance.randint(2, 60), handwashing="neither", tenure="none",
        )  # fmt: skip
        yield e.HouseholdTold(day=TODAY, member=member), home
        if member % 3 == 0:
            for step in STEPS[: member // 10 + 1]:
                yield e.HouseStepTaken(day=TODAY, member=member, step=step), e.HouseRecord(note="")
        day = (big.LAST_SUNDAY - timedelta(weeks=member)).isoformat()
        yield e.WorkDone(day=day, task="bricks", minutes=20 * member, member=member), None
    yield e.DecisionTaken(day=TODAY, decision=1, about="request", votes_for=20), None
    for month in range(6):
        day = (big.LAST_SUNDAY - month * MONTH).isoformat()
        yield e.FundContribution(day=day, amount=2_000, member=month + 1), None
        yield e.FundRemitted(day=day, amount=1_500), None


def _asks(writer: big.Writer) -> Iterator[big.Told]:
    """A request, with what is proposed and promised; and a facility that was counted."""
    number, chance = writer.number, writer.books.chance
    request, day = asked(number), (big.LAST_SUNDAY - timedelta(weeks=chance.randint(1, 50)))
    raised, settlement = day.isoformat(), PLACES[number % len(PLACES)]
    yield e.RequestRaised(
        day=raised, request=request, number="1", need=NEEDS[number % len(NEEDS)],
        settlement=settlement, title="For block 3", households=chance.randint(5, 90),
        option_cost=chance.randint(1, 90) * 100_000,
    ), None  # fmt: skip
    said = {"day": raised, "request": request, "side": "group"}
    yield e.OptionProposed(word=f"{request}o", option=1, title="Dry", cost=500_000, **said), None
    yield e.PromiseMade(word=f"{request}p", text="We dig", by="2027-03-31", many=4, **said), None


def asked(number: int) -> str:
    """The id of a group's request."""
    return f"q{number:04}"


def _answered(node: str, code: str, city: str) -> Iterator[Draft]:
    """Every request was given free and answered on paper."""
    request = asked(int(code[1:]))
    yield Draft(kinds.REGISTER, e.RequestReleased(day=TODAY, request=request, city=city))
    answer = e.AnswerGiven(
        day=TODAY, answer=f"{request}a", request=request, verb="commit", text="Two taps",
        by="2027-03-31", department="Infrastructure", amount=500_000, budget_line="4711",
        on_paper=True, post="Section Engineer",
    )  # fmt: skip
    yield Draft(kinds.REPLIES, answer, partner=node)


def _register(group: str, city: str, today: str) -> Iterator[Draft]:
    """Networks, duties, names of settlements, an embargo, a list that was printed, a release."""
    day, why = TODAY, e.OfficeWords(name="Rosa", note="her book says five, not fifty")
    asked_for = asked(RARE)
    for event, record in (
        (
            e.RequestsMerged(
                day=day, merge="m1", number="1", title="Both blocks", requests=MERGED, groups=2
            ),
            None,
        ),
        (e.NetworkListed(day=day, network="n1", name="Coast", place="NA-ER"), None),
        (e.NetworkJoined(day=day, network="n1", partner=group), None),
        (
            e.CoordinatorNamed(day=day, term="t1", duty="coordinator", place="NA-KH"),
            e.CoordinatorRecord(name="Maria ǁGaroëb"),
        ),
        (e.SettlementLinked(day=day, settlement="Havana", place="NA-KH-S-HAVANA"), None),
        (e.SettlementEmbargoed(day=day, settlement="Goreangab", reason="an eviction"), None),
        (
            e.BeneficiariesPrinted(
                day=today, printing="p1", request=asked_for, members=(3, 6), decision=1, user=1
            ),
            e.PrintingRecord(recipient="M. Shikongo", note="to survey the plots"),
        ),
        (
            e.EntriesLookedAt(
                day=today, look="l1", group=group, member=3, asked_by="member", user=1
            ),
            why,
        ),
    ):
        yield Draft(kinds.REGISTER, event, record)
    proposed = e.CorrectionProposed(
        day=day, proposal="c1", group=group, entry=40, head="0e" * 32, form="question"
    )
    yield Draft(kinds.REPLIES, proposed, why, partner=group)
    cells = tuple(
        e.PublishedCell(row=place, column=need, requests=9, households=90)
        for place in PLACES
        for need in NEEDS
    )
    table = e.PublishedTable(name="kind", cells=cells, totals=cells[:1])
    published = e.TablesPublished(
        day=day, release="2026-Q4", threshold=5, tables=(table,), certificate="c"
    )
    yield Draft(kinds.PUBLICATION, published, partner=city)


def fund(groups: tuple[requests.PartnerView, ...], years: int) -> Iterator[Draft]:
    """A fund that lends to every third group and gets an instalment of each every month."""
    begun = big.LAST_SUNDAY - timedelta(weeks=big.WEEKS_A_YEAR * years)
    entry = 0

    def numbered(kind: type[e.FundDeed], day: date, **told: object) -> Draft:
        nonlocal entry
        entry += 1
        return Draft(kinds.REGISTER, kind(day=day.isoformat(), entry=entry, **told))

    for product, use in enumerate(("house", "land"), 1):
        yield Draft(
            kinds.REGISTER,
            e.FundProductSet(
                day=begun.isoformat(), product=product, title=use.title(), use=use, rate=5_000,
                per="month", method="declining", instalments=INSTALMENTS, every="month",
            ),
        )  # fmt: skip
    some = groups[::A_LOAN]
    capital = PRINCIPAL * (len(some) + 1)
    yield numbered(e.CapitalReceived, begun, amount=capital, source="ministry", slip="4711")
    for loan, one in enumerate(some, 1):
        day = begun + timedelta(days=loan % 300)
        first = day + MONTH
        terms = {
            "rate": 5_000, "per": "month", "method": "declining", "instalments": INSTALMENTS,
            "every": "month", "first_due_on": first.isoformat(),
        }  # fmt: skip
        yield numbered(
            e.GroupLoanAgreed, day, loan=loan, group=one.node, product=loan % 2 + 1,
            principal=PRINCIPAL, approved_by="board", **terms,
        )  # fmt: skip
        yield numbered(
            e.GroupLoanAllocated, day, loan=loan, parts=(e.LoanPart(member=1, amount=PRINCIPAL),)
        )
        yield numbered(
            e.GroupLoanPaidOut, day, amount=PRINCIPAL, loan=loan, form="transfer", slip=f"L{loan}"
        )
        rows = loans.schedule(
            loans.Terms(principal=PRINCIPAL, disbursed_on=day.isoformat(), **terms)  # type: ignore[arg-type]
        ).rows
        paid = [row for row in rows if row.due <= TODAY][: -(loan % 3) or None]  # some are late
        for row in paid:
            yield numbered(
                e.GroupRemittance, date.fromisoformat(row.due), amount=row.total, loan=loan,
                principal=row.principal, interest=row.interest, slip=f"R{loan}",
            )  # fmt: skip
