"""The journal: numbers, chains, arrivals, the mark beside the books."""

import hashlib
import json
import shutil
from collections.abc import Callable

import pytest

from federation.commands.deed import enter
from federation.core import canonical, chain, kinds, personal
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Draft, Store, journal, mark
from federation.store.journal import NO_DIGEST, arrival_digest
from tests import factories as f
from tests import worlds

pytestmark = pytest.mark.engines


def saved(member: int, amount: int) -> Draft:
    return Draft(kinds.LEDGER, e.SavingsReceived(day=f.DAY, amount=amount, member=member))


def test_entries_are_numbered_and_chained_from_the_card(group: Store) -> None:
    worlds.busy_group(group)
    card_line = group.node.card().split(b"\n", 1)[0]
    with group.reading() as db:
        for end in journal.ends(db):
            head = chain.start(card_line)
            assert journal.head_at(db, end, 0) == head.hex()
            lines = list(journal.own_lines(db, end.id, 1, end.last))
            assert [seq for seq, *_ in lines] == list(range(1, end.last + 1))
            for seq, told, line, _ in lines:
                head = chain.advance(head, line)
                assert told == head.hex() == journal.head_at(db, end, seq)
            assert end.head == head.hex()
            assert journal.head_at(db, end, end.last + 1) is None


def test_lines_are_canonical_and_people_stand_beside_them(group: Store) -> None:
    worlds.busy_group(group)
    decoder = kinds.decoder(kinds.LEDGER)
    names, notes = [], []
    with group.reading() as db:
        for seq, _, line, beside in journal.own_lines(db, f.own_book(group), 1, 10**6):
            event = canonical.decode(line, decoder)
            for word in ("Anna", "Beata", "Celia", "coin", "0811234567"):
                assert word.encode() not in line
            record_type = kinds.KINDS[type(event)].record
            assert bool(event.personal) == (beside is not None)
            if beside is not None and record_type is not None:
                record = personal.read_personal(beside, seq, event.personal, record_type)
                (names if isinstance(record, e.MemberRecord) else notes).append(record)
    told = ["Anna ǁKaras", "Beata Iipinge", "Celia ǃNaruseb", "Beata Iipinge"]
    assert [one.name for one in names if one] == told
    assert [one.note for one in notes if one] == [
        "typed twice by Celia", "a coin was lost", "under the tree", "one book unsigned", "plot 4",
        "behind the tap", "bricks", "her book says so, too",
    ]  # fmt: skip


def test_every_record_has_its_own_salt(group: Store) -> None:
    for _ in range(3):
        f.admit(group, "Anna")
    with group.reading() as db:
        salts = {
            json.loads(beside)["salt"]
            for *_, beside in journal.own_lines(db, 1, 1, 9)
            if beside is not None
        }
    assert len(salts) == 3
    assert {len(salt) for salt in salts} == {32}


def test_the_order_of_arrival_is_chained(group: Store) -> None:
    worlds.busy_group(group)
    with group.reading() as db:
        ends = {end.id: end for end in journal.ends(db)}
        rows = db.connection().execute(
            "SELECT arrival, stream, first, last, head, digest FROM arrival ORDER BY arrival"
        )
        before, reached = NO_DIGEST, dict.fromkeys(ends, 0)
        for number, (arrival, stream, first, last, head, digest) in enumerate(rows, 1):
            assert (arrival, first) == (number, reached[stream] + 1)
            reached[stream] = last
            before = arrival_digest(before, number, ends[stream], first, last, head, "")
            assert digest == before
    assert reached == {number: end.last for number, end in ends.items()}


def test_a_kind_that_may_not_travel_in_a_stream_never_gets_there(group: Store) -> None:
    stray = Draft(kinds.REQUESTS, e.SavingsReceived(day=f.DAY, amount=1, member=1))
    with pytest.raises(AssertionError, match="may not travel"), group.writing() as db:
        enter(db, group.node, [stray], {})


def test_a_frozen_stream_takes_nothing(group: Store) -> None:
    anna = f.admit(group, "Anna")
    with group.writing() as db:
        end = journal.ends(db)[0]
        journal.set_state(db, end, "frozen")
    with pytest.raises(Refusal) as refused:
        f.enter(group, ("savings", 100, anna))
    assert refused.value.code == "books-frozen"


def test_replies_have_a_chain_for_each_partner(hub: Store) -> None:
    worlds.busy_hub(hub)
    with hub.writing() as db:
        word = e.RequestReviewed(day=f.DAY, request="q2")
        enter(db, hub.node, [Draft(kinds.REPLIES, word, partner=worlds.CITY)], {})
        found = {end.partner: end for end in journal.ends(db) if end.kind == kinds.REPLIES}
    assert {partner: end.last for partner, end in found.items()} == {
        worlds.GROUP: 19,
        worlds.CITY: 1,
    }


# The high-water mark


def test_the_mark_follows_every_deed(group: Store) -> None:
    path = mark.mark_path(group.node)
    for amount in (1, 2, 3):
        f.admit(group, f"Member {amount}")
        with group.reading() as db:
            end = journal.ends(db)[0]
        assert json.loads(path.read_bytes()) == [[kinds.LEDGER, "", 1, end.last, end.head]]
    assert not [one for one in group.node.folder.iterdir() if one.suffix == ".new"]


@pytest.mark.sqlite
def test_books_put_back_from_a_copy_are_known_by_their_mark(
    group: Store, open_stores: Callable[[Node], Store]
) -> None:
    anna = f.admit(group, "Anna")
    group.close()
    copy = group.node.folder / "copy.db"
    shutil.copy(group.node.database_path, copy)
    f.enter(group, ("savings", 100, anna))
    assert not group.is_restored()
    group.close()
    for rest in group.node.folder.glob("node.db-*"):
        rest.unlink()
    shutil.copy(copy, group.node.database_path)
    old = open_stores(group.node)
    assert old.is_restored()
    with pytest.raises(Refusal) as refused:
        f.enter(old, ("savings", 100, anna))
    assert refused.value.code == "node-restored"
    with old.reading() as db:
        assert [end.last for end in journal.ends(db)] == [1]


def test_a_mark_never_goes_back(group: Store) -> None:
    f.admit(group, "Anna")
    key = (kinds.LEDGER, "", 1)
    mark.raise_marks(group.node, {key: (9, "f" * 64)})
    mark.raise_marks(group.node, {key: (5, "e" * 64)})
    assert mark.read_marks(group.node)[key] == (9, "f" * 64)
    assert group.is_restored()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"5", b"null", b"[[1]]", b"\x00" * 40, b'["ledger"'),
        *(b'[["ledger","",1,1e999,""]]', b"[" * 100_000),
    ],
)
def test_a_mark_that_was_cut_is_no_reason_to_stop(group: Store, content: bytes) -> None:
    f.admit(group, "Anna")
    mark.mark_path(group.node).write_bytes(content)
    assert mark.read_marks(group.node) == {}
    f.admit(group, "Beata")
    assert mark.read_marks(group.node)[kinds.LEDGER, "", 1][0] == 2


# What belongs to the journal's digest only


def test_the_digest_of_an_arrival_covers_all_it_says(group: Store) -> None:
    f.admit(group, "Anna")
    with group.reading() as db:
        end = journal.ends(db)[0]
    told = (NO_DIGEST, 1, end, 1, 1, end.head, "")
    varied = [
        ("0" * 63 + "1", *told[1:]),
        (NO_DIGEST, 2, *told[2:]),
        (*told[:3], 2, *told[4:]),
        (*told[:4], 2, *told[5:]),
        (*told[:5], "0" * 64, ""),
        (*told[:6], "code"),
    ]
    digests = [arrival_digest(*one) for one in [told, *varied]]
    assert len(set(digests)) == len(digests)
    assert all(len(one) == hashlib.sha256().digest_size * 2 for one in digests)
