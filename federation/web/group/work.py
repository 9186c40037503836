"""Work: hours per person and task, paid or not; time is the hidden price of a house."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.work import NoteWork, note_work
from federation.core.audits import TASKS
from federation.schemas.audits import HOURS, WorkSchema, read_work
from federation.schemas.base import load
from federation.store.queries import books, group
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS, Options, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Page):
    """Work done, the newest first, with sums in minutes by task and by person."""

    template: ClassVar[str] = "group/work.html"
    works: tuple[group.WorkView, ...]
    by_task: Mapping[str, int]
    by_member: Mapping[int, int]
    total: int
    paid: int
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkForm(Page):
    """A sheet of hours for one task on one day."""

    template: ClassVar[str] = "group/work_new.html"
    form: Form
    members: tuple[books.MemberView, ...]
    tasks: tuple[str, ...]
    requests: Options


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/labour", view_func=work)
    to.add_url_rule("/labour/new", view_func=new_work, methods=["GET", "POST"])


@allow(*OFFICERS)
def work() -> ResponseReturnValue:
    """What was done, and by whom."""
    with store().reading() as db:
        book = own_book(db)
        page = Work(
            works=group.works(db, book),
            by_task=group.work_by_task(db, book),
            by_member=group.work_by_member(db, book),
            total=group.work_minutes(db, book),
            paid=group.work_minutes(db, book, paid=True),
            names=books.names(db, book),
        )
    return render(page)


@allow(*OFFICERS)
def new_work() -> ResponseReturnValue:
    """Write hours down."""
    if request.method == "GET":
        return render(_form(forms.fresh(day=start_day(), paid="no")))
    form = forms.typed()
    sheet = {name: told for name, told in form.typed().items() if name.startswith(HOURS)}
    around = {name: told for name, told in form.typed().items() if name not in sheet}
    values, faults = load(WorkSchema(), around)
    members, wrong = read_work(sheet)
    if faults or wrong:
        return forms.show(_form(form.wrong((*faults, *wrong))))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    order = NoteWork(
        members=members,
        day=values["day"],
        task=values["task"],
        others=values["others"],
        others_minutes=values["others_hours"],
        paid=values["paid"] == "yes",
        request=values["request"],
        note=values["note"],
        meeting=running.meeting if running and running.day == values["day"] else 0,
        **forms.stamp(form),
    )
    return forms.act(form, order, note_work, _form, lambda _: url_for(".work", done="work"))


def _form(form: Form) -> Page:
    with store().reading() as db:
        return WorkForm(
            form=form,
            members=books.members(db, own_book(db), also_left=False),
            tasks=TASKS,
            requests=tuple((one.request, one.title) for one in asked.requests(db)),
        )
