"""Sentences about the terms of a loan: what does not fit, and what to write instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at-option": "At --%(option)s: %(what)s",
        "loan-first-due": "The first instalment would be due on %(first_day)s, before the loan is "
        "paid out on %(paid_out_day)s. Correct one of the two days.",
        "loan-grace": "There are only %(instalments)s instalments: fewer than that can be without "
        "principal or have their interest later, and no more without interest. Write a smaller "
        "number.",
        "loan-too-large": "With these terms the loan is larger, or longer, than any group's books "
        "can hold. Look at the amount, the rate and the number of instalments.",
        # Borrowing
        "loan-over-limit": "Member %(member)s has %(saved_minor)s saved, so she may owe the group "
        "%(limit_minor)s together. She owes %(owes_minor)s now and may ask for %(may_minor)s: "
        "write that much or less.",
        "loan-too-long": "%(instalments)s payments are too many: the rules of this group allow "
        "%(most)s. Write fewer.",
        "guarantors-few": "The rules ask for %(needed)s guarantors, and %(given)s are chosen. "
        "Choose the others.",
        "guarantor-herself": "Member %(member)s cannot be guarantor of her own loan. Choose "
        "somebody else.",
        "guarantor-twice": "The same guarantor is chosen twice. Choose two different members.",
        "application-unknown": "Nobody asked for a loan under number %(application)s. Look in the "
        "list of loans asked for.",
        "application-of-another": "Application %(application)s is of another member. Open it from "
        "the list of loans asked for.",
        "loan-reason-missing": "Write why, in a few words: it stands in the minutes.",
        "loan-lender-unclear": "“%(text)s” is no lender here. Choose whose money it is from the "
        "list.",
        # Votes
        "vote-missing": "The rules of this group ask for a vote. Count the hands: how many are "
        "for it, how many against?",
        "attendance-first": "Take the attendance of this meeting first. Then it can be seen "
        "whether enough members are here to decide.",
        "quorum-short": "%(present)s of %(members)s members are here, and the rules ask for "
        "%(needed)s. Decide it when enough are here.",
        "vote-carried": "%(votes)s for and %(against)s against carries it. Agree to it, or look "
        "at the votes again.",
        # Paying out and paying back
        "loan-paid-out": "Loan %(loan)s was paid out already. Look at its page.",
        "loan-not-paid-out": "Loan %(loan)s was agreed, but its money was not paid out yet. Pay it "
        "out first.",
        "loan-paid-back": "Nothing is owed on loan %(loan)s any more. Leave its field empty.",
        "loan-twice": "For loan %(loan)s there is one amount, and its parts as well. Write one or "
        "the other.",
        "loan-advance-short": "Before loan %(loan)s is paid out, %(percent)s percent of it are "
        "paid in advance out of her savings: %(missing_minor)s is missing. Choose the savings "
        "to take it from.",
        "credits-none": "Nothing is kept for member %(member)s. Look at her page.",
        "credits-over": "%(kept_minor)s is kept for her. Write that much or less.",
        "loan-fine-none": "The rules of this group have no fine for paying a loan late. The group "
        "can vote on one.",
        "loan-nothing-late": "On loan %(loan)s no payment is late that was not fined already.",
        # Loans of a fund
        "fund-loan-unknown": "There is no fund's loan with number %(fund_loan)s. Look in the list "
        "of loans to the group.",
        "fund-loan-source": "Loan %(fund_loan)s to the group is of another lender. Choose whose "
        "money it is from the list.",
        "fund-loan-short": "Of loan %(fund_loan)s to the group %(left_minor)s is here and not "
        "lent on. Write down first what came from the fund, or lend less.",
        "fund-received-more": "%(agreed_minor)s was agreed and %(received_minor)s came already, "
        "so %(left_minor)s can still come. Look at the amount.",
        "fund-remit-more": "%(held_minor)s was collected and is not paid over yet. Pay that much "
        "or less.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # How late the oldest unpaid payment is
        "age 1-30": "1 to 30 days",
        "age 31-60": "31 to 60 days",
        "age 61-90": "61 to 90 days",
        "age over-90": "more than 90 days",
        # What a decision is about
        "about loan": "a loan",
        "about loan-rescheduled": "other payments for a loan",
        "about loan-written-off": "a loan that is given up",
        "about fund-loan": "a loan of a fund to the group",
        # Said once something is done
        "done asked": "It is written down. The meeting decides.",
        "done lent": "The loan is written down. Let her sign the agreement.",
        "done declined": "It is written down that the meeting did not agree.",
        "done paid": "What she paid is written down. It stands below in its parts.",
        "done fined": "The fine is charged. She owes it until she pays.",
        "done rescheduled": "The new payments hold from now on.",
        "done written-off": "The loan is given up, and the loss stands in the books.",
        "done fund-agreed": "The loan to the group is written down. Write down next what comes.",
        "done fund-received": "The money is in the box. Now it can be lent to members.",
        "done fund-paid-over": "It is paid over to the fund.",
    }
)
