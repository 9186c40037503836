"""Papers: what can be printed, each sheet as a page and as a PDF (`?as=pdf`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.i18n import gettext
from federation.papers import (
    badges,
    blanks,
    glossary,
    lists,
    members,
    minutes,
    pdf,
    share_out,
    slips,
)
from federation.papers.laying import lay
from federation.papers.paper import Paper
from federation.schemas.cycle import read_bank
from federation.schemas.reading import read_day
from federation.store import Database
from federation.store.queries import books

from ..guard import allow, may
from ..here import me, node, store
from ..pages import Page, render
from ..shared.guides import offered
from ..shared.printing import AS, PDF, PaperPage, saved, wants_file
from .common import OFFICERS, SAVERS, one_meeting
from .glossary import everybodys_words
from .meeting import letters_before
from .share_out import BANK, KEEP

DAY: Final = "day"
_SPAN: Final = ("from", "to")

Index = tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers(Page):
    """What can be printed: parts, each with address, word and what it is good for."""

    template: ClassVar[str] = "group/papers.html"
    parts: Index


@dataclass(frozen=True, slots=True)
class Shown:
    """One paper on the web: address, who may see it, who makes it, where one comes from.

    `make` takes the number in the address (0: none). `beside`: endpoints of others like it.
    """

    name: str
    path: str
    roles: tuple[str, ...]
    make: Callable[[Database, int], Paper]
    back: str
    beside: tuple[str, ...] = ()
    with_days: bool = False


def _day(name: str) -> str:
    """A day of the address, or "". Raises Refusal when it is none."""
    told = request.args.get(name, "").strip()
    return read_day(told) if told else ""


def _days() -> dict[str, str]:
    return dict(zip(("first", "last"), map(_day, _SPAN), strict=True))


def _minutes(db: Database, number: int) -> Paper:
    meeting = one_meeting(db, number)
    before = meeting.closed_seq or _next_entry(db)
    return minutes.minutes(db, node(), number, letters_before(db, before))


def _share_out(db: Database, _: int) -> Paper:
    kept, bank = tuple(request.args.getlist(KEEP)), read_bank(request.args.get(BANK, ""))
    return share_out.share_out_list(db, node(), on=_day(DAY), kept=kept, bank_stated=bank)


def _next_entry(db: Database) -> int:
    """The number that the next entry gets."""
    own = node().settings
    return next((one.last for one in books.books(db) if one.node == own.node_id), 0) + 1


PAPERS: Final = (
    Shown(
        "wall",
        "/papers/wall",
        SAVERS,
        lambda db, _: lists.wall(db, node()),
        "members",
        ("paper_wall_columns",),
    ),
    Shown(
        "wall_columns",
        "/papers/wall-columns",
        OFFICERS,
        lambda db, _: lists.wall_columns(db, node()),
        "members",
        ("paper_wall",),
    ),
    Shown(
        "signatures",
        "/papers/signatures",
        SAVERS,
        lambda db, _: lists.signature_list(db, node()),
        "papers",
    ),
    Shown(
        "meeting_sheet",
        "/papers/meeting-sheet",
        OFFICERS,
        lambda db, _: blanks.meeting_sheet(db, node()),
        "papers",
    ),
    Shown(
        "collector_sheet",
        "/papers/collector-sheet",
        SAVERS,
        lambda db, _: blanks.collector_sheet(db, node()),
        "daily",
    ),
    Shown(
        "receipts_blank",
        "/papers/receipts",
        OFFICERS,
        lambda db, _: blanks.receipts(db, node()),
        "papers",
    ),
    Shown(
        "passbook",
        "/papers/members/<int:number>/passbook",
        SAVERS,
        lambda db, number: members.passbook(db, node(), number, **_days()),
        "member",
        ("paper_statement",),
        with_days=True,
    ),
    Shown(
        "statement",
        "/papers/members/<int:number>/statement",
        OFFICERS,
        lambda db, number: members.statement(db, node(), number, **_days()),
        "member",
        ("paper_passbook",),
        with_days=True,
    ),
    Shown("minutes", "/papers/meetings/<int:number>", OFFICERS, _minutes, "minutes"),
    Shown("share_out", "/papers/share-out", OFFICERS, _share_out, "share_out"),
    Shown(
        "rotating_pot",
        "/papers/rotating-pots/<int:number>",
        OFFICERS,
        lambda db, number: share_out.rotating_pot(db, node(), number),
        "rotating_pot",
    ),
    Shown(
        "receipts",
        "/papers/meetings/<int:number>/receipts",
        OFFICERS,
        lambda db, number: slips.of_meeting(db, node(), number),
        "minutes",
        ("paper_minutes",),
    ),
    Shown(
        "receipt",
        "/papers/entries/<int:seq>/receipt",
        OFFICERS,
        lambda db, number: slips.of_entry(db, node(), number),
        "entry",
        ("paper_receipt_small",),
    ),
    Shown(
        "receipt_small",
        "/papers/entries/<int:seq>/receipt-a6",
        OFFICERS,
        lambda db, number: slips.of_entry(db, node(), number, small_sheet=True),
        "entry",
        ("paper_receipt",),
    ),
    Shown(
        "glossary",
        "/papers/glossary",
        OFFICERS,
        lambda db, _: glossary.glossary(db, node(), everybodys_words()),
        "glossary",
    ),
    Shown(
        "badge",
        "/papers/badges/<int:number>",
        OFFICERS,
        lambda db, number: badges.card(db, node(), number),
        "badges",
    ),
)


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/papers", view_func=papers)
    for one in PAPERS:
        to.add_url_rule(one.path, endpoint=f"paper_{one.name}", view_func=_view(one))


def _view(one: Shown) -> Callable[..., ResponseReturnValue]:
    """The page of a paper, closed to whoever it is not for."""

    @allow(*one.roles)
    def view(**told: int) -> ResponseReturnValue:
        with store().reading() as db:
            paper = one.make(db, next(iter(told.values()), 0))
        if wants_file():
            return saved(paper)
        return render(_page(one, paper, told))

    return view


def _page(one: Shown, paper: Paper, told: Mapping[str, Any]) -> PaperPage:
    chosen: dict[str, Any] = {name: request.args.getlist(name) for name in (KEEP, BANK)}
    as_pdf = {**told, **chosen, **{name: request.args.getlist(name) for name in (*_SPAN, DAY)}}
    words = _words()
    return PaperPage(
        laid=lay(paper),
        back=url_for(f".{one.back}", **told, **chosen),
        back_word=words[one.back],
        pdf=url_for(f".paper_{one.name}", **{**as_pdf, AS: PDF}) if pdf.is_here() else "",
        beside=tuple(
            (url_for(f".{other}", **told), words[other])
            for other in one.beside
            if may(f"group.{other}", me().role)
        ),
        with_days=one.with_days,
        first=_day("from") if one.with_days else "",
        last=_day("to") if one.with_days else "",
    )


def _words() -> dict[str, str]:
    """What pages and papers are called on links to them."""
    return {
        "members": gettext("Members"),
        "member": gettext("Her page"),
        "papers": gettext("Papers"),
        "daily": gettext("Daily savings"),
        "minutes": gettext("The meeting"),
        "entry": gettext("The entry"),
        "badges": gettext("Badges"),
        "glossary": gettext("Our words"),
        "share_out": gettext("Share-out"),
        "rotating_pot": gettext("The rotating pot"),
        "paper_wall": gettext("Sheet for the wall"),
        "paper_wall_columns": gettext("Sheet for the wall, a column for each purpose"),
        "paper_passbook": gettext("Page for the savings book"),
        "paper_statement": gettext("Statement"),
        "paper_minutes": gettext("The meeting on paper"),
        "paper_receipt": gettext("On an A4 sheet"),
        "paper_receipt_small": gettext("On small sheets (A6)"),
    }


@allow(*SAVERS)
def papers() -> ResponseReturnValue:
    """What can be printed, as far as one's role opens it."""
    by_hand = (
        ("meeting_sheet", gettext("Meeting"), gettext("every member, a column for each step")),
        ("collector_sheet", gettext("Daily savings"), gettext("members by days, for a round")),
        ("receipts_blank", gettext("Receipts"), gettext("four to a sheet")),
        ("signatures", gettext("List to sign"), gettext("every member, amount, signature")),
    )
    as_it_stands = (
        ("wall", gettext("Sheet for the wall"), gettext("what everybody saved and owes")),
        (
            "wall_columns",
            gettext("Sheet for the wall, in columns"),
            gettext("the same by purpose, with fines"),
        ),
    )
    words = ("glossary", gettext("Our words"), gettext("what each means, and what we call it"))
    parts = (
        (gettext("To fill in by hand"), _open(by_hand)),
        (gettext("As the books stand"), _open((*as_it_stands, words))),
        (
            gettext("Guides to print"),
            tuple((href, title, gettext("on two sheets at most")) for href, title in offered()),
        ),
    )
    return render(Papers(parts=parts))


def _open(all_of: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    """Those that the role of whoever asks may see."""
    return tuple(
        (url_for(f".paper_{name}"), word, about)
        for name, word, about in all_of
        if may(f"group.paper_{name}", me().role)
    )
