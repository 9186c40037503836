"""What people do here, each with its icon and its colour: the same on tile, step, heading and line.

The drawings stand in `templates/macros/icons.html`; each differs in shape, so that nobody needs the
colour. A colour is a token of `static/css/site.css` (class `a-…`), 7 : 1 on every ground.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Action:
    """An icon by name, and the class of its colour."""

    icon: str
    colour: str


ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "meeting": Action("meeting", "a-brand"),
        "attendance": Action("here", "a-brand"),
        "savings": Action("savings", "a-in"),
        "withdrawal": Action("withdrawal", "a-out"),
        "social": Action("social", "a-social"),
        "fine": Action("fine", "a-stop"),
        "repayment": Action("repayment", "a-in"),
        "loan": Action("loan", "a-loan"),
        "decision": Action("decision", "a-brand"),
        "count": Action("count", "a-warn"),
        "read": Action("read", "a-ink"),
        "close": Action("lock", "a-ink"),
        "member": Action("members", "a-ink"),
        "request": Action("request", "a-loan"),
        "send": Action("send", "a-brand"),
        "bank": Action("bank", "a-ink"),
        "print": Action("print", "a-ink"),
        "share-out": Action("share-out", "a-out"),
    }
)

# The step of a meeting, the kind of an entry: each is one of these.
STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attendance": "attendance",
        "savings": "savings",
        "social": "social",
        "fines": "fine",
        "repayments": "repayment",
        "loans": "loan",
        "decisions": "decision",
        "count": "count",
        "read-out": "read",
        "close": "close",
    }
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "savings-received": "savings",
        "shares-bought": "savings",
        "opening-savings-stated": "savings",
        "savings-withdrawn": "withdrawal",
        "social-contribution-received": "social",
        "social-grant-paid": "social",
        "fine-charged": "fine",
        "fine-paid": "fine",
        "loan-disbursed": "loan",
        "opening-loan-stated": "loan",
        "loan-principal-repaid": "repayment",
        "loan-interest-paid": "repayment",
        "cash-counted": "count",
        "opening-cash-counted": "count",
        "decision-taken": "decision",
        "attendance-taken": "attendance",
        "meeting-opened": "meeting",
        "meeting-closed": "close",
        "member-admitted": "member",
        "member-changed": "member",
        "member-left": "member",
        "member-forgotten": "member",
        "opening-shares-stated": "savings",
        "opening-social-stated": "social",
        "fine-forgiven": "fine",
        "shares-returned": "withdrawal",
        "rotation-paid-in": "savings",
        "rotation-paid-out": "withdrawal",
        "bank-charge-paid": "bank",
        "bank-interest-received": "bank",
        "share-paid-out": "share-out",
        "request-raised": "request",
        "request-submitted": "request",
        "bank-deposited": "bank",
        "bank-withdrawn": "bank",
        "opening-bank-stated": "bank",
        "share-out-held": "share-out",
    }
)


def pictured(code: str) -> Action:
    """The action of this code; an icon that stands for none has the colour of the text."""
    return ACTIONS.get(code) or Action(code, "")


def of_step(code: str) -> str:
    """The action of a meeting's step."""
    return STEPS[code]


def of_kind(kind: str) -> str:
    """The action that an entry of this kind comes from, or ""."""
    return KINDS.get(kind, "")
