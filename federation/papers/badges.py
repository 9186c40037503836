"""A badge as a card to print, and as a file in the form of Open Badges 2.0 for its member.

https://www.imsglobal.org/spec/ob/v2p0/ names the fields. Nobody is named in the file: the member is
told by her telephone number, hashed with a salt. These nodes have no address on the internet, so
the file claims no verification by fetching it: the number on the card and the group's book prove
it.
"""

import base64
import hashlib
from typing import Any, Final

from federation.core.refusals import refuse
from federation.i18n import day as day_words
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database
from federation.store.queries import books, learning

from .common import called, own_book, sheet
from .paper import Figure, Kind, Paper, Size, Slip, Slips

CONTEXT: Final = "https://w3id.org/openbadges/v2"
_MARK: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<circle cx="50" cy="50" r="46" fill="#1d5c4b"/>'
    '<path d="M28 52l15 15 30-34" fill="none" stroke="#fff" stroke-width="10"/></svg>'
)


def one_badge(db: Database, book: int, number: int) -> learning.BadgeView:
    """A badge. Raises Refusal `number-unknown`."""
    found = next((one for one in learning.badges(db, book) if one.badge == number), None)
    if found is None:
        raise refuse("number-unknown", what="badge", number=number)
    return found


def evidence(db: Database, one: learning.BadgeView) -> str:
    """What shows it, in words that name nobody."""
    if one.check:
        return gettext("peer check no. %(number)s", number=one.check)
    if one.task:
        return gettext("work: %(task)s", task=word(one.task, "task"))
    told = {known.exchange: known for known in learning.exchanges(db)}.get(one.exchange)
    if told is None:
        return gettext("an exchange")
    about = f"{word(told.form, 'exchange')}, {word(told.topic, 'topic')}"
    return f"{about}, {day_words(told.day)}"


def card(db: Database, node: Node, number: int) -> Paper:
    """The card of a badge. Raises Refusal `number-unknown`."""
    book = own_book(db, node)
    one = one_badge(db, book, number)
    name = called(one.member, books.names(db, book).get(one.member, ""))
    back = (Figure(gettext("Taken back"), one.why, Kind.TEXT),) if one.back_seq else ()
    slip = Slip(
        title=word(one.award, "award"),
        beside=gettext("Badge"),
        lines=(
            Figure(gettext("Member"), name, Kind.TEXT),
            Figure(gettext("For"), word(one.award, "criterion"), Kind.TEXT),
            Figure(gettext("Shown by"), evidence(db, one), Kind.TEXT),
            Figure(gettext("Given by"), one.issuer or node.settings.name, Kind.TEXT),
            Figure(gettext("Seen by"), word(one.witness, "witness"), Kind.TEXT),
            Figure(gettext("Day"), one.day, Kind.DAY),
            *back,
        ),
        total=Figure(gettext("Number"), str(one.badge), Kind.TEXT),
        names=(gettext("For the group"), gettext("Who saw it")),
    )
    return sheet(node, "badge", gettext("Badge"), Slips((slip,)), size=Size.A6)


def open_badge(db: Database, node: Node, number: int) -> dict[str, Any]:
    """The badge as an assertion that holds its badge class and issuer.

    Raises Refusal `badge-without-consent`, `badge-taken-back`, `badge-needs-phone`.
    """
    book = own_book(db, node)
    one = one_badge(db, book, number)
    if not one.consents:
        raise refuse("badge-without-consent", badge=number)
    if one.back_seq:
        raise refuse("badge-taken-back", badge=number, why=one.why)
    member = books.member(db, book, one.member)
    if member is None or not member.phone:
        raise refuse("badge-needs-phone", member=one.member)
    salt = node.new_id()
    hashed = hashlib.sha256((member.phone + salt).encode()).hexdigest()
    issuer = one.issuer or node.settings.name
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": _urn(node, "badge", str(number)),
        "recipient": {
            "type": "telephone",
            "hashed": True,
            "salt": salt,
            "identity": f"sha256${hashed}",
        },
        "issuedOn": f"{one.day}T00:00:00Z",
        "verification": {"type": "VerificationObject"},
        "narrative": gettext("Seen by: %(role)s", role=word(one.witness, "witness")),
        "evidence": {"type": "Evidence", "narrative": evidence(db, one)},
        "badge": {
            "type": "BadgeClass",
            "id": _urn(node, "award", one.award),
            "name": word(one.award, "award"),
            "description": word(one.award, "criterion"),
            "image": f"data:image/svg+xml;base64,{base64.b64encode(_MARK.encode()).decode()}",
            "criteria": {"narrative": word(one.award, "criterion")},
            "issuer": {"type": "Issuer", "id": _urn(node, "issuer", issuer), "name": issuer},
        },
    }


def _urn(node: Node, what: str, name: str) -> str:
    """A name that stays the same, without an address: a UUID of version 8 (RFC 9562)."""
    told = f"{node.settings.node_id}/{what}/{name}"
    made = hashlib.sha256(told.encode()).hexdigest()
    return f"urn:uuid:{made[:8]}-{made[8:12]}-8{made[13:16]}-a{made[17:20]}-{made[20:32]}"
