"""From a filled-in sheet to answers: which are new, which were given already, which cannot be.

The same answer again: a row is there already if, among the answers that its request got after the
sheet was written, one says exactly the same. So a sheet that comes twice adds nothing, and the
same words in a later sheet are a new answer.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from federation.books import answer_sheet
from federation.books.answer_sheet import ANSWERED, AnswerRow
from federation.books.telling import refused
from federation.commands import bundles
from federation.commands.bundles import MOST_ANSWERS, GiveAnswers, give_answers
from federation.commands.deed import Desk, Receipt, perform
from federation.commands.requests import GiveAnswer
from federation.core.refusals import refuse
from federation.schemas.base import Fault, fault
from federation.store import Store
from federation.store.queries import requests
from federation.store.queries.requests import AnswerView, RequestView

# In which column a refusal stands; the verb's, where none is named.
_COLUMN: Final = MappingProxyType(
    {
        "request-unknown": "id",
        "answer-second": "id",
        "resolution-twice": "resolution",
        "resolution-other-day": "resolution",
    }
)


@dataclass(frozen=True, slots=True)
class Planned:
    """An answer that would be given, and to what."""

    row: int
    view: RequestView
    order: GiveAnswer


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet would do; `already`: rows whose answer was given before."""

    file: str
    answers: tuple[Planned, ...]
    already: int


def plan(store: Store, path: Path, *, user: int = 0) -> Plan:
    """Read a sheet and say what it would do; nothing is given.

    Raises Refusal `answers-not-city`, `answers-many`, `books-refused` with a fault for each row
    that is wrong, and what `answer_sheet.read` refuses.
    """
    if store.node.settings.role != "city":
        raise refuse("answers-not-city")
    rows = answer_sheet.read(path)
    day = store.node.today()
    with store.reading() as db:
        views = {one.request: one for one in requests.requests(db, {one.id for one in rows})}
        fresh = [one for one in rows if not _is_there(views.get(one.id), one)]
        if len(fresh) > MOST_ANSWERS:
            raise refuse("answers-many", most=MOST_ANSWERS)
        orders = [_order(one, day, user) for one in fresh]
        _, wrong = bundles.each(Desk(db, store.node), orders)
    faults: list[Fault] = []
    for one in wrong:
        where = (answer_sheet.NAME, fresh[one.place].row, _COLUMN.get(one.refusal.code, "verb"))
        faults.append(fault(where, one.refusal))
    if faults:
        raise refused(path.name, faults)
    return Plan(path.name, _planned(fresh, orders, views), len(rows) - len(fresh))


def _planned(
    rows: Sequence[AnswerRow], orders: Sequence[GiveAnswer], views: dict[str, RequestView]
) -> tuple[Planned, ...]:
    return tuple(
        Planned(row.row, views[row.id], order) for row, order in zip(rows, orders, strict=True)
    )


def _order(row: AnswerRow, day: str, user: int) -> GiveAnswer:
    told = {name: getattr(row, name) for name in ANSWERED}
    return GiveAnswer(request=row.id, day=day, user=user, **told)


def _is_there(view: RequestView | None, row: AnswerRow) -> bool:
    """Whether the request got just this answer after the sheet was written."""
    later: Iterable[AnswerView] = view.answers[row.answers_so_far :] if view else ()
    return any(_said(one) == tuple(getattr(row, name) for name in ANSWERED) for one in later)


def _said(one: AnswerView) -> tuple[object, ...]:
    return tuple(one.amount_minor if name == "amount" else getattr(one, name) for name in ANSWERED)


def enter(store: Store, planned: Plan, *, user: int = 0, token: str = "") -> Receipt:
    """Give all of them, or none. Raises Refusal as `give_answers` does.

    One sheet entered twice at the same moment gives one receipt: its token is what it says, and
    how many answers each request had when that was planned.
    """
    answers = tuple(one.order for one in planned.answers)
    told = [(repr(one.order), len(one.view.answers)) for one in planned.answers]
    token = token or hashlib.sha256(repr(told).encode()).hexdigest()
    return perform(store, GiveAnswers(answers=answers, user=user, token=token), give_answers)
