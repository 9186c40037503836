"""Batches that are nearly right, drawn by hypothesis: taken as they are signed, or not at all."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.core import canonical
from tests import factories as f
from tests import strategies as drawn
from tests.faults import forge, mutants, targets
from tests.faults.forge import Parts
from tests.faults.mutants import Mutant
from tests.faults.targets import Target

HEADS = st.binary(min_size=32, max_size=32).map(bytes.hex)
ANY = st.none() | st.booleans() | st.integers(-(2**64), 2**64) | drawn.TEXTS | st.just([])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "from": st.integers(0, 60),
    "inc": st.integers(0, 3),
    "prev": HEADS | st.just(""),
    "kind": st.sampled_from(["ledger", "requests", "replies", "publication", "register"]),
    "schema": st.integers(0, 4),
    "v": st.integers(0, 4),
    "min": st.integers(0, 4),
    "vol": st.lists(st.integers(0, 3), max_size=3),
    "acks": st.lists(
        st.tuples(st.just(""), st.sampled_from(["replies"]), st.just(1), st.integers(0, 9), HEADS)
    ),
    "wall": drawn.TEXTS,
    "boot": drawn.TEXTS,
    "up": st.integers(-1, 2**54),
    "extra": ANY,
}


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Target]]:
    made = targets.make(tmp_path_factory.mktemp("near"))
    yield made[:2]
    for target in made:
        target.store.close()
        target.writer.close()


@st.composite
def nearly(draw: st.DrawFn, good: Parts) -> Parts:
    """A good file's parts with some of its header, its entries and its closing line drawn."""
    parts = forge.copied(good)
    for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=2, unique=True)):
        parts.header[name] = draw(FIELDS[name])
    lines = draw(st.lists(drawn.events().map(canonical.encode), max_size=3))
    place = draw(st.integers(0, len(parts.rows)))
    parts.rows[place : place + draw(st.integers(0, 2))] = [(line, None) for line in lines]
    if draw(st.integers(0, 9)) == 0:
        parts.closing[draw(st.sampled_from(["n", "head", "sig", "more"]))] = draw(ANY | HEADS)
    return parts


@settings(max_examples=f.how_many(150, 3_000))
@given(data=st.data())
def test_a_batch_that_is_nearly_right(hubs: list[Target], data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(hubs))
    parts = data.draw(nearly(data.draw(st.sampled_from(target.parts))))
    plain = forge.joined(forge.put_together(parts, target.forger.key))
    mutants.try_inside(Mutant(target, target.forger.seal(plain), plain))
