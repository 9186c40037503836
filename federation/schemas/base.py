"""The base of every schema, and loading through it: values, or faults that say where and what.

Schemas judge shape and type; whether a deed is allowed is decided in the core. What is not on the
schema is refused by name. Texts are trimmed and blank ones are as good as absent, once, here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, pre_load

from federation.core.refusals import Refusal, refuse

MOST_FAULTS: Final = 100
"""Faults told at once: enough to mend a sheet, few enough to read."""

_WHOLE: Final = "_schema"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (a path such as `("amount",)` or `(3, "amount")`) and what."""

    where: tuple[str | int, ...]
    code: str
    facts: Mapping[str, object]

    @property
    def refusal(self) -> Refusal:
        """What is wrong, for `federation.i18n.say`."""
        return Refusal(self.code, self.facts)


def fault(where: tuple[str | int, ...], refusal: Refusal) -> Fault:
    """The refusal at a place."""
    return Fault(where, refusal.code, refusal.facts)


class BaseSchema(Schema):
    """Unknown fields are refused, texts trimmed, blank ones dropped."""

    class Meta:
        """marshmallow's settings."""

        unknown = RAISE

    # The base class declares it for the instance, so it cannot be a ClassVar.
    error_messages = {"unknown": "field-unknown", "type": "field-unclear"}  # noqa: RUF012

    @pre_load
    def tidy(self, data: Any, **_: Any) -> Any:
        """Trim texts and leave out what is blank."""
        if not isinstance(data, Mapping):
            return data
        trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in data.items()}
        return {k: v for k, v in trimmed.items() if v is not None and v != ""}


def load(schema: Schema, mapping: Mapping[str, object]) -> tuple[Any, tuple[Fault, ...]]:
    """`(values, ())`, or `(None, faults)` with where = `(field,)`, in the order of the schema."""
    try:
        return schema.load(mapping), ()
    except ValidationError as error:
        told = error.messages_dict
        order = {name: place for place, name in enumerate(schema.fields)}
        names = sorted(told, key=lambda name: (order.get(name, len(order)), str(name)))
        return None, tuple(f for name in names for f in _flat((str(name),), told[name]))


def load_rows(
    schema: Schema, rows: Iterable[Mapping[str, object]], most: int = MOST_FAULTS
) -> tuple[tuple[Any, ...], tuple[Fault, ...]]:
    """The values of the good rows, and the faults with where = `(row, field)`, rows from 0.

    Reading ends with the row at which there are `most` faults or more; `most` of them are told.
    """
    values: list[Any] = []
    faults: list[Fault] = []
    for place, row in enumerate(rows):
        value, wrong = load(schema, row)
        if wrong:
            faults.extend(Fault((place, *f.where), f.code, f.facts) for f in wrong)
            if len(faults) >= most:
                break
        else:
            values.append(value)
    return tuple(values), tuple(faults[:most])


def _flat(where: tuple[str | int, ...], told: object) -> Iterable[Fault]:
    """Marshmallow's messages (codes, refusals, lists and mappings of them) as faults."""
    if isinstance(told, Mapping):
        for name, inner in told.items():
            yield from _flat(where if name == _WHOLE else (*where, name), inner)
    elif isinstance(told, list | tuple):
        for inner in told:
            yield from _flat(where, inner)
    elif isinstance(told, Refusal):
        yield fault(where, told)
    else:
        yield _builtin(where, str(told))


def _builtin(where: tuple[str | int, ...], code: str) -> Fault:
    """Marshmallow's own messages: they are our codes (see `error_messages`), without facts."""
    if code == "field-missing":
        return fault(where, refuse("field-missing"))
    if code == "field-unknown":
        return fault(where, refuse("field-unknown", field=str(where[-1])))
    return fault(where, refuse("field-unclear"))
