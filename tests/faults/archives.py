"""Archives changed by chance: a node that was put back takes nothing but its own true entries.

`python -m tests.faults.archives SEED COUNT` prints what became of them as JSON.
"""

import hashlib
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.store import Store, journal
from sync import enrolment, keys, restored
from tests.sync import links

from . import forge, mutants, mutations
from .forge import STRANGER
from .targets import Target, must, true_heads

DOMAIN = b"sg-archive-v1"


@dataclass(frozen=True)
class Lost:
    """A group that was put back from a copy, and what its hub gives back to it."""

    target: Target
    archive: bytes
    hub: Store

    @property
    def lines(self) -> list[bytes]:
        """The lines of the archive."""
        return forge.inside(self.archive, self.target.store).split(b"\n")[:-1]


def make(folder: Path) -> Lost:
    """The copy holds entries 1 to 3 of 8; the hub all of them."""
    world = links.make(folder)
    links.save(world.group, 2)
    links.carry(world.group, world.hub)
    old = links.copied(world.group, folder / "old")
    for _ in range(3):
        links.save(world.group)
        links.carry(world.group, world.hub)
    restored.begin(old)
    links.carry(old, world.hub)
    files = links.write(world.hub, to="G0001")
    (archive,) = (one.file.read_bytes() for one in files if one.stream == "archive")
    for one in files:
        if one.stream != "archive":
            links.bring(old, one.file.read_bytes())
    heads = true_heads(world.group, world.hub)
    target = Target("put back", old, world.group, (archive,), forge.Parts({}, []), heads)
    return Lost(target, archive, world.hub)


def changed(chance: Random, lost: Lost) -> bytes:
    """Lines exchanged, changed, doubled or left out; then closed and signed as by the hub."""
    lines = list(lost.lines)
    for _ in range(chance.choice((1, 1, 2, 3))):
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines[one], lines[two] = lines[two], lines[one]
            case 1 if len(lines) > 2:
                del lines[one]
            case 2:
                lines.insert(two, lines[one])
            case 3:
                lines[one] = mutations.flip(chance, lines[one] or b"0", b"0").replace(b"\n", b"")
            case 4:
                lines[one] = lines[one].replace(b"1000", b"9000")
            case _:
                lines[one] = _told_otherwise(chance, lines[one])
    if chance.random() < 0.85:
        key = keys.sign_key(lost.hub.node) if chance.random() < 0.95 else STRANGER
        lines[-1] = closing(lines[:-1], key)
    return forge.sealed(forge.packed(forge.joined(lines)), _reader(lost.target.store))


def _reader(store: Store) -> str:
    return enrolment.own_card(store.node).seal


def _told_otherwise(chance: Random, line: bytes) -> bytes:
    try:
        told = json.loads(line)
    except ValueError:
        return line
    if not isinstance(told, dict) or not told:
        return line
    name = chance.choice(sorted(told))
    return forge.line_of({**told, name: mutations.value(chance, told[name])})


def closing(lines: list[bytes], key: Ed25519PrivateKey) -> bytes:
    """The closing line over these, with as many batches as say how long they are."""
    head = hashlib.sha256(forge.joined(lines))
    n = sum(line.startswith(b'{"lines":') for line in lines)
    header = hashlib.sha256(lines[0]).digest()
    message = DOMAIN + header + n.to_bytes(8, "big") + head.digest()
    return forge.line_of({"head": head.hexdigest(), "n": n, "sig": key.sign(message).hex()})


def try_one(lost: Lost, content: bytes) -> str:
    """Bring it: what is taken is what the group itself had signed, in its own order."""
    target = lost.target
    with target.going_back():
        before, ends = links.tables(target.store), _own_ends(target)
        (outcome, *_) = mutants.bring(target, content)
        now = links.tables(target.store)
        others = {name for name, told in now.items() if told != before[name]}
        after = _own_ends(target)
        for kind, (last, head) in after.items():
            must(target.heads[kind][last] == head, f"{kind} ends in an entry it never had")
        if outcome.outcome in ("refused", "held"):
            may = {"local_in", "held_file", "local_state"}
            must(others <= may, f"{outcome.outcome}, and {others} changed")
            must(after == ends, "not taken, and the chain went on")
        elif outcome.new:
            must(links.is_sound(target.store), "taken, and not sound")
        code = outcome.reason.code if outcome.reason else ""
    return f"archive {outcome.outcome} {code}".strip()


def _own_ends(target: Target) -> dict[str, tuple[int, str]]:
    with target.store.reading() as db:
        ends = journal.ends(db)
    return {one.kind: (one.last, one.head) for one in ends if one.own and one.kind in STREAMS}


STREAMS = ("ledger", "requests")


def run(folder: Path, seed: str, count: int) -> Counter[str]:
    """Try so many. Raises `Wrong`, or what the node raised."""
    lost = make(folder)
    must(try_one(lost, lost.archive) == "archive applied", "the good one is not taken")
    told: Counter[str] = Counter()
    for number in range(count):
        chance = Random(f"{seed} {number}")
        try:
            told[try_one(lost, changed(chance, lost))] += 1
        except BaseException:
            sys.stderr.write(f"archive {seed} {number}\n")
            raise
    for store in (lost.target.store, lost.target.writer, lost.hub):
        store.close()
    return told


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.stdout.write(json.dumps(run(Path(made), sys.argv[1], int(sys.argv[2]))))
