"""What the read-only API answers: one schema for each shape, described for other programs.

Only what stands in a schema leaves this node. Money is whole minor units (cents) of `currency`,
days are ISO 8601. A figure that is null is kept private here, or there is none.
"""

from typing import Any, Final

from marshmallow import Schema
from marshmallow import fields as marsh
from marshmallow.fields import Field
from marshmallow.validate import OneOf, Range, Regexp

from federation.core import periods

DAY_PATTERN: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def count(about: str, *, none: bool = False, **more: Any) -> Field[Any]:
    """A whole number that is not below nought."""
    described = {"description": about, **more}
    least = Range(min=0)
    return marsh.Integer(required=True, allow_none=none, validate=least, metadata=described)


def amount(about: str, *, none: bool = False) -> Field[Any]:
    """Minor units; may lie below nought."""
    described = {"description": f"{about} Minor units.", "format": "int64"}
    return marsh.Integer(required=True, allow_none=none, metadata=described)


def text(about: str, *, none: bool = False, **more: Any) -> Field[Any]:
    """Words or a code."""
    return marsh.String(required=True, allow_none=none, metadata={"description": about, **more})


def one_of(about: str, codes: tuple[str, ...]) -> Field[Any]:
    """One of these codes."""
    return marsh.String(required=True, validate=OneOf(codes), metadata={"description": about})


def day(about: str, *, none: bool = False) -> Field[Any]:
    """A day, ISO 8601."""
    described = {"description": about, "format": "date"}
    fits = Regexp(DAY_PATTERN)
    return marsh.String(required=True, allow_none=none, validate=fits, metadata=described)


def yes(about: str, *, none: bool = False) -> Field[Any]:
    """True or false."""
    return marsh.Boolean(required=True, allow_none=none, metadata={"description": about})


def many(schema: type[Schema], about: str) -> Field[Any]:
    """A list of such things."""
    return marsh.List(marsh.Nested(schema), required=True, metadata={"description": about})


def currency() -> Field[Any]:
    """Of all the money in an answer."""
    return text("The currency of all money here (ISO 4217).")


def following() -> Field[Any]:
    """Where a list goes on."""
    return text("Send it as `after` for the rest of the list; null: this was the rest.", none=True)


class ResourceSchema(Schema):
    """An address of the API."""

    path: Field[Any] = text("Below /api/v1.")
    summary: Field[Any] = text("What it tells.")


class NodeSchema(Schema):
    """Who answers here."""

    name: Field[Any] = text("The federation or the city.")
    role: Field[Any] = one_of("What this node is.", ("hub", "city"))
    currency: Field[Any] = currency()
    today: Field[Any] = day("The day by which figures up to now are reckoned.")
    state: Field[Any] = text(
        "Differs when anything in the books here does: ask again only then.",
        pattern="^[0-9a-f]{64}$",
    )
    resources: Field[Any] = many(ResourceSchema, "What can be asked here.")


class PeriodSchema(Schema):
    """A period."""

    code: Field[Any] = text("As it is sent.", pattern=f"^(?:{periods.PATTERN})$")
    kind: Field[Any] = one_of("How long it is.", periods.KINDS)
    first: Field[Any] = day("Its first day.")
    last: Field[Any] = day("Its last day.")
    is_over: Field[Any] = yes("Whether its last day is past.")


class PeriodsSchema(Schema):
    """The periods of which there are figures, the newest of each kind first."""

    periods: Field[Any] = many(PeriodSchema, "The periods.")


class PlaceSchema(Schema):
    """A place in which groups live."""

    code: Field[Any] = text("As it is sent.")
    name: Field[Any] = text("As people call it.")
    kind: Field[Any] = text("What it is: region and so on.")
    within: Field[Any] = text("The code of the place around it; null: of none.", none=True)
    constituency: Field[Any] = text("Of a settlement or block; null: not said.", none=True)


class PlacesSchema(Schema):
    """Places by their codes."""

    places: Field[Any] = many(PlaceSchema, "The places.")
    next: Field[Any] = following()


class SumsSchema(Schema):
    """Sums over members: never one member's own."""

    members: Field[Any] = count("Members who had not left by the last day.")
    women: Field[Any] = count("Women among them.")
    savings: Field[Any] = amount("What members have in, by purpose or shares.")
    loans_outstanding: Field[Any] = amount("Principal lent and not yet repaid.")
    cash: Field[Any] = amount("All money in the boxes.")
    bank: Field[Any] = amount("In the banks.")
    social_fund: Field[Any] = amount("Of that set aside as social funds.")


class TotalsSchema(SumsSchema):
    """The figures of all groups, or of those of one place."""

    period: Field[Any] = text("The period that was asked for; null: up to now.", none=True)
    place: Field[Any] = text("The place that was asked for; null: everywhere.", none=True)
    groups: Field[Any] = count("Groups whose books here had begun by the last day.")
    requests_open: Field[Any] = count("Requests that were open on the last day.")
    households_asking: Field[Any] = count("Households in them.")
    currency: Field[Any] = currency()


class GroupSchema(SumsSchema):
    """One group with its sums."""

    code: Field[Any] = text("Its short code.")
    name: Field[Any] = text("Its name.")
    place: Field[Any] = text("The code of the place it lives in; null: not said.", none=True)
    last_meeting: Field[Any] = day("Its newest meeting; null: none yet.", none=True)
    last_file: Field[Any] = text(
        "When its newest file came (UTC); null: none yet.", none=True, format="date-time"
    )


class OneGroupSchema(GroupSchema):
    """One group, asked for by its code."""

    period: Field[Any] = text("The period that was asked for; null: up to now.", none=True)
    currency: Field[Any] = currency()


class GroupsSchema(Schema):
    """Groups in the order of their codes."""

    period: Field[Any] = text("The period that was asked for; null: up to now.", none=True)
    groups: Field[Any] = many(GroupSchema, "The groups of this part of the list.")
    next: Field[Any] = following()
    currency: Field[Any] = currency()


class WrongSchema(Schema):
    """What is wrong with one parameter."""

    parameter: Field[Any] = text("Its name.")
    code: Field[Any] = text("What is wrong, for programs.")
    detail: Field[Any] = text("What is wrong and what to send instead, in words.")


class ProblemSchema(Schema):
    """Why there is no answer (RFC 9457, problem details)."""

    type: Field[Any] = text("Always about:blank; `code` says more.")
    title: Field[Any] = text("The status in words.")
    status: Field[Any] = marsh.Integer(required=True, metadata={"description": "The status."})
    detail: Field[Any] = text("What is wrong and what to do, in words.")
    code: Field[Any] = text("What is wrong, for programs.")
    errors: Field[Any] = marsh.List(
        marsh.Nested(WrongSchema),
        metadata={"description": "Each parameter that cannot be used."},
    )
