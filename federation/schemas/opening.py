"""What people type about what is there when the books begin: members, box, bank, savings, loans."""

from collections.abc import Mapping, Sequence
from typing import Final

from marshmallow.fields import Field

from federation.commands.opening import Saved
from federation.core.canonical import clean_text
from federation.core.refusals import Refusal, refuse
from federation.core.terms import EVERIES, INSTALMENTS_MAX, METHODS, PERS, SOURCES
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import (
    LONGEST_NAME,
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    RateField,
    TextField,
)
from federation.schemas.money import LONGEST_NOTE
from federation.schemas.reading import fold_code, read_count, read_money, shown
from federation.schemas.users import PinField

BEGINS: Final = ("now", "nothing", "later")
SAVED: Final = "saved"
SHARES: Final = "shares"
SHARES_MAX: Final = 100_000
NAMES_MAX: Final = 500
NAMES: Final = "names"
GENDERS: Final = ("f", "m", "x")


class BeginSchema(BaseSchema):
    """Whether there is money already, and the day on which it is counted."""

    begin: Field[str] = ChoiceField(BEGINS, required=True)
    day: Field[str] = DayField(required=True)


class BankSchema(BaseSchema):
    """What is in the bank, and on which paper it stands."""

    bank: Field[int] = MoneyField(zero=True, load_default=0)
    paper: Field[str] = TextField(longest=80, load_default="")


class PotsSchema(BaseSchema):
    """What of box and bank belongs to the social fund and to the federation's fund."""

    social: Field[int] = MoneyField(zero=True, load_default=0)
    held: Field[int] = MoneyField(zero=True, load_default=0)


class RunningLoanSchema(BaseSchema):
    """A loan that still runs."""

    member: Field[int] = CountField(least=1, required=True)
    source: Field[str] = ChoiceField(SOURCES, load_default="group")
    principal: Field[int] = MoneyField(required=True)
    owed: Field[int] = MoneyField(required=True)
    rate: Field[int] = RateField(required=True)
    per: Field[str] = ChoiceField(PERS, required=True)
    method: Field[str] = ChoiceField(METHODS, required=True)
    instalments: Field[int] = CountField(least=1, most=INSTALMENTS_MAX, required=True)
    every: Field[str] = ChoiceField(EVERIES, required=True)
    disbursed_on: Field[str] = DayField(required=True)
    first_due_on: Field[str] = DayField(required=True)
    purpose: Field[str] = TextField(longest=80, load_default="")


class ConfirmSchema(BaseSchema):
    """Two officers, each with her own PIN, and why something is missing if it is."""

    officer1: Field[int] = CountField(least=1, required=True)
    pin1: Field[str] = PinField(required=True)
    officer2: Field[int] = CountField(least=1, required=True)
    pin2: Field[str] = PinField(required=True)
    why: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class SinceSchema(BaseSchema):
    """Since when the people written down belong to the group."""

    day: Field[str] = DayField(required=True)


def saved_name(member: int, purpose: str) -> str:
    """The field of a member's savings for a purpose; of her number of shares for ""."""
    return f"{SAVED}:{purpose}:{member}" if purpose else f"{SHARES}::{member}"


def read_saved(
    fields: Mapping[str, str], price: int
) -> tuple[tuple[Saved, ...], tuple[Fault, ...]]:
    """Savings in minor units and shares (whole ones at `price`); blank and 0 are left out.

    Each fault stands at its field; fields of other names are passed over.
    """
    found, faults = [], []
    for name, told in fields.items():
        kind, _, rest = name.partition(":")
        purpose, _, number = rest.rpartition(":")
        if kind not in (SAVED, SHARES) or not told.strip():
            continue
        try:
            member = read_count(number, least=1)
            if kind == SHARES:
                amount = read_count(told, most=SHARES_MAX) * price
            else:
                amount = read_money(told, zero=True)
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
            continue
        if amount:
            found.append(Saved(member, purpose, amount))
    return tuple(found), tuple(faults)


def read_names(
    text: str, words: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[Fault, ...]]:
    """Names on lines, each perhaps with a comma and a gender; `words` are people's words for it."""
    people, faults = [], []
    for line, told in enumerate(text.splitlines(), 1):
        name, comma, gender = told.strip().rpartition(",")
        if not comma:
            name, gender = gender, ""
        if not told.strip():
            continue
        code = _gender(gender, words)
        try:
            clean = clean_text(name, LONGEST_NAME)
        except Refusal:
            clean = ""
        if not clean or (comma and not code):
            refusal = refuse("name-line-unclear", line=line, text=shown(told))
            faults.append(fault((NAMES,), refusal))
        people.append((clean, code))
    if not people:
        faults.append(fault((NAMES,), refuse("names-none")))
    elif len(people) > NAMES_MAX:
        faults.append(fault((NAMES,), refuse("rules-too-many", most=NAMES_MAX)))
    return tuple(people), tuple(faults)


def _gender(told: str, words: Mapping[str, str]) -> str:
    folded = fold_code(told)
    known: Sequence[tuple[str, str]] = [(one, one) for one in GENDERS]
    known = [*known, *words.items()]
    return next((code for code, word in known if folded and fold_code(word) == folded), "")
