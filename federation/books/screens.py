"""Where each message of the program is read: by the files that it stands in.

Found from templates and modules as they are installed, once for each run of the program: about a
second, when a translator opens the desk.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from federation import assets, catalogues
from federation.sentences import SENTENCES, WORDS

SUNDAY: Final = "sunday"
# Areas in the order in which they are translated first; a message is of the first that has it.
AREAS: Final = (
    SUNDAY,
    "group",
    "help",
    "everywhere",
    "words",
    "paper",
    "refusals",
    "figures",
    "office",
    "city",
    "machine",
)
# What a treasurer reads from the first page to the end of a meeting, in that order.
SUNDAY_PAGES: Final = (
    *("base", "group/base", "shared/login", "group/home", "group/open", "group/attendance"),
    *("group/sheet", "macros/sheet", "group/loans_step", "group/count", "group/decisions_step"),
    *("macros/votes", "group/read_out", "group/close", "group/minutes", "group/meetings"),
    *("group/members", "group/member"),
    *(f"macros/{name}" for name in ("forms", "show", "group", "tables", "icons", "clock")),
)
# Words for the steps of a meeting, and for days.
SUNDAY_CODES: Final = ("step", "month", "weekday", "mark")
# By what a path begins with, the longest first.
_AREA_OF: Final = (
    ("templates/group/", "group"),
    ("templates/hub/", "office"),
    ("templates/city/", "city"),
    ("templates/print/", "paper"),
    ("templates/macros/papers", "paper"),
    ("templates/", "everywhere"),
    ("federation/web/group/", "group"),
    ("federation/web/hub/", "office"),
    ("federation/web/city/", "city"),
    ("federation/web/api/", "city"),
    ("federation/web/", "everywhere"),
    ("federation/papers/", "paper"),
    ("federation/reports/", "figures"),
    ("federation/books/", "figures"),
    ("federation/cli/", "machine"),
    ("federation/sentences/", "help"),
    ("federation/", "everywhere"),
    ("sync/", "machine"),
)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BLOCK: Final = re.compile(
    r"\{%-?\s*trans\b[^%]*%\}(.*?)(?:\{%-?\s*pluralize\b[^%]*%\}.*?)?\{%-?\s*endtrans", re.DOTALL
)
_FILLED: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TITLE: Final = re.compile(r'\{% block title %\}\{\{ _\("((?:[^"\\]|\\.)*)"\) \}\}\{% endblock')


@dataclass(frozen=True, slots=True)
class Where:
    """Where a message is read: its area, names of pages (`group/sheet`), titles of them in English.

    `codes`: of refusals (what is said when something cannot be done) and of words for things.
    """

    area: str
    pages: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


NOWHERE: Final = Where("everywhere")


@cache
def screens() -> "MappingProxyType[str, Where]":
    """Where each message stands, by its English."""
    known = {term.one for term in catalogues.terms()}
    found: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for name, path in _files():
        text = path.read_text("utf-8")
        told = _of_module(text, name) if path.suffix == ".py" else _of_template(text)
        title = _TITLE.search(text)
        if title is not None:
            titles[name] = title.group(1)
        for one in dict.fromkeys(told):
            if one in known:
                found.setdefault(one, []).append(name)
    codes: dict[str, list[str]] = {}
    for table in (SENTENCES, WORDS):
        for code, one in table.items():
            codes.setdefault(one, []).append(code)
    return MappingProxyType(
        {one: _where(found.get(one, []), codes.get(one, []), titles) for one in known}
    )


def _files() -> Iterator[tuple[str, Path]]:
    """Every template and every module that speaks, by its name in the house."""
    for folder in (assets.folder("templates"), Path(__file__).resolve().parent.parent):
        is_code = folder.name != "templates"
        for path in sorted(folder.rglob("*.py" if is_code else "*.html")):
            if path.stem != "styleguide":
                yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path


def _of_template(text: str) -> Iterator[str]:
    for one in _QUOTED.findall(text):
        yield one.replace('\\"', '"')
    for one in _BLOCK.findall(text):
        yield _FILLED.sub(r"%(\1)s", one.replace("%", "%%"))


def _of_module(text: str, name: str) -> Iterator[str]:
    if "gettext(" not in text and "/sentences/" not in name:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _where(names: list[str], codes: list[str], titles: dict[str, str]) -> Where:
    if codes:  # its tables tell more of it than the file that they stand in
        names = [name for name in names if "/sentences/" not in name]
    areas = {_area(name) for name in names} | {_area_of_code(code) for code in codes}
    area = next((one for one in AREAS if one in areas), NOWHERE.area)
    pages = tuple(name.removeprefix("templates/").removesuffix(".html") for name in names)
    told = tuple(dict.fromkeys(titles[name] for name in names if name in titles))
    return Where(area, pages, told, tuple(codes))


def place_of(where: Where) -> tuple[int, int, str]:
    """Where a message stands in the order in which the desk is worked through."""
    on_way = [SUNDAY_PAGES.index(page) for page in where.pages if page in SUNDAY_PAGES]
    first = min(on_way, default=len(SUNDAY_PAGES))
    return AREAS.index(where.area), first, where.pages[0] if where.pages else ""


def _area_of_code(code: str) -> str:
    if code in SENTENCES:
        return "refusals"
    return SUNDAY if code.split(maxsplit=1)[0] in SUNDAY_CODES else "words"


def _area(name: str) -> str:
    if name.removeprefix("templates/").removesuffix(".html") in SUNDAY_PAGES:
        return SUNDAY
    return next((area for start, area in _AREA_OF if name.startswith(start)), NOWHERE.area)
