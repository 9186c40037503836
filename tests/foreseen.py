"""A fault of the program in a file is told and put aside (`sync.mishaps`); in tests it is one.

What fuzzing, mutation and simulation look for would otherwise be one more refused file.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest import mock

from sync import mishaps


def _nothing(*_: Any) -> Any:
    return nullcontext()


@contextmanager
def faults_are_faults() -> Iterator[None]:
    """Inside the block what no check foresaw goes through to whoever asked for it."""
    with mock.patch.object(mishaps, "noted", _nothing):
        yield
