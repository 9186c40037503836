"""Sentences of papers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pdf-needs-typst": "Writing a PDF needs one more part of this program, called typst, "
        "which is not on this machine. Print the page instead, or ask the federation's office "
        "to install it.",
        "receipt-without-money": "Entry %(entry)s moved no money, so there is no receipt for "
        "it. Choose an entry with an amount.",
    }
)
