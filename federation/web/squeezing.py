"""What is sent in fewer bytes: style, script, pictures, pages that repeat nothing of a question.

A page holds the form token, the same for a whole login, and what nobody else should read. If words
of the address stood beside them, somebody who sees how long answers are could try words until the
packed page grows shorter, and so guess the rest letter by letter (BREACH, Gluck, Harris, Prado
2013; breachattack.com). So what answers a question (`?find=…`), a form, or an unknown address goes
out as it is.
"""

import gzip
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

ALWAYS: Final = frozenset(("text/css", "text/javascript", "image/svg+xml"))
UNASKED: Final = frozenset(("text/html",))
LEAST_BYTES: Final = 400  # below it the head of the packing eats what is saved
_LEVEL: Final = 6


def stand(app: Flask) -> None:
    """Pack what may be packed, for browsers that say they read it."""
    app.after_request(_packed)


def _may(answer: Response) -> bool:
    """Whether nothing that somebody else could have chosen stands in it."""
    if answer.status_code != HTTPStatus.OK or answer.content_encoding:
        return False
    is_unasked = request.method == "GET" and not request.query_string
    return answer.mimetype in ALWAYS or (answer.mimetype in UNASKED and is_unasked)


def _packed(answer: Response) -> Response:
    if answer.mimetype in ALWAYS | UNASKED:
        answer.vary.add("Accept-Encoding")
    if not _may(answer) or request.accept_encodings.best_match(("gzip",)) is None:
        return answer
    answer.direct_passthrough = False
    told = answer.get_data()
    if len(told) < LEAST_BYTES:
        return answer
    answer.set_data(gzip.compress(told, _LEVEL, mtime=0))
    answer.content_encoding = "gzip"
    etag, is_weak = answer.get_etag()
    if etag:  # a byte of this is not a byte of that (RFC 9110, 8.8.3.3)
        answer.set_etag(f"{etag}-gzip", bool(is_weak))
    return answer
