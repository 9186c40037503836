"""What may be looked at, what may be proposed, and what a group may say to it.

1. a look is at one member, or at entries from one number to another, never at both or nothing;
2. a proposal names an entry by number and head, so that it means no other one after a fork;
3. what is to stand instead has an amount, and a day only where that was wrong, and none of it
   stands with another form;
4. only kinds that one line says whole can be put in another's place (`REPLACEABLE`): what parts an
   amount, or follows from an earlier entry, is taken back and entered by the group itself;
5. an accepted proposal took an entry back; no other answer did;
6. a reason stands in the journal for as long as the books do, so it speaks of members by number:
   it holds no part of the name of the member it is about, and nobody's whole name.
"""

from collections.abc import Mapping
from typing import Final

from .. import events as e
from ..accounts import AMOUNT_MAX
from ..constitution import TEXT_MAX
from ..days import is_day
from ..names import fold
from ..refusals import refuse
from .words import is_hash, is_id

REPLACE, TAKE_BACK, QUESTION = "replace", "take-back", "question"
FORMS: Final = (REPLACE, TAKE_BACK, QUESTION)
ACCEPTED, DECLINED, ANSWERED = "accepted", "declined", "answered"
ANSWERS: Final = (ACCEPTED, DECLINED, ANSWERED)
ASKED_BY: Final = ("member", "officers", "peer-check")
COMPARED: Final = "compared"
"""In the place of who asked: her particulars were held against another's who may be she. No entry
is shown for such a look."""
NUMBER_MAX: Final = 10**9
"""As `ledger.NUMBER_MAX`."""

# Words of the `entries` sheet; of those about a loan, the loan and so its member stay.
OF_LOANS: Final = ("loan_principal", "loan_interest")
REPLACEABLE: Final = (
    *("savings", "withdrawal", "share", "social_contribution", "social_grant", "fine", "fee"),
    *("income", "expense", "bank_deposit", "bank_withdrawal", "bank_interest", "bank_charge"),
    *("fund_contribution", *OF_LOANS),
)
WITH_PURPOSE: Final = ("savings", "withdrawal")

PART_SHORTEST: Final = 3
"""Letters of a part of a name that is looked for in a reason; shorter ones are words, too."""
REASON_SHORTEST: Final = 12
"""Letters of a reason: whoever reads it must learn something."""

FromOffice = e.EntriesLookedAt | e.CorrectionProposed | e.CorrectionWithdrawn


def check_from_office(event: FromOffice) -> None:
    """Rules 1 to 3. Raises Refusal `look-unclear`, `proposal-unclear`, `word-id-unclear`."""
    name = event.look if isinstance(event, e.EntriesLookedAt) else event.proposal
    if not is_id(name):
        raise refuse("word-id-unclear", id=name[:40])
    if isinstance(event, e.EntriesLookedAt):
        of_member = 0 < event.member <= NUMBER_MAX and not (event.first or event.last)
        of_file = not event.member and 0 < event.first <= event.last
        if not (of_member or of_file) or len(event.asked_by) > TEXT_MAX or not is_id(event.group):
            raise refuse("look-unclear")
    elif isinstance(event, e.CorrectionProposed):
        _check_proposal(event)


def _check_proposal(event: e.CorrectionProposed) -> None:
    is_named = event.entry > 0 and is_hash(event.head) and event.form in FORMS
    is_named &= is_id(event.group)
    if event.form == REPLACE:
        is_whole = 0 < event.amount <= AMOUNT_MAX
        is_whole &= not event.entered_on or is_day(event.entered_on)
        is_whole &= 0 <= event.member <= NUMBER_MAX and len(event.purpose) <= TEXT_MAX
    else:
        is_whole = not (event.amount or event.member or event.purpose or event.entered_on)
    if not (is_named and is_whole):
        raise refuse("proposal-unclear")


def check_answered(event: e.CorrectionAnswered) -> None:
    """Rule 5, and that the words are known. Raises Refusal `correction-answer-unclear`."""
    taken_back = event.answer == ACCEPTED and len(event.entries) in (1, 2)
    plain = event.answer in (DECLINED, ANSWERED) and not event.entries
    if not is_id(event.proposal) or not (taken_back or plain):
        raise refuse("correction-answer-unclear")


def check_reason(reason: str, names: Mapping[int, str], about: int = 0) -> None:
    """Rule 6, and that there is one. `names`: the group's members by number; `about`: one of them.

    Raises Refusal `reason-short`, `reason-names-member`.
    """
    if len(reason) < REASON_SHORTEST or " " not in reason:
        raise refuse("reason-short")
    words = set(_words(reason))
    for number, name in names.items():
        parts = _words(name)
        whole = len(parts) > 1 and words.issuperset(parts)
        part = number == about and any(len(one) >= PART_SHORTEST and one in words for one in parts)
        if whole or part:
            raise refuse("reason-names-member", number=number)


def _words(text: str) -> list[str]:
    return [one for part in fold(text).split() if (one := part.strip(".,;:?()[]\"'“”‘’"))]
