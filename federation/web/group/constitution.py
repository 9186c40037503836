"""Our rules: every version, what each changed, and changing them by a vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.constitution import AdoptConstitution, adopt_constitution
from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.i18n import word
from federation.reports.our_rules import Chapter, Difference, chapters, differences
from federation.schemas.base import load
from federation.schemas.constitution import SCHEMAS, VoteSchema
from federation.schemas.users import SecondSchema
from federation.store import Database, local
from federation.store.queries import books, group

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from . import questions, setup
from . import setup_state as now
from .common import OFFICERS, SAVERS, Options, check_second, officer_options, own_book
from .setup import Frame

CHANGE: Final = "rules:"
DROP: Final = "drop"


@dataclass(frozen=True, slots=True)
class Version:
    """A version with the vote on it and what it changed; without a vote it was brought along."""

    version: int
    day: str
    place: str
    decision: group.DecisionView | None
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Page):
    """One version in words (None: there are none yet), and all versions.

    `begins_cycle`: by these rules everything is shared out, and no cycle was begun yet.
    """

    template: ClassVar[str] = "group/constitution.html"
    shown: Version | None
    chapters: tuple[Chapter, ...]
    versions: tuple[Version, ...]
    officers: int
    may_change: bool
    begins_cycle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Page):
    """What would be different, and the vote on it; `rest` are chapters that stay."""

    template: ClassVar[str] = "group/constitution_change.html"
    form: Form
    changes: tuple[Difference, ...]
    chapters: tuple[tuple[str, str], ...]
    members: int
    has_rules: bool
    seconds: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOne(Page):
    """One question of the rules, asked again."""

    template: ClassVar[str] = "group/constitution_question.html"
    frame: Frame
    form: Form
    options: Mapping[str, Options]
    officers: int
    shares_out: bool


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/rules", view_func=rules)
    to.add_url_rule("/rules/change", endpoint="rules_change", view_func=change, methods=both)
    for code in SCHEMAS:
        way = f"/rules/change/{code}"
        to.add_url_rule(way, endpoint=f"rules_{code}", view_func=change_one, methods=both)


def _versions(db: Database) -> tuple[Version, ...]:
    """Every version with what it changed, the newest first."""
    book = own_book(db)
    told = group.constitutions(db, book)
    votes = {one.decision: one for one in group.decisions(db, book, about="constitution")}
    before = (*told[1:], None)[: len(told)]
    return tuple(
        Version(
            one.told.version,
            one.told.day,
            one.place,
            votes.get(one.told.decision),
            differences((old.told, old.place), (one.told, one.place)) if old else (),
        )
        for one, old in zip(told, before, strict=True)
    )


@allow(*SAVERS)
def rules() -> ResponseReturnValue:
    """The rules in force, or those of `version`."""
    asked = request.args.get("version", "")
    with store().reading() as db:
        versions = _versions(db)
        told = group.constitutions(db, own_book(db))
        found = now.state(db)
        begins_cycle = found.rules.shares_out and not group.cycles(db, own_book(db))
    place = next((n for n, one in enumerate(versions) if str(one.version) == asked), 0)
    return render(
        Rules(
            shown=versions[place] if versions else None,
            chapters=chapters(told[place].told, told[place].place) if told else (),
            versions=versions,
            officers=found.rules.officers_close,
            may_change=bool(versions) and not place,
            begins_cycle=begins_cycle,
        )
    )


def _changed(db: Database) -> tuple[e.ConstitutionAdopted, str]:
    """The rules in force with what was changed so far."""
    told = group.constitutions(db, own_book(db))[:1]
    if not told:
        raise refuse("rules-none")
    return now.answered(told[0].told, told[0].place, now.drafts_of(db, SCHEMAS, CHANGE))


@allow(*OFFICERS)
def change() -> ResponseReturnValue:
    """What is to be different, and the vote."""
    if request.method == "GET":
        return render(_change(forms.fresh(day=start_day())))
    form = forms.typed()
    if form.button == DROP:
        with store().writing() as db:
            now.forget(db, SCHEMAS, CHANGE)
        return redirect(url_for(".rules"), 303)
    with store().reading() as db:
        if local.receipt(db, form.token) is not None:
            return redirect(url_for(".rules", done="rules"), 303)
        found, place = _changed(db)
        running = books.open_meeting(db, own_book(db))
    names = VoteSchema().fields
    typed = {name: text for name, text in form.typed().items() if name in names}
    values, faults = load(VoteSchema(), typed)
    told = {name: form.value(name) for name in ("second", "pin")}
    agreed, missing = load(SecondSchema(), told)
    if faults or missing:
        return forms.show(_change(form.wrong((*faults, *missing))))
    try:
        check_second(agreed)
    except Refusal as refusal:
        beside = "second" if refusal.code == "reversal-needs-second" else "pin"
        return forms.show(_change(form.refused(refusal, beside)), status_of(refusal))
    order = AdoptConstitution(
        rules=found,
        place=place,
        meeting=running.meeting if running else 0,
        **values,
        **forms.stamp(form),
    )
    decide = setup.dropping(adopt_constitution, tuple(SCHEMAS), CHANGE)
    return setup.act(form, order, decide, _change, url_for(".rules", done="rules"))


def _change(form: Form) -> Page:
    with store().reading() as db:
        told = group.constitutions(db, own_book(db))[:1]
        if not told:
            return Change(
                form=form, changes=(), chapters=(), members=0, has_rules=False, seconds=()
            )
        found, place = _changed(db)
        members = len(books.members(db, own_book(db), also_left=False))
    return Change(
        form=form,
        changes=differences((told[0].told, told[0].place), (found, place)),
        chapters=tuple(
            (url_for(f".rules_{code}"), word(code, "chapter"))
            for code in SCHEMAS
            if (code, found.savings) not in (("purposes", "shares"), ("price", "free"))
        ),
        members=members,
        has_rules=True,
        seconds=officer_options(store(), without_me=True),
    )


@allow(*OFFICERS)
def change_one() -> ResponseReturnValue:
    """One rule is to be different; nothing holds before the vote."""
    code = request.path.rsplit("/", 1)[-1]
    with store().reading() as db:
        if not group.constitutions(db, own_book(db)):
            return render(_change(forms.fresh()))
        found, place = _changed(db)
    if request.method == "GET":
        return render(_one(code, forms.fresh(**questions.filled(code, found, place))))
    form = forms.typed()
    schema = SCHEMAS[code]()
    names = {field.data_key or name for name, field in schema.fields.items()}
    told = {name: text for name, text in form.typed().items() if name in names}
    _, faults = load(schema, told)
    if faults:
        return forms.show(_one(code, form.wrong(faults)))
    with store().writing() as db:
        now.keep(db, code, {**told, now.DONE: "yes"}, CHANGE)
        found, _ = _changed(db)
    lacks_price = found.savings != "free" and not found.share_price
    return redirect(url_for(".rules_price" if lacks_price else ".rules_change"), 303)


def _one(code: str, form: Form) -> Page:
    with store().reading() as db:
        found, _ = _changed(db)
        officers = now.state(db).officers
    return ChangeOne(
        frame=Frame(
            code=code,
            title=word(code, "question"),
            place=0,
            of=0,
            back=url_for(".rules_change"),
            next_word="",
            keep_address="",
        ),
        form=form,
        options=MappingProxyType(questions.options(code, form.values)),
        officers=officers,
        shares_out=found.shares_out,
    )
