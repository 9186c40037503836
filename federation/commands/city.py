"""What the staff of a city keep at their own machine, to have less to type and to look for.

The day on which the council next sits, words for answers under short names, and who belongs to
which department. Nobody else reads it, so it is no entry and never travels.
"""

from dataclasses import dataclass
from typing import Final

from federation.core.canonical import clean_text
from federation.core.refusals import refuse
from federation.core.rules.answers import REASONS, VERBS
from federation.store import Database, local, staff
from federation.store.staff import WordingView

from .deed import Decision, Desk, Order

SITTING: Final = "council sits next"
NAME_LETTERS_MAX: Final = 80
WORDINGS_MAX: Final = 200
DEPARTMENTS_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSitting(Order):
    """The council sits next on this day; "": nobody knows yet."""

    day: str = ""


def set_sitting(desk: Desk, order: SetSitting) -> Decision:
    """Keep the day. Raises Refusal `sitting-in-past`."""
    if order.day and order.day < desk.node.today():
        raise refuse("sitting-in-past", day=order.day)
    local.set_state(desk.db, SITTING, order.day)
    return [], {"day": order.day}


def sitting(db: Database, today: str) -> str:
    """The day of the next sitting; "": none is known, or the one that was is over."""
    day = local.state(db, SITTING)
    return day if day >= today else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepWording(Order):
    """Keep words of an answer under a name; words that had this name before are gone."""

    name: str
    verb: str
    text: str
    reason: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropWording(Order):
    """Keep words no longer; answers that were given with them stay."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDepartments(Order):
    """The departments to which a person (by number) belongs, the main one first."""

    person: int
    departments: tuple[str, ...] = ()


def keep_wording(desk: Desk, order: KeepWording) -> Decision:
    """Keep them. Raises Refusal `wording-incomplete`, `wordings-many`, `answer-…-unknown`."""
    name = clean_text(order.name, NAME_LETTERS_MAX)
    text = order.text.strip()
    if not name or not text:
        raise refuse("wording-incomplete")
    if order.verb not in VERBS:
        raise refuse("answer-verb-unknown", verb=order.verb, verbs=", ".join(VERBS))
    if order.reason and order.reason not in REASONS:
        raise refuse("answer-reason-unknown", reason=order.reason, reasons=", ".join(REASONS))
    if len(staff.wordings(desk.db)) >= WORDINGS_MAX and staff.wording(desk.db, name) is None:
        raise refuse("wordings-many", most=WORDINGS_MAX)
    told = WordingView(name, order.verb, text, order.reason, order.department.strip())
    staff.keep_wording(desk.db, told)
    return [], {"name": name}


def drop_wording(desk: Desk, order: DropWording) -> Decision:
    """Keep them no longer; what is gone already is gone."""
    staff.drop_wording(desk.db, order.name)
    return [], {}


def set_departments(desk: Desk, order: SetDepartments) -> Decision:
    """Say where a person belongs. Raises Refusal `user-unknown`, `departments-many`."""
    if local.user(desk.db, order.person) is None:
        raise refuse("user-unknown", user=order.person)
    told = [clean_text(one, NAME_LETTERS_MAX) for one in order.departments]
    if len(told) > DEPARTMENTS_MAX:
        raise refuse("departments-many", most=DEPARTMENTS_MAX)
    staff.set_departments(desk.db, order.person, told)
    return [], {"departments": len(told)}
