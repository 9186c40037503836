"""Files as text: to be saved for a chat, or shown as QR codes to another machine's camera."""

import io
from dataclasses import dataclass
from typing import ClassVar, Final

import segno
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from federation.core.refusals import refuse
from sync import armour, seal

from ..guard import allow
from ..here import node
from ..pages import Page, render
from . import files
from .people import KEEPERS

# The white edge that a camera needs (ISO/IEC 18004).
QUIET_MODULES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Page):
    """A file as QR codes; `texts`: what each holds."""

    template: ClassVar[str] = "shared/codes.html"
    name: str
    short_code: str
    texts: tuple[str, ...]


def blueprint() -> Blueprint:
    """The routes, the same at every node."""
    found = Blueprint("codes", __name__)
    found.add_url_rule("/files/<name>/text", view_func=text)
    found.add_url_rule("/files/<name>/codes", view_func=show)
    found.add_url_rule("/files/<name>/codes/<int:number>.svg", view_func=image)
    return found


def _bytes(name: str) -> bytes:
    node().must_be_real()
    return files.in_outbox(name).read_bytes()


@allow(*KEEPERS)
def text(name: str) -> Response:
    """A file of the outbox as text."""
    found = Response(armour.armour(_bytes(name)), mimetype="text/plain")
    found.headers.set("Content-Disposition", "attachment", filename=f"{name}{armour.ENDING}")
    return found


@allow(*KEEPERS)
def show(name: str) -> ResponseReturnValue:
    """A small file of the outbox as QR codes."""
    content = _bytes(name)
    code = seal.short_code(content)
    return render(Codes(name=name, short_code=code, texts=armour.code_texts(content)))


@allow(*KEEPERS)
def image(name: str, number: int) -> Response:
    """One of the codes. Raises Refusal `file-unknown`."""
    texts = armour.code_texts(_bytes(name))
    if not 1 <= number <= len(texts):
        raise refuse("file-unknown", file=name[:80])
    return Response(svg(texts[number - 1]), mimetype="image/svg+xml")


def svg(told: str) -> bytes:
    """A text as a QR code: black on white in the dark too, for the camera."""
    out = io.BytesIO()
    code = segno.make_qr(told, error="l", boost_error=False)
    code.save(
        out, kind="svg", border=QUIET_MODULES, light="#fff", dark="#000", omitsize=True, nl=False
    )
    return out.getvalue()
