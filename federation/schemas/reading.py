"""Reading one piece of outside text: money, days, counts, rates, phones, choices.

Each function takes what a form, a spreadsheet cell or a program gave (text, or the number or date
that a spreadsheet keeps) and returns the typed value, or raises a `Refusal` that says what is
unclear. Nothing here guesses: a text with two meanings is refused.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from federation.core.refusals import refuse

MONEY_LIMIT: Final = 2**53
"""Money stays below this many minor units, so that every program can hold it exactly."""

RATE_SCALE: Final = 4
"""A rate keeps four decimals: 9.4822 percent is 94,822."""

_LONGEST_NUMBER: Final = 40
_LONGEST_SHOWN: Final = 40
_EXACT_CELL: Final = 10**13
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199

_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_CURRENCY: Final = re.compile(
    r"^(?:N\$|NAD|ZAR|R|\$) ?(?=[0-9(\-\u2212])|(?<=[0-9]) ?(?:NAD|ZAR)$", re.IGNORECASE
)
_MINUS: Final = re.compile(r"^(?:[-\u2212]|\()")
_MONEY: Final = (
    re.compile(r"(?P<units>[0-9]+)(?:[.,](?P<cents>[0-9]{1,2}))?"),
    re.compile(r"(?P<units>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<cents>[0-9]{1,2}))?"),
    re.compile(r"(?P<units>[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,](?P<cents>[0-9]{1,2}))?"),
    re.compile(r"(?P<units>[1-9][0-9]{0,2}(?:\.[0-9]{3})+),(?P<cents>[0-9]{1,2})"),
)
_TOO_FINE: Final = re.compile(r"[0-9][0-9 ,]*[.,][0-9]{3,}")
_RATE: Final = re.compile(r"(?P<units>[0-9]{1,6})(?:[.,](?P<parts>[0-9]{1,4})0{0,20})? ?%?")
_YEAR_FIRST: Final = re.compile(
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<d>[0-9]{1,2})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})"
)
_PHONE: Final = re.compile(r"\+?[0-9]{3,15}")
_ID_NUMBER: Final = re.compile(r"[0-9A-Za-z]{4,20}")
_BETWEEN_DIGITS: Final = re.compile(r"[\s\u00a0\u202f\-()./]+")
_BETWEEN_WORDS: Final = re.compile(r"[\s_\-]+")


def shown(value: object) -> str:
    """What was typed, short enough to stand in a sentence."""
    text = _SPACES.sub(" ", str(value)).strip()
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def plain_text(value: object) -> str:
    """The text of a form field or a spreadsheet cell, trimmed.

    Spreadsheets keep numbers as binary fractions; fifteen significant digits are what they promise
    and show, so 0.30000000000000004 is "0.3" and 12.0 is "12". Dates become "2026-11-23".
    Raises `Refusal` for anything that is not one piece of text, a number or a date.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and math.isfinite(value) and abs(value) < _EXACT_CELL:
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _LONGEST_NUMBER:
        return format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_LONGEST_NUMBER:
        return str(value)
    raise refuse("field-unclear")


def read_money(value: object, *, zero: bool = False) -> int:
    """Minor units (cents) of an amount; `zero` says whether nothing at all is an amount.

    The rules, in order:

    1. thin, no-break and other spaces count as a space; `N$`, `$`, `R`, `NAD`, `ZAR` before the
       figure are dropped (`NAD`, `ZAR` after it, too); the rand is pegged one to one;
    2. a minus or brackets are refused: the kind of entry gives the direction;
    3. digits alone, or with a point or a comma and one or two decimals: `1234`, `1234.5`, `12,50`,
       `1,5` (one and a half);
    4. thousands in threes by commas with a point for decimals: `1,234.50`, and so `1,234` is one
       thousand two hundred and thirty-four;
    5. thousands in threes by spaces with a point or a comma for decimals: `1 234,50`;
    6. thousands in threes by points only if a comma follows: `1.234,50`; `1.234` alone could be
       two things and is refused;
    7. anything else (`1,23,4`, three decimals, letters) is refused, and so is 2**53 or more.

    No binary fraction is calculated with: digits are joined as text.
    """
    typed = plain_text(value)
    text = _CURRENCY.sub("", _SPACES.sub(" ", typed)).strip()
    if len(text) > _LONGEST_NUMBER:
        raise refuse("money-unclear", text=shown(typed))
    if _MINUS.match(text):
        raise refuse("money-negative", text=shown(typed))
    for form in _MONEY:
        if found := form.fullmatch(text):
            units = re.sub(r"[ ,.]", "", found["units"])
            return _money_in_bounds(int(units + (found["cents"] or "").ljust(2, "0")), zero=zero)
    if _TOO_FINE.fullmatch(text):
        raise refuse("money-too-fine", text=shown(typed))
    raise refuse("money-unclear", text=shown(typed))


def _money_in_bounds(minor: int, *, zero: bool) -> int:
    if minor >= MONEY_LIMIT:
        raise refuse("money-too-large")
    if minor == 0 and not zero:
        raise refuse("money-zero")
    return minor


def read_day(value: object) -> str:
    """The day as "2026-11-23", from that, from "23/11/2026" or "23.11.2026", or from a date cell.

    The month never comes first: "11/23/2026" is refused, "05/11/2026" is the fifth of November.
    Years 1900 to 2199, always with four digits.
    """
    text = plain_text(value)
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if found is None:
        raise refuse("day-unclear", text=shown(text))
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    try:
        read = date(year, month, day)
    except ValueError:
        raise refuse("day-none", text=shown(text)) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise refuse("day-too-far", text=shown(text), first=_FIRST_YEAR, last=_LAST_YEAR)
    return read.isoformat()


def read_count(value: object, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number from `least` to `most`: 12, "12", "012", or 12.0 from a spreadsheet."""
    text = plain_text(value)
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise refuse("count-unclear", text=shown(text))
    count = int(text)
    if not least <= count <= most:
        raise refuse("count-out-of-range", text=shown(text), least=least, most=most)
    return count


def read_rate(value: object, *, most: int = 1000) -> int:
    """A percentage with up to four decimals, times 10,000: "9.4822" or "9,4822 %" is 94822.

    `most` is the highest percentage taken, in whole percent.
    """
    text = _SPACES.sub(" ", plain_text(value))
    found = _RATE.fullmatch(text)
    if found is None:
        raise refuse("rate-unclear", text=shown(text))
    rate = int(found["units"] + (found["parts"] or "").ljust(RATE_SCALE, "0"))
    if rate > most * 10**RATE_SCALE:
        raise refuse("rate-too-large", text=shown(text), most=most)
    return rate


def read_phone(value: object) -> str:
    """A telephone number without spaces: 3 to 15 digits, a plus before them if it was there.

    It is a way to reach somebody, not a key: phones are shared and change hands.
    """
    text = plain_text(value)
    phone = _BETWEEN_DIGITS.sub("", text)
    if not _PHONE.fullmatch(phone):
        raise refuse("phone-unclear", text=shown(text))
    return phone


def read_id_number(value: object) -> str:
    """An identity number: 4 to 20 digits or letters, spaces and hyphens dropped, letters large.

    Papers of several countries and ages are in use, so the form of the number is not judged. The
    refusal does not repeat it: it is nobody's business on a screen.
    """
    number = _BETWEEN_DIGITS.sub("", plain_text(value))
    if not _ID_NUMBER.fullmatch(number):
        raise refuse("id-number-unclear")
    return number.upper()


def fold_code(text: str) -> str:
    """The form in which codes are compared: small letters, a hyphen for spaces and underscores."""
    return _BETWEEN_WORDS.sub("-", text.strip().casefold()).strip("-")


def read_choice(value: object, codes: Sequence[str]) -> str:
    """One of `codes`, whatever its case, its words joined by spaces, hyphens or underscores."""
    text = plain_text(value)
    folded = fold_code(text)
    for code in codes:
        if fold_code(code) == folded:
            return code
    raise refuse("choice-unknown", text=shown(text), choices=", ".join(codes))
