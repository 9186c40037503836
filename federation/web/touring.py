"""A tour: what to do now, on top of each page, until somebody has been through or leaves it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app

from federation.papers.laying import Laid


@dataclass(frozen=True, slots=True)
class Tour:
    """Where somebody is on a tour.

    `place` of `of`; `step` is told when the page is the one to do it on (else None, and `address`
    and `word` lead there). `following`: where the next one is, when nothing has to be done first.
    `leave`: where the tour is left, by a form (`by_form`) or a link; `is_left`: it was, and can be
    taken up again. `real`: address of the real books once everything is done, else "".
    """

    place: int
    of: int
    word: str
    leave: str
    step: Laid | None = None
    address: str = ""
    following: str = ""
    by_form: bool = False
    is_left: bool = False
    is_over: bool = False
    real: str = ""


@dataclass(frozen=True, slots=True)
class Tours:
    """The tours of a face: of the page that is being made, and where one begins ("": nowhere)."""

    find: Callable[[], Tour | None]
    start: Callable[[], str]


def offer(at: Blueprint, find: Callable[[], Tour | None], start: Callable[[], str]) -> None:
    """Let a face say which tour belongs to a page, and where one begins."""
    told = Tours(find, start)
    at.record_once(lambda state: state.app.extensions.update(tours=told))


def here() -> Tour | None:
    """The tour of the page that is being made, or None."""
    return _tours().find()


def start() -> str:
    """Where a tour of this face begins, or ""."""
    return _tours().start()


def _tours() -> Tours:
    told = current_app.extensions["tours"]
    assert isinstance(told, Tours)
    return told
