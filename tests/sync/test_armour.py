"""Files as text: age's own armour, and the texts of QR codes; what a chat adds, what it breaks."""

import random
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from federation.core.refusals import Refusal
from sync import armour, intake, keys, seal
from tests.sync import links
from tests.sync.links import World, brief, bring, contents, save, write

CHANCE = random.Random(4)
SEALED = seal.AGE_MAGIC + CHANCE.randbytes(3000)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def told(text: bytes) -> list[bytes | str]:
    """What stands in a text: files, and codes of refusals."""
    return [one.code if isinstance(one, Refusal) else one for one in armour.opened(text)]


def test_armour_is_what_age_writes_and_reads(world: World) -> None:
    save(world.group)
    (content,) = contents(write(world.group))
    text = armour.armour(content)
    assert max(map(len, text.splitlines())) == armour.COLUMNS
    assert told(text) == [content]
    identity = x25519.Identity.from_str(keys.identity(world.hub.node))
    assert pyrage.decrypt(text, [identity]) == seal.open_sealed(content, world.hub.node)
    for size in (0, 47, 48, 1000):
        theirs = pyrage.encrypt(bytes(size), [identity.to_public()], armored=True)
        (sealed,) = told(theirs)
        assert isinstance(sealed, bytes)
        assert armour.armour(sealed) == theirs


@pytest.mark.parametrize("size", range(len(seal.AGE_MAGIC), len(seal.AGE_MAGIC) + 100, 7))
def test_every_length_comes_back(size: int) -> None:
    sealed = SEALED[:size]
    assert told(armour.armour(sealed)) == [sealed]
    assert told(" ".join(armour.code_texts(sealed)).encode()) == [sealed]


def test_what_a_chat_adds_is_passed_over() -> None:
    text = armour.armour(SEALED)
    for changed in (
        text.replace(b"\n", b"\r\n"),
        text.replace(b"\n", b"\r"),
        "\ufeffMaria, 14:05: here it is ".encode() + text + "\n👍 got it?".encode(),
        b"\n".join(b"  " + line + b" \t" for line in text.split(b"\n")),
        text.rstrip(),
    ):
        assert told(changed) == [SEALED]
    other = SEALED[:200]
    assert told(text + b"and the second:\n" + armour.armour(other)) == [SEALED, other]


def test_what_a_chat_breaks_is_told() -> None:
    text = armour.armour(SEALED)
    lines = text.split(b"\n")
    last = len(lines) - 3
    assert lines[last].endswith(b"==")
    for changed in (
        b"\n".join([*lines[:5], *lines[6:]]).replace(lines[1], b"", 1),  # lines gone
        text.replace(lines[3], lines[3][:-1]),  # a letter gone
        text.replace(lines[3], lines[3][:-1] + b"-"),  # a letter that is none
        text.replace(lines[3], b"> " + lines[3]),  # quoted
        text.replace(lines[3] + b"\n", lines[3] + b"\n\n"),  # a line between
        text.replace(lines[last], lines[last][:-3] + bytes([lines[last][-3] + 1]) + b"=="),
        armour.BEGIN + b"\n" + armour.END,
        armour.BEGIN + armour.END,
        armour.armour(b"another kind of file"),
    ):
        assert told(changed) == ["text-changed"], changed[:300]
    assert told(text[:2000]) == ["text-cut"]
    assert told(text[:2000] + b"\n" + text) == ["text-cut", SEALED]
    assert told(bytes(armour.TEXT_BYTES_MAX + 1)) == ["paste-too-long"]
    assert told(b"nothing of ours") == []


def test_a_small_file_is_one_code_and_a_larger_one_a_series() -> None:
    assert len(armour.code_texts(SEALED[:2000])) == 1
    texts = armour.code_texts(SEALED)
    assert len(texts) == 2
    assert armour.code_texts(seal.AGE_MAGIC + bytes(16_000)) == ()
    assert told("\n".join(reversed(texts)).encode()) == [SEALED]
    assert told(f"{texts[0]} {texts[1]} {texts[0]}".encode()) == [SEALED]
    assert told(texts[1].encode()) == ["code-part-missing"]
    assert told(texts[0][:-1].encode() + texts[1].encode()) == ["text-cut", "code-part-missing"]
    at = len(texts[0]) - 9
    wrong = texts[0][:at] + ("A" if texts[0][at] != "A" else "B") + texts[0][at + 1 :]
    assert told(f"{wrong}\n{texts[1]}".encode()) == ["text-changed"]
    folded = "\n".join(texts[0][at : at + 40] for at in range(30, len(texts[0]), 40))
    assert told(f"{texts[0][:30]}{folded} {texts[1]}".encode()) == [SEALED]


@given(st.integers(0, 5000), st.integers(0, 90), st.binary(max_size=90))
def test_whatever_happens_to_a_text_is_told(at: int, length: int, put: bytes) -> None:
    """The code's text names its file; armour leaves a lost line to age, which finds it."""
    for text, is_named in (
        (armour.armour(SEALED), False),
        (" ".join(armour.code_texts(SEALED)).encode(), True),
    ):
        for one in armour.opened(text[:at] + put + text[at + length :]):
            if isinstance(one, Refusal):
                assert one.code in ("text-changed", "text-cut", "code-part-missing")
            else:
                assert one == SEALED or (not is_named and seal.is_sealed(one))


def test_a_text_is_the_file_with_its_code(world: World, tmp_path: Path) -> None:
    save(world.group)
    (one,) = write(world.group)
    content = one.file.read_bytes()
    (outcome,) = bring(world.hub, b"Hello,\r\n" + armour.armour(content), "DOC.txt")
    assert (outcome.outcome, outcome.short_code) == ("applied", one.short_code)
    again = " ".join(armour.code_texts(content)).encode()
    assert brief(bring(world.hub, again, "pasted")) == [("already", "")]
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "message.eml").write_bytes(b"Subject: books\r\n\r\n" + armour.armour(content))
    (folder / "cut.txt").write_bytes(armour.armour(content)[:700])
    outcomes = {Path(out.file).name: out for out in intake.take_in(world.hub, [folder])}
    assert brief(outcomes.values()) == [("refused", "text-cut"), ("already", "")]
    assert links.is_sound(world.hub)


@pytest.mark.parametrize(
    "text", [armour.BEGIN + b"\n", b"SG:1/8:AAAAAAAAA:AA:\n", b"SG:1/1:%09d:AA:\n"]
)
def test_a_text_full_of_beginnings_is_told_and_not_worked_through(text: bytes) -> None:
    many = 300_000
    whole = b"".join(text % n for n in range(many)) if b"%" in text else text * many
    found = list(armour.opened(whole))
    assert 1 <= len(found) <= 3
    assert all(isinstance(one, Refusal) for one in found)
