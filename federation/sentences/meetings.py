"""Sentences and words of a meeting, its decisions, and daily rounds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Days and people
        "day-far-ahead": "%(day)s is far ahead of %(latest_day)s. Look at the year and the month.",
        "day-before-group": "%(day)s is before this group began on %(began_day)s. Look at the "
        "year and the month.",
        "member-gone": "%(name)s (no. %(member)s) left on %(left_day)s, so no new money can be "
        "written down for her after that day. What she still owes can be paid.",
        # Opening and closing
        "meeting-before-last": "The last meeting was on %(last_day)s, and %(meeting_day)s is "
        "before it. Look at the day; if that meeting was held on paper, tick it below.",
        "meeting-unconfirmed": "Amounts were typed and not confirmed yet: %(count)s. Confirm or "
        "clear them first, then close the meeting.",
        # Shares
        "shares-not-whole": "Member %(member)s: %(amount_minor)s is no whole number of shares at "
        "%(price_minor)s; %(rest_minor)s is left over. Write less, or choose below that what is "
        "left over is kept for her.",
        "shares-too-many": "Member %(member)s would have %(shares)s shares in this meeting, and "
        "the rules allow %(most)s. Write less.",
        "shares-not-here": "This group saves without shares. Write the amount under savings.",
        # The count
        "count-needs-two": "Two people count the box. Choose two different members.",
        # Fines
        "fines-none-chosen": "Nobody is ticked. Tick who is fined, or go on.",
        "fine-needs-amount": "The rules name no amount for this fine. Write how much.",
        # Decisions
        "decision-needs-words": "Write what was decided, in a sentence or two.",
        "decision-without-votes": "Nobody voted yet. Count the hands for, against and undecided.",
        "decision-more-votes": "%(votes)s people voted, but only %(present)s were there. Count "
        "again.",
        "decision-women-more": "More women are written down than people: %(votes)s voted, "
        "%(speaking)s spoke. Look at the numbers.",
        # Daily rounds
        "too-little": "%(by_minor)s too little.",
        "too-much": "%(by_minor)s too much.",
        "round-empty": "There are no amounts on this sheet. Type them first.",
        "round-own": "Two people hand over money: another officer counts and accepts your round.",
        "round-total": "Your sheet says %(sheet_minor)s, and the amounts typed make "
        "%(entered_minor)s: %(difference)s Look through the rows, or add the sheet up again.",
        "round-money-differs": "Sheet and amounts agree on %(sheet_minor)s, but the money is "
        "%(handed_minor)s: %(difference)s Count it again together.",
        "round-amounts-differ": "Sheet and money agree on %(sheet_minor)s, but the amounts typed "
        "make %(entered_minor)s: %(difference)s Give it back, so that she looks through the rows.",
        "round-sheet-differs": "Amounts and money agree on %(handed_minor)s, but her sheet says "
        "%(sheet_minor)s: %(difference)s Give it back, so that she adds it up again.",
        "round-all-differ": "All three differ: her sheet says %(sheet_minor)s, the amounts typed "
        "make %(entered_minor)s, the money is %(handed_minor)s. Give it back to be gone through.",
        "round-handed-in": "This sheet was handed in already. Take it back first if something on "
        "it is wrong.",
        "round-not-handed-in": "This sheet is not handed in now. Ask the collector to look at it.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "step decisions": "Requests and decisions",
        # What a decision is about
        "about money": "money of the group",
        "about work": "work together",
        "about member": "a member",
        "about officers": "who holds which office",
        "about meeting": "day, place or order of meetings",
        "about request": "a request to the city",
        "about other": "something else",
        # Languages spoken in a meeting
        "language ng": "Oshindonga",
        "language kj": "Oshikwanyama",
        "language hz": "Otjiherero",
        "language naq": "Khoekhoegowab",
        "language kwn": "Rukwangali",
        "language loz": "Silozi",
        "language af": "Afrikaans",
        "language en": "English",
        "language mixed": "several",
        # Accounts as pots, on the sheet that is read out
        "pot cash": "Box",
        "pot bank": "Bank",
        "pot savings": "Savings",
        "pot shares": "Shares",
        "pot social_fund": "Social fund",
        "pot loans": "Loans owed",
        "pot fund_held": "Kept for the federation's fund",
        "pot fund_loan": "Owed to the fund",
        "pot credits": "Kept for members",
        "pot rotating_pot": "Rotating pot",
        "pot share_out_due": "Parts to be paid out",
        "pot fines_due": "Fines not paid yet",
        # What a member paid, in one word
        "paid savings-received": "saved",
        "paid shares-bought": "shares",
        "paid social-contribution-received": "social fund",
        "paid fine-paid": "fines",
        "paid loan-principal-repaid": "loan",
        "paid loan-interest-paid": "interest",
        "paid savings-withdrawn": "taken out",
        "paid loan-disbursed": "loan paid out",
        "paid credit-kept": "kept for her",
        # Said once something is done
        "done decided": "The decision is written down.",
        "done charged": "The fines are written down. They are owed until they are paid.",
        "done handed-in": "Handed in. Bring the money to an officer: she counts it and accepts.",
        "done taken-back": "The sheet is yours again. Hand it in when it is right.",
        "done given-back": "The sheet went back to the collector.",
        "done accepted": "Accepted: sheet, amounts and money agree, and the savings are entered.",
    }
)
