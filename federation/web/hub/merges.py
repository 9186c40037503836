"""Requests of several groups asked as one: proposals, all side by side, the joint request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.merging import (
    MergeRequests,
    SplitMerge,
    asked_as,
    merge_requests,
    part_of,
    split_merge,
)
from federation.core.merging import Proposal, proposals
from federation.core.refusals import Refusal, refuse
from federation.core.rules.merges import MOST, check_parts
from federation.core.rules.stages import is_open
from federation.schemas.base import load
from federation.schemas.merges import MergeSchema, SplitSchema
from federation.store import Database
from federation.store.queries import merges, merging
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks
from federation.store.queries.merges import MergeView
from federation.store.queries.requests import AnswerView, RequestView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import number_asked, store
from ..pages import Page, render
from ..today import today
from .overview import STAFF

PART: Final = "r"
SHOWN: Final = 50
PAGE_MOST: Final = 10**6
OTHERS: Final = 30
CHOSEN_WITHIN: Final = "chosen-within"
"""The reason lies with what was chosen: said once, and not at each of the others."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, with its requests."""

    why: str
    views: tuple[RequestView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merges(Page):
    """What is asked as one, what might be, and what was split again, `SHOWN` of each.

    `more`: proposals that are not shown; `next_page`: number of the next page of the rest, or 0.
    """

    template: ClassVar[str] = "hub/merges.html"
    standing: tuple[RequestView, ...]
    split: tuple[MergeView, ...]
    proposed: tuple[Proposed, ...]
    more: int
    next_page: int


@dataclass(frozen=True, slots=True)
class Barred:
    """An open request that cannot be asked with the chosen ones, and why (a word's code)."""

    view: RequestView
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMerge(Page):
    """Chosen requests side by side, others that would fit, those that would not, and the form.

    `wrong`: why these cannot be asked as one, in a sentence's refusal; `twice`: households that
    links say were counted twice; `households`: the sum of all.
    """

    template: ClassVar[str] = "hub/merge_new.html"
    form: Form
    chosen: tuple[RequestView, ...]
    others: tuple[RequestView, ...]
    barred: tuple[Barred, ...]
    wrong: Refusal | None
    twice: int
    households: int
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage(Page):
    """One joint request: its sum, its parts, what the city answered to it; and the way back."""

    template: ClassVar[str] = "hub/merge.html"
    form: Form
    merge: MergeView
    view: RequestView
    parts: tuple[RequestView, ...]
    answers: tuple[AnswerView, ...]
    clocks: Clocks
    codes: Mapping[str, str]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/merges", view_func=merge_list)
    to.add_url_rule("/merges/new", view_func=new_merge, methods=both)
    to.add_url_rule("/merges/<merge>", view_func=one_merge)
    to.add_url_rule("/merges/<merge>/split", view_func=split, methods=both)


@allow(*STAFF)
def merge_list() -> ResponseReturnValue:
    """All of them, and what is proposed."""
    with store().reading() as db:
        views = asked.requests(db)
        by_id = {one.request: one for one in views}
        every, links = merges.merges(db), merging.linked(db)
        found = _proposals(db, views, links)
    page = max(0, min(number_asked("page"), PAGE_MOST))
    shown = slice(page * SHOWN, (page + 1) * SHOWN)
    holding = [one for one in every if one.holds and by_id.keys() & set(one.requests)]
    split = [one for one in every if not one.holds]
    is_more = max(len(holding), len(split)) > shown.stop
    return render(
        Merges(
            standing=tuple(
                asked_as(one, [by_id[name] for name in one.requests if name in by_id], links)
                for one in holding[shown]
            ),
            split=tuple(split[shown]),
            next_page=page + 1 if is_more else 0,
            proposed=tuple(
                Proposed(one.why, tuple(by_id[name] for name in one.requests))
                for one in found[:SHOWN]
            ),
            more=max(0, len(found) - SHOWN),
        )
    )


def _proposals(
    db: Database, views: Sequence[RequestView], links: list[tuple[str, str]]
) -> tuple[Proposal, ...]:
    free = [one for one in views if is_open(one.stage) and one.within is None]
    return proposals([part_of(one) for one in free], merging.where(db, free), links)


@allow(*STAFF)
def new_merge() -> ResponseReturnValue:
    """Look at all side by side, then ask them as one."""
    if request.method == "GET":
        return render(_new(forms.fresh(), request.args.getlist(PART)))
    form = forms.typed()
    chosen = form.lists.get(PART, ())
    told = {name: value for name, value in form.typed().items() if name != PART}
    values, faults = load(MergeSchema(), told)
    if faults:
        return forms.show(_new(form.wrong(faults), chosen))
    return forms.act(
        form,
        MergeRequests(requests=tuple(chosen), day=today(), **values, **forms.stamp(form)),
        merge_requests,
        lambda again: _new(again, chosen),
        lambda receipt: url_for(".one_merge", merge=receipt.facts["merge"], done="merged"),
    )


def _new(form: Form, names: Sequence[str]) -> NewMerge:
    with store().reading() as db:
        views = asked.requests(db)
        by_id = {one.request: one for one in views}
        chosen = tuple(by_id[name] for name in dict.fromkeys(names[: 2 * MOST]) if name in by_id)
        twice = merging.households_told_twice(db, chosen)
        others, barred = _others(db, views, chosen)
        codes = _codes(db)
    if not form.values:
        title = chosen[0].title if chosen else ""
        form = forms.fresh(title=title, counted_again=twice or "")
    return NewMerge(
        form=form,
        chosen=chosen,
        others=others,
        barred=barred,
        wrong=_wrong(chosen),
        twice=twice,
        households=sum(one.households for one in chosen),
        codes=codes,
    )


def _wrong(chosen: Sequence[RequestView]) -> Refusal | None:
    try:
        check_parts([part_of(one) for one in chosen])
    except Refusal as refusal:
        return refusal
    return None


def _others(
    db: Database, views: Sequence[RequestView], chosen: Sequence[RequestView]
) -> tuple[tuple[RequestView, ...], tuple[Barred, ...]]:
    """Other open requests for the same city, the nearest first: those that fit, and the rest."""
    if not chosen:
        return (), ()
    first, names = chosen[0], {one.request for one in chosen}
    cities = {part_of(one).city for one in chosen} - {""}
    free = [
        one
        for one in views
        if one.request not in names
        and is_open(one.stage)
        and (not cities or part_of(one).city in {"", *cities})
    ]
    where = merging.where(db, [first, *free])
    here = where[first.request]

    def far(one: RequestView) -> tuple[bool, bool, bool]:
        there = where[one.request]
        is_far = not here.around or there.around != here.around
        return one.need != first.need, there.place != here.place, is_far

    near = sorted(free, key=far)
    why = {one.request: _why_not(one, chosen) for one in near}
    barred = [
        Barred(one, why[one.request]) for one in near if why[one.request] not in {"", CHOSEN_WITHIN}
    ]
    return tuple(one for one in near if not why[one.request])[:OTHERS], tuple(barred[:OTHERS])


def _why_not(one: RequestView, chosen: Sequence[RequestView]) -> str:
    """Why a request cannot be asked with these, or ""."""
    if one.within is not None:
        return "within"
    if any(other.within for other in chosen):
        return CHOSEN_WITHIN
    if one.need != chosen[0].need:
        return "need"
    return "group" if one.owner in {other.owner for other in chosen} else ""


def _codes(db: Database) -> Mapping[str, str]:
    return {one.node: one.code for one in asked.partners(db, "group")}


def _page(name: str, form: Form) -> MergePage:
    with store().reading() as db:
        found = merges.merge(db, name)
        if found is None:
            raise refuse("merge-unknown")
        parts = asked.requests(db, found.requests)
        if not parts:
            raise refuse("merge-unknown")
        view = asked_as(found, parts, merging.linked(db))
        codes = _codes(db)
    return MergePage(
        form=form,
        merge=found,
        view=view,
        parts=parts,
        answers=view.answers,
        clocks=clocks(view, today()),
        codes=codes,
    )


@allow(*STAFF)
def one_merge(merge: str) -> ResponseReturnValue:
    """One joint request. Raises Refusal `merge-unknown`."""
    return render(_page(merge, forms.fresh()))


@allow(*STAFF)
def split(merge: str) -> ResponseReturnValue:
    """Split it again."""
    if request.method == "GET":
        return one_merge(merge)
    return forms.take(
        SplitSchema(),
        SplitMerge,
        split_merge,
        lambda form: _page(merge, form),
        lambda _: url_for(".one_merge", merge=merge, done="merge-split"),
        merge=merge,
        day=today(),
    )
