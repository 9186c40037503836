"""The batch: what is written is read, and nothing that was changed, cut or added is."""

import gzip
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import canonical, chain, personal
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import replay
from federation.store.replay import Told
from sync import batch, cards, keys, seal
from sync.batch import Batch, Header, read_batch, write_batch
from tests.factories import Entropy

CHANCE = Entropy("batch")
KEY = keys.load_sign_key(keys.make_sign_key(CHANCE))
IDENTITY, PAPER, HUB_IDENTITY = (keys.make_identity(CHANCE) for _ in range(3))
CARD = cards.read_card(
    cards.make_card(
        KEY,
        role="group",
        name="Ehangano",
        seal=keys.recipient_of(IDENTITY),
        recovery=keys.recipient_of(PAPER),
    )
)
HUB = keys.recipient_of(HUB_IDENTITY)


def header(**given_: Any) -> Header:
    told: dict[str, Any] = {
        "kind": "ledger",
        "writer": CARD.node,
        "first": 412,
        "prev": chain.start(CARD.line).hex(),
        "to_rcpt": (keys.key_id(HUB), keys.key_id(CARD.recovery)),
        "schema": 1,
        "app": "0.1.0",
        "wall": "2026-11-22T10:00:00Z",
    }
    return Header(**{**told, **given_})


def entry(seq: int, *, beside: bool = False) -> Told:
    record = e.MemberRecord(name=f"Member {seq}") if beside else None
    salt = CHANCE(16)
    committed = personal.commitment(salt, canonical.encode(record)) if record else ""
    event = e.MemberAdmitted(day="2026-11-22", member=seq, personal=committed)
    line = canonical.encode(event)
    return seq, line, personal.personal_line(seq, record, salt) if record else None


TOLD = [entry(seq, beside=seq % 2 == 0) for seq in range(412, 420)]
GOOD = write_batch(header(acks=(batch.Ack("", "replies", 1, 3, "ab" * 32),)), TOLD, KEY)
LINES = gzip.decompress(GOOD.inner).splitlines(keepends=True)


def test_what_is_written_is_read() -> None:
    read = read_batch(GOOD.inner)
    assert read == GOOD
    assert (read.first, read.last, read.head) == (412, 419, GOOD.trailer.head)
    assert list(read.told()) == TOLD
    assert read.is_signed_by(CARD.sign)
    assert read.header == GOOD.header


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 2**40))
def test_the_store_reads_the_same(besides: list[bool], first: int) -> None:
    told = [entry(first + at, beside=beside) for at, beside in enumerate(besides)]
    made = write_batch(header(first=first), told, KEY)
    plain = gzip.decompress(made.inner)
    assert list(replay.kept_lines(plain)) == list(read_batch(made.inner).told()) == told
    heads = list(replay.kept_heads(plain, bytes.fromhex(made.header.prev)))
    assert list(made.heads()) == heads
    assert made.head == (heads[-1][1].hex() if heads else made.header.prev)
    for seq, head in heads:
        assert made.head_at(seq) == head.hex()
    assert made.head_at(first - 1) == made.header.prev
    assert made.head_at(first + len(told)) is None
    assert made.is_signed_by(CARD.sign)


def test_it_is_read_in_parts_however_long() -> None:
    """Lines that lie across the parts in which a file is unpacked come out whole."""
    told = [entry(seq, beside=seq % 3 == 0) for seq in range(1, 6001)]
    made = write_batch(header(first=1), told, KEY)
    assert len(gzip.decompress(made.inner)) > 2 * 262_144
    assert list(read_batch(made.inner).told()) == told


def test_a_file_may_only_acknowledge() -> None:
    made = write_batch(header(first=413), [], KEY)
    read = read_batch(made.inner)
    assert (read.first, read.last, read.trailer.n, read.head) == (413, 412, 0, made.header.prev)
    assert list(read.told()) == list(read.heads()) == []
    assert read.is_signed_by(CARD.sign)


def test_who_signed_is_told_by_the_card_alone() -> None:
    other = keys.load_sign_key(keys.make_sign_key(Entropy("other")))
    assert not GOOD.is_signed_by(keys.public_half(other))
    forged = write_batch(GOOD.header, TOLD, other)
    assert forged.trailer.head == GOOD.trailer.head
    assert not read_batch(forged.inner).is_signed_by(CARD.sign)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "requests"),
        ("writer", "0" * 32),
        ("inc", 2),
        ("first", 413),
        ("to_rcpt", (keys.key_id(CARD.seal),)),
        ("vol", (1, 2)),
        ("schema", 2),
        ("acks", ()),
        ("wall", "2099-01-01T00:00:00Z"),
    ],
)
def test_the_header_is_signed_too(field: str, value: object) -> None:
    changed = {name: getattr(GOOD.header, name) for name in Header.__struct_fields__}
    line = canonical.encode(Header(**{**changed, field: value}))
    assert not read_batch(seal.pack([line + b"\n", *LINES[1:]])).is_signed_by(CARD.sign)


def test_a_true_file_wrapped_anew_for_somebody_else_shows() -> None:
    """The hub opens a group's file and seals it for a city, as if the group had sent it there."""
    city = keys.make_identity(Entropy("city"))
    sealed = seal.seal(GOOD.inner, [keys.recipient_of(city)])
    read = read_batch(seal.open_with(sealed, city))
    assert read.is_signed_by(CARD.sign)
    assert not read.is_for(card_of("city", city))
    assert read.is_for(card_of("hub", HUB_IDENTITY))
    assert read.is_for(CARD)  # its own key on paper


def card_of(role: str, identity: str) -> cards.Card:
    recipient = keys.recipient_of(identity)
    line = cards.make_card(KEY, role=role, name="Someone", seal=recipient, recovery=recipient)
    return cards.read_card(line)


Mutation = Callable[[list[bytes]], list[bytes]]
MUTATIONS: dict[str, Mutation] = {
    "nothing": lambda lines: lines[:0],
    "header alone": lambda lines: lines[:1],
    "no header": lambda lines: lines[1:],
    "no closing line": lambda lines: lines[:-1],
    "closing line twice": lambda lines: [*lines, lines[-1]],
    "a line after the closing one": lambda lines: [*lines, lines[1]],
    "something personal after the closing line": lambda lines: [*lines, lines[2]],
    "an entry left out": lambda lines: [*lines[:3], *lines[4:]],
    "an entry twice": lambda lines: [*lines[:4], lines[3], *lines[4:]],
    "two entries exchanged": lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
    "an entry changed": lambda lines: [
        *lines[:3],
        lines[3].replace(b"413", b"414"),
        *lines[4:],
    ],
    "something personal first": lambda lines: [lines[0], lines[2], *lines[1:]],
    "something personal twice": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "an empty line": lambda lines: [*lines[:2], b"\n", *lines[2:]],
    "an empty line at the end": lambda lines: [*lines, b"\n"],
    "no end of the last line": lambda lines: [*lines[:-1], lines[-1][:-1]],
    "ends of lines as on Windows": lambda lines: [one.replace(b"\n", b"\r\n") for one in lines],
    "a mark of byte order": lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]],
    "a line too long": lambda lines: [*lines[:2], b'{"a":"' + b"x" * 65_536 + b'"}\n', *lines[2:]],
    "a line without an end, too long": lambda lines: [*lines, b"x" * 300_000],
    "a line too deep": lambda lines: [*lines[:1], b'{"a":[[[[[1]]]]]}\n', *lines[1:]],
    "a line too deep by far": lambda lines: [lines[0], b"[" * 60_000 + b"\n", *lines[1:]],
    "closing line with spaces": lambda lines: [*lines[:-1], lines[-1].replace(b",", b", ")],
    "closing line with more": lambda lines: [*lines[:-1], lines[-1].replace(b"{", b'{"a":1,', 1)],
    "another number of entries": lambda lines: [*lines[:-1], lines[-1].replace(b'"n":8', b'"n":9')],
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_batch_that_is_not_whole_is_refused(name: str) -> None:
    mutated = MUTATIONS[name](LINES)
    assert mutated != LINES
    with pytest.raises(Refusal, match="batch-unsound"):
        read_batch(seal.pack(mutated))


def test_a_depth_that_entries_have_is_taken() -> None:
    deep = canonical.encode({"a": [{"b": [{"c": "[[[[[[[{{{{{{"}]}]})
    made = write_batch(header(), [(412, deep, None)], KEY)
    assert list(read_batch(made.inner).told()) == [(412, deep, None)]


HEADERS: dict[str, Mutation] = {
    "spaces": lambda told: [told[0].replace(b",", b", ")],
    "another order": lambda told: [
        msgspec.json.encode(dict(reversed(canonical_dict(told[0]).items()))) + b"\n"
    ],
    "a key twice": lambda told: [told[0].replace(b'{"acks"', b'{"acks":[],"acks"')],
    "an unknown key": lambda told: [told[0].replace(b'"vol"', b'"voice":1,"vol"')],
    "no key": lambda told: [told[0].replace(b'"inc":1,', b"")],
    "another format": lambda told: [told[0].replace(b"sg-batch", b"sg-batsh")],
    "number nought": lambda told: [told[0].replace(b'"from":412', b'"from":0')],
    "a number beyond 2^53": lambda told: [
        told[0].replace(b'"from":412', b'"from":9007199254740992')
    ],
    "a float": lambda told: [told[0].replace(b'"from":412', b'"from":412.0')],
    "a short head": lambda told: [told[0].replace(b'"prev":"', b'"prev":"00')],
    "nobody it is for": lambda told: [
        canonical.encode({**canonical_dict(told[0]), "to_rcpt": []}) + b"\n"
    ],
    "too many it is for": lambda told: [
        canonical.encode({**canonical_dict(told[0]), "to_rcpt": ["0" * 32] * 9}) + b"\n"
    ],
    "third of two": lambda told: [told[0].replace(b'"vol":[1,1]', b'"vol":[3,2]')],
    "needs more than it is": lambda told: [told[0].replace(b'"min":1', b'"min":3')],
    "a turned text": lambda told: [told[0].replace(b"0.1.0", "0.\u202e1".encode())],
    "a null": lambda told: [told[0].replace(b'"wall":"2026-11-22T10:00:00Z"', b'"wall":null')],
}


def canonical_dict(line: bytes) -> dict[str, Any]:
    return msgspec.json.decode(line, type=dict[str, Any])


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_one_is_refused(name: str) -> None:
    changed = HEADERS[name](LINES)
    assert changed[0] != LINES[0]
    packed = seal.pack([*changed, *LINES[1:]])
    with pytest.raises(Refusal, match="batch-unsound"):
        read_batch(packed)


def test_a_later_version_is_read_as_far_as_it_says() -> None:
    told = {**canonical_dict(LINES[0]), "v": 3, "voice": "x"}
    may = seal.pack([canonical.encode(told) + b"\n", *LINES[1:]])
    assert list(read_batch(may).told()) == TOLD
    must = seal.pack([canonical.encode({**told, "min": 3}) + b"\n", *LINES[1:]])
    with pytest.raises(Refusal, match="batch-newer"):
        read_batch(must)
    assert read_batch(must, newer=True).header.writer == CARD.node


def test_more_lines_than_a_reader_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LINES_MAX", len(LINES))
    assert read_batch(write_batch(GOOD.header, TOLD, KEY).inner) == GOOD
    monkeypatch.setattr(batch, "LINES_MAX", len(LINES) - 1)
    with pytest.raises(Refusal, match="batch-too-large"):
        write_batch(GOOD.header, TOLD, KEY)
    with pytest.raises(Refusal, match="batch-too-long"):
        read_batch(GOOD.inner)


def test_entries_are_numbered_on() -> None:
    with pytest.raises(AssertionError, match="entry 414 where 413 comes next"):
        write_batch(header(), [TOLD[0], TOLD[2]], KEY)


def named(label: str, to: str = "", made: Batch = GOOD) -> str:
    return batch.file_name(label, made, to)


def test_a_kept_copy_whose_people_were_forgotten_is_still_signed() -> None:
    blanked = [
        personal.blanked_line(412) + b"\n" if line.startswith(b'{"of":412,') else line
        for line in LINES
    ]
    assert blanked != LINES
    read = read_batch(seal.pack(blanked))
    assert read.is_signed_by(CARD.sign)
    assert list(read.heads()) == list(GOOD.heads())
    assert b"Member 412" not in b"".join(blanked)


def test_names_of_files_are_safe_everywhere() -> None:
    assert named("G0142") == "G0142-ledger-W1-000412-000419.sgb"
    assert named("Hub", "G0142") == "Hub-G0142-ledger-W1-000412-000419.sgb"
    assert named("../ǁKhara\\Women:é\0\n") == "Khara-Women-e-ledger-W1-000412-000419.sgb"
    assert named("\u202e") == "file-ledger-W1-000412-000419.sgb"
    assert len(named("x" * 300, "y" * 300)) < 100
    only = write_batch(header(first=420, inc=2), [], KEY)
    assert named("G0142", made=only) == "G0142-ledger-W2-000419-received.sgb"
