"""What is personal never reaches a city: marked in every field of every record, and looked for.

A group's books hold a mark of its own in each personal field of each kind of entry. Everything
goes through real files to the hub and on to the city, is published, answered, passed on, replied
to. Then every byte at the city is searched: its files, its database and what lies beside that,
packed and sealed files opened, its reports and its pages. The same search finds every mark at the
group.
"""

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from federation.commands import (
    beneficiaries,
    networks,
    passing,
    publication,
    releasing,
    requests,
)
from federation.commands.deed import enter, perform
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import fund, kinds
from federation.core.refusals import Refusal
from federation.core.rules.households import ANSWERS
from federation.reports import making
from federation.reports.render import render
from federation.reports.table import Span
from federation.store import Draft, Store
from federation.store.queries import beneficiaries as listed
from federation.store.queries import books
from federation.store.queries import requests as asked
from federation.store.queries.group import decisions
from federation.web import create_app
from sync import backup
from tests import factories as f
from tests.books.lives import Scribe
from tests.faults import forge
from tests.sync import links
from tests.web.conftest import HOST, PIN, Browser

# A repair is told of at a city itself, a printed list at the office; neither's words leave it.
RECORDED = tuple(
    kind
    for kind, row in kinds.KINDS.items()
    if row.record is not None and kinds.LEDGER in row.streams
)
# What the office says to one group alone.
OF_OFFICE = (e.EntriesLookedAt, e.CorrectionProposed, e.CorrectionWithdrawn)
BORN = 1913
DAY = "2026-01-04"
KEPT = "zqkept"  # stands in what stays between group and federation
TOLD = "zqtold"  # stands in what the city is told
STAYS = ("feedback-gathered", "insight-drawn", "consent-counted")
FORMS = ("table", "json", "csv", "xlsx")


def mark(kind: type[e.Event], field: str) -> str:
    """A text that stands in this field of this kind, and nowhere else."""
    return f"zq {kinds.KINDS[kind].tag} {field} qz"


def value(kind: type[e.Event], one: msgspec.structs.FieldInfo) -> str | int:
    """What is put into a personal field: its mark; a number or a code where only those may be."""
    if kind is e.HouseholdTold:
        codes = ANSWERS.get(one.name, ())
        return codes[0] if codes else 7 if one.type is int else mark(kind, one.name)
    return BORN if one.type is int else mark(kind, one.name)


def text_of(kind: type[e.Event], one: msgspec.structs.FieldInfo) -> str:
    """How it stands beside a line: the record is a text within a text."""
    told = value(kind, one)
    if told == mark(kind, one.name):
        return str(told)
    return f'{one.name}\\":{told}' if isinstance(told, int) else f'{one.name}\\":\\"{told}'


class Marker(Scribe):
    """Writes anything that the books allow, with a mark in each personal field."""

    def record(self, kind: type[e.Event]) -> e.Record | None:
        record = kinds.KINDS[kind].record
        if record is None:
            return None
        return record(**{one.name: value(kind, one) for one in msgspec.structs.fields(record)})


def shared_out() -> Iterator[e.Event]:
    """Two members, a loan, a cycle parted and paid: what chance would not come upon soon."""
    day = DAY
    for member in (1, 2):
        yield e.MemberAdmitted(day=day, member=member)
    yield e.IncomeReceived(day=day, amount=600_000)
    yield e.SavingsReceived(day=day, amount=1_000, member=1)
    yield e.LoanAgreed(
        day=day, member=2, loan=1, principal=500, rate=0, per="month", method="flat",
        instalments=1, every="month", first_due_on="2026-02-04",
    )  # fmt: skip
    yield e.LoanDisbursed(day=day, amount=500, member=2, loan=1)
    yield e.CycleBegun(day=day, cycle=1, ends_on="2026-12-31")
    debts = (e.SettledLoan(loan=1, principal=500),)
    lines = (
        e.ShareOutLine(member=1, gross=100),
        e.ShareOutLine(member=2, gross=0, loans=debts),
    )
    yield e.ShareOutHeld(
        day=day, cycle=1, method="equal", pool=100, by_cash=100, by_books=100, lines=lines
    )
    yield e.SharePaidOut(day=day, amount=50, member=1, cycle=1)
    yield e.ShareReinvested(day=day, amount=30, member=1, cycle=1)
    yield e.ShareDebtPaid(day=day, amount=100, member=2, cycle=1)


def marked(store: Store) -> set[type[e.Event]]:
    """Books in which every kind that has a record stands with one; the kinds."""
    chance = random.Random(4)
    scribe = Marker(store, chance)
    for event in shared_out():
        scribe.put(event, scribe.record(type(event)))
    missing = set(RECORDED) - {type(one) for one in scribe.written}
    lists = [kind for kind, row in kinds.KINDS.items() if kinds.LEDGER in row.streams]
    lists = [one for one in lists if one not in (e.MemberForgotten, e.EntryReversed)]
    for _ in range(4_000):
        if not missing:
            break
        scarce = sorted(missing, key=lambda one: one.__name__)
        kind = chance.choice((chance.choice(scarce), chance.choice(lists)))
        if kind in missing or chance.random() < 0.3:
            scribe.write(kind)
        missing -= {type(one) for one in scribe.written}
    assert not missing, missing
    return {type(one) for one in scribe.written}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[links.World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def said(world: links.World, request: str) -> None:
    """Everything that a group may say of a request; what stays, and what the city is told."""
    told: tuple[tuple[type[e.Word], dict[str, object]], ...] = (
        (e.OptionProposed, {"option": 1, "title": f"{TOLD} dry toilets"}),
        (e.FeedbackGathered, {"number": 1, "option": 1, "voices": "women", "people": 987_123,
                              "text": f"{KEPT} feedback"}),
        (e.InsightDrawn, {"option": 1, "feedback": (1,), "text": f"{KEPT} insight"}),
        (e.ConsentCounted, {"holders": 987_124, "agreed": 987_123}),
        (e.PromiseMade, {"text": f"{TOLD} we dig", "by": "2027-01-31"}),
    )  # fmt: skip
    for kind, fields in told:
        f.say(world.group, kind, request=request, **fields)


def round_trip(world: links.World) -> None:
    """Files go all the way round, twice."""
    for _ in range(2):
        links.carry(world.group, world.hub)
        links.carry(world.hub, world.city, to="C01")
        links.carry(world.city, world.hub)
        links.carry(world.hub, world.group, to="G0001")


def lived(world: links.World) -> str:
    """A request raised, published, spoken about by all sides; its id."""
    request = f.raise_request(world.group, title=f"{TOLD} houses", need="housing")
    said(world, request)
    agreed(world.group)
    links.carry(world.group, world.hub)
    releasing.release(world.hub)
    publication.publish(world.hub)
    round_trip(world)
    given = requests.GiveAnswer(
        request=request, day=f.DAY, verb="offer", text="Four seats", by="2027-02-28",
        department="Infrastructure", amount=300,
    )  # fmt: skip
    answer = str(perform(world.city, given, requests.give_answer).facts["answer"])
    paid = {"payer": "group", "amount": 300, "receipt": "88231", "about": "land"}
    f.say(world.city, e.PaymentTold, request=request, **paid)
    round_trip(world)
    reply = {"answer": answer, "verb": "accept", "text": f"{TOLD} yes"}
    f.say(world.group, e.ReplyGiven, request=request, **reply)
    f.say(world.group, e.PaymentTold, request=request, **paid)
    said(world, request)
    links.carry(world.group, world.hub)
    perform(world.hub, passing.PassOn(), passing.pass_on)
    publication.publish(world.hub)
    printed(world.hub, request)
    coordinated(world.hub)
    round_trip(world)
    return request


def agreed(group: Store) -> None:
    """A member is put on the list for a house, and the group votes that its list may be given."""
    with group.writing() as db:
        book = books.book_of(db, group.node.settings.node_id)
        member = books.members(db, book, also_left=False)[0].member
        number = max(one.decision for one in decisions(db, book)) + 1
        told = (
            e.HouseStepTaken(day=f.DAY, member=member, step="listed"),
            e.DecisionTaken(day=f.DAY, decision=number, about="request", votes_for=9),
        )
        enter(db, group.node, [Draft(kinds.LEDGER, one) for one in told], {})


def coordinated(hub: Store) -> None:
    """Somebody coordinates the region in which the group lives."""
    name = mark(e.CoordinatorNamed, "name")
    told = networks.NameCoordinator(name=name, duty="coordinator", place="NA-KH", day=f.DAY)
    perform(hub, told, networks.name_coordinator)


def printed(hub: Store, request: str) -> None:
    """A list of the group's people on paper, of which the office's register alone knows."""
    marks = {one: mark(e.BeneficiariesPrinted, one) for one in e.PrintingRecord.__struct_fields__}
    with hub.reading() as db:
        (view,) = asked.requests(db)
        found = listed.listing(db, view.owner)
    members = tuple(one.member for one in found.people)
    marks["decision"] = found.votes[0].decision
    told = beneficiaries.PrintBeneficiaries(request=request, members=members, day=f.DAY, **marks)
    perform(hub, told, beneficiaries.print_beneficiaries)


def looked_at(world: links.World) -> None:
    """The office looks at entries, asks for a correction and takes that back; all of it is told."""
    group = world.group.node.settings.node_id
    asked_for = {"proposal": "zc1", "group": group, "entry": 1, "head": "0e" * 32}
    told: dict[type[e.Event], dict[str, object]] = {
        e.EntriesLookedAt: {"look": "zl1", "group": group, "member": 1},
        e.CorrectionProposed: {**asked_for, "form": "question"},
        e.CorrectionWithdrawn: {"proposal": "zc1"},
    }
    assert set(told) == set(OF_OFFICE)
    drafts = []
    for kind, fields in told.items():
        marks = {one: mark(kind, one) for one in e.OfficeWords.__struct_fields__}
        event, words = kind(**{"day": DAY, **fields}), e.OfficeWords(**marks)
        streams = kinds.KINDS[kind].streams
        drafts += [
            Draft(one, event, words, partner=group if one == kinds.REPLIES else "")
            for one in streams
        ]
    with world.hub.writing() as db:
        enter(db, world.hub.node, drafts, {})


def unpacked(content: bytes) -> Iterator[bytes]:
    """Bytes, and what is packed in them."""
    yield content
    if content[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name))


def kept(store: Store, readers: tuple[Store, ...]) -> Iterator[bytes]:
    """Every byte of a node: its files as they lie and opened, its rows unpacked."""
    for path in sorted(one for one in store.node.folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        yield str(path.relative_to(store.node.folder)).encode()
        yield from unpacked(content)
        for reader in readers:
            try:
                yield forge.inside(content, reader)
            except Exception:  # noqa: BLE001 - not for this reader, or no sealed file at all
                continue
    for name in links.tables(store):
        for row in store.db.execute_sql(f'SELECT * FROM "{name}"'):
            for cell in row:
                yield from unpacked(cell if isinstance(cell, bytes) else str(cell).encode())


def shown(store: Store, request: str) -> Iterator[bytes]:
    """Every report in every form, and every page that can be looked at by who is logged in."""
    for name in making.NAMES:
        try:
            made = tuple(making.make(store, name, Span()))
        except Refusal:
            continue  # a report of books that this node has not
        for form in FORMS:
            yield from unpacked(render(made, form))
    app = create_app(store.node)
    browser = Browser(app).log_in("Official")
    told = {"number": 1, "seq": 1, "name": request, "kind": "fee", "loan": 1, "application": 1}
    told |= {"what": "promise-made", "request": request}
    looked = 0
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()) and rule.arguments <= set(told):
            with app.test_request_context(base_url=f"http://{HOST}"):
                address = app.url_for(rule.endpoint, **{one: told[one] for one in rule.arguments})
            page = browser.get(address.replace(f"http://{HOST}", ""))
            looked += page.status_code == 200
            yield from unpacked(page.data)
    assert looked > 10


def hits(everything: bytes, text: str) -> int:
    """How often a text stands there, in either alphabet of machines."""
    forms = ("utf-8", "utf-16-le", "utf-16-be")
    return sum(everything.count(text.encode(form)) for form in forms)


def test_no_mark_of_a_person_is_at_the_city(world: links.World) -> None:
    written = marked(world.group)
    assert set(RECORDED) <= written
    looked_at(world)
    request = lived(world)
    for store in world.stores:
        links.write(store, full=True)
        backup.keep(store)
        links.bring(store, b"no file of ours", "strange.sgb")
        assert links.is_sound(store)
    with world.city.reading() as db:
        (seen,) = asked.requests(db)
    assert {type(one) for one in seen.words} >= {e.OptionProposed, e.PromiseMade, e.ReplyGiven}
    add_user(world.city, name="Official", pin=PIN, role="official")
    readers = world.stores
    group, hub = (b"\n".join(kept(one, readers)) for one in (world.group, world.hub))
    city = b"\n".join([*kept(world.city, readers), *shown(world.city, request)])
    for kind in RECORDED:
        record = kinds.KINDS[kind].record
        assert record is not None
        for one in msgspec.structs.fields(record):
            text = text_of(kind, one)
            assert hits(group, text) > 0, text
            assert hits(hub, text) > 0, text  # in files that it keeps packed, as a city would
            assert hits(city, text) == 0, text
    for name in e.PrintingRecord.__struct_fields__:
        text = mark(e.BeneficiariesPrinted, name)
        assert hits(hub, text) > 0, text
        assert hits(group, text) == 0, text
    text = mark(e.CoordinatorNamed, "name")
    assert hits(hub, text) > 0
    assert hits(group, text) == hits(city, text) == 0
    for kind in OF_OFFICE:
        for name in e.OfficeWords.__struct_fields__:
            text = mark(kind, name)
            assert min(hits(hub, text), hits(group, text)) > 0, text
            assert hits(city, text) == 0, text
    assert hits(city, "zq ") == 0
    assert hits(city, TOLD) > 10
    assert min(hits(group, KEPT), hits(hub, KEPT)) > 0
    assert hits(city, KEPT) == 0
    for tag in STAYS:
        assert hits(group, f'"{tag}"') > 0, tag
        assert hits(city, f'"{tag}"') == 0, tag
    for figure in ("987123", "987124"):
        assert hits(group, figure) > 0
        assert hits(city, figure) == 0


def test_each_personal_field_is_marked() -> None:
    """A new one is marked, too: they are walked in the one table of kinds."""
    fields = {name for kind in RECORDED for name in kinds.KINDS[kind].record.__struct_fields__}
    kept = (e.RepairWords, e.PrintingRecord, e.FundNote)
    in_registers = {name for record in kept for name in record.__struct_fields__}
    recorded = {kind for kind, row in kinds.KINDS.items() if row.record is not None}
    assert recorded == {
        *(*RECORDED, *OF_OFFICE, e.RepairReported, e.BeneficiariesPrinted, e.CoordinatorNamed),
        *fund.POSTINGS,
    }
    assert fields == set(kinds.PERSONAL_FIELDS) - (in_registers - fields)
