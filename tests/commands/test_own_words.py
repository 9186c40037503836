"""A group's own words for money: none reads as an amount, or as other money."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation import catalogues
from federation.commands import glossary
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Draft, Store, open_store
from federation.store.spoken import Spoken
from tests import factories as f


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f.bare_node(tmp_path / "group", role="group"))
    yield store
    store.close()


def choose(store: Store, thing: str, text: str) -> None:
    order = glossary.ChooseOwnWord(thing=thing, text=text, day=f.DAY)
    perform(store, order, glossary.choose_own_word)


def is_taken(store: Store, thing: str, text: str) -> bool:
    with pytest.raises(Refusal) as caught:
        choose(store, thing, text)
    return caught.value.code == "own-word-taken"


def test_money_is_not_called_as_other_money_is(group: Store) -> None:
    """Whoever swaps two labels makes every amount beside them lie."""
    assert is_taken(group, "savings", "LOANS")
    choose(group, "loans", "debts")
    assert is_taken(group, "savings", "Loans")
    assert is_taken(group, "savings", "Debts")
    choose(group, "loan", "debts")  # one and many
    choose(group, "secretary", "Treasurer")  # no money
    told = catalogues.shipped("af")["Savings"].forms[0]
    assert told != "Savings"
    assert is_taken(group, "loans", told)
    choose(group, "loans", "")


def test_a_word_that_reads_as_an_amount_is_not_spoken_whoever_wrote_it(group: Store) -> None:
    event = e.OwnWordChosen(user=1, day=f.DAY, thing="box", text="N$ 9 000 box")
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, event)], {})
    with group.reading() as db:
        assert "Box" not in Spoken("group").words(db, "en")
