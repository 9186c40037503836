"""Which language a page speaks: the person's own, that chosen at this browser, else the node's.

A program that asks (Open311, the JSON API) gets the node's language: nobody chose one for it.
"""

from typing import Final

from flask import g, request
from werkzeug.wrappers import Response

from federation import catalogues, i18n
from federation.store import local

from .here import has_own_words, node, own_words, store

COOKIE: Final = "language"
KEPT_SECONDS: Final = 31_536_000


def begin() -> None:
    """Before anything is known of who asks: the browser's language, else the node's."""
    told = request.cookies.get(COOKIE, "")
    speak(told if told in spoken() else "")


def speak(code: str) -> None:
    """For the rest of this request; "": the node's language."""
    own = node().settings
    told = i18n.use_language(code or own.language, own.currency, others=own_words)
    g.held.enter_context(told)


def speak_to(user: int) -> None:
    """A person's own language, once it is known who asks."""
    with store().reading() as db:
        speak(local.language(db, user))


def spoken() -> tuple[str, ...]:
    """The languages that pages can be in here: those with words, and English."""
    return tuple(code for code in catalogues.LANGUAGES if code == "en" or has_words(code))


def has_words(code: str) -> bool:
    """Whether there are words of a language."""
    return bool(catalogues.shipped(code)) or has_own_words(code)


def is_unconfirmed() -> bool:
    """Whether some of the words spoken now were not confirmed by a speaker yet."""
    words = i18n.words()
    if any(not told.is_confirmed for told in words.own.values()):
        return True
    return any(
        not told.is_confirmed for message, told in words.shipped.items() if message not in words.own
    )


def keep(answer: Response, code: str) -> Response:
    """The browser keeps the language for a year; "": it forgets."""
    path = request.script_root or "/"
    if not code:
        answer.delete_cookie(COOKIE, path=path)
        return answer
    answer.set_cookie(
        COOKIE,
        code,
        max_age=KEPT_SECONDS,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer
