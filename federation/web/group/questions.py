"""The questions about a group's rules: what a form holds at first, and what may be chosen."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from federation.commands.constitution import PLACE, TEMPLATES
from federation.core import constitution as c
from federation.core import events as e
from federation.core.posting import FINES_TO
from federation.core.terms import EVERIES, METHODS, PERS
from federation.i18n import gettext, ngettext, word
from federation.reports.our_rules import percent, times
from federation.schemas.constitution import FINES_ASKED, FINES_OWN, NO, QUORUMS, TIMES, YES
from federation.schemas.opening import BEGINS

from ..filters import plain
from .common import Options

# Fields that hold an amount in minor units; nought is an empty field.
_MONEY: Final = frozenset(
    {"share_price", "loan_round_to", "social_contribution", "leaving_fee", "cash_warning"}
)
# What each question asks for, where the field is called as the rule is.
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "saving": ("savings",),
        "price": ("share_price", "shares_most"),
        "payback": ("loan_instalments_most", "loan_every", "loan_round_to"),
        "approval": ("loans_by", "loan_guarantors"),
        "social": ("social_contribution", "social_at_share_out"),
        "sharing": ("cycle_weeks", "share_out_method"),
        "leaving": ("leaving", "leaving_fee"),
        "officers": ("officers_close", "cash_warning", "officers_for_months"),
        "meeting": ("meets_every", "meets_on", "quorum"),
    }
)


def _amount(minor: int) -> str:
    return plain(minor) if minor else ""


def filled(code: str, rules: e.ConstitutionAdopted, place: str) -> dict[str, str]:
    """What the form of a question holds when these are the rules."""
    told = {
        name: _amount(getattr(rules, name)) if name in _MONEY else str(getattr(rules, name))
        for name in _FIELDS.get(code, ())
    }
    if code == "purposes":
        told = {one: YES for one in rules.purposes if one in c.PURPOSES}
        told["own"] = ", ".join(one for one in rules.purposes if one not in c.PURPOSES)
    elif code == "limit":
        told = _limit(rules.loan_limit)
    elif code == "interest":
        told = {"loan_rate": percent(rules.loan_rate)}
        told |= {"loan_per": rules.loan_per, "loan_method": rules.loan_method}
    elif code == "fines":
        told = _fines(rules)
    elif code == "sharing":
        told["shares_out"] = YES if rules.shares_out else NO
    elif code == "meeting":
        told[PLACE] = place
    return told


def _limit(limit: int) -> dict[str, str]:
    if not limit:
        return {"limit": "none", "times": ""}
    told = times(limit)
    return {"limit": told, "times": ""} if told in TIMES else {"limit": "other", "times": told}


def _fines(rules: e.ConstitutionAdopted) -> dict[str, str]:
    told = {"loan_fine": _amount(rules.loan_fine), "fines_to": rules.fines_to}
    own = []
    for one in rules.fines:
        if one.why in FINES_ASKED:
            told[one.why.replace("-", "_")] = _amount(one.amount)
        else:
            own.append(one)
    for place, one in zip(FINES_OWN, own, strict=False):
        told |= {f"why{place}": one.why, f"amount{place}": _amount(one.amount)}
    return told


def options(code: str, values: Mapping[str, str]) -> dict[str, Options]:
    """What may be chosen at a question, by field."""
    found: dict[str, dict[str, Options]] = {
        "kind": {"template": _words(TEMPLATES, "template")},
        "saving": {"savings": _words(c.SAVINGS, "rule-savings")},
        "limit": {"limit": _times()},
        "interest": {
            "loan_per": _words(PERS, "per"),
            "loan_method": _words(METHODS, "method"),
        },
        "payback": {"loan_every": _words(EVERIES, "every")},
        "approval": {"loans_by": _words(c.LOANS_BY, "rule-loans-by")},
        "social": {"social_at_share_out": _words(c.SOCIAL_RULES, "rule-social")},
        "fines": {"fines_to": _words(FINES_TO, "rule-fines-to")},
        "sharing": {
            "shares_out": _words((YES, NO), "rule-shares-out"),
            "share_out_method": _words(c.SHARE_OUT_METHODS, "rule-share-out"),
        },
        "leaving": {"leaving": _words(c.LEAVING, "rule-leaving")},
        "meeting": {
            "meets_every": _words(c.MEETS_EVERY, "rule-meets"),
            "meets_on": _words(map(str, range(c.SUNDAY + 1)), "rule-weekday"),
            "quorum": _quorums(values.get("quorum", "")),
        },
        "money": {"begin": _words(BEGINS, "begin")},
    }
    return found.get(code, {})


def _words(codes: "Mapping[str, object] | tuple[str, ...] | map[str]", area: str) -> Options:
    return tuple((code, word(code, area)) for code in codes)


def _times() -> Options:
    told = {
        "none": gettext("There is no limit"),
        "other": gettext("Another number"),
    }
    return tuple(
        (
            one,
            told.get(one)
            or ngettext("As much as she has saved", "%(num)s times what she has saved", int(one)),
        )
        for one in TIMES
    )


def _quorums(now: str) -> Options:
    told = {
        "0": gettext("Whoever is here decides"),
        "50": gettext("Half of the members"),
        "67": gettext("Two of three members"),
        "75": gettext("Three of four members"),
    }
    codes = QUORUMS if now in QUORUMS or not now.isdigit() else (*QUORUMS, now)
    return tuple(
        (one, told.get(one) or gettext("%(part)s of 100 members", part=one)) for one in codes
    )
