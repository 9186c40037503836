"""Totals read aloud: what a voice says, or which recordings are played after each other."""

from functools import cache
from typing import Final

from flask import Blueprint, Flask, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation import i18n
from federation.commands import sounds
from federation.core import recordings
from federation.core.refusals import refuse

from .guard import EVERYBODY, allow
from .here import node, number_asked

KEPT_SECONDS: Final = 3600


def stand(app: Flask) -> None:
    """The routes of the group's face, and for pages whether the language spoken is recorded."""
    to = Blueprint("aloud", __name__)
    to.add_url_rule("/aloud", view_func=say)
    to.add_url_rule("/aloud/files/<language>/<word>", view_func=file)
    app.register_blueprint(to)
    app.jinja_env.globals["has_recordings"] = has_recordings


def has_recordings() -> bool:
    """Whether any amount can be said with what is recorded in the language spoken now."""
    return set(recordings.NEEDED) <= set(sounds.recorded(node(), i18n.language()))


@allow(*EVERYBODY)
def say() -> ResponseReturnValue:
    """An amount (`minor`) and what it is (`what`): the words for a voice, the files to play."""
    minor = number_asked("minor")
    what = request.args.get("what", "")
    label = i18n.word(what, "aloud") if what in recordings.WHATS else ""
    language = i18n.language()
    have = sounds.recorded(node(), language)
    return {
        "text": f"{label}: {_figure(minor)} {_currency(node().settings.currency, language)}",
        "files": [address(language, word) for word in recordings.say(minor, language, have, what)],
    }


def address(language: str, word: str) -> str:
    """Where a recording is played from; another recording of the word has another address."""
    path = sounds.recorded(node(), language)[word]
    mark = path.stat().st_mtime_ns // 1_000_000
    return url_for("aloud.file", language=language, word=word, v=mark)


@allow(*EVERYBODY)
def file(language: str, word: str) -> ResponseReturnValue:
    """One recording. Raises Refusal `sound-unknown`: only words of the list have files."""
    path = sounds.recorded(node(), language).get(word)
    if path is None:
        raise refuse("sound-unknown")
    kind = sounds.KINDS[path.suffix[1:]]
    answer = send_file(path, mimetype=kind, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return answer


def _figure(minor: int) -> str:
    """An amount as voices read it best: no gaps, and no cents where there are none."""
    units, cents = divmod(minor, 100)
    return f"{units}.{cents:02d}" if cents else str(units)


@cache
def _currency(code: str, language: str) -> str:
    """What the money is called (CLDR), or its code where the language is not known there."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only once somebody listens
    from babel.numbers import get_currency_name  # noqa: PLC0415 - likewise

    try:
        return str(get_currency_name(code, count=2, locale=Locale.parse(language)))
    except (UnknownLocaleError, ValueError):
        return code
