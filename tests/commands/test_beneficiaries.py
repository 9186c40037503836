"""A list of people is printed at the office alone, for somebody named, and each one noted."""

import pytest

from federation.commands import beneficiaries, embargoes, requests
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.households import STEPS
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import beneficiaries as told
from federation.store.tables import Stream
from tests.factories import DAY

from .test_publication import arrive as arrive_asked
from .test_publication import ask, busy_hub

__all__ = ["busy_hub"]
GROUP = f"{1:032x}"
ANNA, BEATA, SELMA = 1, 2, 3
AGREED, AGAINST = 1, 2
RECIPIENT = "M. Shikongo, Section Engineer"


def arrive(hub: Store, *entries: tuple[e.Event, e.Record | None]) -> None:
    """Entries of the group's books come in, as intake would apply them."""
    with hub.writing() as db:
        stream = journal.begin(db, GROUP, "ledger", own=False, card_line=b"card")
        numbered = [Numbered(n, *one) for n, one in enumerate(entries, 1)]
        projections.apply(db, stream, numbered)


def vote(number: int, votes_for: int, words: str) -> tuple[e.Event, e.Record]:
    told = e.DecisionTaken(
        day=DAY, decision=number, about="request", votes_for=votes_for, votes_against=3
    )
    return told, e.Note(note=words)


@pytest.fixture
def office(busy_hub: Store) -> tuple[Store, str]:
    """A hub with a request, and with its group's books: one listed, one who saves, one who left."""
    house = e.HouseRecord(note="", plot="erf 4711", block="C")
    arrive(
        busy_hub,
        *((e.MemberAdmitted(day=DAY, member=n), e.MemberRecord(name=name))
          for n, name in ((ANNA, "Anna"), (BEATA, "Beata"), (SELMA, "Selma"))),
        (e.HouseStepTaken(day=DAY, member=ANNA, step="allocated"), house),
        (e.HouseStepTaken(day=DAY, member=BEATA, step="saving"), None),
        (e.HouseStepTaken(day=DAY, member=SELMA, step="listed"), None),
        (e.MemberLeft(day=DAY, member=SELMA), None),
        vote(AGREED, 20, "the city may have the list"),
        vote(AGAINST, 2, "the newspaper may have the list"),
    )  # fmt: skip
    return busy_hub, ask(busy_hub, 1, 30, need="housing")


def printed(hub: Store, request: str, *members: int, decision: int = AGREED) -> None:
    order = beneficiaries.PrintBeneficiaries(
        request=request, recipient=RECIPIENT, note="to survey", members=members, day=DAY, user=4,
        decision=decision,
    )  # fmt: skip
    perform(hub, order, beneficiaries.print_beneficiaries)


def refused(hub: Store, request: str, *members: int, decision: int = AGREED) -> str:
    with pytest.raises(Refusal) as caught:
        printed(hub, request, *members, decision=decision)
    with hub.reading() as db:
        assert told.printings(db) == ()
    return caught.value.code


def test_only_whom_the_group_listed_and_who_has_no_house_may_stand_on_it(
    office: tuple[Store, str],
) -> None:
    hub, _ = office
    with hub.reading() as db:
        found, empty = told.listing(db, GROUP), told.listing(db, f"{2:032x}")
    assert (empty.people, empty.votes, empty.until) == ((), (), "")
    assert [(one.name, one.block, one.plot) for one in found.people] == [("Anna", "C", "erf 4711")]
    assert [one.words for one in found.votes] == ["the city may have the list"]
    assert found.until == DAY


@pytest.mark.parametrize("step", STEPS)
def test_who_saves_and_who_lives_in_her_house_already_are_not_offered(
    busy_hub: Store, step: str
) -> None:
    arrive(
        busy_hub,
        (e.MemberAdmitted(day=DAY, member=ANNA), e.MemberRecord(name="Anna")),
        (e.HouseStepTaken(day=DAY, member=ANNA, step=step), None),
    )
    with busy_hub.reading() as db:
        offered = [one.member for one in told.listing(db, GROUP).people]
    assert offered == ([] if step in ("saving", "complete", "title") else [ANNA])


def test_a_printing_is_noted_with_who_got_it_and_who_stands_on_it(
    office: tuple[Store, str],
) -> None:
    hub, request = office
    printed(hub, request, ANNA, ANNA)
    printed(hub, request, ANNA)
    with hub.reading() as db:
        newest, first = told.printings(db, request)
        assert told.printings(db) == (newest, first)
        assert told.printings(db, "another") == ()
        own = [one for one in journal.ends(db) if one.own]
        assert [one.kind for one in own] == ["register"]
    assert (first.members, first.decision, first.printing != newest.printing) == ((ANNA,), 1, True)
    assert (first.recipient, first.note, first.user, first.day) == (RECIPIENT, "to survey", 4, DAY)


def test_what_cannot_be_is_refused(office: tuple[Store, str]) -> None:
    hub, request = office
    assert refused(hub, "nothing", ANNA) == "request-unknown"
    assert refused(hub, request) == "beneficiaries-nobody"
    for member in (77, BEATA, SELMA):
        assert refused(hub, request, ANNA, member) == "beneficiaries-gone"
    for decision in (0, AGAINST, 9):
        assert refused(hub, request, ANNA, decision=decision) == "beneficiaries-undecided"
    taps = ask(hub, 1, 30, need="water")
    assert refused(hub, taps, ANNA) == "beneficiaries-no-house"


def test_nothing_is_printed_for_a_request_that_is_over(office: tuple[Store, str]) -> None:
    hub, request = office
    answer = requests.GiveAnswer(
        request=request, verb="refuse", reason="no-land", text="None", day=DAY,
        on_paper=True, post="Clerk",
    )  # fmt: skip
    perform(hub, answer, requests.give_answer)
    assert refused(hub, request, ANNA) == "request-closed"


@pytest.mark.parametrize("settlement", ["havana ", "Goreangab"])
def test_nothing_of_people_is_printed_where_an_eviction_threatens(
    office: tuple[Store, str], settlement: str
) -> None:
    """Nor of a group that asks there too: nobody here knows where each of its members lives."""
    hub, request = office
    ask(hub, 1, 30, need="water", settlement="Goreangab")
    bar = embargoes.EmbargoSettlement(settlement=settlement, reason="an eviction", day=DAY)
    perform(hub, bar, embargoes.embargo_settlement)
    assert refused(hub, request, ANNA) == "beneficiaries-under-embargo"


def test_nor_of_a_group_that_looks_after_a_tap_there(office: tuple[Store, str]) -> None:
    hub, request = office
    tap = e.FacilityListed(
        day=DAY, facility="f" * 20, number=1, facility_type="public_tap_standpipe",
        settlement="Otjomuise", installed=1,
    )  # fmt: skip
    arrive_asked(hub, GROUP, tap)
    bar = embargoes.EmbargoSettlement(settlement="Otjomuise", reason="an eviction", day=DAY)
    perform(hub, bar, embargoes.embargo_settlement)
    assert refused(hub, request, ANNA) == "beneficiaries-under-embargo"


@pytest.mark.parametrize("state", ["frozen", "closed"])
def test_nothing_is_printed_from_books_in_two_versions(
    office: tuple[Store, str], state: str
) -> None:
    hub, request = office
    with hub.writing() as db:
        Stream.update(state=state).where(Stream.owner == GROUP, Stream.kind == "ledger").execute(db)
    assert refused(hub, request, ANNA) == "beneficiaries-books-unsure"


def test_an_embargo_elsewhere_stops_nothing(office: tuple[Store, str]) -> None:
    hub, request = office
    ask(hub, 2, 30, settlement="Goreangab")
    bar = embargoes.EmbargoSettlement(settlement="Goreangab", reason="an eviction", day=DAY)
    perform(hub, bar, embargoes.embargo_settlement)
    printed(hub, request, ANNA)


def test_only_an_office_prints_it(group: Store) -> None:
    assert refused(group, "q1", ANNA) == "beneficiaries-not-here"
