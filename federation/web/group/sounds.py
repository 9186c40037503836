"""Sounds: which words are recorded in each language, what comes next, recordings taken in."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation import catalogues, i18n
from federation.commands import sounds
from federation.core import recordings
from federation.core.refusals import Refusal, refuse
from federation.i18n import word

from .. import aloud, forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node
from ..pages import Page, render
from ..shared import files
from .common import OFFICERS

NEXT_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the list, as people read it; `address`: where it is played from, or ""."""

    code: str
    told: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundsPage(Page):
    """One language: its recorded words, those to record next, and how many there are in all.

    `can_say`: any amount can be said with them. `taken`: what a zip just brought.
    """

    template: ClassVar[str] = "group/sounds.html"
    form: Form
    language: str
    languages: tuple[tuple[str, str], ...]
    recorded: tuple[Word, ...]
    following: tuple[Word, ...]
    of: int
    can_say: bool
    taken: sounds.Taken | None


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/settings/sounds", view_func=sound_list, methods=["GET", "POST"])


@allow(*OFFICERS)
@upload
def sound_list() -> ResponseReturnValue:
    """What is recorded in a language; a zip of recordings is taken in."""
    if request.method == "GET":
        return render(_page(_chosen(request.args.get("language", "")), forms.fresh()))
    form = forms.typed()
    language = form.value("language")
    came = files.brought()
    try:
        if not came:
            raise refuse("files-none")
        content = came[0].stream.read(sounds.ALL_BYTES_MAX + 1)
        taken = sounds.take(node(), language, content)
    except Refusal as refusal:
        beside = "language" if refusal.code == "sounds-language" else "files"
        wrong = form.refused(refusal, beside)
        return forms.show(_page(_chosen(language), wrong), status_of(refusal))
    if not taken.left:
        return redirect(url_for(".sound_list", language=language, done="sounds"), 303)
    return render(_page(language, forms.fresh(language=language), taken))


def _chosen(language: str) -> str:
    return language if language in catalogues.LANGUAGES else i18n.language()


def _page(language: str, form: Form, taken: sounds.Taken | None = None) -> Page:
    have = sounds.recorded(node(), language)
    return SoundsPage(
        form=form,
        language=language,
        languages=tuple(catalogues.LANGUAGES.items()),
        recorded=tuple(
            Word(one, _told(one), aloud.address(language, one))
            for one in recordings.WORDS
            if one in have
        ),
        following=tuple(Word(one, _told(one), "") for one in recordings.missing(have)[:NEXT_SHOWN]),
        of=len(recordings.WORDS),
        can_say=set(recordings.NEEDED) <= set(have),
        taken=taken,
    )


def _told(code: str) -> str:
    """A word of the list: a number is itself."""
    return code if code.isdecimal() else word(code, "record")
