"""Papers of a share-out and of a rotating pot: everybody's part, on the wall and to sign."""

from federation.commands.share_out import preview
from federation.core.events import ShareOutLine
from federation.core.refusals import refuse
from federation.i18n import day, gettext, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, group
from federation.store.queries import rotation as rotating
from federation.store.queries import share_out as found

from .common import called, own_book, sheet
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
    Signatures,
    Size,
    Table,
)

_NUMBER_WIDE = 10
_SIGN_WIDE = 50
_DAY_WIDE = 28


def share_out_list(
    db: Database, node: Node, *, on: str = "", kept: tuple[str, ...] = (), bank_stated: int = -1
) -> Paper:
    """The share-out as it would be now while a cycle runs, else the last one that was held.

    `on` (a day, "": today), `kept`, `bank_stated`: as in the preview. Raises Refusal
    `share-out-not-in-rules`, and as the preview does.
    """
    book = own_book(db, node)
    last = next((one for one in group.cycles(db, book) if one.share_out), None)
    if found.running_cycle(db, book) is None and last is not None and last.share_out is not None:
        held = last.share_out
        about = gettext("Cycle %(number)s", number=held.cycle)
        pools = (
            Figure(gettext("By box and bank"), held.by_cash),
            Figure(gettext("By the books"), held.by_books),
        )
        figures = Figures((Figure(gettext("The pool"), held.pool), *pools))
        told = _list(db, book, held.method, held.lines)
        return sheet(
            node, "share-out", gettext("Share-out"), figures, *told, about=about, size=Size.A4_WIDE
        )
    rules = group.rules(db, book, node.settings.share_price_minor)
    if not rules.shares_out:
        raise refuse("share-out-not-in-rules")
    now = clock.today(db, node)
    seen = preview(db, book, rules, on or now, kept=kept, bank_stated=bank_stated)
    figures = Figures(
        (
            Figure(gettext("The pool"), seen.pool),
            Figure(gettext("By box and bank"), seen.pools.by_cash.total),
            Figure(gettext("By the books"), seen.pools.by_books.total),
        )
    )
    about = gettext("As it would be today; nothing is closed yet.")
    if seen.day != node.today():
        about = gettext("As it would be on %(day)s; nothing is closed yet.", day=day(seen.day))
    blocks: list[Block] = [figures, *_list(db, book, seen.method, seen.lines)]
    for title, lines in (
        (gettext("By box and bank"), seen.pools.cash_lines),
        (gettext("By the books"), seen.pools.book_lines),
    ):
        rows = tuple((word(line.code, "pool"), line.amount_minor) for line in lines)
        total = (gettext("The pool"), sum(line.amount_minor for line in lines))
        columns = (Column(gettext("What")), Column(gettext("How much"), Kind.MONEY))
        blocks += [Heading(title), Table(columns, rows, total)]
    return sheet(node, "share-out", gettext("Share-out"), *blocks, about=about, size=Size.A4_WIDE)


def _list(
    db: Database, book: int, method: str, lines: tuple[ShareOutLine, ...]
) -> tuple[Block, ...]:
    """How it was reckoned, and a row to sign for everybody."""
    names = books.names(db, book)
    rows = tuple(_row(line, names.get(line.member, "")) for line in lines)
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Own money"), Kind.MONEY),
        Column(gettext("Part of the pool"), Kind.MONEY),
        Column(gettext("Of the social fund"), Kind.MONEY),
        Column(gettext("Owes"), Kind.MONEY),
        Column(gettext("Gets"), Kind.MONEY),
        Column(gettext("Signature"), Kind.WRITE, _SIGN_WIDE),
    )
    money = [*zip(*rows, strict=True)][2:7]
    sums = [sum(cell for cell in column if isinstance(cell, int)) for column in money]
    owing = [line for line in lines if line.net < 0]
    blocks: list[Block] = [
        Paragraph(gettext("By the rules: %(method)s.", method=word(method, "share-method"))),
        Table(
            columns,
            rows,
            (None, gettext("Together"), *sums, None) if rows else (),
            ruled=True,
            empty=gettext("Nobody is in the books yet."),
        ),
    ]
    if owing:
        who = ", ".join(called(line.member, names.get(line.member, "")) for line in owing)
        blocks.append(
            Paragraph(
                gettext("Where “Gets” is below nothing she still owes that: %(who)s.", who=who)
            )
        )
    officers = (gettext("Treasurer"), gettext("Chairperson"), gettext("Secretary"))
    return (*blocks, Signatures(officers))


def _row(line: ShareOutLine, name: str) -> tuple[Cell, ...]:
    return (
        line.member,
        called(line.member, name),
        line.own,
        line.gross,
        line.social or None,
        line.owes or None,
        line.net,
        None,
    )


def rotating_pot(db: Database, node: Node, number: int) -> Paper:
    """A rotating pot: its order, who had it, who paid for the turn of now.

    Raises Refusal `number-unknown`.
    """
    book = own_book(db, node)
    pot = rotating.rotating(db, book, number)
    if pot is None:
        raise refuse("number-unknown", what="rotation", number=number)
    names = books.names(db, book)
    paid = pot.due.paid if pot.due else ()
    rows: list[tuple[Cell, ...]] = []
    for turn in pot.turns:
        name = called(turn.member, names.get(turn.member, ""))
        is_in = gettext("paid") if turn.member in paid else None
        rows.append((turn.turn, name, turn.out_minor or None, is_in, None))
    columns = (
        Column(gettext("Turn"), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Had"), Kind.MONEY),
        Column(gettext("Pays in"), Kind.WRITE, _DAY_WIDE),
        Column(gettext("Signature of who takes it"), Kind.WRITE, _SIGN_WIDE),
    )
    figures = [
        Figure(gettext("Each pays"), pot.pot.amount_minor),
        Figure(gettext("The whole pot"), pot.full_minor),
    ]
    if pot.due:
        now = called(pot.due.member, names.get(pot.due.member, ""))
        figures.append(Figure(gettext("Turn of"), now, Kind.TEXT))
    order = gettext(
        "Order: %(how)s, %(every)s.",
        how=word(pot.pot.by, "rotation"),
        every=word(pot.pot.every, "rotation-every"),
    )
    return sheet(
        node,
        "rotating-pot",
        gettext("Rotating pot %(number)s", number=number),
        Figures(tuple(figures)),
        Paragraph(order),
        Table(columns, tuple(rows), ruled=True),
        Signatures((gettext("Treasurer"), gettext("Chairperson"))),
    )
