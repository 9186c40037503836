"""What a request stands on: this node, its store, and who is asking."""

from flask import current_app, g

from federation.core.refusals import refuse
from federation.node import Node
from federation.store import Store
from federation.store.local import UserView


def store() -> Store:
    """The store of the node that this application serves."""
    found = current_app.extensions["federation"]
    assert isinstance(found, Store)
    return found


def node() -> Node:
    """The node that this application serves."""
    return store().node


def somebody() -> UserView | None:
    """Who is logged in, or None."""
    found = g.get("me")
    return found if isinstance(found, UserView) else None


def me() -> UserView:
    """Who is logged in. Raises Refusal `login-needed`."""
    found = somebody()
    if found is None:
        raise refuse("login-needed")
    return found
