"""Files out: written for everybody in one go, by the ways they go, with who gets which."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.store.queries import requests as asked
from sync.export import Written, export
from sync.status import PartnerStatus, StreamStatus, status
from sync.sticks import Stick, sticks
from sync.waiting import Waiting, unconfirmed
from sync.ways import Bundle, Way, on_the_way, partner_folder, way_of

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from ..shared import sticks as on_sticks
from ..shared.files import Became, FileOut
from ..shared.sticks import Done
from . import taking
from .overview import STAFF, outgoing

CHAINS_SHOWN: Final = 100
FILES_LISTED: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies(Page):
    """What waits to be written, what was just written, and what lies in the outbox.

    `named` is by code; `chains`: a partner and one chain written for it, those first that are not
    confirmed (`more` are not shown); `by_node`: names by node id. `put`: what was done with a
    stick, and `on_stick` how many files went onto it; `is_taking`: files
    are being taken in, of which these would not tell yet; `ways`: each with the number of partners;
    `written` by way.
    """

    template: ClassVar[str] = "hub/replies.html"
    form: Form
    named: dict[str, str]
    chains: tuple[tuple[PartnerStatus, StreamStatus], ...]
    more: int
    files: tuple[FileOut, ...]
    sticks: tuple[Stick, ...]
    where: str
    waiting: tuple[Waiting, ...]
    became: tuple[Became, ...]
    by_node: dict[str, str]
    ways: tuple[tuple[Way, int], ...]
    written: tuple[tuple[Way, tuple[Written, ...]], ...] = ()
    put: Done | None = None
    on_stick: int = 0
    is_taking: bool = False
    is_done: bool = False

    @property
    def count(self) -> int:
        """Files that were just written."""
        return sum(len(some) for _, some in self.written)

    @property
    def is_listed(self) -> bool:
        """Whether they are few enough to be listed one by one; else there are the sheets."""
        return self.count <= FILES_LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoGetsWhat(Page):
    """A sheet for each way: what is on it, to be ticked off and signed; and one for them all."""

    template: ClassVar[str] = "hub/onway.html"
    bundles: tuple[Bundle, ...]
    is_one: bool


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/replies", view_func=replies)
    to.add_url_rule("/replies/write", view_func=write, methods=["GET", "POST"])
    to.add_url_rule("/replies/who", view_func=who)
    to.add_url_rule("/replies/files/<name>", view_func=file_out)


def _page(
    form: Form,
    written: tuple[Written, ...] = (),
    put: Done | None = None,
    on_stick: int = 0,
    *,
    is_done: bool = False,
) -> Replies:
    told, found = status(store()), sticks()
    with store().reading() as db:
        partners = asked.partners(db)
        by = way_of(db, partners)
    chains = sorted(
        ((partner, one) for partner in told.partners for one in outgoing(partner) if one.last),
        key=lambda both: both[1].acknowledged >= both[1].last,
    )
    by_code = {one.code: by[one.node] for one in partners}
    counted: dict[Way, int] = {}
    for way in by.values():
        counted[way] = counted.get(way, 0) + 1
    return Replies(
        form=form,
        named={one.code: one.name for one in partners},
        chains=tuple(chains[:CHAINS_SHOWN]),
        more=max(len(chains) - CHAINS_SHOWN, 0),
        by_node={one.node: one.name for one in partners},
        files=files.outbox(),
        sticks=found,
        where=form.value("where") or on_sticks.usual(found),
        waiting=unconfirmed(store()),
        became=files.became(told.partners, files.FILES_SHOWN),
        ways=tuple(sorted(counted.items(), key=lambda both: both[0].order)),
        written=_by_way(by_code, written),
        put=put,
        on_stick=on_stick,
        is_taking=taking.worker().is_running,
        is_done=is_done,
    )


def _by_way(
    by_code: dict[str, Way], written: tuple[Written, ...]
) -> tuple[tuple[Way, tuple[Written, ...]], ...]:
    gathered: dict[Way, list[Written]] = {}
    for one in sorted(written, key=lambda file: file.to):
        gathered.setdefault(by_code[one.to], []).append(one)
    in_order = sorted(gathered.items(), key=lambda both: both[0].order)
    return tuple((way, tuple(some)) for way, some in in_order)


@allow(*STAFF)
def replies() -> ResponseReturnValue:
    """What is to be written."""
    return render(_page(forms.fresh()))


@allow(*STAFF)
def write() -> ResponseReturnValue:
    """Write every file that is due into the outbox, and from there onto the stick chosen.

    `way`: of one carrier or region only.
    """
    if request.method == "GET":
        return replies()
    form = forms.typed()
    where = form.value("where")
    try:
        stick = on_sticks.asked(where)
        written = export(store(), among=_among(form.value("way")))
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    again = Form(node().new_id(), {"where": where, "way": form.value("way")})
    put, on_stick = _put(stick, form.value("way")) if stick else (None, 0)
    shown = _page(again, written, put, on_stick, is_done=True)
    return forms.show(shown) if put and put.failed else render(shown)


def _among(key: str) -> frozenset[str] | None:
    """Whose files go by that way; None: everybody's. Raises Refusal `carrier-unknown`."""
    if not key:
        return None
    with store().reading() as db:
        by = way_of(db, asked.partners(db))
    found = frozenset(one for one, way in by.items() if way.key == key)
    if not found:
        raise refuse("carrier-unknown")
    return found


def _put(stick: Stick, way: str) -> tuple[Done | None, int]:
    """Onto the stick what stands on the sheets, also what was written before; how many files.

    A folder for each way; for whom nobody carries, for each partner. None: there was nothing.
    """
    with store().reading() as db:
        bundles = on_the_way(db, node().settings.node_id, way)
    some = [
        (
            bundle.way.folder or partner_folder(one.partner),
            node().outbox / one.out.name,
        )
        for bundle in bundles
        for one in bundle.files
    ]
    here = [(folder, file) for folder, file in some if file.is_file()]
    return (on_sticks.put_files(stick, here), len(here)) if here else (None, 0)


@allow(*STAFF)
def who() -> ResponseReturnValue:
    """Who gets what: what was written and is not confirmed yet, by way, to be printed."""
    only = request.args.get("way", "")
    with store().reading() as db:
        bundles = on_the_way(db, node().settings.node_id, only)
    return render(WhoGetsWhat(bundles=bundles, is_one=bool(only)))


@allow(*STAFF)
def file_out(name: str) -> Response:
    """A file of the outbox."""
    return files.send_from_outbox(name)
