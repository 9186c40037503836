"""Reads back what was taken out of a city: every format, into the same plain numbers.

Nothing of the program is used here: only what a curious official could do with the files.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook

ALL = "all"
PRIVATE = "…"

Figure = tuple[str, str, str]
"""Table, settlement, column; "all" where summed over."""

Told = tuple[int | None, int]
"""Households (None: kept private) and requests."""


@dataclass(frozen=True)
class Listed:
    """A request as the city's list has it; households None: kept private.

    `within`: the joint request of which it is a part, or "".
    """

    settlement: str
    kind: str
    group: str
    raised: str
    households: int | None
    within: str = ""


@dataclass(frozen=True)
class Paper:
    """One release, as one folder of files tells it."""

    threshold: int
    period: str
    figures: Mapping[Figure, Told]
    requests: Mapping[str, Listed]
    joint: Mapping[str, Listed]

    def parts(self, joint: str) -> frozenset[str]:
        """The requests for which a joint one stands now."""
        return frozenset(name for name, one in self.requests.items() if one.within == joint)

    def counted(self) -> Mapping[str, Listed]:
        """The requests that this release counts: those of its period that the city knows."""
        return {n: one for n, one in self.requests.items() if _within(one.raised, self.period)}


def read_all(folders: Iterable[Mapping[str, bytes]]) -> list[Paper]:
    """The folders in order, each with what those before told of a request's day.

    A joint request is one within which another one is, or was, asked.
    """
    raised: dict[str, str] = {}
    joint: set[str] = set()
    return [_read(folder, raised, joint) for folder in folders]


def _read(folder: Mapping[str, bytes], raised: dict[str, str], joint: set[str]) -> Paper:
    """What a folder says, in all its formats alike. Fails where two of them differ."""
    told = json.loads(folder["city.json"])
    figures = _of_json(told)
    for rows in (_csv(folder["city.csv"]), _xlsx(folder["city.xlsx"], folder["city.csv"])):
        assert _of_rows(rows) == figures
    assert _of_page(folder["tables.html"].decode(), figures) == figures
    report = json.loads(folder["requests.json"])
    listed, within = report["requests"], report.get("merged_into", {})
    numbers = {one["id"]: one["households"] for one in listed}
    listed_again = _xlsx(folder["requests.xlsx"], folder["requests.csv"])
    for rows in (_csv(folder["requests.csv"]), listed_again):
        assert {str(row["id"]): _number(row["households"]) for row in rows} == numbers
    assert _of_list(folder["requests.html"].decode(), numbers) == numbers
    today = date.fromisoformat(folder["day"].decode())
    for one in listed:  # when it is first seen it still waits
        day = today - timedelta(days=one["days_waiting"])
        raised.setdefault(one["id"], day.isoformat())
    requests = {
        one["id"]: Listed(
            one["settlement"],
            one["kind"],
            one["group"],
            raised[one["id"]],
            one["households"],
            within.get(one["id"], ""),
        )
        for one in listed
    }
    joint.update(one.within for one in requests.values() if one.within)
    single = {name: one for name, one in requests.items() if name not in joint}
    together = {name: one for name, one in requests.items() if name in joint}
    return Paper(told["threshold"], told["period"], figures, single, together)


def _within(day: str, period: str) -> bool:
    year, _, part = period.partition("-")
    month = int(day[5:7])
    parts = ("", f"H{(month + 5) // 6}", f"Q{(month + 2) // 3}")
    return not period or (day[:4] == year and part in parts)


def _of_json(told: Mapping[str, Any]) -> dict[Figure, Told]:
    sheets = [("settlement-kind", "kind", told)]
    sheets += [(other["name"], "rung", other) for other in told["other"]]
    rows = [
        (name, cell["settlement"], cell[column], cell["households"], cell["requests"], cell)
        for name, column, sheet in sheets
        for cell in (*sheet["cells"], *sheet["totals"])
    ]
    assert all(cell["suppressed"] == (cell["households"] is None) for *_, cell in rows)
    return _once((row[:3], row[3:5]) for row in rows)


def _of_rows(rows: Sequence[Mapping[str, Any]]) -> dict[Figure, Told]:
    yes = {True: True, False: False, "yes": True, "no": False}
    told = [(row, _number(row["households"]), _number(row["requests"]) or 0) for row in rows]
    assert all(yes[row["suppressed"]] == (number is None) for row, number, _ in told)
    return _once(
        ((str(row["table"]), str(row["settlement"]), str(row["column"])), (number, requests))
        for row, number, requests in told
    )


def _once(told: Iterable[tuple[Figure, Told]]) -> dict[Figure, Told]:
    """Every figure, which may not stand twice in one table."""
    some = list(told)
    assert len(dict(some)) == len(some)
    return dict(some)


def _csv(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _xlsx(content: bytes, beside: bytes) -> list[dict[str, Any]]:
    """The table after its head and an empty row, its columns named as those of the CSV."""
    rows = [*load_workbook(io.BytesIO(content)).active.values]
    top = next(at for at, row in enumerate(rows) if not any(row)) + 1
    names = next(csv.reader(io.StringIO(beside.decode("utf-8-sig"), newline="")))
    return [dict(zip(names, row, strict=True)) for row in rows[top + 1 :]]


def _number(told: Any) -> int | None:
    return None if told in ("", None) else int(told)


class _Tables(HTMLParser):
    """The cells of every table of a page, as words without what only a screen reader hears."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside, self.away = False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.inside = True
        self.away = dict(attrs).get("class") == "away"

    def handle_endtag(self, tag: str) -> None:
        self.away = False
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.away:
            self.tables[-1][-1][-1] += data


def _of_page(page: str, like: Mapping[Figure, Told]) -> dict[Figure, Told]:
    """The figures of the page's tables; their columns stand in the order of their codes."""
    reader = _Tables()
    reader.feed(page)
    names = list(dict.fromkeys(table for table, _, _ in like))
    found: dict[Figure, Told] = {}
    for name, (head, *rows) in zip(names, reader.tables, strict=True):
        columns = sorted({c for table, _, c in like if table == name}, key=lambda c: (c == ALL, c))
        assert len(head) == len(columns) + 1
        for place, *cells in rows:
            settlement = ALL if place == "all settlements" else place
            for column, cell in zip(columns, cells, strict=True):
                if cell.strip() != "–":
                    number, requests = re.fullmatch(r"(…|[\d\s]+)\s+\((\d+)\)", cell).groups()
                    figure = None if number == PRIVATE else int(re.sub(r"\s", "", number))
                    found[name, settlement, column] = (figure, int(requests))
    return found


def _of_list(page: str, names: Iterable[str]) -> dict[str, int | None]:
    """The households of each request on the list of requests (its address ends with its id)."""
    found: dict[str, int | None] = {}
    for article in page.split('<article class="card">')[1:]:
        text = re.sub(r'<span class="away">[^<]*</span>|<[^>]+>', " ", article)
        name = next(one for one in names if f'/requests/{one}"' in article)
        number = re.search(r"(…|\d+) +households?\b", text)
        found[name] = None if number[1] == PRIVATE else int(number[1])
    return found
