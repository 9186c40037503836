"""Shares: whole ones at the group's price, so many at a meeting; what is left over is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from federation.core.refusals import refuse
from federation.store.queries import group
from federation.store.queries import meetings as held

from .deed import Desk

if TYPE_CHECKING:
    from .money import MoneyLine


def whole_shares(
    desk: Desk, lines: "Sequence[MoneyLine]", meeting: int, *, keep_rest: bool
) -> "tuple[MoneyLine, ...]":
    """The lines with every amount for shares made whole.

    What is left over becomes a line of kept money of the same member when `keep_rest` is chosen,
    else Raises Refusal `shares-not-whole`. Raises Refusal `shares-too-many` above what one member
    may buy at one meeting, `shares-not-here` when the rules know no shares. Without rules of the
    group's own nothing is limited.
    """
    if not any(line.kind == "share" for line in lines):
        return tuple(lines)
    rules = group.rules(desk.db, desk.book, desk.node.settings.share_price_minor)
    if not rules.version:
        return tuple(lines)
    if rules.savings == "free":
        raise refuse("shares-not-here")
    price, made = rules.share_price, []
    bought = held.shares_of(desk.db, desk.book, meeting) if meeting else {}
    for line in lines:
        if line.kind != "share":
            made.append(line)
            continue
        whole, rest = divmod(line.amount, price)
        if rest and not keep_rest:
            raise refuse(
                "shares-not-whole",
                member=line.member,
                amount_minor=line.amount,
                price_minor=price,
                rest_minor=rest,
            )
        bought[line.member] = bought.get(line.member, 0) + whole * price
        if bought[line.member] > rules.shares_most * price:
            raise refuse(
                "shares-too-many",
                member=line.member,
                shares=bought[line.member] // price,
                most=rules.shares_most,
            )
        if whole or not rest:  # nothing at all is for the ledger to refuse
            made.append(replace(line, amount=whole * price))
        if rest:
            made.append(replace(line, kind="credit_kept", amount=rest, purpose=""))
    return tuple(made)
