"""Words for people: the language of the moment, sentences of refusals, money and days.

Catalogues are `.po` files read at start with Babel and kept per language; no compiled files and
no global state but a context variable, so that each request and each command has its own
language. A language that Babel has no locale for (Oshikwanyama, Otjiherero …) works all the same:
figures are formatted here, and months come from the catalogue.
"""

import gettext as _gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from federation import assets
from federation.core.refusals import Refusal
from federation.sentences import SENTENCES, WORDS

THIN: Final = "\u202f"  # narrow no-break space between thousands
SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"NAD": "N$", "ZAR": "R", "USD": "US$", "EUR": "€"}
)
# Facts of refusals that are codes, told in the group's words of these areas.
AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {"pot": "short of", "purpose": "purpose", "what": "numbered", "rule": "rule"}
)
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

_language: ContextVar[str] = ContextVar("language", default="en")
_currency: ContextVar[str] = ContextVar("currency", default="NAD")


@cache
def catalogue(language: str) -> _gettext.NullTranslations:
    """The catalogue of a language; English, which needs none, for one that has no file."""
    path = assets.folder("locale") / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.is_file():
        return _gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only where a catalogue is read
    from babel.messages.pofile import read_po  # noqa: PLC0415 - Babel takes a third of a second

    with path.open("rb") as source:
        read = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


@contextmanager
def use_language(code: str, currency: str = "") -> Iterator[None]:
    """Speak this language (and write this currency) inside the block."""
    spoken = _language.set(code or "en")
    written = _currency.set(currency or _currency.get())
    try:
        yield
    finally:
        _currency.reset(written)
        _language.reset(spoken)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def gettext(message: str, **facts: object) -> str:
    """The message in the language of the moment, with its facts."""
    said = catalogue(_language.get()).gettext(message) if message else ""
    return said % facts if facts else said


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """The message for one or for many; `%(num)s` is the count."""
    said = catalogue(_language.get()).ngettext(one, many, count)
    return said % {"num": number(count), **facts}


def word(code: str, area: str) -> str:
    """The group's word for a code of an area (`kind`, `stage`, `need` …); else the code itself.

    What a group named itself (a purpose, a role) is its own word.
    """
    told = WORDS.get(f"{area} {code}")
    return gettext(told) if told else code


def say(refusal: Refusal) -> str:
    """The refusal as one plain sentence: what, where, what to do now.

    One that came with a partner's file may have any facts: then its code alone is told.
    """
    said = gettext(SENTENCES.get(refusal.code, ""))
    facts = {name: _told(name, value) for name, value in refusal.facts.items()}
    try:
        return (said % facts if "%(" in said else said) or _say_code(refusal)
    except (KeyError, TypeError, ValueError):
        return _say_code(refusal)


def _say_code(refusal: Refusal) -> str:
    told = "This cannot be done (%(code)s). Ask the federation, and tell it this word."
    return gettext(told, code=refusal.code)


def _told(name: str, value: object) -> object:
    if isinstance(value, Refusal):
        return say(value)
    if name in AREAS and isinstance(value, str):
        return word(value, AREAS[name])
    if name.endswith("_minor") and isinstance(value, int):
        return money(value)
    if (name.endswith("_day") or name == "day") and isinstance(value, str):
        return day(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def money(minor: int, currency: str = "") -> str:
    """An amount of minor units as people write it: N$ 1 312.50; a minus before the sign."""
    sign = SIGNS.get(currency or _currency.get(), currency or _currency.get())
    return f"{'−' if minor < 0 else ''}{sign}{THIN}{figure(abs(minor))}"


def sign() -> str:
    """The sign of the currency that is written now: N$."""
    return SIGNS.get(_currency.get(), _currency.get())


def figure(minor: int) -> str:
    """The amount without its sign of currency: 1 312.50."""
    units, cents = divmod(abs(minor), 100)
    grouped = f"{units:,}".replace(",", THIN)
    return f"{'−' if minor < 0 else ''}{grouped}.{cents:02d}"


def number(count: int) -> str:
    """A whole number with its thousands apart: 29 718."""
    return f"{count:,}".replace(",", THIN).replace("-", "−")


def day(iso: str) -> str:
    """A day as people write it: 16 Nov 2026. What is no day stays as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {gettext(MONTHS[found.month - 1])} {found.year}"


def month(iso: str) -> str:
    """A month (YYYY-MM) as people write it: Nov 2026."""
    return f"{gettext(MONTHS[int(iso[5:7]) - 1])} {iso[:4]}"


def weekday(iso: str) -> str:
    """The day with its day of the week: Sun 16 Nov 2026."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{gettext(names[found.weekday()])} {day(iso)}"
