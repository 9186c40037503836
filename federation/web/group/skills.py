"""Who can do what, who steps in for whom, and the wall of badges."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.learning import (
    IssueBadge,
    NameDeputy,
    NoteSkills,
    issue_badge,
    name_deputy,
    note_skills,
)
from federation.core.learning import AWARDS, OFFICES, SKILLS
from federation.i18n import day, gettext, word
from federation.papers.badges import open_badge
from federation.schemas.base import load
from federation.schemas.learning import (
    SKILL,
    WITNESSES,
    BadgeSchema,
    DeputySchema,
    SkillsSchema,
    read_skills,
)
from federation.store import Database
from federation.store.queries import books, group, learning

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, number_asked, store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS, Options, own_book

TOLD: Final = "application/ld+json"


@dataclass(frozen=True, slots=True)
class CanDo:
    """A skill and who has it."""

    skill: str
    people: tuple[learning.SkillView, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A role, who holds it and since when, and who steps in (`seq`: the entry, 0: nobody)."""

    role: str
    holders: tuple[tuple[int, str], ...]
    deputy: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills(Page):
    """Every skill that somebody here has, with names; every office with its deputy.

    `past`: member, role, since when and until when, of terms that ended.
    """

    template: ClassVar[str] = "group/skills.html"
    skills: tuple[CanDo, ...]
    offices: tuple[Office, ...]
    past: tuple[tuple[int, str, str, str], ...]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsForm(Page):
    """What one member can do."""

    template: ClassVar[str] = "group/skills_new.html"
    form: Form
    members: Options
    skills: tuple[str, ...]
    answers: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyForm(Page):
    """Who steps in for a role."""

    template: ClassVar[str] = "group/deputy.html"
    form: Form
    roles: tuple[str, ...]
    members: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges(Page):
    """The badges of the group, the newest first."""

    template: ClassVar[str] = "group/badges.html"
    badges: tuple[learning.BadgeView, ...]
    names: Mapping[int, str]
    exchanges: Mapping[str, learning.ExchangeView]
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeForm(Page):
    """A new badge: for whom, for what, and what shows it."""

    template: ClassVar[str] = "group/badge_new.html"
    form: Form
    members: Options
    awards: tuple[str, ...]
    evidence: Options
    witnesses: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/skills", view_func=skills)
    to.add_url_rule("/skills/new", view_func=new_skills, methods=["GET", "POST"])
    to.add_url_rule("/deputies/new", view_func=new_deputy, methods=["GET", "POST"])
    to.add_url_rule("/badges", view_func=badges)
    to.add_url_rule("/badges/new", view_func=new_badge, methods=["GET", "POST"])
    to.add_url_rule("/badges/<int:number>/file", view_func=badge_file, methods=["POST"])


def _people(db: Database, book: int) -> Options:
    """Members who are here, to choose from."""
    here = books.members(db, book, also_left=False)
    return tuple((one.member, one.name or f"№ {one.member}") for one in here)


@allow(*OFFICERS)
def skills() -> ResponseReturnValue:
    """Who can do what; who steps in."""
    with store().reading() as db:
        book = own_book(db)
        known = learning.skills(db, book)
        terms, deputies = learning.role_terms(db, book), learning.deputies(db, book)
        past, names = learning.past_terms(db, book), books.names(db, book)
    found = [
        CanDo(skill, tuple(one for one in known if one.skill == skill))
        for skill in dict.fromkeys((*SKILLS, *(one.skill for one in known)))
    ]
    offices = [
        Office(
            role,
            tuple((who, since) for who, held, since in terms if held == role),
            *deputies.get(role, (0, 0))[::-1],
        )
        for role in dict.fromkeys(role for _, role, _ in terms)
    ]
    there = tuple(one for one in found if one.people)
    return render(Skills(skills=there, offices=tuple(offices), past=past, names=names))


@allow(*OFFICERS)
def new_skills() -> ResponseReturnValue:
    """Note what somebody can do."""
    if request.method == "GET":
        who = number_asked("member")
        return render(_skills_form(forms.fresh(day=start_day(), **_known(who))))
    form = forms.typed()
    told = form.typed()
    sheet = {name: value for name, value in told.items() if name.startswith(SKILL)}
    around = {name: value for name, value in told.items() if name not in sheet}
    values, faults = load(SkillsSchema(), around)
    if faults:
        return forms.show(_skills_form(form.wrong(faults)))
    order = NoteSkills(skills=read_skills(sheet), **values, **forms.stamp(form))
    return forms.act(
        form, order, note_skills, _skills_form, lambda _: url_for(".skills", done="skills")
    )


def _known(who: int) -> dict[str, object]:
    """What is known of a member, as the sheet shows it."""
    if not who:
        return {}
    with store().reading() as db:
        known = learning.skills(db, own_book(db))
    hers = (one for one in known if one.member == who)
    return {"member": who} | {
        f"{SKILL}{one.skill}": "teaches" if one.teaches else "can" for one in hers
    }


def _skills_form(form: Form) -> Page:
    with store().reading() as db:
        return SkillsForm(
            form=form,
            members=_people(db, own_book(db)),
            skills=SKILLS,
            answers=(
                ("", "–"),
                ("can", gettext("can do it")),
                ("teaches", gettext("can teach it")),
            ),
        )


@allow(*OFFICERS)
def new_deputy() -> ResponseReturnValue:
    """Name who steps in for a role."""
    if request.method == "GET":
        role = request.args.get("role", "")
        return render(_deputy_form(forms.fresh(day=start_day(), role=role)))
    return forms.take(
        DeputySchema(),
        NameDeputy,
        name_deputy,
        _deputy_form,
        lambda _: url_for(".skills", done="deputy"),
    )


def _deputy_form(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        held = (role for _, role, _ in learning.role_terms(db, book))
        return DeputyForm(
            form=form, roles=tuple(dict.fromkeys((*held, *OFFICES))), members=_people(db, book)
        )


@allow(*OFFICERS)
def badges() -> ResponseReturnValue:
    """The wall."""
    with store().reading() as db:
        book = own_book(db)
        page = Badges(
            badges=learning.badges(db, book),
            names=books.names(db, book),
            exchanges={one.exchange: one for one in learning.exchanges(db)},
            form=forms.fresh(),
        )
    return render(page)


@allow(*OFFICERS)
def new_badge() -> ResponseReturnValue:
    """Give a badge."""
    if request.method == "GET":
        return render(_badge_form(forms.fresh(day=start_day())))
    return forms.take(
        BadgeSchema(),
        IssueBadge,
        issue_badge,
        _badge_form,
        lambda _: url_for(".badges", done="badge"),
    )


def _badge_form(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        checks = group.peer_checks(db, book)
        held = learning.exchanges(db, node().settings.node_id)
        tasks = group.work_by_task(db, book)
        return BadgeForm(
            form=form,
            members=_people(db, book),
            awards=AWARDS,
            evidence=(
                *(
                    (f"check:{one.check}", gettext("Peer check of %(day)s", day=day(one.day)))
                    for one in checks
                ),
                *(
                    (
                        f"exchange:{one.exchange}",
                        f"{word(one.form, 'exchange')}, {day(one.day)}, {word(one.topic, 'topic')}",
                    )
                    for one in held
                    if not one.taken_back
                ),
                *(
                    (f"task:{one}", gettext("Work: %(task)s", task=word(one, "task")))
                    for one in tasks
                ),
            ),
            witnesses=WITNESSES,
        )


@allow(*OFFICERS)
def badge_file(number: int) -> ResponseReturnValue:
    """The badge as a file for her, in the form of Open Badges."""
    forms.typed()
    with store().reading() as db:
        told = open_badge(db, node(), number)
    answer = Response(json.dumps(told, ensure_ascii=False, indent=2) + "\n", mimetype=TOLD)
    answer.headers.set("Content-Disposition", "attachment", filename=f"badge-{number}.json")
    return answer
