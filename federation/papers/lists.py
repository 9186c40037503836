"""Papers of everybody: the sheet for the wall, by name or in columns, and the list to sign."""

from federation.core import names
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database
from federation.store.queries import books
from federation.store.queries.papers import saved_by_all

from .common import called, members_here, own_book, sheet
from .paper import Cell, Column, Figure, Figures, Kind, Paper, Signatures, Size, Table

_NUMBER_WIDE = 10
_SIGN_WIDE = 60
# With more columns of money than this the sheet is printed across.
_UPRIGHT_COLUMNS_MAX = 5


def wall(db: Database, node: Node) -> Paper:
    """What everybody has saved and owes, to hang on the wall: read from two metres."""
    book = own_book(db, node)
    rows = tuple(
        (one.member, called(one.member, one.name), one.saved_minor, one.owes_minor or None)
        for one in members_here(db, book)
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Saved"), Kind.MONEY),
        Column(gettext("Owes"), Kind.MONEY),
    )
    return _on_the_wall(db, node, book, "wall", columns, rows, Size.A4)


def wall_columns(db: Database, node: Node) -> Paper:
    """The same with a column for each purpose, for fines and for loans: to step up to."""
    book = own_book(db, node)
    saved, fines = saved_by_all(db, book), books.fines_due(db, book)
    here = members_here(db, book)
    numbers = {one.member for one in here}
    held = {purpose for (member, purpose), minor in saved.items() if minor and member in numbers}
    purposes = sorted(held, key=lambda code: names.fold(word(code, "purpose")))
    with_fines = any(fines.get(number) for number in numbers)
    rows: list[tuple[Cell, ...]] = []
    for one in here:
        row: list[Cell] = [one.member, called(one.member, one.name)]
        row += [saved.get((one.member, purpose), 0) or None for purpose in purposes]
        row.append(one.saved_minor)
        row += [fines.get(one.member, 0) or None] if with_fines else []
        rows.append((*row, one.owes_minor or None))
    titles = [word(purpose, "purpose") for purpose in purposes]
    titles.append(gettext("Saved"))
    titles += [gettext("Fines to pay")] if with_fines else []
    titles.append(gettext("Owes"))
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        *(Column(title, Kind.MONEY) for title in titles),
    )
    size = Size.A4 if len(titles) <= _UPRIGHT_COLUMNS_MAX else Size.A4_WIDE
    return _on_the_wall(db, node, book, "wall-columns", columns, tuple(rows), size)


def _on_the_wall(
    db: Database,
    node: Node,
    book: int,
    name: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Cell, ...], ...],
    size: Size,
) -> Paper:
    """A list of everybody under the group's own figures, with its sums."""
    pots = books.pots(db, book)
    money = [*zip(*rows, strict=True)][2:]
    sums = [sum(cell for cell in column if isinstance(cell, int)) for column in money]
    return sheet(
        node,
        name,
        gettext("Savings and loans of everybody"),
        Figures(
            (
                Figure(gettext("In the box"), pots.cash),
                Figure(gettext("In the bank"), pots.bank),
                Figure(gettext("Social fund"), pots.social_fund),
                Figure(gettext("Members"), len(rows), Kind.COUNT),
            )
        ),
        Table(
            columns,
            rows,
            (None, gettext("Together"), *sums) if rows else (),
            empty=gettext("Nobody is in the books yet."),
        ),
        Signatures((gettext("Treasurer"), gettext("Chairperson"))),
        size=size,
        far=name == "wall",
    )


def signature_list(db: Database, node: Node) -> Paper:
    """Every member with room for an amount and her signature; what for is written in."""
    rows = tuple(
        (one.member, called(one.member, one.name), None, None)
        for one in members_here(db, own_book(db, node))
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Amount"), Kind.WRITE, 30),
        Column(gettext("Signature"), Kind.WRITE, _SIGN_WIDE),
    )
    return sheet(
        node,
        "signatures",
        gettext("List to sign"),
        Figures((Figure(gettext("What for"), None), Figure(gettext("Day"), None))),
        Table(columns, rows, blank=3, ruled=True),
        Signatures((gettext("Treasurer"), gettext("Chairperson"))),
    )
