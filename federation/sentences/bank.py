"""Sentences and words of the bank and of other money."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bank-entry-not-open": "Entry %(entry)s cannot be ticked off: it stands on an earlier "
        "statement, was taken back, or is not of the bank. Open the page again.",
        "money-kind-unknown": "There is no page for “%(kind)s”. Choose what happened from the "
        "list.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "choose bank_interest": "Interest that the bank paid",
        "choose bank_charge": "Charge that the bank took",
        "about bank_deposit": "Money goes out of the box, into the bank.",
        "about bank_withdrawal": "Money comes out of the bank, into the box.",
        "about bank_interest": "It stands on the bank's paper; the box does not change.",
        "about bank_charge": "It stands on the bank's paper; the box does not change.",
        "about fee": "A member pays for her book, for joining, or for the office.",
        "about income": "Money comes into the box that is no saving, loan or fine.",
        "about expense": "The group pays for something out of the box.",
        "about fund_contribution": "Kept apart in the box until it is paid over.",
        "about fund_received": "The fund brought money to be lent to members.",
        "about fund_remittance": "Collected money goes out of the box to the fund.",
        "about municipal_payment": "The group pays the city; keep the city's receipt.",
        "city land": "land",
        "city rates": "rates",
        "city water": "water",
        "city survey": "survey",
        "city building-plan": "building plans",
        "city other": "something else",
        "done statement": "The bank statement is written down.",
    }
)
