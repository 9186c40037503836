"""To which departments somebody belongs: theirs stand first, and answers begin with them."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.city import SetDepartments, set_departments
from federation.core.names import fold
from federation.core.refusals import refuse
from federation.schemas.base import load
from federation.schemas.city import DepartmentsSchema
from federation.store import local, staff
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from .common import OFFICIALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Departments(Page):
    """The departments of one person; `known`: those that answers named so far."""

    template: ClassVar[str] = "city/departments.html"
    form: Form
    user: local.UserView
    known: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule(
        "/settings/departments/<int:number>", view_func=departments, methods=["GET", "POST"]
    )


@allow(*OFFICIALS)
def departments(number: int) -> ResponseReturnValue:
    """One on each line. Raises Refusal `user-unknown`."""
    with store().reading() as db:
        user = local.user(db, number)
        own = staff.departments(db, number)
        named = {answer.department for one in asked.requests(db) for answer in one.answers}
    if user is None:
        raise refuse("user-unknown", user=number)
    known = tuple(sorted(filter(None, named), key=fold))

    def page(form: Form) -> Page:
        assert user is not None
        return Departments(form=form, user=user, known=known)

    if request.method == "GET":
        return render(page(forms.fresh(departments="\n".join(own))))
    form = forms.typed()
    values, faults = load(DepartmentsSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    return forms.act(
        form,
        SetDepartments(person=number, **values, **forms.stamp(form)),
        set_departments,
        page,
        lambda _: url_for(".one_user", number=number, done="departments"),
    )
