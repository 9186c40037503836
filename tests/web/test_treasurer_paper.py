"""The page that treasurers print names buttons and pages as the screens do."""

import re

from tests.house import ROOT


def test_every_word_in_bold_stands_on_a_screen() -> None:
    """“…” on paper stands for what a screen fills in."""
    read = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "federation/sentences").glob("*.py")]
    screens = "".join(path.read_text("utf-8") for path in read)
    screens = re.sub(r"%\(\w+\)s", "…", screens).lower()
    paper = (ROOT / "docs/treasurer.md").read_text("utf-8")
    told = {re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*(.+?)\*\*", paper, re.DOTALL)}
    parts = {part.strip(" .,") for one in told for part in one.lower().split("…")}
    assert len(told) > 60
    assert sorted(part for part in parts if part not in screens) == []
