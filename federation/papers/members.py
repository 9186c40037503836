"""Papers of one member: the page for her savings book, and the statement of all her money."""

from federation.i18n import day as day_words
from federation.i18n import gettext, money, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, dots, figures
from federation.store.queries.papers import MoneyLine, money_of

from . import dots as drawing
from .common import about_member, one_member, own_book, sheet, to_member, what
from .paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Picture,
    Signatures,
    Table,
)

_DAY_WIDE = 25
_SIGNED_WIDE = 24
_DOTS = 26  # half a year of weeks


def passbook(db: Database, node: Node, number: int, first: str = "", last: str = "") -> Paper:
    """Her savings, oldest first, as her own book tells them, with room to sign beside each line.

    Both days inclusive, "" is open; in her language. Raises Refusal `member-unknown`.
    """
    book = own_book(db, node)
    one = one_member(db, book, number)
    with to_member(db, book, number):
        return _passbook(db, node, one, first, last)


def _passbook(db: Database, node: Node, one: books.MemberView, first: str, last: str) -> Paper:
    book, number = own_book(db, node), one.member
    lines = books.passbook(db, book, number)
    before = [line for line in lines if line.day < first]
    shown = [line for line in lines if line.day >= first and (not last or line.day <= last)]
    rows: list[tuple[Cell, ...]] = []
    if before:
        left = sum(line.amount_minor for line in before)
        rows.append((first, gettext("Brought forward"), None, None, left, None))
    left = rows[0][4] if rows and isinstance(rows[0][4], int) else 0
    for line in shown:
        left += line.amount_minor
        told = what(line.kind, line.purpose, is_taken_back=bool(line.reversed_by))
        rows.append((line.day, told, *_in_or_out(line.amount_minor), left, None))
    columns = (
        Column(gettext("Day"), Kind.DAY, _DAY_WIDE),
        Column(gettext("What")),
        Column(gettext("In"), Kind.MONEY),
        Column(gettext("Out"), Kind.MONEY),
        Column(gettext("Saved then"), Kind.MONEY),
        Column(gettext("Signed"), Kind.WRITE, _SIGNED_WIDE),
    )
    figured = [Figure(gettext("Saved"), one.saved_minor)]
    if one.owes_minor:
        figured.append(Figure(gettext("Owes"), one.owes_minor))
    nothing = gettext("Nothing was saved in these days.")
    return sheet(
        node,
        "passbook",
        gettext("Savings book"),
        Figures(tuple(figured)),
        *_dots(dots.of_member(db, book, number, clock.today(db, node), _DOTS)),
        Table(columns, tuple(rows), ruled=True, empty=nothing),
        Signatures((gettext("Member"), gettext("Treasurer"))),
        about=about_member(one),
    )


def _dots(found: dots.Dots) -> tuple[Block, ...]:
    """Her calendar of dots with the words for its shapes; nothing before the first meeting."""
    if not found.dots:
        return ()
    about = drawing.about(found)
    told = gettext("Full dot: saved. Ring: not saved. Line: away.")
    return (
        Picture(drawing.page(found), drawing.sheet(found), about),
        Paragraph(f"{about}. {told}", small=True),
    )


def _in_or_out(minor: int) -> tuple[Cell, Cell]:
    """An amount in the column it belongs to."""
    return (minor, None) if minor >= 0 else (None, -minor)


def statement(db: Database, node: Node, number: int, first: str = "", last: str = "") -> Paper:
    """All her money: savings by purpose, loans, fines, every entry from one day to another.

    Both days inclusive, "" is open; in her language. Raises Refusal `member-unknown`.
    """
    book = own_book(db, node)
    one = one_member(db, book, number)
    with to_member(db, book, number):
        return _statement(db, node, one, first, last)


def _statement(db: Database, node: Node, one: books.MemberView, first: str, last: str) -> Paper:
    book, number = own_book(db, node), one.member
    fines = figures.member_sums(db, book, ("fines_due",), last).get(number, 0)
    saved = _savings(books.passbook(db, book, number), first, last)
    lent = _loans(db, book, number, last)
    lines = money_of(db, book, number, first, last)
    owing = (
        Figure(gettext("Owes on loans"), _sum_of(lent)),
        Figure(gettext("Fines to pay"), fines),
    )
    blocks = (
        Figures((Figure(gettext("Saved"), _sum_of(saved)), *(one for one in owing if one.value))),
        Heading(gettext("Savings")),
        saved,
        *((Heading(gettext("Loans")), lent) if lent.rows else ()),
        Heading(gettext("Every entry")),
        _entries(lines),
        Signatures((gettext("Member"), gettext("Treasurer"))),
    )
    about = f"{about_member(one)} · {_span(first, last or clock.today(db, node))}"
    return sheet(node, "statement", gettext("Statement"), *blocks, about=about)


def _span(first: str, last: str) -> str:
    if not first:
        return gettext("up to %(last)s", last=day_words(last))
    return gettext("%(first)s to %(last)s", first=day_words(first), last=day_words(last))


def _sum_of(table: Table) -> int:
    """The last figure of a table's sums; 0 where it has none."""
    last = table.sums[-1] if table.sums else 0
    return last if isinstance(last, int) else 0


def _savings(lines: tuple[books.PassbookLine, ...], first: str, last: str) -> Table:
    """Per purpose: what she had before, what came and went, what she has."""
    told: dict[str, list[int]] = {}
    for line in lines:
        if last and line.day > last:
            continue
        kept = told.setdefault(line.purpose or "share", [0, 0, 0])
        place = 0 if line.day < first else 1 if line.amount_minor >= 0 else 2
        kept[place] += abs(line.amount_minor) if place else line.amount_minor
    held = sorted(told.items())
    figured = [(before, came, went, before + came - went) for _, (before, came, went) in held]
    rows = [
        (word(purpose, "purpose"), *amounts)
        for (purpose, _), amounts in zip(held, figured, strict=True)
    ]
    sums: tuple[Cell, ...] = (gettext("Together"), *map(sum, zip(*figured, strict=True)))
    kind = Kind.MONEY
    columns = (
        Column(gettext("For")),
        Column(gettext("Before"), kind),
        Column(gettext("In"), kind),
        Column(gettext("Out"), kind),
        Column(gettext("Saved then"), kind),
    )
    return Table(columns, tuple(rows), sums if rows else (), empty=gettext("Nothing saved yet."))


def _loans(db: Database, book: int, number: int, last: str) -> Table:
    """Loans paid out by that day, with what she still owed of each."""
    owed = figures.loan_sums(db, book, last)
    rows = [
        (
            one.loan,
            one.disbursed_on,
            word(one.purpose, "purpose"),
            one.principal_minor,
            owed.get(one.loan, 0),
        )
        for one in books.loans(db, book, number)
        if not last or one.disbursed_on <= last
    ]
    columns = (
        Column(gettext("Loan"), Kind.COUNT),
        Column(gettext("Paid out"), Kind.DAY, _DAY_WIDE),
        Column(gettext("What for")),
        Column(gettext("Lent"), Kind.MONEY),
        Column(gettext("Still owed"), Kind.MONEY),
    )
    lent, owes = sum(row[3] for row in rows), sum(row[4] for row in rows)
    sums = (None, None, gettext("Together"), lent, owes)
    return Table(columns, tuple(rows), sums if rows else ())


def _entries(lines: tuple[MoneyLine, ...]) -> Table:
    """What she paid in and what she was paid; other entries (a fine charged) between brackets."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        told = what(line.kind, line.purpose, is_taken_back=bool(line.reversed_by))
        if line.loan:
            told = f"{told} · {gettext('loan %(number)s', number=line.loan)}"
        if line.moved_minor:
            rows.append((line.day, line.seq, told, *_in_or_out(line.moved_minor)))
        else:
            told = f"{told} ({money(line.amount_minor)})"
            rows.append((line.day, line.seq, told, None, None))
    came = sum(line.moved_minor for line in lines if line.moved_minor > 0)
    went = -sum(line.moved_minor for line in lines if line.moved_minor < 0)
    columns = (
        Column(gettext("Day"), Kind.DAY, _DAY_WIDE),
        Column(gettext("Entry"), Kind.COUNT),
        Column(gettext("What")),
        Column(gettext("Paid in"), Kind.MONEY),
        Column(gettext("Paid out"), Kind.MONEY),
    )
    return Table(
        columns,
        tuple(rows),
        (None, None, gettext("Together"), came, went) if rows else (),
        empty=gettext("No money moved in these days."),
    )
