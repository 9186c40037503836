"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): repairs told and followed by programs.

Reading needs no key, as the specification has it; telling needs a token of this city. Nothing
here is ever a page, and nothing hangs on a login: every wrong is a list of errors in the format
that the address asks for.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Flask, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import MethodNotAllowed

from federation.core.days import MADE_ON
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, say
from federation.store.queries import repairs

from ...errors import Teller, status_of, tell_programs
from ...guard import public
from ...here import node, store
from ...today import today
from . import listing, moments, reporting, services
from .formats import answer, refused, wrong
from .items import row_of, update_row

BELOW: Final = "/open311/"
HERE: Final = "/open311/v2"
SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
CREATED: Final = 201
PLAIN: Final = 400
# Statuses that are told as they are; every other refusal is a plain 400, as the specification says.
_TOLD: Final = (403, 404, 405, 413)
_FAULTS: Final = 500
_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        404: "address-unknown",
        405: "method-unknown",
        413: "report-too-large",
        _FAULTS: "fault-unwritten",
    }
)


def add(to: Blueprint) -> None:
    """The addresses, each with `.json` and `.xml`."""
    asked = {
        "/discovery": discovery,
        "/services": service_list,
        "/services/<code>": service_definition,
        "/requests": request_list,
        "/requests/<name>": one_request,
        "/tokens/<token>": one_token,
        "/servicerequestupdates": update_list,
    }
    for path, view in asked.items():
        _rule(to, path, view, "GET")
    _rule(to, "/requests", report, "POST")
    to.record(_furnish)


def _rule(to: Blueprint, path: str, view: object, method: str) -> None:
    to.add_url_rule(
        f"{HERE}{path}.<any(json, xml):form>",
        endpoint=f"open311_{getattr(view, '__name__', '')}",
        view_func=view,  # type: ignore[arg-type] # each takes what its address holds
        methods=[method],
        provide_automatic_options=False,
    )


def _furnish(state: BlueprintSetupState) -> None:
    """No page is ever told here, and a form from a program has no token of a page."""
    app = state.app
    assert isinstance(app, Flask)
    tell_programs(app, Teller(BELOW, _tell, _CODES))
    protection = app.extensions["csrf"]
    assert isinstance(protection, CSRFProtect)
    protection.exempt(report)


def _tell(status: int, refusal: Refusal) -> ResponseReturnValue:
    known = status if status in _TOLD or status >= _FAULTS else PLAIN
    told = wrong([(min(known, _FAULTS), say(refusal))])
    error = request.routing_exception
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        told.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return told


def _refused(found: list[Refusal]) -> ResponseReturnValue:
    statuses = [(status_of(one), one) for one in found]
    return refused([(one if one in _TOLD else PLAIN, why) for one, why in statuses])


@public
def discovery(form: str) -> ResponseReturnValue:  # noqa: ARG001 - the address's end
    """Where what is spoken."""
    made = moments.written(moments.of_day(MADE_ON))
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{request.url_root.rstrip('/')}{HERE}",
        "changeset": made,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    told_here = {
        "changeset": made,
        "contact": gettext("The office of %(name)s that serves this address.", name=_name()),
        "key_service": gettext(
            "Ask the office of %(name)s: an official makes a key with federation token add.",
            name=_name(),
        ),
        "endpoints": [endpoint],
    }
    return answer("discovery", told_here)


def _name() -> str:
    return node().settings.name


@public
def service_list(form: str) -> ResponseReturnValue:  # noqa: ARG001
    """Every service."""
    return answer("services", services.listed())


@public
def service_definition(code: str, form: str) -> ResponseReturnValue:  # noqa: ARG001
    """What a service asks."""
    return answer("service_definition", services.defined(code))


@public
def request_list(form: str) -> ResponseReturnValue:  # noqa: ARG001
    """Repairs and requests that fit."""
    query, found = listing.read(request.args, moments.of_moment(node().now()))
    if query is None:
        return _refused(found)
    with store().reading() as db:
        items = listing.find(db, query, today())
        rows = [row_of(one, with_more=query.with_more) for one in items]
    return answer("service_requests", rows)


@public
def one_request(name: str, form: str) -> ResponseReturnValue:  # noqa: ARG001
    """One repair or request, as a list of one."""
    with_more = request.args.get("extensions", "").lower() == "true"
    with store().reading() as db:
        row = row_of(listing.find_one(db, name, today()), with_more=with_more)
    return answer("service_requests", [row])


@public
def one_token(token: str, form: str) -> ResponseReturnValue:  # noqa: ARG001
    """The number of a repair that was told; empty until the city's people took it in."""
    with store().reading() as db:
        found = repairs.repair(db, token)
    if found is None:
        raise refuse("told-token-unknown", token=token[:80])
    row = {"service_request_id": found.number or None, "token": found.repair}
    return answer("service_requests", [row])


@public
def update_list(form: str) -> ResponseReturnValue:  # noqa: ARG001
    """What happened to repairs and requests."""
    query, found = listing.read(request.args, moments.of_moment(node().now()))
    if query is None:
        return _refused(found)
    with store().reading() as db:
        rows = listing.updates(db, query, today())
        lines = [update_row(item, update) for item, update in rows]
    return answer("service_request_updates", lines)


@public
def report(form: str) -> ResponseReturnValue:  # noqa: ARG001
    """A repair is told."""
    row, found = reporting.report(store(), request.values)
    return _refused(found) if row is None else answer("service_requests", [row], CREATED)
