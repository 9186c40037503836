"""All of the books in open form: every kind and field has its place, and comes back as it was."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from federation.books.columns import MONEY, RATES, form_of
from federation.books.exporting import export_books
from federation.books.further import BY_PAYLOAD, FURTHER
from federation.books.known import own_stream
from federation.books.money_columns import MONEY_EXTRAS
from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.books.sheets import SHEETS
from federation.books.words import BY_WORD, WORDS
from federation.core import events as e
from federation.core import kinds
from federation.core.rules import words as rules
from federation.store import Store, open_store, replay
from federation.store.queries import books
from federation.store.verify import verify
from tests import factories
from tests.books import lives, talk
from tests.house import ROOT

# Kinds of the four sheets of the contract and of those with rules of their own: the sheet, and the
# fields that its own columns tell.
OWN: dict[type[e.Event], tuple[str, str]] = {
    e.MemberAdmitted: ("members", "day member gender roles"),
    e.MemberChanged: ("members_before", "day member gender roles"),
    e.LoanAgreed: (
        "loans",
        "day loan member source purpose principal rate per method instalments every first_due_on",
    ),
    e.MeetingOpened: ("meetings", "day meeting"),
    e.AttendanceTaken: ("attendance", "day meeting present late absent sent"),
    e.CashCounted: ("cash_counts", "day meeting counted"),
    e.EntryReversed: ("reversals", "day of meeting"),
}
MONEY_TOLD = "day amount meeting member loan purpose source"
# Whole numbers that are no money; a new field is money or stands here.
WORD_KINDS = tuple(one for one in kinds.WORDS if kinds.REQUESTS in kinds.KINDS[one].streams)
NUMBERS = frozenset(
    {
        *("abstained", "application", "books_seen", "check", "collector", "compared", "cycle"),
        *("cycle_weeks", "decision", "defer_interest", "fund_loan", "grace_principal"),
        *(
            "instalments",
            "interest_free",
            "labour_minutes",
            "loan",
            "loan_guarantors",
            "loan_instalments_most",
        ),
        *("loan_limit", "meeting", "meets_on", "member", "minutes", "of", "officers_close"),
        *("people", "present", "quorum", "rotation", "round", "second", "shares_most"),
        *("speaking", "turn", "user", "version", "votes_against", "votes_for", "women_speaking"),
        *("women_voting", "badge", "officers_for_months"),
        "women_voting",
        *("score", "figure"),
        *("agreed", "baseline", "checkers", "disability", "holders", "installed", "labour_days"),
        *("life_years", "likes", "many", "notice_days", "number", "option", "priority", "target"),
        *("votes", "women", "working", "youth", "offer"),
    }
)


def ledger_kinds() -> list[type[e.Event]]:
    """Every kind of the ledger."""
    return [kind for kind, row in kinds.KINDS.items() if kinds.LEDGER in row.streams]


@pytest.mark.parametrize("kind", ledger_kinds(), ids=lambda kind: kind.__name__)
def test_every_field_of_every_kind_stands_in_a_sheet(kind: type[e.Event]) -> None:
    """But for the hash of what stands beside a line, which is made anew, and for where an entry
    stood on a branch that was closed: another node has no such branch, and each comes once."""
    if issubclass(kind, e.Money):
        name, told = "entries", MONEY_TOLD
    elif kind in OWN:
        name, told = OWN[kind]
    else:
        name, told = BY_PAYLOAD[kind].name, "day"
    lists = BY_PAYLOAD[kind].lists if kind in BY_PAYLOAD else ()
    carried = {*told.split(), "personal", "orig"} | {one.field for one in SHEETS[name].extras}
    assert set(kind.__struct_fields__) <= carried | {one.field for one in lists}
    record = kinds.KINDS[kind].record
    if record is not None:
        columns = {"reason"} if "reason" in SHEETS[name].columns else set()
        words = {column.replace("reason", "note") for column in {*SHEETS[name].columns, *columns}}
        assert set(record.__struct_fields__) <= words


@pytest.mark.parametrize("kind", WORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_word_stands_in_a_sheet(kind: type[e.Word]) -> None:
    """But for whose word it is (the group's, as it stands in its books), and how it came."""
    words = BY_WORD[kind]
    carried = {"user", "personal", "orig", "day", "side", "on_paper"}
    carried |= {one.field for one in words.columns} | {one.field for one in words.lists}
    assert set(kind.__struct_fields__) == carried
    assert {one.field for one in words.columns if one.form == "day"} == {
        name for name in kind.__struct_fields__ if name in rules._DAYS and name != "day"
    }


def test_every_number_is_money_or_known_not_to_be() -> None:
    """Nobody's money is written as cents because its field is new."""
    structs: list[type[msgspec.Struct]] = [*ledger_kinds()]
    structs += [*WORD_KINDS]
    lists = (*FURTHER.values(), *WORDS.values())
    structs += [one.struct for kind in lists for one in kind.everything()]
    found = {
        one.name
        for struct in structs
        for one in msgspec.structs.fields(struct)
        if one.type is int and form_of(one) == "number"
    } | {one.field for one in SHEETS["requests"].extras if one.form == "number"}
    assert found == NUMBERS
    assert not NUMBERS & (MONEY | RATES)


def journal(store: Store) -> list[tuple[e.Event, Any]]:
    """The ledger, entry by entry, without what is made anew: who typed it, and hashes."""
    with store.reading() as db:
        assert verify(db, store.node) == ()
        ledger = own_stream(db, store.node, kinds.LEDGER)
        assert ledger is not None
        return [
            (msgspec.structs.replace(one.event, user=0, personal="", orig=""), one.record)
            for one in replay.line_entries(db, ledger)
        ]


def asked(store: Store) -> list[e.Event]:
    """What was told of requests, entry by entry; ids of requests by the group's own numbers."""
    numbers: dict[str, str] = {}
    told = list[e.Event]()
    with store.reading() as db:
        stream = own_stream(db, store.node, kinds.REQUESTS)
        for event in (one.event for one in (replay.line_entries(db, stream) if stream else ())):
            if isinstance(event, e.RequestRaised):
                numbers[event.request] = event.number
            request = numbers[getattr(event, "request", "")]
            told.append(msgspec.structs.replace(event, user=0, orig="", request=request))
    return told


def sums(store: Store) -> dict[str, int]:
    """The trial balance."""
    with store.reading() as db:
        return books.account_sums(db, books.book_of(db, store.node.settings.node_id))


def files(path: Path) -> dict[str, bytes]:
    """What was written, byte by byte."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    return {one.suffix + one.stem * path.is_dir(): one.read_bytes() for one in paths}


def take(store: Store, path: Path) -> int:
    """Take a file in; how many entries it made."""
    return int(enter(store, plan(store, read_books(path))).facts["entered"])


@settings(
    max_examples=factories.how_many(12, 300),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a seed cannot be made smaller
)
@given(st.integers(0, 2**32), st.sampled_from(["", ".xlsx"]))
def test_any_books_come_back_entry_by_entry(
    tmp_path_factory: pytest.TempPathFactory, seed: int, suffix: str
) -> None:
    """Export, import on an empty node: the same journal; export again: the same bytes."""
    place = tmp_path_factory.mktemp("lives")
    old, new = (open_store(factories.bare_node(place / name)) for name in ("old", "new"))
    try:
        scribe = lives.lived(old, random.Random(seed), 150)
        held = tuple(one.meeting for one in scribe.written if isinstance(one, e.MeetingOpened))
        talk.talked(old, random.Random(seed), seed % 60, held)
        export_books(old, place / f"first{suffix}")
        made = take(new, place / f"first{suffix}")
        assert journal(new) == journal(old)
        assert asked(new) == asked(old)
        assert made == len(journal(old)) + len(asked(old))
        assert sums(new) == sums(old)
        export_books(new, place / f"again{suffix}")
        assert files(place / f"again{suffix}") == files(place / f"first{suffix}")
        for store in (old, new):
            assert take(store, place / f"first{suffix}") == 0
    finally:
        old.close()
        new.close()


def test_the_page_of_the_package_names_every_sheet_and_kind() -> None:
    """Whoever opens a saved file finds there what a sheet says."""
    page = (ROOT / "federation/books/README.md").read_text("utf-8")
    names = {*SHEETS, *(one.name for one in MONEY_EXTRAS)}
    lost = [name for name in sorted(names) if f"`{name}`" not in page]
    assert lost == []
