"""The API described for other programs (OpenAPI 3.1).

It is made from the schemas that also read and answer each call, so that description and deed
cannot drift apart.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from federation.schemas.api import LimitField
from federation.schemas.api_answers import ProblemSchema
from federation.schemas.fields import EdgeField

from . import problems
from .calls import CITY, HERE, JSON, Resource
from .resources import of_role

OPENAPI: Final = "3.1.0"
VERSION: Final = "1.0.0"
SCHEME: Final = "token"
_SCHEMA: Final = re.compile("Schema$")
_WRONG: Final = (
    ("400", "The host that was asked for is no name of this node."),
    ("401", "No token came with the call, or none of this node's."),
    ("403", "The token is for something else."),
    ("404", "There is no such thing here."),
    ("422", "A parameter cannot be used; each is named with what to send instead."),
)
_ABOUT: Final = (
    "Read-only figures of {whose}. Every call needs a token for reading, made there with "
    "`federation token add NAME --scope read`. Money is whole minor units (cents), days are ISO "
    "8601. What is wrong is told as problem details (RFC 9457). Send the ETag of an answer as "
    "If-None-Match: while nothing changed, there is no body to read again."
)
_ABOUT_HUB: Final = (
    " A token of a hub is for the federation's own programs: it reads what the office's staff "
    "read, requests of settlements under embargo (`under_embargo`) and households fewer than a "
    "city may see among them. What others may have are the cells of a release."
)


@cache
def description(role: str) -> Mapping[str, Any]:
    """The OpenAPI document for nodes of that role; not to be changed."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    whose = "a city: what was released to it" if role == CITY else "a federation of savings groups"
    spec = APISpec(
        title="Federation toolkit",
        version=VERSION,
        openapi_version=OPENAPI,
        info={"description": _ABOUT.format(whose=whose) + ("" if role == CITY else _ABOUT_HUB)},
        servers=[{"url": HERE}],
        security=[{SCHEME: []}],
        plugins=[plugin],
    )
    for field, kind in ((LimitField, "integer"), (EdgeField, "string")):
        plugin.map_to_openapi_type(field, kind, None)  # type: ignore[no-untyped-call] # apispec's
    spec.components.security_scheme(
        SCHEME, {"type": "http", "scheme": "bearer", "description": "A token for reading."}
    )
    spec.components.schema("Problem", schema=ProblemSchema)
    for status, about in _WRONG:
        content = {problems.TYPE: {"schema": "Problem"}}
        spec.components.response(status, {"description": about, "content": content})
    for one in of_role(role):
        spec.path(one.template, operations={"get": _operation(one)})
    return spec.to_dict()


@cache
def digest(role: str) -> str:
    """SHA-256 of the description: other shapes, another digest."""
    return hashlib.sha256(json.dumps(description(role), sort_keys=True).encode()).hexdigest()


def _name(schema: Any) -> str:
    named = schema if isinstance(schema, str) else getattr(schema, "__name__", "")
    return _SCHEMA.sub("", named or type(schema).__name__)


def _operation(one: Resource) -> dict[str, Any]:
    headers = {
        "ETag": {"schema": {"type": "string"}, "description": "Of this answer."},
        "Link": {"schema": {"type": "string"}, "description": "The next part of a list."},
    }
    answers: dict[str, Any] = {
        "200": {
            "description": "The answer.",
            "headers": {name: headers[name] for name in _headers(one)},
            "content": {JSON: {"schema": one.answer}},
        },
        "304": {"description": "Nothing changed since the answer with the ETag that was sent."},
    }
    answers.update({status: status for status, _ in _WRONG})
    parameters: list[Any] = [{"in": "query", "schema": one.asked}]
    pattern, about = one.part
    parameters += [
        {
            "in": "path",
            "name": name,
            "required": True,
            "description": about,
            "schema": {"type": "string", "pattern": f"^(?:{pattern})$"},
        }
        for name in one.variables
    ]
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": parameters,
        "responses": answers,
    }


def _headers(one: Resource) -> tuple[str, ...]:
    return ("ETag", "Link") if "after" in one.asked().fields else ("ETag",)
