"""The recovery key on paper: its 24 words, its QR code, what it is for and who keeps it."""

from typing import Final

from federation.i18n import gettext
from sync import paper as told

from .paper import Column, Heading, Kind, Paper, Paragraph, Signatures, Square, Table

BESIDE: Final = 2


def recovery_paper(identity: str, *, name: str, day: str) -> Paper:
    """The sheet of a recovery key (`AGE-SECRET-KEY-1…`); `name` of the node it belongs to.

    Raises Refusal `key-unsound`.
    """
    return Paper(
        name="recovery-key",
        title=gettext("Recovery key"),
        group=name,
        day=day,
        currency="",
        about=gettext("Keep this sheet like money"),
        blocks=(
            Paragraph(
                gettext(
                    "If the machine is lost, this key opens the backups and every file that was "
                    "written here, on a new machine. Without it they stay shut for ever."
                )
            ),
            Paragraph(
                gettext(
                    "Two officers keep a sheet each, in two houses, and not where the machine is. "
                    "Never photograph it, never send it, and type it into another machine "
                    "only to put the books back: whoever has it can read them all."
                )
            ),
            Heading(gettext("The 24 words, in this order")),
            _grid(told.words(identity)),
            Square(
                identity,
                gettext("The same key for a camera. Point one at it only to put books back."),
            ),
            Paragraph(identity, small=True),
            Paragraph(
                gettext(
                    "Once a year, check that the words still fit: on the page “Keys and papers”. "
                    "If a sheet is lost, or an officer who knew the words leaves, this machine is "
                    "made known anew with other keys, and new sheets are printed."
                )
            ),
            Signatures((gettext("Kept by, since"), gettext("Kept by, since"))),
        ),
    )


def _grid(words: tuple[str, ...]) -> Table:
    """Numbered from top to bottom, then on to the right."""
    tall = len(words) // BESIDE
    rows = tuple(
        tuple(cell for at in range(row, len(words), tall) for cell in (at + 1, words[at]))
        for row in range(tall)
    )
    columns = (Column(gettext("No."), Kind.COUNT, 12), Column(gettext("Word"), Kind.TEXT, 48))
    return Table(columns * BESIDE, rows)
