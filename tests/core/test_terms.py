"""Words that many places share stand in one."""

import ast

from federation.core.names import CROCKFORD
from federation.core.terms import ATTENDED, MARKS
from tests.house import product, texts


def test_marks_and_letters() -> None:
    assert MARKS == ("present", "late", "absent", "sent")
    assert ATTENDED == ("present", "late")
    assert len(set(CROCKFORD)) == 32
    assert not set("ILOU") & set(CROCKFORD)


def test_they_are_defined_once() -> None:
    marks = {
        source.name
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Tuple) and {"present", "late"} <= set(texts(node))
    }
    letters = {
        source.name
        for source in product()
        for text in texts(source.tree)
        if "abcdefghjkmnpq" in text.lower()
    }
    assert marks == {"federation/core/terms.py"}
    assert letters == {"federation/core/names.py"}
