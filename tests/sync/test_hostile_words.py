"""Words that are not their writer's to say, or that no program of ours would write."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.commands import passing
from federation.commands import requests as orders
from federation.commands.deed import perform
from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.requests import FIGURE_MAX
from federation.store import Store
from federation.store.queries import requests
from sync import renewal, repair
from sync.intake import Outcome
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, publish, unchanged
from tests.sync.test_succession import take_place

REFUSED = "refused"
OK = ("applied", "")
ID = "w" * 64
ROOM = e.Room(role="member", people=9, women=9, youth=9, disability=9, votes=9)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def shown(world: World) -> str:
    """A request that hub and city know."""
    return publish(world)


@pytest.fixture
def others(world: World) -> Iterator[str]:
    """A request of another group, which the hub knows."""
    other = links.node(world.folder, "group", "Tunombili")
    links.enrol(world.hub, other)
    request = f.raise_request(other)
    carry(other, world.hub)
    yield request
    other.close()


def promise(request: str, **told: Any) -> e.PromiseMade:
    """A promise of the group's."""
    given = {"day": f.DAY, "word": "w1", "text": "We dig", "by": "2027-01-31", **told}
    return e.PromiseMade(request=request, **given)


def paid(request: str, side: str, **told: Any) -> e.PaymentTold:
    """A payment as a side has it."""
    given = {"day": f.DAY, "word": "w1", "payer": "group", "amount": 5, "receipt": "88", **told}
    return e.PaymentTold(request=request, side=side, about="land", **given)


def met(request: str, *room: e.Room, **told: Any) -> e.JointMeetingHeld:
    """A meeting of the sides, with these people in the room."""
    given = {"day": f.DAY, "word": "w1", "form": "office", "phase": "design", **told}
    return e.JointMeetingHeld(request=request, room=room, **given)


def file(writer: Store, reader: Store, kind: str, *words: e.Event) -> bytes:
    """A file of the writer's own hand with these words at the end of its chain."""
    ends = [
        one for one in links.chains(writer)
        if one.own and one.kind == kind
        and one.partner in ("", reader.node.settings.node_id)
    ]  # fmt: skip
    lines = [canonical.encode(one) for one in words]
    if not ends:
        return links.sealed(writer, reader, lines, kind=kind)
    (end,) = ends
    return links.sealed(writer, reader, lines, kind=kind, first=end.last + 1, prev=end.head)


def became(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """What became of each, and the code of the rule that an entry breaks."""
    found = list[tuple[str, str]]()
    for one in outcomes:
        why = one.reason.facts.get("because", one.reason) if one.reason else None
        found.append((one.outcome, why.code if isinstance(why, Refusal) else ""))
    return found


def said(store: Store, request: str) -> list[e.Word]:
    """The words about a request there."""
    with store.reading() as db:
        found = requests.request(db, request)
    return list(found.words) if found else []


def test_a_group_speaks_of_its_own_requests(world: World, shown: str, others: str) -> None:
    for request in (others, "no-such-request"):
        content = file(world.group, world.hub, kinds.REQUESTS, promise(request))
        with unchanged(world.hub):
            assert became(bring(world.hub, content)) == [(REFUSED, "request-of-another")]
    content = file(world.group, world.hub, kinds.REQUESTS, promise(shown))
    assert became(bring(world.hub, content)) == [OK]
    assert said(world.hub, others) == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"side": "city"}, "word-of-another"),
        ({"side": "federation"}, "word-of-another"),
        ({"side": "mayor"}, "word-code-unknown"),
        ({"side": ""}, "word-code-unknown"),
        ({"on_paper": True, "post": "Clerk"}, "word-of-another"),
        ({"on_paper": True}, "word-incomplete"),
        ({"word": ""}, "word-id-unclear"),
        ({"word": ID + "w"}, "word-id-unclear"),
        ({"word": "w 1"}, "word-id-unclear"),
        ({"word": "wörd"}, "word-id-unclear"),
        ({"word": "w\n"}, "line-unsound"),
        ({"text": ""}, "word-text-length"),
        ({"text": "\u2003 "}, "word-text-length"),
        ({"text": "x" * 2_001}, "line-unsound"),
        ({"by": "2027-02-30"}, "day-none"),
        ({"by": ""}, "word-without-day"),
        ({"day": "yesterday"}, "day-none"),
        ({"many": -1}, "word-figure-out-of-range"),
        ({"many": FIGURE_MAX + 1}, "word-figure-out-of-range"),
        ({"many": 2**63 - 1}, "line-unsound"),
        ({"amount": -1}, "amount-out-of-range"),
        ({"amount": 2**62}, "line-unsound"),
        ({"amount": 2**53 - 1}, "amount-out-of-range"),
        ({"duty": "nobody"}, "word-code-unknown"),
        ({"channel": "drum"}, "word-code-unknown"),
        ({"scan": "0" * 63}, "word-scan-unclear"),
        ({"post": "x" * 121}, "word-text-length"),
    ],
)
def test_what_no_program_of_ours_says_is_refused(
    world: World, shown: str, told: dict[str, Any], code: str
) -> None:
    """Whatever a word claims that its writer may not, or that cannot be: nothing is changed."""
    content = file(world.group, world.hub, kinds.REQUESTS, promise(shown, **told))
    with unchanged(world.hub):
        assert became(bring(world.hub, content)) == [(REFUSED, code)]


def test_words_at_the_bounds_are_taken(world: World, shown: str) -> None:
    words = [
        promise(shown, word=ID, text="x" * 2_000, many=FIGURE_MAX),
        promise(shown, word="1", text="x" * 2_000, post="ǂ" * 120, scan="0f" * 32),
        met(shown, ROOM, word="2"),
        met(shown, word="3", missing="city"),
    ]
    assert became(bring(world.hub, file(world.group, world.hub, kinds.REQUESTS, *words))) == [OK]
    assert said(world.hub, shown) == words
    assert links.is_sound(world.hub)


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ((), "room-empty"),
        ((ROOM, ROOM), "room-unclear"),
        (tuple(e.Room(role=str(n), people=1) for n in range(8)), "room-unclear"),
        ((e.Room(role="mayor", people=1),), "room-unclear"),
        ((e.Room(role="", people=1),), "room-unclear"),
        ((e.Room(role="member", people=0),), "word-figure-out-of-range"),
        ((e.Room(role="member", people=-1),), "word-figure-out-of-range"),
        ((e.Room(role="member", people=FIGURE_MAX + 1),), "word-figure-out-of-range"),
        *(
            ((e.Room(role="member", people=9, **{part: many}),), "word-part-too-large")
            for part in ("women", "youth", "disability", "votes")
            for many in (10, -1)
        ),
        ((ROOM, e.Room(role="official", people=2, votes=3)), "word-part-too-large"),
        (tuple(ROOM for _ in range(50)), "room-unclear"),
        (tuple(ROOM for _ in range(5_000)), "batch-unsound"),
    ],
)
def test_a_room_holds_people_by_role(
    world: World, shown: str, room: tuple[e.Room, ...], code: str
) -> None:
    content = file(world.group, world.hub, kinds.REQUESTS, met(shown, *room))
    with unchanged(world.hub):
        assert became(bring(world.hub, content)) == [(REFUSED, code)]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (paid("", "group"), "word-of-another"),
        (paid("", "federation"), "word-of-another"),
        (paid("", "city", on_paper=True, post="Clerk"), "word-of-another"),
        (paid("", "city", post="Clerk"), "word-of-another"),
        (paid("", "city", amount=0), "amount-out-of-range"),
    ],
)
def test_a_city_speaks_for_itself(world: World, shown: str, word: e.PaymentTold, code: str) -> None:
    told = canonical.encode(word).replace(b'"request":""', f'"request":"{shown}"'.encode())
    content = links.sealed(world.city, world.hub, [told], kind=kinds.REPLIES)
    with unchanged(world.hub):
        assert became(bring(world.hub, content)) == [(REFUSED, code)]


def test_a_city_s_word_of_what_is_not_there_waits(world: World) -> None:
    content = file(world.city, world.hub, kinds.REPLIES, paid("no-such", "city"))
    with unchanged(world.hub, "held_file"):
        assert became(bring(world.hub, content)) == [("held", "request-not-here")]


def test_a_hub_says_no_word_of_a_group_to_it(world: World, shown: str) -> None:
    content = file(world.hub, world.group, kinds.REPLIES, paid(shown, "group"))
    with unchanged(world.group):
        assert became(bring(world.group, content)) == [(REFUSED, "word-of-another")]
    assert said(world.group, shown) == []


def test_a_hub_says_no_word_of_a_city_to_it(world: World, shown: str) -> None:
    """What the city said, the city has; what came on paper is for the group alone."""
    for more in ({}, {"on_paper": True, "post": "Clerk"}):
        word = paid(shown, "city", **more)
        content = file(world.hub, world.city, kinds.PUBLICATION, word)
        with unchanged(world.city):
            assert became(bring(world.city, content)) == [(REFUSED, "word-of-another")]
    assert said(world.city, shown) == []


KEPT = (
    e.FeedbackGathered(day=f.DAY, word="k1", request="r", number=1, option=1, voices="men",
                       people=1, text="kept"),
    e.InsightDrawn(day=f.DAY, word="k2", request="r", option=1, feedback=(1,), text="kept"),
    e.ConsentCounted(day=f.DAY, word="k3", request="r", holders=2, agreed=1),
)  # fmt: skip


@pytest.mark.parametrize("word", KEPT, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("stream", [kinds.PUBLICATION, kinds.REPLIES])
def test_what_stays_with_the_federation_travels_in_no_other_stream(
    world: World, shown: str, word: e.Word, stream: str
) -> None:
    """Not to the city, not as a reply: there no such kind is known, and the line is not taken."""
    assert shown
    reader = world.city if stream == kinds.PUBLICATION else world.group
    content = file(world.hub, reader, stream, word)
    with unchanged(reader, "held_file"):
        assert {one for one, _ in became(bring(reader, content))} <= {"held", REFUSED}
    assert said(reader, shown) == []


def test_an_id_that_comes_again_counts_once(world: World, shown: str) -> None:
    """The first word under an id stays, in one file or another; so do the steps that follow."""
    again = promise(shown, text="We paint")
    ended = e.RequestEnded(day=f.DAY, word="w1", request=shown, how="lapsed", reason="no")
    content = file(world.group, world.hub, kinds.REQUESTS, promise(shown), again, ended)
    assert became(bring(world.hub, content)) == [OK]
    assert said(world.hub, shown) == [promise(shown)]
    with world.hub.reading() as db:
        found = requests.request(db, shown)
    assert found is not None
    assert found.stage != "lapsed"
    assert links.is_sound(world.hub)


def test_an_id_may_stand_with_two_requests(world: World, shown: str, others: str) -> None:
    """Whoever knows the id of another's word takes nothing from it."""
    content = file(world.group, world.hub, kinds.REQUESTS, promise(shown))
    assert became(bring(world.hub, content)) == [OK]
    other = links.reopened(world.folder / "Tunombili", "again")
    try:
        theirs = promise(others, text="Ours")
        content = file(other, world.hub, kinds.REQUESTS, theirs)
        assert became(bring(world.hub, content)) == [OK]
    finally:
        other.close()
    assert (said(world.hub, shown), said(world.hub, others)) == ([promise(shown)], [theirs])


def promises(store: Store, request: str) -> list[tuple[str, str]]:
    """Id and text of each promise there."""
    return [(one.word, one.text) for one in said(store, request) if isinstance(one, e.PromiseMade)]


def test_a_word_that_is_entered_again_counts_once(world: World, shown: str) -> None:
    """New keys: what the hub had not yet is said again under its old id, here, there, at the city;
    and the stick of the old card that comes late changes nothing."""
    early = f.say(world.group, e.PromiseMade, request=shown, text="We dig", by="2027-01-31")
    assert brief(carry(world.group, world.hub)) == [OK]
    late = f.say(world.group, e.PromiseMade, request=shown, text="We paint", by="2027-01-31")
    f.say(world.group, e.ClauseSettled, request=shown, clause=late, state="done")
    (stick,) = links.contents(links.write(world.group))
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    assert promises(world.group, shown) == [(early, "We dig")]
    assert repair.enter_again(world.group).entered == 2
    assert brief(carry(world.group, world.hub))[0] == OK
    assert became(bring(world.hub, stick)) == [("held", "branch-closed")]
    everything = [(early, "We dig"), (late, "We paint")]
    pass_everything(world, shown)
    for store in world.stores:
        assert promises(store, shown) == everything
        assert links.is_sound(store)
    with world.group.reading() as group, world.hub.reading() as hub, world.city.reading() as city:
        views = [requests.request(db, shown) for db in (group, hub, city)]
    found = [one.agreement(f.DAY) for one in views if one is not None]
    assert (len(found), len({one.code for one in found})) == (3, 1)
    for one in found:
        assert [clause.state for clause in one.clauses if clause.clause == late] == ["done"]


def test_a_word_said_again_after_a_branch_is_one_word(world: World, shown: str) -> None:
    """Entered again twice (by two machines of one folder), under one `orig`: one promise."""
    orig = "d" * 64
    first, again = promise(shown, orig=orig), promise(shown, orig=orig, user=3)
    other = promise(shown, text="We paint", orig="e" * 64)  # its id is taken: the first stays
    content = file(world.group, world.hub, kinds.REQUESTS, first, again, other)
    assert became(bring(world.hub, content)) == [OK]
    assert promises(world.hub, shown) == [("w1", "We dig")]
    assert links.is_sound(world.hub)


def pass_everything(world: World, request: str) -> None:
    """The hub gives the request free and passes on what was said of it."""
    with world.hub.reading() as db:
        (city,) = [one.node for one in requests.partners(db, "city")]
    free = orders.ReleaseRequests(day=f.DAY, city=city, requests=(request,))
    perform(world.hub, free, orders.release_requests)
    perform(world.hub, passing.PassOn(), passing.pass_on)
    carry(world.hub, world.city, to="C01")


def statements(store: Store, content: bytes) -> int:
    """How many statements the database is asked while a file is taken in."""
    asked = list[str]()
    connection = store.db.connection()
    connection.set_trace_callback(asked.append)
    try:
        assert became(bring(store, content))[0] == OK
    finally:
        connection.set_trace_callback(None)
    return len(asked)


@pytest.mark.parametrize("writer", ["group", "city"])
def test_each_word_of_a_file_costs_the_same(tmp_path: Path, writer: str) -> None:
    """Ten times the words of one request in a file: at most ten times as much is asked."""
    counts = []
    for many in (40, 400):
        world = links.make(tmp_path / str(many))
        request = publish(world)
        stream, side = (kinds.REQUESTS, "group") if writer == "group" else (kinds.REPLIES, "city")
        some = [paid(request, side, word=f"w{one}", receipt=str(one)) for one in range(many)]
        content = file(getattr(world, writer), world.hub, stream, *some)
        counts.append(statements(world.hub, content))
        assert len(said(world.hub, request)) == many
        world.close()
    assert counts[0] > 40
    assert counts[1] <= 10 * counts[0]
