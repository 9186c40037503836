"""Tokens of programs: shown once, kept as a hash, for one thing only, taken away at once."""

from collections.abc import Callable

import pytest

from federation.commands import tokens
from federation.core.refusals import Refusal
from federation.store import Store


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as found:
        do()
    assert found.value.code == code


def test_a_token_is_kept_as_a_hash_and_known_again(city: Store) -> None:
    secret = tokens.add_token(city, "Call  centre", "open311")
    assert len(secret) == 32
    assert tokens.check_token(city, secret, "open311").name == "Call centre"
    assert secret.encode() not in city.node.database_path.read_bytes()
    (listed,) = tokens.list_tokens(city)
    assert (listed.name, listed.scope, listed.made_on) == ("Call centre", "open311", "2026-11-22")
    assert secret not in repr(listed)


def test_two_programs_have_two_tokens(city: Store) -> None:
    first, second = (tokens.add_token(city, name, "open311") for name in ("A", "B"))
    assert first != second
    assert tokens.check_token(city, second, "open311").name == "B"


def test_a_token_is_good_for_its_scope_only(city: Store) -> None:
    secret = tokens.add_token(city, "Figures", "read")
    assert tokens.check_token(city, secret, "read").name == "Figures"
    refused("token-wrong", lambda: tokens.check_token(city, secret, "open311"))
    refused("token-wrong", lambda: tokens.check_token(city, secret.upper(), "read"))
    for nothing in ("", "\udc80", "x" * 5000):
        refused("token-wrong", lambda told=nothing: tokens.check_token(city, told, "read"))


def test_what_was_removed_asks_no_more(city: Store) -> None:
    secret = tokens.add_token(city, "Call centre", "open311")
    assert tokens.remove_token(city, "CALL CENTRE").name == "Call centre"
    refused("token-wrong", lambda: tokens.check_token(city, secret, "open311"))
    refused("token-unknown", lambda: tokens.remove_token(city, "Call centre"))
    assert tokens.add_token(city, "Call centre", "open311") != secret


def test_what_a_token_needs(city: Store, hub: Store, group: Store) -> None:
    tokens.add_token(city, "Call centre", "open311")
    refused("token-name-taken", lambda: tokens.add_token(city, "call centre", "read"))
    refused("token-name-missing", lambda: tokens.add_token(city, "  ", "read"))
    refused("token-scope-unknown", lambda: tokens.add_token(city, "X", "write"))
    refused("token-scope-unknown", lambda: tokens.add_token(hub, "X", "open311"))
    assert tokens.add_token(hub, "X", "read")
    refused("token-not-here", lambda: tokens.add_token(group, "X", "read"))
