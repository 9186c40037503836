"""Settings: who may log in, and by which address phones reach this machine."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.tokens import SCOPES, list_tokens
from federation.commands.users import add_user, list_users, remove_user, reset_pin
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.schemas.base import load
from federation.schemas.users import NewPinSchema, NewUserSchema
from federation.store.access import ProgramView
from federation.store.local import UserView
from federation.store.queries import books

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from . import guides
from .printing import Links

Options = tuple[tuple[object, str], ...]
# Who may say who logs in: officers of a group, staff of the hub, officials of a city.
ADMIN: Final = "admin"
KEEPERS: Final = ("treasurer", "secretary", "chair", "admin", "staff", "official")


def _roles() -> Options:
    """The tasks there are at this node, each with what it may do; the one with least comes last."""
    told = {
        "group": (
            ("treasurer", gettext("Treasurer: everything")),
            ("secretary", gettext("Secretary: everything")),
            ("chair", gettext("Chairperson: everything")),
            ("collector", gettext("Collector: savings and the lists")),
        ),
        "hub": (
            ("admin", gettext("Administrator: everything")),
            ("staff", gettext("Staff: everything but write-offs and administrators")),
        ),
        "city": (
            ("official", gettext("Official: reads and answers")),
            ("clerk", gettext("Clerk: reads, writes down meetings and payments")),
            ("reader", gettext("Reader: only reads")),
        ),
    }
    return tuple(one for one in told[node().settings.role] if _may_keep(one[0]))


def _may_keep(role: str) -> bool:
    """Whether whoever is logged in may say who has that role: of administrators they alone."""
    return role != ADMIN or me().role == ADMIN


def _check_keeps(role: str) -> None:
    """Raises Refusal `role-above`."""
    if not _may_keep(role):
        raise refuse("role-above")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage(Page):
    """People, programs and the address; `is_shut`: only this very machine can reach it now.

    `scopes`: what programs may ask for here, if they may at all.
    """

    template: ClassVar[str] = "shared/settings.html"
    users: tuple[UserView, ...]
    programs: tuple[ProgramView, ...]
    scopes: tuple[str, ...]
    address: str
    is_shut: bool
    node_id: str
    guides: Links


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser(Page):
    """Somebody new who may log in."""

    template: ClassVar[str] = "shared/new_user.html"
    form: Form
    roles: Options
    members: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPage(Page):
    """One person: another PIN, or may no longer log in; `is_above`: others say that of her."""

    template: ClassVar[str] = "shared/user.html"
    form: Form
    user: UserView
    is_me: bool
    is_above: bool


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/settings", view_func=settings)
    to.add_url_rule("/settings/people/new", view_func=new_user, methods=both)
    to.add_url_rule("/settings/people/<int:number>", view_func=one_user, methods=both)
    to.add_url_rule("/settings/people/<int:number>/remove", view_func=remove, methods=["POST"])


@allow(*KEEPERS)
def settings() -> ResponseReturnValue:
    """People and address."""
    host = request.host
    page = SettingsPage(
        users=list_users(store()),
        programs=list_tokens(store()),
        scopes=SCOPES[node().settings.role],
        address=f"{request.scheme}://{host}{request.script_root}/",
        is_shut=host.startswith(("127.", "localhost")),
        node_id=node().settings.node_id,
        guides=guides.offered(),
    )
    return render(page)


def _one(number: int) -> UserView:
    for one in list_users(store()):
        if one.id == number:
            return one
    raise refuse("user-unknown", user=number)


@allow(*KEEPERS)
def new_user() -> ResponseReturnValue:
    """Let somebody log in."""

    def page(form: Form) -> Page:
        with store().reading() as db:
            book = books.book_of(db, node().settings.node_id)
            here = books.members(db, book, also_left=False) if book else ()
        members = tuple((one.member, f"{one.name or '№'} · {one.member}") for one in here)
        return NewUser(form=form, roles=_roles(), members=members)

    if request.method == "GET":
        return render(page(forms.fresh(role=_roles()[-1][0])))
    form = forms.typed()
    values, faults = load(NewUserSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    _check_keeps(values["role"])
    try:
        number = add_user(store(), values["name"], values["role"], values["pin"], values["member"])
    except Refusal as refusal:
        return forms.show(page(form.refused(refusal)), status_of(refusal))
    return redirect(url_for(".one_user", number=number, done="added"), 303)


def _user_page(number: int, form: Form) -> Page:
    one = _one(number)
    return UserPage(form=form, user=one, is_me=number == me().id, is_above=not _may_keep(one.role))


@allow(*KEEPERS)
def one_user(number: int) -> ResponseReturnValue:
    """Another PIN for somebody."""
    if request.method == "GET":
        return render(_user_page(number, forms.fresh()))
    _check_keeps(_one(number).role)
    form = forms.typed()
    values, faults = load(NewPinSchema(), form.typed())
    if faults:
        return forms.show(_user_page(number, form.wrong(faults)))
    try:
        reset_pin(store(), number, values["pin"])
    except Refusal as refusal:
        return forms.show(_user_page(number, form.refused(refusal)), status_of(refusal))
    return redirect(url_for(".settings", done="pin"), 303)


@allow(*KEEPERS)
def remove(number: int) -> ResponseReturnValue:
    """Somebody may no longer log in; nobody removes herself."""
    form = forms.typed()
    if number == me().id:
        refusal = refuse("user-is-you")
        return forms.show(_user_page(number, form.refused(refusal)), status_of(refusal))
    _check_keeps(_one(number).role)
    remove_user(store(), number)
    return redirect(url_for(".settings", done="removed"), 303)
