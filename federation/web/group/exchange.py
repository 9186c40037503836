"""Send and receive: the files for the federation's office, and the answers that came back."""

from flask import Blueprint

from sync.status import NodeStatus

from ..shared import post


def add(to: Blueprint) -> None:
    """The routes."""
    post.add(to)


def not_sent(told: NodeStatus) -> tuple[int, int]:
    """Entries that are in no file yet, and those that the office has not confirmed."""
    own = [
        one for partner in told.partners for one in partner.streams if one.last and one.sent >= 0
    ]
    ours = [one for one in own if one.stream in ("ledger", "requests")]
    unsent = sum(max(one.last - max(one.sent, one.acknowledged), 0) for one in ours)
    return unsent, sum(max(one.last - one.acknowledged, 0) for one in ours)
