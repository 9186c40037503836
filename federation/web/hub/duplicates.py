"""Two that may be one: a list without anybody's particulars, both side by side, what was decided.

Particulars of members are shown to one person for one pair, after it was written down that she
looks, and on that day only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands import matching
from federation.commands.duplicates import (
    LookAtBoth,
    SayWhether,
    TakeBack,
    look_at_both,
    may_be_compared,
    say_whether,
    take_back,
)
from federation.core import alike
from federation.core import matching as matched
from federation.core.refusals import Refusal, refuse
from federation.store import local
from federation.store.queries import duplicates, side_by_side
from federation.store.queries.duplicates import (
    ABOUTS,
    APART,
    LINKED,
    PERSON,
    REQUEST,
    Candidate,
    Judged,
    Pair,
)

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from ..today import today
from .overview import STAFF

A_PAGE: Final = 50
AGAINST: Final = matched.AGAINST | alike.AGAINST
VERDICT: Final = "verdict"
NUMBER_MOST: Final = 10**9
ALMOST_SURE: Final = 900
LIKELY: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A pair on the list: where each of the two is told, and how likely they are one."""

    candidate: Candidate
    left: side_by_side.Place
    right: side_by_side.Place
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates(Page):
    """The pairs of one kind, the likeliest first, and how many there are of each kind.

    `twice`: how many are counted though another one is the same, of each kind; `changed`: books
    that were not looked through yet; `next_page`: the number of the next page, or 0.
    """

    template: ClassVar[str] = "hub/duplicates.html"
    form: Form
    about: str
    waiting: Mapping[str, int]
    twice: Mapping[str, int]
    changed: int
    rows: tuple[Row, ...]
    next_page: int
    against: frozenset[str] = AGAINST


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Page):
    """What was said of pairs of one kind, the newest first, and by whom."""

    template: ClassVar[str] = "hub/duplicates_decided.html"
    form: Form
    about: str
    state: str
    rows: tuple[tuple[Judged, side_by_side.Place, side_by_side.Place], ...]
    staff: Mapping[int, str]
    next_page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Both(Page):
    """Two side by side; `lines` are empty until she said that she looks."""

    template: ClassVar[str] = "hub/duplicates_both.html"
    form: Form
    pair: Pair
    left: side_by_side.Place
    right: side_by_side.Place
    lines: tuple[side_by_side.Beside, ...]
    evidence: tuple[str, ...]
    judged: Judged | None
    looks: tuple[tuple[str, int], ...]
    staff: Mapping[int, str]
    against: frozenset[str] = AGAINST


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    two = "/duplicates/<about>/<left>/<int:mine>/<right>/<int:hers>"
    to.add_url_rule("/duplicates", view_func=duplicate_people)
    to.add_url_rule("/duplicates/look-through", view_func=look_through, methods=both)
    to.add_url_rule("/duplicates/<about>", view_func=duplicate_list)
    to.add_url_rule("/duplicates/<about>/decided", view_func=duplicates_decided)
    to.add_url_rule(two, view_func=duplicate_both)
    to.add_url_rule(f"{two}/look", view_func=duplicate_look, methods=both)
    to.add_url_rule(f"{two}/say", view_func=duplicate_say, methods=both)
    to.add_url_rule(f"{two}/back", view_func=duplicate_back, methods=both)


def _about(told: str) -> str:
    if told not in ABOUTS:
        raise refuse("duplicate-unknown")
    return told


def _pair(about: str, left: str, mine: int, right: str, hers: int) -> Pair:
    if max(mine, hers) > NUMBER_MOST:
        raise refuse("duplicate-unknown")
    return duplicates.pair_of(_about(about), (left, mine), (right, hers))


def _page_number() -> int:
    return max(0, min(number_asked("page"), NUMBER_MOST))


def _list(form: Form, about: str) -> Duplicates:
    page = _page_number()
    with store().reading() as db:
        least, prior = matching.least_shown(db, about), int(local.state(db, matching.PRIOR) or 0)
        found = duplicates.waiting(db, about, least, A_PAGE + 1, page * A_PAGE)
        places = side_by_side.places(db, [one.pair for one in found])
        return Duplicates(
            form=form,
            about=about,
            waiting={
                one: duplicates.count_waiting(db, one, matching.least_shown(db, one))
                for one in ABOUTS
            },
            twice={one: duplicates.counted_twice(db, one) for one in ABOUTS},
            changed=duplicates.changed(db),
            rows=tuple(
                Row(
                    one,
                    places[one.pair.left],
                    places[one.pair.right],
                    _likely(one.weight, prior) if about == PERSON else "",
                )
                for one in found[:A_PAGE]
            ),
            next_page=page + 1 if len(found) > A_PAGE else 0,
        )


def _likely(weight: int, prior: int) -> str:
    of_thousand = matched.chance(weight, prior)
    return "3" if of_thousand >= ALMOST_SURE else "2" if of_thousand >= LIKELY else "1"


@allow(*STAFF)
def duplicate_people() -> ResponseReturnValue:
    """People who may be in two groups."""
    return render(_list(forms.fresh(), PERSON))


@allow(*STAFF)
def duplicate_list(about: str) -> ResponseReturnValue:
    """The pairs of one kind."""
    return render(_list(forms.fresh(), _about(about)))


@allow(*STAFF)
def look_through() -> ResponseReturnValue:
    """Look through the books that changed."""
    if request.method == "GET":
        return duplicate_people()
    form = forms.typed()
    try:
        matching.look_through(store())
    except Refusal as refusal:
        return forms.show(_list(form.refused(refusal), PERSON), status_of(refusal))
    return redirect(url_for(".duplicate_people", done="looked-through"), 303)


@allow(*STAFF)
def duplicates_decided(about: str) -> ResponseReturnValue:
    """What was decided of pairs of one kind."""
    page = _page_number()
    state = APART if request.args.get("state") == APART else LINKED
    with store().reading() as db:
        found = duplicates.all_judged(db, _about(about), state, A_PAGE + 1, page * A_PAGE)
        places = side_by_side.places(db, [one.pair for one in found])
        staff = {one.id: one.name for one in local.users(db)}
    return render(
        Decided(
            form=forms.fresh(),
            about=about,
            state=state,
            rows=tuple(
                (one, places[one.pair.left], places[one.pair.right]) for one in found[:A_PAGE]
            ),
            staff=staff,
            next_page=page + 1 if len(found) > A_PAGE else 0,
        )
    )


def _both(form: Form, pair: Pair) -> Both:
    with store().reading() as db:
        may_see = pair.about == REQUEST or duplicates.has_looked(db, pair, me().id, today())
        places = side_by_side.places(db, [pair])
        candidate = duplicates.candidate(db, pair) if may_be_compared(db, pair) else None
        return Both(
            form=form,
            pair=pair,
            left=places[pair.left],
            right=places[pair.right],
            lines=side_by_side.beside(db, pair) if may_see else (),
            evidence=candidate.evidence if candidate else (),
            judged=duplicates.judged(db, pair),
            looks=duplicates.looks(db, pair),
            staff={one.id: one.name for one in local.users(db)},
        )


@allow(*STAFF)
def duplicate_both(about: str, left: str, mine: int, right: str, hers: int) -> ResponseReturnValue:
    """Both, side by side."""
    return render(_both(forms.fresh(), _pair(about, left, mine, right, hers)))


def _address(pair: Pair) -> str:
    (left, mine), (right, hers) = pair.left, pair.right
    told: dict[str, Any] = {"left": left, "mine": mine, "right": right, "hers": hers}
    return url_for(".duplicate_both", about=pair.about, **told)


@allow(*STAFF)
def duplicate_look(about: str, left: str, mine: int, right: str, hers: int) -> ResponseReturnValue:
    """Write down that she looks; then both are shown."""
    pair = _pair(about, left, mine, right, hers)
    if request.method == "GET":
        return duplicate_both(about, left, mine, right, hers)
    form = forms.typed()
    order = LookAtBoth(**_told(pair), **forms.stamp(form))
    return forms.act(
        form, order, look_at_both, lambda again: _both(again, pair), lambda _: _address(pair)
    )


def _told(pair: Pair) -> dict[str, Any]:
    return {"about": pair.about, "left": pair.left, "right": pair.right, "day": today()}


@allow(*STAFF)
def duplicate_say(about: str, left: str, mine: int, right: str, hers: int) -> ResponseReturnValue:
    """One, or two."""
    pair = _pair(about, left, mine, right, hers)
    if request.method == "GET":
        return duplicate_both(about, left, mine, right, hers)
    form = forms.typed()
    verdict = form.value(VERDICT)
    with store().reading() as db:
        seen = pair.about == REQUEST or duplicates.has_looked(db, pair, me().id, today())
    if not seen:
        return forms.show(_both(form.refused(refuse("duplicate-not-looked")), pair))
    order = SayWhether(verdict=verdict, **_told(pair), **forms.stamp(form))
    return forms.act(
        form,
        order,
        say_whether,
        lambda again: _both(again, pair),
        lambda _: url_for(".duplicate_list", about=pair.about, done=verdict),
    )


@allow(*STAFF)
def duplicate_back(about: str, left: str, mine: int, right: str, hers: int) -> ResponseReturnValue:
    """What was said of them is taken back."""
    pair = _pair(about, left, mine, right, hers)
    if request.method == "GET":
        return duplicate_both(about, left, mine, right, hers)
    form = forms.typed()
    order = TakeBack(**_told(pair), **forms.stamp(form))
    return forms.act(
        form,
        order,
        take_back,
        lambda again: _both(again, pair),
        lambda _: url_for(".duplicate_list", about=pair.about, done="open"),
    )
