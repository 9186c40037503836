"""What programs are told: one value as JSON or XML, and what is wrong as a list.

JSON follows the Spark convention of GeoReport v2: a list stands without the names that XML puts
around it. Texts come clean out of the books, and whatever XML cannot hold is left out of a
refusal that repeats what a client sent.
"""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request

from federation.core.refusals import Refusal
from federation.i18n import say

JSON: Final = "json"
XML: Final = "xml"
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
)
# A list, and what each of its parts is called in XML.
PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attributes": "attribute",
        "commitments": "commitment",
        "endpoints": "endpoint",
        "errors": "error",
        "formats": "format",
        "merged_requests": "merged_request",
        "notes": "note",
        "service_requests": "request",
        "service_request_updates": "request_update",
        "services": "service",
        "values": "value",
    }
)
# What XML 1.0 has no way to write (w3.org/TR/xml, production 2).
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def form_asked() -> str:
    """The format by the end of the address; XML, which is always there, for any other end."""
    return JSON if request.path.endswith(f".{JSON}") else XML


def answer(root: str, value: Any, status: int = 200) -> Response:
    """A value under the name that XML gives it."""
    form = form_asked()
    body = _json(value) if form == JSON else _xml(root, value)
    return Response(body, status, content_type=TYPES[form])


def wrong(found: Sequence[tuple[int, str]]) -> Response:
    """What is wrong: statuses and sentences. The answer's own is that of a key, then the lowest.

    A key that is wrong hides everything else; what is not there weighs more than what is unclear.
    """
    first = max(status for status, _ in found)
    told = [{"code": status, "description": sentence} for status, sentence in found]
    return answer("errors", told, first)


def refused(found: Sequence[tuple[int, Refusal]]) -> Response:
    """The same with the words of refusals."""
    return wrong([(status, say(refusal)) for status, refusal in found])


def _json(value: Any) -> str:
    return (
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace").decode()
    )


def _xml(root: str, value: Any) -> bytes:
    top = Element(root)
    _fill(top, value)
    told: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return told


def _fill(into: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(SubElement(into, name), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _fill(SubElement(into, PARTS[into.tag]), inner)
    elif isinstance(value, bool):
        into.text = str(value).lower()
    elif value is not None:
        into.text = _UNWRITABLE.sub("\ufffd", str(value))
