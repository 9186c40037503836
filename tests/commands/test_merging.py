"""Requests of several groups asked as one: at the hub, in a release, and split again."""

from collections.abc import Callable

import pytest

from federation.commands import earlier, embargoes, merging, publication, releasing, requests
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.figures import figures_of
from federation.core.refusals import Refusal
from federation.core.secrets import case_of
from federation.store import Store, journal
from federation.store.queries import merges
from federation.store.queries import requests as queries
from tests.factories import DAY, Clock, enrol

from .test_publication import CITY, arrive, ask, busy_hub, free, told_to_city

__all__ = ["busy_hub"]


def merge(hub: Store, *wanted: str, **given: object) -> str:
    told = {"title": "Toilets for all", "day": DAY, **given}
    order = merging.MergeRequests(requests=wanted, **told)
    return str(perform(hub, order, merging.merge_requests).facts["merge"])


def split(hub: Store, merge: str, reason: str = "two places") -> None:
    perform(hub, merging.SplitMerge(merge=merge, day=DAY, reason=reason), merging.split_merge)


def refused(hub: Store, *wanted: str, **given: object) -> str:
    before = entries(hub)
    with pytest.raises(Refusal) as caught:
        merge(hub, *wanted, **given)
    assert entries(hub) == before
    return caught.value.code


def entries(hub: Store) -> int:
    with hub.reading() as db:
        return sum(end.last for end in journal.ends(db) if end.own)


def told(hub: Store, request: str) -> list[e.RequestPublished]:
    return [
        one
        for one in told_to_city(hub)
        if isinstance(one, e.RequestPublished) and one.request == request
    ]


def view(hub: Store, request: str) -> queries.RequestView:
    with hub.reading() as db:
        found = queries.request(db, request)
    assert found is not None
    return found


def test_each_keeps_its_own_and_the_city_sees_one_sum(busy_hub: Store) -> None:
    """30 and 40 households of two groups: the city reads 70, and both references."""
    one, two = ask(busy_hub, 1, 30, offer_savings=500), ask(busy_hub, 2, 40, offer_labour_days=9)
    large = [ask(busy_hub, group, 100 + group, need="water") for group in (3, 4, 5)]
    joint = merge(busy_hub, one, two, description="Along one road")
    assert releasing.release(busy_hub, (one,)) == 2
    free(busy_hub, *large)
    coming = publication.coming(busy_hub, CITY)
    (telling,) = coming.asks
    assert (telling.shows, telling.households) == (True, 70)
    publication.publish(busy_hub)
    (seen,) = told(busy_hub, joint)
    assert (seen.households, seen.offer_savings, seen.offer_labour_days) == (70, 500, 9)
    assert (seen.number, seen.title, seen.description) == (
        "M1", "Toilets for all", "Along one road",
    )  # fmt: skip
    for request in (one, two):
        (part,) = told(busy_hub, request)
        own = view(busy_hub, request)
        assert (part.number, part.group) == (own.number, own.group)
        assert part.number in seen.group
        assert part.households == earlier.PRIVATE  # alone it tells no figure any more
        assert own.stage == "submitted"
        assert own.within is not None
        assert own.within.merge == joint
    (word,) = [one for one in told_to_city(busy_hub) if isinstance(one, e.RequestsMerged)]
    assert (set(word.requests), word.counted_again) == ({one, two}, 0)
    assert publication.coming(busy_hub, CITY).stands is not None  # nothing new to tell


def test_households_counted_by_both_count_once_and_the_figure_stays_here(busy_hub: Store) -> None:
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2)]
    others = [ask(busy_hub, group, 50 + group) for group in (3, 4)]
    joint = merge(busy_hub, *some, counted_again=12)
    free(busy_hub, *some, *others)
    publication.publish(busy_hub)
    (seen,) = told(busy_hub, joint)
    assert seen.households == 31 + 32 - 12
    lines = b"".join(bytes(line) for line in lines_to_city(busy_hub))
    assert b"counted_again" not in lines


def lines_to_city(hub: Store) -> list[bytes]:
    with hub.reading() as db:
        return [
            line
            for end in journal.ends(db)
            if end.own and end.kind == "publication"
            for _, _, line, _ in journal.own_lines(db, end.id, 1, end.last)
        ]


def test_a_sum_that_differs_by_few_from_a_figure_beside_it_stays_private(busy_hub: Store) -> None:
    """The cell says 63; the joint request less 3 would say that three were counted twice."""
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2)]
    joint = merge(busy_hub, *some, counted_again=3)
    free(busy_hub, *some)
    cells = publication.preview(busy_hub, CITY).cells
    assert [one.households for one in cells] == [63]
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == earlier.PRIVATE


def test_a_small_one_left_over_keeps_the_sum_private(busy_hub: Store) -> None:
    """70 of 73 households of a cell: the third request would be the difference."""
    some = [ask(busy_hub, 1, 30), ask(busy_hub, 2, 40)]
    small = ask(busy_hub, 3, 3)
    far = [ask(busy_hub, group, 60 + group, settlement="Goreangab") for group in (4, 5)]
    joint = merge(busy_hub, *some)
    free(busy_hub, *some, small, *far)
    preview = publication.preview(busy_hub, CITY)
    assert any(one.households == 73 for one in preview.cells)
    assert preview.published.asks == ()
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == earlier.PRIVATE
    assert told(busy_hub, small)[0].households == earlier.PRIVATE


def test_the_single_one_before_and_the_sum_after_give_no_third_away(busy_hub: Store) -> None:
    """A was told alone with 30. A and B together are 33: B, of three, would be the difference."""
    first = ask(busy_hub, 1, 30)
    free(busy_hub, first)
    publication.publish(busy_hub)
    assert told(busy_hub, first)[0].households == 30
    small, large = ask(busy_hub, 2, 3), ask(busy_hub, 3, 90, settlement="Goreangab")
    others = [ask(busy_hub, group, 60 + group, settlement="Otjomuise") for group in (4, 5)]
    free(busy_hub, small, large, *others)
    joint = merge(busy_hub, first, small)
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == earlier.PRIVATE
    # With a large one instead, the same is told.
    split(busy_hub, joint)
    again = merge(busy_hub, first, large)
    publication.publish(busy_hub)
    assert told(busy_hub, again)[0].households == 120
    assert told(busy_hub, small)[-1].households == earlier.PRIVATE


def test_after_a_split_no_part_is_shown_that_leaves_a_small_one(busy_hub: Store) -> None:
    """63 were told of 40, 20 and 3: the 40 and the 20 alone may not follow."""
    parts = [ask(busy_hub, group, asking) for group, asking in ((1, 40), (2, 3), (3, 20))]
    others = [ask(busy_hub, group, 70 + group, settlement=f"S{group}") for group in (4, 5)]
    joint = merge(busy_hub, *parts)
    free(busy_hub, *parts, *others)
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == 63
    split(busy_hub, joint)
    publication.publish(busy_hub)
    for part in parts:
        assert {one.households for one in told(busy_hub, part)} == {earlier.PRIVATE}
    (word,) = [one for one in told_to_city(busy_hub) if isinstance(one, e.MergeSplit)]
    assert (word.merge, word.reason) == (joint, "")
    assert len(told(busy_hub, joint)) == 1


def test_earlier_releases_are_read_again_with_what_was_asked_as_one(busy_hub: Store) -> None:
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2, 3)]
    merge(busy_hub, *some[:2])
    free(busy_hub, *some)
    before = publication.preview(busy_hub, CITY).published
    assert len(before.asks) == 1
    publication.publish(busy_hub)
    with busy_hub.reading() as db:
        city = queries.partner(db, CITY)
        assert city is not None
        found = earlier.earlier_of(db, city, earlier.given_free(db, city))
    assert found.published == (before,)
    case = case_of(figures_of(()), 5, found.published, ())
    assert len(case.asks_told) == 1


def test_what_is_asked_as_one_is_given_free_together(busy_hub: Store) -> None:
    one, two = ask(busy_hub, 1, 30), ask(busy_hub, 2, 40, settlement="Goreangab")
    alone = ask(busy_hub, 3, 50)
    merge(busy_hub, one, two)
    put = embargoes.EmbargoSettlement(settlement="Goreangab", reason="an eviction", day=DAY)
    perform(busy_hub, put, embargoes.embargo_settlement)
    assert releasing.release(busy_hub) == 1  # the one alone; the others wait for each other
    assert view(busy_hub, alone).step_day("released")
    assert not view(busy_hub, one).step_day("released")
    with pytest.raises(Refusal) as caught:
        releasing.release(busy_hub, (one,))
    assert caught.value.code == "release-under-embargo"
    lift = embargoes.LiftEmbargo(settlement="Goreangab", day=DAY)
    perform(busy_hub, lift, embargoes.lift_embargo)
    assert releasing.release(busy_hub) == 2


def test_under_an_embargo_the_joint_request_waits_with_its_part(busy_hub: Store) -> None:
    one, two = ask(busy_hub, 1, 30), ask(busy_hub, 2, 40, settlement="Goreangab")
    joint = merge(busy_hub, one, two)
    releasing.release(busy_hub)
    put = embargoes.EmbargoSettlement(settlement="Goreangab", reason="an eviction", day=DAY)
    perform(busy_hub, put, embargoes.embargo_settlement)
    publication.publish(busy_hub)
    assert told(busy_hub, one)
    assert not told(busy_hub, two)
    assert not told(busy_hub, joint)


def test_who_takes_her_request_back_in_time_is_not_in_it(busy_hub: Store) -> None:
    """Three merge, one takes hers back before the city hears: it hears of two."""
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2, 3)]
    joint = merge(busy_hub, *some)
    arrive(busy_hub, f"{3:032x}", e.RequestWithdrawn(request=some[2], day=DAY))
    releasing.release(busy_hub)
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == 31 + 32
    (word,) = [one for one in told_to_city(busy_hub) if isinstance(one, e.RequestsMerged)]
    assert set(word.requests) == set(some[:2])
    assert not told(busy_hub, some[2])


def test_one_that_is_not_given_free_yet_keeps_the_joint_request(busy_hub: Store) -> None:
    """20 and 20 are free, 30 is not; 15 are counted twice: the city does not read 40 less 15."""
    some = [ask(busy_hub, group, households) for group, households in ((1, 20), (2, 20), (3, 30))]
    others = [ask(busy_hub, group, 60 + group) for group in (4, 5)]
    free(busy_hub, *some[:2], *others)
    joint = merge(busy_hub, *some, counted_again=15)
    publication.publish(busy_hub)
    assert not told(busy_hub, joint)
    assert not any(isinstance(one, e.RequestsMerged) for one in told_to_city(busy_hub))
    releasing.release(busy_hub)
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == 20 + 20 + 30 - 15
    split(busy_hub, joint)
    (word,) = [one for one in told_to_city(busy_hub) if isinstance(one, e.MergeSplit)]
    assert set(word.requests) == set(some)


def test_without_one_that_was_taken_back_nobody_knows_who_is_counted_twice(busy_hub: Store) -> None:
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2, 3)]
    others = [ask(busy_hub, group, 60 + group) for group in (4, 5)]
    joint = merge(busy_hub, *some, counted_again=15)
    arrive(busy_hub, f"{3:032x}", e.RequestWithdrawn(request=some[2], day=DAY))
    releasing.release(busy_hub)
    free(busy_hub, *others)
    publication.publish(busy_hub)
    assert told(busy_hub, joint)[0].households == earlier.PRIVATE
    split(busy_hub, joint)
    (word,) = [one for one in told_to_city(busy_hub) if isinstance(one, e.MergeSplit)]
    assert set(word.requests) == set(some[:2])  # of the third it never heard


def test_later_it_still_counts_so_that_the_sum_tells_nothing_new(
    busy_hub: Store, clock: Clock
) -> None:
    some = [ask(busy_hub, group, 30 + group) for group in (1, 2, 3)]
    joint = merge(busy_hub, *some)
    releasing.release(busy_hub)
    publication.publish(busy_hub)
    arrive(busy_hub, f"{3:032x}", e.RequestWithdrawn(request=some[2], day=DAY))
    free(busy_hub, ask(busy_hub, 4, 60))
    clock.forward(days=1)
    publication.publish(busy_hub)
    assert [one.households for one in told(busy_hub, joint)] == [96, 96]


def test_refusals(busy_hub: Store, make_store: Callable[..., Store]) -> None:
    """Nothing is entered."""
    one, two = ask(busy_hub, 1, 30), ask(busy_hub, 2, 40)
    own, tap = ask(busy_hub, 1, 50), ask(busy_hub, 3, 60, need="water")
    gone = ask(busy_hub, 4, 20)
    arrive(busy_hub, f"{4:032x}", e.RequestWithdrawn(request=gone, day=DAY))
    assert refused(busy_hub) == "merge-too-few"
    assert refused(busy_hub, one, one) == "merge-too-few"
    assert refused(busy_hub, one, "nowhere") == "request-unknown"
    assert refused(busy_hub, one, own) == "merge-same-group"
    assert refused(busy_hub, one, tap) == "merge-other-need"
    assert refused(busy_hub, one, gone) == "merge-closed"
    assert refused(busy_hub, one, two, counted_again=31) == "merge-counted-again"
    assert refused(busy_hub, one, two, counted_again=-1) == "merge-counted-again"
    assert refused(busy_hub, *(f"{n}" for n in range(2)), title="x") == "request-unknown"
    joint = merge(busy_hub, one, two, counted_again=30)
    assert refused(busy_hub, two, ask(busy_hub, 5, 9)) == "merge-in-another"
    with pytest.raises(Refusal, match="merge-not-here"):
        merge(make_store("group"), one, two)
    with pytest.raises(Refusal, match="merge-unknown"):
        split(busy_hub, "nowhere")
    split(busy_hub, joint)
    with pytest.raises(Refusal, match="merge-split-already"):
        split(busy_hub, joint)
    assert merge(busy_hub, one, two) != joint  # after a split they may be merged anew


def test_at_most_twenty(hub: Store) -> None:
    with pytest.raises(Refusal, match="merge-too-many"):
        merge(hub, *(ask(hub, group, 9) for group in range(1, 22)))


def test_requests_of_two_cities_are_not_asked_as_one(busy_hub: Store) -> None:
    one, two, three = (ask(busy_hub, group, 30) for group in (1, 2, 3))
    free(busy_hub, one)
    enrol(busy_hub, "e" * 32, "city", code="C02", threshold=5)
    order = requests.ReleaseRequests(day=DAY, city="e" * 32, requests=(two,))
    perform(busy_hub, order, requests.release_requests)
    assert refused(busy_hub, one, two) == "merge-cities-differ"
    merge(busy_hub, one, three)
    with pytest.raises(Refusal) as caught:
        releasing.release(busy_hub, (three,), city="C02")
    assert caught.value.code == "merge-cities-differ"
    assert releasing.release(busy_hub, (three,), city="C01") == 1


def test_a_paper_answers_all_who_ask_as_one(busy_hub: Store) -> None:
    one, two, other = (ask(busy_hub, group, 30) for group in (1, 2, 3))
    joint = merge(busy_hub, one, two)
    order = requests.GiveAnswer(
        request=one, day=DAY, verb="ask", text="How many?", on_paper=True, post="Engineer"
    )
    perform(busy_hub, order, requests.give_answer)
    answers = [view(busy_hub, name).answers for name in (one, two, other)]
    assert [len(some) for some in answers] == [1, 1, 0]
    assert answers[0][0].answer == answers[1][0].answer
    with busy_hub.reading() as db:
        found = merges.merge(db, joint)
    assert found is not None
    assert found.holds
