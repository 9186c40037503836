"""What became of a file that was brought."""

from dataclasses import dataclass
from typing import Final, Literal

from federation.core.refusals import Refusal

from .checks import Letter

Result = Literal["applied", "already", "held", "skipped", "refused"]

APPLIED: Final = "applied"
ALREADY: Final = "already"
HELD: Final = "held"
SKIPPED: Final = "skipped"
REFUSED: Final = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: `outcome`, and why (None: nothing to say).

    `sender` (lasting id), `writer` (id of the card that signed), `stream`, `incarnation`,
    `first`, `last` and `entries` are what the file
    says once its signature was found good, else "" and 0; `new` is how many entries were new.
    `short_code` names a sealed file, as its writer saw it.
    """

    file: str
    outcome: Result
    reason: Refusal | None = None
    sender: str = ""
    stream: str = ""
    incarnation: int = 0
    first: int = 0
    last: int = 0
    entries: int = 0
    new: int = 0
    short_code: str = ""
    writer: str = ""


def of_letter(
    letter: Letter, outcome: Result, reason: Refusal | None = None, *, new: int = 0
) -> Outcome:
    """The outcome of a file whose writer is sure."""
    batch = letter.batch
    return Outcome(
        letter.name,
        outcome,
        reason,
        letter.partner.node,
        letter.kind,
        batch.header.inc,
        batch.first,
        batch.last,
        batch.trailer.n,
        new,
        letter.short_code,
        letter.card.node,
    )
