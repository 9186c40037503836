"""A language that nobody speaks: every message marked, longer by two fifths, written both ways.

What stands on a page outside its marks was never given to translators. Letters are taken from
elsewhere in Latin so that the English can still be read in a picture ("pseudo-localization",
Unicode Technical Report 35 has such locales as `en-XA` and `ar-XB`).
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest

from federation import catalogues
from federation.catalogues import NO_WORDS, Translated

CODE = "naq"  # one of ours, that nothing is shipped for; it has three forms
BEGIN, END = "⟦", "⟧"
RIGHT_TO_LEFT = "\u200f"
LONGER = 0.4
LETTERS = str.maketrans("aeiouyAEIOUYcns", "àéîöüýÀÉÎÖÜÝçñš")
MARKS = re.compile(r"%\([a-z_]+\)s|%%|\{[a-z_]*\}")
SEPARATORS = re.compile(r"[\n·,:;()“”/]| – |\. ")
LETTERED = re.compile(r"[^\W\d_]{2}")
# Attributes that people read or hear.
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-practice", "label")
SILENT = ("script", "style", "svg")
HEARD_IN_SVG = ("title", "desc", "text")


def pseudo(message: str) -> str:
    """The message in that language; its marks stay."""
    parts, last = [], 0
    for mark in MARKS.finditer(message):
        parts += [message[last : mark.start()].translate(LETTERS), mark[0]]
        last = mark.end()
    parts.append(message[last:].translate(LETTERS))
    more = max(2, int(len(message) * LONGER))
    padding = " ".join("·" * 7 for _ in range(more // 8 + 1))[:more]
    return f"{BEGIN}{RIGHT_TO_LEFT}{''.join(parts)} {padding}{END}"


def words() -> Mapping[str, Translated]:
    """Every message of the program in that language."""
    count = catalogues.plural_rule(CODE)[0]
    told = {}
    for term in catalogues.terms():
        forms = (pseudo(term.one), *(pseudo(term.many) for _ in range(count - 1)))
        told[term.one] = Translated(forms if term.many else forms[:1], is_confirmed=True)
    return told


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the program ships that language."""
    told = words()
    real = catalogues.shipped

    def shipped(code: str) -> Mapping[str, Translated]:
        return told if code == CODE else NO_WORDS if code != "en" else real(code)

    monkeypatch.setattr(catalogues, "shipped", shipped)


class _Reader(HTMLParser):
    """Everything on a page that somebody reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.running = ""
        self.silent: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        self.told += [found[name] or "" for name in SPOKEN if found.get(name)]
        if tag in SILENT or (self.silent and tag in HEARD_IN_SVG):
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent or self.silent[-1] in HEARD_IN_SVG:
            self.running += data + "\n"


def read(page: str) -> tuple[list[str], list[str]]:
    """What a page says, and where its links lead."""
    reader = _Reader()
    reader.feed(page)
    return [*reader.told, reader.running], reader.links


def outside(text: str) -> Iterator[str]:
    """The parts of a text that stand outside every mark, where they have letters."""
    depth, part = 0, ""
    for letter in text:
        if letter == BEGIN:
            depth += 1
            part += "\n"
        elif letter == END:
            depth -= 1
        elif depth == 0:
            part += letter
    for one in SEPARATORS.split(part):
        bare = " ".join(one.split())
        if LETTERED.search(bare):
            yield bare
