"""The questions about a group's rules, one schema each: what people type becomes fields of rules.

Each schema loads to a mapping of fields of `ConstitutionAdopted`; that of `meeting` to the place
(`PLACE`) besides. Amounts that are left empty are none.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema, ValidationError, post_load
from marshmallow.fields import Field

from federation.commands.constitution import PLACE, TEMPLATES
from federation.core import constitution as c
from federation.core import events as e
from federation.core.posting import FINES_TO, SHARE
from federation.core.refusals import refuse
from federation.core.terms import EVERIES, METHODS, PERS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    NameField,
    RateField,
    TextField,
)
from federation.schemas.reading import fold_code

TIMES: Final = ("1", "2", "3", "5", "none", "other")
QUORUMS: Final = ("0", "50", "60", "67", "75")
# Fines that are asked for by name; the group writes others in the rows below.
FINES_ASKED: Final = ("late", "absent", "savings-missed", "noise")
FINES_OWN: Final = (1, 2, 3)
YES: Final = "yes"
NO: Final = "no"
NOT_TOLD: Final = -1
_TIMES: Final = re.compile(r"(?P<units>[0-9]{1,3})(?:[.,](?P<parts>[0-9]{1,2}))?")
_BETWEEN: Final = re.compile(r"[,;]")
_PURPOSE_LETTERS: Final = 40


def _wrong(field: str, code: str, **facts: object) -> ValidationError:
    return ValidationError({field: [refuse(code, **facts)]})


class KindSchema(BaseSchema):
    """With which ready rules a group begins."""

    template: Field[str] = ChoiceField(tuple(TEMPLATES), required=True)


class SavingSchema(BaseSchema):
    """Free amounts, shares or both."""

    savings: Field[str] = ChoiceField(c.SAVINGS, required=True)


def _tick() -> Field[str]:
    return ChoiceField((YES,), load_default="")


class PurposesSchema(BaseSchema):
    """What is saved for: ticks, and the group's own words with commas between."""

    general: Field[str] = _tick()
    land: Field[str] = _tick()
    materials: Field[str] = _tick()
    house: Field[str] = _tick()
    services: Field[str] = _tick()
    own: Field[str] = TextField(load_default="")

    @post_load
    def rules(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """The purposes in their order, each once."""
        found = [one for one in c.PURPOSES if values[one]]
        for told in _BETWEEN.split(values["own"]):
            word = told.strip()
            if not word:
                continue
            if len(word) > _PURPOSE_LETTERS:
                raise _wrong("own", "text-too-long", most=_PURPOSE_LETTERS)
            code = next((one for one in c.PURPOSES if one == fold_code(word)), word)
            if fold_code(code) in (SHARE, "shares"):
                raise _wrong("own", "rules-purpose-share", purpose=word)
            if fold_code(code) in {fold_code(one) for one in found}:
                raise _wrong("own", "rules-twice", text=word)
            found.append(code)
        if not found:
            raise _wrong("general", "rules-purposes-none")
        if len(found) > c.PURPOSES_MAX:
            raise _wrong("own", "rules-too-many", most=c.PURPOSES_MAX)
        return {"purposes": tuple(found)}


class PriceSchema(BaseSchema):
    """What a share costs and how many a member may buy at a meeting."""

    share_price: Field[int] = MoneyField(required=True)
    shares_most: Field[int] = CountField(least=1, most=1000, required=True)


class LimitSchema(BaseSchema):
    """How many times her own savings a member may borrow; `times` when it is another number."""

    limit: Field[str] = ChoiceField(TIMES, required=True)
    times: Field[str] = TextField(longest=20, load_default="")

    @post_load
    def rules(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """The limit in percent of own savings, 0 for none."""
        if values["limit"] == "none":
            return {"loan_limit": 0}
        if values["limit"] != "other":
            return {"loan_limit": int(values["limit"]) * c.WHOLE}
        if not values["times"]:
            raise _wrong("times", "rules-times-missing")
        found = _TIMES.fullmatch(values["times"])
        limit = int(found["units"] + (found["parts"] or "").ljust(2, "0")) if found else 0
        if not c.WHOLE // 2 <= limit <= c.LIMIT_MAX:
            raise _wrong("times", "rules-times-range")
        return {"loan_limit": limit}


class InterestSchema(BaseSchema):
    """What borrowing costs."""

    loan_rate: Field[int] = RateField(required=True)
    loan_per: Field[str] = ChoiceField(PERS, required=True)
    loan_method: Field[str] = ChoiceField(METHODS, required=True)


class PaybackSchema(BaseSchema):
    """In how many instalments at most, how often, and whether they are rounded."""

    loan_instalments_most: Field[int] = CountField(least=1, most=600, required=True)
    loan_every: Field[str] = ChoiceField(EVERIES, required=True)
    loan_round_to: Field[int] = MoneyField(zero=True, load_default=0)


class ApprovalSchema(BaseSchema):
    """Who says yes, and how many stand in for a loan."""

    loans_by: Field[str] = ChoiceField(c.LOANS_BY, required=True)
    loan_guarantors: Field[int] = CountField(most=10, load_default=0)


class SocialSchema(BaseSchema):
    """What each pays into the social fund at a meeting, and what becomes of it."""

    social_contribution: Field[int] = MoneyField(zero=True, load_default=0)
    social_at_share_out: Field[str] = ChoiceField(c.SOCIAL_RULES, load_default="keep")


class FinesSchema(BaseSchema):
    """What each fine costs, and where fines go; empty ones are none."""

    late: Field[int] = MoneyField(zero=True, load_default=0)
    absent: Field[int] = MoneyField(zero=True, load_default=0)
    savings_missed: Field[int] = MoneyField(zero=True, load_default=0)
    noise: Field[int] = MoneyField(zero=True, load_default=0)
    loan_fine: Field[int] = MoneyField(zero=True, load_default=0)
    why1: Field[str] = NameField(longest=40, load_default="")
    amount1: Field[int] = MoneyField(load_default=0)
    why2: Field[str] = NameField(longest=40, load_default="")
    amount2: Field[int] = MoneyField(load_default=0)
    why3: Field[str] = NameField(longest=40, load_default="")
    amount3: Field[int] = MoneyField(load_default=0)
    fines_to: Field[str] = ChoiceField(FINES_TO, required=True)

    @post_load
    def rules(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """The fines by what they are for."""
        fines = {why: values[why.replace("-", "_")] for why in FINES_ASKED}
        for place in FINES_OWN:
            why, amount = values[f"why{place}"], values[f"amount{place}"]
            if bool(why) != bool(amount):
                raise _wrong(f"{'amount' if why else 'why'}{place}", "rules-fine-half")
            if fold_code(why) in {fold_code(one) for one in fines}:
                raise _wrong(f"why{place}", "rules-twice", text=why)
            if why:
                fines[why] = amount
        return {
            "fines": tuple(e.FineRule(why=why, amount=told) for why, told in fines.items() if told),
            "loan_fine": values["loan_fine"],
            "fines_to": values["fines_to"],
        }


class SharingSchema(BaseSchema):
    """Whether everything is shared out, after how many weeks, and how."""

    shares_out: Field[str] = ChoiceField((YES, NO), required=True)
    cycle_weeks: Field[int] = CountField(least=1, most=c.WEEKS_MAX, load_default=52)
    share_out_method: Field[str] = ChoiceField(c.SHARE_OUT_METHODS, load_default="proportional")

    @post_load
    def rules(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Whether, how long, how."""
        return {**values, "shares_out": values["shares_out"] == YES}


class LeavingSchema(BaseSchema):
    """What a member takes who leaves in the middle of a cycle, and what stays."""

    leaving: Field[str] = ChoiceField(c.LEAVING, required=True)
    leaving_fee: Field[int] = MoneyField(zero=True, load_default=0)


class OfficersSchema(BaseSchema):
    """How many officers close a meeting, how much may stay in the box, how long officers serve."""

    officers_close: Field[int] = CountField(
        least=c.OFFICERS_MIN, most=c.OFFICERS_MAX, required=True
    )
    cash_warning: Field[int] = MoneyField(zero=True, load_default=0)
    officers_for_months: Field[int] = CountField(most=c.MONTHS_MAX, load_default=0)


class MeetingSchema(BaseSchema):
    """How often, on which day and where the group meets, and how many must be there to vote."""

    meets_every: Field[str] = ChoiceField(c.MEETS_EVERY, required=True)
    meets_on: Field[int] = CountField(most=c.SUNDAY, load_default=0)
    place: Field[str] = NameField(data_key=PLACE, load_default="")
    quorum: Field[int] = CountField(most=c.WHOLE, required=True)


SCHEMAS: Final[Mapping[str, type[Schema]]] = MappingProxyType(
    {
        "saving": SavingSchema,
        "purposes": PurposesSchema,
        "price": PriceSchema,
        "limit": LimitSchema,
        "interest": InterestSchema,
        "payback": PaybackSchema,
        "approval": ApprovalSchema,
        "social": SocialSchema,
        "fines": FinesSchema,
        "sharing": SharingSchema,
        "leaving": LeavingSchema,
        "officers": OfficersSchema,
        "meeting": MeetingSchema,
    }
)


class VoteSchema(BaseSchema):
    """How the group voted on its rules."""

    day: Field[str] = DayField(required=True)
    votes_for: Field[int] = CountField(most=100_000, required=True)
    votes_against: Field[int] = CountField(most=100_000, load_default=0)
    abstained: Field[int] = CountField(most=100_000, load_default=0)
    present: Field[int] = CountField(most=100_000, required=True)
    women_voting: Field[int] = CountField(most=100_000, load_default=NOT_TOLD)
    speaking: Field[int] = CountField(most=100_000, load_default=NOT_TOLD)
    women_speaking: Field[int] = CountField(most=100_000, load_default=NOT_TOLD)
    words: Field[str] = TextField(longest=300, required=True)
