"""Who may log in: names, roles, PINs, and the wait that makes guessing hopeless."""

from collections.abc import Callable

import pytest

from federation.commands import users
from federation.core.refusals import Refusal
from federation.store import Store, local
from tests.factories import Clock, admit


def refused(code: str, deed: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def test_a_name_however_written_and_its_pin(group: Store) -> None:
    """The name is folded; the PIN is kept as argon2id of at most 19 MiB only."""
    number = users.add_user(group, "Selma Iipinge", "treasurer", "4711")
    found = users.check_pin(group, "  selma   IIPINGE ", "4711")
    assert (found.id, found.role) == (number, "treasurer")
    assert found.pin_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert users.check_pin_of(group, number, "4711") == found


def test_guessing_waits_twice_as_long_each_time(group: Store, clock: Clock) -> None:
    """Three tries are free; then 15, 30, 60 … seconds, at most a quarter of an hour."""
    users.add_user(group, "Selma", "treasurer", "4711")
    refused("login-wrong", lambda: users.check_pin(group, "Selma", "0000"))
    users.check_pin(group, "Selma", "4711")  # the right PIN after one wrong one is simply right
    waits = []
    for turn in range(12):
        refused("login-wrong", lambda: users.check_pin(group, "Selma", "0000"))
        if turn >= 2:
            waiting = refused("login-wait", lambda: users.check_pin(group, "Selma", "4711"))
            waits.append(waiting.facts["seconds"])
            clock.forward(seconds=float(str(waits[-1])))
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert users.check_pin(group, "Selma", "4711").name == "Selma"
    refused("login-wrong", lambda: users.check_pin(group, "Selma", "0000"))


def test_a_clock_set_back_does_not_lock_out_for_longer(group: Store, clock: Clock) -> None:
    users.add_user(group, "Selma", "treasurer", "4711")
    for _ in range(3):
        refused("login-wrong", lambda: users.check_pin(group, "Selma", "0000"))
    clock.forward(days=-400)
    waiting = refused("login-wait", lambda: users.check_pin(group, "Selma", "4711"))
    assert waiting.facts["seconds"] == 900


def test_nobody_and_somebody_removed_are_told_the_same(group: Store) -> None:
    """An unknown name, a wrong PIN and a removed person give one and the same refusal."""
    number = users.add_user(group, "Selma", "treasurer", "4711")
    users.remove_user(group, number)
    nobody = refused("login-wrong", lambda: users.check_pin(group, "Nobody", "4711"))
    removed = refused("login-wrong", lambda: users.check_pin(group, "Selma", "4711"))
    assert nobody == removed
    refused("login-wrong", lambda: users.check_pin_of(group, number, "4711"))
    assert users.list_users(group) == ()


def test_a_removed_person_comes_back_under_her_number(group: Store) -> None:
    """Her name stays beside what she did, so nobody else gets her number."""
    number = users.add_user(group, "Selma", "treasurer", "4711")
    refused("user-name-taken", lambda: users.add_user(group, "SELMA", "chair", "4812"))
    users.remove_user(group, number)
    assert users.add_user(group, "Selma", "chair", "4812") == number
    assert users.check_pin(group, "Selma", "4812").role == "chair"


def test_another_pin_ends_every_login(group: Store) -> None:
    number = users.add_user(group, "Selma", "treasurer", "4711")
    with group.writing() as db:
        local.open_session(db, "digest", number, "2027-01-01T00:00:00Z")
    for _ in range(4):
        with pytest.raises(Refusal):
            users.check_pin(group, "Selma", "0000")
    users.reset_pin(group, number, "97531864")
    with group.reading() as db:
        assert local.session_user(db, "digest", "2026-11-22T10:00:00Z") is None
    assert users.check_pin(group, "Selma", "97531864").id == number


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "", "１２３４", "1234\n"])
def test_a_pin_is_four_to_eight_digits(group: Store, pin: str) -> None:
    refused("pin-unclear", lambda: users.add_user(group, "Selma", "treasurer", pin))
    assert users.list_users(group) == ()


def test_roles_belong_to_the_kind_of_node(group: Store, hub: Store, city: Store) -> None:
    for store, role in ((group, "staff"), (hub, "official"), (city, "treasurer"), (hub, "")):
        refused("user-role-unknown", lambda s=store, r=role: users.add_user(s, "A", r, "4812"))
    assert users.add_user(hub, "A", "admin", "4812")
    assert users.add_user(city, "A", "reader", "4812")


def test_a_member_is_one_of_the_books(group: Store) -> None:
    refused("member-unknown", lambda: users.add_user(group, "Selma", "chair", "4812", member=1))
    member = admit(group, "Selma Iipinge")
    users.add_user(group, "Selma", "chair", "4812", member=member)
    assert users.find_user(group, "selma").member == member
    refused("user-unknown", lambda: users.find_user(group, "Otto"))
    refused("user-unknown", lambda: users.reset_pin(group, 99, "4812"))
    refused("user-name-missing", lambda: users.add_user(group, "  ", "chair", "4812"))


@pytest.mark.parametrize("pin", ["0000", "1111", "99999999", "1234", "012345", "4321", "1212"])
def test_a_pin_that_is_tried_first_is_not_taken(group: Store, pin: str) -> None:
    refused("pin-too-common", lambda: users.add_user(group, "Selma", "treasurer", pin))
    number = users.add_user(group, "Selma", "treasurer", "4711")
    refused("pin-too-common", lambda: users.reset_pin(group, number, pin))
    assert users.check_pin(group, "Selma", "4711").id == number


def test_a_name_that_only_looks_like_another_is_not_taken(hub: Store) -> None:
    users.add_user(hub, "Addy", "admin", "4711")
    for name in ("\u0410ddy", "Add\u0443", "Selma \u0410ddy", "\u0391ddy"):
        refused("user-name-mixed", lambda name=name: users.add_user(hub, name, "staff", "4711"))
    for name in (
        "\u01c1Karas \u01c2Nuukhoe \u01c3Goas",
        "\u0410\u043d\u043d\u0430 Anna",
        "N\u0303o\u02bcna",
    ):
        assert users.add_user(hub, name, "staff", "4711")
