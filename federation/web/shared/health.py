"""`GET /healthz`: whether the node answers, and which role it has."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from ..guard import public
from ..here import node


def blueprint() -> Blueprint:
    """The route; it looks at no book, so that it answers in any case."""
    found = Blueprint("health", __name__)
    found.add_url_rule("/healthz", view_func=healthz)
    return found


@public
def healthz() -> ResponseReturnValue:
    """The node's role."""
    return jsonify(status="ok", role=node().settings.role)
