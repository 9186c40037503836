"""An agreement: what each side of a request promised, and how it stands; computed, never typed.

A clause is a promise of a side, or an answer of the city that commits. Whoever promised says
that it is done; the other side says whether it is. Both are facts of their own, and both stay.

Where several groups asked as one, each replies for itself (`Word.request` tells which): an answer
is declined when all who replied declined it, and what one of them contests is contested.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from . import events as e
from .days import days_between

GROUP: Final = "group"
CITY: Final = "city"
# A promise so many days late, without a new day, counts as broken.
BROKEN_DAYS: Final = 30
# What the two sides say of a clause together, the worst first.
STATES: Final = ("broken", "late", "contested", "partly", "due", "done", "kept")
OPEN: Final = ("broken", "late", "contested", "partly", "due")

# A starter title scheme is for so many households, and goes on to land hold titles when so many
# in a hundred agree: Flexible Land Tenure Act 4 of 2012 and its regulations (Namibia).
SCHEME_HOUSEHOLDS: Final = (25, 100)
SCHEME_CONSENT_PERCENT: Final = 75

_REPLY_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"confirm": "done", "contest": "not-done"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A promise and how it stands on a day. Money in minor units.

    `who`: the department, of a city's. `by`: the day that holds now, `first_by` the first one;
    `moved`: how often it was put off. `many_done`: as the side says that promised. `settled_on`:
    the day on which it was done, or "". `late_days`: past `by`, until it was done or until today.
    """

    clause: str
    side: str
    text: str
    who: str
    duty: str
    made_on: str
    first_by: str
    by: str
    many: int
    many_done: int
    amount_minor: int
    budget_line: str
    state: str
    settled_on: str
    late_days: int
    moved: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as each side wrote it down, by the number of its receipt; None: not at all."""

    payer: str
    receipt: str
    about: str
    day: str
    group_minor: int | None
    city_minor: int | None

    @property
    def difference_minor(self) -> int:
        """What the city has written down more than the group."""
        return (self.city_minor or 0) - (self.group_minor or 0)

    @property
    def agrees(self) -> bool:
        """Whether both sides have it, with one amount."""
        return self.group_minor is not None and self.group_minor == self.city_minor


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything promised about one request, and what was paid. `late_days`: sums, by side."""

    clauses: tuple[Clause, ...]
    payments: tuple[Payment, ...]
    signed: tuple[e.AgreementSigned, ...]

    def late_days(self, side: str) -> int:
        """Days by which the promises of a side are late, all together."""
        return sum(one.late_days for one in self.clauses if one.side == side)

    def paid_minor(self, payer: str, by: str) -> int:
        """What a side paid in all, as the side `by` wrote it down."""
        told = [one.group_minor if by == GROUP else one.city_minor for one in self.payments
                if one.payer == payer]  # fmt: skip
        return sum(amount for amount in told if amount)

    @property
    def code(self) -> str:
        """Eight letters that stand for what was promised and paid, `1A2B-3C4D`, on both sides.

        They prove nothing by themselves: they show whether two pages say the same.
        """
        told = [
            *(
                f"{c.clause} {c.side} {c.text} {c.many} {c.by} {c.amount_minor}"
                for c in self.clauses
            ),
            *(f"{p.payer} {p.receipt} {p.group_minor} {p.city_minor}" for p in self.payments),
        ]
        found = hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:8].upper()
        return f"{found[:4]}-{found[4:]}"

    @property
    def review_on(self) -> str:
        """The day on which both look at it again, as last signed; "": none was named."""
        return next((one.review_on for one in reversed(self.signed) if one.review_on), "")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one side says of a clause, and since when."""

    state: str
    day: str
    many: int = 0
    by: str = ""


def agreement(answers: Sequence[e.AnswerGiven], words: Sequence[e.Word], today: str) -> Agreement:
    """The agreement as it stands on a day; each side's words in the order in which it said them."""
    told = _by_clause(answers, words)
    accepted, declined = _replied(words, "accept"), _replied(words, "decline")
    clauses = [
        _clause(one, _claims(one.word, one.side, told), today)
        for one in words
        if isinstance(one, e.PromiseMade) and one.side in (GROUP, CITY)
    ]
    clauses += [
        _clause(one, _claims(one.answer, CITY, told), today)
        for one in answers
        if (one.verb == "commit" and one.answer not in declined)
        or (one.verb == "offer" and one.by and one.answer in accepted)
    ]
    clauses.sort(key=lambda one: (not one.is_open, one.by, one.clause))
    signed = [one for one in words if isinstance(one, e.AgreementSigned)]
    signed.sort(key=lambda one: (one.day, one.word))
    return Agreement(tuple(clauses), _payments(words), tuple(signed))


def _replied(words: Iterable[e.Word], verb: str) -> set[str]:
    """Answers (by id) to which this was the group's last reply: of several groups', a yes of one.

    Declined is what all who replied declined.
    """
    last = {(one.answer, one.request): one.verb for one in words if isinstance(one, e.ReplyGiven)}
    said: dict[str, set[str]] = {}
    for (answer, _), told in last.items():
        said.setdefault(answer, set()).add(told)
    if verb == "decline":
        return {answer for answer, told in said.items() if told == {verb}}
    return {answer for answer, told in said.items() if verb in told}


_DELIVERS: Final = ("deliver", "hand-over")
_About = Mapping[str, Sequence[e.AnswerGiven | e.ClauseSettled | e.ReplyGiven]]


def _by_clause(answers: Iterable[e.AnswerGiven], words: Iterable[e.Word]) -> _About:
    """What was said of each clause, in order, read once: there may be thousands of both."""
    told: dict[str, list[e.AnswerGiven | e.ClauseSettled | e.ReplyGiven]] = {}
    delivered: dict[str, str] = {}
    for answer in answers:
        if answer.verb in _DELIVERS:
            delivered[answer.answer] = answer.clause
            told.setdefault(answer.clause, []).append(answer)
    for word in words:
        if isinstance(word, e.ClauseSettled):
            told.setdefault(word.clause, []).append(word)
        elif isinstance(word, e.ReplyGiven) and word.answer in delivered:
            told.setdefault(delivered[word.answer], []).append(word)
    return told


def _claims(clause: str, side: str, told: _About) -> tuple[list[Claim], list[Claim]]:
    """What the side that promised says of a clause, and what the other side says.

    Words of one side go by their day; a delivery stands after what was said on its day. Of replies
    those count that are about the last delivery.
    """
    own, others = list[Claim](), dict[str, list[Claim]]()
    said = told.get(clause, ())
    delivered = [one for one in said if isinstance(one, e.AnswerGiven)]
    last = max(delivered, key=lambda one: one.day).answer if delivered else ""
    for one in said:
        if isinstance(one, e.ClauseSettled) and one.side in (GROUP, CITY):
            claim = Claim(one.state, one.day, one.many, one.by)
            (own if one.side == side else others.setdefault(one.request, [])).append(claim)
        elif isinstance(one, e.ReplyGiven) and one.answer == last and one.verb in _REPLY_STATES:
            claim = Claim(_REPLY_STATES[one.verb], one.day, one.working)
            others.setdefault(one.request, []).append(claim)
    own += [Claim("done", one.day, one.many) for one in delivered if side == CITY]
    heard = [sorted(some, key=_day_of) for some in others.values()]
    heard.sort(key=lambda some: (some[-1].state == "done", some[-1].day))
    return sorted(own, key=_day_of), heard[0] if heard else []


def _day_of(claim: Claim) -> str:
    return claim.day


def _clause(
    promise: e.PromiseMade | e.AnswerGiven, claims: tuple[list[Claim], list[Claim]], today: str
) -> Clause:
    own, other = claims
    moves = [one for one in own if one.state == "moved"]
    by = moves[-1].by if moves else promise.by
    said = [one for one in own if one.state != "moved"]
    state, settled_on = _state(promise.many, said, other)
    late = days_between(by, settled_on or today)
    if state == "due" and late:
        state = "broken" if late > BROKEN_DAYS else "late"
    return Clause(
        clause=promise.word if isinstance(promise, e.PromiseMade) else promise.answer,
        side=promise.side if isinstance(promise, e.PromiseMade) else CITY,
        text=promise.text,
        who="" if isinstance(promise, e.PromiseMade) else promise.department,
        duty=promise.duty if isinstance(promise, e.PromiseMade) else CITY,
        made_on=promise.day,
        first_by=promise.by,
        by=by,
        many=promise.many,
        many_done=said[-1].many if said else 0,
        amount_minor=promise.amount,
        budget_line="" if isinstance(promise, e.PromiseMade) else promise.budget_line,
        state=state,
        settled_on=settled_on,
        late_days=late,
        moved=len(moves),
    )


def _state(many: int, own: Sequence[Claim], other: Sequence[Claim]) -> tuple[str, str]:
    """How both see a clause, and the day on which it was done ("" while it is not)."""
    ours, theirs = own[-1] if own else None, other[-1] if other else None
    done = ours if ours and _is_whole(ours, many) else None
    if theirs and _is_whole(theirs, many) and (done or not ours):
        return "kept", (done or theirs).day
    if done:
        return ("contested", "") if theirs and theirs.state != "moved" else ("done", done.day)
    if ours and ours.state in ("partly", "done"):
        return "partly", ""
    return "due", ""


def _is_whole(claim: Claim, many: int) -> bool:
    """Done, and as many as were promised, where figures were told."""
    return claim.state == "done" and not 0 < claim.many < many


def _payments(words: Iterable[e.Word]) -> tuple[Payment, ...]:
    """Payments by payer and receipt, as each side wrote them down; several of one side add up."""
    told: dict[tuple[str, str], list[e.PaymentTold]] = {}
    for one in words:
        if isinstance(one, e.PaymentTold) and one.side in (GROUP, CITY):
            told.setdefault((one.payer, one.receipt.strip().casefold()), []).append(one)
    return tuple(sorted(map(_payment, told.values()), key=lambda one: (one.day, one.receipt)))


def _payment(told: Sequence[e.PaymentTold]) -> Payment:
    """One payment; where both sides have it, in the words of the group."""
    first = min(told, key=lambda one: (one.side != GROUP, one.day, one.word))
    return Payment(
        payer=first.payer,
        receipt=first.receipt.strip(),
        about=first.about,
        day=min(one.day for one in told),
        group_minor=_sum(told, GROUP),
        city_minor=_sum(told, CITY),
    )


def _sum(some: Iterable[e.PaymentTold], side: str) -> int | None:
    amounts = [one.amount for one in some if one.side == side]
    return sum(amounts) if amounts else None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a title scheme: the figure, and whether it holds (None: not known)."""

    code: str
    figure: int | None
    holds: bool | None


def readiness(
    households: int, non_members: int, consent: e.ConsentCounted | None
) -> tuple[Check, ...]:
    """Whether a block could become a title scheme: its size, the consent, who else lives there."""
    least, most = SCHEME_HOUSEHOLDS
    percent = consent.agreed * 100 // consent.holders if consent else None
    enough = consent.agreed * 100 >= consent.holders * SCHEME_CONSENT_PERCENT if consent else None
    return (
        Check("households", households, least <= households <= most),
        Check("consent", percent, enough),
        Check("non-members", non_members, non_members == 0),
    )
