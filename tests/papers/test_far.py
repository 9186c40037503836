"""The sheet for the wall: letters high enough to be read from two metres, by the PDF's fonts."""

import io

from pypdf import PdfReader

from federation.papers import lists, pdf
from federation.papers.paper import FAR_FIGURE_MM, FAR_ROW_MM, Paper
from federation.store import Store
from tests.factories import admit, enter

MM = 25.4 / 72


def capitals(paper: Paper) -> dict[str, float]:
    """Each piece of text with the height of its capitals in millimetres."""
    told: dict[str, float] = {}

    def visit(text, matrix, _place, font, size):
        if text.strip() and font:
            descriptor = (
                font.get("/FontDescriptor") or font["/DescendantFonts"][0]["/FontDescriptor"]
            )
            told[text.strip()] = size * abs(matrix[0]) * descriptor["/CapHeight"] / 1000 * MM

    for page in PdfReader(io.BytesIO(pdf.write(paper))).pages:
        page.extract_text(visitor_text=visit)
    return told


def of(told: dict[str, float], part: str) -> float:
    return min(height for text, height in told.items() if part in text)


def test_rows_and_figures_on_the_wall_are_read_from_two_metres(group: Store) -> None:
    selma = admit(group, "Selma ǀGaroeb")
    enter(group, ("savings", 123_456, selma))
    with group.reading() as db:
        far, near = lists.wall(db, group.node), lists.wall_columns(db, group.node)
    told = capitals(far)
    assert FAR_FIGURE_MM == 10
    assert 5.8 < FAR_ROW_MM < 5.83
    assert of(told, "Selma") >= FAR_ROW_MM
    assert max(told.values()) >= FAR_FIGURE_MM
    assert [height for text, height in told.items() if "234" in text]
    assert all(height >= FAR_ROW_MM for text, height in told.items() if "234" in text)
    assert of(capitals(near), "Selma") < FAR_ROW_MM
