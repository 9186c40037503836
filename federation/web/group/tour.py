"""The first tour, in practice: through one made-up meeting, by what the copy's own books say."""

from typing import Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.practice import TOUR, since
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.papers import guides
from federation.papers.laying import step as laid
from federation.sentences.helping import TITLES
from federation.store import Database, local
from federation.store.queries import books

from ..guard import allow
from ..helping import TOPIC_OF
from ..here import node, somebody, store
from ..practice import real_books
from ..touring import Tour
from .common import OFFICERS, own_book
from .steps import CODES, STEPS, address, entries_of, is_done

# Topics, in the order of the tour: somebody to save, a meeting, its steps.
STOPS: Final = ("members", "opening", *CODES)
_LEFT: Final = "left"


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/tour", view_func=tour, methods=["POST"])


@allow(*OFFICERS)
def tour() -> ResponseReturnValue:
    """Leave the tour, or take it up again. Raises Refusal `page-unknown` in the real books."""
    if not node().settings.practice:
        raise refuse("page-unknown")
    leaves = request.form.get("button") == _LEFT
    with store().writing() as db:
        local.set_state(db, TOUR, _LEFT if leaves else "")
    return redirect(url_for(".home"), 303)


def here() -> Tour | None:
    """The tour of this page: None in the real books, for collectors, and once it was left."""
    who = somebody()
    if not node().settings.practice or who is None or who.role not in OFFICERS:
        return None
    leave = url_for("group.tour")
    with store().reading() as db:
        if local.state(db, TOUR) == _LEFT:
            is_home = request.endpoint == "group.home"
            return Tour(0, len(STOPS), "", leave, by_form=True, is_left=True) if is_home else None
        place, meeting = _reached(db)
    if place == len(STOPS):
        real = real_books()
        return Tour(place, place, "", leave, by_form=True, is_over=True, real=real)
    topic = TOPIC_OF.get(request.endpoint or "", "")
    here_now = STOPS.index(topic) if topic in STOPS else -1
    is_here = here_now >= place and request.endpoint != "group.members"
    shown = here_now if is_here else place
    return Tour(
        place=shown + 1,
        of=len(STOPS),
        word=gettext(TITLES[STOPS[shown]]),
        leave=leave,
        step=laid(guides.step(STOPS[shown])) if is_here else None,
        address="" if is_here else _address(STOPS[shown], meeting),
        by_form=True,
    )


def _reached(db: Database) -> tuple[int, int]:
    """The stop that comes next, and the meeting of the tour (0: not begun).

    That is the newest one if it is open or was closed in the copy. What has nothing to enter is
    passed by going on to a later step.
    """
    book = own_book(db)
    newest = next(iter(books.meetings(db, book, limit=1)), None)
    if newest is None or 0 < newest.closed_seq <= since(db):
        return (1 if books.members(db, book, also_left=False) else 0), 0
    if newest.closed_seq:
        return len(STOPS), newest.meeting
    kinds = {one.kind for one in entries_of(db, newest)}
    done = [place for place, one in enumerate(STEPS) if is_done(one, kinds)]
    first = len(STOPS) - len(STEPS)
    return first + (min(done[-1] + 1, len(STEPS) - 1) if done else 0), newest.meeting


def _address(stop: str, meeting: int) -> str:
    if stop == "members":
        return url_for("group.admit")
    return address(stop, meeting) if meeting else url_for("group.opening")


def start() -> str:
    """To practice, where the tour is, from the real books of an officer; else ""."""
    who = somebody()
    is_for = who is not None and who.role in OFFICERS and not node().settings.practice
    return url_for("group.practice") if is_for else ""
