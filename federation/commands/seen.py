"""A request as a city sees it: figures of people only where they may be seen."""

from federation.core import events as e
from federation.core.rules.requests import OF_PEOPLE
from federation.store.queries.requests import RequestView

from .earlier import PRIVATE


def as_seen(
    one: RequestView, release: str, first_day: str, user: int, *, shows: bool
) -> e.RequestPublished:
    """The entry that tells a city of a request; `shows`: with its own figures of people.

    `first_day`: on which the city was first told of it.
    """
    tells = shows or one.measure not in OF_PEOPLE
    return e.RequestPublished(
        user=user,
        request=one.request,
        release=release,
        number=one.number,
        group=one.group,
        need=one.need,
        settlement=one.settlement,
        title=one.title,
        raised_on=one.raised_on,
        description=one.description,
        households=one.households if shows else PRIVATE,
        offer_savings=one.offer_savings_minor,
        offer_labour_days=one.offer_labour_days,
        option_cost=one.option_cost_minor,
        submitted_on=first_day,
        measure=one.measure,
        baseline=one.baseline if tells else PRIVATE,
        target=one.target if tells else PRIVATE,
        priority=one.priority,
        wanted_by=one.wanted_by,
    )
