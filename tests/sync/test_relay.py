"""What a file sets going: answers and withdrawals passed on, members forgotten everywhere."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from federation.commands import members, requests
from federation.commands.deed import perform
from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.store import Store, exchange, journal
from federation.store.queries import books
from federation.store.queries import requests as asked
from sync import acks, audit, relay, seal, succession
from tests import factories as f
from tests.faults import forge
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, publish, save, unchanged, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def test_an_answer_travels_on_to_the_group_with_its_own_id(world: World) -> None:
    request = publish(world)
    order = requests.GiveAnswer(request=request, day=f.DAY, verb="ask", text="How many?", user=7)
    answer = perform(world.city, order, requests.give_answer).facts["answer"]
    assert brief(carry(world.city, world.hub)) == [("applied", "")]
    carry(world.hub, world.group)
    for store in world.stores:
        with store.reading() as db:
            found = asked.request(db, request)
        assert found is not None
        assert [(one.answer, one.text) for one in found.answers] == [(answer, "How many?")]
        assert links.is_sound(store)
    again = contents(write(world.city, full=True))[0]
    with unchanged(world.hub, "local_sent"):
        assert brief(bring(world.hub, again)) == [("already", "")]


def test_a_withdrawal_is_passed_on_to_the_city_that_was_shown_the_request(world: World) -> None:
    shown, kept = publish(world), f.raise_request(world.group)
    for request in (shown, kept):
        order = requests.WithdrawRequest(request=request, day=f.DAY, user=3)
        perform(world.group, order, requests.withdraw_request)
    carry(world.group, world.hub)
    assert [(w.to, w.first, w.last) for w in write(world.hub, to="C01")] == [("C01", 1, 3)]
    carry(world.hub, world.city, to="C01")
    with world.city.reading() as db:
        assert [(one.request, one.stage) for one in asked.requests(db)] == [(shown, "withdrawn")]
    assert all(links.is_sound(store) for store in world.stores)


def test_an_answer_to_what_counts_no_more_holds_nothing_up(world: World) -> None:
    """A card was closed before a request that the city had been shown."""
    request = publish(world)
    succession.revoke(world.hub, "G0001", good={"requests": 0})
    order = requests.GiveAnswer(request=request, day=f.DAY, verb="ask", text="How many?")
    perform(world.city, order, requests.give_answer)
    assert brief(carry(world.city, world.hub)) == [("applied", "")]
    with world.hub.reading() as db:
        replies = journal.find(
            db, world.hub.node.settings.node_id, "replies", world.group.node.settings.node_id
        )
    assert replies is not None
    assert replies.last == 1
    assert links.is_sound(world.hub)


def test_a_file_that_waits_is_believed_in_what_it_holds_of_ours(world: World) -> None:
    publish(world)
    with world.city.reading() as db:
        (hub,) = asked.partners(db, "hub")
        told = acks.due(db, world.city.node, hub)
    answer = e.AnswerGiven(day=f.DAY, answer="a1", request="lost", verb="ask", text="Where?")
    lines = [canonical.encode(answer)]
    content = links.sealed(world.city, world.hub, lines, kind="replies", acks=told)
    assert write(world.hub, to="C01")[0].first == 1
    assert brief(bring(world.hub, content)) == [("held", "request-not-here")]
    (word,) = write(world.hub, to="C01")  # that its file waits, and no entry once more
    assert word.first > word.last
    assert brief(bring(world.city, word.file.read_bytes())) == [("already", "")]


def test_an_answer_to_what_has_not_come_yet_waits_for_it(world: World) -> None:
    request = f.raise_request(world.group)
    answer = e.AnswerGiven(day=f.DAY, answer="a1", request=request, verb="ask", text="Where?")
    lines = [canonical.encode(answer)]
    content = links.sealed(world.city, world.hub, lines, kind="replies")
    with unchanged(world.hub, "held_file"):
        assert brief(bring(world.hub, content, "answer.sgb")) == [("held", "request-not-here")]
    save(world.group)
    ledger, asking = contents(write(world.group))
    assert brief(bring(world.hub, ledger)) == [("applied", "")]
    told = [(out.file, out.outcome) for out in bring(world.hub, asking, "request.sgb")]
    assert told == [("request.sgb", "applied"), ("answer.sgb", "applied")]
    carry(world.hub, world.group)
    with world.group.reading() as db:
        found = asked.request(db, request)
    assert found is not None
    assert [one.answer for one in found.answers] == ["a1"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (e.RequestReviewed(day=f.DAY, request="r"), "word-of-another"),
        (e.RequestSubmitted(day=f.DAY, request="r", release="x"), "word-of-another"),
        (
            e.AnswerGiven(
                day=f.DAY, answer="a", request="", verb="ask", text="?", on_paper=True, post="p"
            ),
            "word-of-another",
        ),
    ],
)
def test_a_city_says_only_what_is_its_to_say(world: World, event: e.Event, code: str) -> None:
    request = publish(world)
    if isinstance(event, e.AnswerGiven):
        event = msgspec.structs.replace(event, request=request)
    content = links.sealed(world.city, world.hub, [canonical.encode(event)], kind="replies")
    with unchanged(world.hub):
        assert brief(bring(world.hub, content)) == [("refused", code)]


def test_a_city_answers_only_what_it_was_given(world: World) -> None:
    request = publish(world)
    with world.hub.reading() as db:
        (city,) = [one.node for one in asked.partners(db, "city")]
    order = requests.ReleaseRequests(day=f.DAY, city=city, requests=(request,))
    perform(world.hub, order, requests.release_requests)
    answer = e.AnswerGiven(day=f.DAY, answer="a", request=request, verb="ask", text="Where?")
    with world.hub.reading() as db, pytest.raises(Refusal, match="answer-of-another-city"):
        relay.drafts(db, world.hub.node, [answer], frozenset(), "f" * 32)
    with world.hub.reading() as db:
        (draft,) = relay.drafts(db, world.hub.node, [answer], frozenset(), city)
    assert draft.partner == world.group.node.settings.node_id


def test_a_member_who_is_forgotten_is_forgotten_in_every_kept_copy(world: World) -> None:
    number = f.admit(world.group, "Anna ǁKaras", phone="0811234567")
    f.admit(world.group, "Beata Iipinge")
    f.enter(world.group, ("savings", 500, number))
    f.enter(world.group, ("withdrawal", 500, number))
    (early,) = contents(write(world.group))
    bring(world.hub, early)
    assert "ǁKaras" in kept_text(world.hub)
    left = members.LetMemberLeave(member=number, day=f.DAY)
    perform(world.group, left, members.let_member_leave)
    forget = members.ForgetMember(member=number, day=f.DAY)
    perform(world.group, forget, members.forget_member)
    carry(world.group, world.hub)
    text = kept_text(world.hub)
    assert "ǁKaras" not in text
    assert "0811234567" not in text
    assert "Beata Iipinge" in text
    with world.hub.reading() as db:
        end = journal.find(db, world.group.node.settings.node_id, "ledger")
        assert end is not None
        names = [one.name for one in books.members(db, end.id)]
    assert names == ["", "Beata Iipinge"]
    assert links.is_sound(world.hub)
    assert links.is_sound(world.group)
    # A stick from before brings nothing back.
    with unchanged(world.hub, "local_sent"):
        assert brief(bring(world.hub, early)) == [("already", "")]


def test_a_group_blanks_only_the_records_of_whom_it_forgets(world: World) -> None:
    """Its books would say one thing here, and another when they are read anew."""
    anna, beata = f.admit(world.group, "Anna ǁKaras"), f.admit(world.group, "Beata Iipinge")
    (written,) = write(world.group)
    content = written.file.read_bytes()
    with world.group.reading() as db:
        others = [one.seq for one in books.entries(db, f.own_book(world.group), member=beata)]
    forger = forge.Forger.of(world.group, world.hub)
    parts = forge.take_apart(forge.inside(content, world.hub))
    lie = e.MemberForgotten(member=anna, day=f.DAY, seqs=(1, *others))
    parts.rows.append((canonical.encode(lie), None))
    with unchanged(world.hub, "local_in", "local_state"):
        (out,) = bring(world.hub, forger.file(parts))
    assert out.reason is not None
    assert (out.outcome, out.reason.code) == ("refused", "entry-refused")
    assert out.reason.facts["entry"] == written.last + 1
    assert out.reason.facts["because"] == refuse("record-of-another", entry=others[0], member=anna)
    bring(world.hub, content)
    assert links.is_sound(world.hub)


def test_a_record_blanked_before_it_was_sent_is_sound_between_two_volumes(world: World) -> None:
    f.admit(world.group, "Beata Iipinge")
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    number = f.admit(world.group, "Anna ǁKaras", phone="0811234567")
    left = members.LetMemberLeave(member=number, day=f.DAY)
    perform(world.group, left, members.let_member_leave)
    forget = members.ForgetMember(member=number, day=f.DAY)
    perform(world.group, forget, members.forget_member)
    first, *rest = contents(write(world.group, volume_entries=1))
    bring(world.hub, first)
    assert links.is_sound(world.hub)
    # A record that came is not excused by one that waits.
    with world.hub.writing() as db:
        end = journal.find(db, world.group.node.settings.node_id, "ledger")
        assert end is not None
        relay.blank(db, end, [e.MemberForgotten(member=1, day=f.DAY, seqs=(1,))])
    found = audit.verify(world.hub).problems
    assert any("entry 1" in one.where and "lost its personal" in one.what for one in found), found
    assert not any("entry 2" in one.where for one in found), found
    for content in rest:
        bring(world.hub, content)
    found = audit.verify(world.hub).problems
    assert not any("entry 2" in one.where for one in found), found


def kept_text(store: Store) -> str:
    """Everything that kept files and views hold, as text."""
    with store.reading() as db:
        plain = [b"".join(seal.unpack(inner)) for *_, inner in exchange.kept_inners(db)]
    rows = store.db.execute_sql("SELECT name, phone FROM member")
    return b"".join(plain).decode() + repr(list(rows))


def test_a_refused_stick_that_is_brought_again_is_answered_again(world: World) -> None:
    """The first answer may have been lost on the way."""
    save(world.group)
    carry(world.group, world.hub)
    carry(world.hub, world.group, to="G0001")
    line = canonical.encode(e.SavingsReceived(day=f.DAY, amount=1000, member=99))
    last = links.head_at(world.group, "ledger", 2)
    bad = links.sealed(world.group, world.hub, [line], first=3, prev=last)
    for _ in range(2):
        assert brief(bring(world.hub, bad))[0][0] == "refused"
        assert len(write(world.hub, to="G0001")) == 1
        assert write(world.hub, to="G0001") == ()
