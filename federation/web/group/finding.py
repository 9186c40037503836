"""Finding members, loans, requests and settlements of the group."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.core import finding
from federation.core.events import FundLoanAgreed
from federation.core.finding import Sought, plain
from federation.i18n import day, gettext, money
from federation.store import Database
from federation.store.queries import books, profiles
from federation.store.queries import finding as known
from federation.store.queries import group as by_group

from ..guard import allow
from ..here import node
from ..shared.finding import Hit, Section, facts, page, section
from .common import OFFICERS, own_book


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/find", view_func=find)


@allow(*OFFICERS)
def find() -> ResponseReturnValue:
    """What `find` finds in the group's books."""
    ways = (
        gettext("a name, or a part of it; !Nami, ǃNami and Nami are the same"),
        gettext("the number of a member's book or of a loan: 12, or loan 12"),
        gettext("the last four digits of a telephone"),
        gettext("the number or the title of a request, or a settlement"),
    )
    return page(_sections, ways)


def _sections(db: Database, what: Sought) -> Iterable[Section]:
    book, asks = own_book(db), known.requests(db)
    lent = books.loans(db, book, only=(what.number,)) if what.number else ()
    funds, told = by_group.fund_loans(db, book), profiles.profiles(db, node().settings.node_id)
    yield section(gettext("Members"), "members", _members(db, book, what), _member)
    yield section(gettext("Loans"), "loan", _loans(lent, what), _loan)
    yield section(gettext("Loans to the group"), "loan", _fund_loans(funds, what), _fund_loan)
    yield section(gettext("Requests"), "request", _requests(asks, what), _request)
    yield section(gettext("Settlements"), "place", _profiles(told, what), _profile)


def _is_loan(what: Sought, number: int) -> bool:
    return finding.is_numbered(what, number, ("loan", gettext("loan %(number)s", number="")))


def _members(db: Database, book: int, what: Sought) -> Iterator[tuple[int, known.PersonName]]:
    said = (gettext("no. %(number)s", number=""),)
    for one in known.people(db, book):
        how = finding.fits(what, (plain(one.folded),))
        if finding.is_numbered(what, one.member, said):
            how = finding.WHOLE
        elif not how and finding.is_dialled(what, one.phone):
            how = finding.HAS
        yield how, one


def _member(one: known.PersonName) -> Hit:
    left = gettext("left %(day)s", day=day(one.left_on)) if one.left_on else ""
    told = facts(gettext("no. %(number)s", number=one.member), one.phone, left)
    return Hit(url_for("group.member", number=one.member), one.name, told)


def _loans(lent: Iterable[books.LoanView], what: Sought) -> Iterator[tuple[int, books.LoanView]]:
    return ((finding.WHOLE, one) for one in lent if _is_loan(what, one.loan))


def _loan(one: books.LoanView) -> Hit:
    told = facts(one.name or f"№ {one.member}", money(one.principal_minor))
    said = gettext("loan %(number)s", number=one.loan)
    return Hit(url_for("group.one_loan", loan=one.loan), said, told)


def _fund_loans(
    lent: Iterable[FundLoanAgreed], what: Sought
) -> Iterator[tuple[int, FundLoanAgreed]]:
    for one in lent:
        is_it = _is_loan(what, one.fund_loan)
        yield finding.WHOLE if is_it else finding.fits(what, (plain(one.lender),)), one


def _fund_loan(one: FundLoanAgreed) -> Hit:
    said = gettext("loan %(number)s", number=one.fund_loan)
    told = facts(one.lender, money(one.principal), day(one.day))
    return Hit(url_for("group.fund_loan", number=one.fund_loan), said, told)


def _requests(
    asks: Iterable[known.RequestName], what: Sought
) -> Iterator[tuple[int, known.RequestName]]:
    for one in asks:
        yield finding.fits(what, map(plain, (one.number, one.title, one.settlement))), one


def _request(one: known.RequestName) -> Hit:
    href = url_for("group.one_request", name=one.request)
    return Hit(href, one.title, facts(one.number, one.settlement))


def _profiles(
    told: Iterable[profiles.ProfileView], what: Sought
) -> Iterator[tuple[int, profiles.ProfileView]]:
    return ((finding.fits(what, (plain(one.settlement),)), one) for one in told)


def _profile(one: profiles.ProfileView) -> Hit:
    about = gettext("described on %(day)s", day=day(one.newest))
    return Hit(url_for("group.one_profile", number=one.number), one.settlement, about)
