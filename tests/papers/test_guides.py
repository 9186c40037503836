"""Guides: two sheets at most in any language, and screens called by their own words."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from federation import assets
from federation.i18n import use_language
from federation.papers import guides, pdf
from federation.papers.drawings import DRAWINGS
from federation.papers.laying import lay
from federation.sentences import helping
from tests.house import ROOT

LONGER = 1.4  # what a text of short sentences may grow by in translation
LANGUAGES = ["en", *sorted(one.parent.parent.name for one in assets.folder("locale").rglob("*.po"))]
A4 = (595, 842)


def longer(laid: Any, name: str = "") -> Any:
    """The same with every text grown, by repeating its words."""
    if isinstance(laid, dict):
        return {key: longer(value, key) for key, value in laid.items()}
    if isinstance(laid, list):
        return [longer(one, name) for one in laid]
    if name not in ("text", "title") or not laid.strip():
        return laid
    words, most = laid.split(" "), len(laid) * LONGER
    place = 0
    while len(" ".join(words)) < most:
        words.insert(-1, words[place])
        place += 1
    return " ".join(words)


def sheets(laid: Any) -> list[tuple[int, int]]:
    pages = PdfReader(io.BytesIO(pdf.typeset(laid))).pages
    return [(round(one.mediabox.width), round(one.mediabox.height)) for one in pages]


@pytest.mark.parametrize("role", guides.ROLES)
def test_a_guide_is_two_sheets_at_most_also_where_words_are_long(role: str) -> None:
    laid = lay(guides.guide(role, "Natangwe", "2026-12-01"))
    assert 1 <= len(sheets(laid)) <= 2
    assert set(sheets(laid)) == {A4}
    grown = longer(laid)
    assert len(str(grown)) > len(str(laid))
    assert len(sheets(grown)) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_guide_in_every_language(language: str) -> None:
    with use_language(language):
        laid = lay(guides.guide("treasurer", "Natangwe", "2026-12-01"))
    assert laid["language"] == language
    assert len(sheets(laid)) <= 2


def screens() -> str:
    """Every word of a screen, but for those of the help itself."""
    read = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "federation/sentences").glob("*.py")]
    read += (ROOT / "federation/web").rglob("*.py")
    told = [path for path in read if path.name not in ("helping.py", "help.html")]
    return "".join(path.read_text("utf-8") for path in told)


def test_what_a_guide_calls_a_button_stands_on_a_screen() -> None:
    shown = screens()
    missing = [word for word in helping.SCREEN.values() if f'"{word}"' not in shown]
    # Words with a count in them are written between two marks of the template language.
    assert [word for word in missing if f"%}}{word}" not in shown] == []


def test_every_word_of_a_screen_that_is_known_is_used() -> None:
    said = " ".join([*helping.HAPPENS.values(), *helping.TO_DO.values()])
    assert set(re.findall(r"%\((\w+)\)s", said)) == set(helping.SCREEN)


def test_every_topic_is_told_whole_and_stands_in_a_guide_or_on_a_page() -> None:
    topics = set(guides.TOPICS)
    assert topics == set(helping.TITLES) == set(helping.HAPPENS) == set(helping.TO_DO)
    assert {DRAWINGS[name] for name in guides.TOPICS.values()} == set(DRAWINGS.values())
    for topic in topics:
        one = guides.step(topic)
        told = "".join(text for text, _ in (*one.happens, *one.to_do))
        assert told.count(".") >= 2
        assert "%(" not in told
        assert max(len(sentence) for sentence in told.split(".")) < 130, topic


def test_words_of_screens_are_apart_and_what_is_filled_in_is_left_open() -> None:
    pieces = guides.step("savings").to_do
    assert ("Confirm, then …", True) in pieces
    assert "".join(text for text, _ in pieces).endswith("press Confirm, then ….")
    assert guides.of_role("reader") == "official"
    assert guides.of_role("chair") == "chair"
