"""Gathering the words for translators: two methods for Babel's extraction (babel.pocoo.org)."""

import ast
from collections.abc import Iterator
from types import MappingProxyType
from typing import IO, Any, Final

Message = tuple[int, str, str | tuple[str, ...], list[str]]
# How many of the first arguments are messages.
ARGUMENTS: Final = MappingProxyType({"gettext": 1, "ngettext": 2})


def sentences(
    fileobj: IO[bytes],
    keywords: Any,  # noqa: ARG001 - Babel's signature
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[Message]:
    """Every value of the tables of words in a module, with its line."""
    for node in ast.walk(ast.parse(fileobj.read())):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                code = key.value if isinstance(key, ast.Constant) else ""
                yield value.lineno, "", value.value, [f"refusal {code!s}"]


def calls(
    fileobj: IO[bytes],
    keywords: Any,  # noqa: ARG001
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[Message]:
    """Every message that a module gives to `gettext` or `ngettext`, inside an f-string, too.

    Babel's own reader goes by tokens and sees into f-strings from Python 3.12 on only.
    """
    for node in ast.walk(ast.parse(fileobj.read())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        told = [
            one.value
            for one in node.args[: ARGUMENTS.get(name, 0)]
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if len(told) == ARGUMENTS.get(name):
            yield node.lineno, name, told[0] if len(told) == 1 else tuple(told), []
