"""One way for every deed: whole or not at all, once per form."""

from typing import Any

import pytest

from federation.commands import members, money
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.store import Store
from federation.store.queries import books
from tests import factories as f


def last(store: Store) -> int:
    with store.reading() as db:
        return next((book.last for book in books.books(db)), 0)


def test_the_same_form_twice_is_the_same_deed(group: Store) -> None:
    anna = f.admit(group, "Anna", token="form-1")
    first = f.enter(group, ("savings", 500, anna), ("fee", 100), token="form-2")
    assert (first.first, first.last, first.again) == (2, 3, False)
    second = f.enter(group, ("savings", 500, anna), ("fee", 100), token="form-2")
    assert (second.first, second.last, second.again) == (2, 3, True)
    assert second.facts == first.facts == {"entries": 2, "total_minor": 600}
    assert last(group) == 3
    third = f.enter(group, ("savings", 500, anna), ("fee", 100), token="form-3")
    assert third.first == 4


def test_without_a_token_the_same_order_twice_is_two_deeds(group: Store) -> None:
    assert [f.admit(group, "Anna"), f.admit(group, "Anna")] == [1, 2]


def test_a_refused_form_may_be_sent_again_with_the_same_token(group: Store) -> None:
    anna = f.admit(group, "Anna")
    with pytest.raises(Refusal):
        f.enter(group, ("withdrawal", 500, anna), token="form-1")
    assert last(group) == 1
    again = f.enter(group, ("savings", 500, anna), token="form-1")
    assert (again.first, again.again) == (2, False)


def test_many_lines_are_all_or_nothing(group: Store) -> None:
    anna = f.admit(group, "Anna")
    with pytest.raises(Refusal) as refused:
        f.enter(group, ("savings", 500, anna), ("savings", 500, 9), ("fee", 1))
    assert refused.value.facts["member"] == 9
    assert last(group) == 1


def test_a_deed_that_decides_nothing_enters_nothing(group: Store) -> None:
    receipt = perform(
        group, members.LetMemberLeave(member=1, day=f.DAY), lambda _desk, _o: ([], {})
    )
    assert (receipt.first, receipt.last) == (0, 0)
    assert last(group) == 0


def test_who_did_it_stands_in_the_entry(group: Store) -> None:
    anna = f.admit(group, "Anna", user=3)
    f.enter(group, ("savings", 500, anna), user=4)
    with group.reading() as db:
        assert [entry.user for entry in books.entries(db, 1)] == [3, 4]


@pytest.mark.parametrize("order", [members.AdmitMember, money.EnterMoney])
def test_orders_cannot_be_changed(order: Any) -> None:
    assert order.__dataclass_params__.frozen
