"""A report as a paper: every row and its sums, figures kept private look alike."""

from federation.papers.paper import Figures, Heading, Size, Table
from federation.reports.render import pdf
from federation.reports.table import Column, Kind, Report

COLUMNS = (
    Column("settlement", "Settlement"),
    Column("households", "Households", Kind.COUNT),
    Column("saved", "Saved", Kind.MONEY),
    Column("suppressed", "Kept private", Kind.YES),
)


def report(*rows: tuple[str | int | bool | None, ...], **given: object) -> Report:
    told = {"name": "city", "title": "What is asked where", "about": "City", "currency": "NAD"}
    return Report(**{**told, "columns": COLUMNS, "rows": rows, "plain": {}, **given})  # type: ignore[arg-type]


def test_rows_and_sums_stand_in_a_table() -> None:
    made = report(
        ("Havana", 24, 1_000, False), ("Otjomuise", None, None, True), sums=("", 24, 5, None)
    )
    paper = pdf.paper([made])
    (table,) = paper.blocks
    assert isinstance(table, Table)
    assert table.rows == (("Havana", 24, 1_000, ""), ("Otjomuise", "…", "…", "yes"))
    assert table.sums == ("", 24, 5, None)
    assert paper.size is Size.A4
    assert pdf.render([made]) == pdf.render([made])


def test_one_row_is_figures_and_several_reports_have_headings() -> None:
    one = report(("Havana", 24, 1_000, False))
    (figures,) = pdf.paper([one]).blocks
    assert isinstance(figures, Figures)
    assert [told.value for told in figures.figures] == ["Havana", 24, 1_000, ""]
    kinds = [type(block) for block in pdf.paper([one, one]).blocks]
    assert kinds == [Heading, Figures] * 2


def test_many_columns_are_printed_across() -> None:
    wide = COLUMNS * 2
    row = ("Havana", 24, 1_000, False) * 2
    made = report(row, row, columns=wide)
    assert pdf.paper([made]).size is Size.A4_WIDE
    assert pdf.render([made]).startswith(b"%PDF-")
