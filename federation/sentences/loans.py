"""Sentences about the terms of a loan: what does not fit, and what to write instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "loan-first-due": "The first instalment would be due on %(first_day)s, before the loan is "
        "paid out on %(paid_out_day)s. Correct one of the two days.",
        "loan-grace": "With %(instalments)s instalments there can be at most that many without "
        "interest, and fewer before the first principal or the first interest is paid. Write "
        "smaller numbers.",
        "loan-too-large": "With these terms the loan is larger, or longer, than any group's books "
        "can hold. Look at the amount, the rate and the number of instalments.",
    }
)
