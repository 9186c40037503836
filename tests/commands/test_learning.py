"""Skills, deputies and badges by deeds; exchanges and cards; figures that follow from them."""

from typing import Any

import pytest

from federation.commands import audits, decisions, learning, members, work
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.constitution import UNWRITTEN
from federation.core.refusals import Refusal
from federation.reports import learning as report
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import learning as told
from federation.store.verify import check_projections
from tests import factories as f

LATER = "2026-11-29"


@pytest.fixture
def people(group: Store) -> Store:
    """Anna keeps the money, Beata leads, Celia has no office."""
    f.admit(group, "Anna", roles=("treasurer",), phone="0811234567")
    f.admit(group, "Beata", roles=("chair",))
    f.admit(group, "Celia")
    return group


def skilled(store: Store, member: int, *skills: tuple[str, bool]) -> int:
    order = learning.NoteSkills(member=member, day=f.DAY, skills=skills)
    return perform(store, order, learning.note_skills).first


def badge(store: Store, **given: Any) -> int:
    told = {"member": 3, "day": f.DAY, "award": "builder", "witness": "chair", "task": "bricks"}
    order = learning.IssueBadge(**{**told, **given})
    return int(perform(store, order, learning.issue_badge).facts["badge"])


def worked(store: Store, member: int) -> None:
    order = work.NoteWork(day=f.DAY, task="bricks", members=((member, 60),))
    perform(store, order, work.note_work)


def visited(store: Store, **given: Any) -> str:
    told = {"day": f.DAY, "form": "visit-out", "topic": "books", "people": 4, "group": "Shangwana"}
    order = learning.TellExchange(**{**told, **given})
    return str(perform(store, order, learning.tell_exchange).facts["exchange"])


def figures(store: Store, today: str = LATER, **rules: Any) -> dict[str, tuple[int, int]]:
    with store.reading() as db:
        own = store.node.settings.node_id
        constitution = e.ConstitutionAdopted(day="", version=1, **rules) if rules else UNWRITTEN
        found = report.figures_of(db, f.own_book(store), own, today, constitution)
    return {one.code: (one.count, one.whole) for one in found}


def refused(code: str, deed: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        deed(*given, **more)
    assert refusal.value.code == code


def test_of_one_skill_the_last_word_counts_and_it_can_be_taken_back(people: Store) -> None:
    skilled(people, 1, ("mapping", False), ("bricklaying", True))
    again = skilled(people, 1, ("mapping", True))
    refused("skills-empty", skilled, people, 1, ("mapping", True))
    refused("member-unknown", skilled, people, 9, ("mapping", True))
    with people.reading() as db:
        known = told.skills(db, f.own_book(people))
    assert [(one.skill, one.teaches) for one in known] == [("bricklaying", True), ("mapping", True)]
    f.reverse(people, again, reason="not yet")
    with people.reading() as db:
        known = told.skills(db, f.own_book(people))
    assert [(one.skill, one.teaches) for one in known] == [
        ("bricklaying", True), ("mapping", False),
    ]  # fmt: skip
    worked(people, 3)
    assert figures(people)["skills-used"] == (1, 2)
    assert figures(people)["skills-taught"] == (1, 2)


def test_skills_of_who_left_are_not_there(people: Store) -> None:
    skilled(people, 3, ("mapping", False))
    gone = members.LetMemberLeave(member=3, day=f.DAY)
    perform(people, gone, members.let_member_leave)
    assert figures(people)["skills-used"] == (0, 0)
    refused("member-left", skilled, people, 3, ("plumbing", False))


def test_a_deputy_makes_an_office_two_people_s(people: Store) -> None:
    def name(role: str, member: int) -> int:
        order = learning.NameDeputy(role=role, member=member, day=f.DAY)
        return perform(people, order, learning.name_deputy).first

    assert figures(people)["one-capable"] == (2, 2)
    refused("deputy-holds-role", name, "treasurer", 1)
    refused("deputy-already", name, "treasurer", 0)
    entry = name("treasurer", 3)
    refused("deputy-already", name, "treasurer", 3)
    assert figures(people)["one-capable"] == (1, 2)
    f.reverse(people, entry, reason="she moved")
    assert figures(people)["one-capable"] == (2, 2)
    name("chair", 3)
    name("chair", 0)
    assert figures(people)["one-capable"] == (2, 2)


def test_a_badge_needs_what_the_books_can_show(people: Store) -> None:
    refused("badge-needs-evidence", badge, people, task="")
    refused("badge-evidence-unknown", badge, people)
    worked(people, 1)
    refused("badge-evidence-unknown", badge, people)
    worked(people, 3)
    assert badge(people) == 1
    refused("badge-twice", badge, people)
    refused("badge-needs-evidence", badge, people, award="trainer", check=1)
    refused("badge-evidence-unknown", badge, people, award="peer-checker", task="", check=1)
    check = audits.NotePeerCheck(
        day=f.DAY, group="Shangwana", visitors="two", compared=((1, 0),), books_seen=1
    )
    perform(people, check, audits.note_peer_check)
    assert badge(people, award="peer-checker", task="", check=1) == 2
    refused("badge-evidence-unknown", badge, people, award="trainer", task="", exchange="x")
    assert badge(people, award="trainer", task="", exchange=visited(people)) == 3
    assert figures(people)["badges"] == (3, -1)


def test_a_badge_is_taken_back_with_a_reason_and_its_number_stays(people: Store) -> None:
    worked(people, 3)
    badge(people)
    with people.reading() as db:
        first = told.badges(db, f.own_book(people))[0]
    f.reverse(people, first.seq, reason="the wall fell")
    with people.reading() as db:
        first = told.badges(db, f.own_book(people))[0]
    assert (bool(first.back_seq), first.why) == (True, "the wall fell")
    assert figures(people)["badges"] == (0, -1)
    assert badge(people) == 2


def test_visits_and_trainings_are_counted_and_taken_back(people: Store) -> None:
    visited(people)
    wrong = visited(people, form="visit-in")
    visited(people, form="training", group="", people=6, officials=2)
    refused("exchange-needs-group", visited, people, group="")
    found = figures(people)
    assert (found["visits-made"][0], found["visits-had"][0]) == (1, 1)
    assert (found["trained"][0], found["officials-trained"][0]) == (6, 2)

    def back(of: str) -> None:
        order = learning.TakeBackSharing(of=of, day=f.DAY, reason="it was last year")
        perform(people, order, learning.take_back_sharing)

    back(wrong)
    refused("sharing-unknown", back, wrong)
    refused("sharing-unknown", back, "nothing")
    assert figures(people)["visits-had"][0] == 0
    assert figures(people, today="2027-12-31")["visits-made"][0] == 0


def test_a_card_of_ours_is_shared_and_not_adopted_by_us(people: Store) -> None:
    order = learning.SharePractice(day=f.DAY, title="Two count", did="two count the box")
    card = str(perform(people, order, learning.share_practice).facts["practice"])
    assert figures(people)["ideas-shared"] == (1, -1)
    unknown = learning.SharePractice(day=f.DAY, title="T", did="D", request="nowhere")
    refused("request-unknown", perform, people, unknown, learning.share_practice)
    for practice, code in ((card, "idea-own"), ("nothing", "idea-unknown")):
        adopt = learning.AdoptPractice(practice=practice, day=f.DAY, adapted="so")
        refused(code, perform, people, adopt, learning.adopt_practice)


def test_a_vote_on_offices_begins_every_term_anew(people: Store) -> None:
    assert figures(people, "2027-11-23", officers_for_months=12)["past-term"] == (2, 2)
    assert figures(people, "2027-11-23")["past-term"] == (0, 2)
    vote = decisions.TakeDecision(
        day=LATER, about=learning.ELECTS, words="We elect them again", votes_for=3, present=1
    )
    refused("decision-more-votes", perform, people, vote, decisions.take_decision)
    vote = decisions.TakeDecision(
        day=LATER, about=learning.ELECTS, words="We elect them again", votes_for=1, present=1
    )
    perform(people, vote, decisions.take_decision)
    assert figures(people, "2027-11-23", officers_for_months=12)["past-term"] == (0, 2)
    assert figures(people, quorum=50)["under-quorum"] == (1, 1)
    assert figures(people, quorum=0)["under-quorum"] == (0, 1)


def test_an_office_taken_up_later_began_later(people: Store) -> None:
    change = members.ChangeMember(member=3, name="Celia", day="2027-06-01", roles=("secretary",))
    perform(people, change, members.change_member)
    assert figures(people, "2027-11-23", officers_for_months=12)["past-term"] == (2, 3)
    without = members.ChangeMember(member=3, name="Celia", day="2027-06-02")
    perform(people, without, members.change_member)
    assert figures(people, "2027-11-23", officers_for_months=12)["past-term"] == (2, 2)


def test_terms_of_offices_have_a_beginning_and_an_end(people: Store) -> None:
    """Several of one person, one after the other as well; who leaves leaves them behind."""

    def change(day: str, *roles: str) -> None:
        order = members.ChangeMember(member=1, name="Anna", day=day, roles=roles)
        perform(people, order, members.change_member)

    change("2027-01-01", "treasurer", "secretary")
    change("2027-02-01", "secretary")
    change("2027-03-01", "secretary", "treasurer")
    change("2027-03-01", "treasurer")
    leaving = members.LetMemberLeave(member=2, day="2027-04-01")
    perform(people, leaving, members.let_member_leave)
    with people.reading() as db:
        book = books.book_of(db, people.node.settings.node_id)
        joined = books.members(db, book)[0].joined_on
        assert told.role_terms(db, book) == ((1, "treasurer", "2027-03-01"),)
        assert told.past_terms(db, book) == (
            (2, "chair", joined, "2027-04-01"),
            (1, "secretary", "2027-01-01", "2027-03-01"),
            (1, "treasurer", joined, "2027-02-01"),
        )
        assert not list(check_projections(db, people.node))
