"""Requests on paper: with a sheet to reply on, as an agreement, as a letter, for an agenda.

A paper for the city shows a figure of people only where the group voted that it may be seen, or
where the city sees it anyway.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from federation.core import events as e
from federation.core.agreements import GROUP, Agreement
from federation.core.rules.answers import REASONS
from federation.core.rules.stages import is_open
from federation.i18n import gettext, ngettext, word
from federation.node import Node
from federation.store.queries.clocks import clocks
from federation.store.queries.requests import AnswerView, RequestView

from .common import sheet
from .paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Signatures,
    Size,
    Square,
    Table,
)

TICK_MM: Final = 9
LABEL_MM: Final = 52


def short_name(request: str) -> str:
    """Eight letters by which people name a request on paper, `1A2B-3C4D`: it tells them apart."""
    found = hashlib.sha256(request.encode()).hexdigest()[:8].upper()
    return f"{found[:4]}-{found[4:]}"


def request_sheet(node: Node, view: RequestView, *, shows: bool) -> Paper:
    """The request and a reply sheet; `shows`: its own figures of people may be seen."""
    return sheet(
        node,
        "request",
        view.title,
        *_asked(view, shows=shows),
        *_with_others(view),
        *_options(view),
        Heading(gettext("Reply of the city")),
        Paragraph(
            gettext(
                "Mark what is said, fill in, sign with the post, and give the sheet back to the "
                "federation. The group will read exactly what stands here."
            )
        ),
        _reply_table(),
        Paragraph(
            gettext("Reasons, if not now or not at all: %(reasons)s.", reasons=_reasons()),
            small=True,
        ),
        Figures((Figure(gettext("Code of this sheet"), short_name(view.request), Kind.TEXT),)),
        Square(short_name(view.request), gettext("The same code for a camera, at the federation.")),
        Signatures((gettext("Post, signature, stamp"), gettext("Day"))),
        about=f"{view.group or node.settings.name} · {view.settlement}",
    )


def _asked(view: RequestView, *, shows: bool) -> tuple[Block, ...]:
    hidden = gettext("not shown")
    figures = [
        Figure(gettext("Asked for"), word(view.need, "need"), Kind.TEXT),
        Figure(
            gettext("Households"),
            view.households if shows and view.households >= 0 else hidden,
            Kind.COUNT if shows and view.households >= 0 else Kind.TEXT,
        ),
        Figure(gettext("Asked on"), view.raised_on, Kind.DAY),
    ]
    if view.wanted_by:
        figures.append(Figure(gettext("Needed by"), view.wanted_by, Kind.DAY))
    offer: list[Figure] = [
        Figure(gettext("The group offers, saved"), view.offer_savings_minor),
        Figure(gettext("Days of work"), view.offer_labour_days, Kind.COUNT),
    ]
    if view.option_cost_minor:
        offer.append(Figure(gettext("What it would cost"), view.option_cost_minor))
    words = (Paragraph(view.description),) if view.description else ()
    return (Figures(tuple(figures)), *words, Figures(tuple(offer)))


def _with_others(view: RequestView) -> tuple[Block, ...]:
    """That it is asked with others as one, if it is: how many, never whose."""
    ask = view.within
    if ask is None:
        return ()
    told = ngettext(
        "Asked with the request of %(num)s other group, as one: %(number)s, “%(title)s”.",
        "Asked with the requests of %(num)s other groups, as one: %(number)s, “%(title)s”.",
        ask.groups - 1,
        number=ask.number,
        title=ask.title,
    )
    return (Paragraph(told),)


def _options(view: RequestView) -> tuple[Block, ...]:
    proposed = view.words_of(e.OptionProposed)
    if not proposed:
        return ()
    votes = view.words_of(e.OptionChosen)
    chosen = votes[-1].option if votes else 0
    rows = tuple(
        (
            one.option,
            f"{one.title} ({gettext('chosen')})" if one.option == chosen else one.title,
            one.cost or None,
            one.life_years or None,
            one.upkeep_year or None,
            word(one.upkeep_by, "paid by") if one.upkeep_by else None,
        )
        for one in proposed
    )
    columns = (
        Column(gettext("No."), Kind.COUNT),
        Column(gettext("Ways to do it")),
        Column(gettext("Costs"), Kind.MONEY),
        Column(gettext("Lasts, years"), Kind.COUNT),
        Column(gettext("Upkeep a year"), Kind.MONEY),
        Column(gettext("Upkeep by")),
    )
    return (Heading(gettext("Ways to do it")), Table(columns, rows))


def _reply_table() -> Table:
    """A row for each thing that a city can say: a box to tick, and room for what belongs to it."""
    said = (
        (gettext("We have it"), gettext("department")),
        (gettext("We ask"), gettext("question")),
        (gettext("We come to look"), gettext("day")),
        (gettext("We offer"), gettext("what, by which day")),
        (gettext("We promise"), gettext("what, how many, day, money, line")),
        (gettext("The council decided"), gettext("number and day of the resolution")),
        (gettext("Not now"), gettext("reason, until which day")),
        (gettext("No"), gettext("reason")),
    )
    columns = (
        Column("", Kind.WRITE, TICK_MM),
        Column(gettext("What is said"), Kind.TEXT, LABEL_MM),
        Column(gettext("What belongs to it"), Kind.TEXT, LABEL_MM),
        Column("", Kind.WRITE),
    )
    return Table(columns, tuple((None, *row, None) for row in said), ruled=True)


def _reasons() -> str:
    return ", ".join(word(one, "reason") for one in REASONS)


def statement(node: Node, view: RequestView, today: str) -> Paper:
    """What both sides promised and paid, for two signatures; printed once a year and when asked."""
    made = view.agreement(today)
    return sheet(
        node,
        "agreement",
        gettext("What was promised and paid"),
        Figures(
            (
                Figure(gettext("Asked on"), view.raised_on, Kind.DAY),
                Figure(gettext("Stage"), word(view.stage, "stage"), Kind.TEXT),
                Figure(gettext("Code of this page"), made.code, Kind.TEXT),
            )
        ),
        *_clauses(made),
        *_payments(made),
        Paragraph(
            gettext(
                "We have read this page and it says what was promised and paid up to the day on "
                "which it was printed. We look at it again on:"
            )
        ),
        Signatures((gettext("For the group: post"), gettext("For the city: post"))),
        about=f"{view.title} · {view.group or node.settings.name} · {view.settlement}",
        size=Size.A4_WIDE,
    )


def _clauses(made: Agreement) -> tuple[Block, ...]:
    columns = (
        Column(gettext("Who")),
        Column(gettext("What")),
        Column(gettext("How many"), Kind.COUNT),
        Column(gettext("By"), Kind.DAY),
        Column(gettext("Amount"), Kind.MONEY),
        Column(gettext("How it stands")),
        Column(gettext("Days late"), Kind.COUNT),
    )
    rows = tuple(
        (
            f"{word(one.side, 'side')}{f' · {one.who}' if one.who else ''}",
            one.text,
            one.many or None,
            one.by or None,
            one.amount_minor or None,
            word(one.state, "clause"),
            one.late_days or None,
        )
        for one in made.clauses
    )
    return (
        Heading(gettext("Promises")),
        Table(columns, rows, empty=gettext("Nothing is promised yet.")),
    )


def _payments(made: Agreement) -> tuple[Block, ...]:
    columns = (
        Column(gettext("Receipt")),
        Column(gettext("Day"), Kind.DAY),
        Column(gettext("Paid by")),
        Column(gettext("For")),
        Column(gettext("The group has"), Kind.MONEY),
        Column(gettext("The city has"), Kind.MONEY),
        Column(gettext("Difference"), Kind.MONEY),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.receipt,
            one.day,
            word(one.payer, "side"),
            word(one.about, "paid for"),
            one.group_minor,
            one.city_minor,
            one.difference_minor,
        )
        for one in made.payments
    )
    ours, theirs = made.paid_minor(GROUP, "group"), made.paid_minor(GROUP, "city")
    sums: tuple[Cell, ...] = (gettext("The group paid in all"), None, None, None, ours, theirs)
    return (
        Heading(gettext("Payments")),
        Table(
            columns,
            rows,
            (*sums, theirs - ours) if rows else (),
            empty=gettext("Nothing was paid yet."),
        ),
    )


def letter(node: Node, view: RequestView, answer: AnswerView) -> Paper:
    """One answer of the city as a letter to the group."""
    told = [
        (gettext("Department"), answer.department, Kind.TEXT),
        (gettext("By"), answer.by or None, Kind.DAY),
        (gettext("How many"), answer.many or None, Kind.COUNT),
        (gettext("Amount"), answer.amount_minor or None, Kind.MONEY),
        (gettext("Budget line"), answer.budget_line, Kind.TEXT),
        (gettext("Council resolution"), answer.resolution, Kind.TEXT),
        (gettext("Reason"), word(answer.reason, "reason") if answer.reason else "", Kind.TEXT),
    ]
    figures = tuple(Figure(label, value, kind) for label, value, kind in told if value)
    return sheet(
        node,
        "letter",
        word(answer.verb, "verb"),
        Paragraph(
            gettext("To: %(group)s, %(settlement)s", group=view.group, settlement=view.settlement)
        ),
        Paragraph(
            gettext(
                "About your request “%(title)s” of %(code)s.",
                title=view.title,
                code=short_name(view.request),
            )
        ),
        *((Paragraph(answer.text),) if answer.text else ()),
        *((Figures(figures),) if figures else ()),
        Signatures((gettext("Post, signature, stamp"), gettext("Day"))),
        about=view.title,
    )


def agenda(node: Node, views: Iterable[RequestView], today: str) -> Paper:
    """The open requests of a city for the agenda of its council, those that wait longest first."""
    still = [one for one in views if is_open(one.stage) and one.step_day("submitted")]
    still.sort(key=lambda one: (-clocks(one, today).them, one.request))
    rows = tuple(
        (
            short_name(one.request),
            one.title,
            f"{one.group} · {one.settlement}",
            word(one.stage, "stage"),
            clocks(one, today).them,
            one.offer_savings_minor or None,
            one.offer_labour_days or None,
            None,
        )
        for one in still
    )
    columns = (
        Column(gettext("Code")),
        Column(gettext("Request")),
        Column(gettext("Group and settlement")),
        Column(gettext("Stage")),
        Column(gettext("Days it waits for the city"), Kind.COUNT),
        Column(gettext("Offers, saved"), Kind.MONEY),
        Column(gettext("Days of work"), Kind.COUNT),
        Column(gettext("Decided"), Kind.WRITE, 40),
    )
    return sheet(
        node,
        "agenda",
        gettext("Requests for the council"),
        Table(columns, rows, ruled=True, empty=gettext("Nothing waits.")),
        size=Size.A4_WIDE,
    )
