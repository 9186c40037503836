"""From a call to its answer: parameters read, the state of the books compared, JSON made.

ETag (RFC 9110) is made of the state of the books, the day and what was asked, so that a program
that has the answer already is told so before anything is reckoned.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, current_app, request

from federation.commands.tokens import READ
from federation.core.days import MADE_ON
from federation.store.queries.state import state

from ..guard import program
from ..here import node, store
from ..shared.keeping import Newest
from ..today import today
from . import describing, problems
from .calls import JSON, Call, Resource

ANSWERS: Final = "federation answers"
UNCHANGED: Final = 304
TAG_LETTERS: Final = 32
# Kept by the program that asked and nobody else, and compared before it is used again.
KEPT: Final = "private, no-cache"


def view(one: Resource) -> Callable[..., Response]:
    """The view of an address, open to tokens for reading."""
    asked, answer = one.asked(), one.answer()

    def told(**parts: str) -> Response:
        values, wrong = problems.read(asked, request.args)
        if values is None:
            return problems.unfit(wrong)
        with store().reading() as db:
            tag = _tag(state(db))
            if not request.if_none_match.star_tag and request.if_none_match.contains(tag):
                return _with(Response(status=UNCHANGED), tag)
            call = Call(db, node(), today(), values, next(iter(parts.values()), ""))
            kept: Newest[Mapping[str, object]] = current_app.extensions.setdefault(
                ANSWERS, Newest()
            )
            made = kept.get(tag, lambda: _shaped(answer.dump(one.tell(call)), one))
        body = json.dumps(made, ensure_ascii=False, allow_nan=False)
        response = Response(body.encode("utf-8", "replace"), content_type=JSON)
        if made.get("next"):
            response.headers["Link"] = f'<{_next(str(made["next"]))}>; rel="next"'
        if request.if_none_match.star_tag:
            response = Response(status=UNCHANGED)
        return _with(response, tag)

    told.__name__ = one.name
    return program(READ)(told)


def _shaped(made: Any, one: Resource) -> Mapping[str, object]:
    """The answer, in which nothing that is described is missing."""
    assert isinstance(made, Mapping)
    assert made.keys() == one.answer().fields.keys(), f"{one.name} is not as it is described"
    return made


def _tag(books: str) -> str:
    """Of the state of the books, the day, what is asked, this version and its shapes."""
    shapes = describing.digest(node().settings.role)
    asked = request.query_string.decode("latin-1")
    parts = (books, today(), MADE_ON, shapes, request.path, asked)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:TAG_LETTERS]


def _with(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = KEPT
    return response


def _next(cursor: str) -> str:
    """The address of the rest of the list (RFC 8288), as seen from this one."""
    asked = {**request.args.to_dict(), "after": cursor}
    return f"{request.script_root}{request.path}?{urlencode(asked)}"
