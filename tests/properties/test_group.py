"""A whole group played at random: a sample in `make test`, ten thousand steps in `make long`."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from federation.core import kinds
from tests import factories as f
from tests.properties.group_frame import Tally
from tests.properties.group_machine import GroupMachine


def test_whatever_a_group_does_its_books_hold() -> None:
    tally = Tally()
    machine = type("Played", (GroupMachine,), {"tally": tally})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=f.how_many(10, 160), stateful_step_count=f.how_many(40, 60)),
    )
    print(f"\n{tally}")  # noqa: T201
    moving = {kind.tag for kind in kinds.KINDS.values() if kind.postings is not None}
    assert tally.tried >= f.how_many(300, 10_000)
    assert len(moving - set(tally.entries)) <= f.how_many(15, 0), moving - set(tally.entries)
