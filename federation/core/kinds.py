"""The one table of entry kinds: payload, streams, personal record, postings, word in a spreadsheet.

A kind may travel only in the streams named here. `requests` and `publication` carry nothing
personal: their kinds have no record, and a test walks this table to prove it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import msgspec

from . import events as e
from . import fund
from . import posting as p
from .refusals import refuse

LEDGER: Final = "ledger"
REQUESTS: Final = "requests"
REPLIES: Final = "replies"
PUBLICATION: Final = "publication"
REGISTER: Final = "register"
STREAMS: Final = (LEDGER, REQUESTS, REPLIES, PUBLICATION, REGISTER)

# Fields of a personal record, and nothing else is personal; they stand outside the hashed line.
PERSONAL_FIELDS: Final = (
    "name",
    "phone",
    "id_number",
    "birth_year",
    "slip_language",
    "note",
    "recipient",
    "party",
    "visitors",
    "follow_up",
    "spot",
    "rest",
    "plot",
    "block",
    "persons",
    "rooms",
    "woman_headed",
    "toilet",
    "toilet_sharing",
    "water_source",
    "water_minutes",
    "handwashing",
    "tenure",
    "eviction_fear",
    "dwelling",
    "walls",
    "roof",
    "floor",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: `record` is the type of the personal record that may stand beside the line.

    `postings` makes debits and credits of the event; `sheet` is its word in the `entries` sheet.
    `is_reversible`: may be taken back though it moves no money.
    """

    payload: type[e.Event]
    streams: tuple[str, ...]
    record: type[e.Record] | None = None
    # The payload's own type: each rule takes just its kind, which this table guarantees.
    postings: Callable[[Any], p.Plains] | None = None
    sheet: str = ""
    is_reversible: bool = False

    @property
    def tag(self) -> str:
        """The kind's name on the line."""
        return str(self.payload.__struct_config__.tag)


def _money(payload: type[e.Money], sheet: str, postings: Callable[[Any], p.Plains]) -> Kind:
    return Kind(payload, (LEDGER,), e.Note, postings, sheet)


# A group says it, and the hub passes it on to the city once somebody has read it.
GROUP_SAYS: Final = (REQUESTS, PUBLICATION)
# Either side says it, and the hub passes it on to the other.
ALL_SAY: Final = (REQUESTS, REPLIES, PUBLICATION)


_ROWS: Final = (
    Kind(e.MemberAdmitted, (LEDGER,), e.MemberRecord),
    Kind(e.MemberChanged, (LEDGER,), e.MemberRecord),
    Kind(e.MemberLeft, (LEDGER,), is_reversible=True),
    Kind(e.MemberForgotten, (LEDGER,)),
    _money(e.OpeningCash, "opening_cash", p.between("cash", "opening_equity")),
    _money(e.OpeningBank, "opening_bank", p.between("bank", "opening_equity")),
    _money(e.OpeningSavings, "opening_savings", p.opening_savings),
    _money(e.OpeningShares, "opening_shares", p.opening_shares),
    _money(e.OpeningSocial, "opening_social", p.between("opening_equity", "social_fund")),
    _money(e.OpeningLoan, "opening_loan", p.opening_loan),
    _money(e.SavingsReceived, "savings", p.savings_received),
    _money(e.SavingsWithdrawn, "withdrawal", p.savings_withdrawn),
    _money(e.SharesBought, "share", p.shares_bought),
    _money(e.SocialContribution, "social_contribution", p.between("cash", "social_fund")),
    _money(e.SocialGrant, "social_grant", p.between("social_fund", "cash")),
    _money(e.FineCharged, "fine", p.fine_charged),
    _money(e.FinePaid, "fine_paid", p.fine_paid),
    _money(e.LoanDisbursed, "loan_disbursed", p.loan_disbursed),
    _money(e.LoanPrincipal, "loan_principal", p.loan_principal),
    _money(e.LoanInterest, "loan_interest", p.loan_interest),
    _money(e.FeeReceived, "fee", p.between("cash", "fee_income")),
    _money(e.IncomeReceived, "income", p.between("cash", "other_income")),
    _money(e.ExpensePaid, "expense", p.between("expenses", "cash")),
    _money(e.BankDeposited, "bank_deposit", p.between("bank", "cash")),
    _money(e.BankWithdrawn, "bank_withdrawal", p.between("cash", "bank")),
    _money(e.FundContribution, "fund_contribution", p.between("cash", "fund_held")),
    _money(e.FundReceived, "fund_received", p.between("cash", "fund_loan")),
    _money(e.FundRemitted, "fund_remittance", p.between("fund_held", "cash")),
    _money(e.MunicipalPayment, "municipal_payment", p.between("municipal", "cash")),
    _money(e.FineForgiven, "fine_forgiven", p.fine_forgiven),
    _money(e.LoanWrittenOff, "loan_written_off", p.loan_written_off),
    _money(e.LoanAdvance, "loan_advance", p.loan_advance),
    _money(e.CreditKept, "credit_kept", p.credit_kept),
    _money(e.CreditReturned, "credit_returned", p.credit_returned),
    _money(e.SharesReturned, "share_returned", p.shares_returned),
    _money(e.SurplusPaid, "surplus_paid", p.between("shared_out", "cash")),
    _money(e.LeavingFeeTaken, "leaving_fee", p.leaving_fee),
    _money(e.BankInterest, "bank_interest", p.between("bank", "other_income")),
    _money(e.BankCharge, "bank_charge", p.between("expenses", "bank")),
    _money(e.RotationPaidIn, "rotation_paid_in", p.rotation_in),
    _money(e.RotationPaidOut, "rotation_paid_out", p.rotation_out),
    _money(e.SharePaidOut, "share_out_paid", p.share_paid),
    _money(e.ShareReinvested, "share_out_reinvested", p.share_reinvested),
    _money(e.ShareDebtPaid, "share_out_debt_paid", p.share_debt_paid),
    Kind(e.EntryReversed, (LEDGER,), e.Note),
    Kind(e.ConstitutionAdopted, (LEDGER,), e.Note),
    Kind(e.DecisionTaken, (LEDGER,), e.Note),
    Kind(e.CycleBegun, (LEDGER,), is_reversible=True),
    Kind(e.ShareOutHeld, (LEDGER,), e.Note, p.share_out),
    Kind(e.RotationBegun, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.RotationReordered, (LEDGER,), e.Note),
    Kind(e.LoanAsked, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.LoanDeclined, (LEDGER,), e.Note),
    Kind(e.LoanAgreed, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.LoanRescheduled, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.FundLoanAgreed, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.PeerChecked, (LEDGER,), e.CheckRecord, is_reversible=True),
    Kind(e.PeerCheckFollowed, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.BankStatementSeen, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.WorkDone, (LEDGER,), e.Note, is_reversible=True),
    Kind(e.RoundAccepted, (LEDGER,), e.Note),
    Kind(e.HouseholdTold, (LEDGER,), e.HouseholdRecord, is_reversible=True),
    Kind(e.HouseStepTaken, (LEDGER,), e.HouseRecord, is_reversible=True),
    Kind(e.SkillNoted, (LEDGER,), is_reversible=True),
    Kind(e.DeputyNamed, (LEDGER,), is_reversible=True),
    Kind(e.BadgeIssued, (LEDGER,), is_reversible=True),
    Kind(e.CorrectionAnswered, (LEDGER,), e.Note),
    Kind(e.OwnWordChosen, (LEDGER,)),
    Kind(e.MeetingOpened, (LEDGER,), e.Note),
    Kind(e.AttendanceTaken, (LEDGER,)),
    Kind(e.CashCounted, (LEDGER,), e.Note, p.cash_counted),
    Kind(e.MeetingClosed, (LEDGER,)),
    Kind(e.ExchangeHeld, (REQUESTS,)),
    Kind(e.PracticeShared, (REQUESTS,)),
    Kind(e.PracticeAdopted, (REQUESTS,)),
    Kind(e.SharingTakenBack, (REQUESTS,)),
    Kind(e.PracticeListed, (REPLIES,)),
    Kind(e.RequestRaised, (REQUESTS,)),
    Kind(e.RequestWithdrawn, (REQUESTS, PUBLICATION)),
    Kind(e.FiguresReleased, (REQUESTS,)),
    Kind(e.FacilityListed, (REQUESTS,)),
    Kind(e.FacilityChecked, (REQUESTS,)),
    Kind(e.FacilityClosed, (REQUESTS,)),
    Kind(e.SettlementProfiled, (REQUESTS,)),
    Kind(e.RequestReleased, (REGISTER,)),
    # Told to each group of its own request, and to the city once a release tells of the ask.
    Kind(e.RequestsMerged, (REGISTER, REPLIES, PUBLICATION)),
    Kind(e.MergeSplit, (REGISTER, REPLIES, PUBLICATION)),
    Kind(e.RequestReviewed, (REPLIES,)),
    Kind(e.RequestSubmitted, (REPLIES,)),
    Kind(e.AnswerGiven, (REPLIES,)),
    Kind(e.OptionProposed, GROUP_SAYS),
    Kind(e.FeedbackGathered, (REQUESTS,)),
    Kind(e.InsightDrawn, (REQUESTS,)),
    Kind(e.OptionChosen, GROUP_SAYS),
    Kind(e.OfferMade, GROUP_SAYS),
    Kind(e.ConsentCounted, (REQUESTS,)),
    Kind(e.StageReached, ALL_SAY),
    Kind(e.RequestConfirmed, GROUP_SAYS),
    Kind(e.RequestEnded, GROUP_SAYS),
    Kind(e.RequestReopened, GROUP_SAYS),
    Kind(e.ReplyGiven, GROUP_SAYS),
    Kind(e.PromiseMade, ALL_SAY),
    Kind(e.ClauseSettled, ALL_SAY),
    Kind(e.PaymentTold, ALL_SAY),
    Kind(e.JointMeetingHeld, ALL_SAY),
    Kind(e.AgreementSigned, ALL_SAY),
    Kind(e.ScoresGiven, ALL_SAY),
    Kind(e.FigureMeasured, ALL_SAY),
    Kind(e.AimsTold, ALL_SAY),
    Kind(e.ForkFound, (REQUESTS, REPLIES, PUBLICATION)),
    Kind(e.PartnerEnrolled, (REGISTER,)),
    Kind(e.PartnerPlaced, (REGISTER,)),
    Kind(e.PartnerRevoked, (REGISTER,)),
    Kind(e.PlacesListed, (REGISTER,)),
    Kind(e.GroupPlaced, (REGISTER,)),
    Kind(e.SettlementLinked, (REGISTER,)),
    Kind(e.NetworkListed, (REGISTER,)),
    Kind(e.NetworkJoined, (REGISTER,)),
    Kind(e.NetworkLeft, (REGISTER,)),
    Kind(e.CoordinatorNamed, (REGISTER,), e.CoordinatorRecord),
    Kind(e.CoordinatorEnded, (REGISTER,)),
    Kind(e.CoordinatorForgotten, (REGISTER,)),
    Kind(e.SettlementEmbargoed, (REGISTER,)),
    Kind(e.EmbargoLifted, (REGISTER,)),
    Kind(e.BeneficiariesPrinted, (REGISTER,), e.PrintingRecord),
    # A hub's own word to one group; of a look, the office keeps a note as well.
    Kind(e.EntriesLookedAt, (REGISTER, REPLIES), e.OfficeWords),
    Kind(e.CorrectionProposed, (REPLIES,), e.OfficeWords),
    Kind(e.CorrectionWithdrawn, (REPLIES,), e.OfficeWords),
    Kind(e.FundProductSet, (REGISTER,)),
    *(Kind(payload, (REGISTER,), e.FundNote) for payload in fund.POSTINGS),
    Kind(e.FundLoanOffered, (REPLIES,)),
    Kind(e.FundOfferWithdrawn, (REPLIES,)),
    Kind(e.FundLoanReplanned, (REPLIES,)),
    Kind(e.FundLoanStated, (REPLIES,)),
    Kind(e.DuplicateLookedAt, (REGISTER,)),
    Kind(e.DuplicateLinked, (REGISTER,)),
    Kind(e.DuplicateToldApart, (REGISTER,)),
    Kind(e.DuplicateReopened, (REGISTER,)),
    Kind(e.TermTranslated, (REGISTER,)),
    Kind(e.TermConfirmed, (REGISTER,)),
    Kind(e.TermSentBack, (REGISTER,)),
    # Kept at the hub as it was handed out, and told to each group.
    Kind(e.WordsHandedOut, (REGISTER, REPLIES)),
    Kind(e.TablesPublished, (PUBLICATION,)),
    Kind(e.RequestPublished, (PUBLICATION,)),
    Kind(e.SettlementMapped, (REGISTER,)),
    Kind(e.PlacePublished, (PUBLICATION,)),
    Kind(e.RepairReported, (REGISTER,), e.RepairWords),
    Kind(e.RepairFollowed, (REGISTER,)),
    Kind(e.FacilitiesPublished, (PUBLICATION,)),
)

KINDS: Final[Mapping[type[e.Event], Kind]] = MappingProxyType({row.payload: row for row in _ROWS})
BY_SHEET: Final[Mapping[str, Kind]] = MappingProxyType(
    {row.sheet: row for row in _ROWS if row.sheet}
)

WORDS: Final = tuple(row.payload for row in _ROWS if issubclass(row.payload, e.Word))
# Words of a group that the city may read; the rest stays with the federation.
FOR_THE_CITY: Final = tuple(one for one in WORDS if PUBLICATION in KINDS[one].streams)

# Kinds that may be taken back though they move no money, and the share-out, which has no amount.
REVERSIBLE: Final = frozenset(row.tag for row in _ROWS if row.is_reversible) | {
    str(e.ShareOutHeld.__struct_config__.tag)
}


def decoder(stream: str) -> "msgspec.json.Decoder[e.Event]":
    """A typed reader of a stream's lines: a kind that may not travel there is unknown to it.

    Raises Refusal `stream-unknown`.
    """
    union = tuple(row.payload for row in _ROWS if stream in row.streams)
    if not union:
        raise refuse("stream-unknown", stream=stream)
    # A union of structs known only at run time; msgspec checks it when the decoder is made.
    return msgspec.json.Decoder(type=_union(union))


def _union(payloads: tuple[type[e.Event], ...]) -> Any:
    first, *rest = payloads
    form: Any = first
    for payload in rest:
        form = form | payload
    return form


def postings(event: e.Event) -> p.Postings:
    """Debits and credits of an event; none for a kind that moves no money.

    A reversal posts the opposite of its entry, which only the journal knows: not made here.
    """
    rule = KINDS[type(event)].postings
    return p.with_names(rule(event)) if rule else ()
