"""Which programs may ask this node."""

import click

from federation.commands import tokens
from federation.i18n import gettext
from federation.store import open_store

from .base import Call, common, lines, tell


@click.group("token")
def token_command() -> None:
    """Which programs may ask this node: add, list, remove."""


@token_command.command("add", help="A token for a program; it is shown this once.")
@click.argument("name")
@click.option("--scope", required=True, help="What for: read, or open311 to report at a city.")
@common
def add_token(call: Call, name: str, scope: str) -> None:
    """Let a program ask."""
    store = open_store(call.node())
    try:
        secret = tokens.add_token(store, name, scope)
    finally:
        store.close()
    with call.speaking():
        told = gettext(
            "The token of %(name)s, shown this once: give it to nobody else.\n%(token)s",
            name=name,
            token=secret,
        )
    tell(call, {"name": name, "scope": scope, "token": secret}, told)


@token_command.command("list", help="Every program that may ask; never its token.")
@common
def list_tokens(call: Call) -> None:
    """Show names, scopes and days."""
    store = open_store(call.node())
    try:
        found = tokens.list_tokens(store)
    finally:
        store.close()
    plain = [{"name": one.name, "scope": one.scope, "made_on": one.made_on} for one in found]
    with call.speaking():
        told = lines([f"{one.name}: {one.scope}, {one.made_on}" for one in found])
        tell(call, {"tokens": plain}, told)


@token_command.command("remove", help="The program of that name may ask no more.")
@click.argument("name")
@common
def remove_token(call: Call, name: str) -> None:
    """Let a program ask no more."""
    store = open_store(call.node())
    try:
        found = tokens.remove_token(store, name)
    finally:
        store.close()
    with call.speaking():
        told = gettext("%(name)s may ask no more.", name=found.name)
    tell(call, {"name": found.name}, told)
