"""A list of people is printed at the office alone, for somebody named, and each printing noted."""

import pytest

from federation.commands import beneficiaries, embargoes, requests
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import beneficiaries as told
from tests.factories import DAY

from .test_publication import ask, busy_hub

__all__ = ["busy_hub"]
GROUP = f"{1:032x}"
ANNA, BEATA, SELMA = 1, 2, 3
RECIPIENT = "M. Shikongo, Section Engineer"


@pytest.fixture
def office(busy_hub: Store) -> tuple[Store, str]:
    """A hub with a request, and with the books of its group: two members, and one who left."""
    house = e.HouseRecord(note="", plot="erf 4711", block="C")
    entries = [
        *((e.MemberAdmitted(day=DAY, member=n), e.MemberRecord(name=name))
          for n, name in ((ANNA, "Anna"), (BEATA, "Beata"), (SELMA, "Selma"))),
        (e.HouseStepTaken(day=DAY, member=ANNA, step="allocated"), house),
        (e.HouseStepTaken(day=DAY, member=BEATA, step="saving"), None),
        (e.MemberLeft(day=DAY, member=SELMA), None),
    ]  # fmt: skip
    with busy_hub.writing() as db:
        stream = journal.begin(db, GROUP, "ledger", own=False, card_line=b"card")
        numbered = [Numbered(n, *one) for n, one in enumerate(entries, 1)]
        projections.apply(db, stream, numbered)
    return busy_hub, ask(busy_hub, 1, 30)


def order(request: str, *members: int) -> beneficiaries.PrintBeneficiaries:
    return beneficiaries.PrintBeneficiaries(
        request=request, recipient=RECIPIENT, note="to survey", members=members, day=DAY, user=4
    )


def printed(hub: Store, request: str, *members: int) -> None:
    perform(hub, order(request, *members), beneficiaries.print_beneficiaries)


def refused(hub: Store, request: str, *members: int) -> str:
    with pytest.raises(Refusal) as caught:
        printed(hub, request, *members)
    with hub.reading() as db:
        assert told.printings(db, request) == ()
    return caught.value.code


def test_who_was_listed_for_a_house_is_known(office: tuple[Store, str]) -> None:
    hub, _ = office
    with hub.reading() as db:
        people = told.people(db, GROUP)
        assert told.people(db, f"{2:032x}") == ()
    assert [(one.name, one.block, one.plot, one.is_listed) for one in people] == [
        ("Anna", "C", "erf 4711", True),
        ("Beata", "", "", False),
    ]


def test_a_printing_is_noted_with_who_got_it_and_who_stands_on_it(
    office: tuple[Store, str],
) -> None:
    hub, request = office
    printed(hub, request, BEATA, ANNA, ANNA)
    printed(hub, request, ANNA)
    with hub.reading() as db:
        newest, first = told.printings(db, request)
        assert told.printings(db, "another") == ()
        own = [one for one in journal.ends(db) if one.own]
        assert [one.kind for one in own] == ["register"]
    assert (first.members, newest.members) == ((ANNA, BEATA), (ANNA,))
    assert (first.recipient, first.note, first.user, first.day) == (RECIPIENT, "to survey", 4, DAY)


def test_what_cannot_be_is_refused(office: tuple[Store, str]) -> None:
    hub, request = office
    assert refused(hub, "nothing", ANNA) == "request-unknown"
    assert refused(hub, request) == "beneficiaries-nobody"
    assert refused(hub, request, ANNA, 77) == "beneficiaries-gone"
    assert refused(hub, request, SELMA) == "beneficiaries-gone"


def test_nothing_is_printed_for_a_request_that_is_over(office: tuple[Store, str]) -> None:
    hub, request = office
    answer = requests.GiveAnswer(
        request=request, verb="refuse", reason="no-land", text="None", day=DAY,
        on_paper=True, post="Clerk",
    )  # fmt: skip
    perform(hub, answer, requests.give_answer)
    assert refused(hub, request, ANNA) == "request-closed"


def test_nothing_of_people_is_printed_where_an_eviction_threatens(
    office: tuple[Store, str],
) -> None:
    hub, request = office
    bar = embargoes.EmbargoSettlement(settlement="havana ", reason="an eviction", day=DAY)
    perform(hub, bar, embargoes.embargo_settlement)
    assert refused(hub, request, ANNA) == "beneficiaries-under-embargo"


def test_only_an_office_prints_it(group: Store) -> None:
    assert refused(group, "q1", ANNA) == "beneficiaries-not-here"
