"""What a request stands on: this node, its store, and who is asking."""

from collections.abc import Mapping
from typing import Final

from flask import current_app, g, request

from federation.catalogues import Translated
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import Store
from federation.store.local import UserView
from federation.store.queries import books
from federation.store.spoken import Spoken, State

NUMBER_MAX: Final = 2**63 - 1  # what SQLite counts with
# Refusals that speak of a number, not of whose it is.
_OF_A_NUMBER: Final = ("member-unknown", "member-number-taken")


def store() -> Store:
    """The store of the node that this application serves."""
    found = current_app.extensions["federation"]
    assert isinstance(found, Store)
    return found


def node() -> Node:
    """The node that this application serves."""
    return store().node


def own_words(language: str, *, also_glossary: bool = True) -> Mapping[str, Translated]:
    """What this node says in a language otherwise than what is shipped, by the English message.

    `also_glossary`: a group's own words for things of the trade, too.
    """
    kept, state = _spoken()
    with store().reading() as db:
        return kept.words(db, language, state if also_glossary else State(state.turns, ()))


def has_own_words(language: str) -> bool:
    """Whether the federation ever wrote words of a language: known without reading them."""
    return language in _spoken()[1].turns


def _spoken() -> tuple[Spoken, State]:
    """What is kept of them, and how they stand: asked once for a page, for all languages."""
    kept = current_app.extensions["spoken"]
    assert isinstance(kept, Spoken)
    state = g.get("spoken_state")
    if not isinstance(state, State):
        with store().reading() as db:
            state = g.spoken_state = kept.state(db)
    return kept, state


def number_asked(name: str, default: int = 0) -> int:
    """A number that stands in the address after the question mark; `default` where there is none.

    One below nothing, or beyond what books count with, is as if it were not there.
    """
    found = request.args.get(name, default, type=int)
    return found if 0 <= found <= NUMBER_MAX else default


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


def named(refusal: Refusal) -> Refusal:
    """With a member's name beside her number, where the books of this group know it."""
    number = refusal.facts.get("member")
    if not isinstance(number, int) or refusal.code in _OF_A_NUMBER:
        return refusal
    with store().reading() as db:
        name = books.names(db, books.book_of(db, node().settings.node_id)).get(number, "")
    told = f"{name} ({number})" if name else number
    return Refusal(refusal.code, {**refusal.facts, "member": told})
