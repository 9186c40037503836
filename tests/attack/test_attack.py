"""Twelve quarters of made-up federations, attacked with everything their cities could take out."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from federation.core import choosing, disclosure
from federation.core.choosing import Choice, choose
from federation.core.figures import Together
from federation.core.secrets import Case
from federation.core.showing import Showing
from tests.core import disclosure_attack
from tests.factories import how_many

from . import attacker, papers
from .attacker import Attack, Truth, counted
from .made import Federation, federation
from .papers import Paper, read_all

Figured = Callable[[str, object], None]
SEEDS, CHUNK = how_many(20, 500), 5


def truth_of(made: Federation) -> Truth:
    told = made.truth.items()
    return Truth(
        {name: one.households for name, one in told},
        {name: one.group for name, one in told},
        {name: one.rung for name, one in told},
        made.again,
    )


@cache
def papers_of(seed: int) -> tuple[tuple[Paper, ...], Truth]:
    """Thresholds of 5 and of 10 in turn; every format says what the hub froze."""
    with TemporaryDirectory() as folder:
        made = federation(Path(folder), seed, threshold=(5, 10)[seed % 2])
    told = read_all(made.folders)
    for paper, frozen in zip(told, made.frozen, strict=True):
        figures = {at: (-1 if one is None else one, n) for at, (one, n) in paper.figures.items()}
        assert figures == frozen
    return tuple(told), truth_of(made)


def hidden_joint(told: tuple[Paper, ...]) -> int:
    """How many joint requests the city was told of without a sum."""
    last = told[-1].joint.values() if told else ()
    return sum(one.households is None for one in last)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nobody_finds_out_from_files_what_is_private(first: int, figure: Figured) -> None:
    for seed in range(first, first + CHUNK):
        told, truth = papers_of(seed)
        attack = Attack(told, truth)
        assert list(attack.found()) == [], f"seed {seed}"
        figure("federations attacked from their files", 1)
        figure("releases read back in every format", len(told))
        figure("private figures attacked", len(attack.private))
        figure("sums of joint requests read", len(attack.joint))
        figure("joint requests kept private", hidden_joint(told))
        figure("of them small", sum(one.small for one in attack.private.values()))


def test_small_figures_alone_give_themselves_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing private beside them the same attack finds most of them: it can succeed."""
    monkeypatch.setattr(disclosure, "choose", _only_small)
    small, found = 0, []
    for seed in range(4):
        with TemporaryDirectory() as folder:
            made = federation(Path(folder), seed)
        attack = Attack(read_all(made.folders), truth_of(made))
        small += sum(one.small for one in attack.private.values())
        found += list(attack.narrow())
    narrow = sum(one.startswith("narrow") for one in found)
    assert narrow * 2 > small > 0


def _only_small(case: Case) -> Choice:
    """What many offices do: only figures below the threshold are private."""
    honest = choose(case)
    return replace(honest, hidden=honest.case.must_hide())


def test_sums_of_joint_requests_without_control_give_something_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told of every joint request with its sum, the same attack finds what was to stay private."""
    monkeypatch.setattr(choosing, "_asks", _every_sum)
    with TemporaryDirectory() as folder:
        made = federation(Path(folder), 1, threshold=10)
    attack = Attack(read_all(made.folders), truth_of(made))
    assert [*attack.narrow(), *attack.singled_out()]


def _every_sum(case: Case, showing: Showing, _: object) -> tuple[Together, ...]:
    for one in case.asks:
        showing.show(case.of_ask(one))
    return tuple(sorted(case.asks, key=lambda one: one.ask))


def test_one_covering_figure_less_gives_a_small_one_away() -> None:
    """A single mark taken off a table lets the attack in, at most of the figures tried."""
    tried, broken = 0, 0
    for seed in (1, 4, 7):  # each quarter for itself
        told, truth = papers_of(seed)
        for number, paper in enumerate(told):
            for cell, names in counted(paper, truth.rungs).items():
                households, requests = paper.figures[cell]
                if households is None and truth.of(names) >= paper.threshold:
                    again = {**paper.figures, cell: (truth.of(names), requests)}
                    weaker = replace(paper, figures=again)
                    tried += 1
                    attack = Attack([*told[:number], weaker, *told[number + 1 :]], truth)
                    broken += any(True for _ in attack.found())
    assert broken * 2 > tried > 0


def test_the_attacker_shares_nothing_with_what_it_attacks() -> None:
    for module in (attacker, papers, disclosure_attack):
        text = Path(module.__file__).read_text("utf-8")
        assert "federation." not in text
        assert "import federation" not in text
