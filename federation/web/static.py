"""Static files under addresses that hold the hash of their content: kept by browsers for ever."""

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from flask import Flask, Response, abort, send_from_directory, url_for

from federation import assets

from .guard import public

HASH_LETTERS: Final = 12
KEPT_SECONDS: Final = 31_536_000


def hashes(folder: Path) -> Mapping[str, str]:
    """Every file below the folder by its path, with the head of its SHA-256."""
    return MappingProxyType(
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[
                :HASH_LETTERS
            ]
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    )


def serve(app: Flask) -> None:
    """Add the route `/static/<hash>/<path>` and the template function `asset`."""
    folder = assets.folder("static")
    known = hashes(folder)

    @public
    def static(digest: str, name: str) -> Response:
        if known.get(name) != digest:
            abort(404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer = send_from_directory(folder, name, mimetype=kind, max_age=KEPT_SECONDS)
        answer.cache_control.public = True
        answer.cache_control.immutable = True
        return answer

    def asset(name: str) -> str:
        return url_for("static", digest=known[name], name=name)

    app.add_url_rule("/static/<digest>/<path:name>", "static", static)
    app.jinja_env.globals["asset"] = asset
