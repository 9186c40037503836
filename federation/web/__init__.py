"""The faces of a node in a browser: one for each role, over what they share."""

from .app import create_app

__all__ = ["create_app"]
