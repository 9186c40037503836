"""The list of people for a scheme: on paper alone, for one person, signed by each who stands on it.

Numbers of identity cards are not on it: whoever wants hers there writes it in herself.
"""

from collections.abc import Iterable

from federation.i18n import gettext, word
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
    node: Node, view: RequestView, printing: PrintingView, people: Iterable[Beneficiary]
) -> Paper:
    """The sheet of one printing; `people` are those of the group, in order."""
    wanted = set(printing.members)
    rows = tuple(
        (
            one.member,
            called(one.member, one.name),
            one.block or None,
            one.plot or None,
            word(one.step, "house-step") if one.step else None,
            None,
            None,
        )
        for one in people
        if one.member in wanted
    )
    columns = (
        Column(gettext("No."), Kind.COUNT, _NUMBER_WIDE),
        Column(gettext("Name")),
        Column(gettext("Block")),
        Column(gettext("Plot")),
        Column(gettext("Her house")),
        Column(gettext("Identity number, if she wants"), Kind.WRITE, _IDENTITY_WIDE),
        Column(gettext("I agree: signature"), Kind.WRITE, _SIGN_WIDE),
    )
    return sheet(
        node,
        "beneficiaries",
        gettext("List of people for: %(title)s", title=view.title),
        Figures(
            (
                Figure(gettext("For"), printing.recipient, Kind.TEXT),
                Figure(gettext("People"), len(rows), Kind.COUNT),
                Figure(gettext("Code of this list"), short_name(printing.printing), Kind.TEXT),
                Figure(gettext("Request"), short_name(view.request), Kind.TEXT),
            )
        ),
        Paragraph(gettext("What for: %(purpose)s", purpose=printing.note)),
        Paragraph(
            gettext(
                "Only for whom and what stands above. It is not copied, photographed or typed "
                "into another list. The federation's office noted that it was printed. Who does "
                "not sign does not agree: cross her line out."
            ),
            small=True,
        ),
        Table(columns, rows, ruled=True),
        Signatures(
            (
                gettext("For the federation: name, day, signature"),
                gettext("Received by: name, post, day, signature"),
            )
        ),
        about=f"{view.group} · {view.settlement}",
        size=Size.A4_WIDE,
    )
