"""What hypothesis may draw: texts and days as people write them, and any event of any kind."""

import types
import typing
import unicodedata
from datetime import date
from typing import Any

import msgspec
from hypothesis import strategies as st

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.answers import NEEDS as VERBS

AMOUNTS = st.integers(1, 10**9)
DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31)).map(date.isoformat)
NUMBERS = st.integers(1, 60)


def _is_clean(text: str) -> bool:
    try:
        return canonical.clean_text(text) == text
    except Refusal:
        return False


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn"])
TEXTS = (
    st.sampled_from(["ǁKaras", "Selma Iipinge", "ǃNamiǂNûs", "Ekela", "block 3, behind the tap"])
    | st.text(LETTERS, min_size=1, max_size=30)
).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
CLEAN_TEXTS = TEXTS.filter(lambda text: bool(text) and _is_clean(text))

_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "day": DAYS,
    "first_due_on": DAYS,
    "raised_on": DAYS,
    "amount": AMOUNTS,
    "source": st.sampled_from(["group", "fund", "state"]),
    "gender": st.sampled_from(["", "f", "m", "x"]),
    "verb": st.sampled_from(list(VERBS)),
    "personal": st.just(""),
    "orig": st.just(""),
    "head": st.binary(min_size=32, max_size=32).map(bytes.hex),
}


def _of_type(kind: Any) -> st.SearchStrategy[Any]:
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 10**9)
    if kind is str:
        return CLEAN_TEXTS
    if typing.get_origin(kind) is tuple and typing.get_args(kind)[-1] is not ...:
        return st.tuples(*map(_of_type, typing.get_args(kind)))
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)
        if inner[-1] is not Ellipsis:
            return st.tuples(*map(_of_type, inner))
        return st.lists(_of_type(inner[0]), max_size=3).map(tuple)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    if isinstance(kind, types.UnionType):
        return st.one_of(*[_of_type(one) for one in typing.get_args(kind)])
    raise AssertionError(f"no strategy for {kind}")


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of a struct, fields with a default sometimes left out."""
    required, optional = {}, {}
    for field in msgspec.structs.fields(kind):
        drawn = _BY_NAME[field.name] if field.name in _BY_NAME else _of_type(field.type)
        (required if field.required else optional)[field.name] = drawn
    return st.fixed_dictionaries(required, optional=optional).map(lambda told: kind(**told))


def events(*chosen: type[e.Event]) -> st.SearchStrategy[e.Event]:
    """Any event, or one of these kinds."""
    return st.one_of(*[structs(kind) for kind in chosen or tuple(kinds.KINDS)])
