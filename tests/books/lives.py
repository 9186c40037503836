"""Made-up books for tests: any ledger entry of any kind that the books allow just now."""

import random
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

import msgspec

from federation.books.further import CODES
from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.core.constitution import PURPOSES
from federation.core.ledger import Ledger
from federation.core.refusals import Refusal
from federation.core.series import _NEW as NEW
from federation.core.series import SERIES
from federation.store import Draft, Store, blanking, projections
from federation.store.queries import books
from tests import factories

PAYLOADS = tuple(kind for kind, row in kinds.KINDS.items() if kinds.LEDGER in row.streams)
WORDS = (
    *("ǃNamiǂNûs", "late; again", "=1+1", "'quoted'", "-5", "0012", "a, b", "school fees"),
    *("back\\slash", "1;2", "Ünı ×", "yes", "2026-01-05", "12%"),
)
CODED = {
    "gender": ("", "f", "m", "x"),
    "roles": (("treasurer",), (), ("chair", "collector")),
    "phone": ("", "+264811234567"),
    "id_number": ("", "85010100123"),
    "source": ("group", "fund", "state"),
    "purpose": (*PURPOSES, "school; fees"),
    "purposes": (PURPOSES, ("general", "school; fees", "a\\b")),
    "birth_year": (0, 1985, 2001),
    "slip_language": ("", "naq", "pt"),
}
AMOUNTS = (1, 5, 100, 2050, 9_999)


@dataclass
class Scribe:
    """Writes entries into `store` by chance; what the books refuse is not written."""

    store: Store
    chance: random.Random
    days: list[str] = field(default_factory=lambda: ["2026-01-04"])
    written: list[e.Event] = field(default_factory=list)

    def write(self, kind: type[e.Event]) -> bool:
        """One entry of this kind, if the books take it."""
        with self.store.reading() as db:
            book = books.book_of(db, self.store.node.settings.node_id)
            ledger = projections.ledger.load(db, book)
        try:
            self.put(self.event(kind, ledger), self.record(kind))
        except (Refusal, IndexError):  # nobody and nothing there to be named yet, or a rule
            return False
        return True

    def put(self, event: e.Event, record: e.Record | None = None) -> None:
        """Enter it. Raises Refusal."""
        with self.store.writing() as db:
            if isinstance(event, e.MemberForgotten):
                blanking.blank(db, factories.own_book(self.store), event.seqs)
            enter(db, self.store.node, [Draft(kinds.LEDGER, event, record)], {})
        self.written.append(event)

    def record(self, kind: type[e.Event]) -> e.Record | None:
        """What stands beside it: always a name, a note now and then."""
        record = kinds.KINDS[kind].record
        if record is None or (record is not e.MemberRecord and self.chance.random() < 0.5):
            return None
        return record(**self.fields(record, Ledger()))

    def event(self, kind: type[e.Event], ledger: Ledger) -> e.Event:
        """An entry that may be right."""
        told = self.fields(kind, ledger)
        if "loan" in told and told["loan"] in ledger.loans:
            terms = ledger.loans[told["loan"]]
            told |= {"member": terms.member} | (
                {"source": terms.source} if "source" in told else {}
            )
        if kind is e.MemberAdmitted:
            told["member"] = max(ledger.members, default=0) + self.chance.randint(1, 2)
        elif kind is e.LoanAgreed:
            told["loan"] = max(ledger.loans, default=0) + self.chance.randint(1, 2)
        elif kind is e.MeetingOpened:
            if any(isinstance(one, kind) and one.day == told["day"] for one in self.written):
                raise IndexError
            told["meeting"] = max(ledger.meetings, default=0) + 1
        elif kind is e.CashCounted:
            told |= self.counted(ledger)
        elif kind is e.MemberForgotten:
            told["seqs"] = self.hers(told["member"])
        elif kind is e.LoanRescheduled:
            told["principal"] = ledger.balances.get(("loans", told["member"], "", told["loan"]), 0)
        elif kind is e.ShareOutHeld:
            told["pool"] = sum(line.gross for line in told["lines"])
            told["social"] = sum(line.social for line in told["lines"])
        elif kind is e.AttendanceTaken:
            told |= self.attendance(ledger)
        elif kind is e.RoundAccepted:
            told["handed"] = told["sheet"]
        elif kind is e.DecisionTaken and told["speaking"] < 1:
            told["women_speaking"] = -1
        return kind(**told)

    def has_left(self, member: int) -> bool:
        """Whether she left, and that was not taken back."""
        back = {getattr(one, "of", 0) for one in self.written}
        return any(
            isinstance(one, e.MemberLeft) and one.member == member and number not in back
            for number, one in enumerate(self.written, 1)
        )

    def hers(self, member: int) -> tuple[int, ...]:
        """The entries about a member who left, and those that took one of them back."""
        if not self.has_left(member):
            raise IndexError
        seqs = {n for n, one in enumerate(self.written, 1) if getattr(one, "member", 0) == member}
        back = {n for n, one in enumerate(self.written, 1) if getattr(one, "of", 0) in seqs}
        return tuple(sorted(seqs | back))

    def counted(self, ledger: Ledger) -> dict[str, Any]:
        """The box as the books have it, or a bit less; by pieces now and then."""
        held = ledger.balances.get(("cash", 0, "", 0), 0)
        counted = max(0, held - self.chance.choice((0, 0, 50)))
        by_piece = self.chance.random() < 0.5 and counted > 0
        return {"counted": counted, "expected": held, "pieces": ((1, counted),) if by_piece else ()}

    def attendance(self, ledger: Ledger) -> dict[str, tuple[int, ...]]:
        """Each member marked in some way, or not at all."""
        marks = {number: self.chance.randint(0, 4) for number in sorted(ledger.members)}
        names = ("present", "late", "absent", "sent")
        return {
            name: tuple(number for number, said in marks.items() if said == place)
            for place, name in enumerate(names)
        }

    def fields(self, struct: type[msgspec.Struct], ledger: Ledger) -> dict[str, Any]:
        """A value for every field, now and then its default."""
        told = {}
        for one in msgspec.structs.fields(struct):
            if one.name in ("user", "personal", "orig"):
                continue
            if one.required or self.chance.random() < 0.6:
                told[one.name] = self.value(struct, one, ledger)
            else:
                told[one.name] = one.default
        return told

    def value(self, struct: type[msgspec.Struct], one: Any, ledger: Ledger) -> Any:
        """A value that fits the field's name, else its type."""
        pick, name = self.chance.choice, one.name
        codes = CODES.get(struct, {}).get(name) or CODED.get(name)
        if codes:
            return pick(codes)
        if name in SERIES:
            last = ledger.numbered.get(name, 0)
            return last + 1 if NEW.get(struct) == name else self.chance.randint(0, last)
        if name == "day":
            return self.day()
        if name in ("member", "loan", "meeting"):
            there = {"member": ledger.members, "loan": ledger.loans, "meeting": ledger.meetings}
            return pick(sorted(there[name]) or [0])
        if name in ("of", "entries", "seqs"):
            earlier = range(1, len(self.written) + 1)
            return pick(earlier) if name == "of" else tuple(sorted({pick(earlier), pick(earlier)}))
        return self.plain(one, ledger)

    def plain(self, one: Any, ledger: Ledger) -> Any:
        """A value of the field's type."""
        kind, name, pick = one.type, one.name, self.chance.choice
        if kind is bool:
            return pick((True, False))
        if kind is str:
            return self.day() if name.endswith("_on") else pick(WORDS)
        if kind is int:
            if name in ("rate", "loan_rate"):
                return pick((0, 120_000, 94_822))
            small = not name.isalpha() or name in ("turn", "minutes", "people", "instalments")
            return self.chance.randint(1, 6) if small else pick(AMOUNTS)
        assert get_origin(kind) is tuple
        inner = get_args(kind)[0]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return tuple(inner(**self.fields(inner, ledger)) for _ in range(pick((0, 1, 2))))
        members = sorted(ledger.members)
        return tuple(self.chance.sample(members, min(len(members), 2))) if inner is int else ()

    def day(self) -> str:
        """A day, mostly not before the last."""
        step = self.chance.randint(0, 9)
        if step == 0:
            return "2026-01-01"
        month, day = self.days[-1][5:7], int(self.days[-1][8:])
        if step > 5:
            day = day % 28 + 1
            month = f"{min(int(month) + (day == 1), 11):02d}"
        self.days.append(f"2026-{month}-{day:02d}")
        return self.days[-1]


def lived(store: Store, chance: random.Random, steps: int) -> Scribe:
    """Books of a few members and some money to begin with, then anything."""
    scribe = Scribe(store, chance)
    for kind in (e.MemberAdmitted, e.MemberAdmitted, e.OpeningCash, e.OpeningBank, e.CycleBegun):
        scribe.write(kind)
    scribe.put(e.IncomeReceived(day="2026-01-04", amount=600_000))
    for _ in range(steps):
        scribe.write(chance.choice(PAYLOADS))
    return scribe
