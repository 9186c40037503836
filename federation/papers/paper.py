"""A sheet of paper as a value: what stands on it, in order, before anybody lays it out.

Money is integer minor units and days are ISO 8601 everywhere in here; `laying.py` writes them as
people read them, once for the page and for the PDF.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

Cell = str | int | None
"""None: nothing stands there; in a column to write in, room for a pen."""


class Kind(Enum):
    """How a value is read, and so how it is written. WRITE: room for a pen, as wide as told."""

    TEXT = auto()
    DAY = auto()
    COUNT = auto()
    MONEY = auto()
    WRITE = auto()


class Size(Enum):
    """The sheet: upright, across, or four slips to an upright sheet (or one on its own A6)."""

    A4 = "a4"
    A4_WIDE = "a4-wide"
    FOUR = "four"
    A6 = "a6"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the next part is about."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two; `small`: explains something."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its label; `picture`: an SVG before it, on slips."""

    label: str
    value: Cell
    kind: Kind = Kind.MONEY
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side, the ones that matter most."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`wide` in millimetres; 0: figures take what they need, texts share the rest."""

    title: str
    kind: Kind = Kind.TEXT
    wide: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that come again on every page; `sums` is the last row, or ().

    `blank`: so many more rows to write in. `ruled`: rows tall enough for a pen. `empty`: what is
    said where there are no rows at all. `title`: its own name, where a paper has several tables.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[Cell, ...] = ()
    blank: int = 0
    ruled: bool = False
    empty: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt on a quarter of a sheet. `beside`: for whom, of what; None is written in.

    `language`: what it speaks, if not what its paper does.
    """

    title: str
    beside: str
    lines: tuple[Figure, ...]
    total: Figure
    names: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips, four to a sheet or one to each small sheet, as the paper's size says."""

    slips: tuple[Slip, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each with whose it is under it."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code; `says` is what a camera reads in it, `caption` stands under it."""

    says: str
    caption: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG: `page` follows the width of a page, `sheet` has one of its own.

    `about` says what is on it, for who cannot see it.
    """

    page: str
    sheet: str
    about: str


Words = tuple[tuple[str, bool], ...]
"""A sentence in pieces; each says whether it is a word of a screen."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at one place of the program, and what to do there; `drawing`: its name."""

    title: str
    happens: Words
    to_do: Words
    drawing: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in their order, numbered, in two columns."""

    steps: tuple[Step, ...]


Block = Heading | Paragraph | Figures | Table | Slips | Signatures | Square | Picture | Steps


FAR_MM: Final = 2000
FAR_FIGURE_MM: Final = FAR_MM / 200
# The height under an angle of ten minutes: 2 d tan(a / 2).
FAR_ROW_MM: Final = 2 * FAR_MM * math.tan(math.radians(10 / 60) / 2)


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet or several. `name`: a code, also of its file; `day`: printed on, or "".

    `language`: what it speaks ("": whatever is spoken when it is laid out).

    `far`: to be read on a wall from `FAR_MM` away. A letter should be seen under 16 minutes of arc
    at least (ISO 9241-303, 5.5.4), which comes near distance ÷ 200: the group's own figures have
    letters `FAR_FIGURE_MM` high. Rows, where everybody looks for her own name, are under 10
    minutes, twice what sharp eyes just tell apart (5 minutes, ISO 8596): `FAR_ROW_MM`.
    """

    name: str
    title: str
    group: str
    day: str
    currency: str
    blocks: tuple[Block, ...]
    about: str = ""
    size: Size = Size.A4
    far: bool = False
    language: str = ""
