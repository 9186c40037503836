"""The list of people for a scheme: on paper alone, for one person, signed by each who stands on it.

Numbers of identity cards are not on it: whoever wants hers there writes it in herself.
"""

from collections.abc import Iterable
from dataclasses import replace

from federation.i18n import day, gettext
from federation.node import Node
from federation.store.queries.beneficiaries import Beneficiary, PrintingView
from federation.store.queries.requests import RequestView

from .common import called, sheet
from .paper import Column, Figure, Figures, Kind, Paper, Paragraph, Signatures, Size, Table
from .requests import short_name

_NUMBER_WIDE = 10
_SIGN_WIDE = 50
_IDENTITY_WIDE = 45


def beneficiary_list(
    node: Node,
    view: RequestView,
    printing: PrintingView,
    people: Iterable[Beneficiary],
    voted: str,
    until: str,
) -> Paper:
    """The sheet of one printing; `people` stand on it, by books that speak of days `until` then.

    `voted`: the day of the group's vote.
    """
    table = _table(people)
    paper = sheet(
        node,
        "beneficiaries",
        gettext("List of people for: %(title)s", title=view.title),
        Figures(
            (
                Figure(gettext("For"), printing.recipient, Kind.TEXT),
                Figure(gettext("People"), len(table.rows), Kind.COUNT),
                Figure(gettext("Code of this list"), short_name(printing.printing), Kind.TEXT),
                Figure(gettext("Request"), short_name(view.request), Kind.TEXT),
            )
        ),
        Paragraph(gettext("What for: %(purpose)s", purpose=printing.note)),
        Paragraph(
            gettext(
                "Agreed by the group's decision no. %(number)s of %(voted)s. From its books up to "
                "%(day)s.",
                number=printing.decision,
                voted=day(voted),
                day=day(until),
            )
        ),
        Paragraph(
            gettext(
                "Only for whom and what stands above: it is not copied, photographed or typed into "
                "another list. Everybody on it signs before it is handed over. If one does not "
                "want to, this sheet is torn up, and a new one is printed without her."
            ),
            small=True,
        ),
        table,
        Signatures(
            (
                gettext("For the federation: name, day, signature"),
                gettext("Received by: name, post, day, signature"),
            )
        ),
        about=f"{view.group} · {view.settlement}",
        size=Size.A4_WIDE,
    )
    return replace(paper, day=printing.day)


def _table(people: Iterable[Beneficiary]) -> Table:
    """Everybody with her plot, and room for what only she gives."""
    rows = tuple(
        (one.member, called(one.member, one.name), one.block or None, one.plot or None, None, None)
        for one in people
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Block")),
        Column(gettext("Plot")),
        Column(gettext("Identity number, if she wants"), Kind.WRITE, _IDENTITY_WIDE),
        Column(gettext("I agree: signature"), Kind.WRITE, _SIGN_WIDE),
    )
    return Table(columns, rows, ruled=True)
