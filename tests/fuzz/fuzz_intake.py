"""Bytes from outside, changed by what the program does with them: a fuzzer for every reader.

`python -m tests.fuzz.fuzz_intake SECONDS [FOLDER]` needs atheris (`make fuzz SECONDS=60`). It
begins with good files, cards, charters and lines, keeps what reaches new code in FOLDER/corpus, and
puts an input that was not refused in an orderly way into FOLDER as `crash-…`. The first byte
chooses the reader.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from federation.core import canonical, kinds
from federation.core.refusals import Refusal
from federation.store import replay
from federation.store.queries import requests
from sync import archive, armour, batch, cards, finding, keys, seal
from tests import factories as f
from tests import worlds
from tests.faults import forge
from tests.sync import links

SLOW_SECONDS = 5
MEMORY_MIB = 1024  # with the fuzzer's own; the product's bound is measured elsewhere

Reader = Callable[[bytes], object]


def outside(content: bytes) -> object:
    """A sealed file before it is opened, whatever it is carried in."""
    for one in finding.unwrap("fuzz.sgb", content, named=True):
        if one.refusal is None:
            seal.check_outside(one.content)
    return None


def locked(content: bytes) -> object:
    """A sealed file, opened."""
    return seal.open_with(content, identity())


def packed(content: bytes) -> object:
    """A packed batch."""
    return list(batch.read_batch(content).told())


def lines(content: bytes) -> object:
    """A batch's lines, packed as they must be."""
    return packed(forge.packed(content, 1))


def entries(content: bytes) -> object:
    """Lines of each stream, typed; what is read is written again as it was."""
    for stream in (kinds.LEDGER, kinds.REQUESTS, kinds.REPLIES, kinds.PUBLICATION):
        decoder = kinds.decoder(stream)
        for line in content.split(b"\n")[:20]:
            try:
                value = canonical.decode(line, decoder)
            except Refusal:
                continue
            assert canonical.encode(value) == line
    told = [(seq, line, None) for seq, line in enumerate(content.split(b"\n")[:20], 1)]
    return list(replay.read_entries(kinds.LEDGER, told))


def card(content: bytes) -> object:
    """A card; what is read is its line to the byte."""
    read = cards.read_card(content)
    assert read.line == content.rstrip(b"\r\n")
    return read


def charter(content: bytes) -> object:
    """A charter."""
    return cards.read_charter(content)


def archived(content: bytes) -> object:
    """An archive's lines, packed as they must be."""
    return list(archive.read_archive(forge.packed(content, 1)).batches())


READERS: tuple[Reader, ...] = (outside, locked, packed, lines, entries, card, charter, archived)


@cache
def identity() -> str:
    """The key of the node that files are locked for."""
    return keys.make_identity(f.Entropy("fuzz"))


def one_input(content: bytes) -> None:
    """One input: taken, or refused with a sentence. Raises whatever else a reader raised."""
    if content:
        with suppress(Refusal):
            READERS[content[0] % len(READERS)](content[1:])


def seeds() -> Iterator[bytes]:
    """Good inputs for every reader."""
    with tempfile.TemporaryDirectory() as made:
        world = links.make(Path(made))
        worlds.busy_group(world.group)
        files = links.contents(links.write(world.group, volume_entries=12))
        for content in files:
            plain = forge.inside(content, world.hub)
            inner = forge.packed(plain)
            sealed = forge.sealed(inner, keys.recipient_of(identity()))
            for number, one in (
                (0, sealed),
                (0, armour.armour(sealed)),
                (0, "\n".join(armour.code_texts(sealed)).encode()),
                (1, sealed),
                (2, inner),
                (3, plain),
            ):
                yield bytes([number]) + one
            if b'"kind":"ledger"' in plain.split(b"\n")[0]:
                told = [line for line, beside in forge.take_apart(plain).rows if beside is None]
                yield bytes([4]) + b"\n".join(told)
            lines_of = canonical.encode({"lines": plain.count(b"\n")}) + b"\n"
            yield bytes([7]) + b'{"fmt":"sg-archive"}\n' + lines_of + plain
        for store in world.stores:
            yield bytes([5]) + store.node.card()
        with world.group.reading() as db:
            yield bytes([6]) + requests.partners(db)[0].charter.encode()
        world.close()


def main(seconds: int, folder: Path) -> None:
    """Fuzz for so long; ends with an error when something was found."""
    import atheris  # noqa: PLC0415

    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed-{number:03d}").write_bytes(seed)
    atheris.instrument_all()
    options = (
        f"-max_total_time={seconds}",
        "-max_len=20000",
        f"-timeout={SLOW_SECONDS}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        str(corpus),
    )
    atheris.Setup([sys.argv[0], *options], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "artefacts/fuzz"))
