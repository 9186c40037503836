"""Settlements of which nothing is published for a while."""

from .base import Dated


class SettlementEmbargoed(Dated, frozen=True, kw_only=True, tag="settlement-embargoed"):
    """The hub publishes nothing of a settlement until this is lifted: an eviction, a court case."""

    settlement: str
    reason: str


class EmbargoLifted(Dated, frozen=True, kw_only=True, tag="settlement-embargo-lifted"):
    """What is asked in this settlement may be published again."""

    settlement: str
