"""Entries that a sound program would not have written: their whole file is refused, by name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.core import canonical, personal
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.i18n import say
from sync import batch, intake
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, unchanged, waiting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def for_purpose(purpose: str) -> bytes:
    """Savings for this purpose, however it is written."""
    return links.savings().replace(b'"member":1', f'"member":1,"purpose":"{purpose}"'.encode())


BAD_ENTRIES: dict[str, tuple[Any, str, str]] = {
    "a pot below zero": (
        [links.admitted(), canonical.encode(e.ExpensePaid(day=f.DAY, amount=5))],
        "entry-refused",
        "pot-short",
    ),
    "a member nobody admitted": ([links.savings()], "entry-refused", "member-unknown"),
    "no amount": ([links.admitted(), links.savings(0)], "entry-refused", "amount-out-of-range"),
    "no day": ([links.admitted(), links.savings(day="soon")], "entry-refused", "day-none"),
    "a member twice": ([links.admitted()] * 2, "entry-refused", "member-number-taken"),
    "a reversal of nothing": (
        [links.admitted(), canonical.encode(e.EntryReversed(day=f.DAY, of=7))],
        "entry-refused",
        "entry-unknown",
    ),
    "two marks for one member": (
        [
            links.admitted(),
            canonical.encode(e.MeetingOpened(day=f.DAY, meeting=1)),
            canonical.encode(
                e.AttendanceTaken(day=f.DAY, meeting=1, present=(1,), late=(1,))
            ),
        ],
        "entry-refused",
        "",
    ),
    "a sum beyond every pot": (
        [links.admitted(), *[links.savings(2**53 - 1)] * 1100],
        "entry-refused",
        "",
    ),
    "a kind of another stream": (
        [canonical.encode(e.RequestReviewed(day=f.DAY, request="r"))],
        "line-unsound",
        "",
    ),
    "a space": ([links.admitted().replace(b":", b": ", 1)], "line-unsound", ""),
    "another order": (
        [b'{"member":1,"kind":"member-admitted","day":"2026-11-22"}'],
        "line-unsound",
        "",
    ),
    "a key twice": (
        [links.admitted().replace(b'"day"', b'"day":"2026-11-22","day"')],
        "line-unsound",
        "",
    ),
    "a float": (
        [links.admitted(), links.savings().replace(b"1000", b"1000.0")],
        "line-unsound",
        "",
    ),
    "2^64": ([links.admitted(), links.savings(2**64)], "line-unsound", ""),
    "2^53": ([links.admitted(), links.savings(2**53)], "line-unsound", ""),
    "NaN": ([links.admitted(), links.savings().replace(b"1000", b"NaN")], "line-unsound", ""),
    "half a letter": ([links.admitted().replace(b"2026-11-22", b"\\ud800")], "line-unsound", ""),
    "a byte order mark": ([b"\xef\xbb\xbf" + links.admitted()], "line-unsound", ""),
    "letters taken apart": (
        [links.admitted(), for_purpose("e\u0301")],
        "line-unsound",
        "",
    ),
    "a direction control": (
        [links.admitted(), for_purpose("\u202e")],
        "line-unsound",
        "",
    ),
    "a record that is not the one": (
        [
            (
                canonical.encode(e.MemberAdmitted(day=f.DAY, member=1, personal="0" * 64)),
                personal.personal_line(1, e.MemberRecord(name="Eva"), b"x" * 16),
            )
        ],
        "personal-differs",
        "",
    ),
    "a record where none belongs": (
        [(links.admitted(), personal.personal_line(1, e.MemberRecord(name="Eva"), b"x" * 16))],
        "personal-differs",
        "",
    ),
    "a record left out": (
        [canonical.encode(e.MemberAdmitted(day=f.DAY, member=1, personal="0" * 64))],
        "personal-differs",
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_ENTRIES)
def test_an_entry_that_breaks_a_rule_takes_its_file_with_it(world: World, fault: str) -> None:
    lines, code, because = BAD_ENTRIES[fault]
    content = links.sealed(world.group, world.hub, lines)
    with unchanged(world.hub):
        (outcome,) = bring(world.hub, content)
    assert (outcome.outcome, outcome.new) == ("refused", 0)
    assert outcome.reason is not None
    assert outcome.reason.code == code
    if because:
        inner = outcome.reason.facts["because"]
        assert isinstance(inner, Refusal)
        assert inner.code == because
    assert isinstance(outcome.reason.facts["entry"], int)
    assert f"ntry {outcome.reason.facts['entry']}" in say(outcome.reason)
    assert len(links.quarantined(world.hub)) == 2


def test_a_group_speaks_of_its_own_requests_only(world: World, tmp_path: Path) -> None:
    other = links.node(tmp_path, "group", "Other")
    links.enrol(world.hub, other)
    request = f.raise_request(world.group)
    carry(world.group, world.hub)
    told: dict[str, Any] = {"day": f.DAY, "request": request}
    taken = e.RequestRaised(
        **told, number="1", need="land", settlement="Havana", title="Ours", households=3
    )
    for event in (taken, e.RequestWithdrawn(**told)):
        content = links.sealed(other, world.hub, [canonical.encode(event)], kind="requests")
        with unchanged(world.hub):
            (outcome,) = bring(world.hub, content)
        assert outcome.reason is not None
        assert outcome.reason.facts["because"] == Refusal(
            "request-of-another", {"request": request}
        )
    other.close()


def test_an_entry_of_a_newer_program_is_kept_and_not_applied(world: World) -> None:
    later = b'{"day":"2026-11-22","kind":"visit-paid","member":1}'
    more = links.admitted().replace(b'"member"', b'"language":"ng","member"')
    files = [
        links.sealed(world.group, world.hub, [later], schema=1),
        links.sealed(world.group, world.hub, [more], schema=2),
        links.sealed(world.group, world.hub, [links.admitted()], v=2, min=2),
    ]
    codes = ("schema-newer", "schema-newer", "batch-newer")
    for content, code in zip(files, codes, strict=True):
        with unchanged(world.hub, "held_file"):
            assert brief(bring(world.hub, content)) == [("held", code)]
    with unchanged(world.hub):
        assert list(intake.take_in(world.hub, [])) == []
    # A field nobody knows in a file that says it is of our time.
    content = links.sealed(world.group, world.hub, [more], schema=1)
    with unchanged(world.hub):
        assert brief(bring(world.hub, content)) == [("refused", "line-unsound")]


def test_what_waited_for_an_update_goes_on_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = links.sealed(world.group, world.hub, [links.admitted()], v=2, min=2)
    bring(world.hub, content, "newer.sgb")
    monkeypatch.setattr(batch, "VERSION", 2)
    told = [(out.file, out.outcome) for out in intake.take_in(world.hub, [])]
    assert told == [("newer.sgb", "applied")]
    assert waiting(world.hub) == []
