"""A round becomes entries when the sheet, the amounts and the money are one sum."""

from typing import Any

import pytest

from federation.commands import rounds
from federation.commands.deed import perform
from federation.commands.money import MoneyLine
from federation.commands.users import add_user
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books, group
from tests import factories as f

LESS, MORE = refuse("too-little", by_minor=50), refuse("too-much", by_minor=50)


def sums(sheet: int, entered: int, handed: int) -> dict[str, int]:
    return {"sheet_minor": sheet, "entered_minor": entered, "handed_minor": handed}


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ((500, 500, 500), None),
        ((500, 500, 450), refuse("round-money-differs", difference=LESS, **sums(500, 500, 450))),
        ((500, 500, 550), refuse("round-money-differs", difference=MORE, **sums(500, 500, 550))),
        ((500, 450, 500), refuse("round-amounts-differ", difference=LESS, **sums(500, 450, 500))),
        ((550, 500, 500), refuse("round-sheet-differs", difference=MORE, **sums(550, 500, 500))),
        ((500, 450, 400), refuse("round-all-differ", **sums(500, 450, 400))),
    ],
)
def test_which_of_the_three_differs_and_by_how_much(
    told: tuple[int, int, int], refusal: Refusal | None
) -> None:
    assert rounds.differs(*told) == refusal


@pytest.fixture
def saving(group: Store) -> Store:
    f.admit(group, "Anna")
    f.admit(group, "Beata")
    add_user(group, "Maria", "treasurer", "4711")
    add_user(group, "Selma", "collector", "4711")
    return group


def accept(store: Store, sheet: int = 1_250, user: int = 1, **told: Any) -> Any:
    lines = (
        MoneyLine(kind="savings", day="", amount=500, member=1, purpose="general"),
        MoneyLine(kind="savings", day="", amount=750, member=2, purpose="land"),
    )
    usual = {"collector": 2, "day": f.DAY, "handed": 1_250, "lines": lines}
    order = rounds.AcceptRound(sheet=sheet, user=user, **{**usual, **told})
    return perform(store, order, rounds.accept_round)


def test_a_round_is_one_deed(saving: Store) -> None:
    receipt = accept(saving)
    assert receipt.facts == {"entries": 2, "total_minor": 1_250, "round": 1}
    assert accept(saving, user=0).facts["round"] == 2
    with saving.reading() as db:
        first = group.rounds(db, 1)[-1]
        kinds = [one.kind for one in books.entries(db, 1, after=receipt.first - 1)][:3]
        assert books.pots(db, 1).cash == 2_500
    assert (first.collector, first.handed_minor, first.seq) == (2, 1_250, receipt.first)
    assert kinds == ["round-accepted", "savings-received", "savings-received"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"handed": 1_200}, "round-money-differs"),
        ({"sheet": 1_300}, "round-sheet-differs"),
        ({"lines": ()}, "round-empty"),
        ({"day": "2024-11-22"}, "day-before-group"),
        ({"day": "2027-11-22"}, "day-far-ahead"),
    ],
)
def test_what_is_refused_leaves_nothing(saving: Store, told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        accept(saving, **told)
    assert caught.value.code == code
    with saving.reading() as db:
        assert group.rounds(db, 1) == ()
        assert books.pots(db, 1).cash == 0


def test_her_own_round_only_when_there_is_no_other_officer(saving: Store) -> None:
    assert accept(saving, collector=1).facts["round"] == 1
    add_user(saving, "Hilma", "chair", "4711")
    with pytest.raises(Refusal) as caught:
        accept(saving, collector=1)
    assert caught.value == refuse("round-own")
