"""Whose turn it was: lanes in proportion to days, the same days as the two clocks count."""

from federation.core.rules import turns
from federation.core.rules.turns import Turn
from federation.reports import clock
from federation.reports.clock import Span

from .test_charts import marks, parsed, texts

TURNS = (
    Turn("2026-01-05", "them", "submitted"),
    Turn("2026-01-10", "them", "acknowledge"),
    Turn("2026-01-15", "us", "ask"),
    Turn("2026-01-20", "them", "reply"),
    Turn("2026-01-20", "us", "ask"),
    Turn("2026-01-25", "", "ended"),
)


def test_turns_of_one_side_are_one_span_and_nobodys_are_none() -> None:
    found = clock.spans(TURNS, "2026-02-01")
    assert found == (
        Span("them", "2026-01-05", "2026-01-15", 10),
        Span("us", "2026-01-15", "2026-01-25", 10),
    )
    assert clock.spans(TURNS[:2], "2026-01-08") == (Span("them", "2026-01-05", "2026-01-08", 3),)
    assert clock.spans((), "2026-01-08") == ()


def test_the_lanes_hold_the_days_of_the_two_clocks() -> None:
    until = "2026-02-01"
    found = clock.spans(TURNS, until)
    us, them = turns.waited(TURNS, until)
    assert sum(one.days for one in found if one.whose == "us") == us == 10
    assert sum(one.days for one in found if one.whose == "them") == them == 10
    root = parsed(clock.chart("a", "A & <b>", found, "we", "the city"))
    assert marks(root, "x") == [0.0, 50.0]
    assert marks(root, "width") == [50.0, 50.0]
    assert texts(root)[:4] == ["the city", "10 days", "we", "10 days"]
    assert "we: 10 days" in (root[1].text or "")
    assert clock.chart("a", "A", (), "we", "the city") == ""
