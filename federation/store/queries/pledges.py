"""What a group can still offer: what the pot holds, less what it offered for other requests."""

import peewee as pw

from federation.core.rules.stages import is_open

from ..database import fetch
from ..tables import Balance
from . import books, requests


def free_to_offer(db: pw.Database, book: int, owner: str, purpose: str = "", but: str = "") -> int:
    """Minor units that a group (`owner`, a node id) can offer now, not below zero.

    Savings of that purpose ("": all, and shares), at most what lies in the box and at the bank for
    them, less the savings offered for its other open requests; `but`: the request in question.
    """
    accounts = ("savings",) if purpose else ("savings", "shares")
    saved = Balance.select(pw.fn.SUM(Balance.amount)).where(
        Balance.book == book, Balance.account << accounts
    )
    if purpose:
        saved = saved.where(Balance.purpose == purpose)
    ((amount,),) = fetch(db, saved)
    here = min(-int(amount or 0), books.pots(db, book).loan_pot)
    offered = sum(
        one.offer_savings_minor
        for one in requests.requests(db)
        if one.owner == owner and one.request != but and is_open(one.stage)
    )
    return max(here - offered, 0)
