"""Sentences about deeds: what was asked, where it does not fit, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The node and its folder
        "node-missing": "There is no node in the folder %(folder)s. Give the right folder with "
        "--data, or make a node there with: federation init.",
        "node-exists": "There is already a node in the folder %(folder)s; nothing was changed. "
        "Give another folder with --data.",
        "node-in-use": "The node in %(folder)s is already open in another program. Stop that one "
        "first, or use the pages it shows.",
        "node-settings-unclear": "The file node.toml in %(folder)s cannot be read. Bring back the "
        "copy from the last backup; the books themselves are untouched.",
        "card-missing": "The file node.card is not in %(folder)s. Bring back the folder from the "
        "last backup.",
        "secret-missing": "The key file %(file)s is not in %(folder)s. Bring back the folder from "
        "the last backup; without its keys this node can neither write nor open files.",
        "file-not-written": "%(file)s was written, but read back it is not the same. Do not trust "
        "this stick or disk: take another one and write it again.",
        "database-newer": "A newer version of this program wrote these books. Install that version "
        "to open them; nothing was changed.",
        "sqlite-too-old": "This machine has SQLite %(version)s, and 3.37 or newer is needed. "
        "Install a newer Python.",
        "batch-missing": "A kept file (number %(arrival)s) is not in the database any more. Bring "
        "back the last backup.",
        "stream-unknown": "There is no list of entries called “%(stream)s”. This file was made by "
        "something else, or by a newer program.",
        # Members
        "member-unknown": "There is no member with number %(member)s. Look in the list of members.",
        "member-name-missing": "Write the member's name.",
        "member-number-taken": "Another member already has number %(member)s. Leave the number "
        "empty, and she gets the next free one.",
        "member-left": "Member %(member)s left on %(left_day)s, so nothing new can be written for "
        "her.",
        "member-still-here": "Member %(member)s has not left. Write down first that she left; "
        "then her name can be forgotten.",
        "member-has-money": "Member %(member)s still has %(saved_minor)s saved and owes "
        "%(owes_minor)s. Pay out and pay back first, then she can leave.",
        # Money
        "amount-out-of-range": "The amount %(amount_minor)s cannot be written down. It must be "
        "more than nothing, and no more than books of money hold; look at its figures.",
        "amount-too-large": "%(amount_minor)s is too much: at most %(most_minor)s can be written "
        "down. Look at the noughts.",
        "number-out-of-range": "The number %(number)s cannot be right. Write one from 1 to "
        "%(most)s.",
        "pot-short": "On %(day)s there would be %(short_minor)s too little in %(pot)s. "
        "Look at the amounts of that day, or write down first what came in.",
        "pot-set-aside": "On %(day)s there would be %(short_minor)s too little: that money is set "
        "aside for the social fund and for others. Pay out less.",
        "savings-short": "Member %(member)s has %(short_minor)s too little saved for “%(purpose)s”"
        ". Pay out less, or from another purpose.",
        "shares-short": "Member %(member)s has %(short_minor)s too little in shares. Take back "
        "less.",
        "fines-due-short": "That is %(short_minor)s more than member %(member)s still owes in "
        "fines. Write only what was charged.",
        "books-frozen": "These books stand still, for they were told in two versions. Write "
        "nothing more, and ask the federation's office.",
        "entry-kind-unknown": "“%(kind)s” is no kind of entry. Use one of: %(kinds)s.",
        "entry-needs": "An entry of the kind “%(kind)s” needs its %(field)s. Fill it in.",
        "entry-has-no": "An entry of the kind “%(kind)s” has no %(field)s. Leave it empty.",
        "entry-unknown": "There is no entry with number %(entry)s. Look in the list of entries.",
        "record-of-another": "Entry %(entry)s is not about member no. %(member)s, so it is not "
        "blanked when she is forgotten. Name her own entries only.",
        "entry-not-reversible": "Entry %(entry)s cannot be taken back: votes, rules, lists of who "
        "came and what took an entry back stay. Write a new entry that puts it right.",
        "entry-reversed-already": "Entry %(entry)s was already taken back. Look in the list of "
        "entries; nothing more is needed.",
        "reversal-needs-reason": "Write why the entry is taken back.",
        "reversal-needs-second": "Two different officers take an entry back. Ask a second one to "
        "choose her name and type her PIN.",
        "nothing-to-enter": "Nothing was filled in. Write an amount beside at least one name.",
        # Loans
        "loan-unknown": "There is no loan with number %(loan)s. Look in the list of loans.",
        "loan-number-taken": "Another loan already has number %(loan)s. Leave the number empty, "
        "and it gets the next free one.",
        "loan-of-another": "Loan %(loan)s is not a loan of member %(member)s. Choose one of hers.",
        "loan-overpaid": "That is %(over_minor)s more than member %(member)s still owes on loan "
        "%(loan)s. Write only what is owed; the rest can be saved.",
        "loan-terms": "These terms of the loan do not fit together. Look at the rate, the number "
        "of instalments and the first day it is due, which comes after the day it is paid out.",
        # Meetings
        "meeting-unknown": "There is no meeting with number %(meeting)s. Look in the list of "
        "meetings.",
        "meeting-number-taken": "Another meeting already has number %(meeting)s. Leave the number "
        "empty, and it gets the next free one.",
        "meeting-same-day": "There was already a meeting on %(meeting_day)s. Go on with that one, "
        "or look at the day.",
        "meeting-still-open": "Meeting %(meeting)s of %(meeting_day)s is still open. Close it "
        "first.",
        "meeting-closed": "Meeting %(meeting)s is closed. What was forgotten is written down in "
        "the next meeting.",
        "meeting-not-counted": "The box was not counted in meeting %(meeting)s. Count it first.",
        "meeting-count-stale": "Since the box was counted (%(counted_minor)s) something was "
        "written down. Count it once more.",
        "meeting-needs-officers": "%(officers)s different officers close a meeting. Ask each to "
        "choose her name and type her PIN.",
        "attendance-unclear": "Somebody is marked twice in meeting %(meeting)s. Mark each member "
        "once: there, late, away, or sent somebody.",
        "cash-count-needs-reason": "The box and the books differ by %(difference_minor)s. Count "
        "again; if it stays, write why.",
        "cash-count-stale": "The books moved while the box was counted: %(expected_minor)s was "
        "expected, now it is %(held_minor)s. Look at the sum and confirm again.",
        # Requests and answers
        "request-unknown": "There is no request “%(request)s” here. Look in the list of requests.",
        "request-needs-title": "Write what is asked for in a few words, and in which settlement.",
        "request-number-taken": "Another request already has number %(number)s. Leave the number "
        "empty, and it gets the next free one.",
        "request-need-unknown": "“%(need)s” is not one of the things that can be asked for. Use "
        "one of: %(needs)s.",
        "request-facility-unknown": "“%(facility)s” is not one of the kinds of toilets. Use one "
        "of: %(facilities)s.",
        "request-without-households": "A request speaks for one household at least. Write how "
        "many ask.",
        "request-part-too-large": "A part (%(part)s) cannot be more than all households that ask "
        "(%(households)s). Look at both figures.",
        "request-figure-negative": "A figure of a request cannot be below zero. Look at its "
        "figures.",
        "request-figure-out-of-range": "A figure of this request cannot be right: each is from 0 "
        "to %(most)s.",
        "request-closed": "This request is closed (%(stage)s). Raise a new one if the need is "
        "still there.",
        "vote-not-carried": "%(votes)s for and %(against)s against does not carry the vote, so "
        "nothing changes.",
        "answer-verb-unknown": "“%(verb)s” is no kind of answer. Use one of: %(verbs)s.",
        "answer-incomplete": "An answer of the kind “%(verb)s” must also say: %(field)s. Fill it "
        "in.",
        "answer-reason-unknown": "“%(reason)s” is not one of the reasons. Use one of: %(reasons)s.",
        "answer-paper-only-at-hub": "Only the federation's office types in what came on paper. "
        "Answer without --on-paper and --post.",
        "answer-only-on-paper": "The federation does not answer for the city. If the answer came "
        "as a letter, say so (--on-paper) and whose it was (--post).",
        "answer-not-here": "A group does not answer requests: the city does, and its answer "
        "arrives with the federation's next file.",
        # Given free and published, at a hub
        "release-not-here": "Only the federation's office gives requests free. A group's request "
        "travels there with its next file.",
        "release-city-unclear": "Nobody said yet which city the settlement “%(settlement)s” lies "
        "in. Say it with --city: %(cities)s.",
        "release-unclear": "A release of tables (%(release)s) does not fit together. Ask the "
        "federation's office to publish it anew.",
        "city-unknown": "There is no city called “%(city)s” here. Use the short code that the "
        "status shows, like C01.",
        "release-under-embargo": "Nothing of “%(settlement)s” is given free for now: %(reason)s. "
        "Lift the embargo first, under Publish.",
        "embargo-not-here": "Only the federation's office puts a settlement under embargo.",
        "embargo-already": "“%(settlement)s” is under embargo already, since %(since)s.",
        "embargo-unknown": "“%(settlement)s” is not under embargo. Look at the list under Publish.",
        "publish-not-here": "Only the federation's office publishes.",
        "publish-no-city": "No city is enrolled here yet. Take its card first: federation enrol.",
        "publish-nothing": "No request was given free yet for this period (%(period)s), so there "
        "is nothing to publish. Give requests free first: federation release.",
        "publish-period-unclear": "“%(period)s” cannot be read as a period. Write a year, a "
        "half-year or a quarter, like 2026, 2026-H2 or 2026-Q4.",
        # People who log in
        "login-wrong": "Name and PIN do not fit together. Look at both and try again.",
        "login-wait": "There were several wrong PINs for this name. Wait %(seconds)s seconds and "
        "try again, or ask an officer for a new PIN.",
        "pin-unclear": "A PIN is 4 to 8 figures, like 4711.",
        "pin-too-common": "This PIN is one of the first that anybody would try. Choose figures "
        "that do not count up or down, and are not all the same.",
        "user-name-mixed": "In “%(word)s” letters of two scripts are mixed, so it looks like a "
        "name that it is not. Type the whole word with the same keyboard.",
        "user-name-missing": "Write the name under which she logs in.",
        "user-name-taken": "Somebody called “%(name)s” can log in already. Add a second name, so "
        "that people know who did what.",
        "user-role-unknown": "“%(role)s” is no role at this node. Use one of: %(roles)s.",
        "user-unknown": "Nobody called “%(user)s” can log in here. Look at: federation user list.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Where money lies, as a sentence says it
        "short of cash": "the box",
        "short of bank": "the bank account",
        "short of social_fund": "the social fund",
        "short of rotating_pot": "the pot that goes round",
        "short of fund_held": "the money kept for the federation's fund",
    }
)
