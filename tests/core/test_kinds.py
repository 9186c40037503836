"""The one table of kinds: what may travel where, and that nothing personal reaches the city."""

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from tests import strategies

GOLDEN = Path(__file__).with_name("golden_lines.txt").read_bytes().splitlines()
LINES = [tuple(row.split(b"\t", 1)) for row in GOLDEN]
# What an own machine alone reads: a group's books (at its hub, too) and a register.
# A hub's word to one group is for that group, and no stream to a city.
WITH_RECORDS = (
    (kinds.LEDGER,),
    (kinds.REGISTER,),
    (kinds.REPLIES,),
    (kinds.REGISTER, kinds.REPLIES),
)
RECORDS = {
    "MemberRecord": e.MemberRecord,
    "Note": e.Note,
    "CheckRecord": e.CheckRecord,
    "HouseholdRecord": e.HouseholdRecord,
    "HouseRecord": e.HouseRecord,
    "RepairWords": e.RepairWords,
    "PrintingRecord": e.PrintingRecord,
    "OfficeWords": e.OfficeWords,
    "CoordinatorRecord": e.CoordinatorRecord,
    "FundNote": e.FundNote,
}
TAGS = {row.tag: kind for kind, row in kinds.KINDS.items()}
LEAVES_FOR_THE_CITY = (kinds.REQUESTS, kinds.PUBLICATION)
# What is called as a personal field is, and speaks of a thing.
OF_A_THING = {(e.PublishedTable, "name")}


def tag_of(line: bytes) -> str:
    return str(msgspec.json.decode(line)["kind"])


def test_every_kind_has_golden_lines_in_each_of_its_streams() -> None:
    told = {(name.decode(), tag_of(line)) for name, line in LINES if name.decode() not in RECORDS}
    assert told == {(stream, row.tag) for row in kinds.KINDS.values() for stream in row.streams}
    assert {name.decode() for name, _ in LINES} >= set(RECORDS)


@pytest.mark.parametrize(("name", "line"), LINES, ids=range(len(LINES)))
def test_a_line_once_written_is_read_for_ever(name: bytes, line: bytes) -> None:
    """Never change a golden line: add one when a field or a kind is added."""
    if name.decode() in RECORDS:
        decoder = msgspec.json.Decoder(type=RECORDS[name.decode()])
        assert canonical.encode(canonical.decode(line, decoder)) == line
        return
    event = canonical.decode(line, kinds.decoder(name.decode()))
    assert type(event) is TAGS[tag_of(line)]


def test_the_full_golden_line_of_a_kind_fills_in_every_field() -> None:
    filled: dict[str, set[str]] = {}
    for name, line in LINES:
        if name.decode() not in RECORDS:
            filled.setdefault(tag_of(line), set()).update(msgspec.json.decode(line))
    for tag, kind in TAGS.items():
        assert filled[tag] - {"kind"} == set(kind.__struct_fields__)


@pytest.mark.parametrize("stream", kinds.STREAMS)
def test_a_kind_that_may_not_travel_in_a_stream_is_unknown_there(stream: str) -> None:
    decoder = kinds.decoder(stream)
    for name, line in LINES:
        if name.decode() in RECORDS:
            continue
        if stream in kinds.KINDS[TAGS[tag_of(line)]].streams:
            canonical.decode(line, decoder)
        else:
            with pytest.raises(Refusal, match="line-unsound"):
                canonical.decode(line, decoder)


def reachable(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """A struct and every struct that a value of it may hold."""
    for inner in typing.get_args(kind):
        yield from reachable(inner)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from reachable(field.type)


def test_nothing_personal_can_leave_for_the_city() -> None:
    for row in kinds.KINDS.values():
        if not set(row.streams) & set(LEAVES_FOR_THE_CITY):
            continue
        assert row.record is None, row.tag
        for struct in reachable(row.payload):
            assert not issubclass(struct, e.Record)
            for name in struct.__struct_fields__:
                assert (struct, name) in OF_A_THING or name not in kinds.PERSONAL_FIELDS
                assert name != "member"


def test_personal_fields_stand_in_records_and_nowhere_on_a_line() -> None:
    for row in kinds.KINDS.values():
        if row.record is not None:
            assert set(row.record.__struct_fields__) <= set(kinds.PERSONAL_FIELDS)
            assert row.streams in WITH_RECORDS
        if kinds.LEDGER in row.streams:
            assert not set(row.payload.__struct_fields__) & set(kinds.PERSONAL_FIELDS)
    in_records = {name for record in RECORDS.values() for name in record.__struct_fields__}
    assert in_records == set(kinds.PERSONAL_FIELDS)


def test_every_event_that_is_defined_is_in_the_table_once() -> None:
    defined = {
        one
        for one in vars(e).values()
        if isinstance(one, type) and issubclass(one, e.Event) and not one.__subclasses__()
    }
    assert defined == set(kinds.KINDS)
    assert len(TAGS) == len(kinds.KINDS)
    for row in kinds.KINDS.values():
        assert row.streams
        assert set(row.streams) <= set(kinds.STREAMS)


@given(st.data())
def test_any_event_comes_back_from_its_line(data: st.DataObject) -> None:
    event = data.draw(strategies.events())
    line = canonical.encode(event)
    for stream in kinds.KINDS[type(event)].streams:
        assert canonical.decode(line, kinds.decoder(stream)) == event
