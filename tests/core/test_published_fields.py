"""What a city can ever be told of people: households that ask, and nothing of what they are."""

import msgspec
import pytest

from federation.core import events as e
from federation.core import kinds
from federation.core.disclosure import Cell, RungCell

SENSITIVE = ("women", "headed", "non_member", "sharing", "disab", "tenure", "illness", "arrears")


# Who was in a room is told by both who were there: counts of a meeting, not of households. Of a
# disability nothing is passed on to a city (`commands.passing`).
IN_A_ROOM = {("joint-meeting-held", "women"), ("joint-meeting-held", "disability")}


def fields(kind: type[msgspec.Struct]) -> set[str]:
    """The fields of a payload and of every struct inside it, by name."""
    told = msgspec.json.schema(kind)
    found = {name for one in told["$defs"].values() for name in one.get("properties", ())}
    assert found >= set(kind.__struct_fields__)
    return found


@pytest.mark.parametrize("row", kinds.KINDS.values(), ids=lambda row: row.tag)
def test_no_kind_that_goes_to_a_city_says_what_people_are(row: kinds.Kind) -> None:
    """Women-headed households and the like are counted at the hub and published nowhere."""
    if kinds.PUBLICATION in row.streams:
        found = fields(row.payload)
        told = {(row.tag, name) for name in found if any(word in name for word in SENSITIVE)}
        assert told <= IN_A_ROOM


def test_the_test_would_see_such_a_field() -> None:
    found = fields(e.RequestRaised)
    assert {name for name in found if any(word in name for word in SENSITIVE)} == {
        "women_headed",
        "non_member_households",
        "sharing_households",
    }


def test_a_published_figure_counts_households_and_requests_only() -> None:
    for cell, line in ((Cell, "kind"), (RungCell, "rung")):
        assert set(cell.__slots__) == {"settlement", line, "households", "requests", "suppressed"}
    assert set(e.PublishedCell.__struct_fields__) == {"row", "column", "requests", "households"}
    assert set(e.PublishedTable.__struct_fields__) == {"name", "cells", "totals"}
