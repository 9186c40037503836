"""The figures of a group, or of a hub over all its groups, in one row."""

from federation.core.accounts import ACCOUNTS
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database
from federation.store.queries import figures, groups, requests

from .asked import is_open_by
from .table import Column, Kind, Report, Span
from .where import HUB, books_here, nodes_in


def make(db: Database, node: Node, span: Span) -> Report:
    """Members, money and requests by the last day of the span, at a hub perhaps of one place.

    Groups are those whose books here had begun by then: as the national report counts them.

    Raises Refusal as `where.books_here`.
    """
    own, here = node.settings, [one.id for one in books_here(db, node, span)]
    nodes = nodes_in(db, span)
    sums = figures.account_sums(db, here, last=span.last)
    amounts = {code: sums.get(code, 0) * ACCOUNTS[code].side for code in ACCOUNTS}
    heads = figures.heads(db, here, span.last)
    asking = [
        one
        for one in requests.requests(db)
        if is_open_by(one, span.last) and (nodes is None or one.owner in nodes)
    ]
    told = {
        "groups": len(groups.there(db, span.last).intersection(here)) if own.role == HUB else 1,
        "members": heads.members,
        "women": heads.women,
        "savings": amounts["savings"] + amounts["shares"],
        "loans_outstanding": amounts["loans"],
        "cash": amounts["cash"],
        "bank": amounts["bank"],
        "social_fund": amounts["social_fund"],
        "requests_open": len(asking),
        "households_asking": sum(one.households for one in asking),
    }
    money, count = Kind.MONEY, Kind.COUNT
    columns = (
        Column("groups", gettext("Groups"), count),
        Column("members", gettext("Members"), count),
        Column("women", gettext("Women among them"), count),
        Column("savings", gettext("Saved by members"), money),
        Column("loans_outstanding", gettext("Lent to members, not yet repaid"), money),
        Column("cash", gettext("Cash in the box"), money),
        Column("bank", gettext("In the bank"), money),
        Column("social_fund", gettext("Social fund"), money),
        Column("requests_open", gettext("Open requests"), count),
        Column("households_asking", gettext("Households that ask"), count),
    )
    return Report(
        name="totals",
        title=gettext("Totals"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=(tuple(told.values()),),
        plain={**told, "currency": own.currency},
    )
