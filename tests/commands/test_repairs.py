"""Repairs at a city: what a report must say, numbers, steps in order, floods, words apart."""

from collections.abc import Callable
from typing import Any

import pytest

from federation.commands import repairs as deeds
from federation.commands.deed import Receipt, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Store, journal
from federation.store.queries import repairs
from federation.store.verify import verify
from tests import factories as f
from tests import worlds

CAUSE = (e.RepairDetail(code="cause", values=("pan",)),)


def tell(store: Store, **given: Any) -> Receipt:
    told = {"service": "drain-blocked", "channel": "phone", "place": "Havana"}
    return perform(store, deeds.ReportRepair(**{**told, **given}), deeds.report_repair)


def follow(store: Store, repair: object, step: str, **given: Any) -> repairs.RepairView:
    more = {"department": "Water"} if step == "taken" else {}
    more |= {"reason": "other"} if step == "closed" else {}
    order = deeds.FollowRepair(repair=str(repair), step=step, **{**more, **given})
    perform(store, order, deeds.follow_repair)
    with store.reading() as db:
        found = repairs.repair(db, str(repair))
    assert found is not None
    return found


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as found:
        do()
    assert found.value.code == code


def test_a_repair_is_told_taken_in_and_done(city: Store, clock: f.Clock) -> None:
    repair = tell(city, note="A tyre lies in it").facts["repair"]
    clock.forward(hours=3)
    taken = follow(city, repair, "taken", by="2026-11-30")
    assert (taken.number, taken.state, taken.by) == ("R-2026-0001", "taken", "2026-11-30")
    clock.forward(days=1)
    assert follow(city, repair, "started").department == "Water"
    done = follow(city, repair, "done", text="The tyre is out.")
    assert not done.is_open
    assert done.changed == "2026-11-23T13:00:00Z"
    assert [one.step for one in done.steps] == ["taken", "started", "done"]
    again = follow(city, repair, "reopened")
    assert again.is_open
    assert again.number == "R-2026-0001"
    assert follow(city, repair, "closed", reason="duplicate").steps[-1].reason == "duplicate"
    with city.reading() as db:
        assert verify(db, city.node) == ()


def test_numbers_follow_on_within_a_year(city: Store, clock: f.Clock) -> None:
    ids = [tell(city, place=f"Block {n}").facts["repair"] for n in range(4)]
    assert [follow(city, one, "taken").number for one in ids[:2]] == ["R-2026-0001", "R-2026-0002"]
    assert follow(city, ids[2], "closed").number == "R-2026-0003"
    clock.forward(days=60)
    assert follow(city, ids[3], "taken").number == "R-2027-0001"


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("repair-service-unknown", {"service": "toilet"}),
        ("repair-channel-unknown", {"channel": "pigeon"}),
        ("repair-needs-place", {"place": "  "}),
        ("repair-point-off-earth", {"point": (90_000_001, 0)}),
        ("repair-point-off-earth", {"point": (0, -180_000_001)}),
        ("repair-point-off-earth", {"point": (1, 2, 3)}),
        ("repair-question-unasked", {"details": CAUSE}),
        ("repair-question-unasked", {"service": "toilet-blocked", "details": CAUSE * 2}),
        ("repair-question-untold", {"service": "toilet-blocked"}),
        (
            "repair-question-once",
            {
                "service": "toilet-blocked",
                "details": (e.RepairDetail(code="cause", values=("pan", "pipe")),),
            },
        ),
        ("text-unclean", {"note": "a\x00b"}),
        ("text-too-long", {"note": "x" * 4001}),
        ("text-too-long", {"place": "x" * 301}),
    ],
)
def test_what_a_report_must_say(city: Store, code: str, given: dict[str, Any]) -> None:
    refused(code, lambda: tell(city, **given))
    with city.reading() as db:
        assert repairs.all_repairs(db) == ()


@pytest.mark.parametrize(
    ("service", "code", "good", "bad"),
    [
        ("toilet-blocked", "cause", ("pan",), ("roof",)),
        ("toilet-broken", "parts", ("door", "lock"), ("door", "door")),
        ("light-out", "lamps", ("12",), ("0",)),
        ("light-out", "lamps", ("1000",), ("1001",)),
        ("light-out", "lamps", ("1",), ("-1",)),
        ("light-out", "lamps", ("1",), ("٣",)),
        ("light-out", "lamps", ("1",), ("9" * 5000,)),
        ("tap-dry", "since", ("2026-11-20",), ("20 Nov",)),
    ],
)
def test_what_may_be_told_to_a_question(
    city: Store, service: str, code: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    told = (e.RepairDetail(code=code, values=bad),)
    refused("repair-question-unclear", lambda: tell(city, service=service, details=told))
    told = (e.RepairDetail(code=code, values=good),)
    assert tell(city, service=service, details=told).facts["known"] == 0


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        ("repair-step-closed", ("done",)),
        ("repair-step-closed", ("reopened",)),
        ("repair-step-closed", ("taken", "taken")),
        ("repair-step-closed", ("taken", "started", "started")),
        ("repair-step-closed", ("taken", "done", "closed")),
    ],
)
def test_steps_follow_on(city: Store, code: str, steps: tuple[str, ...]) -> None:
    repair = tell(city).facts["repair"]
    for step in steps[:-1]:
        follow(city, repair, step)
    refused(code, lambda: follow(city, repair, steps[-1]))


def test_what_a_step_must_say(city: Store) -> None:
    repair = tell(city).facts["repair"]
    refused("repair-needs-department", lambda: follow(city, repair, "taken", department=""))
    refused("repair-needs-reason", lambda: follow(city, repair, "closed", reason="tired"))
    refused("repair-needs-no-reason", lambda: follow(city, repair, "taken", reason="other"))
    refused("day-none", lambda: follow(city, repair, "taken", by="soon"))
    refused("repair-unknown", lambda: follow(city, "nobody", "taken"))
    follow(city, repair, "taken")
    event = e.RepairFollowed(day=f.DAY, repair="r", step="done", at="", number="R-2026-0009")
    from federation.core.rules.repairs import check_step  # noqa: PLC0415

    refused("repair-number-once", lambda: check_step("taken", event))


def test_the_same_told_twice_is_one_repair_until_it_is_done(city: Store) -> None:
    first = tell(city, note="A tyre").facts["repair"]
    again = tell(city, note="A  tyre ").facts
    assert again == {"repair": first, "known": 1}
    assert tell(city, note="Two tyres").facts["known"] == 0
    assert tell(city, note="A tyre", channel="counter").facts["known"] == 0
    follow(city, first, "taken")
    assert tell(city, note="A tyre").facts["known"] == 1
    follow(city, first, "done")
    assert tell(city, note="A tyre").facts["known"] == 0


def test_a_flood_ends_at_a_bound(city: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "WAITING_OF_ONE_MAX", 3)
    monkeypatch.setattr(deeds, "WAITING_MAX", 5)
    ids = [tell(city, program="Bot", note=str(n)).facts["repair"] for n in range(3)]
    refused("repairs-waiting", lambda: tell(city, program="Bot", note="4"))
    assert tell(city, program="Bot", note="2").facts["known"] == 1
    tell(city, note="by telephone")
    tell(city, program="Other", note="1")
    refused("repairs-waiting", lambda: tell(city, program="Other", note="2"))
    follow(city, ids[0], "taken")
    assert tell(city, program="Bot", note="4").facts["known"] == 0


def test_only_a_city_has_repairs(group: Store, hub: Store) -> None:
    for store in (group, hub):
        refused("repair-not-here", lambda at=store: tell(at))


def test_free_words_stand_beside_the_line_and_go_nowhere(city: Store) -> None:
    worlds.busy_city(city)
    with city.reading() as db:
        (end,) = journal.ends(db)
        assert end.kind == kinds.REGISTER
        told = list(journal.own_lines(db, end.id, 1, end.last))
        lines = b"".join(line for _, _, line, _ in told)
        beside = b"".join(one or b"" for _, _, _, one in told)
        assert {one.place for one in repairs.all_repairs(db)} == {"Havana", "ǁKaras Street"}
    for words in ("Behind the tap", "Havana"):
        assert words.encode() not in lines
        assert words.encode() in beside
    assert b'"kind":"repair-reported"' in lines
    assert b'"kind":"repair-followed"' in lines


def test_a_long_report_is_read_again(city: Store) -> None:
    """What one text of a line cannot hold goes on in another."""
    tell(city, note="x" * 4_000)
    with city.reading() as db:
        assert verify(db, city.node) == ()
