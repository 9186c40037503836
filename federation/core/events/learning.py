"""What members can do, who can step in, and what groups learn from each other."""

from .base import Dated


class SkillNoted(Dated, frozen=True, kw_only=True, tag="skill-noted"):
    """A member can do this (a code), and may teach it; a later one of the same skill counts."""

    member: int
    skill: str
    teaches: bool = False


class DeputyNamed(Dated, frozen=True, kw_only=True, tag="deputy-named"):
    """Who steps in for a role; a later one for the same role counts (`member` 0: nobody)."""

    role: str
    member: int = 0


class BadgeIssued(Dated, frozen=True, kw_only=True, tag="badge-issued"):
    """Badge number `badge` for a member, for what `award` (a code) asks; taken back by reversal.

    Evidence: the number of a peer `check`, the id of an `exchange`, or a `task` of work done.
    `issuer`: the group that gives it ("": this one); `witness`: the role of who saw it.
    `consents`: she agrees that it leaves as a file, with her telephone number hashed.
    """

    badge: int
    member: int
    award: str
    check: int = 0
    exchange: str = ""
    task: str = ""
    issuer: str = ""
    witness: str = ""
    consents: bool = False
    meeting: int = 0


class ExchangeHeld(Dated, frozen=True, kw_only=True, tag="exchange-held"):
    """People of one group learned from another, or a training was held; never a person.

    `form`: visit-out, visit-in or training. `people` came from groups for `days`, `officials` from
    an office. `group`: whom we visited, who visited us, or who trained.
    """

    exchange: str
    form: str
    topic: str
    people: int
    days: int = 1
    group: str = ""
    officials: int = 0
    learned: str = ""


class PracticeShared(Dated, frozen=True, kw_only=True, tag="practice-shared"):
    """A card for other groups: what we did, what it needs, where it worked. Never a person."""

    practice: str
    title: str
    did: str
    needs: str = ""
    place: str = ""
    stage: str = ""
    request: str = ""


class PracticeAdopted(Dated, frozen=True, kw_only=True, tag="practice-adopted"):
    """This group does now what a card tells, and what it `adapted`. Never a person."""

    practice: str
    adapted: str


class SharingTakenBack(Dated, frozen=True, kw_only=True, tag="sharing-taken-back"):
    """An exchange or a card (`of`: its id) was told wrongly and no longer counts."""

    of: str
    reason: str


class PracticeListed(Dated, frozen=True, kw_only=True, tag="practice-listed"):
    """A card of the federation's catalogue, as the hub tells every group; a later one counts.

    `group`: whose card, by name; `adopted`: by how many others. `is_gone`: taken back.
    """

    practice: str
    group: str
    title: str
    did: str
    needs: str = ""
    adopted: int = 0
    is_gone: bool = False
