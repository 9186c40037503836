"""Sentences about building a demo."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "demo-folder-used": "There is something in %(folder)s already. Name a new folder, or "
        "move that one away.",
        "demo-size": "A demo can have %(least)s to %(most)s %(what)s. Choose a number in between.",
        "demo-day": "“%(text)s” is no day. Write it as year, month and day: 2026-11-22.",
        "demo-went-wrong": "The demo could not be built: the file %(file)s was not taken in. "
        "Start again; if it happens again, tell the people who make this program.",
    }
)
