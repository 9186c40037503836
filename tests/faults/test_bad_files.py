"""Bad files made from a good one: each is refused, named, put aside, and nothing has changed."""

import random
import zlib
from collections.abc import Callable, Iterator

import pytest

from federation.i18n import say
from federation.sentences import SENTENCES
from sync import enrolment, seal
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, bring, contents, save, unchanged, write


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The hub holds the first of two files; the second is the one that things are done to."""
    made = links.make(tmp_path_factory.mktemp("faults"))
    save(made.group, 2)
    links.carry(made.group, made.hub)
    links.carry(made.hub, made.group)
    f.admit(made.group, "Beata ǁKaras", phone="081 765 4321")
    save(made.group)
    f.enter(made.group, ("savings", 1234, 1))
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(world: World) -> bytes:
    (content,) = contents(write(world.group))
    return content


@pytest.fixture(scope="module")
def plain(world: World, good: bytes) -> bytes:
    return b"".join(seal.unpack(seal.open_sealed(good, world.hub.node)))


def sealed(world: World, inner: bytes) -> bytes:
    """Anybody can seal for the hub: its card is no secret."""
    return seal.seal(inner, (enrolment.own_card(world.hub.node).seal,))


def check_refused(world: World, content: bytes) -> str:
    """Refused, with a sentence; all tables as before, `verify` finds nothing. Returns the code."""
    with unchanged(world.hub):
        (outcome,) = bring(world.hub, content)
    assert (outcome.outcome, outcome.new) == ("refused", 0)
    assert outcome.reason is not None
    assert outcome.reason.code in SENTENCES
    assert "%(" not in say(outcome.reason)
    return outcome.reason.code


def offsets(size: int, seed: str, few: int) -> list[int]:
    """Places in a file: both ends and some in between; in the long run every one."""
    if f.how_many(0, 1):
        return list(range(size))
    chance = random.Random(seed)
    ends = [*range(3), *range(size - 3, size)]
    return sorted({*ends, *chance.sample(range(size), min(few, size))})


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1 << place % 8
    return bytes(changed)


def test_a_flipped_bit_anywhere(
    world: World, good: bytes, figure: Callable[[str, object], None]
) -> None:
    figure("flipped bits in a file", len(offsets(len(good), "flip", 60)))
    for place in offsets(len(good), "flip", 60):
        code = check_refused(world, flipped(good, place))
        assert code in ("file-strange", "file-damaged", "file-for-others", "file-cut"), place


def test_a_flipped_bit_inside(world: World, good: bytes) -> None:
    inner = seal.open_sealed(good, world.hub.node)
    for place in offsets(len(inner), "inside", 50):
        check_refused(world, sealed(world, flipped(inner, place)))


def test_a_flipped_bit_on_a_line(world: World, plain: bytes) -> None:
    for place in offsets(len(plain), "line", 80):
        code = check_refused(world, sealed(world, seal.pack([flipped(plain, place)])))
        assert code in (
            "batch-unsound",
            "signature-wrong",
            "writer-unknown",
            "file-rewrapped",
            "batch-newer",
            "personal-differs",
            "line-unsound",
        ), (place, code)


def test_cut_anywhere(world: World, good: bytes) -> None:
    for place in offsets(len(good), "cut", 50):
        code = check_refused(world, good[:place])
        assert code in ("file-empty", "file-cut", "file-damaged"), place
    # Cut between the pieces that are locked one by one, and with something behind the end.
    check_refused(world, good + b"\n")
    check_refused(world, good + good)


def test_zeros_and_nothing(world: World, good: bytes) -> None:
    assert check_refused(world, bytes(len(good))) == "file-blank"
    assert check_refused(world, b"") == "file-empty"
    half = good[: len(good) // 2]
    assert check_refused(world, half + bytes(len(good) - len(half))) == "file-damaged"
    assert check_refused(world, good[:512] + bytes(512)) in ("file-damaged", "file-for-others")


def _lines(plain: bytes) -> list[bytes]:
    return plain[:-1].split(b"\n")


def _joined(lines: list[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n"


def _renamed(plain: bytes, old: bytes, new: bytes) -> bytes:
    assert old in plain
    return plain.replace(old, new)


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "no closing line": lambda plain: _joined(_lines(plain)[:-1]),
    "the closing line twice": lambda plain: _joined([*_lines(plain), _lines(plain)[-1]]),
    "a line behind the end": lambda plain: plain + b"{}\n",
    "no end of the last line": lambda plain: plain[:-1],
    "only a header": lambda plain: _joined(_lines(plain)[:1]),
    "no header": lambda plain: _joined(_lines(plain)[1:]),
    "the header twice": lambda plain: _joined([_lines(plain)[0], *_lines(plain)]),
    "an entry left out": lambda plain: _joined([*_lines(plain)[:1], *_lines(plain)[3:]]),
    "an entry twice": lambda plain: _joined([*_lines(plain)[:-1], *_lines(plain)[-2:]]),
    "two entries exchanged": lambda plain: _joined(
        [*_lines(plain)[:-3], _lines(plain)[-2], _lines(plain)[-3], _lines(plain)[-1]]
    ),
    "more money": lambda plain: _renamed(plain, b'"amount":1000', b'"amount":9000'),
    "another name": lambda plain: _renamed(plain, b"Beata", b"Berta"),
    "another number": lambda plain: _renamed(plain, b'"from":4', b'"from":3'),
    "another algorithm": lambda plain: _renamed(plain, b'"fmt":', b'"alg":"none","fmt":'),
    "no signature": lambda plain: plain[: plain.rindex(b'"sig":"') + 7] + b'"}\n',
    "lines of another system": lambda plain: plain.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda plain: b"\xef\xbb\xbf" + plain,
    "an empty line": lambda plain: plain.replace(b"\n", b"\n\n", 1),
    "a long line": lambda plain: _joined([*_lines(plain)[:-1], b"9" * 70_000, _lines(plain)[-1]]),
    "a deep line": lambda plain: _joined([*_lines(plain)[:-1], b"[" * 9_000, _lines(plain)[-1]]),
    "very many lines": lambda plain: _joined([*_lines(plain)[:-1], *[b"0"] * 300_000]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_inside(world: World, plain: bytes, change: str) -> None:
    changed = CHANGES[change](plain)
    assert changed != plain
    code = check_refused(world, sealed(world, seal.pack([changed])))
    assert code in (
        "batch-unsound",
        "batch-too-long",
        "batch-unpacks-too-large",
        "signature-wrong",
        "personal-differs",
    )


def _bomb(level: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = b"".join(deflate.compress(bytes(1_000_000)) for _ in range(300)) + deflate.flush()
    return seal.GZIP_HEADER + packed + bytes(8)


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "not packed": lambda plain: plain,
    "packed twice": lambda plain: seal.pack([seal.pack([plain])]),
    "two packages": lambda plain: seal.pack([plain]) + seal.pack([plain]),
    "something behind": lambda plain: seal.pack([plain]) + b"\0",
    "cut": lambda plain: seal.pack([plain])[:-9],
    "nothing": lambda _: b"",
    "a bomb": lambda _: _bomb(9),
}


@pytest.mark.parametrize("packing", PACKED)
def test_a_strange_packing(world: World, plain: bytes, packing: str) -> None:
    code = check_refused(world, sealed(world, PACKED[packing](plain)))
    assert code in ("batch-unsound", "batch-unpacks-too-large")


def test_the_good_one_is_taken_after_all(world: World, good: bytes) -> None:
    check_refused(world, good[:-1])
    (outcome,) = bring(world.hub, good)
    assert (outcome.outcome, outcome.new) == ("applied", 3)
    assert links.is_sound(world.hub)
    kept = {name.split(".")[0] for name in links.quarantined(world.hub)}
    assert len(links.quarantined(world.hub)) == 2 * len(kept)
