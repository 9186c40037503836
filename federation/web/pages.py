"""Pages: each template has one frozen dataclass that says what it needs, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import jinja2
from flask import Flask, render_template
from markupsafe import Markup, escape

from federation import catalogues, i18n
from federation.core import actions
from sync import passphrase

from . import filters, helping, practice, speaking, touring
from .here import node, somebody
from .today import day, partner_name, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a template shows: it finds this object under the name `page`."""

    template: ClassVar[str] = ""


def render(page: Page) -> str:
    """The page as HTML. A name that it lacks is a fault of the program, never a blank."""
    return render_template(page.template, page=page)


def furnish(app: Flask) -> None:
    """Give the application its templates, filters, words and languages."""
    app.jinja_options = {
        "undefined": jinja2.StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    env = app.jinja_env
    # jinja2.ext.i18n adds these two to the environment (Jinja 3.1, "i18n Extension").
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _said, _counted, newstyle=True
    )
    env.filters.update({name: _of_now(one) for name, one in filters.FILTERS.items()})
    env.globals.update(me=somebody, own=_own, language=i18n.language, sign=i18n.sign, today=today)
    env.globals.update(known_day=day, clock_partner=partner_name)
    env.globals.update(decimal_sign=i18n.decimal_sign, language_name=_language_name)
    env.globals.update(has_languages=_has_languages, is_unconfirmed=speaking.is_unconfirmed)
    env.globals.update(pictured=actions.pictured, action_of_kind=actions.of_kind)
    env.globals.update(real_books=practice.real_books, keys_locked=_keys_locked)
    env.globals.update(help_here=helping.here, tour_here=touring.here)


def _of_now(word: Callable[..., Any]) -> Callable[..., Any]:
    """The filter as Jinja asks it anew for each page.

    What a template gives to other filters as a constant is worked out once, when it is compiled:
    in whatever language and currency that was (Jinja 3.1, `jinja2.pass_context`).
    """

    @jinja2.pass_context
    def told(_context: object, *given: Any, **more: Any) -> Any:
        return word(*given, **more)

    return told


def _said(message: str) -> Markup:
    """The sentence with its marks still in it; Jinja's new style fills them in, escaped.

    Words are only ever text: what looks like markup in a translation is shown, never obeyed.
    """
    return _text(i18n.words().one(message))


def _counted(one: str, many: str, count: int) -> Markup:
    """The sentence for so many, its marks still in it."""
    return _text(i18n.words().counted(one, many, count))


def _text(words: str) -> Markup:
    """Escaped but for the apostrophe: no attribute of a template stands between such."""
    return Markup(str(escape(words)).replace("&#39;", "'"))  # noqa: S704 - escaped just now


def _language_name() -> str:
    return catalogues.LANGUAGES.get(i18n.language(), i18n.language())


def _has_languages() -> bool:
    """Whether there is another language to choose."""
    return len(speaking.spoken()) > 1


def _own() -> object:
    return node().settings


def _keys_locked() -> bool:
    return passphrase.is_locked(node())
