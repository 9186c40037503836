"""Copies of the whole node: made by itself, made now, and whether one opens.

By itself after each closed meeting; at an office or a city with the first files of a day.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import ClassVar, Final

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.schemas.base import load
from federation.schemas.keys import WordsSchema
from federation.store import Store
from federation.store.compare import Problem
from sync import backup, copies, paper, putback
from sync.copies import Standing
from sync.outcome import APPLIED, Outcome
from sync.sticks import Stick, sticks

from .. import forms
from ..errors import note_fault, status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from . import sticks as on_sticks
from .files import FileOut
from .people import KEEPERS

THREAD: Final = "backup made beside"
PROBLEMS_SHOWN: Final = 20
_MISTYPED: Final = ("words-count", "word-unknown", "words-differ", "key-unsound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups(Page):
    """How the copies stand, and what was just done.

    `made`: the copy that was just made, by name; `on_stick`: the stick it was put on, or "";
    `is_tried`: putting back was just tried, and `problems` were found.
    """

    template: ClassVar[str] = "shared/backups.html"
    form: Form
    words: Form
    standing: Standing
    files: tuple[FileOut, ...]
    sticks: tuple[Stick, ...]
    where: str
    made: FileOut | None = None
    on_stick: str = ""
    is_tried: bool = False
    problems: tuple[Problem, ...] = ()


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    way = "/settings/backups"
    to.add_url_rule(way, view_func=backups)
    to.add_url_rule(f"{way}/make", view_func=make_backup, methods=both)
    to.add_url_rule(f"{way}/save", view_func=save_backup, methods=both)
    to.add_url_rule(f"{way}/try", view_func=try_backup, methods=both)


def after_meeting() -> None:
    """Make a copy beside what people do next; what goes wrong is noted and shown, no more."""
    if not node().settings.practice:
        Thread(target=_keep, args=(store(),), name=THREAD).start()


def after_files(outcomes: Iterable[Outcome]) -> None:
    """Make a copy beside: of new keys at once; and once a day at a node without meetings.

    Of a charter, for a copy made before it holds keys that may have had their time; of other files
    where they brought something.
    """
    own, came = node().settings, tuple(outcomes)
    if any(one.outcome == APPLIED and not one.stream for one in came):
        after_meeting()
        return
    if own.role == "group" or own.practice or not any(one.new for one in came):
        return
    with store().reading() as db:
        last = copies.standing(db, today()).last
    if last is None or not last.when.startswith(node().today()):
        Thread(target=_keep, args=(store(),), name=THREAD).start()


def _keep(held: Store) -> None:
    try:
        backup.keep(held)
    except Refusal as refusal:
        if refusal.code != "backup-running":
            _note(held, refusal)
    except Exception as error:  # noqa: BLE001 - the thread's boundary: noted with a reference
        reference = note_fault(held.node, error, "backup")
        _note(held, refuse("backup-fault", reference=reference))
    finally:
        held.close()


def _note(held: Store, refusal: Refusal) -> None:
    with suppress(OSError):  # a disk that takes nothing more takes no note either
        copies.note_failed(held, refusal)


def page(form: Form, words: Form | None = None, **told: object) -> Backups:
    """The page as things stand; `told` is what was just done."""
    found = sticks()
    with store().reading() as db:
        standing = copies.standing(db, today())
    facts: dict[str, object] = {
        "form": form,
        "words": words or Form(node().new_id()),
        "standing": standing,
        "files": tuple(FileOut(one.name, one.stat().st_size) for one in copies.kept_files(node())),
        "sticks": found,
        "where": form.value("where") or on_sticks.usual(found),
        **told,
    }
    return Backups(**facts)  # type: ignore[arg-type] # the fields above, each of its own type


@allow(*KEEPERS)
def backups() -> ResponseReturnValue:
    """How the copies stand."""
    return render(page(forms.fresh()))


@allow(*KEEPERS)
def make_backup() -> ResponseReturnValue:
    """Make one now, and put it onto the stick that was chosen."""
    if request.method == "GET":
        return backups()
    form = forms.typed()
    where = form.value("where")
    try:
        stick = on_sticks.asked(where)
        made = backup.keep(store())
        if stick:
            backup.carry(store(), made.path, stick)
    except Refusal as refusal:
        return forms.show(page(form.refused(refusal)), status_of(refusal))
    told = FileOut(made.path.name, made.size_bytes)
    again = Form(node().new_id(), {"where": where})
    return render(page(again, made=told, on_stick=stick.label if stick else ""))


@allow(*KEEPERS)
def save_backup() -> ResponseReturnValue:
    """Hand a copy out as a file; from then on it counts as kept elsewhere."""
    if request.method == "GET":
        return backups()
    form = forms.typed()
    path = copies.find(node(), form.value("file"))
    if path is None:
        refusal = refuse("backup-gone")
        return forms.show(page(form.refused(refusal)), status_of(refusal))
    copies.note_carried(store(), path.name, gettext("saved as a file"))
    sent: Response = send_file(path, mimetype="application/octet-stream", as_attachment=True)
    return sent


@allow(*KEEPERS)
def try_backup() -> ResponseReturnValue:
    """Open the newest copy with the words on paper, check everything in it, throw it away."""
    if request.method == "GET":
        return backups()
    words = forms.typed()
    form = Form(node().new_id())
    values, faults = load(WordsSchema(), words.typed())
    if faults:
        return forms.show(page(form, words.wrong(faults)))
    try:
        newest = next(iter(copies.kept_files(node())), None)
        if newest is None:
            raise refuse("backup-none")
        identity = paper.read_recovery(values["paper_words"])
        aside = node().folder / putback.DRILL
        found = putback.drill(store(), newest, identity, aside=aside)
    except Refusal as refusal:
        beside = "paper_words" if refusal.code in _MISTYPED else ""
        return forms.show(page(form, words.refused(refusal, beside)), status_of(refusal))
    return render(page(form, is_tried=True, problems=found.problems[:PROBLEMS_SHOWN]))
