"""Telling a person what is wrong with her spreadsheets, fault by fault."""

from collections.abc import Callable

from federation.core.refusals import Refusal, refuse
from federation.schemas.base import Fault


def tell_faults(refusal: Refusal, say: Callable[[Refusal], str]) -> tuple[str, ...]:
    """A sentence for each fault of a "books-refused", each naming sheet, row and column.

    `say` puts words on a refusal in the person's language (`federation.i18n.say`). Any other
    refusal gives no sentences: its own says everything.
    """
    faults = refusal.facts.get("faults", ())
    if not isinstance(faults, tuple):
        return ()
    return tuple(say(_placed(f, say)) for f in faults if isinstance(f, Fault))


def _placed(fault: Fault, say: Callable[[Refusal], str]) -> Refusal:
    sheet, row, column = fault.where
    return refuse("books-at-cell", sheet=sheet, row=row, column=column, what=say(fault.refusal))
