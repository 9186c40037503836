"""Thousands of files changed by chance, each brought to a node that must not be led astray.

`python -m tests.faults.mutants SEED COUNT [OUT]` makes them, half changed from outside and half
from inside (then chained, signed and sealed anew with the rightful key), and prints what became of
them as JSON. It stops at the first that was not treated as it must be, with the number from which
the same mutant can be made again; the file is put into the folder OUT.
"""

import faulthandler
import io
import json
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from federation.core.refusals import Refusal
from federation.i18n import say
from federation.sentences import SENTENCES
from sync import armour, checks, finding, intake
from sync.intake import NOT_DAMAGED
from sync.outcome import Outcome
from tests import scratch

from . import forge, mutations, papers
from .heavy import peak_mib
from .targets import Target, Wrong, judge, make, must

SECONDS_MAX = 5.0
MIB_MAX = 300
GROWS_TO = 300_000  # bytes: a mutant that is larger is not changed again
STOPPED_AFTER = 60  # a file that hangs in the machine's own code ends the process


@dataclass
class Figures:
    """What became of the mutants: how many of each outcome, the slowest, the highest memory."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_number: int = 0
    same: int = 0

    def add(self, number: int, told: str, spent: float) -> None:
        """One mutant more."""
        self.outcomes[told] += 1
        if spent > self.slowest:
            self.slowest, self.slowest_number = spent, number


@dataclass(frozen=True)
class Mutant:
    """A changed file; `plain` is what it holds when it was changed inside, else empty."""

    target: Target
    content: bytes
    plain: bytes = b""


def outside(chance: Random, target: Target) -> Mutant:
    """A good file as it is carried, its bytes changed: as it is, as text, or in an archive."""
    carried = chance.choice(
        (_plain, _plain, _plain, _plain, _plain, armour.armour, _codes, _zipped)
    )
    content, other = (carried(chance.choice(target.good)) for _ in range(2))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if 0 < len(content) < GROWS_TO:
            content = chance.choice(mutations.OUTSIDE)(chance, content, other)
    return Mutant(target, content)


def _plain(content: bytes) -> bytes:
    return content


def _codes(content: bytes) -> bytes:
    return "\n".join(armour.code_texts(content)).encode()


def _zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", b"Nothing of ours")
        archive.writestr("file.sgb", content)
    return made.getvalue()


def inside(chance: Random, target: Target) -> Mutant:
    """A good file with something else in it, chained, signed and sealed with the right key."""
    parts = forge.copied(chance.choice(target.parts))
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3, 6))):
        if parts.rows and parts.size < GROWS_TO:
            chance.choice(mutations.INSIDE)(chance, parts, target.pool)
    forger = target.forger
    key = forger.key if chance.random() < 0.97 else forge.STRANGER
    lines = forge.put_together(parts, key)
    if chance.random() < 0.08:
        chance.choice(mutations.LINES)(chance, lines)
    plain = forge.joined(lines)
    inner = forge.packed(plain, chance.choice((1, 6, 9)))
    if chance.random() < 0.05:
        inner = chance.choice(mutations.OUTSIDE[:-1])(chance, inner, inner)
    return Mutant(target, forge.sealed(inner, forger.reader), plain)


def bring(target: Target, content: bytes) -> list[Outcome]:
    """The file taken in as by a person who named it."""
    return list(intake.take_in_bytes(target.store, "mutant.sgb", content))


def try_outside(mutant: Mutant) -> str:
    """Refused before anything is written, or it holds to the byte what a good file holds."""
    target, told = mutant.target, "refused file-strange"
    before = target.written()
    for one in finding.unwrap("mutant.sgb", mutant.content, named=True):
        try:
            if one.refusal is not None:
                raise one.refusal
            letter = checks.open_letter(target.store, "mutant.sgb", one.content)
        except Refusal as refusal:
            check_said(refusal)
            must(target.written() == before, "refused, and something was written")
            told = f"refused {refusal.code}"
            continue
        must(forge.gunzipped(letter.batch.inner) in target.true, "taken, and it is no good file")
        told = "unchanged"
    return told


def try_inside(mutant: Mutant) -> str:
    """Everything that a node does with a file, looked at afterwards and taken back."""
    target = mutant.target
    with target.going_back():
        seen: list[Outcome] = []

        def brought() -> list[Outcome]:
            seen.extend(bring(target, mutant.content))
            return seen

        told = judge(target, mutant.content, mutant.plain, brought)
        for outcome in seen:
            if outcome.reason is not None:
                check_said(outcome.reason)
        outcome, code, *_ = f"{told} ".split(" ")
        if outcome == "refused" and code not in NOT_DAMAGED:
            kept = [one.read_bytes() for one in target.aside.glob("*.bin")]
            must(kept == [mutant.content], f"{told}, not put aside")
    return told


def check_said(refusal: Refusal) -> None:
    """There is a sentence for people, and no fact of it was left open."""
    must(refusal.code in SENTENCES, f"no sentence for {refusal.code}")
    left = set(re.findall(r"%\((\w+)\)s", say(refusal)))
    must(left <= {mutations.NO_FACT}, f"half said: {refusal}")


def make_one(targets: list[Target], seed: str, number: int) -> Mutant:
    """The mutant of this number: even ones are changed outside, odd ones inside."""
    chance = Random(f"{seed} {number}")
    target = chance.choices(targets, weights=WEIGHTS)[0]
    return (inside if number % 2 else outside)(chance, target)


WEIGHTS = (4, 4, 1, 1, 1)


def run(folder: Path, seed: str, numbers: range, keep: Path) -> Figures:
    """Try the mutants of these numbers. Raises `Wrong`, or what a node raised, with the number."""
    targets, figures = make(folder), Figures()
    paper = papers.make(targets[0], targets[2])
    try:
        for number in numbers:
            mutant = make_one(targets, seed, number)
            faulthandler.dump_traceback_later(STOPPED_AFTER, exit=True)
            began = time.process_time()  # of a busy machine's time only what is ours
            try:
                told = (try_inside if number % 2 else try_outside)(mutant)
                if number % PAPERS_EVERY == 0:
                    figures.outcomes[papers.try_one(paper, Random(f"{seed} {number} p"))] += 1
            except BaseException:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"mutant-{seed}-{number}.sgb").write_bytes(mutant.content)
                sys.stderr.write(f"mutant {seed} {number} of {mutant.target.name}\n")
                raise
            spent = time.process_time() - began
            figures.add(number, told, spent)
            if spent > SECONDS_MAX:
                raise Wrong(f"mutant {seed} {number} took {spent:.1f} s")
    finally:
        faulthandler.cancel_dump_traceback_later()
        for target in targets:
            target.store.close()
            target.writer.close()
    return figures


PAPERS_EVERY = 20


def main(seed: str, count: int, keep: Path) -> None:
    """Try `count` mutants and print the figures as JSON."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=scratch.room()) as made:
        figures = run(Path(made), seed, range(count), keep)
    told = {
        "mutants": count,
        "seconds": round(time.perf_counter() - began, 1),
        "slowest": round(figures.slowest, 3),
        "slowest_number": figures.slowest_number,
        "peak_mib": peak_mib(),
        "outcomes": dict(figures.outcomes.most_common()),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    words = sys.argv[1:]
    main(words[0], int(words[1]), Path(words[2] if len(words) > 2 else "artefacts/mutants"))
