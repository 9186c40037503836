"""The fuzzer's readers take a thousand inputs; the fuzzer itself runs in `make fuzz`."""

from collections.abc import Callable
from random import Random

from tests.faults import mutations
from tests.fuzz import fuzz_intake


def test_a_thousand_inputs(figure: Callable[[str, object], None]) -> None:
    seeds = list(fuzz_intake.seeds())
    assert {seed[0] for seed in seeds} == set(range(len(fuzz_intake.READERS)))
    for number in range(1000):
        chance = Random(f"fuzz {number}")
        seed, other = chance.choice(seeds), chance.choice(seeds)
        content = chance.choice(mutations.OUTSIDE)(chance, seed[1:], other[1:] or b"x")
        fuzz_intake.one_input(seed[:1] + content)
    figure("inputs of the fuzzer", 1000)


def test_good_inputs_are_read() -> None:
    read = set()
    for seed in fuzz_intake.seeds():
        if seed[0] != 7:
            fuzz_intake.READERS[seed[0]](seed[1:])
            read.add(seed[0])
    assert read == set(range(7))
