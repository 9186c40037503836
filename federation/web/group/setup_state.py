"""How far the set-up is: what was answered so far, which questions follow, what comes of it.

Answers lie in `local_draft` under `setup:<question>` until the group adopts them, so that nothing
is lost when the power goes. A question is answered once its page was sent and understood (`DONE`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import msgspec
from marshmallow import Schema

from federation.commands.constitution import PLACE, TEMPLATES
from federation.commands.opening import Opening, RunningLoan
from federation.core import events as e
from federation.core.constitution import OFFICERS_MIN
from federation.i18n import figure
from federation.schemas.base import Fault, load
from federation.schemas.constitution import SCHEMAS, KindSchema
from federation.schemas.meetings import read_counted
from federation.schemas.opening import (
    BankSchema,
    BeginSchema,
    PotsSchema,
    RunningLoanSchema,
    read_saved,
)
from federation.store import Database, local
from federation.store.queries import books, group

from ..here import node
from .common import OFFICERS, own_book

SETUP: Final = "setup:"
DONE: Final = "done"
KIND: Final = "kind"
MEMBERS: Final = "members"
MONEY: Final = "money"
NOW: Final = "now"
SHEETS: Final = ("savings", "shares")
LAST: Final = ("read", "vote")
# Questions that are one plain form.
PLAIN: Final[Mapping[str, type[Schema]]] = MappingProxyType(
    {KIND: KindSchema, **SCHEMAS, MONEY: BeginSchema, "bank": BankSchema, "pots": PotsSchema}
)
CODES: Final = (
    *(KIND, *SCHEMAS, MEMBERS, MONEY, "box", "bank", *SHEETS, "loans", "loan", "pots"),
    *LAST,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The set-up as it stands; `steps` are the questions to be asked, in order.

    `rules` and `place` are those in force or, before there are any, as answered so far. `begin`
    and `day`: whether and when the money is counted.
    """

    has_rules: bool
    has_money: bool
    members: tuple[books.MemberView, ...]
    officers: int
    answers: Mapping[str, Mapping[str, str]]
    done: frozenset[str]
    rules: e.ConstitutionAdopted
    place: str
    begin: str = ""
    day: str = ""
    steps: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether rules and money both stand in the books."""
        return self.has_rules and self.has_money

    @property
    def open(self) -> tuple[str, ...]:
        """Questions that are not answered yet."""
        return tuple(one for one in self.steps if one not in self.done and one not in LAST)

    @property
    def is_counting(self) -> bool:
        """Whether what is there is counted now."""
        return self.begin == NOW and not self.has_money


def drafts_of(db: Database, codes: Iterable[str], prefix: str = SETUP) -> dict[str, Any]:
    """What was typed so far, by question."""
    found = local.drafts_of_steps(db, 0, [prefix + code for code in codes])
    return {step.removeprefix(prefix): told for step, told in found.items()}


def keep(db: Database, code: str, told: Mapping[str, str], prefix: str = SETUP) -> None:
    """Keep a page as it was typed, in place of what was there."""
    local.drop_drafts(db, 0, prefix + code)
    for name, text in told.items():
        local.keep_draft(db, 0, prefix + code, name, text.strip())


def forget(db: Database, codes: Iterable[str] = CODES, prefix: str = SETUP) -> None:
    """Drop what was typed: it became entries."""
    for code in codes:
        local.drop_drafts(db, 0, prefix + code)


def answered(
    rules: e.ConstitutionAdopted, place: str, answers: Mapping[str, Mapping[str, str]]
) -> tuple[e.ConstitutionAdopted, str]:
    """The rules with these answers in them; answers that cannot be read change nothing."""
    for code, schema in SCHEMAS.items():
        if code not in answers:
            continue
        typed = {name: text for name, text in answers[code].items() if name != DONE}
        values, faults = load(schema(), typed)
        if not faults:
            told = dict(values)
            place = told.pop(PLACE, place) if PLACE in told else place
            rules = msgspec.structs.replace(rules, **told)
    return rules, place


def state(db: Database) -> State:
    """The set-up as it stands now."""
    book, own = own_book(db), node().settings
    versions = group.constitutions(db, book)[:1]
    drafts = drafts_of(db, CODES)
    done = frozenset(code for code, told in drafts.items() if told.get(DONE))
    answers = {
        code: {name: text for name, text in told.items() if name != DONE}
        for code, told in drafts.items()
    }
    people = [one for one in local.users(db) if one.active and one.role in OFFICERS]
    if versions:
        rules, place = versions[0].told, versions[0].place
    else:
        kind = answers.get(KIND, {}).get("template", "")
        begun = _beginning(kind, own.share_price_minor, len(people))
        rules, place = answered(begun, "", {one: answers.get(one, {}) for one in done})
    money = answers.get(MONEY, {})
    found = State(
        has_rules=bool(versions),
        has_money=any(books.account_sums(db, book).values()),
        members=books.members(db, book, also_left=False),
        officers=len(people),
        answers=MappingProxyType(answers),
        done=done,
        rules=rules,
        place=place,
        begin=money.get("begin", "") if MONEY in done else "",
        day=money.get("day", "") if MONEY in done else "",
    )
    return replace(found, steps=_steps(found))


def _beginning(kind: str, price: int, officers: int) -> e.ConstitutionAdopted:
    """The ready rules of a kind of group, with this node's share price and as few officers."""
    rules = TEMPLATES.get(kind, next(iter(TEMPLATES.values())))
    close = min(rules.officers_close, max(OFFICERS_MIN, officers))
    rules = msgspec.structs.replace(rules, officers_close=close)
    if price and rules.savings != "free":
        rules = msgspec.structs.replace(rules, share_price=price)
    return rules


def _steps(now: State) -> tuple[str, ...]:
    if now.is_over:
        return ()
    savings = now.rules.savings
    left_out = {"purposes"} if savings == "shares" else set()
    left_out |= {"price"} if savings == "free" else set()
    about_rules = () if now.has_rules else (KIND, *SCHEMAS)
    counted = _counted(now, savings) if now.is_counting else ()
    last = () if now.has_rules and not counted else LAST
    steps = (*about_rules, MEMBERS, *(() if now.has_money else (MONEY, *counted)), *last)
    return tuple(one for one in steps if one not in left_out)


def _counted(now: State, savings: str) -> tuple[str, ...]:
    of_members = (
        *(("savings",) if savings != "shares" else ()),
        *(("shares",) if savings != "free" else ()),
        "loans",
    )
    return ("box", "bank", *(of_members if now.members else ()), "pots")


def loans_of(now: State) -> dict[int, dict[str, str]]:
    """Running loans that were written down so far, as they were typed, by their place."""
    found: dict[int, dict[str, str]] = {}
    for name, text in now.answers.get("loans", {}).items():
        place, _, field = name.partition(".")
        if place.isdigit() and field:
            found.setdefault(int(place), {})[field] = text
    return dict(sorted(found.items()))


def opening(now: State) -> tuple[Opening, dict[str, tuple[Fault, ...]]]:
    """What is there, of the answers so far, and what of them cannot be read, by question."""
    wrong: dict[str, tuple[Fault, ...]] = {}
    counted = read_counted(now.answers.get("box", {}))
    bank, wrong["bank"] = load(BankSchema(), now.answers.get("bank", {}))
    pots, wrong["pots"] = load(PotsSchema(), now.answers.get("pots", {}))
    saved, shares = _saved(now, "savings"), _saved(now, "shares")
    wrong["box"], wrong["savings"], wrong["shares"] = counted.faults, saved[1], shares[1]
    loans = []
    for typed in loans_of(now).values() if "loans" in now.steps else ():
        values, faults = load(RunningLoanSchema(), typed)
        wrong["loans"] = (*wrong.get("loans", ()), *faults)
        loans += [RunningLoan(**values)] if values else []
    pieces = "; ".join(f"{figure(worth)} × {count}" for worth, count in counted.pieces if count)
    bank, pots = bank or {"bank": 0, "paper": ""}, pots or {"social": 0, "held": 0}
    here = Opening(
        day=now.day,
        cash=counted.total or 0,
        bank=bank["bank"],
        saved=(*saved[0], *shares[0]),
        loans=tuple(loans),
        social=pots["social"],
        held=pots["held"],
        cash_note=pieces,
        bank_note=bank["paper"],
    )
    return here, {code: faults for code, faults in wrong.items() if faults and code in now.steps}


def _saved(now: State, code: str) -> tuple[tuple[Any, ...], tuple[Fault, ...]]:
    if code not in now.steps:
        return (), ()
    here = {str(one.member) for one in now.members}
    typed = now.answers.get(code, {})
    told = {name: text for name, text in typed.items() if name.rpartition(":")[2] in here}
    return read_saved(told, now.rules.share_price)
