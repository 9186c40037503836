"""Members: the list, admitting, changing; a member's page is her savings book."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from federation.catalogues import LANGUAGES
from federation.commands.members import (
    AdmitMember,
    ChangeMember,
    admit_member,
    change_member,
)
from federation.papers import dots as drawing
from federation.schemas.members import AdmitSchema, MemberSchema
from federation.store.queries import books, dots, learning
from federation.store.queries import loans as lent

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import number_asked, store
from ..pages import Page, render
from ..today import start_day, today
from .common import OFFICERS, SAVERS, one_member, own_book

LAST_MEETINGS: Final = 26  # half a year of weeks, as dots
LINES: Final = 100  # of a savings book at a time, and the rest of the last entry's


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(Page):
    """Members that are here or that were searched for."""

    template: ClassVar[str] = "group/members.html"
    members: tuple[books.MemberView, ...]
    search: str
    with_left: bool
    here: int
    saved_minor: int
    owes_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars(Page):
    """A new member (`member` None), or what is known of one."""

    template: ClassVar[str] = "group/particulars.html"
    form: Form
    member: books.MemberView | None
    next_number: int
    languages: tuple[tuple[str, str], ...] = tuple(LANGUAGES.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Passbook(Page):
    """A member's savings book.

    `saving`: whether she saved at the last meetings, `dots_drawn` the same as a drawing, `marks`
    what each of its shapes says. `lines`, the newest first; `older`: the entry before which the
    next page goes back, or 0.
    """

    template: ClassVar[str] = "group/member.html"
    member: books.MemberView
    saved: Mapping[str, int]
    loans: tuple[books.LoanView, ...]
    lines: tuple[books.PassbookLine, ...]
    older: int
    fines_minor: int
    kept_minor: int
    saving: dots.Dots
    dots_drawn: Markup
    dots_about: str
    marks: tuple[tuple[dots.State, Markup], ...]
    skills: tuple[learning.SkillView, ...]
    badges: tuple[learning.BadgeView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/members", view_func=members)
    to.add_url_rule("/members/new", view_func=admit, methods=["GET", "POST"])
    to.add_url_rule("/members/<int:number>", view_func=member)
    to.add_url_rule("/members/<int:number>/change", view_func=change, methods=["GET", "POST"])


@allow(*SAVERS)
def members() -> ResponseReturnValue:
    """The list; `find` looks for part of a name, with or without click letters, or a number."""
    search, with_left = request.args.get("find", "").strip(), "left" in request.args
    with store().reading() as db:
        book = own_book(db)
        found = books.members(db, book, search, also_left=with_left or bool(search))
        here = len(books.members(db, book, also_left=False)) if search or with_left else len(found)
    return render(
        Members(
            members=found,
            search=search,
            with_left=with_left,
            here=here,
            saved_minor=sum(one.saved_minor for one in found),
            owes_minor=sum(one.owes_minor for one in found),
        )
    )


@allow(*OFFICERS)
def admit() -> ResponseReturnValue:
    """A new member."""
    if request.method == "GET":
        return render(_admitting(forms.fresh(day=start_day())))
    return forms.take(
        AdmitSchema(),
        AdmitMember,
        admit_member,
        _admitting,
        lambda receipt: url_for(".member", number=receipt.facts["member"], done="admitted"),
    )


def _admitting(form: Form) -> Page:
    with store().reading() as db:
        return Particulars(form=form, member=None, next_number=books.next_member(db, own_book(db)))


@allow(*OFFICERS)
def change(number: int) -> ResponseReturnValue:
    """Other particulars of a member."""
    if request.method == "GET":
        with store().reading() as db:
            known = one_member(db, number)
        told = {
            "name": known.name,
            "phone": known.phone,
            "id_number": known.id_number,
            "birth_year": known.birth_year or "",
            "slip_language": known.slip_language,
            "gender": known.gender,
            "roles": known.roles.replace(";", "; "),
            "day": start_day(),
        }
        return render(_changing(number, forms.fresh(**told)))
    return forms.take(
        MemberSchema(),
        ChangeMember,
        change_member,
        lambda form: _changing(number, form),
        lambda _: url_for(".member", number=number, done="changed"),
        member=number,
    )


def _changing(number: int, form: Form) -> Page:
    with store().reading() as db:
        return Particulars(form=form, member=one_member(db, number), next_number=0)


@allow(*SAVERS)
def member(number: int) -> ResponseReturnValue:
    """Her savings book."""
    with store().reading() as db:
        book = own_book(db)
        lines = books.passbook(db, book, number)
        shown, older = _newest(lines, number_asked("before"))
        saving = dots.of_member(db, book, number, today(), LAST_MEETINGS)
        page = Passbook(
            member=one_member(db, number),
            saved=MappingProxyType(books.saved_by_purpose(db, book, number)),
            loans=books.loans(db, book, number),
            lines=shown,
            older=older,
            fines_minor=books.fines_due(db, book).get(number, 0),
            kept_minor=lent.kept_credit(db, book).get(number, 0),
            saving=saving,
            dots_drawn=Markup(drawing.page(saving)),  # noqa: S704 - escaped there
            dots_about=drawing.about(saving),
            marks=tuple((one, Markup(drawing.mark(one))) for one in dots.State),  # noqa: S704
            skills=tuple(one for one in learning.skills(db, book) if one.member == number),
            badges=tuple(
                one
                for one in learning.badges(db, book)
                if one.member == number and not one.back_seq
            ),
        )
    return render(page)


def _newest(
    lines: tuple[books.PassbookLine, ...], before: int
) -> tuple[tuple[books.PassbookLine, ...], int]:
    """The newest lines before an entry (0: of all), newest first, and where older ones begin."""
    rest = [one for one in lines[::-1] if not before or one.seq < before]
    shown = rest[:LINES]
    shown += [one for one in rest[LINES:] if one.seq == shown[-1].seq]
    return tuple(shown), shown[-1].seq if len(shown) < len(rest) else 0
