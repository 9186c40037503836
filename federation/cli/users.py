"""Who may log in at this node."""

import click

from federation.commands import users
from federation.i18n import gettext
from federation.store import open_store

from .base import Call, ask_pin, common, lines, tell


@click.group("user")
def user_command() -> None:
    """Who may log in: add, list, reset-pin, remove."""


@user_command.command(
    "add",
    help="Somebody new; asks for a PIN of 4 to 8 digits. At a group she is treasurer, secretary, "
    "chair or collector, at a city official, clerk or reader. At a hub staff does everything but "
    "three things, for which an admin is needed: to write off a loan of the fund, to agree to "
    "other payments for one, and to make an administrator on the pages.",
)
@click.argument("name")
@click.option(
    "--role", required=True, help="Of her at this node: treasurer, staff, official … as above."
)
@click.option("--pin", default="", metavar="PIN", help="4 to 8 figures; else it is asked for.")
@click.option("--member", type=click.IntRange(min=1), help="Her number in the group's books.")
@common
def add_user(call: Call, name: str, role: str, pin: str, member: int | None) -> None:
    """Let somebody log in."""
    store = open_store(call.node())
    try:
        number = users.add_user(store, name, role, ask_pin(pin), member or 0)
    finally:
        store.close()
    with call.speaking():
        told = gettext("%(name)s may log in as %(role)s.", name=name, role=role)
    tell(call, {"user": number, "name": name, "role": role}, told)


@user_command.command("list", help="Everybody who may log in.")
@common
def list_users(call: Call) -> None:
    """Show names and roles; never a PIN."""
    store = open_store(call.node())
    try:
        found = users.list_users(store)
    finally:
        store.close()
    plain = [
        {"user": one.id, "name": one.name, "role": one.role, "member": one.member} for one in found
    ]
    with call.speaking():
        tell(call, {"users": plain}, lines([f"{one.name}: {one.role}" for one in found]))


@user_command.command("reset-pin", help="Another PIN; every login of that person ends.")
@click.argument("name")
@click.option("--pin", default="", metavar="PIN", help="4 to 8 figures; else it is asked for.")
@common
def reset_pin(call: Call, name: str, pin: str) -> None:
    """Give somebody another PIN."""
    store = open_store(call.node())
    try:
        found = users.find_user(store, name)
        users.reset_pin(store, found.id, ask_pin(pin))
    finally:
        store.close()
    with call.speaking():
        told = gettext("%(name)s has another PIN now.", name=found.name)
    tell(call, {"user": found.id, "name": found.name}, told)


@user_command.command("remove", help="May no longer log in; what she did keeps her name.")
@click.argument("name")
@common
def remove_user(call: Call, name: str) -> None:
    """Let somebody no longer log in."""
    store = open_store(call.node())
    try:
        found = users.find_user(store, name)
        users.remove_user(store, found.id)
    finally:
        store.close()
    with call.speaking():
        told = gettext("%(name)s may no longer log in.", name=found.name)
    tell(call, {"user": found.id, "name": found.name}, told)
