"""Members whom a file forgets: what is personal of them never gets into the journal.

A page blanks what was written; a file that tells of a member and forgets her is read to its end
first, so there is nothing to blank. Only an empty machine takes such a file in (`running`).
"""

from collections.abc import Sequence

from federation.core import events as e
from federation.core.refusals import refuse
from federation.store import Draft

from .bench import Bench
from .blaming import at
from .items import Item


def forget(bench: Bench, items: Sequence[Item]) -> None:
    """Take the words away that stand beside drafts about whoever is forgotten after them.

    Adds the fault `member-still-here` for a member who has not left.
    """
    events = [draft.event for draft in bench.drafts]
    for place, event in enumerate(events):
        if not isinstance(event, e.MemberForgotten):
            continue
        if not _has_left(bench, events, event.member):
            here = refuse("member-still-here", member=event.member)
            bench.sifted.faults.append(at(items[place], here))
        for one in _hers(bench, events[:place], event):
            draft = bench.drafts[one]
            bench.drafts[one] = Draft(draft.stream, draft.event)


def makes_forget(drafts: Sequence[Draft]) -> bool:
    """Whether one of these entries forgets somebody."""
    return any(isinstance(draft.event, e.MemberForgotten) for draft in drafts)


def _has_left(bench: Bench, events: Sequence[e.Event], member: int) -> bool:
    first = bench.known.ends[0] + 1
    back = {event.of - first for event in events if isinstance(event, e.EntryReversed)}
    return member in bench.known.left or any(
        isinstance(event, e.MemberLeft) and event.member == member and place not in back
        for place, event in enumerate(events)
    )


def _hers(bench: Bench, before: Sequence[e.Event], event: e.MemberForgotten) -> set[int]:
    """Places of the drafts about her: those named, her own, and those that took one back."""
    first = bench.known.ends[0] + 1
    hers = {seq - first for seq in event.seqs}
    hers |= {n for n, one in enumerate(before) if getattr(one, "member", 0) == event.member}
    back = {n for n, one in enumerate(before) if getattr(one, "of", 0) - first in hers}
    return {place for place in hers | back if 0 <= place < len(before)}
