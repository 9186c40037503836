"""Forms: what was typed, what is wrong with it, and the one way from there to a deed.

A view shows its page with `fresh(...)`, or gives what was typed to `take(...)`: schema, order,
deed, then on to another page (303), or the same page again with every word that was typed and
one sentence beside the field.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from federation.commands.deed import AnOrder, Decision, Desk, Receipt, perform
from federation.core.refusals import Refusal, refuse
from federation.i18n import say, word
from federation.schemas.base import Fault, load

from . import doubts
from .errors import status_of
from .here import me, named, node, store
from .pages import Page, render

TOKEN: Final = "form_token"  # noqa: S105 - the name of a field
CSRF: Final = "csrf_token"
# Which button was pressed, where a form has several; never part of a schema.
BUTTON: Final = "button"
# Of locked keys: the door takes it from the form before any view; it is never kept or shown again.
PASSPHRASE: Final = "passphrase"  # noqa: S105 - the name of a field
# Never carried through a login either: names with these in them.
NEVER_SHOWN: Final = ("pin", PASSPHRASE, "paper_words")
_OURS: Final = (TOKEN, CSRF, BUTTON, doubts.SURE, PASSPHRASE)
A_TOKEN: Final = re.compile(r"[0-9a-z]{20}")

# A refusal of a rule, and the field beside which its sentence stands if the form has it.
_BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "amount-out-of-range": "amount",
        "amount-too-large": "amount",
        "savings-short": "amount",
        "shares-short": "amount",
        "fines-due-short": "amount",
        "loan-overpaid": "principal",
        "pot-short": "amount",
        "pot-set-aside": "amount",
        "member-name-missing": "name",
        "member-number-taken": "member",
        "request-number-taken": "number",
        "request-without-households": "households",
        "cash-count-needs-reason": "reason",
        "reversal-needs-reason": "reason",
        "vote-not-carried": "votes_for",
        "meeting-same-day": "day",
        "meeting-before-last": "day",
        "day-far-ahead": "day",
        "day-before-group": "day",
        "member-gone": "member",
        "user-name-taken": "name",
        "user-name-mixed": "name",
        "pin-too-common": "pin",
        "pin-unfit": "pin",
        "login-wrong": "pin",
        "login-wait": "pin",
        "digits-differ": "confirm",
        "digits-missing": "confirm",
        "keys-locked": PASSPHRASE,
        "passphrase-wrong": PASSPHRASE,
        "second-officer-needed": "second",
        "offer-above-pot": "offer_savings",
        "request-measure-unknown": "measure",
        "request-target-no-better": "target",
        "word-without-day": "by",
        "promise-in-past": "by",
        "clause-not-later": "by",
        "offer-later-unclear": "savings_later",
        "insight-without-feedback": "feedback",
        "room-empty": "room",
        "scores-too-few": "people",
        "scores-empty": "scores",
        "receipt-twice": "receipt",
        "resolution-twice": "resolution",
        "resolution-other-day": "resolution",
        "resolution-ahead": "resolved_on",
        "word-scan-unclear": "scan",
        "facility-needs-fault": "fault",
        "facility-working-missing": "working",
        "facility-works-more": "working",
        "house-back-needs-reason": "note",
        "profile-agreed-on-missing": "agreed_on",
        "profile-sample-too-large": "sampled",
        "profile-is-there": "settlement",
        "house-step-empty": "step",
        "sitting-in-past": "day",
        "deputy-holds-role": "member",
        "deputy-already": "member",
        "badge-needs-evidence": "evidence",
        "badge-evidence-unknown": "evidence",
        "badge-twice": "award",
        "exchange-needs-people": "people",
        "exchange-needs-group": "group",
        "idea-adopted": "practice",
        "idea-unknown": "practice",
        "idea-own": "practice",
        "look-asker-unknown": "asked_by",
        "reason-short": "reason",
        "reason-names-member": "reason",
        "proposal-kind": "wanted",
        "proposal-day-ahead": "entered_on",
        "proposal-member-stays": "member",
        "proposal-same": "amount",
    }
)


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


def _no_lists() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Form:
    """One form as it stands: what is typed, the sentence beside a field, sentences for it all.

    `place` sets the names of its fields on the page apart where several forms share one.
    """

    token: str
    values: Mapping[str, str] = field(default_factory=_nothing)
    faults: Mapping[str, str] = field(default_factory=_nothing)
    whole: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=_no_lists)
    place: str = ""

    def value(self, name: str) -> str:
        """What is typed in a field, or ""."""
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        """What is wrong with a field, or ""."""
        return self.faults.get(name, "")

    @property
    def is_wrong(self) -> bool:
        """Whether anything is said about it."""
        return bool(self.faults or self.whole)

    @property
    def button(self) -> str:
        """The value of the button that was pressed, or ""."""
        return self.values.get(BUTTON, "")

    def typed(self) -> dict[str, str]:
        """What people typed, without the form's own hidden fields."""
        return {name: value for name, value in self.values.items() if name not in _OURS}

    def wrong(self, faults: Iterable[Fault]) -> "Form":
        """With the first sentence for each field; what has no field stands above."""
        beside, whole = dict(self.faults), list(self.whole)
        for one in faults:
            name = str(one.where[0]) if one.where else ""
            if name and one.code != "field-unknown":
                beside.setdefault(name, _said(name, one.refusal))
            else:
                whole.append(say(one.refusal))
        return replace(self, faults=MappingProxyType(beside), whole=tuple(whole))

    def refused(self, refusal: Refusal, beside: str = "") -> "Form":
        """With a refusal beside its field, if this form has that field, or above it all."""
        name, said = beside or _BESIDE.get(refusal.code, ""), say(named(refusal))
        if name and (beside or name in self.values):
            return replace(self, faults=MappingProxyType({**self.faults, name: said}))
        return replace(self, whole=(*self.whole, said))


def _said(name: str, refusal: Refusal) -> str:
    """What is wrong with a field; of one that was left empty, what belongs there."""
    told = word(name, "missing") if refusal.code == "field-missing" else name
    return say(refusal) if told == name else told


def is_secret(name: str) -> bool:
    """Whether what is typed in a field of this name is never shown again."""
    return any(part in name for part in NEVER_SHOWN)


def fresh(**values: object) -> Form:
    """A form to be filled in, with what it holds at first.

    When a form was sent that could not even be looked at, this is that form again.
    """
    again = g.get("again")
    if isinstance(again, Form):
        return again
    told = {name: str(value) for name, value in values.items()}
    return Form(node().new_id(), MappingProxyType(told))


def typed() -> Form:
    """The form that was sent. Raises Refusal `form-incomplete` when its token is not ours."""
    sent = request.form
    token = sent.get(TOKEN, "")
    if not A_TOKEN.fullmatch(token):
        raise refuse("form-incomplete")
    return Form(
        token,
        MappingProxyType(sent.to_dict()),
        lists=MappingProxyType({name: tuple(sent.getlist(name)) for name in sent}),
    )


def again(sent: Mapping[str, Sequence[str]], refusal: Refusal, beside: str = "") -> Form:
    """What was sent, whatever it is, to be shown again with this refusal and a fresh token.

    `sent`: all that stood in each field; `beside`: the field at which the sentence stands.
    """
    told = {name: tuple(many) for name, many in sent.items() if many and name not in _OURS}
    first = {name: many[0] for name, many in told.items()}
    form = Form(node().new_id(), MappingProxyType(first), lists=MappingProxyType(told))
    return form.refused(refusal, beside)


def chosen(name: str) -> str:
    """What the address, or the form that is sent or shown again, says was chosen; or ""."""
    if request.method == "POST":
        return request.form.get(name, "")
    form = g.get("again")
    told = form.value(name) if isinstance(form, Form) else ""
    return told or request.args.get(name, "")


def stamp(form: Form) -> dict[str, Any]:
    """What every order carries of the form: its token and who sent it."""
    return {"token": form.token, "user": me().id, "sent": _hash_of(form)}


def parted(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stamp among the fields of an order, and all the others."""
    names = ("token", "user", "sent")
    stamp = {name: told[name] for name in names if name in told}
    return stamp, {name: value for name, value in told.items() if name not in names}


def _hash_of(form: Form) -> str:
    """What people typed and chose, and nothing secret: a PIN is found from its hash."""
    told = sorted(
        (name, *many)
        for name, many in form.lists.items()
        if name not in _OURS and not is_secret(name)
    )
    return hashlib.sha256(repr((request.path, told)).encode()).hexdigest()


def show(page: Page, status: int = 422) -> ResponseReturnValue:
    """The page again, because something is wrong."""
    return render(page), status


def nowhere(_: Refusal) -> str:
    """No field of its own: where the sentence stands follows from the refusal's code."""
    return ""


def act(
    form: Form,
    order: AnOrder,
    decide: Callable[[Desk, AnOrder], Decision],
    page: Callable[[Form], Page],
    done: Callable[[Receipt], str],
    beside: Callable[[Refusal], str] = nowhere,
) -> ResponseReturnValue:
    """Do it and go on to `done`, or show the page with the refusal, at the field `beside` tells.

    An amount far above the usual is asked about first (`doubts`).
    """
    asked = doubts.about(form, order)
    if asked is not None:
        is_wrong = form.value(doubts.SURE) == doubts.CHANGE
        return show(page(form) if is_wrong else asked)
    try:
        receipt = perform(store(), order, decide)
    except Refusal as refusal:
        return show(page(form.refused(refusal, beside(refusal))), status_of(refusal))
    return redirect(done(receipt), 303)


def take(
    schema: Schema,
    order: Callable[..., AnOrder],
    decide: Callable[[Desk, AnOrder], Decision],
    page: Callable[[Form], Page],
    done: Callable[[Receipt], str],
    **known: object,
) -> ResponseReturnValue:
    """The whole way of a plain form; `known` are facts of the order that nobody types."""
    form = typed()
    values, faults = load(schema, form.typed())
    if faults:
        return show(page(form.wrong(faults)))
    return act(form, order(**values, **known, **stamp(form)), decide, page, done)
