"""Sticks on a page: which are in, files written onto one, files taken in from one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal
from federation.i18n import say
from sync import sticks
from sync.export import Written
from sync.intake import take_in
from sync.outcome import Outcome
from sync.sticks import Stick

from ..here import store

FILES: Final = "files"
TEXT: Final = "text"
# What else lies on people's sticks: counted, not listed.
OTHERS: Final = frozenset(
    {
        "file-strange",
        "file-for-others",
        "file-own",
        "file-is-card",
        "file-empty",
        "file-blank",
        "file-too-big",
        "charter-for-others",
    }
)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done with a stick; `failed`: the sentence of why not, or "".

    `may_be_out`: everything on it was read back, or only read.
    """

    stick: str
    failed: str = ""
    others: int = 0

    @property
    def may_be_out(self) -> bool:
        """Whether it may be taken out."""
        return not self.failed


def usual(found: Iterable[Stick]) -> str:
    """Where to write if nobody says otherwise: the first stick that can be written on."""
    return next((str(one.path) for one in found if one.writable), FILES)


def asked(where: str) -> Stick | None:
    """The stick to write on; None: no stick was meant. Raises Refusal `stick-unknown`."""
    return None if where in ("", FILES, TEXT) else sticks.stick(where)


def put(stick: Stick, written: Iterable[Written], receiver: Callable[[Written], str]) -> Done:
    """Copy written files onto it, each into its receiver's folder."""
    return put_files(stick, ((receiver(one), one.file) for one in written))


def put_files(stick: Stick, some: Iterable[tuple[str, Path]]) -> Done:
    """Copy files onto it, each into the folder of the receiver that is named beside it."""
    try:
        for receiver, file in some:
            sticks.put(stick, receiver, file.name, file.read_bytes())
    except Refusal as refusal:
        return Done(stick.label, say(refusal))
    return Done(stick.label)


def take(where: str, confirm: str = "") -> tuple[tuple[Outcome, ...], Done]:
    """Take in everything of ours on a stick. Raises Refusal `stick-unknown`."""
    stick = sticks.stick(where)
    outcomes = tuple(take_in(store(), [stick.path], confirm=confirm))
    ours = plainly(one for one in outcomes if not is_others(one))
    return ours, Done(stick.label, others=len(outcomes) - len(ours))


def plainly(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The same, each file by its name alone, without the folders it lay in."""
    return tuple(replace(one, file=Path(one.file).name) for one in outcomes)


def is_others(one: Outcome) -> bool:
    """Whether it is none of ours, as people have them on their sticks."""
    return one.outcome == "skipped" and one.reason is not None and one.reason.code in OTHERS
