"""The pictures of README and guides: made by `make screens`, small, and each of them shown."""

import re
import struct

import pytest

from tests.house import ROOT
from tests.screens import ALL, BYTES_MAX, FOLDER

PALETTE = 3  # the type of colour in a PNG's first chunk
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def shown() -> dict[str, str]:
    """Every picture that a page shows, and what is said for whoever does not see it."""
    told = re.compile(r"!\[(.*?)\]\((?:docs/)?screens/(.+?)\.png\)")
    found = (told.findall(page.read_text("utf-8")) for page in PAGES)
    return {name: words for page in found for words, name in page}


def test_every_picture_is_made_and_shown_and_said_in_words() -> None:
    there = {one.stem for one in FOLDER.iterdir()}
    assert there == ALL
    assert set(shown()) == ALL
    assert min(map(len, shown().values())) > len("a picture")


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_picture_is_a_small_file(name: str) -> None:
    drawn = (FOLDER / f"{name}.png").read_bytes()
    assert drawn.startswith(b"\x89PNG\r\n")
    wide, high, _, kind = struct.unpack(">IIBB", drawn[16:26])
    assert kind == PALETTE
    assert (wide, high) in ((360, 700), (1100, 700))
    assert len(drawn) <= BYTES_MAX
