"""A repair told by a program: its form read, everything wrong told at once, a token back.

Names, e-mail addresses, telephone numbers, devices, accounts and pictures are taken in without a
word and not kept; the answer says so. What is kept: the service, where it is, what was told to the
service's questions, and what is wrong in words.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from federation.commands.deed import perform
from federation.commands.repairs import NOTE_LETTERS_MAX, ReportRepair, report_repair
from federation.commands.tokens import OPEN311, check_token
from federation.core.events import RepairDetail
from federation.core.refusals import Refusal, refuse
from federation.core.rules.repairs import SERVICES, check_told, is_on_earth
from federation.i18n import gettext
from federation.store import Store

from .services import need_of

CHANNEL: Final = "open311"
NOT_KEPT: Final = (
    "email",
    "device_id",
    "account_id",
    "first_name",
    "last_name",
    "phone",
    "media_url",
)
_ATTRIBUTE: Final = re.compile(r"attribute\[([^\[\]]{1,40})\](?:\[\])?")
_DEGREES: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_DAY_LETTERS: Final = 10
_MILLION: Final = 1_000_000

Form = Mapping[str, str]


def report(store: Store, sent: MultiDict[str, str]) -> tuple[dict[str, Any] | None, list[Refusal]]:
    """What the program is told, or everything that is wrong with what it sent.

    Without a token that may report nothing is looked at. Raises Refusal for what the city's books
    do not take.
    """
    form = {name: text.strip() for name, text in sent.items() if text.strip()}
    try:
        program = check_token(store, form.get("api_key", ""), OPEN311)
    except Refusal as refusal:
        return None, [refusal]
    wrong = [*_about_service(form), *_about_place(form), *_about_words(form)]
    details, more = _details(form.get("service_code", ""), sent)
    wrong += more
    if wrong:
        return None, wrong
    order = ReportRepair(
        service=form["service_code"],
        channel=CHANNEL,
        program=program.name,
        place=form.get("address_string") or form.get("address_id", ""),
        point=_point(form),
        note=form.get("description", ""),
        details=details,
    )
    facts = perform(store, order, report_repair).facts
    told = {"token": facts["repair"], "service_notice": _notice(form, known=bool(facts["known"]))}
    return {**told, "account_id": None}, []


def _about_service(form: Form) -> list[Refusal]:
    code = form.get("service_code", "")
    if not code:
        return [refuse("service-missing")]
    if need_of(code):
        return [refuse("service-not-told", service=code)]
    return [] if code in SERVICES else [refuse("service-unknown", service=code[:80])]


def _about_place(form: Form) -> list[Refusal]:
    if ("lat" in form) != ("long" in form):
        return [refuse("repair-point-off-earth")]
    if "lat" in form:
        return [] if is_on_earth(_point(form)) else [refuse("repair-point-off-earth")]
    somewhere = "address_string" in form or "address_id" in form
    return [] if somewhere else [refuse("repair-needs-place")]


def _about_words(form: Form) -> list[Refusal]:
    long = len(form.get("description", "")) > NOTE_LETTERS_MAX
    return [refuse("description-too-long", most=NOTE_LETTERS_MAX)] if long else []


def _point(form: Form) -> tuple[int, ...]:
    """Millionths of a degree; () without one; what is no number at all is off the earth."""
    told = [form[name] for name in ("lat", "long") if name in form]
    if not all(map(_DEGREES.fullmatch, told)):
        return (_MILLION * _MILLION,)
    return tuple(int((Decimal(one) * _MILLION).to_integral_value()) for one in told)


def _details(
    code: str, sent: MultiDict[str, str]
) -> tuple[tuple[RepairDetail, ...], list[Refusal]]:
    """What was told to the questions of the service, and what is wrong with it."""
    service = SERVICES.get(code)
    if service is None:
        return (), []
    told: dict[str, list[str]] = {}
    for name, values in sent.lists():
        found = _ATTRIBUTE.fullmatch(name)
        if found:
            told.setdefault(found[1], []).extend(one.strip() for one in values if one.strip())
    told = {name: values for name, values in told.items() if values}
    asked = {one.code for one in service.questions}
    wrong = [refuse("repair-question-unasked", question=name) for name in told if name not in asked]
    details = []
    for one in service.questions:
        given = tuple(_value(one.kind, text) for text in told.get(one.code, ()))
        try:
            if given or one.is_needed:
                check_told(one, given)
        except Refusal as refusal:
            wrong.append(refusal)
        if given:
            details.append(RepairDetail(code=one.code, values=given))
    return tuple(details), wrong


def _value(kind: str, text: str) -> str:
    """A moment is kept by its day."""
    return text[:_DAY_LETTERS] if kind == "datetime" and text[_DAY_LETTERS:][:1] == "T" else text


def _notice(form: Form, *, known: bool) -> str:
    told = [
        gettext("This was told already and is not done yet: it has the same token.")
        if known
        else gettext("The city's people look at it; ask with the token for its number.")
    ]
    unkept = [name for name in NOT_KEPT if name in form]
    if unkept:
        told.append(gettext("Not kept: %(fields)s.", fields=", ".join(unkept)))
    return " ".join(told)
