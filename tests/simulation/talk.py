"""What the sides say of requests: group, federation and city, each with a number in its words."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from federation.commands import passing, words
from federation.commands.deed import perform
from federation.core import events as e
from federation.store import Store
from federation.store.queries import books
from federation.store.queries.requests import RequestView
from tests import factories as f

from . import life
from .machines import CITY, HUB, Machine
from .world import World

Told = dict[str, Any] | None
Says = Callable[[Store, RequestView, int, str], Told]
KEPT = "Kept"
"""How every text begins that stays with the federation."""


def _option(_store: Store, _view: RequestView, number: int, _day: str) -> Told:
    return {"option": 1, "title": f"Way {number}"}


def _feedback(_store: Store, view: RequestView, number: int, _day: str) -> Told:
    some = view.words_of(e.OptionProposed)
    return {
        "number": 1, "option": some[0].option, "voices": "everybody", "people": number,
        "text": f"{KEPT} {number}",
    } if some else None  # fmt: skip


def _insight(_store: Store, view: RequestView, number: int, _day: str) -> Told:
    some = view.words_of(e.FeedbackGathered)
    if not some:
        return None
    heard = some[number % len(some)]
    return {"option": heard.option, "feedback": (heard.number,), "text": f"{KEPT} {number}"}


def _consent(_store: Store, _view: RequestView, number: int, _day: str) -> Told:
    return {"holders": number, "agreed": 1}


def _offer(store: Store, _view: RequestView, number: int, _day: str) -> Told:
    with store.reading() as db:
        held = books.meetings(db, f.own_book(store))
    return {
        "savings": number % 3, "labour_days": number, "meeting": held[-1].meeting, "votes_for": 3,
    } if held else None  # fmt: skip


def _stage(_store: Store, _view: RequestView, number: int, _day: str) -> Told:
    return {"stage": "profiled", "evidence": "profile", "reference": f"Paper {number}"}


def _confirmed(_store: Store, _view: RequestView, _number: int, _day: str) -> Told:
    return {}


def _ended(_store: Store, _view: RequestView, number: int, _day: str) -> Told:
    return {"how": "lapsed", "reason": f"Over {number}"}


def _reply(_store: Store, view: RequestView, number: int, _day: str) -> Told:
    some = sorted(view.answers, key=lambda one: one.text)
    answer = some[number % len(some)] if some else None
    verbs = words.replies_to(answer.verb) if answer else ()
    if answer is None or not verbs:
        return None
    verb = verbs[number % len(verbs)]
    return {"answer": answer.answer, "verb": verb, "text": f"Reply {number}"}


def _promise(_store: Store, _view: RequestView, number: int, day: str) -> Told:
    by = date.fromisoformat(day) + timedelta(days=number % 90)
    return {"text": f"Promise {number}", "by": by.isoformat(), "many": number % 5}


def _settled(_store: Store, view: RequestView, number: int, day: str) -> Told:
    some = sorted(view.agreement(day).clauses, key=lambda one: one.text)
    if not some:
        return None
    clause = some[number % len(some)]
    state = ("done", "partly", "not-done", "moved")[number % 4]
    by = date.fromisoformat(clause.by) + timedelta(days=number % 30)
    told: dict[str, Any] = {"clause": clause.clause, "state": state, "text": f"Settled {number}"}
    return {**told, "by": by.isoformat()} if state == "moved" else told


def _paid(_store: Store, view: RequestView, number: int, _day: str) -> Told:
    """Now and then the receipt is one that another side wrote down, too."""
    there = sorted(one.receipt for one in view.words_of(e.PaymentTold))
    receipt = there[0] if there and number % 3 == 0 else f"R {number}"
    return {"payer": "group", "amount": number, "receipt": receipt, "about": "land"}


def _met(_store: Store, _view: RequestView, number: int, _day: str) -> Told:
    room = (e.Room(role="member", people=9, women=number % 9), e.Room(role="official", people=1))
    return {"form": "office", "phase": "design", "room": room, "text": f"Met {number}"}


def _signed(_store: Store, view: RequestView, number: int, day: str) -> Told:
    page = view.agreement(day).code
    return {"page": page, "ours": "Chair", "theirs": "Clerk", "where": f"Office {number}"}


ON_PAPER = {"on_paper": True, "post": "Cashier", "channel": "letter"}
BOTH: Mapping[type[e.Word], Says] = MappingProxyType(
    {
        e.ClauseSettled: _settled,
        e.PaymentTold: _paid,
        e.JointMeetingHeld: _met,
        e.AgreementSigned: _signed,
    }
)
GROUP: Mapping[type[e.Word], Says] = MappingProxyType(
    {
        e.OptionProposed: _option,
        e.FeedbackGathered: _feedback,
        e.InsightDrawn: _insight,
        e.ConsentCounted: _consent,
        e.OfferMade: _offer,
        e.StageReached: _stage,
        e.RequestConfirmed: _confirmed,
        e.RequestEnded: _ended,
        e.ReplyGiven: _reply,
        e.PromiseMade: _promise,
        **BOTH,
    }
)


def talk(world: World, machine: Machine) -> None:
    """Somebody says a few things of requests, as the role of the machine does."""
    if machine.older:
        return
    if machine.line not in (HUB, CITY) and not life.wanted(machine.store):
        life.ask(world, machine)
    for _ in range(world.rng.randint(1, 4)):
        choice = world.rng.random()
        if machine.line == HUB and choice < 0.3:
            life.publish(world, machine)
        elif machine.line == HUB and choice < 0.6:
            pass_on(world, machine)
        elif machine.line == HUB:
            says(world, machine, BOTH, **(ON_PAPER if choice < 0.9 else {}))
        elif machine.line == CITY:
            says(world, machine, BOTH)
        elif choice < 0.2:
            reopen(world, machine)
        else:
            says(world, machine, GROUP)


def says(world: World, machine: Machine, some: Mapping[type[e.Word], Says], **more: Any) -> None:
    """A word of one of these kinds."""
    kind, which = world.rng.choice(list(some)), world.rng.random()
    number, day = life.fingerprint(world, machine, "word"), world.day()

    def said(store: Store, token: str) -> Any:
        found = life.wanted(store)
        one = found[int(which * len(found))] if found else None
        told = some[kind](store, one, number, day) if one else None
        if one is None or told is None:
            return None
        return f.say(store, kind, request=one.request, day=day, token=token, **told, **more)

    life.do(world, machine, f"says {kind.__name__} {number}", said)


def reopen(world: World, machine: Machine) -> None:
    """The group takes up again what ended."""
    number, day = life.fingerprint(world, machine, "word"), world.day()

    def said(store: Store, token: str) -> Any:
        held = [one for one in life.wanted(store) if words.endings(one)]
        if not held:
            return None
        order = words.Reopen(
            request=held[0].request, day=day, reason=f"Again {number}", token=token
        )
        return perform(store, order, words.reopen)

    life.do(world, machine, f"takes something up again {number}", said)


def pass_on(world: World, machine: Machine) -> None:
    """The hub has read what groups said, and tells the city."""
    life.do(
        world, machine, "passes on",
        lambda store, token: perform(store, passing.PassOn(token=token), passing.pass_on),
    )  # fmt: skip


def number_of(event: e.Word) -> int:
    """The number that a word was given, 0 where it has no place for one."""
    for field in ("text", "reason", "title", "reference", "where"):
        told = str(getattr(event, field, ""))
        if told:
            return int(told.rsplit(" ", 1)[-1])
    for field in ("holders", "labour_days", "amount"):
        if getattr(event, field, 0):
            return int(getattr(event, field))
    return 0
