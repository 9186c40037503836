"""Gathering the sentences of refusals for translators: a method for Babel's extraction."""

import ast
from collections.abc import Iterator
from typing import IO, Any

Message = tuple[int, str, str, list[str]]


def sentences(
    fileobj: IO[bytes],
    keywords: Any,  # noqa: ARG001 - Babel's signature
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[Message]:
    """Every value of the table `SENTENCES` in a module, with its line (babel.pocoo.org)."""
    for node in ast.walk(ast.parse(fileobj.read())):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                code = key.value if isinstance(key, ast.Constant) else ""
                yield value.lineno, "", value.value, [f"refusal {code!s}"]
