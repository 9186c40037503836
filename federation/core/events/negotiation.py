"""What the sides say to each other about a request, for years. Never a person."""

import msgspec

from .base import Dated


class Word(Dated, frozen=True, kw_only=True):
    """One thing said of a request; `word` is its id on every node, `side` whose word it is.

    `on_paper`: the hub typed it from a paper of the post named, which came by `channel`; `scan` is
    the SHA-256 (64 hex) of its picture, if one was kept.
    """

    word: str
    request: str
    side: str = "group"
    on_paper: bool = False
    post: str = ""
    channel: str = ""
    scan: str = ""


class OptionProposed(Word, frozen=True, kw_only=True, tag="option-proposed"):
    """A way to do it, by its number within the request. Money in minor units, life in years."""

    option: int
    title: str
    cost: int = 0
    life_years: int = 0
    upkeep_year: int = 0
    upkeep_by: str = ""
    proposed_by: str = ""


class FeedbackGathered(Word, frozen=True, kw_only=True, tag="feedback-gathered"):
    """What `people` of one kind said of an option, `likes` of them for it."""

    number: int
    option: int
    voices: str
    people: int
    likes: int = 0
    text: str = ""


class InsightDrawn(Word, frozen=True, kw_only=True, tag="insight-drawn"):
    """What the group learned about an option, and from which feedback (by number)."""

    option: int
    feedback: tuple[int, ...]
    text: str


class OptionChosen(Word, frozen=True, kw_only=True, tag="option-chosen"):
    """The group voted for one option in a meeting, after hearing about each."""

    option: int
    meeting: int
    votes_for: int
    votes_against: int = 0
    present: int = 0


class OfferMade(Word, frozen=True, kw_only=True, tag="offer-made"):
    """What the group gives, voted in a meeting; a later offer takes the place of this one.

    `savings`: in the pot now; `savings_later`: still to be saved by `later_by`. Minor units.
    `purpose`: which savings ("": all). `valid_until`: a day, or "".
    """

    savings: int = 0
    savings_later: int = 0
    later_by: str = ""
    labour_days: int = 0
    purpose: str = ""
    upkeep_year: int = 0
    upkeep_by: str = ""
    valid_until: str = ""
    meeting: int = 0
    votes_for: int = 0
    votes_against: int = 0


class ConsentCounted(Word, frozen=True, kw_only=True, tag="consent-counted"):
    """Of `holders` households on the land so many agreed in writing. Stays with the federation."""

    holders: int
    agreed: int


class StageReached(Word, frozen=True, kw_only=True, tag="stage-reached"):
    """A step on the way was done, and what shows it: a kind of paper and what it is called."""

    stage: str
    evidence: str
    reference: str = ""
    holder: str = ""


class RequestConfirmed(Word, frozen=True, kw_only=True, tag="request-confirmed"):
    """The group still asks for this, as of the day."""


class RequestEnded(Word, frozen=True, kw_only=True, tag="request-ended"):
    """The group says that it is over (`how`: complete or lapsed), and why."""

    how: str
    reason: str


class RequestReopened(Word, frozen=True, kw_only=True, tag="request-reopened"):
    """The group takes it up again: `closing` is the id of the refusal or ending that was not it."""

    closing: str
    reason: str


class ReplyGiven(Word, frozen=True, kw_only=True, tag="reply-given"):
    """The group's word to an answer of the city (`answer`, by id).

    `installed`, `working`: what was counted on the ground when it confirms or contests; `checkers`:
    by how many people.
    """

    answer: str
    verb: str
    text: str = ""
    installed: int = 0
    working: int = 0
    checkers: int = 0


class PromiseMade(Word, frozen=True, kw_only=True, tag="promise-made"):
    """A side promises, as a clause of the agreement: what, how many, by when.

    What a city promises with money is an answer that commits; this is the rest, such as what is
    agreed when both have judged together.

    `duty`: whose task it is by law or custom (a side), which need not be who does it.
    """

    text: str
    by: str
    many: int = 0
    amount: int = 0
    duty: str = ""


class ClauseSettled(Word, frozen=True, kw_only=True, tag="clause-settled"):
    """One side says how a clause stands: done, partly, not done, or moved to a new day (`by`).

    `clause`: id of the promise, or of the city's answer that promised. `many`: how many are done.
    """

    clause: str
    state: str
    many: int = 0
    by: str = ""
    evidence: str = ""
    reference: str = ""
    text: str = ""


class PaymentTold(Word, frozen=True, kw_only=True, tag="payment-told"):
    """One side's record of money that one side paid the other, with the number of the receipt.

    `payer`: a side. `amount` in minor units; `day` is the day on the receipt.
    """

    payer: str
    amount: int
    receipt: str
    about: str
    clause: str = ""


class Room(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Who was in the room, by role: counts, never names."""

    role: str
    people: int
    women: int = 0
    youth: int = 0
    disability: int = 0
    votes: int = 0


class JointMeetingHeld(Word, frozen=True, kw_only=True, tag="joint-meeting-held"):
    """A meeting of the sides about a request, or one that did not take place (`missing`: who).

    `form`: what kind; `phase`: which of commission, design, deliver, assess. `notice_days`: told
    before; `changed`: something was decided or moved. `minutes_on`: the day on which they came.
    """

    form: str
    phase: str
    room: tuple[Room, ...] = ()
    notice_days: int = 0
    language: str = ""
    interpreter: bool = False
    text: str = ""
    changed: bool = False
    missing: str = ""
    minutes_on: str = ""


class AgreementSigned(Word, frozen=True, kw_only=True, tag="agreement-signed"):
    """Two posts signed the printed page whose short code is `page`; they look at it again on a day.

    `ours`, `theirs`: posts, not persons.
    """

    page: str
    ours: str
    theirs: str
    where: str = ""
    review_on: str = ""
