"""What the read-only API tells of requests, promises and releases, and how to choose among them.

No free words: what people and officials wrote may name somebody. A figure that is null is kept
private here.
"""

from typing import Any

from marshmallow import Schema
from marshmallow import fields as marsh
from marshmallow.fields import Field

from federation.core.agreements import STATES
from federation.core.rules.requests import NEEDS
from federation.core.rules.stages import BESIDE, STAGES

from .api import CodeField, PageSchema, PlaceField, WhenSchema, WordsField
from .api_answers import amount, count, currency, day, following, many, one_of, text, yes

EVERY_STAGE = (*STAGES, *BESIDE)
UNDER_EMBARGO = (
    "At a hub: the federation publishes nothing of its settlement now, and nothing of it may be "
    "passed on; null at a city."
)
PLACE_ABOUT = "The code of a place: of the groups that live there."


class RequestsAskedSchema(WhenSchema, PageSchema):
    """Which requests: raised in a period, of a kind, at a stage, for a settlement."""

    kind: Field[Any] = CodeField("What is asked for.", NEEDS)
    stage: Field[Any] = CodeField("How far it has come.", EVERY_STAGE)
    settlement: Field[Any] = WordsField("The name of a settlement; case and spaces do not count.")


class HubRequestsAskedSchema(RequestsAskedSchema):
    """At a hub also of which place's groups."""

    place: Field[Any] = PlaceField(PLACE_ABOUT)


class OfferSchema(Schema):
    """What the community brings."""

    savings: Field[Any] = amount("Saved for it.")
    labour_days: Field[Any] = count("Days of work.")


class AnswerSchema(Schema):
    """An answer of the city, without its words."""

    verb: Field[Any] = text("What the city does.")
    department: Field[Any] = text("Which department.")
    by: Field[Any] = text("By which day (ISO 8601); empty: none was said.")
    reason: Field[Any] = text("Why not, as a code; empty: none.")
    resolution: Field[Any] = text("The council's resolution; empty: none.")
    amount: Field[Any] = amount("How much the city gives.")
    on_paper: Field[Any] = yes("Whether it came on paper and was typed.")


class RequestSchema(Schema):
    """A request of a community."""

    id: Field[Any] = text("The same on every node.")
    request_no: Field[Any] = text("The group's own number.")
    group: Field[Any] = text("The group that asks.")
    kind: Field[Any] = text("What is asked for.")
    settlement: Field[Any] = text("For which settlement.")
    stage: Field[Any] = one_of("How far it has come.", EVERY_STAGE)
    households: Field[Any] = count("How many ask; null: kept private here.", none=True)
    offer: Field[Any] = marsh.Nested(OfferSchema, required=True)
    days_waiting: Field[Any] = count(
        "Days since it was raised, until its end or the last day; not those of one side."
    )
    days_waiting_for_city: Field[Any] = count("Of these, days on which it was the city's turn.")
    answers: Field[Any] = many(AnswerSchema, "The city's answers, the first one first.")
    merged_into: Field[Any] = text("The id of the joint request within which it is asked, if any.")
    under_embargo: Field[Any] = yes(UNDER_EMBARGO, none=True)


class RequestsSchema(Schema):
    """Requests in the order of their ids."""

    requests: Field[Any] = many(RequestSchema, "The requests of this part of the list.")
    next: Field[Any] = following()
    currency: Field[Any] = currency()


class OneRequestSchema(RequestSchema):
    """One request, asked for by its id."""

    currency: Field[Any] = currency()


class ClauseSchema(Schema):
    """A promise of one side, without its words."""

    clause: Field[Any] = text("Its id.")
    side: Field[Any] = one_of("Who promised.", ("group", "city"))
    who: Field[Any] = text("The department, of a city's.")
    duty: Field[Any] = text("Whose task it is by law; empty: not said.")
    made_on: Field[Any] = day("When it was promised.")
    first_by: Field[Any] = text("The day that was promised first; empty: none.")
    by: Field[Any] = text("The day that holds now; empty: none.")
    many: Field[Any] = count("How many were promised.")
    many_done: Field[Any] = count("How many are done.")
    amount: Field[Any] = amount("How much money.")
    budget_line: Field[Any] = text("The line of the city's budget; empty: none.")
    state: Field[Any] = one_of("How it stands.", STATES)
    settled_on: Field[Any] = text("The day on which it was done; empty: not yet.")
    late_days: Field[Any] = count("Days late.")
    moved: Field[Any] = count("How often it was put off.")


class PaymentSchema(Schema):
    """A payment as each side wrote it down."""

    payer: Field[Any] = one_of("Who paid.", ("group", "city"))
    day: Field[Any] = day("When.")
    group: Field[Any] = amount("As the group has it; null: not at all.", none=True)
    city: Field[Any] = amount("As the city has it; null: not at all.", none=True)
    difference: Field[Any] = amount("What the city has more.")
    agrees: Field[Any] = yes("Whether both have it, with one amount.")


class SidesSchema(Schema):
    """Days late, by side."""

    group: Field[Any] = count("Of the group's promises.")
    city: Field[Any] = count("Of the city's.")


class AgreementSchema(Schema):
    """What was promised and paid about one request."""

    id: Field[Any] = text("The request.")
    request_no: Field[Any] = text("The group's own number.")
    group: Field[Any] = text("The group that asks.")
    settlement: Field[Any] = text("For which settlement.")
    under_embargo: Field[Any] = yes(UNDER_EMBARGO, none=True)
    stage: Field[Any] = one_of("How far it has come.", EVERY_STAGE)
    clauses: Field[Any] = many(ClauseSchema, "The promises.")
    payments: Field[Any] = many(PaymentSchema, "The payments.")
    late_days: Field[Any] = marsh.Nested(SidesSchema, required=True)
    review_on: Field[Any] = text("When both look at it again; empty: not said.")
    code: Field[Any] = text("Stands for all of it: the same code, the same agreement.")


class AgreementsSchema(Schema):
    """Agreements in the order of their requests' ids."""

    agreements: Field[Any] = many(AgreementSchema, "The agreements of this part of the list.")
    next: Field[Any] = following()
    currency: Field[Any] = currency()


class ReleaseSchema(Schema):
    """A frozen release of tables."""

    release: Field[Any] = text("Its code.")
    city: Field[Any] = text("At a hub the code of the city it is for; null: this one.", none=True)
    day: Field[Any] = day("When it was frozen.")
    period: Field[Any] = text("Of when the requests are; empty: everything until then.")
    threshold: Field[Any] = count("No figure of fewer households than this is shown.")


class ReleasesSchema(Schema):
    """Releases, the newest first."""

    releases: Field[Any] = many(ReleaseSchema, "The releases.")


class CellSchema(Schema):
    """A figure of a release, after disclosure control."""

    table: Field[Any] = text("settlement-kind or settlement-rung.")
    settlement: Field[Any] = text("The settlement; all: the sum over settlements.")
    column: Field[Any] = text("The kind, or the rung; all: the sum over them.")
    households: Field[Any] = count("How many ask; null: kept private.", none=True)
    requests: Field[Any] = count("How many requests it counts.")
    suppressed: Field[Any] = yes("Whether it is kept private.")


class CellsSchema(ReleaseSchema):
    """Every figure of one release."""

    cells: Field[Any] = many(CellSchema, "The figures.")
