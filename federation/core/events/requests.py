"""Collective requests: a need spoken in a meeting. Never a person."""

from .base import Dated, Event


class RequestRaised(Dated, frozen=True, kw_only=True, tag="request-raised"):
    """A group asks for a service (`need`) in a settlement; figures count households.

    `request` is its id on every node; `number` is what the group calls it. Money in minor units.
    `measure`: what will be counted, from `baseline` to `target`. `priority`: 1 to 5, 0 not said.
    `present`, `votes_for`, `votes_against`: in the meeting that raised it.
    """

    request: str
    number: str
    need: str
    settlement: str
    title: str
    households: int
    description: str = ""
    women_headed: int = 0
    non_member_households: int = 0
    sanitation_facility: str = ""
    sharing_households: int = 0
    offer_savings: int = 0
    offer_labour_days: int = 0
    option_cost: int = 0
    meeting: int = 0
    measure: str = ""
    baseline: int = 0
    target: int = 0
    priority: int = 0
    wanted_by: str = ""
    present: int = 0
    votes_for: int = 0
    votes_against: int = 0


class RequestWithdrawn(Dated, frozen=True, kw_only=True, tag="request-withdrawn"):
    """The group no longer asks; `closing` is the id of this ending ("" in older entries)."""

    request: str
    reason: str = ""
    closing: str = ""


class FiguresReleased(Dated, frozen=True, kw_only=True, tag="request-figures-released"):
    """The group voted, in a meeting, that the city may see this request's own figures."""

    request: str
    meeting: int
    votes_for: int
    votes_against: int = 0


class RequestReleased(Dated, frozen=True, kw_only=True, tag="request-released"):
    """The hub gave a request free for a city (`city` is its node id).

    `words`: what had been said of it by then, by id: whoever gave it free had that before her.
    """

    request: str
    city: str
    words: tuple[str, ...] = ()


class RequestReviewed(Dated, frozen=True, kw_only=True, tag="request-reviewed"):
    """Word to the group: the federation looked at the request and gave it free."""

    request: str


class RequestSubmitted(Dated, frozen=True, kw_only=True, tag="request-submitted"):
    """Word to the group: the request went to the city with this release."""

    request: str
    release: str


class AnswerGiven(Dated, frozen=True, kw_only=True, tag="answer-given"):
    """An official's answer; `answer` is its id on every node.

    `by` is the day something is due, `amount` is in minor units (0: none said), `many` how many of
    what is promised or delivered. `clause`: the earlier answer that this one settles. `on_paper`:
    the hub typed it from a letter of the post named, which came by `channel`; `scan` is the SHA-256
    (64 hex) of its picture. What each verb must carry: `rules.answers`.
    """

    answer: str
    request: str
    verb: str
    text: str = ""
    department: str = ""
    by: str = ""
    reason: str = ""
    resolution: str = ""
    amount: int = 0
    budget_line: str = ""
    on_paper: bool = False
    post: str = ""
    many: int = 0
    clause: str = ""
    resolved_on: str = ""
    channel: str = ""
    scan: str = ""


class RequestPublished(Event, frozen=True, kw_only=True, tag="request-published"):
    """A released request as the city sees it. Figures of people are absent where not shown (-1)."""

    request: str
    release: str
    number: str
    group: str
    need: str
    settlement: str
    title: str
    raised_on: str
    description: str = ""
    households: int = -1
    offer_savings: int = 0
    offer_labour_days: int = 0
    option_cost: int = 0
    submitted_on: str = ""
    measure: str = ""
    baseline: int = -1
    target: int = -1
    priority: int = 0
    wanted_by: str = ""
