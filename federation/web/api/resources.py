"""Every address of the API, in one table."""

from typing import Final

from federation.schemas import api, api_answers

from . import groups, lists, sums
from .calls import CITY, HUB, Resource

BOTH: Final = (HUB, CITY)
ALONE: Final = (HUB,)

RESOURCES: Final = (
    Resource(
        path="/",
        name="node",
        summary="Who answers here, by which day, and what can be asked.",
        tell=lambda call: lists.node(call, of_role(call.node.settings.role)),
        asked=api.AskedSchema,
        answer=api_answers.NodeSchema,
        roles=BOTH,
    ),
    Resource(
        path="/totals",
        name="totals",
        summary="The figures of all groups, or of those of one place.",
        tell=sums.totals,
        asked=api.WhenWhereSchema,
        answer=api_answers.TotalsSchema,
        roles=ALONE,
    ),
    Resource(
        path="/groups",
        name="groups",
        summary="Groups with their sums, in the order of their codes.",
        tell=groups.groups,
        asked=api.GroupsAskedSchema,
        answer=api_answers.GroupsSchema,
        roles=ALONE,
    ),
    Resource(
        path="/groups/<code>",
        name="group",
        summary="One group with its sums.",
        tell=groups.group,
        asked=api.WhenSchema,
        answer=api_answers.OneGroupSchema,
        roles=ALONE,
        part=(api.CODE_PATTERN, "The group's short code."),
    ),
    Resource(
        path="/places",
        name="places",
        summary="The places in which groups live.",
        tell=lists.places,
        asked=api.PageSchema,
        answer=api_answers.PlacesSchema,
        roles=ALONE,
    ),
    Resource(
        path="/periods",
        name="periods",
        summary="The periods of which there are figures.",
        tell=lists.periods,
        asked=api.AskedSchema,
        answer=api_answers.PeriodsSchema,
        roles=BOTH,
    ),
)


def of_role(role: str) -> tuple[Resource, ...]:
    """The addresses that nodes of a role have."""
    return tuple(one for one in RESOURCES if role in one.roles)
