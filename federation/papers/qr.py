"""QR codes as SVG: black on white, whatever the page's colours are; no size of their own."""

import io
from typing import Final

import segno

QUIET_MODULES: Final = 4  # the white edge that a camera needs (ISO/IEC 18004)


def svg(text: str) -> str:
    """The QR code of a text. Raises ValueError when it is too long for one."""
    made = segno.make_qr(text, error="m")
    out = io.BytesIO()
    made.save(
        out,
        kind="svg",
        border=QUIET_MODULES,
        light="#fff",
        dark="#000",
        omitsize=True,
        xmldecl=False,
        nl=False,
    )
    return out.getvalue().decode()
