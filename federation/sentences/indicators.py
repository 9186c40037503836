"""Words of indicators: what each is called, how it is reckoned, what it is divided by, from what.

`indicator` and `formula` and `divisor` go by the code of an indicator, `evidence` by its label.
Plain English, for people who explain the figures to a group.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What it is called
        "indicator attendance": "Attendance",
        "indicator attendance-of-all": "Attendance at all meetings",
        "indicator sent-someone": "Sent someone instead",
        "indicator savers-active": "Members who save",
        "indicator average-savings": "Savings of a member, on average",
        "indicator return-on-savings": "A year's gain on savings",
        "indicator return-on-assets": "A year's gain on all that the group has",
        "indicator loan-fund-use": "Own loan money in use",
        "indicator past-due": "Loans behind",
        "indicator par-30": "Loans at risk (more than 30 days behind)",
        "indicator written-off": "Loans written off",
        "indicator retention": "Members who stayed",
        "indicator dropout": "Members who left",
        "indicator women": "Women",
        "indicator youth": "Members under 35",
        "indicator cash-against-book": "Box against book",
        "indicator days-since-check": "Days since the last peer check",
        "indicator pancha-sutra": "The five rules together",
        "indicator sutra-meets": "Meets as often as it said",
        "indicator sutra-saves": "Saves regularly",
        "indicator sutra-lends": "Lends among its members",
        "indicator sutra-repays": "Pays back on time",
        "indicator sutra-books": "Books up to date",
        "indicator women-led": "Led by women",
        "indicator women-members": "Women among the members",
        "indicator women-officers": "Women among the officers",
        "indicator women-treasurers": "Women among the treasurers",
        "indicator women-voters": "Women among those who vote",
        "indicator women-speakers": "Women among those who speak",
        # How it is reckoned
        "formula attendance": "Members who were there, late ones too, ÷ members. For each of the "
        "last four meetings, then the mean of the four.",
        "formula attendance-of-all": "How often members came, late too, ÷ how often they could "
        "have come, over all meetings of this time.",
        "formula sent-someone": "Members who sent somebody ÷ members. For each of the last four "
        "meetings, then the mean of the four. They are not counted as being there.",
        "formula savers-active": "Members who saved at least once in this time ÷ members.",
        "formula average-savings": "All that members have saved, also what is lent out now, ÷ "
        "members.",
        "formula return-on-savings": "What the group gained ÷ what members have saved, × 52 ÷ "
        "weeks gone by. A loss is below zero.",
        "formula return-on-assets": "What the group gained ÷ the mean of what it had at the start "
        "and has now, × 52 ÷ weeks gone by.",
        "formula loan-fund-use": "Lent out of the groups' own money ÷ (that + own loan money in "
        "box and bank). What members borrowed of a fund does not count.",
        "formula past-due": "Loan money that was due and is not yet paid ÷ all that is lent to "
        "members, a fund's money too.",
        "formula par-30": "All that is still owed on loans with a payment more than 30 days late "
        "÷ all that is lent to members, a fund's money too.",
        "formula written-off": "Loan money that will not come back ÷ all loans given.",
        "formula retention": "1 − members who left ÷ (members at the start + members who joined).",
        "formula dropout": "Members who left ÷ (members at the start + members who joined).",
        "formula women": "Women ÷ members.",
        "formula youth": "Members who are under 35 all through this year ÷ members.",
        "formula cash-against-book": "Money counted − money in the book, at each count, all "
        "together. Below zero: money was missing.",
        "formula days-since-check": "Days from the last peer check to today. After 183 days the "
        "next one is overdue.",
        "formula pancha-sutra": "Five tests of 20 points: 20 from 90 %, 15 from 75 %, 10 from "
        "50 %, 5 from 25 %. A is above 85 of 100, B from 75, C below. A test with nothing to go "
        "by does not count.",
        "formula sutra-meets": "Meetings held ÷ meetings that should have been held.",
        "formula sutra-saves": "Savings made ÷ savings due, one for each member at each meeting.",
        "formula sutra-lends": "Months with a loan of the group's own money out ÷ months.",
        "formula sutra-repays": "Payments made by the first meeting on or after their day ÷ "
        "payments that were due.",
        "formula sutra-books": "Meetings written down and closed ÷ meetings held.",
        "formula women-led": "Places in which women are half or more ÷ the five places: members, "
        "officers, treasurers, those who vote, those who speak.",
        "formula women-members": "Women ÷ members.",
        "formula women-officers": "Women ÷ people who hold an office.",
        "formula women-treasurers": "Women ÷ treasurers.",
        "formula women-voters": "Women who voted ÷ all who voted, at decisions where it was "
        "written down.",
        "formula women-speakers": "Women who spoke ÷ all who spoke, at decisions where it was "
        "written down.",
        # What it is divided by
        "divisor attendance": "members at each of these meetings",
        "divisor attendance-of-all": "times that members could have come",
        "divisor sent-someone": "members at each of these meetings",
        "divisor savers-active": "members",
        "divisor average-savings": "members",
        "divisor return-on-savings": "savings × weeks gone by",
        "divisor return-on-assets": "mean of what the group had and has × weeks gone by",
        "divisor loan-fund-use": "all own loan money, lent out or not",
        "divisor past-due": "all that is lent to members",
        "divisor par-30": "all that is lent to members",
        "divisor written-off": "all loans given",
        "divisor retention": "members at the start + members who joined",
        "divisor dropout": "members at the start + members who joined",
        "divisor women": "members",
        "divisor youth": "members",
        "divisor cash-against-book": "nothing: it is a sum",
        "divisor days-since-check": "nothing: it is a number of days",
        "divisor pancha-sutra": "points of the tests that there is something to go by for",
        "divisor sutra-meets": "meetings that should have been held",
        "divisor sutra-saves": "savings due",
        "divisor sutra-lends": "months",
        "divisor sutra-repays": "payments that were due",
        "divisor sutra-books": "meetings held",
        "divisor women-led": "places in which there is anybody",
        "divisor women-members": "members",
        "divisor women-officers": "people who hold an office",
        "divisor women-treasurers": "treasurers",
        "divisor women-voters": "people who voted",
        "divisor women-speakers": "people who spoke",
        # What it was reckoned from
        "evidence attended": "times that somebody came",
        "evidence expected": "times that somebody could have come",
        "evidence present": "were there",
        "evidence sent": "sent someone",
        "evidence members": "members",
        "evidence savers": "members who saved",
        "evidence savings_minor": "saved",
        "evidence surplus_minor": "gained",
        "evidence weeks": "weeks gone by",
        "evidence opening-assets_minor": "the group had at the start",
        "evidence present-assets_minor": "the group has now",
        "evidence lent_minor": "lent out of own money",
        "evidence idle_minor": "own loan money in box and bank",
        "evidence late-1-30_minor": "1 to 30 days late",
        "evidence late-31-60_minor": "31 to 60 days late",
        "evidence late-61-90_minor": "61 to 90 days late",
        "evidence late-over-90_minor": "more than 90 days late",
        "evidence outstanding_minor": "lent to members, a fund's money too",
        "evidence risky_minor": "owed on loans more than 30 days late",
        "evidence lost_minor": "written off",
        "evidence given_minor": "loans given",
        "evidence left": "left",
        "evidence at-start": "members at the start",
        "evidence joined": "joined",
        "evidence women": "women",
        "evidence young": "under 35",
        "evidence age-unknown": "year of birth not known",
        "evidence missing_minor": "missing when counted",
        "evidence over_minor": "too much when counted",
        "evidence counts": "times counted",
        "evidence due-after": "days until the next check is due",
        "evidence overdue": "days overdue",
        "evidence sutra-meets": "points for meeting",
        "evidence sutra-saves": "points for saving",
        "evidence sutra-lends": "points for lending",
        "evidence sutra-repays": "points for paying back",
        "evidence sutra-books": "points for the books",
        "evidence meetings-held": "meetings held",
        "evidence meetings-due": "meetings that should have been held",
        "evidence savings-made": "savings made",
        "evidence savings-due": "savings due",
        "evidence months-lending": "months with a loan out",
        "evidence months": "months",
        "evidence instalments-on-time": "payments made by their day",
        "evidence instalments-due": "payments that were due",
        "evidence meetings-in-books": "meetings written down and closed",
        "evidence places-led": "places in which women are half or more",
        "evidence places": "places in which there is anybody",
        "evidence officers": "officers",
        "evidence treasurers": "treasurers",
        "evidence voters": "people who voted",
        "evidence speakers": "people who spoke",
        # Where the divisor is nothing
        "indicator none": "nothing to go by yet",
    }
)
