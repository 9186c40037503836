"""Days as lines hold them: ISO 8601, year-month-day, ten characters."""

from datetime import date

DAY_LETTERS = 10


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, written as 2026-11-23 and no other way."""
    if len(text) != DAY_LETTERS:
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
