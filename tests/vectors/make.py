"""Makes the test vectors of `sync/FORMAT.md`: files, the keys that open them, what they hold.

`python -m tests.vectors.make` writes them anew. Their insides are the same each time, the sealed
bytes are not, because age draws its own chance; so written ones stay as they are.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from federation.core import canonical, chain, kinds, personal
from federation.core import events as e
from federation.store.replay import Told
from sync import archive, batch, cards, keys, seal

HERE = Path(__file__).parent
DAY = "2026-11-22"
LEDGER = "ledger"
REQUESTS = "requests"


class Party:
    """A node; its keys are made of bytes that count up from `start`, or down."""

    def __init__(self, role: str, name: str, start: int, step: int = 1) -> None:
        self.chance = counting(start, step)
        self.sign = keys.load_sign_key(keys.make_sign_key(self.chance))
        self.identity, self.paper = (keys.make_identity(self.chance) for _ in range(2))
        seals = [keys.recipient_of(identity) for identity in (self.identity, self.paper)]
        line = cards.make_card(self.sign, role=role, name=name, seal=seals[0], recovery=seals[1])
        self.card = cards.read_card(line)


def counting(start: int, step: int = 1) -> Callable[[int], bytes]:
    """A source of bytes that count, from ff on to 00."""
    at = start

    def chance(length: int) -> bytes:
        nonlocal at
        at += step * length
        return bytes((at + step * (place - length)) % 256 for place in range(length))

    return chance


GROUP = Party("group", "Ehangano", 0x00)
HUB = Party("hub", "Federation", 0x60)
# The same group on another machine, after the first one was stolen.
SECOND = Party("group", "Ehangano", 0xFF, -1)
PARTIES = {"group": GROUP, "hub": HUB, "second": SECOND}


@dataclass(frozen=True)
class Vector:
    """A file: what is in it, packed; for whom it is sealed; what a reader is to find."""

    inner: bytes
    to: tuple[str, ...]
    expected: dict[str, Any]


def told(first: int, events: Iterable[e.Event | tuple[e.Event, e.Record]]) -> list[Told]:
    """Lines from number `first` on; the salts of their records count up from c0."""
    lines: list[Told] = []
    for seq, one in enumerate(events, first):
        event, record = one if isinstance(one, tuple) else (one, None)
        beside = None
        if record is not None:
            salt = bytes(range(0xC0 + seq - 1, 0xD0 + seq - 1))
            committed = personal.commitment(salt, canonical.encode(record))
            event = msgspec.structs.replace(event, personal=committed)
            beside = personal.personal_line(seq, record, salt)
        lines.append((seq, canonical.encode(event), beside))
    return lines


def ledger_entries() -> list[Told]:
    """Entries 1 to 7: two members come, one goes and is forgotten, one saves and pays."""
    lines = told(
        1,
        [
            (e.MemberAdmitted(day=DAY, member=1, gender="f", user=1), e.MemberRecord(name="Maria")),
            (e.MemberAdmitted(day=DAY, member=2, user=1), e.MemberRecord(name="Nangula Hâusiku")),
            e.SavingsReceived(day=DAY, amount=2000, member=1, user=1),
            e.MemberLeft(day=DAY, member=2, user=1),
            e.MemberForgotten(day=DAY, member=2, seqs=(2,), user=1),
            (
                e.ExpensePaid(day=DAY, amount=450, user=1),
                e.Note(note='Pens, "blue"; she said: 7 \\ 8.'),
            ),
            e.SavingsReceived(day=DAY, amount=1500, member=1, user=1),
        ],
    )
    lines[1] = (2, lines[1][1], personal.blanked_line(2))
    return lines


def heads(lines: Iterable[Told], head: bytes) -> list[bytes]:
    """The head after each line that follows the head given."""
    found = []
    for _, line, _ in lines:
        head = chain.advance(head, line)
        found.append(head)
    return found


def file(writer: Party, reader: Party, lines: list[Told], prev: bytes, **header: Any) -> Vector:
    """A batch of these lines, after the head `prev`."""
    fields: dict[str, Any] = {
        "kind": LEDGER,
        "writer": writer.card.node,
        "first": lines[0][0] if lines else 1,
        "prev": prev.hex(),
        "to_rcpt": (keys.key_id(reader.card.seal), keys.key_id(writer.card.recovery)),
        "schema": 2,
        "app": "0.1.0",
        "wall": f"{DAY}T10:00:00Z",
    }
    made = batch.write_batch(batch.Header(**{**fields, **header}), lines, writer.sign)
    found = heads(lines, prev)
    entries = [
        {"number": seq, "head": head.hex(), "entry": json.loads(line), **record_of(beside)}
        for (seq, line, beside), head in zip(lines, found, strict=True)
    ]
    expected = {
        "writer": writer.card.node,
        "kind": made.header.kind,
        "first": made.first,
        "prev": prev.hex(),
        "head": (found[-1] if found else prev).hex(),
        "entries": entries,
    }
    return Vector(made.inner, (reader.card.seal, writer.card.recovery), expected)


def record_of(beside: bytes | None) -> dict[str, Any]:
    """What a reader finds beside an entry: nothing, a record, or that it was blanked (None)."""
    if beside is None:
        return {}
    told_text = json.loads(beside)["record"]
    return {"record": json.loads(told_text) if told_text else None}


def received(head: bytes) -> batch.Ack:
    """Word that nothing of the hub's replies is here yet."""
    return batch.Ack("", kinds.REPLIES, 1, 0, head.hex())


def vectors() -> dict[str, Vector]:
    """Every sealed file by its name."""
    lines = ledger_entries()
    start = chain.start(GROUP.card.line)
    found = heads(lines, start)
    acks = (received(chain.start(HUB.card.line)),)
    state = batch.State(
        LEDGER, 1, 5, (("members", 2), ("loans", 0), ("meetings", 0), ("reversals", 0)),
        (("cash", 2000), ("savings", -2000)),
    )  # fmt: skip
    # Written with the first card after the head at which it was closed.
    late = told(8, [e.SavingsReceived(day=DAY, amount=700, member=1, user=1)])
    again = e.SavingsReceived(
        day=DAY, amount=700, member=1, user=2, orig=heads(late, found[-1])[0].hex()
    )
    more = told(8, [again, (e.SavingsReceived(day=DAY, amount=900, member=1, user=2), e.Note(
        note="On the new machine."))])  # fmt: skip
    root = chain.advance(found[-1], SECOND.card.line)
    made = {
        "ledger.sgb": file(GROUP, HUB, lines[:5], start, acks=acks),
        "reply.sgb": file(
            HUB, GROUP, [], chain.start(HUB.card.line), kind=kinds.REPLIES,
            acks=(batch.Ack("", LEDGER, 1, 5, found[4].hex()),
                  batch.Ack("", REQUESTS, 1, 0, start.hex())),
            answers="000102030405060708090a0b0c0d0e0f",
            news=(batch.News("7K2M-9QXD-E", "held", "stream-gap",
                             '{"first":6,"last":7,"stream":"ledger"}'),),
            states=(state,),
        ),
        "first-card.sgb": file(GROUP, HUB, lines[3:], found[2], acks=acks),
        "late.sgb": file(GROUP, HUB, late, found[-1], acks=acks),
        "second-card.sgb": file(SECOND, HUB, more, root, inc=2, acks=acks),
    }  # fmt: skip
    return {**made, "archive.sgb": packed(made["ledger.sgb"], made["first-card.sgb"])}


def packed(*inside: Vector) -> Vector:
    """An archive by which the hub gives the group's entries to its new machine."""
    header = archive.Header(
        writer=HUB.card.node,
        of=GROUP.card.node,
        to_rcpt=(keys.key_id(SECOND.card.seal), keys.key_id(SECOND.card.recovery)),
        app="0.1.0",
        wall=f"{DAY}T10:00:00Z",
    )
    plains = (b"".join(seal.unpack(one.inner)) for one in inside)
    made = archive.write_archive(header, plains, HUB.sign)
    expected = {
        "writer": HUB.card.node,
        "of": GROUP.card.node,
        "head": made.closing.head,
        "batches": [one.expected for one in inside],
    }
    return Vector(made.inner, (SECOND.card.seal, SECOND.card.recovery), expected)


def charters() -> dict[str, bytes]:
    """The charter of the group's first card, and that by which the second one has its place."""
    start = chain.start(GROUP.card.line)
    last = heads(ledger_entries(), start)[-1]
    closed = (e.ChainClosed(LEDGER, 7, last.hex()), e.ChainClosed(REQUESTS, 0, start.hex()))
    before = e.EarlierWriter(card=GROUP.card.line.decode(), closed=closed)
    told_of: dict[str, Any] = {"hub": HUB.card, "code": "G0001", "day": DAY}
    return {
        "first.sgc": cards.make_charter(HUB.sign, partner=GROUP.card, **told_of),
        "second.sgc": cards.make_charter(
            HUB.sign, partner=SECOND.card, no=2, earlier=(before,), **told_of
        ),
    }


def key_table() -> dict[str, dict[str, str]]:
    """Cards and secret keys of all three, as `keys.json` has them."""
    return {
        name: {
            "card": one.card.line.decode(),
            "sign": one.sign.private_bytes_raw().hex(),
            "seal": one.identity,
            "paper": one.paper,
        }
        for name, one in PARTIES.items()
    }


def as_json(value: object) -> str:
    """A file of what is expected, for people to read."""
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def shown(sealed: bytes) -> str:
    """A sealed file in base64, as `sync/FORMAT.md` shows it."""
    return re.sub("(.{100})", "\\1\n", base64.b64encode(sealed).decode()).rstrip()


def main() -> None:
    """Write all of it beside this module."""
    (HERE / "keys.json").write_text(as_json(key_table()), "utf-8")
    for name, line in charters().items():
        (HERE / name).write_bytes(line + b"\n")
    for name, one in vectors().items():
        (HERE / name).write_bytes(seal.seal(one.inner, one.to))
        (HERE / name).with_suffix(".json").write_text(as_json(one.expected), "utf-8")


if __name__ == "__main__":
    main()
