"""What is given to the share-out calculator: one JSON object, read into stakes.

Amounts are whole minor units. A fault is one refusal that says where: the field, or which member
of the list and which of her fields.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import ValidationError, validates_schema
from marshmallow.fields import Field, List, Nested

from federation.core.canonical import clean_text
from federation.core.constitution import SOCIAL_RULES
from federation.core.refusals import Refusal, refuse
from federation.core.share_out import METHODS, Stake
from federation.schemas.base import BaseSchema, Fault, load
from federation.schemas.fields import ChoiceField, CountField, EdgeField
from federation.schemas.reading import MONEY_LIMIT, plain_text, read_count, shown

BYTES_MAX: Final = 4_000_000
SHARES_MAX: Final = 10**9
WEIGHT_MAX: Final = 10**17
NO_LETTERS: Final = 40
_MEMBERS: Final = "members"
_AT_MEMBER: Final = 3  # a path such as ("members", 2, "owes")


@dataclass(frozen=True, slots=True)
class ShareOutAsked:
    """What is to be shared, how, and among whom; money in minor units."""

    method: str
    share_price: int
    pool: int
    social_amount: int
    social_rule: str
    stakes: tuple[Stake, ...]


class MinorField(EdgeField):
    """An amount as programs write it: a whole number of minor units, `least` or more."""

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def read(self, value: object) -> int:
        """Minor units, below 2**53."""
        try:
            return read_count(value, least=self.least, most=MONEY_LIMIT - 1)
        except Refusal as refusal:
            if refusal.code != "count-unclear":
                raise
            raise refuse("minor-unclear", text=shown(plain_text(value))) from None


class MemberNoField(EdgeField):
    """What a member is called in the list: a number stays a number, a text a text."""

    def read(self, value: object) -> str | int:
        """The number, or at most 40 letters."""
        if isinstance(value, int) and not isinstance(value, bool):
            return read_count(value, most=SHARES_MAX)
        if not isinstance(value, str):
            raise refuse("field-unclear")
        return clean_text(value, NO_LETTERS)


class SocialFundSchema(BaseSchema):
    """The social fund: how much, and whether it is kept or parted equally."""

    amount: Field[int] = MinorField(load_default=0)
    rule: Field[str] = ChoiceField(SOCIAL_RULES, load_default="keep")


class StakeSchema(BaseSchema):
    """One member of the list."""

    no: Field[Any] = MemberNoField(required=True)
    shares: Field[int] = CountField(most=SHARES_MAX, required=True)
    interest_paid: Field[int] = MinorField(load_default=0)
    weight: Field[int] = CountField(most=WEIGHT_MAX, load_default=0)
    owes: Field[int] = MinorField(load_default=0)


class ShareOutSchema(BaseSchema):
    """The whole object."""

    method: Field[str] = ChoiceField(METHODS, required=True)
    share_price: Field[int] = MinorField(least=1, required=True)
    pool: Field[int] = MinorField(required=True)
    social_fund: Field[Any] = Nested(SocialFundSchema, load_default=dict)
    members: Field[Any] = List(
        Nested(StakeSchema),
        required=True,
        error_messages={"required": "field-missing", "null": "field-missing"},
    )

    @validates_schema
    def each_once(self, data: Mapping[str, Any], **_: Any) -> None:
        """A member stands in the list once: "7" and 7 are one."""
        seen: set[str] = set()
        for place, one in enumerate(data[_MEMBERS]):
            no = str(one["no"])
            if no in seen:
                told = {"no": [refuse("share-out-member-twice", no=no)]}
                raise ValidationError({_MEMBERS: {place: told}})
            seen.add(no)


def read_share_out(content: bytes) -> ShareOutAsked:
    """What stands in the bytes. Raises Refusal for the first thing that is wrong, with its place.

    `json-…` for what is no object, `share-out-at-field`, `share-out-at-member` for a field.
    """
    values, faults = load(ShareOutSchema(), _object(content))
    if faults:
        raise _placed(faults[0])
    price, fund = values["share_price"], values["social_fund"]
    stakes = tuple(
        Stake(own=one["shares"] * price, **{name: one[name] for name in StakeSchema().fields})
        for one in values[_MEMBERS]
    )
    return ShareOutAsked(
        values["method"],
        price,
        values["pool"],
        fund.get("amount", 0),
        fund.get("rule", "keep"),
        stakes,
    )


def _object(content: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise refuse("json-not-text") from None
    except json.JSONDecodeError as error:
        raise refuse("json-unclear", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):  # the latter for a number of thousands of digits
        raise refuse("json-too-deep") from None
    if not isinstance(told, dict):
        raise refuse("json-not-object")
    return told


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        raise refuse("json-name-twice", name=shown(next(n for n in names if names.count(n) > 1)))
    return told


def _placed(fault: Fault) -> Refusal:
    """The fault with its place; the sentence inside is put into words at the edge."""
    where = fault.where
    if where[0] == _MEMBERS and len(where) < _AT_MEMBER and fault.code == "field-unclear":
        return refuse("share-out-members-unclear")
    if where[0] == _MEMBERS and len(where) == _AT_MEMBER:
        place = int(where[1]) + 1
        return refuse("share-out-at-member", place=place, field=where[2], what=fault.refusal)
    field = " › ".join(str(part) for part in where)
    return refuse("share-out-at-field", field=field, what=fault.refusal)
