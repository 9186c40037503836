"""Setting up the group's books: one question a page, kept as it is typed, adopted at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import AnOrder, Decision, Desk, perform
from federation.commands.opening import AdmitMany, admit_many
from federation.core.refusals import Refusal, refuse
from federation.i18n import word
from federation.reports.our_rules import Chapter, chapters
from federation.schemas.base import load
from federation.schemas.constitution import SCHEMAS
from federation.schemas.opening import GENDERS, NAMES, SinceSchema, read_names
from federation.store import Database, local
from federation.store.queries import books

from .. import drafts, forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from . import questions
from . import setup_state as now
from .common import OFFICERS, Options

ADD: Final = "add"
# Beside which field of the vote a refusal stands.
_BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "opening-short": "why",
        "setup-officers": "officer2",
        "rules-day-ahead": "day",
        "rules-day-before": "day",
        "day-before-group": "day",
        "day-far-ahead": "day",
        "rules-without-votes": "votes_for",
        "rules-without-present": "present",
        "rules-votes-too-many": "present",
        "rules-quorum": "present",
        "vote-not-carried": "votes_for",
        "decision-women-more": "women_voting",
    }
)
FIELD_LETTERS_MAX: Final = 120
VALUE_LETTERS_MAX: Final = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a question: where it is among the others, and the ways from it."""

    code: str
    title: str
    place: int
    of: int
    back: str
    next_word: str
    keep_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview(Page):
    """All questions: which are answered, and with which to go on; or that it is all done."""

    template: ClassVar[str] = "group/setup.html"
    steps: tuple[tuple[str, str, bool], ...]
    next_address: str
    next_word: str
    is_begun: bool
    is_over: bool
    has_rules: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Page):
    """One question; `options` are what may be chosen, by field."""

    template: ClassVar[str] = "group/setup_question.html"
    frame: Frame
    form: Form
    options: Mapping[str, Options]
    officers: int
    shares_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Page):
    """Who belongs to the group: names on lines; more about each can be written later."""

    template: ClassVar[str] = "group/setup_members.html"
    frame: Frame
    form: Form
    members: tuple[books.MemberView, ...]


def add(to: Blueprint) -> None:
    """The routes: one address for each question."""
    both = ["GET", "POST"]
    to.add_url_rule("/setup", view_func=setup)
    for code in now.PLAIN:
        way = f"/setup/{code}"
        to.add_url_rule(way, endpoint=f"setup_{code}", view_func=question, methods=both)
    to.add_url_rule("/setup/members", endpoint="setup_members", view_func=people, methods=both)
    to.add_url_rule("/setup/keep/<step>", endpoint="setup_keep", view_func=keep, methods=["POST"])


def address(code: str) -> str:
    """The page of a question."""
    return url_for(f".setup_{code}")


def frame(found: now.State, code: str) -> Frame:
    """The frame of a question that is among the steps."""
    place = found.steps.index(code)
    following = found.steps[place + 1 : place + 2]
    return Frame(
        code=code,
        title=word(code, "question"),
        place=place + 1,
        of=len(found.steps),
        back=address(found.steps[place - 1]) if place else url_for(".setup"),
        next_word=word(following[0], "question") if following else "",
        keep_address=url_for(".setup_keep", step=code),
    )


def after(code: str) -> ResponseReturnValue:
    """On to the next question, or to the overview."""
    with store().reading() as db:
        steps = now.state(db).steps
    place = steps.index(code) + 1 if code in steps else len(steps)
    return redirect(address(steps[place]) if place < len(steps) else url_for(".setup"), 303)


@allow(*OFFICERS)
def setup() -> ResponseReturnValue:
    """Where the set-up stands."""
    with store().reading() as db:
        return render(overview(now.state(db)))


def overview(found: now.State) -> Page:
    """The questions with what is answered."""
    following = found.open[0] if found.open else next(iter(found.steps[-2:]), "")
    return Overview(
        steps=tuple(
            (address(one), word(one, "question"), one in found.done) for one in found.steps
        ),
        next_address=address(following) if following else "",
        next_word=word(following, "question") if following else "",
        is_begun=bool(found.done),
        is_over=found.is_over,
        has_rules=found.has_rules,
    )


def _initial(found: now.State, code: str) -> dict[str, str]:
    """What a form holds at first: what was typed, over what the rules so far say."""
    typed = dict(found.answers.get(code, {}))
    if code in found.done:
        return typed
    told = questions.filled(code, found.rules, found.place)
    if code == "interest":
        told["loan_rate"] = ""  # nobody but the group says what its loans cost
    if code == now.MONEY:
        told = {"day": start_day()}
    return {**told, **typed}


@allow(*OFFICERS)
def question() -> ResponseReturnValue:
    """A question that is one plain form."""
    code = request.path.rsplit("/", 1)[-1]
    with store().reading() as db:
        found = now.state(db)
    if code not in found.steps:
        return render(overview(found))
    if request.method == "GET":
        return render(_question(found, code, forms.fresh(**_initial(found, code))))
    form = forms.typed()
    schema = now.PLAIN[code]()
    names = {field.data_key or name for name, field in schema.fields.items()}
    told = {name: text for name, text in form.typed().items() if name in names}
    _, faults = load(schema, told)
    with store().writing() as db:
        now.keep(db, code, told if faults else {**told, now.DONE: "yes"})
    if faults:
        return forms.show(_question(found, code, form.wrong(faults)))
    return after(code)


def _question(found: now.State, code: str, form: Form) -> Page:
    return Question(
        frame=frame(found, code),
        form=form,
        options=MappingProxyType(questions.options(code, form.values)),
        officers=found.officers,
        shares_out=found.rules.shares_out,
    )


@allow(*OFFICERS)
def people() -> ResponseReturnValue:
    """Who belongs to the group; names that are typed are written down, then it goes on."""
    code = now.MEMBERS
    with store().reading() as db:
        found = now.state(db)
    if code not in found.steps:
        return render(overview(found))
    if request.method == "GET":
        told = {"day": start_day(), **found.answers.get(code, {})}
        return render(_people(forms.fresh(**told)))
    form = forms.typed()
    if not form.value(NAMES).strip() and form.button != ADD:
        with store().writing() as db:
            now.keep(db, code, {now.DONE: "yes"})
        return after(code)
    told = {name: form.value(name) for name in (NAMES, "day")}
    with store().writing() as db:
        if local.receipt(db, form.token) is None:
            now.keep(db, code, told)
    since, unfit = load(SinceSchema(), {"day": form.value("day")})
    found_names, faults = read_names(form.value(NAMES), _genders())
    if unfit or faults:
        return forms.show(_people(form.wrong((*unfit, *faults))))
    order = AdmitMany(people=found_names, day=since["day"], **forms.stamp(form))
    on = url_for(".setup_members", done="many") if form.button == ADD else ""
    return forms.act(form, order, dropping(admit_many, (code,)), _people, lambda _: on or _next())


def _next() -> str:
    with store().writing() as db:
        now.keep(db, now.MEMBERS, {now.DONE: "yes"})
    with store().reading() as db:
        steps = now.state(db).steps
    place = steps.index(now.MEMBERS) + 1
    return address(steps[place]) if place < len(steps) else url_for(".setup")


def _genders() -> dict[str, str]:
    return {code: word(code, "gender") for code in GENDERS}


def _people(form: Form) -> Page:
    with store().reading() as db:
        found = now.state(db)
    return People(frame=frame(found, now.MEMBERS), form=form, members=found.members)


def dropping(
    decide: Callable[[Desk, Any], Decision], codes: tuple[str, ...], prefix: str = now.SETUP
) -> Callable[[Desk, Any], Decision]:
    """The deed, and what was half typed of it is dropped in the same transaction."""

    def both(desk: Desk, order: Any) -> Decision:
        decision = decide(desk, order)
        now.forget(desk.db, codes, prefix)
        return decision

    return both


def act(
    form: Form,
    order: AnOrder,
    decide: Callable[[Desk, AnOrder], Decision],
    page: Callable[[Form], Page],
    done: str,
) -> ResponseReturnValue:
    """Do it and go on, or show the page with the refusal beside its field."""
    try:
        perform(store(), order, decide)
    except Refusal as refusal:
        wrong = form.refused(refusal, _BESIDE.get(refusal.code, ""))
        return forms.show(page(wrong), status_of(refusal))
    return redirect(done, 303)


@allow(*OFFICERS)
def keep(step: str) -> ResponseReturnValue:
    """Keep one field as soon as it is left (with JavaScript).

    One that comes after its page was answered, with the same words, leaves it answered; one of a
    loan that is already on the list is not the next one's.
    """
    form = forms.typed()
    name, told = form.value("field"), form.value("value").strip()
    kept = step in now.CODES and step not in now.LAST and name != now.DONE and "pin" not in name
    if not kept or len(name) > FIELD_LETTERS_MAX or len(told) > VALUE_LETTERS_MAX:
        raise refuse("form-incomplete")
    with store().writing() as db:
        lies = local.drafts(db, 0, f"setup:{step}").get(name, "")
        is_late = local.receipt(db, form.token) is not None
        if lies != told and not is_late and not now.state(db).is_over:
            asked = drafts.differs(form, lies)
            if asked is not None:
                return asked
            local.keep_draft(db, 0, f"setup:{step}", name, told)
            local.keep_draft(db, 0, f"setup:{step}", now.DONE, "")
    return drafts.KEPT


def told_rules(db: Database) -> tuple[Chapter, ...]:
    """The rules as answered so far, in words."""
    found = now.state(db)
    said = chapters(found.rules, found.place)
    asked = {one for one in found.steps if one in SCHEMAS}
    return tuple(one for one in said if one.code in asked)
