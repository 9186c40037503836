"""Groups: a list, sums per region, and one group with its sums and files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.core.names import fold
from federation.core.places import REGION
from federation.core.refusals import Refusal, refuse
from federation.i18n import word
from federation.reports.indicators import savings_by_month, year_before
from federation.store import Database
from federation.store.queries import books, hub, places
from federation.store.queries import requests as asked
from sync import histories
from sync.enrolment import charter_again, own_card
from sync.export import Written, export
from sync.status import PartnerStatus, status
from sync.sticks import Stick, sticks

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import pictures
from ..shared import sticks as on_sticks
from ..shared.beside import Beside, to_office
from ..shared.sticks import Done
from ..today import today
from .life import Life, life_of
from .overview import STAFF, GroupRow, RegionRow, group_rows, region_rows, told
from .parts import slice_of

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups(Page):
    """Groups, `PAGE` at a time, those who need somebody most first; sums per region; cities.

    `find`, `region` and `reason` are what they were chosen by; `found` how many there are, of
    `all`; `pages` addresses of the pages before and after ("": none).
    """

    template: ClassVar[str] = "hub/groups.html"
    groups: tuple[GroupRow, ...]
    found: int
    all: int
    find: str
    region: str
    reason: str
    reasons: tuple[tuple[str, str], ...]
    regions: tuple[RegionRow, ...]
    cities: tuple[asked.PartnerView, ...]
    names: dict[str, str]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage(Page):
    """One group: sums, files, how far each side has the other's entries, its requests.

    `forks`: two versions of its books that wait to be put in order; `settled`: those that a new
    card put in order. `charter`, `written`, `put`: what was just written for its new machine;
    `digits`: of this office, which that machine asks for. `life`: its place, networks and offices.
    """

    template: ClassVar[str] = "hub/group.html"
    form: Form
    row: GroupRow
    reasons: tuple[str, ...]
    partner: PartnerStatus
    files: tuple[hub.FileIn, ...]
    requests: tuple[asked.RequestView, ...]
    life: Life
    money: pictures.Money | None
    savings: pictures.Drawn
    ladders: tuple[pictures.Ladder, ...]
    forks: tuple[Beside, ...]
    settled: tuple[Beside, ...]
    is_new_card: bool
    sticks: tuple[Stick, ...]
    where: str
    digits: str
    charter: str = ""
    written: tuple[Written, ...] = ()
    put: Done | None = None


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/groups", view_func=groups)
    to.add_url_rule("/groups/<code>", view_func=group)
    to.add_url_rule("/groups/<code>/back", view_func=give_back, methods=["GET", "POST"])


@allow(*STAFF)
def groups() -> ResponseReturnValue:
    """Every group."""
    with store().reading() as db:
        rows, cities = group_rows(db, status(store())), asked.partners(db, "city")
        names = {one.code: one.name for one in places.tree(db) if one.level == REGION}
    find, region, reason = (request.args.get(name, "") for name in ("find", "region", "reason"))
    chosen = [one for one in rows if _is_chosen(one, fold(find), region, reason)]
    part = slice_of(chosen, PAGE)
    return render(
        Groups(
            groups=part.rows,
            found=len(chosen),
            all=len(rows),
            find=find,
            region=region,
            reason=reason,
            reasons=_reasons(rows),
            regions=region_rows(rows, names),
            cities=cities,
            names=names,
            before=part.before,
            after=part.after,
        )
    )


def _is_chosen(one: GroupRow, find: str, region: str, reason: str) -> bool:
    return (
        (not find or find in fold(one.name) or find in fold(one.code))
        and (not region or one.region == region)
        and (not reason or any(found.code == reason for found in one.reasons))
    )


def _reasons(rows: Iterable[GroupRow]) -> tuple[tuple[str, str], ...]:
    """Reasons that any group gives, to choose from, with how many give them."""
    counts = Counter(found.code for one in rows for found in one.reasons)
    return tuple(
        (code, f"{word(code, 'urgent')} ({count})") for code, count in counts.most_common()
    )


def _page(code: str, form: Form) -> GroupPage:
    stands = status(store(), only=code)
    partner = next(iter(stands.partners), None)
    if partner is None or partner.role != "group":
        raise refuse("partner-unknown", partner=code[:20])
    found = sticks()
    forks = [one for one in histories.forks(store()) if one.writer == partner.node]
    with store().reading() as db:
        (row,) = group_rows(db, stands)
        view = asked.partner(db, code)
        book = books.book_of(db, partner.node)
        return GroupPage(
            form=form,
            row=row,
            reasons=tuple(map(told, row.reasons)),
            partner=partner,
            files=hub.files_of(db, partner.node),
            requests=tuple(one for one in asked.requests(db) if one.owner == partner.node),
            life=life_of(db, partner.node, today()),
            money=pictures.money_of(db, book) if book else None,
            savings=pictures.savings(_line(db, book)),
            ladders=pictures.ladders_of(db, (book,)) if book else (),
            forks=tuple(to_office(one) for one in forks if not one.settled),
            settled=tuple(to_office(one) for one in forks if one.settled),
            is_new_card=view is not None and view.incarnation > 1,
            sticks=found,
            where=form.value("where") or on_sticks.usual(found),
            digits=own_card(node()).digits,
        )


def _line(db: Database, book: int) -> tuple[tuple[str, int], ...]:
    """What members had saved at the end of each month of the year until now."""
    now = today()
    return savings_by_month(db, book, year_before(now), now) if book else ()


@allow(*STAFF)
def group(code: str) -> ResponseReturnValue:
    """One group."""
    return render(_page(code, forms.fresh()))


@allow(*STAFF)
def give_back(code: str) -> ResponseReturnValue:
    """Write the charter and everything that is held of a group, for its new machine."""
    if request.method == "GET":
        return group(code)
    form = forms.typed()
    where = form.value("where")
    try:
        stick = on_sticks.asked(where)
        written = export(store(), to=code, rebuild=True)
        charter = charter_again(store(), code)
    except Refusal as refusal:
        return forms.show(_page(code, form.refused(refusal)), status_of(refusal))
    some = [charter, *(one.file for one in written)]
    page = _page(code, Form(node().new_id(), {"where": where}))
    receiver = f"{code} {page.row.name}"
    put = on_sticks.put_files(stick, ((receiver, one) for one in some)) if stick else None
    shown = replace(page, charter=charter.name, written=written, put=put)
    return forms.show(shown) if put and put.failed else render(shown)
