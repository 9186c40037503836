"""Sheets to fill in by hand: the meeting's, the collector's, and receipts."""

from federation.core.events import ConstitutionAdopted
from federation.i18n import figure, gettext, money, word
from federation.node import Node
from federation.schemas.meetings import NOTES_AND_COINS
from federation.store import Database
from federation.store.queries import group

from .common import called, members_here, own_book, sheet
from .paper import (
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Signatures,
    Size,
    Slip,
    Slips,
    Table,
)

_NUMBER_WIDE = 9
_MORE_MEMBERS = 3
_MORE_LINES = 4
_SLIPS = 4


def meeting_sheet(db: Database, node: Node) -> Paper:
    """Every member, a column for each step of the meeting in its order; then the count."""
    book = own_book(db, node)
    rules = group.rules(db, book, node.settings.share_price_minor)
    titles = _steps(rules)
    rows = tuple(
        (one.member, called(one.member, one.name), *([None] * len(titles)))
        for one in members_here(db, book)
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        *(Column(title, Kind.WRITE, wide) for title, wide in titles),
    )
    together: tuple[Cell, ...] = (None, gettext("Together"), *([None] * len(titles)))
    return sheet(
        node,
        "meeting-sheet",
        gettext("Meeting"),
        Figures(
            (
                Figure(gettext("Day"), None),
                Figure(gettext("Place"), None),
                Figure(gettext("Box at the start"), None),
                Figure(gettext("Bank at the start"), None),
            )
        ),
        *_reminders(rules),
        Table(columns, rows, together, blank=_MORE_MEMBERS, ruled=True),
        Heading(gettext("Loans asked for, and other decisions")),
        _asked(),
        Heading(gettext("Bank, expenses and other money")),
        _other_money(),
        Heading(gettext("Counting the box")),
        _count(node.settings.currency),
        Figures(
            (
                Figure(gettext("The books say"), None),
                Figure(gettext("Too much or too little"), None),
                Figure(gettext("Why"), None),
            )
        ),
        Signatures((gettext("Counted by"), gettext("Counted by"))),
        Signatures((gettext("Treasurer"), gettext("Secretary"), gettext("Chairperson"))),
        size=Size.A4_WIDE,
    )


def _steps(rules: ConstitutionAdopted) -> list[tuple[str, int]]:
    """The columns in the order of the meeting, each with its width in millimetres."""
    titles = [(gettext("Here"), 13)]
    if rules.savings != "shares":
        titles.append((gettext("Savings"), 26))
    if rules.savings != "free":
        titles.append((gettext("Shares"), 20))
    return [
        *titles,
        (gettext("Social fund"), 22),
        (gettext("Fines"), 22),
        (gettext("Loan paid back"), 26),
        (gettext("Interest"), 22),
        (gettext("Loan paid out"), 26),
        (gettext("Signed"), 26),
    ]


def _reminders(rules: ConstitutionAdopted) -> tuple[Paragraph, ...]:
    """What the group's own rules say about the amounts of this sheet."""
    told = []
    if rules.savings != "free":
        told.append(gettext("A share costs %(money)s.", money=money(rules.share_price)))
    if rules.social_contribution:
        each = money(rules.social_contribution)
        told.append(gettext("Social fund: %(money)s each.", money=each))
    if len(rules.purposes) > 1 and rules.savings != "shares":
        purposes = ", ".join(word(one, "purpose") for one in rules.purposes)
        told.append(gettext("Beside an amount write what it is for: %(list)s.", list=purposes))
    return (Paragraph(" ".join(told), small=True),) if told else ()


def _asked() -> Table:
    write = Kind.WRITE
    columns = (
        Column(gettext("Who, or what"), write),
        Column(gettext("How much"), write, 30),
        Column(gettext("How long"), write, 30),
        Column(gettext("What for"), write, 62),
        Column(gettext("For"), write, 16),
        Column(gettext("Against"), write, 18),
    )
    return Table(columns, (), blank=_MORE_LINES, ruled=True)


def _other_money() -> Table:
    write = Kind.WRITE
    columns = (
        Column(gettext("What"), write),
        Column(gettext("Slip or receipt"), write, 40),
        Column(gettext("In"), write, 32),
        Column(gettext("Out"), write, 32),
    )
    return Table(columns, (), blank=_MORE_LINES, ruled=True)


def _count(currency: str) -> Table:
    """Every note and coin of the currency; empty lines where its notes are not known."""
    pieces = NOTES_AND_COINS.get(currency, ())
    rows = tuple((figure(one), None, None) for one in pieces)
    columns = (
        Column(gettext("Note or coin"), Kind.TEXT, 50),
        Column(gettext("How many"), Kind.WRITE, 50),
        Column(gettext("Amount"), Kind.WRITE, 60),
    )
    together = (gettext("In the box"), None, None)
    return Table(columns, rows, together, blank=0 if pieces else 2 * _MORE_LINES, ruled=True)


def collector_sheet(db: Database, node: Node) -> Paper:
    """Members by days of a week, with what was handed in at the end of it."""
    days = [word(str(day), "weekday") for day in range(1, 8)]
    rows = tuple(
        (one.member, called(one.member, one.name), *([None] * (len(days) + 1)))
        for one in members_here(db, own_book(db, node))
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        *(Column(day, Kind.WRITE, 15) for day in days),
        Column(gettext("Together"), Kind.WRITE, 21),
    )
    together: tuple[Cell, ...] = (None, gettext("Together"), *([None] * (len(days) + 1)))
    return sheet(
        node,
        "collector-sheet",
        gettext("Daily savings"),
        Figures((Figure(gettext("Week from"), None), Figure(gettext("Collector"), None))),
        Table(columns, rows, together, blank=_MORE_MEMBERS, ruled=True),
        Figures(
            (
                Figure(gettext("The sheet says"), None),
                Figure(gettext("Money handed over"), None),
                Figure(gettext("Difference, and why"), None),
            )
        ),
        Signatures((gettext("Collector"), gettext("Treasurer"))),
    )


def receipts(_db: Database, node: Node) -> Paper:
    """Four receipts to fill in."""
    slip = Slip(
        title=gettext("Receipt"),
        beside="",
        lines=(
            Figure(gettext("Number"), None),
            Figure(gettext("Day"), None),
            Figure(gettext("Member"), None),
            Figure(gettext("What for"), None),
        ),
        total=Figure(gettext("Amount"), None),
        names=(gettext("Member"), gettext("Treasurer")),
    )
    slips = Slips((slip,) * _SLIPS)
    return sheet(node, "receipts-blank", gettext("Receipts"), slips, size=Size.FOUR)
