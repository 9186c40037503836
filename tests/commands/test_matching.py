"""Who looks for people that are told twice: a hub, and nobody else."""

import pytest

from federation.commands import duplicates, matching
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.store.queries.duplicates import PERSON
from tests import factories as f

ONE, OTHER = ("a" * 32, 1), ("b" * 32, 1)


def test_a_group_and_a_city_look_for_nobody(make_store):
    order = duplicates.SayWhether(
        about=PERSON, left=ONE, right=OTHER, day=f.DAY, verdict="one", user=4
    )
    for role in ("group", "city"):
        store = make_store(role, role)
        assert matching.look_through(store).books == 0
        assert not (store.node.folder / matching.KEY_FILE).exists()
        with pytest.raises(Refusal) as refusal:
            perform(store, order, duplicates.say_whether)
        assert refusal.value.code == "duplicates-not-here"
