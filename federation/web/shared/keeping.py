"""What was reckoned for a page or a program, kept until the books are in another state.

A report over a thousand groups takes seconds, and is looked at, saved as PDF and as a spreadsheet
one after the other. Kept are the newest few of this process; a key says everything that what was
reckoned depends on, the state of the books and the day before all.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

KEPT_MAX: Final = 64

Value = TypeVar("Value")


class Newest(Generic[Value]):
    """The values that were asked for last, at most `KEPT_MAX`. Threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key; made if it is not here. What `make` raises is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return made
