"""A new card in a lost one's place: the books go on, what the old card signed counts no more."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands import members
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.store import Store, exchange
from federation.store.queries import books
from sync import (
    backup,
    enrolment,
    histories,
    rebuild,
    renewal,
    repair,
    restored,
    returning,
    succession,
)
from sync.enrolment import own_card
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, quarantined, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    save(made.group, 3)
    f.raise_request(made.group)
    carry(made.group, made.hub)
    carry(made.hub, made.group)
    yield made
    made.close()


def fresh(tmp_path: Path, name: str = "Ehangano") -> Store:
    return links.node(tmp_path / "new", "group", name)


def take_place(hub: Store, new: Store, code: str = "G0001") -> None:
    """The hub admits the new card in the old one's place, the new node takes the charter."""
    card = renewal.next_card(new.node)
    digits = card.digits if card else own_card(new.node).digits
    content = enrolment.card_file(new, card)
    done = enrolment.enrol_card(hub, content, confirm=digits, code=code)
    enrolment.accept_charter(new, done.file.read_bytes(), confirm=done.digits)


def settle(group: Store, hub: Store) -> None:
    """Files go both ways until nothing moves."""
    for _ in range(4):
        carry(group, hub)
        carry(hub, group, to="G0001")


def archives(hub: Store, tmp_path: Path) -> list[Path]:
    out = tmp_path / "archive"
    out.mkdir(exist_ok=True)
    written = write(hub, to="G0001", rebuild=True, path=out)
    return [one.file for one in written]


def entries(store: Store) -> list[tuple[int, str, int]]:
    with store.reading() as db:
        book = books.book_of(db, store.node.settings.node_id)
        return [(one.seq, one.kind, one.amount_minor) for one in books.entries(db, book, limit=999)]


def test_a_stolen_group_goes_on_on_a_new_machine(world: World, tmp_path: Path) -> None:
    before, new = entries(world.group), fresh(tmp_path)
    take_place(world.hub, new)
    assert new.node.settings.node_id == world.group.node.settings.node_id
    assert new.node.settings.incarnation == 2
    with pytest.raises(Refusal, match="books-not-rebuilt"):
        save(new)
    outcomes = list(rebuild.rebuild(new, archives(world.hub, tmp_path)))
    assert [one.outcome for one in outcomes] == ["applied"]
    assert entries(new) == before
    assert links.is_sound(new)
    assert links.is_sound(world.hub)
    save(new, 2)
    assert brief(carry(new, world.hub))[0] == ("applied", "")
    for one in (new, world.hub):
        assert links.is_sound(one)
    assert links.saved(world.hub, world.group) == 5000
    assert [row[0] for row in entries(new)] == list(range(1, len(before) + 3))
    carry(world.hub, new)
    assert brief(carry(new, world.hub)) == []
    new.close()


def test_volumes_of_lost_books_are_brought_in_any_order(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        links.save(world.group)
        carry(world.group, world.hub)
    before, new = entries(world.group), fresh(tmp_path)
    take_place(world.hub, new)
    monkeypatch.setattr(returning, "PACKED_BYTES_MAX", 1)
    volumes = archives(world.hub, tmp_path)
    assert len(volumes) > 3
    with pytest.raises(Refusal, match="books-not-rebuilt"):
        save(new)
    told = [brief(bring(new, one.read_bytes(), one.name)) for one in reversed(volumes)]
    assert told[0] == [("held", "archive-gap")]
    assert len(told[-1]) > 2  # the first volume, and those that waited for it
    became = {("held", "archive-gap"), ("applied", ""), ("already", "")}
    assert {one for some in told for one in some} <= became
    assert links.waiting(new) == []
    assert quarantined(new) == set()
    assert entries(new) == before
    assert links.is_sound(new)
    save(new)


def test_volumes_of_lost_books_may_be_small(world: World, tmp_path: Path) -> None:
    """For small sticks; a file that the hub keeps is never parted."""
    for _ in range(3):
        links.save(world.group)
        carry(world.group, world.hub)
        carry(world.hub, world.group, to="G0001")
    new, out = fresh(tmp_path), tmp_path / "small"
    take_place(world.hub, new)
    out.mkdir()
    written = write(world.hub, to="G0001", rebuild=True, path=out, volume_entries=2)
    assert [one.entries for one in written] == [4, 2, 2]  # the first came in one file
    for one in reversed(written):
        bring(new, one.file.read_bytes())
    assert entries(new) == entries(world.group)
    assert links.is_sound(new)


def test_a_volume_that_waits_is_found_by_rebuild_too(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links.save(world.group)
    carry(world.group, world.hub)
    before, new = entries(world.group), fresh(tmp_path)
    take_place(world.hub, new)
    monkeypatch.setattr(returning, "PACKED_BYTES_MAX", 1)
    *first, last = archives(world.hub, tmp_path)
    assert brief(bring(new, last.read_bytes())) == [("held", "archive-gap")]
    assert links.is_sound(new)
    assert {one.outcome for one in rebuild.rebuild(new, first)} == {"applied"}
    assert entries(new) == before
    assert links.waiting(new) == []


def test_who_is_forgotten_on_the_new_machine_is_forgotten_in_what_came_back(
    world: World, tmp_path: Path
) -> None:
    f.admit(world.group, "Ndapewa Shikongo")
    carry(world.group, world.hub)
    new = fresh(tmp_path)
    take_place(world.hub, new)
    list(rebuild.rebuild(new, archives(world.hub, tmp_path)))
    perform(new, members.LetMemberLeave(member=2, day=f.DAY), members.let_member_leave)
    perform(new, members.ForgetMember(member=2, day=f.DAY), members.forget_member)
    carry(new, world.hub)
    for one in (new, world.hub):
        assert links.is_sound(one)
        with one.reading() as db:
            kept = [inner for *_, inner in exchange.kept_inners(db)]
        assert not [inner for inner in kept if b"Ndapewa" in gzip.decompress(inner)]
    new.close()


def test_forgetting_goes_by_person_where_a_closed_card_gave_the_same_numbers(
    world: World,
) -> None:
    for name in ("Maria Haoses", "Ndapewa Shikongo"):
        f.admit(world.group, name)  # entries 5 and 6 of the first card, which do not arrive
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    f.admit(world.group, "Anna Geises")  # entry 5 of the second
    first, second = (one.row.head for one in repair.left_over(world.group))
    repair.enter_again(world.group, [second])
    for member in (2, 3):  # Anna and Ndapewa
        perform(
            world.group, members.LetMemberLeave(member=member, day=f.DAY), members.let_member_leave
        )
        perform(world.group, members.ForgetMember(member=member, day=f.DAY), members.forget_member)
    told = world.group.db.execute_sql("SELECT personal FROM line WHERE personal IS NOT NULL")
    beside = b"".join(bytes(row[0]) for row in told)
    assert b"Maria" in beside
    assert b"Ndapewa" not in beside
    assert b"Anna" not in beside
    assert links.is_sound(world.group)
    assert repair.enter_again(world.group, [first]).entered == 1
    carry(world.group, world.hub)
    with world.hub.reading() as db:
        book = books.book_of(db, world.group.node.settings.node_id)
        assert [one.name for one in books.members(db, book)][-1] == "Maria Haoses"
    assert links.is_sound(world.hub)


def test_the_machine_whose_place_was_taken_says_so(world: World, tmp_path: Path) -> None:
    """It sees the charter of the other one, signed by its own hub; and may take the place back."""
    new = fresh(tmp_path)
    take_place(world.hub, new)
    charter = enrolment.charter_again(world.hub, "G0001").read_bytes()
    assert repair.trouble(world.group) == ""
    assert brief(bring(world.group, charter, "a.sgc", confirm="")) == [("refused", "place-taken")]
    assert repair.trouble(world.group) == "taken"
    assert links.is_sound(world.group)
    assert brief(bring(world.city, charter, "a.sgc")) == [("refused", "charter-for-others")]
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    assert repair.trouble(world.group) == ""
    save(world.group)
    assert brief(carry(world.group, world.hub)) == [("applied", "")]


def test_what_the_stolen_machine_writes_counts_no_more(world: World, tmp_path: Path) -> None:
    new = fresh(tmp_path)
    take_place(world.hub, new)
    save(world.group, 2)
    (late,) = contents(write(world.group))
    with links.unchanged(world.hub, "held_file"):
        assert brief(bring(world.hub, late)) == [("held", "branch-closed")]
        assert brief(bring(world.hub, late)) == [("held", "branch-closed")]
    assert links.saved(world.hub, world.group) == 3000
    new.close()


def test_a_card_is_closed_at_the_last_good_entry(world: World, tmp_path: Path) -> None:
    """What a thief wrote after is kept, and counts in no view."""
    save(world.group, 2)  # the thief
    carry(world.group, world.hub)
    assert links.saved(world.hub, world.group) == 5000
    succession.revoke(world.hub, "G0001", good={"ledger": 4})
    assert links.saved(world.hub, world.group) == 3000
    assert links.is_sound(world.hub)
    with pytest.raises(Refusal, match="writer-revoked"):
        write(world.hub, to="G0001")
    new = fresh(tmp_path)
    take_place(world.hub, new)
    list(rebuild.rebuild(new, archives(world.hub, tmp_path)))
    assert [row[0] for row in entries(new)] == [1, 2, 3, 4]
    save(new)
    assert brief(carry(new, world.hub)) == [("applied", "")]
    assert links.saved(world.hub, world.group) == 4000
    for one in (new, world.hub):
        assert links.is_sound(one)
    new.close()


def test_a_fork_is_repaired_and_nothing_counts_twice(world: World, tmp_path: Path) -> None:
    twin = copied(world.group, tmp_path / "twin")
    save(world.group, 2)
    carry(world.group, world.hub)
    f.enter(twin, ("savings", 7, 1))
    meeting = f.open_meeting(twin)
    f.enter(twin, ("savings", 8, 1), meeting=meeting)
    assert brief(carry(twin, world.hub)) == [("held", "stream-forked")]
    (fork,) = histories.forks(world.hub)
    assert (fork.stream, fork.seq) == ("ledger", 5)
    assert [row.amount_minor for row in fork.here] == [1000, 1000]
    assert [row.amount_minor for row in fork.other] == [7, 0, 8]
    # The group's people see both versions too, once the hub's files came.
    carry(world.hub, twin)
    (seen,) = histories.forks(twin)
    assert [row.amount_minor for row in seen.other] == [1000, 1000]
    f.enter(twin, ("savings", 9, 1))
    (more,) = contents(write(twin))
    # The twin is the machine that they keep: new keys, the hub's version, then its own again.
    renewal.prepare(twin)
    take_place(world.hub, twin)
    assert renewal.next_card(twin.node) is None
    list(rebuild.rebuild(twin, archives(world.hub, tmp_path)))
    assert links.is_sound(twin)
    left = repair.left_over(twin)
    assert [one.row.amount_minor for one in left if not one.is_once] == [7, 0, 8, 9]
    assert backup.keep(twin).signed  # with the branch that was set aside
    done = repair.enter_again(twin)
    assert (done.entered, done.refused) == (4, ())
    assert repair.enter_again(twin).entered == 0
    assert brief(carry(twin, world.hub)) == [("applied", "")]
    assert links.saved(world.hub, twin) == links.saved(twin, twin) == 5024
    for one in (twin, world.hub):
        assert links.is_sound(one)
    # A stick of the lost branch that comes after: seen, and not counted.
    assert brief(bring(world.hub, more)) == [("held", "branch-closed")]
    assert links.is_sound(world.hub)
    save(world.group)
    (late,) = contents(write(world.group))
    assert brief(bring(world.hub, late)) == [("held", "branch-closed")]
    assert links.saved(world.hub, twin) == 5024
    twin.close()


def test_new_keys_without_a_fork(world: World) -> None:
    """Entries that the hub had not yet are entered again under the new card."""
    carry(world.group, world.hub)
    save(world.group, 2)
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    assert links.saved(world.group, world.group) == 3000
    assert repair.enter_again(world.group).entered == 2
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    assert links.saved(world.hub, world.group) == links.saved(world.group, world.group) == 5000
    for one in (world.group, world.hub):
        assert links.is_sound(one)


def test_a_card_that_was_given_up_has_its_place_in_the_line(world: World) -> None:
    renewal.prepare(world.group)
    card = renewal.next_card(world.group.node)
    assert card is not None
    enrolment.enrol_card(world.hub, card.line, confirm=card.digits, code="G0001")
    renewal.give_up(world.group.node)
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    assert world.group.node.settings.incarnation == 3
    save(world.group)
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    assert links.is_sound(world.group)
    assert links.is_sound(world.hub)


def test_a_hub_that_forgot_a_card_and_gets_it_alone_closes_the_line_elsewhere(
    world: World, tmp_path: Path
) -> None:
    old = copied(world.hub, tmp_path / "old")
    save(world.group, 2)
    carry(world.group, world.hub)
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    save(world.group, 2)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    restored.begin(old)  # and without its roster
    own = own_card(world.group.node)  # a card file of an older program, without the charter
    done = enrolment.enrol_card(old, own.line, confirm=own.digits, code="G0001")
    with pytest.raises(Refusal, match="charter-begins-elsewhere"):
        enrolment.accept_charter(world.group, done.file.read_bytes(), confirm=done.digits)
    carry(world.group, old)
    carry(old, world.group)
    assert repair.trouble(world.group) == "forked"
    renewal.prepare(world.group)
    take_place(old, world.group)
    assert repair.enter_again(world.group).entered >= 2  # as the one or the other charter has it
    settle(world.group, old)
    for one in (world.group, old):
        assert links.is_sound(one)
        assert links.saved(one, world.group) == 7000
    old.close()


def test_what_rests_on_an_entry_may_be_entered_in_a_later_sitting(world: World) -> None:
    f.admit(world.group, "Ndapewa Shikongo")
    f.enter(world.group, ("savings", 500, 2))
    renewal.prepare(world.group)
    take_place(world.hub, world.group)
    first, second = (one.row.head for one in repair.left_over(world.group))
    assert repair.enter_again(world.group, [second]).refused[0][1].code == "entry-rests-on"
    assert repair.enter_again(world.group, [first]).entered == 1
    assert repair.enter_again(world.group, [second]).entered == 1
    assert not any(one.waits for one in repair.left_over(world.group))


def test_what_was_entered_again_and_did_not_arrive_is_entered_once_more(world: World) -> None:
    save(world.group, 2)
    for _ in range(2):
        renewal.prepare(world.group)
        take_place(world.hub, world.group)
        assert repair.enter_again(world.group).entered == 2
    assert repair.enter_again(world.group).entered == 0
    assert not any(one.waits for one in repair.left_over(world.group))
    assert brief(carry(world.group, world.hub)) == [("applied", "")]
    for one in (world.group, world.hub):
        assert links.is_sound(one)
        assert links.saved(one, world.group) == 5000


def test_a_third_card_in_the_line(world: World, tmp_path: Path) -> None:
    for number in range(2):
        renewal.prepare(world.group)
        take_place(world.hub, world.group)
        save(world.group)
        assert brief(carry(world.group, world.hub)) == [("applied", "")]
        assert world.group.node.settings.incarnation == number + 2
    last = fresh(tmp_path)
    take_place(world.hub, last)
    list(rebuild.rebuild(last, archives(world.hub, tmp_path)))
    assert entries(last) == entries(world.group)
    for one in (last, world.hub, world.group):
        assert links.is_sound(one)
    last.close()
