"""The share-out as a report: as it would be now, or the last one that was held."""

from collections.abc import Mapping

from federation.commands.share_out import preview
from federation.core import events as e
from federation.core.refusals import refuse
from federation.i18n import day, gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, group

from .ledgers import own_book
from .table import Column, Kind, Report, Span


def make(db: Database, node: Node, span: Span) -> Report:
    """The last share-out that was held in the span; without days that of now while a cycle runs.

    A group that has no cycle sees what it would be. Raises Refusal `report-only-at-group`,
    `share-out-none` when none was held in these days, `share-out-not-in-rules`, and as the
    preview does.
    """
    book = own_book(db, node)
    cycles = group.cycles(db, book)
    if span.first or span.last:
        held = next((one for one in cycles if one.shared_seq and span.holds(one.shared_on)), None)
        if held is None:
            raise refuse("share-out-none")
        return _held(db, node, book, held)
    if cycles and cycles[0].shared_seq:
        return _held(db, node, book, cycles[0])
    rules = group.rules(db, book, node.settings.share_price_minor)
    if not rules.shares_out:
        raise refuse("share-out-not-in-rules")
    seen = preview(db, book, rules, clock.today(db, node))
    facts = {
        "cycle": seen.cycle,
        "held_on": None,
        "method": seen.method,
        "pool": seen.pool,
        "by_cash": seen.pools.by_cash.total,
        "by_books": seen.pools.by_books.total,
    }
    about = gettext("As it would be today; nothing is closed yet.")
    return _report(db, node, book, about, seen.lines, facts)


def _held(db: Database, node: Node, book: int, cycle: group.CycleView) -> Report:
    told = cycle.share_out
    assert told is not None
    facts = {
        "cycle": told.cycle,
        "held_on": told.day,
        "method": told.method,
        "pool": told.pool,
        "by_cash": told.by_cash,
        "by_books": told.by_books,
    }
    about = gettext("Cycle %(number)s, shared out on %(day)s", number=told.cycle, day=day(told.day))
    return _report(db, node, book, about, told.lines, facts)


def _report(
    db: Database,
    node: Node,
    book: int,
    about: str,
    lines: tuple[e.ShareOutLine, ...],
    facts: Mapping[str, object],
) -> Report:
    """Everybody's line, and the sums; money in minor units."""
    names = books.names(db, book)
    rows = tuple(
        (one.member, names.get(one.member, ""), one.own, one.gross, one.social, one.owes, one.net)
        for one in lines
    )
    columns = (
        Column("member_no", gettext("No."), Kind.COUNT),
        Column("name", gettext("Name")),
        Column("own", gettext("Own money"), Kind.MONEY),
        Column("gross", gettext("Part of the pool"), Kind.MONEY),
        Column("social", gettext("Of the social fund"), Kind.MONEY),
        Column("owes", gettext("Owes"), Kind.MONEY),
        Column("net", gettext("Gets"), Kind.MONEY),
    )
    keys = [column.name for column in columns]
    sums = {key: sum(getattr(one, key) for one in lines) for key in keys[2:]}
    return Report(
        name="share-out",
        title=gettext("Share-out"),
        about=about,
        currency=node.settings.currency,
        columns=columns,
        rows=rows,
        plain={
            **facts,
            "members": [dict(zip(keys, row, strict=True)) for row in rows],
            **sums,
            "currency": node.settings.currency,
        },
        sums=("", gettext("Sum"), *sums.values()),
    )
