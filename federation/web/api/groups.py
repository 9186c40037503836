"""Groups with their sums: never a member, and no query for each group."""

from collections import Counter
from collections.abc import Iterator, Mapping

from federation.core.refusals import refuse
from federation.reports.where import nodes_in
from federation.store.queries import books, hub, places, requests
from federation.store.queries import groups as sums
from federation.store.queries.figures import Heads

from .calls import Call

NONE: Heads = Heads(0, 0)


def groups(call: Call) -> Mapping[str, object]:
    """A part of the list."""
    after, limit = call.after, call.limit
    found = [one for one in _rows(call) if str(one["code"]) > after]
    return {
        **call.told,
        "groups": found[:limit],
        "next": found[limit - 1]["code"] if len(found) > limit else None,
        "currency": call.node.settings.currency,
    }


def group(call: Call) -> Mapping[str, object]:
    """One group. Raises Refusal `partner-unknown`."""
    for one in _rows(call):
        if one["code"] == call.part:
            return {**one, **call.told, "place": one["place"], **_currency(call)}
    raise refuse("partner-unknown", partner=call.part[:20])


def _currency(call: Call) -> Mapping[str, object]:
    return {"currency": call.node.settings.currency}


def _rows(call: Call) -> Iterator[Mapping[str, object]]:
    """Every group of the place, in the order of codes; each with its sums of the last day."""
    db, last = call.db, call.span.last
    nodes, placed = nodes_in(db, call.span), places.placed(db, last)
    book_of = {one.node: one.id for one in books.books(db)}
    accounts, heads = sums.accounts(db, [*book_of.values()], "", last), sums.heads(db, last)
    files, met = hub.last_received(db), sums.last_meetings(db)
    for one in requests.partners(db, "group"):
        if nodes is not None and one.node not in nodes:
            continue
        book = book_of.get(one.node, 0)
        own, people = Counter(accounts.get(book, {})), heads.get(book, NONE)
        yield {
            "code": one.code,
            "name": one.name,
            "place": placed.get(one.node) or None,
            "members": people.members,
            "women": people.women,
            "savings": own["savings"] + own["shares"],
            "loans_outstanding": own["loans"],
            "cash": own["cash"],
            "bank": own["bank"],
            "social_fund": own["social_fund"],
            "last_meeting": met.get(book) or None,
            "last_file": files.get(one.node),
        }
