"""The tour of an office: from page to page, told in the address, so nothing has to be kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import request, url_for

from federation.i18n import gettext
from federation.papers import guides
from federation.papers.laying import step as laid
from federation.sentences.helping import TITLES

from ..guard import may
from ..here import node, somebody
from ..touring import Tour

ASKED: Final = "tour"

# By face: pages in the order of the work, each with its topic.
STATIONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "hub": (
            ("home", "hub-home"),
            ("inbox", "inbox"),
            ("groups", "groups"),
            ("request_list", "release"),
            ("publish", "publish"),
            ("replies", "replies"),
            ("duplicate_people", "twice"),
            ("show_waiting", "waits"),
            ("backups", "copies"),
        ),
        "city": (
            ("home", "city-home"),
            ("tables", "city-tables"),
            ("request_list", "city-bundle"),
            ("sheet", "city-sheet"),
            ("agenda", "city-paper"),
            ("repair_list", "city-repairs"),
            ("show_waiting", "waits"),
            ("exchange", "city-out"),
        ),
    }
)


def _open() -> tuple[tuple[str, str], ...]:
    """The stations that whoever looks may see: endpoint and topic."""
    face, who = node().settings.role, somebody()
    role = who.role if who else ""
    return tuple(
        (f"{face}.{page}", topic)
        for page, topic in STATIONS.get(face, ())
        if may(f"{face}.{page}", role)
    )


def here() -> Tour | None:
    """The tour, when the address asks for it and this is the station that it names."""
    asked = request.args.get(ASKED, "")
    stations = _open() if asked else ()
    place = int(asked) if asked.isdecimal() and len(asked) < 3 else 0  # noqa: PLR2004 - two figures
    if not 0 < place <= len(stations) or stations[place - 1][0] != request.endpoint:
        return None
    is_last = place == len(stations)
    following = "" if is_last else url_for(stations[place][0], tour=place + 1)
    return Tour(
        place=place,
        of=len(stations),
        word=gettext(TITLES[stations[place][1]]) if not is_last else "",
        leave=request.script_root + request.path,
        step=laid(guides.step(stations[place - 1][1])),
        following=following,
        is_over=is_last,
    )


def start() -> str:
    """Where the tour of this face begins; "" where there is none."""
    stations = _open()
    return url_for(stations[0][0], tour=1) if stations else ""
