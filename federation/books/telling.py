"""Telling a person what is wrong with her spreadsheets, fault by fault."""

from collections.abc import Callable, Iterable, Sequence

from federation.core.refusals import Refusal, refuse
from federation.schemas.base import MOST_FAULTS, Fault


def refused(file: str, faults: Sequence[Fault]) -> Refusal:
    """The one refusal of a whole file, for these faults (one at least; the first 100 are told)."""
    told = tuple(faults[:MOST_FAULTS])
    sheet, row, column = told[0].where
    return refuse(
        "books-refused",
        file=file,
        count=len(told),
        sheet=sheet,
        row=row,
        column=column,
        faults=told,
    )


def tell_each(faults: Iterable[Fault], say: Callable[[Refusal], str]) -> tuple[str, ...]:
    """A sentence for each fault or warning, naming sheet, row and column."""
    return tuple(say(_placed(fault, say)) for fault in faults)


def tell_faults(refusal: Refusal, say: Callable[[Refusal], str]) -> tuple[str, ...]:
    """A sentence for each fault of a "books-refused", each naming sheet, row and column.

    `say` puts words on a refusal in the person's language (`federation.i18n.say`). Any other
    refusal gives no sentences: its own says everything.
    """
    faults = refusal.facts.get("faults", ())
    if not isinstance(faults, tuple):
        return ()
    return tell_each((f for f in faults if isinstance(f, Fault)), say)


def _placed(fault: Fault, say: Callable[[Refusal], str]) -> Refusal:
    sheet, row, column = fault.where
    return refuse("books-at-cell", sheet=sheet, row=row, column=column, what=say(fault.refusal))
