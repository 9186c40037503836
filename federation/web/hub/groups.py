"""Groups: a list, sums per region, and one group with its sums and files."""

from dataclasses import dataclass, replace
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.places import PlacePartner, place_partner
from federation.core.places import REGIONS
from federation.core.refusals import Refusal, refuse
from federation.schemas.exchange import PlaceSchema
from federation.store.queries import hub
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
from ..shared import sticks as on_sticks
from ..shared.beside import Beside, to_office
from ..shared.sticks import Done
from ..today import today
from .overview import STAFF, GroupRow, RegionRow, group_rows, region_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups(Page):
    """Every group and city, and the sums per region."""

    template: ClassVar[str] = "hub/groups.html"
    groups: tuple[GroupRow, ...]
    regions: tuple[RegionRow, ...]
    cities: tuple[asked.PartnerView, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage(Page):
    """One group: sums, files, how far each side has the other's entries, its requests.

    `forks`: two versions of its books that wait to be put in order; `settled`: those that a new
    card put in order. `charter`, `written`, `put`: what was just written for its new machine;
    `digits`: of this office, which that machine asks for.
    """

    template: ClassVar[str] = "hub/group.html"
    form: Form
    row: GroupRow
    partner: PartnerStatus
    files: tuple[hub.FileIn, ...]
    requests: tuple[asked.RequestView, ...]
    regions: tuple[tuple[str, str], ...]
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
    to.add_url_rule("/groups/<code>", view_func=group, methods=["GET", "POST"])
    to.add_url_rule("/groups/<code>/back", view_func=give_back, methods=["GET", "POST"])


@allow(*STAFF)
def groups() -> ResponseReturnValue:
    """Every group."""
    told = status(store())
    with store().reading() as db:
        return render(
            Groups(
                groups=group_rows(db, told),
                regions=region_rows(db),
                cities=asked.partners(db, "city"),
                names=dict(REGIONS),
            )
        )


def _page(code: str, form: Form) -> GroupPage:
    told = status(store())
    partner = next((one for one in told.partners if one.code == code), None)
    if partner is None or partner.role != "group":
        raise refuse("partner-unknown", partner=code[:20])
    found = sticks()
    forks = [one for one in histories.forks(store()) if one.writer == partner.node]
    with store().reading() as db:
        row = next(one for one in group_rows(db, told) if one.node == partner.node)
        view = asked.partner(db, code)
        return GroupPage(
            form=replace(form, values={"region": row.region, **form.values}),
            row=row,
            partner=partner,
            files=hub.files_of(db, partner.node),
            requests=tuple(one for one in asked.requests(db) if one.owner == partner.node),
            regions=tuple(REGIONS.items()),
            forks=tuple(to_office(one) for one in forks if not one.settled),
            settled=tuple(to_office(one) for one in forks if one.settled),
            is_new_card=view is not None and view.incarnation > 1,
            sticks=found,
            where=form.value("where") or on_sticks.usual(found),
            digits=own_card(node()).digits,
        )


@allow(*STAFF)
def group(code: str) -> ResponseReturnValue:
    """One group; here its region is said."""
    if request.method == "GET":
        return render(_page(code, forms.fresh()))
    return forms.take(
        PlaceSchema(),
        PlacePartner,
        place_partner,
        lambda form: _page(code, form),
        lambda _: url_for(".group", code=code, done="placed"),
        partner=code,
        day=today(),
    )


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
