"""A hub that was put back and forgot a closing: what a thief brought meanwhile does not stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import Refusal, refuse
from federation.store import Database, Store, StreamEnd
from federation.store.queries import books, requests
from sync import audit, cards, earlier, enrolment, renewal, restored, roster, status, succession
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, carry, copied, is_sound, save
from tests.sync.test_succession import take_place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def new_card(hub: Store, group: Store) -> None:
    renewal.prepare(group)
    take_place(hub, group)


@pytest.mark.parametrize("entries", [1, 2])
@pytest.mark.parametrize("via", ["list", "card", "revoked"])
def test_what_a_thief_wrote_gives_way_to_what_was_closed(
    world: World, tmp_path: Path, via: str, entries: int
) -> None:
    """His file came before the closing was known again, and reaches to it or not as far."""
    group, hub = world.group, world.hub
    save(group, 3)
    f.admit(group, "Anna ǁKaras")
    carry(group, hub)
    carry(hub, group, to="G0001")
    old, thief = copied(hub, tmp_path / "old"), copied(group, tmp_path / "thief")
    save(group, 2)
    carry(group, hub)
    if via == "revoked":
        succession.revoke(hub, "G0001")
    else:
        new_card(hub, group)
        carry(hub, group, to="G0001")
        save(group)
        carry(group, hub)
    listed = roster.make(hub)
    for _ in range(entries):
        f.enter(thief, ("savings", 1000, 2))
    restored.begin(old)
    assert ("applied", "") in brief(carry(thief, old))
    if via == "card":
        digits = enrolment.own_card(group.node).digits
        card = enrolment.card_file(group)
        enrolment.enrol_card(old, card, confirm=digits, code="G0001")
    else:
        roster.take_back(old, listed)
    assert is_sound(old)
    if via == "revoked":
        # He wrote as much as was closed: all of it is asked for again. Less: the rest.
        (told,) = (one for one in status.status(old).partners if one.role == "group")
        ledgers = [one for one in told.streams if one.stream == "ledger"]
        assert [one.missing for one in ledgers] == [((1, 7),) if entries == 2 else ((7, 7),)]
        restored.confirm(old)
        new_card(old, group)
    for _ in range(3):
        carry(group, old)
        carry(old, group, to="G0001")
    for store in (old, group):
        assert is_sound(store)
        assert members(store, group) == members(group, group)
    assert links.waiting(old) == []


def members(store: Store, owner: Store) -> list[int]:
    """What each member of the group has saved, as this machine has it."""
    with store.reading() as db:
        book = books.book_of(db, owner.node.settings.node_id)
        return [books.member(db, book, number).saved_minor for number in (1, 2)]


def test_verify_finds_a_closed_chain_that_is_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As programs left it that did not look at the head."""
    save(world.group, 3)
    carry(world.group, world.hub)
    new_card(world.hub, world.group)
    assert is_sound(world.hub)
    real = earlier.closing_of

    def another(db: Database, end: StreamEnd) -> tuple[int, str] | None:
        told = real(db, end)
        return (told[0], "0" * 64) if told and end.kind == "ledger" else told

    monkeypatch.setattr(earlier, "closing_of", another)
    (found,) = audit.verify(world.hub).problems
    assert (found.where.split()[-1], found.what) == (
        "(ledger)",
        "is not the one that was closed at entry 4",
    )


def test_a_card_with_another_s_charter_teaches_nothing(world: World, tmp_path: Path) -> None:
    """An accomplice would have a stolen card known again at an office that forgot its closing."""
    old = copied(world.hub, tmp_path / "old")
    stolen, other = (links.node(tmp_path, "group", name) for name in ("Tunombili", "Omayova"))
    links.enrol(world.hub, stolen)
    with stolen.reading() as db:
        (hub,) = requests.partners(db, "hub")
    file = cards.card_file(other.node.card(), hub.charter)
    digits = enrolment.own_card(other.node).digits
    for code in ("", "G0007"):
        with pytest.raises(Refusal) as refused:
            enrolment.enrol_card(old, file, confirm=digits, code=code)
        assert refused.value == refuse("card-takes-place", name="Tunombili", code="G0002")
    with old.reading() as db:
        assert [one.code for one in requests.partners(db)] == ["C01", "G0001"]
    # The hub itself learns nothing from it, and admits the card by its own digits.
    assert enrolment.enrol_card(world.hub, file, confirm=digits).code == "G0003"
    # Where staff say that it has that place, it has.
    assert enrolment.enrol_card(old, file, confirm=digits, code="G0002").code == "G0002"
    for store in (old, stolen, other):
        store.close()
