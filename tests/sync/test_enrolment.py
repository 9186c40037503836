"""Enrolment: nobody is admitted, and no hub believed, without the digits that people compared."""

import itertools
from typing import Any

import pytest

from federation.core.refusals import Refusal
from federation.store import Store, mark
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView
from federation.store.verify import verify
from sync.cards import read_card
from sync.enrolment import Enrolled, accept_charter, enrol_card, own_card

WRONG = "00000 11111 22222 33333 44444 55555"


def enrol(hub: Store, other: Store, **given: Any) -> Enrolled:
    """Admit a node, its digits compared."""
    card = other.node.card()
    return enrol_card(hub, card, **{"confirm": read_card(card).digits, **given})


def partners(store: Store) -> tuple[PartnerView, ...]:
    with store.reading() as db:
        return requests.partners(db)


def is_sound(store: Store) -> bool:
    with store.reading() as db:
        return verify(db, store.node) == ()


def test_a_card_becomes_a_charter_becomes_a_partner(group: Store, hub: Store, city: Store) -> None:
    for other, code, threshold in ((group, "G0001", 0), (city, "C01", 7)):
        done = enrol(hub, other, threshold=7, user=3)
        hub_card, card = own_card(hub.node), own_card(other.node)
        assert (done.node, done.code, done.digits) == (card.node, code, hub_card.digits)
        assert done.file.parent == hub.node.outbox
        took = accept_charter(other, done.file.read_bytes(), confirm=done.digits)
        assert (took.node, took.name, took.code) == (hub_card.node, hub_card.name, code)
        assert (took.digits, took.threshold, took.again) == (done.digits, threshold, False)
        (known,) = partners(other)
        assert (known.node, known.code, known.role) == (hub_card.node, code, "hub")
        assert known.card.encode() == hub_card.line
        assert known.charter.encode() + b"\n" == done.file.read_bytes()
        assert is_sound(other)
    assert {(one.code, one.role, one.threshold) for one in partners(hub)} == {
        ("G0001", "group", 0),
        ("C01", "city", 7),
    }
    assert is_sound(hub)


@pytest.mark.parametrize(
    ("confirm", "code"), [("", "digits-missing"), (" ", "digits-missing"), (WRONG, "digits-differ")]
)
def test_without_the_digits_nothing_happens(
    group: Store, hub: Store, confirm: str, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        enrol(hub, group, confirm=confirm)
    assert partners(hub) == ()
    assert list(hub.node.outbox.iterdir()) == []
    charter = enrol(hub, group).file.read_bytes()
    with pytest.raises(Refusal, match=code):
        accept_charter(group, charter, confirm=confirm)
    with pytest.raises(Refusal, match="digits-differ"):  # her own digits are not the hub's
        accept_charter(group, charter, confirm=own_card(group.node).digits)
    assert partners(group) == ()


def test_the_same_again_is_the_same(group: Store, hub: Store) -> None:
    first = enrol(hub, group)
    written = first.file.read_bytes()
    first.file.unlink()
    assert enrol(hub, group) == first
    assert first.file.read_bytes() == written
    assert not accept_charter(group, written, confirm=first.digits).again
    assert accept_charter(group, written, confirm="").again  # this hub is known by its card
    for store in (group, hub):
        with store.reading() as db:
            assert db.connection().execute("SELECT count(*) FROM line").fetchone() == (1,)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_several_charters_the_latest_stands(
    city: Store, hub: Store, order: tuple[int, ...]
) -> None:
    written = []
    for threshold, code in ((5, ""), (10, ""), (5, "WHK")):
        written.append(enrol(hub, city, threshold=threshold, code=code).file.read_bytes())
    digits = own_card(hub.node).digits
    for number in order:
        accept_charter(city, written[number], confirm=digits)
    (known,) = partners(city)
    assert (known.code, known.threshold) == ("WHK", 5)
    (known,) = partners(hub)
    assert (known.code, known.threshold) == ("WHK", 5)
    assert is_sound(city)
    assert is_sound(hub)


def test_codes_are_given_in_turn_and_never_twice(hub: Store, make_store: Any) -> None:
    groups = [make_store("group", f"Group {number}") for number in range(4)]
    assert enrol(hub, groups[0], code="G0002").code == "G0002"
    assert [enrol(hub, one).code for one in groups[1:3]] == ["G0001", "G0003"]
    city = make_store("city", "Windhoek")
    with pytest.raises(Refusal, match="code-taken"):
        enrol(hub, city, code=" g0001 ")
    with pytest.raises(Refusal, match="code-taken"):
        enrol(hub, groups[0], code="G0001")
    with pytest.raises(Refusal, match="code-unclear"):
        enrol(hub, groups[3], code="../../x")
    assert enrol(hub, groups[0]).code == "G0002"
    assert len(partners(hub)) == 3


def test_who_may_admit_whom(group: Store, hub: Store, make_store: Any) -> None:
    other_hub = make_store("hub", "Elsewhere")
    for store, other, code in (
        (group, hub, "not-a-hub"),
        (hub, hub, "card-own"),
        (hub, other_hub, "card-of-hub"),
    ):
        with pytest.raises(Refusal, match=code):
            enrol(store, other)
    with pytest.raises(Refusal, match="card-unsound"):
        enrol_card(hub, b"\0" * 300, confirm=WRONG)
    assert partners(hub) == partners(group) == ()


@pytest.mark.parametrize("threshold", [-1, 0, 1, 1001])
def test_a_citys_threshold_protects_somebody(city: Store, hub: Store, threshold: int) -> None:
    with pytest.raises(Refusal, match="threshold-out-of-range"):
        enrol(hub, city, threshold=threshold)
    assert partners(hub) == ()


def test_a_charter_is_for_one_card_and_a_node_has_one_hub(
    group: Store, hub: Store, make_store: Any
) -> None:
    stranger, other_hub = make_store("group", "Natangwe"), make_store("hub", "Elsewhere")
    done, other = enrol(hub, group), enrol(other_hub, group)
    charter = done.file.read_bytes()
    for store in (stranger, hub):
        with pytest.raises(Refusal, match="charter-for-others"):
            accept_charter(store, charter, confirm=done.digits)
    accept_charter(group, charter, confirm=done.digits)
    with pytest.raises(Refusal, match="hub-other"):
        accept_charter(group, other.file.read_bytes(), confirm=other.digits)
    assert [one.node for one in partners(group)] == [hub.node.settings.node_id]


@pytest.mark.parametrize("name", ['\\"' * 40, "𐀀" * 80, "ǃ'<b>&amp;</b>"])
def test_any_name_that_a_card_may_have_is_admitted(hub: Store, make_store: Any, name: str) -> None:
    other = make_store("group", name, folder="named")
    done = enrol(hub, other)
    accept_charter(other, done.file.read_bytes(), confirm=done.digits)
    assert [one.name for one in partners(hub)] == [name]
    assert is_sound(hub)
    assert is_sound(other)


def test_a_hub_put_back_from_an_older_copy_admits_on(group: Store, hub: Store) -> None:
    """Nobody else holds its register: what is lost of it comes back with the roster."""
    mark.raise_marks(hub.node, {("register", "", 1): (9, "f" * 64)})
    enrol(hub, group)
    assert [one.name for one in partners(hub)] == [group.node.settings.name]
