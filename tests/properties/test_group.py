"""A whole group played at random: a sample in `make test`, ten thousand steps in `make long`."""

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from federation.core import kinds
from tests import factories as f
from tests.properties.group_frame import Tally
from tests.properties.group_machine import GroupMachine

MISSED = 8  # kinds that move money and may be missing in the sample; in the long run none is
REFUSALS = (30, 80)  # codes that were met at least


def test_whatever_a_group_does_its_books_hold() -> None:
    """Played legally and not; and it must not pass by refusing everything, nor by doing little."""
    tally = Tally()
    machine = type("Played", (GroupMachine,), {"tally": tally})
    shape = settings(
        max_examples=f.how_many(6, 110),
        stateful_step_count=f.how_many(30, 50),
        phases=(Phase.generate, Phase.shrink)[: f.how_many(1, 2)],  # it takes minutes
    )
    run_state_machine_as_test(machine, settings=shape)
    print(f"\n{tally}")  # noqa: T201 - read with `pytest -s`
    moving = {kind.tag for kind in kinds.KINDS.values() if kind.postings is not None}
    missing = sorted(moving - set(tally.entries))
    assert len(missing) <= f.how_many(MISSED, 0), missing
    assert tally.tried >= f.how_many(300, 10_000)
    assert tally.legal * 4 >= tally.tried
    assert len(tally.refused) >= f.how_many(*REFUSALS)
