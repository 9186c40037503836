"""A fault of the program in one file stops that file, and no other.

Files come from anybody, and this program is not without faults. One that no check foresaw is
written into the node's log under a reference number, the file is put aside with it, and the next
one is looked at. What is so for every file, a full disk or locked keys, is not caught here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from federation import faults
from federation.core.refusals import Refusal, refuse
from federation.store import Store

from . import quarantine, seal
from .outcome import HELD, REFUSED, Outcome

IN_FILE: Final = "file-fault"
IN_WAITING: Final = "waiting-fault"


@contextmanager
def noted(
    store: Store, name: str, told: list[Outcome], content: Callable[[], bytes] | None = None
) -> Iterator[None]:
    """Inside the block a file is looked at; a fault in it becomes one more outcome in `told`.

    `content` gives the file's bytes, to be put aside; without it, it is a file that waits here
    already, and goes on waiting. Raises what is no fault of the program: Refusal, and OSError as
    the system says it.
    """
    try:
        yield
    except Refusal:
        raise
    except Exception as error:  # the boundary of a file: told with a reference
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the machine's: the next file would meet the same
        told.append(_told(store, name, error, content))


def _told(
    store: Store, name: str, error: Exception, content: Callable[[], bytes] | None
) -> Outcome:
    if content is None:
        reference = faults.note(store.node, error, "a file that waits")
        return Outcome(name, HELD, refuse(IN_WAITING, reference=reference))
    kept = content()
    reference = faults.note(store.node, error, f"file {quarantine.place_name(kept)}")
    reason = refuse(IN_FILE, reference=reference)
    if kept:
        quarantine.keep(store.node, name, kept, reason)
    code = seal.short_code(kept) if seal.is_sealed(kept) else ""
    return Outcome(name, REFUSED, reason, short_code=code)
