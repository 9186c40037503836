"""The read-only JSON API of a hub and of a city: figures for other programs, never a person.

Every address needs a token for reading (`federation token add NAME --scope read`), but the
description of the API, which says nothing of the books. Nothing here is ever a page: whatever goes
wrong is told as problem details (RFC 9457).
"""

import json

from flask import Blueprint, Flask, Response
from flask.blueprints import BlueprintSetupState

from ..errors import tell_programs
from ..guard import public
from ..here import node
from . import describing, problems
from .answering import view
from .calls import HERE, JSON
from .resources import of_role


def blueprint(role: str) -> Blueprint:
    """Every address for nodes of that role."""
    found = Blueprint("api", __name__)
    for one in of_role(role):
        found.add_url_rule(
            f"{HERE}{one.path}",
            endpoint=one.name,
            view_func=view(one),
            methods=["GET"],
            provide_automatic_options=False,
            strict_slashes=one.path != "/",
        )
    found.add_url_rule(
        f"{HERE}/openapi.json", view_func=openapi, methods=["GET"], provide_automatic_options=False
    )
    found.record(_furnish)
    return found


def _furnish(state: BlueprintSetupState) -> None:
    app = state.app
    assert isinstance(app, Flask)
    tell_programs(app, problems.TELLER)


@public
def openapi() -> Response:
    """The description of this API (OpenAPI 3.1), for anybody."""
    told = describing.description(node().settings.role)
    return Response(json.dumps(told, ensure_ascii=False), content_type=JSON)
