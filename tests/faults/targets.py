"""Nodes that files are brought to, each at one moment to which it goes back after every file."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from federation.commands import members, requests
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, Store, exchange, journal, mark
from federation.store.compare import Problem
from federation.store.queries import requests as asked
from sync import audit, enrolment
from sync.outcome import Outcome
from tests import factories as f
from tests import worlds
from tests.sync import links

from .forge import Forger, Parts, chained, inside, line_of, signature, take_apart

ROWS_OF_FIRST = 25


class _Undone(Exception):
    """Everything that was written is taken back."""


@dataclass(frozen=True)
class Target:
    """A node to which one writer brings `good` files that are `new` to it, or known already.

    `heads`: of each chain of that writer, the true head after every entry, from before the first.
    """

    name: str
    store: Store
    writer: Store
    good: tuple[bytes, ...]
    pool: Parts
    heads: dict[str, list[str]] = field(repr=False)

    @cached_property
    def forger(self) -> Forger:
        """Who has the writer's key."""
        return Forger.of(self.writer, self.store)

    @cached_property
    def true(self) -> tuple[bytes, ...]:
        """What the good files hold, unpacked."""
        return tuple(inside(content, self.store) for content in self.good)

    @cached_property
    def parts(self) -> tuple[Parts, ...]:
        """The good files in parts."""
        return tuple(take_apart(plain) for plain in self.true)

    def ends(self) -> dict[str, tuple[int, str]]:
        """How far this node holds each of the writer's chains: number and head."""
        rows = self.store.db.connection().execute(
            "SELECT kind, last, head FROM stream WHERE owner = ?", (self.writer_id,)
        )
        return {str(kind): (int(last), str(head)) for kind, last, head in rows}

    @cached_property
    def writer_id(self) -> str:
        """The writer's id."""
        return self.writer.node.settings.node_id

    @property
    def aside(self) -> Path:
        """The folder of refused files."""
        return self.store.node.quarantine

    @contextmanager
    def going_back(self) -> Iterator[None]:
        """Whatever is written inside is not there afterwards."""
        path = mark.mark_path(self.store.node)
        before = path.read_bytes() if path.exists() else b""
        try:
            with suppress(_Undone), self.store.db.atomic():
                yield
                raise _Undone
        finally:
            if path.exists() and path.read_bytes() != before:
                path.write_bytes(before)
            for refused in self.aside.glob("*"):
                refused.unlink()

    def written(self) -> int:
        """Rows written by this connection so far, those that were taken back too."""
        return int(self.store.db.connection().total_changes)


class Wrong(AssertionError):
    """A node did with a file what it must never do."""


def must(fine: object, what: str) -> None:
    """Raises `Wrong` unless it is so."""
    if not fine:
        raise Wrong(what)


def judge(target: Target, content: bytes, plain: bytes, bring: Callable[[], list[Outcome]]) -> str:
    """Bring a file that holds `plain` and look at what became of it and of every table.

    Refused: nothing changed and the file is put aside as it came. Held: it waits as it came, and
    nothing of it counts. Already: it tells what is here. Applied: exactly what is in it, no more,
    chained and signed as it must be. Returns outcome and code. Raises `Wrong`.
    """
    before, ends = links.tables(target.store), target.ends()
    (outcome, *_) = bring()
    changed = _changed(before, links.tables(target.store))
    code = outcome.reason.code if outcome.reason else ""
    if outcome.outcome == "refused":
        must(changed <= LETTERS, f"refused ({code}), and {sorted(changed)} changed")
    elif outcome.outcome == "held":
        must(target.ends() == ends, f"held ({code}), and the chain went on")
        must(_is_kept(target.store, content), f"held ({code}), and not kept as it came")
        allowed = FORKED if code.startswith("stream-forked") else WAITING
        must(changed <= allowed, f"held ({code}), and {sorted(changed - allowed)} changed")
    else:
        must(outcome.outcome in ("applied", "already"), f"it was {outcome.outcome}")
        _judge_taken(target, plain, outcome, ends)
    return f"{outcome.outcome} {code}".strip()


# What may change when a file is not taken: notes of this machine about the file itself; while it
# waits, what its writer says it holds of ours.
LETTERS = frozenset({"local_in"})
WAITING = LETTERS | {"held_file", "acknowledgement", "local_sent", "local_state", "local_out"}
# A chain that stands still is an entry of this node's own, and so in its views.
FORKED = WAITING | {"stream", "line", "arrival", "fork"}


def _changed(before: dict[str, str], after: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name in after if before.get(name) != after[name])


def _is_kept(store: Store, content: bytes) -> bool:
    with store.reading() as db:
        return exchange.held_bytes(db, hashlib.sha256(content).hexdigest()) == content


def _judge_taken(
    target: Target, plain: bytes, outcome: Outcome, ends: dict[str, tuple[int, str]]
) -> None:
    """A file that was taken is sound by an eye that shares no code with the product."""
    parts = take_apart(plain)
    kind, first, prev = (parts.header[name] for name in ("kind", "from", "prev"))
    lines = plain.split(b"\n")
    closing = json.loads(lines[-2])
    heads = chained(prev, parts.rows)
    last = heads[-1] if heads else prev
    must((closing["n"], closing["head"]) == (len(heads), last), "taken, with another end")
    right = signature(lines[0], len(heads), last, target.forger.key)
    must(closing["sig"] == right, "taken, without its writer's signature")
    held, _ = ends.get(kind, (0, ""))
    true = target.heads[kind][: held + 1]
    told = dict(enumerate([prev, *heads], first - 1))
    for seq in range(max(first - 1, 0), min(held, first - 1 + len(heads)) + 1):
        must(told[seq] == true[seq], f"taken, with another entry {seq}")
    must(first <= held + 1, "taken, with a gap before it")
    news = [row for seq, row in enumerate(parts.rows, first) if seq > held]
    must(outcome.new == len(news), "taken, with another number of entries")
    if news:
        must(target.ends()[kind] == (first + len(heads) - 1, last), "taken, and it ends elsewhere")
    for line, _ in news:
        must(line_of(json.loads(line)) == line, "an entry in two spellings")
    if outcome.outcome == "applied":
        must(same_but_blanked(_newest(target.store), plain), "kept otherwise than it came")
        wrong = [one for one in audit.verify(target.store).problems if not _is_told(one)]
        must(not wrong, f"taken, and its views differ: {wrong}")
    else:
        must(target.ends() == ends, "already here, and the chain went on")


def _is_told(problem: Problem) -> bool:
    """Whether `verify` only tells what a signed file said.

    That a record was blank already when its file came: the entry that asks for it stands in a
    later file, or a mutation took it away. Or that the hub holds more than is here.
    """
    return problem.where == "node.mark" or problem.what.startswith("lost its personal record")


def _newest(store: Store) -> bytes:
    from federation.store import replay  # noqa: PLC0415

    with store.reading() as db:
        arrivals = [arrival for arrival, *_ in exchange.kept_inners(db)]
        return replay.kept_plain(db, max(arrivals))


def same_but_blanked(kept: bytes, plain: bytes) -> bool:
    """Whether a kept file holds these bytes; records of who was forgotten may be blanked."""
    if kept == plain:
        return True
    one, two = take_apart(kept), take_apart(plain)
    return (
        [row[0] for row in one.rows] == [row[0] for row in two.rows]
        and kept.split(b"\n")[0] == plain.split(b"\n")[0]
        and kept.split(b"\n")[-2] == plain.split(b"\n")[-2]
        and all(a[1] == b[1] or b'"record":""' in (a[1] or b"") for a, b in _pairs(one, two))
    )


def _pairs(one: Parts, two: Parts) -> Iterator[tuple[tuple[bytes, bytes | None], ...]]:
    return zip(one.rows, two.rows, strict=True)


def true_heads(writer: Store, reader: Store) -> dict[str, list[str]]:
    """The heads of every chain that a writer has for a reader."""
    own, partner = enrolment.own_card(writer.node), reader.node.settings.node_id
    found: dict[str, list[str]] = {}
    start = hashlib.sha256(own.line).hexdigest()
    with writer.reading() as db:
        for end in journal.ends(db):
            if end.own and end.kind != kinds.REGISTER and end.partner in ("", partner):
                rows = [
                    (line, None) for _, _, line, _ in journal.own_lines(db, end.id, 1, end.last)
                ]
                found[end.kind] = [start, *chained(start, rows)]
    for kind in ("ledger", "requests", "replies", "publication"):
        found.setdefault(kind, [start])
    return found


def make(folder: Path) -> list[Target]:
    """A hub, a group and a city, each with files that are new to them; the hub once more, with
    the same files taken."""
    world = links.make(folder)
    worlds.busy_group(world.group)
    perform(world.group, members.ForgetMember(member=3, day=f.DAY), members.forget_member)
    whole = links.contents(links.write(world.group))
    first, *ledger = links.contents(links.write(world.group, volume_entries=ROWS_OF_FIRST))
    links.bring(world.hub, first)
    fresh = links.copied(world.hub, folder / "hub-fresh")
    for content in ledger:
        links.bring(world.hub, content)
    heads = true_heads(world.group, world.hub)
    pool = _pool(world)
    files = tuple(ledger + whole)
    return [
        Target("hub, new", fresh, world.group, files, pool, heads),
        Target("hub, known", world.hub, world.group, files, pool, heads),
        *_others(world, folder, pool),
    ]


def _others(world: links.World, folder: Path, pool: Parts) -> Iterator[Target]:
    """A group that its hub answers, a city that is shown a request, a hub that a city answers."""
    with world.group.reading() as db:
        request = asked.requests(db)[0].request
    city, group = world.city.node.settings.node_id, world.group.node.settings.node_id
    with world.hub.writing() as db:
        words = (
            e.RequestReviewed(day=f.DAY, request=request),
            e.RequestSubmitted(day=f.DAY, request=request, release="R1"),
        )
        drafts = [Draft(kinds.REPLIES, word, partner=group) for word in words]
        enter(db, world.hub.node, drafts, {})
    (reply,) = links.contents(links.write(world.hub, to="G0001"))
    yield Target(
        "group", world.group, world.hub, (reply,), pool, true_heads(world.hub, world.group)
    )
    blind = links.copied(world.city, folder / "city-new")
    links.publish(world)
    shown = links.contents(links.write(world.hub, to="C01", full=True))
    yield Target("city", blind, world.hub, tuple(shown), pool, true_heads(world.hub, world.city))
    with world.city.reading() as db:
        seen = asked.requests(db)[0].request
    order = requests.GiveAnswer(request=seen, day=f.DAY, verb="ask", text="How many?", user=7)
    perform(world.city, order, requests.give_answer)
    (answer,) = links.contents(links.write(world.city))
    heads = true_heads(world.city, world.hub)
    assert city
    yield Target("hub of a city", world.hub, world.city, (answer,), pool, heads)


def _pool(world: links.World) -> Parts:
    """Entries of every kind there is here, to be put where they do not belong."""
    found: list[tuple[bytes, bytes | None]] = []
    for store in world.stores:
        with store.reading() as db:
            for end in journal.ends(db):
                if end.own:
                    lines = journal.own_lines(db, end.id, 1, end.last)
                    found += [(line, beside) for _, _, line, beside in lines]
    header = {"writer": world.city.node.settings.node_id, "acks": []}
    return Parts(header, found)
