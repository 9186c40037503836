"""What members can do, who steps in, badges; exchanges and practice cards; the hub's catalogue."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.learning import check_shared
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import books, group, learning
from federation.store.queries import requests as asked

from .days import check_day
from .deed import Decision, Desk, Order

ELECTS: Final = "officers"  # what a vote on who holds which office is about


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSkills(Order):
    """What a member can do: codes, and whether she can teach each."""

    member: int
    day: str
    skills: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDeputy(Order):
    """Who steps in for a role; `member` 0: nobody any more."""

    role: str
    member: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBadge(Order):
    """A badge for a member, with one kind of evidence: a peer check, an exchange or work done."""

    member: int
    day: str
    award: str
    witness: str
    check: int = 0
    exchange: str = ""
    task: str = ""
    issuer: str = ""
    consents: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellExchange(Order):
    """A visit between groups, or a training."""

    day: str
    form: str
    topic: str
    people: int
    days: int = 1
    group: str = ""
    officials: int = 0
    learned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePractice(Order):
    """A card for other groups."""

    day: str
    title: str
    did: str
    needs: str = ""
    place: str = ""
    stage: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPractice(Order):
    """This group does now what a card tells."""

    practice: str
    day: str
    adapted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSharing(Order):
    """An exchange or a card of this group was told wrongly."""

    of: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCatalogue(Order):
    """At a hub: every group is told of the cards as they stand."""

    day: str


def _here(desk: Desk, number: int) -> None:
    found = books.member(desk.db, desk.book, number)
    if found is None:
        raise refuse("member-unknown", member=number)
    if found.left_on:
        raise refuse("member-left", member=number, left_day=found.left_on)


def note_skills(desk: Desk, order: NoteSkills) -> Decision:
    """One entry for each skill that is new or told otherwise. Raises Refusal `skills-empty`."""
    _here(desk, order.member)
    check_day(desk, order.day)
    known = {
        one.skill: one.teaches
        for one in learning.skills(desk.db, desk.book)
        if one.member == order.member
    }
    fresh = [told for told in order.skills if known.get(told[0]) is not told[1]]
    if not fresh:
        raise refuse("skills-empty")
    drafts = [
        Draft(
            kinds.LEDGER,
            e.SkillNoted(
                user=order.user, day=order.day, member=order.member, skill=skill, teaches=teaches
            ),
        )
        for skill, teaches in fresh
    ]
    return drafts, {"member": order.member, "skills": len(drafts)}


def name_deputy(desk: Desk, order: NameDeputy) -> Decision:
    """Somebody who can step in. Raises Refusal `deputy-holds-role`, `deputy-already`."""
    check_day(desk, order.day)
    holders = [
        who for who, role, _ in learning.role_terms(desk.db, desk.book) if role == order.role
    ]
    if order.member:
        _here(desk, order.member)
    if order.member in holders:
        raise refuse("deputy-holds-role", member=order.member)
    before = learning.deputies(desk.db, desk.book).get(order.role, (0, 0))[1]
    if order.member == before:
        raise refuse("deputy-already")
    event = e.DeputyNamed(user=order.user, day=order.day, role=order.role, member=order.member)
    return [Draft(kinds.LEDGER, event)], {"member": order.member}


def issue_badge(desk: Desk, order: IssueBadge) -> Decision:
    """A badge with its evidence, which must be in the books.

    Raises Refusal `badge-needs-evidence`, `badge-evidence-unknown`, `badge-twice`.
    """
    _here(desk, order.member)
    check_day(desk, order.day)
    if sum(map(bool, (order.check, order.exchange, order.task))) != 1:
        raise refuse("badge-needs-evidence")
    if not _is_there(desk, order):
        raise refuse("badge-evidence-unknown")
    given = learning.badges(desk.db, desk.book)
    for one in given:
        same = (one.member, one.award) == (order.member, order.award)
        if same and not one.back_seq:
            raise refuse("badge-twice", badge=one.badge)
    number = group.last_number(desk.db, desk.book, "badge") + 1
    event = e.BadgeIssued(
        user=order.user,
        day=order.day,
        badge=number,
        member=order.member,
        award=order.award,
        check=order.check,
        exchange=order.exchange,
        task=order.task,
        issuer=order.issuer,
        witness=order.witness,
        consents=order.consents,
    )
    return [Draft(kinds.LEDGER, event)], {"badge": number}


def _is_there(desk: Desk, order: IssueBadge) -> bool:
    """Whether the books or the exchanges know what the badge is given for."""
    db, book = desk.db, desk.book
    if order.check:
        return order.check in {one.check for one in group.peer_checks(db, book)}
    if order.exchange:
        own = desk.node.settings.node_id
        there = {one.exchange for one in learning.exchanges(db, own) if not one.taken_back}
        return order.exchange in there
    return order.task in learning.tasks_of(db, book, order.member)


def tell_exchange(desk: Desk, order: TellExchange) -> Decision:
    """An exchange. Raises Refusal `sharing-unclear` with the field that lacks something."""
    check_day(desk, order.day)
    event = e.ExchangeHeld(
        user=order.user,
        day=order.day,
        exchange=desk.node.new_id(),
        form=order.form,
        topic=order.topic,
        people=order.people,
        days=order.days,
        group=order.group,
        officials=order.officials,
        learned=order.learned,
    )
    check_shared(event)
    return [Draft(kinds.REQUESTS, event)], {"exchange": event.exchange}


def share_practice(desk: Desk, order: SharePractice) -> Decision:
    """A card. Raises Refusal `request-unknown`, `sharing-unclear`."""
    check_day(desk, order.day)
    if order.request and asked.request(desk.db, order.request) is None:
        raise refuse("request-unknown", request=order.request)
    event = e.PracticeShared(
        user=order.user,
        day=order.day,
        practice=desk.node.new_id(),
        title=order.title,
        did=order.did,
        needs=order.needs,
        place=order.place,
        stage=order.stage,
        request=order.request,
    )
    check_shared(event)
    return [Draft(kinds.REQUESTS, event)], {"practice": event.practice}


def adopt_practice(desk: Desk, order: AdoptPractice) -> Decision:
    """We do it too. Raises Refusal `idea-unknown`, `idea-own`, `idea-adopted`."""
    check_day(desk, order.day)
    own = desk.node.settings.node_id
    found = {one.practice: one for one in learning.catalogue(desk.db)}.get(order.practice)
    if found is None or found.is_gone:
        raise refuse("idea-unknown")
    if found.owner == own:
        raise refuse("idea-own")
    if order.practice in {one.practice for one in learning.uses(desk.db, own)}:
        raise refuse("idea-adopted")
    event = e.PracticeAdopted(
        user=order.user, day=order.day, practice=order.practice, adapted=order.adapted
    )
    check_shared(event)
    return [Draft(kinds.REQUESTS, event)], {"practice": order.practice}


def take_back_sharing(desk: Desk, order: TakeBackSharing) -> Decision:
    """It no longer counts, anywhere. Raises Refusal `sharing-unknown`."""
    check_day(desk, order.day)
    own = desk.node.settings.node_id
    told = [(one.exchange, one.taken_back) for one in learning.exchanges(desk.db, own)]
    mine = (one for one in learning.practices(desk.db) if one.owner == own)
    told += [(one.practice, one.taken_back) for one in mine]
    if (order.of, "") not in told:
        raise refuse("sharing-unknown")
    event = e.SharingTakenBack(user=order.user, day=order.day, of=order.of, reason=order.reason)
    check_shared(event)
    return [Draft(kinds.REQUESTS, event)], {"of": order.of}


def unsent(desk: Desk) -> tuple[tuple[str, learning.PracticeView], ...]:
    """Groups, and the cards of which each was told something else, or nothing yet."""
    cards = learning.practices(desk.db)
    if not cards:
        return ()
    found = []
    for partner in asked.partners(desk.db, "group"):
        told = learning.listed(desk.db, partner.node)
        found += [
            (partner.node, one)
            for one in cards
            if told.get(one.practice) != (one.adopted, one.is_gone)
            and (one.practice in told or not one.is_gone)
        ]
    return tuple(found)


def send_catalogue(desk: Desk, order: SendCatalogue) -> Decision:
    """What changed in the catalogue goes to every group. Raises Refusal `catalogue-sent`."""
    names = {one.node: one.name for one in asked.partners(desk.db)}
    drafts = [
        Draft(
            kinds.REPLIES,
            e.PracticeListed(
                user=order.user,
                day=order.day,
                practice=one.practice,
                group=names.get(one.owner, ""),
                title=one.title,
                did=one.did,
                needs=one.needs,
                adopted=one.adopted,
                is_gone=one.is_gone,
            ),
            partner=node,
        )
        for node, one in unsent(desk)
    ]
    if not drafts:
        raise refuse("catalogue-sent")
    return drafts, {"told": len(drafts)}
