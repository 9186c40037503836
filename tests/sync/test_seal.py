"""The outside of a file: opened by whom it is for, and no damaged or swollen file gets through."""

import gzip
import hashlib
import itertools
import zlib
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from federation.core.refusals import Refusal
from sync import keys, seal
from tests.factories import Entropy, how_many

OURS, PAPER, STRANGER = (keys.make_identity(Entropy(name)) for name in "abc")
RECIPIENTS = [keys.recipient_of(OURS), keys.recipient_of(PAPER)]
PLAIN = b"".join(b'{"day":"2026-11-22","member":%d}\n' % number for number in range(40))
INNER = seal.pack([PLAIN])
SEALED = seal.seal(INNER, RECIPIENTS)
DAMAGED = {"file-empty", "file-blank", "file-cut", "file-damaged", "file-strange"}


def code_of(sealed: bytes, identity: str = OURS) -> str:
    with pytest.raises(Refusal) as told:
        seal.open_with(sealed, identity)
    return told.value.code


def test_it_opens_for_its_readers_only() -> None:
    assert seal.is_sealed(SEALED)
    assert seal.open_with(SEALED, OURS) == seal.open_with(SEALED, PAPER) == INNER
    assert code_of(SEALED, STRANGER) == "file-for-others"


def test_cut_anywhere_it_does_not_open() -> None:
    codes = [code_of(SEALED[:length]) for length in range(len(SEALED))]
    assert codes[0] == "file-empty"
    assert set(codes[1:300]) == {"file-cut"}
    assert set(codes) == {"file-empty", "file-cut", "file-damaged"}


def test_a_bit_flipped_anywhere_it_does_not_open() -> None:
    for place in range(len(SEALED)):
        flipped = bytearray(SEALED)
        flipped[place] ^= 1 << place % 8
        assert code_of(bytes(flipped)) in DAMAGED | {"file-for-others", "recipients-too-many"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (bytes(len(SEALED)), "file-blank"),
        (bytes(4096) + SEALED[4096:] + b"x", "file-blank"),
        (SEALED[:-50] + bytes(50), "file-damaged"),
        (SEALED + b"\0", "file-damaged"),
        (b"Dear treasurer, here are the books", "file-strange"),
        (INNER, "file-strange"),
        (seal.AGE_MAGIC + b"x" * 20_000, "file-damaged"),
        (seal.AGE_MAGIC + bytes(seal.FILE_BYTES_MAX), "file-too-big"),
        (pyrage.passphrase.encrypt(INNER, "1234"), "file-for-others"),
    ],
)
def test_a_damaged_stick_is_told_from_a_wrong_key(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_too_many_receivers_are_refused_before_any_work() -> None:
    many = [keys.recipient_of(keys.make_identity(Entropy(str(n)))) for n in range(9)]
    assert seal.open_with(seal.seal(INNER, [RECIPIENTS[0], *many[:7]]), OURS) == INNER
    with pytest.raises(Refusal, match="recipients-too-many"):
        seal.seal(INNER, many)
    sealed = pyrage.encrypt(INNER, [x25519.Recipient.from_str(one) for one in many])
    assert code_of(sealed) == "recipients-too-many"


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(SEALED)
    assert seal.read_file(tmp_path / "whole") == SEALED
    with (tmp_path / "swollen").open("wb") as out:
        out.truncate(seal.FILE_BYTES_MAX + 1)
    with pytest.raises(Refusal, match="file-too-big"):
        seal.read_file(tmp_path / "swollen")
    for missing in (tmp_path / "missing", tmp_path):
        with pytest.raises(Refusal, match="file-unreadable"):
            seal.read_file(missing)


@given(st.lists(st.binary(max_size=2000), max_size=30))
def test_packing_gives_the_same_bytes_and_comes_back(parts: list[bytes]) -> None:
    inner = seal.pack(parts)
    assert inner == seal.pack([b"".join(parts)])
    assert inner.startswith(seal.GZIP_HEADER)
    assert b"".join(seal.unpack(inner)) == gzip.decompress(inner) == b"".join(parts)


def unpacked(inner: bytes) -> tuple[int, str]:
    """How much came out before it was refused, and the refusal."""
    size = 0
    try:
        for part in seal.unpack(inner):
            size += len(part)
    except Refusal as refusal:
        return size, refusal.code
    return size, "not refused"


def test_a_bomb_is_stopped_while_it_swells() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    swollen = seal.GZIP_HEADER + deflate.compress(bytes(50_000_000)) + deflate.flush() + bytes(8)
    size, code = unpacked(swollen)
    assert code == "batch-unpacks-too-large"
    assert size <= seal.plain_bytes_max(len(swollen)) < 6_000_000
    assert seal.plain_bytes_max(10) == seal.SMALL_BYTES
    assert seal.plain_bytes_max(seal.FILE_BYTES_MAX) == seal.PLAIN_BYTES_MAX


def test_exactly_one_member_and_nothing_after_it() -> None:
    # So long that what stands after the end is looked at by itself.
    noise = hashlib.shake_256(b"noise").digest(65_536)
    packed = (seal.pack([noise[:length]]) for length in range(65_536, 0, -1))
    exact = next(inner for inner in packed if len(inner) == 65_536)
    for inner in (INNER, exact):
        for after in (b"\0", b"x" * 70_000, inner):
            assert unpacked(inner + after)[1] == "batch-unsound"


def test_an_inside_that_was_changed_or_cut_is_refused() -> None:
    for length in range(len(INNER)):
        assert unpacked(INNER[:length])[1] == "batch-unsound"
    harmless = 0
    for place in range(len(INNER)):
        flipped = bytearray(INNER)
        flipped[place] ^= 1 << place % 8
        try:
            assert b"".join(seal.unpack(bytes(flipped))) == PLAIN
            harmless += 1  # one of the bits that fill up the last byte before the check
        except Refusal as refusal:
            assert refusal.code == "batch-unsound"  # noqa: PT017 - either may be
    assert harmless <= 1
    assert unpacked(gzip.compress(PLAIN, mtime=0))[1] == "batch-unsound"
    assert unpacked(PLAIN)[1] == "batch-unsound"


def test_monotonous_books_are_no_bomb() -> None:
    line = b'{"amount":2000,"day":"2026-11-22","kind":"savings-received","member":7}\n'
    inner = seal.pack(line * 1000 for _ in range(how_many(50, 200)))
    plain = b"".join(seal.unpack(inner))
    assert plain == line * (len(plain) // len(line))
    assert len(plain) > 100 * len(zlib.compress(plain))


def test_too_much_for_one_file_is_refused_when_it_is_written() -> None:
    noise = hashlib.shake_256(b"noise").digest(1_000_000)
    with pytest.raises(Refusal, match="batch-too-large"):
        seal.pack(noise[at:] + noise[:at] for at in range(21))


def test_short_codes() -> None:
    assert seal.letters(bytes(32)) == "00000000"
    assert seal.letters(b"\xff" * 32) == "ZZZZZZZZ"
    assert seal.letters(bytes.fromhex("0123456789")) == "04HMASW9"
    code = seal.short_code(b"a file")
    eight = seal.letters(hashlib.sha256(b"a file").digest())
    assert code.startswith(f"{eight[:4]}-{eight[4:]}-")
    assert len(code) == 11
    assert is_code(code)
    assert is_code(code.lower().replace("-", " "))
    assert is_code("oooo-oooo-o")
    for wrong in ("", code[:-1], code + "0", "UUUU-UUUU-U"):
        assert not is_code(wrong)


def is_code(text: str) -> bool:
    """Whether a short code was read and typed rightly, as FORMAT.md has it (5.5)."""
    typed = "".join(one for one in text.upper() if one not in " -")
    typed = typed.translate(str.maketrans("ILO", "110"))
    if len(typed) != 9 or any(one not in seal.CODE_LETTERS for one in typed):
        return False
    state = 0
    for one in typed[:-1]:
        state ^= seal.CODE_LETTERS.index(one)
        state = state << 1 ^ (0b100101 if state & 16 else 0)
    return seal.CODE_LETTERS[state] == typed[-1]


def test_a_mistake_in_a_short_code_shows() -> None:
    """One wrong letter, or any two that changed places."""
    code = seal.short_code(b"a file").replace("-", "")
    for place, letter in itertools.product(range(9), seal.CODE_LETTERS):
        typed = code[:place] + letter + code[place + 1 :]
        assert is_code(typed) == (typed == code)
    for one, two in itertools.combinations(range(9), 2):
        letters = list(code)
        letters[one], letters[two] = letters[two], letters[one]
        assert is_code("".join(letters)) == (code[one] == code[two])
