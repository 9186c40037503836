"""The list of services and what each asks: repairs, which may be told here, and requests.

A request of a community is raised by a savings group and comes through its federation; it can be
read here under its service, and not be made.
"""

from typing import Any, Final

from federation.core.refusals import refuse
from federation.core.rules.repairs import DATETIME, NUMBER, SERVICES, Question, Service
from federation.core.rules.requests import NEEDS
from federation.i18n import gettext, word

ASKED: Final = "request-"
BATCH: Final = "batch"  # a token now, the number once the city's people took it in


def service_of(need: str) -> str:
    """The service code of requests for something."""
    return f"{ASKED}{need}"


def need_of(service: str) -> str:
    """What a request's service code asks for, or "" for one of a repair and for any other."""
    need = service.removeprefix(ASKED)
    return need if service.startswith(ASKED) and need in NEEDS else ""


def is_service(code: str) -> bool:
    """Whether there is a service of that code."""
    return code in SERVICES or bool(need_of(code))


def name_of(code: str) -> str:
    """What people call a service."""
    need = need_of(code)
    if need:
        return gettext("Request of a community: %(need)s", need=word(need, "need"))
    return word(code, "service")


def listed() -> list[dict[str, Any]]:
    """Every service."""
    return [_repair(one) for one in SERVICES.values()] + [_asked(need) for need in NEEDS]


def _repair(one: Service) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": name_of(one.code),
        "description": word(one.code, "about-service"),
        "metadata": bool(one.questions),
        "type": BATCH,
        "keywords": word(one.code, "keywords"),
        "group": one.need,
    }


def _asked(need: str) -> dict[str, Any]:
    code = service_of(need)
    return {
        "service_code": code,
        "service_name": name_of(code),
        "description": gettext(
            "Asked together by a savings group, which raises it through its federation. It can be "
            "followed here, and not be made."
        ),
        "metadata": False,
        "type": BATCH,
        "keywords": f"{need}, community, savings group, read only",
        "group": need,
    }


def defined(code: str) -> dict[str, Any]:
    """What a service asks, perhaps nothing. Raises Refusal `service-unknown`."""
    if not is_service(code):
        raise refuse("service-unknown", service=code[:80])
    questions = SERVICES[code].questions if code in SERVICES else ()
    told = [_question(place, one) for place, one in enumerate(questions, 1)]
    return {"service_code": code, "attributes": told}


def _question(place: int, one: Question) -> dict[str, Any]:
    hints = {
        NUMBER: gettext("a whole number, 1 to 1000"),
        DATETIME: gettext("a day, like 2026-11-22"),
    }
    return {
        "variable": True,
        "code": one.code,
        "datatype": one.kind,
        "required": one.is_needed,
        "datatype_description": hints.get(one.kind),
        "order": place,
        "description": word(one.code, "question"),
        "values": [{"key": value, "name": word(value, "told")} for value in one.values],
    }
