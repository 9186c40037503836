"""Repairs at the city: a list, one page each, its next step; one that came by word or on paper."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.repairs import FollowRepair, ReportRepair, follow_repair, report_repair
from federation.core.events import RepairDetail
from federation.core.refusals import Refusal, refuse
from federation.core.rules.repairs import REASONS, REPORTED, SERVICES, STEPS, Question
from federation.schemas.base import load
from federation.schemas.repairs import CHANNELS, RepairSchema, StepSchema
from federation.store.queries import repairs as kept
from federation.store.queries.repairs import RepairView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from .common import OFFICIALS, READERS

SHOWN: Final = 30
# A list of each: what was not looked at, what is open, what has ended.
WAITING, OPEN, ENDED = "waiting", "open", "ended"
LISTS: Final = (WAITING, OPEN, ENDED)
# What is typed with a step; whatever its rule wants is among it.
FIELDS: Final = MappingProxyType(
    {
        "taken": ("department", "by", "text"),
        "started": ("by", "text"),
        "done": ("text",),
        "closed": ("reason", "text"),
        "reopened": ("text",),
    }
)
ABOUT: Final = "about."
_BESIDE: Final = MappingProxyType(
    {"repair-needs-department": "department", "repair-needs-reason": "reason"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs(Page):
    """Repairs of one list, of those who wait the longest first; what has ended, the newest first.

    `counts` by list; `more`: the next page, or 0.
    """

    template: ClassVar[str] = "city/repairs.html"
    repairs: tuple[RepairView, ...]
    chosen: str
    counts: dict[str, int]
    more: int
    may_follow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPage(Page):
    """One repair, and the steps that may follow, the usual one first."""

    template: ClassVar[str] = "city/repair.html"
    view: RepairView
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStepPage(Page):
    """What is said with a step."""

    template: ClassVar[str] = "city/repair_step.html"
    form: Form
    view: RepairView
    step: str
    fields: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseService(Page):
    """What is broken? One button a service."""

    template: ClassVar[str] = "city/repair_service.html"
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepair(Page):
    """A report that came by word or on paper; `questions` of its service."""

    template: ClassVar[str] = "city/repair_new.html"
    form: Form
    service: str
    questions: tuple[Question, ...]
    channels: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/repairs", view_func=repair_list)
    to.add_url_rule("/repairs/new", view_func=new_repair, methods=both)
    to.add_url_rule("/repairs/<name>", view_func=one_repair)
    to.add_url_rule("/repairs/<name>/step", view_func=repair_step, methods=both)


def _list_of(one: RepairView) -> str:
    return WAITING if one.state == REPORTED else OPEN if one.is_open else ENDED


@allow(*READERS)
def repair_list() -> ResponseReturnValue:
    """The list that was chosen, else the first in which somebody waits."""
    with store().reading() as db:
        found = kept.all_repairs(db)
    counts = {name: sum(_list_of(one) == name for one in found) for name in LISTS}
    chosen = request.args.get("list", "")
    if chosen not in LISTS:
        chosen = next((name for name in LISTS if counts[name]), WAITING)
    fitting = [one for one in found if _list_of(one) == chosen]
    if chosen != ENDED:
        fitting.reverse()
    page = number_asked("page", 1)
    first = max(min(page, len(fitting)) - 1, 0) * SHOWN
    return render(
        Repairs(
            repairs=tuple(fitting[first : first + SHOWN]),
            chosen=chosen,
            counts=counts,
            more=first // SHOWN + 2 if len(fitting) > first + SHOWN else 0,
            may_follow=me().role in OFFICIALS,
        )
    )


def _one(name: str) -> RepairView:
    """A repair. Raises Refusal `repair-unknown`."""
    with store().reading() as db:
        found = kept.repair(db, name)
    if found is None:
        raise refuse("repair-unknown", repair=name[:40])
    return found


@allow(*READERS)
def one_repair(name: str) -> ResponseReturnValue:
    """One repair with everything that happened to it."""
    view = _one(name)
    steps = STEPS[view.state] if me().role in OFFICIALS else ()
    return render(RepairPage(view=view, next_steps=steps))


@allow(*OFFICIALS)
def repair_step(name: str) -> ResponseReturnValue:
    """The next step of a repair."""
    view = _one(name)
    step = forms.chosen("step")
    if step not in FIELDS:
        step = STEPS[view.state][0]

    def page(form: Form) -> Page:
        return RepairStepPage(form=form, view=view, step=step, fields=FIELDS[step], reasons=REASONS)

    if request.method == "GET":
        return render(page(forms.fresh(step=step, department=view.department, by=view.by)))
    form = forms.typed()
    values, faults = load(StepSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    return forms.act(
        form,
        FollowRepair(repair=name, **values, **forms.stamp(form)),
        follow_repair,
        page,
        lambda _: url_for(".one_repair", name=name, done="repair"),
        lambda refusal: _BESIDE.get(refusal.code, ""),
    )


@allow(*OFFICIALS)
def new_repair() -> ResponseReturnValue:
    """A report that came by telephone, at the counter or on paper."""
    code = forms.chosen("service")
    service = SERVICES.get(code)
    if service is None:
        return render(ChooseService(services=tuple(SERVICES)))

    def page(form: Form) -> Page:
        return NewRepair(form=form, service=code, questions=service.questions, channels=CHANNELS)

    if request.method == "GET":
        return render(page(forms.fresh(service=code, channel=CHANNELS[0])))
    form = forms.typed()
    plain = {name: text for name, text in form.typed().items() if not name.startswith(ABOUT)}
    values, faults = load(RepairSchema(), plain)
    if faults:
        return forms.show(page(form.wrong(faults)))
    order = ReportRepair(**values, details=_told(service.questions, form), **forms.stamp(form))
    return forms.act(
        form,
        order,
        report_repair,
        page,
        lambda receipt: url_for(".one_repair", name=receipt.facts["repair"], done="repair"),
        _beside,
    )


def _beside(refusal: Refusal) -> str:
    question = refusal.facts.get("question")
    return f"{ABOUT}{question}" if question else ""


def _told(questions: tuple[Question, ...], form: Form) -> tuple[RepairDetail, ...]:
    """What was typed or ticked at each question; nothing of those left blank."""
    told = [(one.code, form.lists.get(f"{ABOUT}{one.code}", ())) for one in questions]
    given = [(code, tuple(value.strip() for value in some if value.strip())) for code, some in told]
    return tuple(RepairDetail(code=code, values=values) for code, values in given if values)
