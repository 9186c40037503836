"""What is asked as one: what is proposed, what must hold, and what its sum may tell."""

from dataclasses import replace
from random import Random

import pytest

from federation.core import events as e
from federation.core.agreements import agreement
from federation.core.disclosure import Contribution, Published, Together, audit, protect
from federation.core.links import counted_once
from federation.core.merging import LINKED, NEAR, SAME, Proposal, Where, proposals
from federation.core.refusals import Refusal
from federation.core.rules.merges import MOST, Part, check_merge, check_parts, most_counted_again
from federation.core.rules.stages import is_open, stage_of

K = 5


def part(request: str, **given: object) -> Part:
    told = {"owner": request, "need": "water", "stage": "raised", "households": 20, **given}
    return Part(request=request, **told)


WHERE = {
    "a": Where("NA-KH-S-HAVANA", "NA-KH-C-1"),
    "b": Where("NA-KH-S-HAVANA", "NA-KH-C-1"),
    "c": Where("NA-KH-S-GOREANGAB", "NA-KH-C-1"),
    "d": Where("somewhere", ""),
    "e": Where("NA-KH-S-OKURYANGAVA", "NA-KH-C-1"),
}


def test_one_need_then_one_settlement_then_neighbours() -> None:
    """Each stands in the first proposal that it fits."""
    parts = [part(name) for name in "abcde"]
    assert proposals(parts, WHERE, [("a", "d")]) == (
        Proposal(LINKED, ("a", "d")),
        Proposal(NEAR, ("b", "c", "e")),
    )
    assert proposals(parts, WHERE, []) == (
        Proposal(SAME, ("a", "b")),
        Proposal(NEAR, ("c", "e")),
    )


def test_what_cannot_be_merged_is_not_proposed() -> None:
    """One of each group, of one kind, for one city, and no more than a person can read."""
    assert proposals([part("a"), part("b", owner="a")], WHERE, []) == ()
    assert proposals([part("a"), part("b", need="land")], WHERE, []) == ()
    assert proposals([part("a", city="x"), part("b", city="y")], WHERE, []) == ()
    (found,) = proposals([part("a", city="x"), part("b"), part("c", city="y")], WHERE, [])
    assert found == Proposal(SAME, ("a", "b"))
    many = [part(f"q{number}") for number in range(MOST + 5)]
    some = proposals(many, {one.request: WHERE["a"] for one in many}, [])
    assert [len(one.requests) for one in some] == [MOST, 5]
    for one in (*some, found):
        check_parts([part(name) for name in one.requests])


def test_what_is_one_counts_once() -> None:
    assert counted_once({"a": 45, "b": 40, "c": 7}, [("a", "b")]) == 52
    assert counted_once({}, []) == 0
    assert most_counted_again([30, 40, 20]) == 50
    assert most_counted_again([]) == 0


MERGED = {"day": "2026-12-01", "merge": "m1", "number": "M1", "title": "Taps"}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"requests": ()}, "merge-unclear"),
        ({"requests": ("q1", "q1")}, "merge-unclear"),
        ({"requests": ("q1", "m1")}, "merge-unclear"),
        ({"requests": tuple(f"q{n}" for n in range(MOST + 1))}, "merge-unclear"),
        ({"requests": ("q1",), "title": ""}, "merge-unclear"),
        ({"requests": ("q1",), "title": "x" * 121}, "merge-unclear"),
        ({"requests": ("q1",), "number": ""}, "merge-unclear"),
        ({"requests": ("q1",), "counted_again": -1}, "merge-unclear"),
        ({"requests": ("q1",), "groups": 99}, "merge-unclear"),
        ({"requests": ("no id!",)}, "word-id-unclear"),
        ({"requests": ("q1",), "merge": ""}, "word-id-unclear"),
    ],
)
def test_a_merge_of_another_node_holds_together(told: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_merge(e.RequestsMerged(**{**MERGED, **told}))
    assert caught.value.code == code


def test_merged_is_closed_until_that_merge_is_split() -> None:
    """In whatever order both words came; a second merge is another one."""
    asked = [("raised", ""), ("submitted", "R1"), ("merged", "m1")]
    assert stage_of(asked, []) == "merged"
    assert not is_open("merged")
    assert stage_of([*asked, ("reopened", "m1")], []) == "submitted"
    assert stage_of([("reopened", "m1"), *asked], []) == "submitted"
    assert stage_of([*asked, ("reopened", "m1"), ("merged", "m2")], []) == "merged"
    assert stage_of([*asked, ("withdrawn", "w1")], []) == "withdrawn"


def asked(number: int, households: int, settlement: str = "A", kind: str = "W") -> Contribution:
    return Contribution(
        f"q{number}", f"g{number}", settlement, kind, "none", households, voted=False
    )


def ask(name: str, *numbers: int) -> Together:
    return Together(name, frozenset(f"q{number}" for number in numbers))


def test_a_sum_is_told_where_it_gives_nothing_away() -> None:
    some = [asked(1, 30), asked(2, 40), asked(3, 50, "B"), asked(4, 60, "B")]
    made = protect(some, K, asks=[ask("m1", 1, 2), ask("m2", 3, 4)])
    assert [one.ask for one in made.published.asks] == ["m1", "m2"]
    assert made.shown_requests == frozenset()  # a part shows no figure of its own
    across = protect(some, K, asks=[ask("m1", 1, 3)])
    assert [one.ask for one in across.published.asks] == ["m1"]


@pytest.mark.parametrize(
    ("some", "again", "what"),
    [
        ([(1, 1), (2, 2), (3, 40)], 0, "three households in all"),
        ([(1, 30), (2, 40), (3, 4)], 0, "four are left of the cell"),
        ([(1, 30), (2, 40)], 3, "three were counted twice"),
        ([(1, 60), (2, 3), (3, 40)], 0, "group 1 would know that group 2 has three"),
    ],
)
def test_a_sum_that_gives_few_away_is_not_told(
    some: list[tuple[int, int]], again: int, what: str
) -> None:
    given = [asked(*one) for one in some]
    twice = [Contribution("m1", "m1", "", "", "", again, voted=False)] if again else []
    made = protect(given, K, before=twice, asks=[ask("m1", 1, 2)])
    assert made.published.asks == (), what


def test_another_composition_later_tells_no_small_one() -> None:
    """1 and 2 were told as 70; with 3, of four households, it would be 74."""
    far = [asked(number, 50 + number, f"S{number}") for number in range(10, 16)]
    some = [asked(1, 30), asked(2, 40, "B"), *far]
    first = protect(some, K, asks=[ask("m1", 1, 2)]).published
    assert [one.ask for one in first.asks] == ["m1"]
    now = [*some, asked(3, 4, "C"), asked(4, 44, "D")]
    assert protect(now, K, [first], asks=[ask("m2", 1, 2, 3)]).published.asks == ()
    larger = protect(now, K, [first], asks=[ask("m2", 1, 2, 4)]).published
    assert [one.ask for one in larger.asks] == ["m2"]


def test_the_audit_finds_a_sum_that_should_not_have_been_told() -> None:
    some = [asked(1, 30), asked(2, 40), asked(3, 4), asked(4, 60, "B")]
    made = protect(some, K, asks=[ask("m1", 1, 2)]).published
    assert audit(made, some, K) == ()
    worse = replace(made, asks=(ask("m1", 1, 2),))
    assert any(one.startswith("ask-shown: m1") for one in audit(worse, some, K))


@pytest.mark.parametrize("seed", range(12))
def test_releases_with_joint_requests_pass_their_own_audit(seed: int) -> None:
    """Three releases in a row; parts are merged, split and merged otherwise between them."""
    chance = Random(seed)
    some: list[Contribution] = []
    twice: list[Contribution] = []
    before: list[Published] = []
    for turn in range(3):
        for _ in range(8):
            few = chance.random() < 0.3
            households = chance.randint(1, 4) if few else chance.randint(5, 60)
            place, kind = chance.choice("ABC"), chance.choice("WX")
            some.append(asked(len(some), households, place, kind))
        asks = []
        for kind in "WX":
            parts = [one for one in some if one.kind == kind]
            chosen = chance.sample(parts, min(3, len(parts)))
            if len(chosen) > 1:
                name = f"m{turn}{kind}"
                asks.append(Together(name, frozenset(one.request for one in chosen)))
                if chance.random() < 0.4:
                    again = Contribution(name, name, "", "", "", chance.randint(1, 9), voted=False)
                    twice.append(again)
        made = protect(some, K, before, twice, asks).published
        assert audit(made, some, K, before, twice) == ()
        assert protect(some, K, before, twice, asks).published == made
        before.append(made)


def replied(request: str, verb: str, day: str = "2027-02-01") -> e.ReplyGiven:
    return e.ReplyGiven(
        day=day, word=f"w-{request}-{verb}-{day}", request=request, answer="d", verb=verb,
        text="so", installed=3, working=3,
    )  # fmt: skip


def test_what_one_of_several_groups_contests_is_contested_and_a_yes_of_one_holds() -> None:
    promise = e.AnswerGiven(
        day="2027-01-01", answer="a", request="m", verb="commit", text="Ten", by="2027-06-30"
    )
    done = e.AnswerGiven(day="2027-01-20", answer="d", request="m", verb="deliver", clause="a")

    def state(*words: e.Word) -> str:
        return agreement([promise, done], words, "2027-03-01").clauses[0].state

    no, yes = replied("q1", "contest"), replied("q2", "confirm", "2027-02-09")
    assert state() == "done"
    assert state(yes) == "kept"
    assert state(no, yes) == state(yes, no) == "contested"
    assert state(no, yes, replied("q1", "confirm", "2027-02-20")) == "kept"
    told = [
        e.ReplyGiven(day="2027-01-05", word=f"w{at}", request=at, answer="a", verb=verb)
        for at, verb in (("q1", "decline"), ("q2", "accept"))
    ]
    assert len(agreement([promise], told[:1], "2027-03-01").clauses) == 0
    assert len(agreement([promise], told, "2027-03-01").clauses) == 1
