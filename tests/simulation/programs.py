"""An older program: the same code, whose table of kinds lacks those that came last."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any
from unittest import mock

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.store import replay

CAME_LAST = frozenset(
    {
        *(e.SocialContribution, e.WorkDone, e.AnswerGiven, e.RequestWithdrawn, *kinds.WORDS),
        *(e.EntriesLookedAt, e.CorrectionProposed, e.CorrectionWithdrawn, e.CorrectionAnswered),
        *(e.FundLoanOffered, e.FundLoanReplanned, e.FundLoanStated),
    }
)


@cache
def _older() -> tuple[Any, Callable[[str], Any]]:
    known = {payload: row for payload, row in kinds.KINDS.items() if payload not in CAME_LAST}

    @cache
    def decoder(stream: str) -> Any:
        payloads = tuple(payload for payload, row in known.items() if stream in row.streams)
        if not payloads:
            return kinds.decoder(stream)  # which refuses
        return msgspec.json.Decoder(type=kinds._union(payloads))

    return MappingProxyType(known), decoder


@contextmanager
def running(*, older: bool) -> Iterator[None]:
    """This machine's program: today's, or the one before it."""
    if not older:
        yield
        return
    known, decoder = _older()
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(kinds, "KINDS", known))
        stack.enter_context(mock.patch.object(replay, "decoder", decoder))
        yield
