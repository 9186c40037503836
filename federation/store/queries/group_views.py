"""What reads of how a group governs itself give back. Money in minor units."""

from dataclasses import dataclass

from federation.core import events as e


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of the constitution as it was adopted, with where the group meets."""

    seq: int
    place: str
    told: e.ConstitutionAdopted


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was voted on; counts that nobody wrote down are -1 (`present`: 0)."""

    decision: int
    seq: int
    day: str
    meeting: int
    about: str
    votes_for: int
    votes_against: int
    abstained: int
    present: int
    women_voting: int
    speaking: int
    women_speaking: int
    note: str

    @property
    def is_carried(self) -> bool:
        """Whether more voted for it than against."""
        return self.votes_for > self.votes_against


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """A loan asked for; `state`: asked, agreed, declined or taken-back; principal minor units."""

    application: int
    seq: int
    day: str
    meeting: int
    member: int
    principal_minor: int
    instalments: int
    source: str
    purpose: str
    guarantors: tuple[int, ...]
    state: str
    loan: int
    decision: int
    settled_seq: int


@dataclass(frozen=True, slots=True)
class RotationView:
    """A rotating pot; `turns` are member numbers in order, `amount_minor` of each at each turn."""

    rotation: int
    seq: int
    day: str
    amount_minor: int
    by: str
    every: str
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TurnPaid:
    """Paid into a rotating pot for a turn (above zero) or out of it, and not taken back."""

    rotation: int
    turn: int
    seq: int
    member: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle; `share_out` is what was shared out at its end, None while it runs."""

    cycle: int
    seq: int
    day: str
    ends_on: str
    shared_seq: int
    shared_on: str
    share_out: e.ShareOutHeld | None


@dataclass(frozen=True, slots=True)
class PeerCheckView:
    """A peer check with its words; `followed_on` "": what was found is not put right yet."""

    check: int
    seq: int
    day: str
    due_on: str
    told: e.PeerChecked
    findings: str
    visitors: str
    follow_up: str
    followed_on: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A bank statement that was looked at; `ticked` entries stand on it. Minor units."""

    seq: int
    day: str
    statement: str
    balance_minor: int
    ticked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkView:
    """Work done: `minutes` of each of `people`."""

    seq: int
    day: str
    meeting: int
    member: int
    task: str
    minutes: int
    people: int
    paid: int
    request: str
    note: str


@dataclass(frozen=True, slots=True)
class RoundView:
    """A daily round that was accepted. Minor units."""

    round: int
    seq: int
    day: str
    meeting: int
    collector: int
    handed_minor: int
