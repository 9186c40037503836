"""The sheet of a recovery key: every word with its number, and what a camera reads is the key."""

import re

from federation.papers import alone, pdf, recovery
from federation.papers.laying import lay
from federation.papers.qr import svg
from sync import keys, paper
from tests.factories import Entropy

MADE = keys.make_identity(Entropy("sheet"))
SHEET = recovery.recovery_paper(MADE, name="Natangwe <b>", day="2026-11-24")


def test_the_words_stand_with_their_numbers() -> None:
    (table,) = [one for one in lay(SHEET)["blocks"] if one["type"] == "table"]
    pairs = [row[at : at + 2] for at in (0, 2) for row in table["rows"]]
    assert [int(number) for number, _ in pairs] == list(range(1, 25))
    assert paper.read_recovery(" ".join(word for _, word in pairs)) == MADE


def test_the_page_stands_alone() -> None:
    page = alone.write(SHEET).decode()
    assert "Natangwe &lt;b&gt;" in page
    assert page.count("<svg") == 1
    assert svg(MADE) in page
    assert MADE in page
    assert not re.search(r'(src|href)="|@import|url\(', page)
    assert "<script" not in page


def test_the_pdf_is_tagged_and_the_same_each_time() -> None:
    content = pdf.write(SHEET)
    assert content.startswith(b"%PDF")
    assert b"/MarkInfo" in content
    assert content == pdf.write(SHEET)
