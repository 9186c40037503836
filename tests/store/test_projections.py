"""Views hold to the rules whatever a file says, and say the same when they are made anew."""

from typing import Any

import pytest

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.core.accounts import AMOUNT_MAX
from federation.core.refusals import Refusal, refuse
from federation.store import Draft, Numbered, Store, StreamEnd, database, journal, projections
from federation.store import replay as replays
from federation.store.queries import books
from federation.store.tables import PROJECTION_TABLES
from federation.store.verify import verify
from tests import factories as f
from tests import worlds

pytestmark = pytest.mark.engines

CELL = e.PublishedCell(row="Havana", column="water", requests=1, households=9)


def rows(db: Any) -> dict[str, list[Any]]:
    found = {}
    for table in PROJECTION_TABLES:
        name = table._meta.table_name
        found[name] = sorted(db.connection().execute(f'SELECT * FROM "{name}"').fetchall())
    return found


@pytest.mark.parametrize("role", ["group", "hub"])
def test_reading_the_journal_again_makes_the_same_views(
    group: Store, hub: Store, role: str
) -> None:
    store = worlds.busy_group(group) if role == "group" else worlds.busy_hub(hub)
    fresh = database.connect(None)
    fresh.connect()
    database.make_projections(fresh)
    with store.reading() as db:
        replays.replay(db, fresh)
        live = rows(db)
    assert rows(fresh) == live
    assert any(live.values())
    fresh.close()


def from_another(store: Store, kind: str, *events: e.Event, settle: bool = True) -> None:
    """Entries of another node's chain, as they would come out of a file."""
    with store.writing() as db:
        end = journal.begin(db, "d" * 32, kind, own=False, card_line=b"{}")
        numbered = tuple(Numbered(end.last + n, event) for n, event in enumerate(events, 1))
        projections.apply(db, end, numbered, settle=settle)


def refused(store: Store, kind: str, *events: e.Event, settle: bool = True) -> Refusal:
    with store.reading() as db:
        before = rows(db)
    with pytest.raises(Refusal) as caught:
        from_another(store, kind, *events, settle=settle)
    with store.reading() as db:
        assert rows(db) == before
    return caught.value


ASKED: dict[str, Any] = {
    "day": f.DAY, "request": "q1", "number": "1", "need": "water", "settlement": "Havana",
    "title": "Taps", "households": 24,
}  # fmt: skip

PLACED: dict[str, Any] = {
    "release": "r", "settlement": "Havana", "middle": worlds.HAVANA.middle,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "event", "code"),
    [
        (kinds.LEDGER, e.MemberAdmitted(day="", member=1), "day-none"),
        (kinds.LEDGER, e.MemberAdmitted(day=f.DAY, member=0), "number-out-of-range"),
        (kinds.LEDGER, e.EntryReversed(day=f.DAY, of=1), "entry-unknown"),
        (kinds.REQUESTS, e.RequestRaised(**{**ASKED, "day": "today"}), "day-none"),
        (
            kinds.REQUESTS,
            e.RequestRaised(**{**ASKED, "households": -3}),
            "request-without-households",
        ),
        (kinds.REQUESTS, e.RequestWithdrawn(day=f.DAY, request="q1"), "request-of-another"),
        (
            kinds.REPLIES,
            e.AnswerGiven(day=f.DAY, answer="a", request="q", verb="promise"),
            "answer-verb-unknown",
        ),
        (
            kinds.PUBLICATION,
            e.TablesPublished(
                day=f.DAY,
                release="r",
                threshold=5,
                certificate="",
                tables=(e.PublishedTable(name="kind", cells=(CELL, CELL), totals=()),),
            ),
            "release-unclear",
        ),
        (kinds.PUBLICATION, e.PlacePublished(**{**PLACED, "settlement": " "}), "place-unsound"),
        (
            kinds.PUBLICATION,
            e.PlacePublished(**{**PLACED, "middle": e.Corner(1_800_001, 0)}),
            "place-off-the-map",
        ),
        (
            kinds.PUBLICATION,
            e.PlacePublished(**PLACED, outline=(worlds.HAVANA.outline[0][::-1],)),
            "place-unsound",
        ),
        (
            kinds.PUBLICATION,
            e.PlacePublished(**PLACED, outline=worlds.HAVANA.outline * 9),
            "place-unsound",
        ),
    ],
)
def test_what_another_node_writes_is_held_to_the_rules(
    hub: Store, kind: str, event: e.Event, code: str
) -> None:
    assert refused(hub, kind, event).code == code


def test_a_sum_beyond_what_a_number_holds_is_refused(hub: Store) -> None:
    most = [e.OpeningCash(day=f.DAY, amount=AMOUNT_MAX) for _ in range(102)]
    for settle in (True, False):
        code = refused(hub, kinds.LEDGER, *most, settle=settle).code
        assert code == "amount-out-of-range"


def test_one_group_cannot_speak_of_anothers_request(hub: Store) -> None:
    from_another(hub, kinds.REQUESTS, e.RequestRaised(**ASKED))
    other = StreamEnd(9, "f" * 32, kinds.REQUESTS, "", 1, False, 0, "0" * 64, "open")
    for event in (e.RequestRaised(**ASKED), e.RequestWithdrawn(day=f.DAY, request="q1")):
        with pytest.raises(Refusal) as caught, hub.writing() as db:
            projections.apply(db, other, (Numbered(1, event),))
        assert caught.value == refuse("request-of-another", request="q1")


def test_a_request_is_told_once(hub: Store) -> None:
    """What the hub read before it gave it free is what the city reads."""
    from_another(hub, kinds.REQUESTS, e.RequestRaised(**ASKED))
    anew = e.RequestRaised(**{**ASKED, "title": "Something else"})
    assert refused(hub, kinds.REQUESTS, anew) == refuse("request-told-twice", request="q1")


@pytest.mark.parametrize("figure", ["households", "offer_labour_days", "sharing_households"])
def test_figures_of_a_request_have_a_bound(hub: Store, figure: str) -> None:
    huge = e.RequestRaised(**{**ASKED, figure: 10**6 + 1})
    assert refused(hub, kinds.REQUESTS, huge).code == "request-figure-out-of-range"


def test_books_of_two_groups_are_kept_apart(hub: Store) -> None:
    saved = e.SavingsReceived(day=f.DAY, amount=700, member=1)
    from_another(hub, kinds.LEDGER, e.MemberAdmitted(day=f.DAY, member=1), saved)
    with hub.writing() as db:
        own = Draft(kinds.LEDGER, e.MemberAdmitted(day=f.DAY, member=1))
        enter(db, hub.node, [own, Draft(kinds.LEDGER, saved)], {})
        sums = db.connection().execute(
            "SELECT book, amount FROM balance WHERE account = 'cash' ORDER BY book"
        )
        assert [amount for _, amount in sums] == [700, 700]


def test_an_answer_that_comes_before_its_request_is_kept(city: Store, hub: Store) -> None:
    said = e.AnswerGiven(day=f.DAY, answer="a1", request="q1", verb="ask", text="How many?")
    asked = e.RequestRaised(**ASKED)
    from_another(hub, kinds.REPLIES, said, said)
    from_another(hub, kinds.REQUESTS, asked)
    from_another(city, kinds.REQUESTS, asked)
    from_another(city, kinds.REPLIES, said)
    with hub.reading() as here, city.reading() as there:
        assert rows(here) == rows(there)


def test_a_loan_that_was_agreed_can_be_taken_back_until_money_moves(group: Store) -> None:
    anna = f.admit(group, "Anna")
    f.enter(group, ("savings", 50_000, anna))
    number = f.lend(group, anna, 10_000, agree_only=True)
    with group.reading() as db:
        agreed = books.loans(db, 1)[0].seq
    f.reverse(group, agreed, reason="the wrong person")
    with group.reading() as db:
        assert books.loans(db, 1) == ()
        assert verify(db, group.node) == ()
    with pytest.raises(Refusal, match="loan-unknown"):
        f.enter(group, ("loan_disbursed", 10_000, anna, number))
    again = f.lend(group, anna, 10_000)
    assert again == number + 1
    with group.reading() as db:
        second = books.loans(db, 1)[0].seq
    with pytest.raises(Refusal, match="loan-has-money"):
        f.reverse(group, second, reason="too late")
