"""Words for people: the language of the moment, sentences of refusals, money and days.

What is spoken is a context variable and nothing else, so that each request and each command has
its own language (`federation.catalogues` has the words). A language that Babel has no locale for
(Oshikwanyama, Otjiherero …) works all the same: figures are formatted here, months and the order
of a date come from the catalogue.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from types import MappingProxyType
from typing import Final

from federation.catalogues import ENGLISH, NO_WORDS, Catalogue, Translated, catalogue
from federation.core.refusals import Refusal
from federation.sentences import SENTENCES, WORDS

Words = Mapping[str, Translated]

THIN: Final = "\u202f"  # narrow no-break space between thousands
# The decimal sign, where CLDR has another than the point. Thousands are kept apart by a space in
# every language (ISO 80000-1, 7.3.1): a comma there would be read as a decimal sign by others.
DECIMALS: Final[Mapping[str, str]] = MappingProxyType({"af": ",", "pt": ","})
SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"NAD": "N$", "ZAR": "R", "USD": "US$", "EUR": "€"}
)
# Facts of refusals that are codes, told in the group's words of these areas.
AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {"pot": "short of", "purpose": "purpose", "what": "numbered", "rule": "rule"}
)
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)
_words: ContextVar[Catalogue] = ContextVar("words")
_others: ContextVar[Callable[[str], Words]] = ContextVar("others", default=lambda _: NO_WORDS)
_currency: ContextVar[str] = ContextVar("currency", default="NAD")


@contextmanager
def use_language(
    code: str,
    currency: str = "",
    own: Words | None = None,
    others: Callable[[str], Words] | None = None,
) -> Iterator[None]:
    """Speak this language (and write this currency) inside the block.

    `own`: a federation's or a group's words of that language, over those that are shipped; where
    they are not given, `others` tells them, for every language that is spoken inside.
    """
    code = code or ENGLISH
    asked = others or _others.get()
    laid_over = asked(code) if own is None else own
    told = _words.set(catalogue(code, laid_over))
    heard = _others.set(asked)
    spoken = _language.set(code)
    written = _currency.set(currency or _currency.get())
    try:
        yield
    finally:
        _currency.reset(written)
        _language.reset(spoken)
        _others.reset(heard)
        _words.reset(told)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def has_words(code: str) -> bool:
    """Whether anything can be said in a language: English, or one that has words."""
    return code == ENGLISH or bool(catalogue(code).shipped or _others.get()(code))


def words() -> Catalogue:
    """The words of the language spoken now."""
    return _words.get(None) or catalogue(_language.get())


def gettext(message: str, **facts: object) -> str:
    """The message in the language of the moment, with its facts."""
    said = words().one(message) if message else ""
    return said % facts if facts else said


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """The message for one or for many; `%(num)s` is the count."""
    return words().counted(one, many, count) % {"num": number(count), **facts}


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
    return f"{'−' if minor < 0 else ''}{grouped}{decimal_sign()}{cents:02d}"


def decimal_sign() -> str:
    """What stands between units and cents in the language spoken now."""
    return DECIMALS.get(_language.get(), ".")


def number(count: int) -> str:
    """A whole number with its thousands apart: 29 718."""
    return f"{count:,}".replace(",", THIN).replace("-", "−")


def day(iso: str) -> str:
    """A day as people write it: 16 Nov 2026. What is no day stays as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    told = word(str(found.month), "month")
    # Day, month and year in the order of the language.
    return gettext("%(day)s %(month)s %(year)s", day=found.day, month=told, year=found.year)


def month(iso: str) -> str:
    """A month (YYYY-MM) as people write it: Nov 2026."""
    told = word(str(int(iso[5:7])), "month")
    # A month and its year.
    return gettext("%(month)s %(year)s", month=told, year=iso[:4])


def weekday(iso: str) -> str:
    """The day with its day of the week: Sun 16 Nov 2026."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    # A day of the week, and its date.
    told = word(str(found.isoweekday()), "weekday")
    return gettext("%(weekday)s %(day)s", weekday=told, day=day(iso))
