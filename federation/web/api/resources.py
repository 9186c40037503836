"""Every address of the API, in one table."""

from typing import Final

from federation.schemas import api, api_answers, api_asked, api_figures

from . import asked, groups, lists, sums
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
        path="/indicators",
        name="indicators",
        summary="Indicators over all groups, with what they are reckoned from.",
        tell=sums.indicators,
        asked=api.WhenWhereSchema,
        answer=api_figures.IndicatorsSchema,
        roles=ALONE,
    ),
    Resource(
        path="/arrears",
        name="arrears",
        summary="Open loans by how late they are: all together, and of each group.",
        tell=sums.arrears,
        asked=api.GroupsAskedSchema,
        answer=api_figures.ArrearsSchema,
        roles=ALONE,
    ),
    *(
        Resource(
            path="/requests",
            name="requests",
            summary="What communities ask of their cities, and what the cities answered.",
            tell=asked.requests,
            asked=schema,
            answer=api_asked.RequestsSchema,
            roles=(role,),
        )
        for role, schema in (
            (HUB, api_asked.HubRequestsAskedSchema),
            (CITY, api_asked.RequestsAskedSchema),
        )
    ),
    Resource(
        path="/requests/<id>",
        name="request",
        summary="One request.",
        tell=asked.one_request,
        asked=api.AskedSchema,
        answer=api_asked.OneRequestSchema,
        roles=BOTH,
        part=(api.CURSOR_PATTERN, "The request's id."),
    ),
    Resource(
        path="/agreements",
        name="agreements",
        summary="What both sides promised and paid, and how late they are.",
        tell=asked.agreements,
        asked=api.RaisedSchema,
        answer=api_asked.AgreementsSchema,
        roles=BOTH,
    ),
    Resource(
        path="/releases",
        name="releases",
        summary="Releases of tables that were published to cities.",
        tell=asked.releases,
        asked=api.AskedSchema,
        answer=api_asked.ReleasesSchema,
        roles=BOTH,
    ),
    Resource(
        path="/releases/<release>/cells",
        name="cells",
        summary="The figures of a release, after disclosure control.",
        tell=asked.cells,
        asked=api.AskedSchema,
        answer=api_asked.CellsSchema,
        roles=BOTH,
        part=(api.CURSOR_PATTERN, "The release's code."),
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
