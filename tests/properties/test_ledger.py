"""The ledger machine: a sample in `make test`, thousands of histories in `make long`."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.ledger_machine import LedgerMachine


def test_random_histories_keep_the_books_sound() -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(max_examples=40, stateful_step_count=30)
    )


@pytest.mark.long
def test_thousands_of_random_histories_keep_the_books_sound() -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(max_examples=1500, stateful_step_count=60)
    )
