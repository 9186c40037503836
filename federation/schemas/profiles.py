"""What is typed about a settlement, a part at a time: one schema for each part."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

from federation.core.refusals import refuse
from federation.core.rules.profiles import (
    AREA_MAX,
    CODED,
    FIGURE_MAX,
    HAZARDS,
    PARTS,
    PERCENT,
    PRIORITIES,
    PRIORITIES_MOST,
    TENTHS,
    YEARS,
)
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, DayField, EdgeField, NameField
from federation.schemas.reading import plain_text, shown

HAZARD: Final = "hazard_"
PRIORITY: Final = "priority_"
_SIZE: Final = re.compile(r"(\d{1,2})(?:[.,](\d))?")


class SizeField(EdgeField):
    """People in a household, with one decimal: 4.6 is 46 tenths."""

    def read(self, value: object) -> int:
        """Tenths."""
        text = plain_text(value).replace(" ", "")
        found = _SIZE.fullmatch(text)
        tenths = int(found[1]) * TENTHS + int(found[2] or 0) if found else 0
        if not tenths:
            raise refuse("size-unclear", text=shown(text))
        return tenths


def _field(name: str) -> Field[Any]:
    if name in CODED:
        return ChoiceField(CODED[name])
    if name == "agreed_on":
        return DayField()
    if name == "size_tenths":
        return SizeField()
    if name == "settled_year":
        return CountField(least=YEARS[0], most=YEARS[1])
    if name == "area_m2":
        return CountField(most=AREA_MAX)
    is_share = name.startswith("owned_") or name.endswith("_percent")
    return CountField(most=PERCENT if is_share else FIGURE_MAX)


def _fields(part: str) -> dict[str, Field[Any]]:
    found: dict[str, Field[Any]] = {"day": DayField(required=True)}
    for name in PARTS[part]:
        if name == "hazards":
            found |= {f"{HAZARD}{one}": ChoiceField(("yes",)) for one in HAZARDS}
        elif name == "priorities":
            places = range(1, PRIORITIES_MOST + 1)
            found |= {f"{PRIORITY}{place}": ChoiceField(PRIORITIES) for place in places}
        else:
            found[name] = _field(name)
    return found


def schema_of(part: str, *, is_new: bool = False) -> Schema:
    """The schema of a part; of the first part of a new profile with the name of the settlement."""
    fields = _fields(part)
    if is_new:
        fields["settlement"] = NameField(required=True)
    return BaseSchema.from_dict(dict(fields), name=f"profile-{part}")()


def read_told(part: str, values: Mapping[str, Any]) -> Mapping[str, object]:
    """The fields of the part as an entry has them: ticks and places become lists."""
    told: dict[str, object] = {name: values[name] for name in PARTS[part] if name in values}
    if part == "dangers":
        told["hazards"] = tuple(one for one in HAZARDS if f"{HAZARD}{one}" in values)
    if part == "priorities":
        places = (f"{PRIORITY}{place}" for place in range(1, PRIORITIES_MOST + 1))
        told["priorities"] = tuple(values[name] for name in places if name in values)
    return MappingProxyType(told)


def typed(told: Mapping[str, object]) -> dict[str, str]:
    """A part that was told, as its form has it."""
    found: dict[str, str] = {}
    for name, value in told.items():
        if isinstance(value, tuple) and name == "hazards":
            found |= {f"{HAZARD}{one}": "yes" for one in value}
        elif isinstance(value, tuple):
            found |= {f"{PRIORITY}{place}": str(one) for place, one in enumerate(value, 1)}
        elif name == "size_tenths" and isinstance(value, int):
            found[name] = f"{value // TENTHS}.{value % TENTHS}"
        else:
            found[name] = str(value)
    return found
