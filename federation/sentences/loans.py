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
    }
)
