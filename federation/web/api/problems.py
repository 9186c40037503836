"""What a program is told instead of an answer: problem details (RFC 9457), one sentence each."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from flask import Response, request
from marshmallow import Schema
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import MethodNotAllowed

from federation.core.refusals import Refusal, refuse
from federation.i18n import say
from federation.schemas.base import Fault, load

from ..errors import FAULT, UNFIT, Teller

TYPE: Final = "application/problem+json"
NAME_LETTERS_MAX: Final = 40
# RFC 6750, 3.1: what kind of token would help.
_CHALLENGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bearer-missing": 'Bearer realm="federation"',
        "bearer-wrong": 'Bearer realm="federation", error="invalid_token"',
        "bearer-scope": 'Bearer realm="federation", error="insufficient_scope", scope="read"',
    }
)


def tell(status: int, refusal: Refusal) -> Response:
    """A refusal, with its status."""
    response = _problem(status, refusal, ())
    if refusal.code in _CHALLENGES:
        response.headers["WWW-Authenticate"] = _CHALLENGES[refusal.code]
    error = request.routing_exception
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


TELLER: Final = Teller(
    "/api/",
    tell,
    MappingProxyType(
        {
            404: "resource-unknown",
            405: "resource-read-only",
            413: "call-too-large",
            FAULT: "call-failed",
        }
    ),
)


def read(
    schema: Schema, sent: MultiDict[str, str]
) -> tuple[Mapping[str, Any] | None, tuple[Fault, ...]]:
    """The parameters' values, or everything that is wrong with them."""
    twice = tuple(
        Fault((name,), "parameter-twice", {"field": name[:NAME_LETTERS_MAX]})
        for name, values in sent.lists()
        if len(values) > 1
    )
    values, wrong = load(schema, sent.to_dict())
    known = ", ".join(schema.fields)
    code = "parameter-unknown" if known else "parameter-none"
    named = tuple(
        Fault(one.where, code, {**one.facts, "known": known})
        if one.code == "field-unknown"
        else one
        for one in wrong
    )
    every = (*twice, *named)
    return (None if every else values), every


def unfit(wrong: tuple[Fault, ...]) -> Response:
    """Parameters that cannot be used: each with its sentence."""
    only = wrong[0].refusal if len(wrong) == 1 else None
    return _problem(UNFIT, only or refuse("parameters-unclear", count=len(wrong)), wrong)


def _problem(status: int, refusal: Refusal, wrong: tuple[Fault, ...]) -> Response:
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": say(refusal),
        "code": refusal.code,
    }
    if wrong:
        told["errors"] = [
            {
                "parameter": str(one.where[0])[:NAME_LETTERS_MAX],
                "code": one.code,
                "detail": say(one.refusal),
            }
            for one in wrong
        ]
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, content_type=TYPE)
