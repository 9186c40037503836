"""A hub freezes releases: what counts, what stays private, and what later ones must know."""

from collections.abc import Callable
from itertools import count

import pytest

from federation.commands import earlier, periods, publication, requests
from federation.commands.deed import perform
from federation.core import disclosure
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import requests as queries
from tests.factories import DAY, Clock, enrol

CITY = "c" * 32
NUMBERS = count(1)


def arrive(hub: Store, group: str, *events: e.Event) -> None:
    """Entries of a group's requests come in, as intake would apply them."""
    with hub.writing() as db:
        stream = journal.begin(db, group, "requests", own=False, card_line=b"card")
        numbered = tuple(Numbered(next(NUMBERS), event) for event in events)
        projections.apply(db, stream, numbered)


def ask(hub: Store, group: int, households: int, **given: object) -> str:
    """A request of group number so-and-so; returns its id."""
    request = f"r{next(NUMBERS):019d}"
    told = {
        "request": request,
        "number": request[-3:],
        "day": "2026-10-01",
        "need": "sanitation",
        "settlement": "Havana",
        "title": "Toilets",
        "households": households,
    }
    arrive(hub, f"{group:032x}", e.RequestRaised(**{**told, **given}))
    return request


def free(hub: Store, *wanted: str) -> None:
    order = requests.ReleaseRequests(day=DAY, city=CITY, requests=wanted)
    perform(hub, order, requests.release_requests)


@pytest.fixture
def busy_hub(hub: Store) -> Store:
    """A hub with five groups and a city whose smallest figure is 5."""
    enrol(hub, CITY, "city", code="C01", threshold=5)
    for group in range(1, 6):
        enrol(hub, f"{group:032x}", "group", code=f"G{group:04d}")
    return hub


def told_to_city(hub: Store) -> list[e.Event]:
    """Everything in the stream to the city, in order."""
    with hub.reading() as db:
        city = queries.partner(db, CITY)
        assert city is not None
        return list(earlier.own_publication(db, city))


def test_a_release_counts_what_was_given_free_and_only_that(busy_hub: Store) -> None:
    """Six large requests are given free, one is not: the tables count six."""
    shown = [ask(busy_hub, group, 20 + group, settlement="Havana") for group in range(1, 6)]
    shown.append(ask(busy_hub, 1, 30, settlement="Goreangab"))
    ask(busy_hub, 2, 40)
    free(busy_hub, *shown)
    (made,) = publication.publish(busy_hub)
    assert (made.code, made.threshold, made.requests, made.told) == ("C01", 5, 6, 6)
    with busy_hub.reading() as db:
        cells = {
            (c.row, c.column): c.households
            for c in queries.cells(db, made.release)
            if c.name == "settlement-kind"
        }
        stages = {one.request: one.stage for one in queries.requests(db, shown)}
    assert cells["all", "all"] == 21 + 22 + 23 + 24 + 25 + 30
    assert cells["Havana", "sanitation"] == 115
    assert set(stages.values()) == {"submitted"}


def test_the_city_is_told_a_requests_figures_only_by_vote_or_when_its_cell_is_shown(
    busy_hub: Store,
) -> None:
    """A request of 3 stays private beside others; the same with a vote is told."""
    large = [ask(busy_hub, group, 50, need="water") for group in (1, 2, 3)]
    small = ask(busy_hub, 4, 3, need="drainage")
    voted = ask(busy_hub, 5, 4, need="energy")
    vote = e.FiguresReleased(request=voted, day=DAY, meeting=1, votes_for=9)
    arrive(busy_hub, f"{5:032x}", vote)
    free(busy_hub, *large, small, voted)
    publication.publish(busy_hub)
    told = {
        one.request: one.households
        for one in told_to_city(busy_hub)
        if isinstance(one, e.RequestPublished)
    }
    assert told[small] == earlier.PRIVATE
    assert told[voted] == 4
    protected = publication.preview(busy_hub, "C01")
    assert {one for one in large if told[one] != earlier.PRIVATE} == (
        protected.shown_requests & set(large)
    )


def test_earlier_releases_are_read_again_exactly(busy_hub: Store) -> None:
    """What `preview` made before publishing is what the journal gives back afterwards."""
    some = [
        ask(
            busy_hub,
            group,
            households,
            settlement=f"Settlement {households % 3}",
            need=("water", "land")[households % 2],
            sanitation_facility=("bucket", "none", "")[households % 3],
        )
        for group in range(1, 6)
        for households in (2, 7, 12, 40)
    ]
    free(busy_hub, *some)
    before = publication.preview(busy_hub, CITY).published
    publication.publish(busy_hub)
    with busy_hub.reading() as db:
        city = queries.partner(db, CITY)
        assert city is not None
        (again,) = earlier.earlier_of(db, city, earlier.given_free(db, city)).published
    assert again == before


def test_a_large_release_takes_several_entries_and_reads_as_one(
    busy_hub: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for two figures on a line the release is the same."""
    monkeypatch.setattr(publication, "PART_BYTES_MAX", 160)
    some = [ask(busy_hub, group, 20 + group, settlement=f"S{group}") for group in range(1, 6)]
    free(busy_hub, *some)
    before = publication.preview(busy_hub, CITY).published
    (made,) = publication.publish(busy_hub)
    entries = [one for one in told_to_city(busy_hub) if isinstance(one, e.TablesPublished)]
    assert len(entries) > 3
    with busy_hub.reading() as db:
        city = queries.partner(db, CITY)
        assert city is not None
        (again,) = earlier.earlier_of(db, city, earlier.given_free(db, city)).published
        assert [one.release for one in queries.releases(db)] == [made.release]
    assert again == before


def test_a_small_growth_between_two_releases_gives_nothing_away(busy_hub: Store) -> None:
    """One household more after a release may not be the difference of two shown figures."""
    some = [ask(busy_hub, group, 20 + group) for group in range(1, 6)]
    free(busy_hub, *some)
    first = publication.preview(busy_hub, CITY)
    publication.publish(busy_hub)
    free(busy_hub, ask(busy_hub, 3, 1))
    second = publication.preview(busy_hub, CITY)
    (made,) = publication.publish(busy_hub)
    assert any(cell.households == 115 for cell in first.cells)
    assert all(cell.households != 116 for cell in second.cells)
    assert made.hidden > 0
    assert made.told == 1
    with busy_hub.reading() as db:
        assert len(queries.releases(db)) == 2


def test_each_group_gets_word_once(busy_hub: Store) -> None:
    """The second release of the same request sends its group nothing more."""
    free(busy_hub, ask(busy_hub, 1, 30))
    publication.publish(busy_hub)
    publication.publish(busy_hub)
    with busy_hub.reading() as db:
        end = journal.find(db, busy_hub.node.settings.node_id, "replies", f"{1:032x}")
        assert end is not None
        assert end.last == 2


def test_a_period_counts_what_was_raised_in_it_but_tells_all_that_is_free(
    busy_hub: Store,
) -> None:
    """A request of the third quarter travels with the fourth's release, and counts in its own."""
    late = ask(busy_hub, 1, 30, day="2026-09-30")
    now = ask(busy_hub, 2, 31, day="2026-10-01")
    free(busy_hub, late, now)
    (made,) = publication.publish(busy_hub, "2026-Q4")
    assert (made.period, made.requests, made.told) == ("2026-Q4", 1, 2)
    (made,) = publication.publish(busy_hub, "2026-Q3")
    assert (made.requests, made.told) == (1, 0)


def test_what_was_taken_back_in_time_is_never_told(busy_hub: Store, clock: Clock) -> None:
    """Before the first release: untold. After it: still counted, so no figure falls."""
    stays, goes = ask(busy_hub, 1, 30), ask(busy_hub, 2, 40)
    free(busy_hub, stays, goes)
    arrive(busy_hub, f"{2:032x}", e.RequestWithdrawn(request=goes, day=DAY))
    (made,) = publication.publish(busy_hub)
    assert made.requests == 1
    arrive(busy_hub, f"{1:032x}", e.RequestWithdrawn(request=stays, day=DAY))
    clock.forward(days=1)
    (made,) = publication.publish(busy_hub)
    assert made.requests == 1


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_periods(period: str, first: str, last: str) -> None:
    assert periods.span_of(period) == (first, last)


@pytest.mark.parametrize("period", ["2026-Q5", "2026-H3", "26", "2026-10", "0000", "9999-H2", "x"])
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(Refusal) as caught:
        periods.span_of(period)
    assert caught.value.code == "publish-period-unclear"


def test_refusals(hub: Store, make_store: Callable[..., Store]) -> None:
    """Nowhere to, nothing to, not here; nothing is entered."""
    with pytest.raises(Refusal, match="publish-no-city"):
        publication.publish(hub)
    enrol(hub, CITY, "city", code="C01", threshold=5)
    with pytest.raises(Refusal, match="publish-nothing"):
        publication.publish(hub)
    with pytest.raises(Refusal, match="publish-not-here"):
        publication.publish(make_store("group"))
    with pytest.raises(Refusal, match="city-unknown"):
        publication.preview(hub, "C09")
    assert told_to_city(hub) == []


def test_every_release_passes_its_own_audit(busy_hub: Store) -> None:
    """Three releases in a row, each sound with those before it."""
    before: list[disclosure.Published] = []
    for turn in range(3):
        some = [
            ask(busy_hub, group, 1 + (group * 7 + turn * 3) % 11, settlement=f"S{group % 2}")
            for group in range(1, 6)
        ]
        free(busy_hub, *some)
        with busy_hub.reading() as db:
            city = queries.partner(db, CITY)
            assert city is not None
            contributions = [
                disclosure.Contribution(
                    one.request,
                    one.owner,
                    one.settlement,
                    one.need,
                    "unknown",
                    one.households,
                    voted=False,
                )
                for one in earlier.given_free(db, city)
            ]
        made = publication.preview(busy_hub, CITY).published
        assert disclosure.audit(made, contributions, 5, before) == ()
        before.append(made)
        publication.publish(busy_hub)


def test_what_is_looked_at_is_what_is_frozen(busy_hub: Store) -> None:
    """`tells` names the requests of which the release tells, each with or without its figures."""
    free(busy_hub, *(ask(busy_hub, group, 20 + group) for group in (1, 2)), ask(busy_hub, 3, 2))
    looked = {one.view.request: one.shows for one in publication.tells(busy_hub, CITY)}
    publication.publish(busy_hub)
    events = told_to_city(busy_hub)
    newest = [one for one in events if isinstance(one, e.TablesPublished)][-1].release
    frozen = {
        one.request: one.households >= 0
        for one in events
        if isinstance(one, e.RequestPublished) and one.release == newest
    }
    assert looked == frozen
    assert len(frozen) > 1
