"""Writing a report: as text for a terminal, as JSON, as CSV, as a spreadsheet, as a PDF."""

import importlib
from collections.abc import Sequence
from typing import Final

from federation.reports.table import Report

FORMATS: Final = ("table", "json", "csv", "xlsx", "pdf")


def render(reports: Sequence[Report], form: str) -> bytes:
    """Reports of one name in one of `FORMATS`; libraries are loaded only for the one asked."""
    module = "text" if form == "table" else form
    made: bytes = importlib.import_module(f"{__name__}.{module}").render(reports)
    return made
