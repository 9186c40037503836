"""Which help belongs to a page: one topic a page, shown closed, and open where people practise."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import request, url_for

from federation.papers import guides
from federation.papers.laying import Laid, step

from . import touring
from .here import node, somebody

_QUESTIONS: Final = (
    *("kind", "saving", "purposes", "price", "social", "interest", "limit", "payback"),
    *("approval", "fines", "officers", "meeting", "sharing", "leaving"),
)
_MONEY: Final = ("money", "box", "bank", "savings", "shares", "loans", "pots")

# By endpoint, the face before the dot.
TOPIC_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "auth.login": "login",
        "group.home": "group-home",
        "group.setup": "setup",
        **{f"group.setup_{one}": "setup-rules" for one in _QUESTIONS},
        **{f"group.rules_{one}": "setup-rules" for one in _QUESTIONS[1:]},
        "group.setup_members": "setup-members",
        **{f"group.setup_{one}": "setup-money" for one in _MONEY},
        "group.setup_read": "setup-read",
        "group.setup_vote": "setup-vote",
        "group.opening": "opening",
        "group.attendance": "attendance",
        "group.savings": "savings",
        "group.social": "social",
        "group.fines": "fines",
        "group.repayments": "repayments",
        "group.loans": "loans",
        "group.decisions": "decisions",
        "group.count": "count",
        "group.read_out": "read-out",
        "group.close": "close",
        "group.loan_ask": "loan-ask",
        "group.loan_decide": "loan-decide",
        "group.loan_list": "loan",
        "group.one_loan": "loan",
        "group.loan_pay": "repayments",
        "group.entry": "wrong",
        "group.daily": "daily",
        "group.rounds": "rounds",
        "group.one_round": "rounds",
        "group.other_money": "other-money",
        "group.one_money": "other-money",
        "group.cycle": "share-out",
        "group.share_out": "share-out",
        "group.share_out_close": "share-out-close",
        "group.share_out_paid": "share-out-pay",
        "group.members": "members",
        "group.admit": "members",
        "group.ask": "request",
        "group.papers": "papers",
        "group.exchange": "send",
        "group.write": "send",
        "group.take": "send",
        "group.backups": "copies",
        "group.practice": "practice",
        "group.office_looks": "looks",
        "hub.home": "hub-home",
        "hub.inbox": "inbox",
        "hub.enrol": "enrol",
        "hub.groups": "groups",
        "hub.request_list": "release",
        "hub.one_request": "release",
        "hub.publish": "publish",
        "hub.replies": "replies",
        "hub.duplicate_people": "twice",
        "hub.duplicate_list": "twice",
        "hub.show_waiting": "waits",
        "hub.backups": "copies",
        "city.home": "city-home",
        "city.tables": "city-tables",
        "city.request_list": "city-bundle",
        "city.one_request": "city-request",
        "city.answer": "city-answer",
        "city.bundle": "city-bundle",
        "city.sheet": "city-sheet",
        "city.agenda": "city-paper",
        "city.repair_list": "city-repairs",
        "city.one_repair": "city-repairs",
        "city.show_waiting": "waits",
        "city.exchange": "city-out",
        "city.write": "city-out",
        "city.take": "city-out",
        "city.backups": "copies",
    }
)


@dataclass(frozen=True, slots=True)
class Help:
    """What a page tells of itself.

    `guide`: address of the guide of whoever looks, or ""; `tour`: where a tour begins, on the first
    page alone.
    """

    step: Laid
    is_open: bool
    guide: str
    tour: str


def here() -> Help | None:
    """The help of the page that is being made; None where none is needed."""
    topic = TOPIC_OF.get(request.endpoint or "")
    if topic is None:
        return None
    own, who = node().settings, somebody()
    return Help(
        step=step(guides.step(topic)),
        is_open=own.practice,
        guide=url_for(f"{own.role}.own_guide") if who else "",
        tour=touring.start() if request.endpoint == f"{own.role}.home" else "",
    )
