"""Files of the city: take in what the federation sent, write the answers for it."""

from flask import Blueprint

from ..shared import post


def add(to: Blueprint) -> None:
    """The routes."""
    post.add(to)
