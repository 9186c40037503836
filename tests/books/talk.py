"""Made-up requests for tests, and anything that a group may say of them."""

import random
from dataclasses import dataclass, field
from typing import Any

import msgspec

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.core.rules import words as rules
from federation.core.rules.requests import MEASURES, check_request
from federation.store import Draft, Store

from .lives import WORDS

SAID = tuple(one for one in kinds.WORDS if kinds.REQUESTS in kinds.KINDS[one].streams)


LISTED = {
    "scores": (
        e.Score(criterion="works", score=2, reason="x", proposal="y"),
        e.Score(criterion="safe", score=5),
    ),
    "principles": (e.Principle(code="equal", example="x"), e.Principle(code="open")),
    "rights": (e.Right(matter="where", decides="joint"), e.Right(matter="money", decides="city",
                                                                 heard="group")),
}  # fmt: skip


@dataclass
class Talker:
    """Writes into the chain of requests by chance; what the rules refuse is not written."""

    store: Store
    chance: random.Random
    meetings: tuple[int, ...]
    asked: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def id(self) -> str:
        """A new id."""
        self.ids.append(self.store.node.new_id())
        return self.ids[-1]

    def put(self, event: e.Event) -> None:
        """Enter it."""
        with self.store.writing() as db:
            enter(db, self.store.node, [Draft(kinds.REQUESTS, event)], {})

    def day(self) -> str:
        """A day, in no order."""
        return f"2026-0{self.chance.randint(1, 9)}-{self.chance.randint(10, 28)}"

    def ask(self) -> None:
        """One more request."""
        pick, number = self.chance.choice, len(self.asked) + 1
        told = e.RequestRaised(
            day=self.day(),
            request=self.id(),
            number=pick((f"A-{number}", str(number))),
            need=pick(("water", "land")),
            settlement=pick(("Havana", "ǁKaras")),
            title=pick(WORDS),
            households=self.chance.randint(1, 40),
            description=pick(("", "Block 3")),
            offer_savings=pick((0, 4_000)),
            measure=pick(("", MEASURES[1])),
            target=pick((0, 4)),
            priority=pick((0, 5)),
            wanted_by=pick(("", "2027-06-30")),
            votes_for=pick((0, 9)),
            present=pick((0, 12)),
        )
        self.put(check_request(msgspec.structs.replace(told, target=4 if told.measure else 0)))
        self.asked.append(told.request)

    def close(self) -> None:
        """A request is taken back, as it was once (without an id) or as it is now; or shown."""
        request, pick = self.chance.choice(self.asked), self.chance.choice
        closing = pick(("", self.id()))
        if self.meetings and pick((True, False)):
            meeting = pick(self.meetings)
            self.put(e.FiguresReleased(day=self.day(), request=request, meeting=meeting,
                                       votes_for=self.chance.randint(1, 99)))  # fmt: skip
        elif closing:
            self.put(
                e.RequestWithdrawn(day=self.day(), request=request, closing=closing, reason="x")
            )

    def say(self, kind: type[e.Word]) -> bool:
        """A word of this kind, if the rules take it."""
        if kind is e.OptionChosen and not self.meetings:
            return False
        told = {one.name: self.value(one) for one in msgspec.structs.fields(kind)}
        told |= {"word": self.id(), "request": self.chance.choice(self.asked), "orig": ""}
        told |= {"side": "group", "on_paper": False, "personal": "", "user": 0}
        for part, whole in (("likes", "people"), ("agreed", "holders"), ("working", "installed")):
            if part in told and whole in told:
                told[part] = min(told[part], told[whole])
        try:
            self.put(rules.check_word(kind(**told)))
        except Refusal:
            return False
        return True

    def value(self, one: msgspec.structs.FieldInfo) -> Any:
        """A value that fits the field's name, else its type; now and then its default."""
        pick, name = self.chance.choice, one.name
        if not one.required and self.chance.random() < 0.4:
            return one.default
        if name == "meeting":
            return pick((*self.meetings, *([] if one.required else [0])))
        if name == "feedback":
            return tuple(sorted({self.chance.randint(1, 9) for _ in range(3)}))
        if name == "room":
            some = self.chance.sample(rules.ROLES, self.chance.randint(0, 3))
            return tuple(e.Room(role=role, people=9, women=self.chance.randint(0, 9))
                         for role in some)  # fmt: skip
        if name in LISTED:
            some = self.chance.sample(LISTED[name], self.chance.randint(0, 2))
            return tuple(some)
        if rules.codes(name):
            return pick(rules.codes(name))
        if name in rules._DAYS:
            return self.day()
        if name in rules._IDS or name == "closing":
            return pick(self.ids)
        if name == "scan":
            return "0f" * 32
        if one.type is bool:
            return pick((True, False))
        return pick(WORDS) if one.type is str else self.chance.randint(0, 60)


def talked(store: Store, chance: random.Random, steps: int, meetings: tuple[int, ...]) -> Talker:
    """A few requests, and everything said of them in any order."""
    talker = Talker(store, chance, meetings)
    talker.ask()
    for _ in range(steps):
        what = chance.random()
        if what < 0.1:
            talker.ask()
        elif what < 0.2:
            talker.close()
        else:
            talker.say(chance.choice(SAID))
    return talker
