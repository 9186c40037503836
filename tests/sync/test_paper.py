"""The recovery key in words: read as people write it, and a slip is told with its place."""

import itertools

import pytest

from federation.core.refusals import Refusal, refuse
from sync import keys, paper
from tests.factories import Entropy
from tests.house import ROOT

MADE = keys.make_identity(Entropy("paper"))
WORDS = paper.words(MADE)


def test_the_words_of_the_standard() -> None:
    """BIP 39's own test vectors of 256 bits."""
    for secret, first, last in (
        (bytes(32), "abandon", "art"),
        (b"\x7f" * 32, "legal", "title"),
        (b"\xff" * 32, "zoo", "vote"),
    ):
        told = paper.words(keys.spell_identity(secret))
        assert (len(told), told[0], told[-1]) == (24, first, last)
        assert keys.secret_of(paper.read_recovery(" ".join(told))) == secret


@pytest.mark.parametrize(
    "text",
    [
        " ".join(WORDS),
        "\n".join(WORDS).upper(),
        "\n".join(f"{at}. {word}" for at, word in enumerate(WORDS, 1)),
        "  ".join(f"{at}){word.capitalize()}," for at, word in enumerate(WORDS, 1)),
        "\r\n".join(f"# {at} {word}" for at, word in enumerate(WORDS, 1)),
        " ".join(word[:4] for word in WORDS),
        paper.written(MADE, "Natangwe"),
        paper.written(MADE, "Natangwe").rpartition(MADE)[0],
        f"  {MADE.lower()}\n",
    ],
)
def test_words_are_read_as_people_write_them(text: str) -> None:
    assert paper.read_recovery(text) == MADE


def told_of(text: str) -> Refusal:
    with pytest.raises(Refusal) as told:
        paper.read_recovery(text)
    return told.value


def test_a_slip_is_told_with_its_place() -> None:
    typed = [*WORDS[:6], "abandn", *WORDS[7:]]
    refusal = told_of(" ".join(typed))
    assert refusal.facts == {"place": 7, "word": "abandn", "near": "abandon, brand"}
    assert told_of(" ".join(WORDS[:-1])) == refuse("words-count", count=23, wanted=24)
    assert told_of(" ".join((*WORDS, "zoo"))) == refuse("words-count", count=25, wanted=24)
    assert told_of("") == refuse("words-count", count=0, wanted=24)
    assert told_of(f"{MADE[:-1]}Q").code == "key-unsound"
    assert told_of("日本語 " * 24).code == "word-unknown"


def codes_of(text: str) -> str:
    try:
        paper.read_recovery(text)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_two_words_that_changed_places_do_not_fit_together() -> None:
    """Eight bits check the words: of 276 exchanges about one is not noticed."""
    read = []
    for one, other in itertools.combinations(range(24), 2):
        typed = list(WORDS)
        typed[one], typed[other] = typed[other], typed[one]
        read.append(codes_of(" ".join(typed)))
    assert set(read) <= {"words-differ", ""}
    assert read.count("") <= 5


def test_whether_a_key_fits_a_card() -> None:
    assert paper.fits(MADE, keys.recipient_of(MADE))
    assert not paper.fits(MADE, keys.recipient_of(keys.make_identity(Entropy("other"))))


def test_an_example_of_a_passphrase_has_five_words() -> None:
    assert paper.example(0) == "abandon abandon abandon abandon abandon"
    assert len(set(paper.example(int.from_bytes(Entropy("e")(7), "big")).split())) == 5


def test_the_example_of_the_format_is_true() -> None:
    text = " ".join((ROOT / "sync" / "FORMAT.md").read_text("utf-8").split())
    made = keys.spell_identity(bytes(range(0x40, 0x60)))
    assert made in text
    assert f"`{' '.join(paper.words(made))}`" in text
