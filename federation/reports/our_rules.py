"""A group's rules in words: chapters of plain sentences, and what differs between two versions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from federation.core.constitution import SUNDAY, WHOLE
from federation.core.events import ConstitutionAdopted
from federation.i18n import gettext, money, ngettext, word

RATE_SCALE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sentences of the rules that answer one question; `code` is the question's."""

    code: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a chapter said before, and what it says now."""

    code: str
    title: str
    before: tuple[str, ...]
    now: tuple[str, ...]


def chapters(rules: ConstitutionAdopted, place: str = "") -> tuple[Chapter, ...]:
    """The rules as the group reads them out, in the order of the questions."""
    told = {
        "saving": (word(rules.savings, "rule-savings") + ".",),
        "purposes": _purposes(rules),
        "price": _price(rules),
        "limit": (_limit(rules),),
        "interest": (_interest(rules),),
        "payback": _payback(rules),
        "approval": _approval(rules),
        "social": _social(rules),
        "fines": _fines(rules),
        "sharing": _sharing(rules),
        "leaving": _leaving(rules),
        "officers": _officers(rules),
        "meeting": _meeting(rules, place),
    }
    return tuple(
        Chapter(code, word(code, "chapter"), sentences)
        for code, sentences in told.items()
        if sentences
    )


def differences(
    before: tuple[ConstitutionAdopted, str], now: tuple[ConstitutionAdopted, str]
) -> tuple[Difference, ...]:
    """The chapters that say something else, of two versions with their places."""
    old, new = ({one.code: one for one in chapters(*version)} for version in (before, now))
    codes = dict.fromkeys((*new, *old))
    return tuple(
        Difference(
            code,
            word(code, "chapter"),
            old[code].sentences if code in old else (),
            new[code].sentences if code in new else (),
        )
        for code in codes
        if (old[code].sentences if code in old else ())
        != (new[code].sentences if code in new else ())
    )


def percent(rate: int) -> str:
    """A rate in percent × 10,000 without noughts at its end: 94822 is 9.4822."""
    units, parts = divmod(rate, RATE_SCALE)
    told = f"{parts:04d}".rstrip("0")
    return f"{units}.{told}" if told else str(units)


def times(limit: int) -> str:
    """A limit in percent as so many times: 300 is 3, 250 is 2.5."""
    units, parts = divmod(limit, WHOLE)
    told = f"{parts:02d}".rstrip("0")
    return f"{units}.{told}" if told else str(units)


def _purposes(rules: ConstitutionAdopted) -> tuple[str, ...]:
    if rules.savings == "shares":
        return ()
    told = ", ".join(word(one, "purpose") for one in rules.purposes)
    return (gettext("We save for: %(purposes)s.", purposes=told),)


def _price(rules: ConstitutionAdopted) -> tuple[str, ...]:
    if rules.savings == "free":
        return ()
    return (
        gettext("A share costs %(money)s.", money=money(rules.share_price)),
        ngettext(
            "At a meeting a member buys one share.",
            "At a meeting a member buys 1 to %(num)s shares.",
            rules.shares_most,
        ),
    )


def _limit(rules: ConstitutionAdopted) -> str:
    if not rules.loan_limit:
        return gettext("The group sets no limit to a loan.")
    return gettext(
        "A member may owe at most %(times)s times what she has saved.",
        times=times(rules.loan_limit),
    )


def _interest(rules: ConstitutionAdopted) -> str:
    if not rules.loan_rate:
        return gettext("Loans cost nothing.")
    return gettext(
        "A loan costs %(rate)s %% %(per)s, %(method)s.",
        rate=percent(rules.loan_rate),
        per=word(rules.loan_per, "per"),
        method=word(rules.loan_method, "method"),
    )


def _payback(rules: ConstitutionAdopted) -> tuple[str, ...]:
    told = [
        ngettext(
            "A loan is paid back at once, when it is due.",
            "A loan is paid back in at most %(num)s payments, %(every)s.",
            rules.loan_instalments_most,
            every=word(rules.loan_every, "every"),
        )
    ]
    if rules.loan_round_to:
        step = money(rules.loan_round_to)
        told.append(gettext("Payments are rounded to %(money)s.", money=step))
    return tuple(told)


def _approval(rules: ConstitutionAdopted) -> tuple[str, ...]:
    told = [word(rules.loans_by, "rule-loans-by") + "."]
    if rules.loan_guarantors:
        told.append(
            ngettext(
                "One other member stands in for each loan.",
                "%(num)s other members stand in for each loan.",
                rules.loan_guarantors,
            )
        )
    return tuple(told)


def _social(rules: ConstitutionAdopted) -> tuple[str, ...]:
    if not rules.social_contribution:
        told = [gettext("Nobody has to pay into the social fund.")]
    else:
        each = money(rules.social_contribution)
        told = [gettext("Each pays %(money)s into the social fund at a meeting.", money=each)]
    if rules.shares_out:
        told.append(
            gettext(
                "The social fund at the share-out: %(rule)s.",
                rule=_small(word(rules.social_at_share_out, "rule-social")),
            )
        )
    return tuple(told)


def _fines(rules: ConstitutionAdopted) -> tuple[str, ...]:
    told = [
        gettext("%(what)s: %(money)s.", what=_large(word(one.why, "fine")), money=money(one.amount))
        for one in rules.fines
    ]
    if rules.loan_fine:
        late = _large(word("loan-late", "fine"))
        told.append(gettext("%(what)s: %(money)s.", what=late, money=money(rules.loan_fine)))
    if not told:
        return (gettext("There are no fines."),)
    return (*told, gettext("Fines go: %(to)s.", to=_small(word(rules.fines_to, "rule-fines-to"))))


def _sharing(rules: ConstitutionAdopted) -> tuple[str, ...]:
    if not rules.shares_out:
        return (gettext("Savings go on from year to year; nothing is shared out."),)
    return (
        ngettext(
            "After one week everything is shared out.",
            "After %(num)s weeks everything is shared out.",
            rules.cycle_weeks,
        ),
        word(rules.share_out_method, "rule-share-out") + ".",
    )


def _leaving(rules: ConstitutionAdopted) -> tuple[str, ...]:
    told = (
        gettext(
            "Who leaves before the end: %(rule)s.", rule=_small(word(rules.leaving, "rule-leaving"))
        ),
    )
    if not rules.leaving_fee:
        return told
    return (*told, gettext("%(money)s of it stays here.", money=money(rules.leaving_fee)))


def _officers(rules: ConstitutionAdopted) -> tuple[str, ...]:
    told: tuple[str, ...] = (
        gettext(
            "%(count)s officers close a meeting, each with her own PIN.", count=rules.officers_close
        ),
    )
    if rules.officers_for_months:
        months = rules.officers_for_months
        told = (*told, gettext("Officers are elected for %(months)s months.", months=months))
    if not rules.cash_warning:
        return told
    most = money(rules.cash_warning)
    return (*told, gettext("With more than %(money)s in the box we go to the bank.", money=most))


def _meeting(rules: ConstitutionAdopted, place: str) -> tuple[str, ...]:
    every = word(rules.meets_every, "rule-meets")
    if 0 < rules.meets_on <= SUNDAY:
        day = word(str(rules.meets_on), "rule-weekday")
        told = [gettext("We meet %(every)s, on %(day)s.", every=every, day=day)]
    else:
        told = [gettext("We meet %(every)s.", every=every)]
    if place:
        told.append(gettext("Where: %(place)s.", place=place))
    if rules.quorum:
        told.append(
            gettext("A vote counts when %(part)s %% of the members are here.", part=rules.quorum)
        )
    return tuple(told)


def _first(change: Callable[[str], str], text: str) -> str:
    return change(text[:1]) + text[1:]


def _small(text: str) -> str:
    return _first(str.lower, text)


def _large(text: str) -> str:
    return _first(str.upper, text)
