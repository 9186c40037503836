"""Rules broken on purpose: the simulator must find each of them, or it finds nothing."""

from collections.abc import Callable, Iterable
from typing import Any
from unittest import mock

import msgspec

from federation.commands import group_lending, looking, passing
from federation.core import events as e
from federation.store import Draft, exchange, journal
from sync import (
    acks,
    audit,
    copies,
    enrolment,
    export,
    forks,
    paper,
    relay,
    repair,
    roster,
    streams,
)

from . import afterwards, strange

Broken = Callable[[], Any]


def sent_is_done() -> Any:
    """A file that was written counts as one that arrived: nothing is ever sent again."""

    def first(db: Any, end: Any, partner: Any) -> int:
        return min(exchange.sent(db, end.id, partner.node)[0], end.last) + 1

    return mock.patch.object(export, "_first", first)


def known_is_skipped() -> Any:
    """Entries whose numbers are here already are passed over, not compared."""
    return mock.patch.object(forks, "differs", return_value=False)


def head_is_not_looked_at() -> Any:
    """An acknowledgement counts by its number alone."""
    real = acks.read

    def read(db: Any, node: Any, partner: Any, told: Iterable[Any]) -> Any:
        return real(db, node, partner, [_with_ours(db, node, partner, ack) for ack in told])

    return mock.patch.object(acks, "read", read)


def _with_ours(db: Any, node: Any, partner: Any, ack: Any) -> Any:
    """The acknowledgement with the head that we have there."""
    end = streams.own_chain(db, node, ack.stream, partner.node)
    if end is None or ack.seq > end.last:
        return ack
    return msgspec.structs.replace(ack, head=journal.head_at(db, end, ack.seq) or ack.head)


def entered_again_without_orig() -> Any:
    """What is entered again does not say what it once was."""

    def draft(stream: str, event: Any, record: Any = None, partner: str = "") -> Draft:
        return Draft(stream, msgspec.structs.replace(event, orig=""), record, partner)

    return mock.patch.object(repair, "Draft", draft)


def a_word_of_the_city_stays_at_the_hub() -> Any:
    """The hub passes a city's answers on, and forgets what else it says."""
    real = relay.drafts

    def drafts(db: Any, node: Any, noted: Iterable[Any], *more: Any) -> Any:
        return real(db, node, [one for one in noted if not isinstance(one, e.Word)], *more)

    return mock.patch.object(relay, "drafts", drafts)


def a_word_is_passed_on_under_another_id() -> Any:
    """The hub tells a city what a group said as if the hub had said it anew."""
    real = passing.drafts

    def drafts(words: Iterable[Any], city: str, user: int) -> Any:
        other = [msgspec.structs.replace(one, word=f"x{one.word}"[:64]) for one in words]
        return real(other, city, user)

    return mock.patch.object(passing, "drafts", drafts)


def a_look_is_not_told() -> Any:
    """The office notes that it looks, and the group does not hear of it."""
    real = looking.look_at_entries

    def look(desk: Any, order: Any) -> Any:
        drafts, facts = real(desk, order)
        return drafts[:1], facts

    return mock.patch.object(looking, "look_at_entries", look)


def the_fund_tells_no_group() -> Any:
    """What moved on a loan of the fund is written down at the office alone."""
    real = group_lending.told

    def told(desk: Any, event: Any, record: Any) -> Any:
        return real(desk, event, record)[:1]

    return mock.patch.object(group_lending, "told", told)


ALL: tuple[Broken, ...] = (
    sent_is_done,
    known_is_skipped,
    head_is_not_looked_at,
    entered_again_without_orig,
    a_word_of_the_city_stays_at_the_hub,
    a_word_is_passed_on_under_another_id,
    a_look_is_not_told,
    the_fund_tells_no_group,
)


def verify_is_blind() -> Any:
    """Whatever lies in the books, nothing is found."""
    return mock.patch.object(audit, "verify", return_value=audit.Audit(True, 0, ()))


def digits_are_not_compared() -> Any:
    """Any digits admit a card."""
    return mock.patch.object(enrolment, "_compare", return_value=None)


def a_list_closes_nothing() -> Any:
    """A list of partners brings them back, and not where their cards were closed."""
    return mock.patch.object(roster, "_close_again", return_value=())


def trouble_is_hidden() -> Any:
    """The page says nothing of what stands still."""
    return mock.patch.object(repair, "trouble", return_value="")


def words_are_guessed() -> Any:
    """A word that is none passes for another."""
    return mock.patch.object(paper, "read_recovery", lambda text, *_: text)


def a_copy_elsewhere_is_forgotten() -> Any:
    """That a copy lies on a stick is not written down."""
    return mock.patch.object(copies, "note_carried", return_value=None)


# What is tried when all is at rest, and a rule without which it must fail.
AFTERWARDS: tuple[tuple[Broken, Callable[[afterwards.Spares], None]], ...] = (
    (verify_is_blind, afterwards.rotten),
    (digits_are_not_compared, strange.wrong_presses),
    (a_list_closes_nothing, afterwards.closed_again),
    (trouble_is_hidden, afterwards.shown),
    (words_are_guessed, afterwards.put_back),
    (a_copy_elsewhere_is_forgotten, strange.oddly_carried),
)
