"""Judging together what was done, and what both sides want of each other. Never a person."""

import msgspec

from .negotiation import Word


class Score(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How good something is, 1 to 5, why, and what should change."""

    criterion: str
    score: int
    reason: str = ""
    proposal: str = ""


class ScoresGiven(Word, frozen=True, kw_only=True, tag="scores-given"):
    """One kind of people judges in a round (six months, then twelve), each by itself.

    `voices`, `people`: who and how many, five at least; none where the provider judges itself.
    """

    round: int
    scores: tuple[Score, ...]
    voices: str = ""
    people: int = 0


class FigureMeasured(Word, frozen=True, kw_only=True, tag="figure-measured"):
    """The figure that the request is about, counted again by its own measure."""

    measure: str
    figure: int
    checkers: int = 0
    reference: str = ""


class Principle(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Something both should hold to, and an example of when it was done ("": none yet)."""

    code: str
    example: str = ""


class Right(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Who decides a matter, and who is heard before; sides, by code."""

    matter: str
    decides: str
    heard: str = ""


class AimsTold(Word, frozen=True, kw_only=True, tag="aims-told"):
    """What a side wants of working together, as told at the signing of each year."""

    aim: str
    principles: tuple[Principle, ...] = ()
    rights: tuple[Right, ...] = ()
