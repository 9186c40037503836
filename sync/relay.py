"""What a file sets going at the node that takes it in: records blanked, word passed on.

A hub passes what a city says on to the group that asked, under its own id, and a group's withdrawal
on to the city that was shown the request; in the same transaction as the file. What a city says to
an ask of several groups goes to each of them, of its own request. The other words of a
group wait until somebody at the hub has read them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.node import Node
from federation.store import (
    Database,
    Draft,
    Numbered,
    StreamEnd,
    blanking,
    exchange,
    journal,
    projections,
    replay,
)
from federation.store.drafts import postponed
from federation.store.queries import merges, requests
from federation.store.queries.requests import PartnerView

SETS_GOING: Final = frozenset({e.AnswerGiven, e.RequestWithdrawn, e.MemberForgotten, *kinds.WORDS})
# What a hub tells its groups; from a city it would be somebody else's word.
A_HUB_S_WORD: Final = frozenset(
    {
        *(e.RequestReviewed, e.RequestSubmitted),
        *(e.RequestsMerged, e.MergeSplit),
        *(e.EntriesLookedAt, e.CorrectionProposed, e.CorrectionWithdrawn),
    }
)
NOTED: Final = SETS_GOING | A_HUB_S_WORD


@dataclass(slots=True)
class Watch:
    """Entries in passing: `at` is the number of the last one, `noted` those that set things going.

    It stands still where an entry breaks a rule, so that the entry can be named.
    """

    at: int = 0
    noted: list[e.Event] = field(default_factory=list)

    def over(self, entries: Iterable[Numbered], after: int) -> Iterator[Numbered]:
        """Those that are numbered higher than `after`."""
        for numbered in entries:
            if numbered.seq > after:
                self.at = numbered.seq
                if type(numbered.event) in NOTED:
                    self.noted.append(numbered.event)
                yield numbered


def blank(db: Database, stream: StreamEnd, noted: Iterable[e.Event]) -> None:
    """Blank the records of members who are to be forgotten, in every kept file of their group."""
    for event in noted:
        if isinstance(event, e.MemberForgotten):
            blanking.blank(db, stream.book, event.seqs)


def enter_postponed(db: Database, node: Node, partner: str) -> None:
    """Replies that waited until it was known how far their chain went are entered now."""
    drafts = postponed(db, kinds.REPLIES, partner)
    for stream, numbered in journal.append(db, node, drafts):
        projections.apply(db, stream, numbered)


def known_words(db: Database, node: Node, partner: PartnerView) -> frozenset[tuple[str, str]]:
    """What cities said and was passed on already, to be looked at before a city's file is entered.

    A group's words are not passed on as they come.
    """
    is_passed = node.settings.role == "hub" and partner.role == "city"
    return requests.said_by_cities(db) if is_passed else frozenset()


def drafts(
    db: Database,
    node: Node,
    noted: Collection[e.Event],
    before: frozenset[tuple[str, str]],
    writer: str,
) -> tuple[Draft, ...]:
    """What a hub passes on of what node `writer` told it.

    Raises Refusal `request-not-here`, and `word-of-another`, `answer-of-another-city` when a
    city says what is not its to say.
    """
    if node.settings.role != "hub" or not noted:
        return ()
    partner = requests.partner(db, writer)
    of_city = partner is not None and partner.role == "city"
    passed: list[Draft] = []
    done, owners = set(before), dict[str, dict[str, str]]()
    for event in noted:
        if type(event) in A_HUB_S_WORD:
            raise refuse("word-of-another")
        # What a city says is passed on at once; a group's word waits until somebody has read it.
        if isinstance(event, e.AnswerGiven) or (isinstance(event, e.Word) and of_city):
            told = (event.request, event.answer if isinstance(event, e.AnswerGiven) else event.word)
            said = _said(db, node, event, writer, owners)
            if told not in done:
                passed.extend(said)
            done.add(told)
        elif isinstance(event, e.RequestWithdrawn):
            passed.extend(_withdrawal(db, event))
    return tuple(passed)


def _said(
    db: Database,
    node: Node,
    event: e.AnswerGiven | e.Word,
    writer: str,
    owners: dict[str, dict[str, str]],
) -> list[Draft]:
    """`owners`: which requests it is about and who asked, of those looked up for this file."""
    if event.request not in owners:
        owners[event.request] = _owners(db, node, event.request, writer)
    of_city = isinstance(event, e.AnswerGiven) or (
        event.side == "city" and not isinstance(event, e.StageReached)
    )
    if event.on_paper or event.post or not of_city:
        raise refuse("word-of-another")
    return [
        Draft(
            kinds.REPLIES,
            msgspec.structs.replace(event, user=0, request=request),
            partner=owner,
        )
        for request, owner in owners[event.request].items()
    ]


def _owners(db: Database, node: Node, request: str, writer: str) -> dict[str, str]:
    """Who asked for it: of an ask of several groups, for each of its requests.

    An answer on its way when they were split is still one to all of them; who took hers back before
    the city was told is not among them.
    """
    ask = merges.merge(db, request)
    if ask is None:
        return {request: _owner(db, node, request, writer)}
    told = [one.request for one in requests.requests(db, ask.requests) if one.step_day("submitted")]
    return {one: _owner(db, node, one, writer) for one in told or ask.requests}


def _owner(db: Database, node: Node, request: str, writer: str) -> str:
    asked = requests.request(db, request)
    owner = asked.owner if asked else _asked_in_vain(db, node, request, writer)
    if not owner:
        raise refuse("request-not-here", request=request)
    # A hub that was put back may have forgotten its releases: only another city's is wrong.
    if asked is not None and asked.step_detail("released") not in ("", writer):
        raise refuse("answer-of-another-city", request=request)
    return owner


def _asked_in_vain(db: Database, node: Node, request: str, city: str) -> str:
    """Who asked for what this hub showed a city and what counts no more: a card was closed earlier.

    Else the city's answer, and all that comes after it, would wait for ever. "": nobody.
    """
    shown = journal.find(
        db, node.settings.node_id, kinds.PUBLICATION, city, node.settings.incarnation
    )
    lines = journal.own_lines(db, shown.id, shown.base + 1, shown.last) if shown else ()
    if not any(request.encode() in line for _, _, line, _ in lines):
        return ""
    for end in journal.ends(db):
        if end.kind == kinds.REQUESTS and not end.own and end.last > end.counted:
            for arrival in exchange.kept_from(db, end, end.counted + 1):
                for _, line, _ in replay.kept_lines(replay.kept_plain(db, arrival)):
                    event = replay.decoder(end.kind).decode(line)
                    if isinstance(event, e.RequestRaised) and event.request == request:
                        return end.owner
    return ""


def _withdrawal(db: Database, event: e.RequestWithdrawn) -> Iterator[Draft]:
    asked = requests.request(db, event.request)
    shown_in = asked.step_detail("submitted") if asked else ""
    city = next((one.city for one in requests.releases(db) if one.release == shown_in), "")
    if city:
        # The reason is free text that nobody at the hub has read.
        word = msgspec.structs.replace(event, user=0, reason="")
        yield Draft(kinds.PUBLICATION, word, partner=city)
