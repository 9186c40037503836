"""Money in parts, days, names, refusals."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from federation.core import money
from federation.core.days import is_day
from federation.core.names import fold, mixed_word
from federation.core.refusals import Refusal, refuse

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@given(st.integers(-(2**53), 2**53), WEIGHTS)
@example(0, [0])
@example(1, [1, 1, 1])
def test_parts_sum_to_the_whole_and_none_is_a_cent_off(total: int, weights: list[int]) -> None:
    parts = money.split(total, weights)
    assert sum(parts) == total
    shares = weights if any(weights) else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total * share, sum(shares))) < 1
        assert share or not part


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (-100, [1, 1, 1], (-34, -33, -33)),
        (101, [1, 2], (34, 67)),
        (1000, [3, 3, 1], (429, 428, 143)),
        (5, [0, 0], (3, 2)),
        (0, [4, 5], (0, 0)),
        (7, [0, 9, 0], (0, 7, 0)),
        (2700000, [529, 471], (1428300, 1271700)),
    ],
)
def test_split(total: int, weights: list[int], parts: tuple[int, ...]) -> None:
    assert money.split(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [1, -1], [-1]])
def test_split_needs_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        money.split(100, weights)


@pytest.mark.parametrize("text", ["2026-11-22", "2024-02-29", "1900-01-01", "2199-12-31"])
def test_days(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-29",
        "2026-13-01",
        "20261122",
        "2026-W47-7",
        "22/11/2026",
        "2026-11-22 ",
        "x" * 10,
        "2026-1-1",
        "٢٠٢٦-١١-٢٢",
        "0000-01-01",
        "1899-12-31",
        "2200-01-01",
        "9999-12-31",
        "-026-01-01",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert not is_day(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ǁKaras", "//karas"),
        ("ǃNamiǂNûs", "!nami#nus"),
        ("  Selma   IIPINGE ", "selma iipinge"),
        ("Kuné", "KUNE\u0301"),
        ("Groß", "gross"),
        ("Dâures", "Daures"),
        ("ﬁne", "fine"),
    ],
)
def test_names_are_found_however_they_are_typed(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_different() -> None:
    names = ["ǀAe", "ǁAe", "ǂAe", "ǃAe", "Ae", "Aea", "Selma I", "Selma P"]
    assert len({fold(name) for name in names}) == len(names)


@given(st.text(max_size=40))
@example("\U000107b6\U000107b7")
@example("=\u0338")
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_a_refusal_is_a_value() -> None:
    one = refuse("pot-short", pot="cash", short_minor=1250)
    assert one == Refusal("pot-short", {"short_minor": 1250, "pot": "cash"})
    assert hash(one) == hash(refuse("pot-short"))
    assert one != refuse("pot-short", pot="cash", short_minor=1251)
    assert one != "pot-short"
    assert str(one) == "pot-short(pot='cash', short_minor=1250)"
    with pytest.raises(TypeError):
        one.facts["pot"] = "bank"  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("\u0410ddy", "\u0410ddy"),
        ("Maria-\u0410nna", "\u0410nna"),
        ("\u01c0Ae //Ae \u01c3Goas", ""),
        ("O\u02bcBrien D\u2019Arcy", ""),
        ("\u0410\u043d\u043d\u0430 Anna", ""),
        ("\uff21ddy", ""),
        ("\u5c71\u7530\u3055\u3093", ""),
        ("Selma 2", ""),
        ("", ""),
    ],
)
def test_a_word_of_two_scripts_is_found(name: str, expected: str) -> None:
    assert mixed_word(name) == expected
