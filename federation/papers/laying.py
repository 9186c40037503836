"""From a paper to what stands on it, in words as people read them: plain texts and lists.

Both renderers take this and nothing else, so that page and PDF cannot differ.
"""

import functools
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from federation import i18n
from federation.i18n import gettext

from .drawings import svg as drawing
from .paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Picture,
    Signatures,
    Slip,
    Slips,
    Square,
    Step,
    Steps,
    Table,
    Words,
)
from .qr import svg

Laid = Mapping[str, Any]
"""Texts, numbers of millimetres, lists and mappings of them: JSON as it is."""

LINE_LETTERS_MAX: Final = 400
NARROW_COLUMNS: Final = 2
"""A table of so many has room beside its chart."""
BESIDE_ROWS_MAX: Final = 20


def lay(paper: Paper) -> Laid:
    """The paper in its own language; one that has none in the language of the moment."""
    with i18n.use_language(paper.language or i18n.language()):
        return _laid(paper)


def _laid(paper: Paper) -> Laid:
    return {
        "name": paper.name,
        "title": paper.title,
        "about": paper.about,
        "group": paper.group,
        "day": paper.day,
        "printed": gettext("Printed on %(day)s", day=i18n.day(paper.day)) if paper.day else "",
        "language": i18n.language(),
        "size": paper.size.value,
        "far": paper.far,
        "blocks": _beside(
            [{"beside": False, **_block(one, paper.currency)} for one in paper.blocks]
        ),
    }


def _beside(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, of which a picture and a narrow table after it stand side by side."""
    for one, after in pairwise(blocks):
        one["beside"] = (
            one["type"] == "picture"
            and after["type"] == "table"
            and len(after["columns"]) == NARROW_COLUMNS
            and 0 < len(after["rows"]) <= BESIDE_ROWS_MAX
        )
    return blocks


def shown(value: Cell, kind: Kind, currency: str) -> str:
    """A value as people write it; `currency` "" leaves its sign out, as in a column of amounts."""
    if value is None:
        return ""
    if isinstance(value, str):
        return i18n.day(value) if kind is Kind.DAY else value[:LINE_LETTERS_MAX]
    if kind is Kind.MONEY:
        return i18n.money(value, currency) if currency else i18n.figure(value)
    return i18n.number(value)


@functools.singledispatch
def _block(block: Block, _currency: str) -> Laid:
    raise TypeError(f"no such block: {block!r}")


@_block.register
def _heading(block: Heading, _currency: str) -> Laid:
    return {"type": "heading", "text": block.text}


@_block.register
def _paragraph(block: Paragraph, _currency: str) -> Laid:
    return {"type": "paragraph", "text": block.text, "small": block.small}


@_block.register
def _figures(block: Figures, currency: str) -> Laid:
    return {"type": "figures", "figures": [_figure(one, currency) for one in block.figures]}


def _figure(one: Figure, currency: str) -> Laid:
    return {
        "label": one.label,
        "picture": one.picture,
        "shown": shown(one.value, one.kind, currency),
        "write": one.value is None,
        "num": one.value is not None and one.kind in (Kind.MONEY, Kind.COUNT),
    }


@_block.register
def _table(block: Table, _currency: str) -> Laid:
    rows = [_row(block.columns, row) for row in block.rows]
    rows += [[""] * len(block.columns)] * block.blank
    return {
        "type": "table",
        "ruled": block.ruled,
        "columns": [_column(one) for one in block.columns],
        "rows": rows,
        "sums": _row(block.columns, block.sums) if block.sums else [],
        "empty": block.empty,
        "title": block.title,
    }


def _column(one: Column) -> Laid:
    num = one.kind in (Kind.MONEY, Kind.COUNT)
    told = "num" if num else "write" if one.kind is Kind.WRITE else "text"
    if one.kind is Kind.DAY:
        told = "day"
    return {"title": one.title, "kind": told, "wide": one.wide}


def _row(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> list[str]:
    pairs = zip(columns, row, strict=True)
    return [shown(value, column.kind, "") for column, value in pairs]


@_block.register
def _slips(block: Slips, currency: str) -> Laid:
    return {
        "type": "slips",
        "slips": [_slip(one, currency) for one in block.slips],
        "empty": block.empty,
    }


def _slip(one: Slip, currency: str) -> Laid:
    with i18n.use_language(one.language or i18n.language()):
        return _laid_slip(one, currency)


def _laid_slip(one: Slip, currency: str) -> Laid:
    return {
        "language": i18n.language(),
        "title": one.title,
        "beside": one.beside,
        "lines": [_figure(line, currency) for line in one.lines],
        "total": _figure(one.total, currency),
        "names": list(one.names),
    }


@_block.register
def _square(block: Square, _currency: str) -> Laid:
    return {"type": "square", "svg": svg(block.says), "caption": block.caption}


@_block.register
def _signatures(block: Signatures, _currency: str) -> Laid:
    return {"type": "signatures", "names": list(block.names)}


@_block.register
def _picture(block: Picture, _currency: str) -> Laid:
    return {"type": "picture", "page": block.page, "sheet": block.sheet, "about": block.about}


@_block.register
def _steps(block: Steps, _currency: str) -> Laid:
    return {"type": "steps", "steps": [step(one) for one in block.steps]}


def step(one: Step) -> Laid:
    """A step in the language of the moment."""
    return {
        "title": one.title,
        "happens": _pieces(one.happens),
        "to_do": _pieces(one.to_do),
        "page": drawing(one.drawing),
        "sheet": drawing(one.drawing, "black"),
    }


def _pieces(words: Words) -> list[Laid]:
    return [{"text": text, "screen": is_screen} for text, is_screen in words]
