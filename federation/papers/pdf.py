"""A paper as a PDF, typeset by Typst: tagged for screen readers (PDF/UA-1), fonts inside.

Typst is an extra (`pip install 'federation-toolkit[pdf]'`). What stands on the paper goes in as
JSON, never as part of the program that sets it, so no name can change how a sheet is made.
"""

import importlib.util
import json
from datetime import datetime
from typing import Final

from federation import assets
from federation.core.refusals import refuse

from .laying import Laid, lay
from .paper import Paper

STANDARDS: Final = ("ua-1",)
# A paper that does not say when it was printed is made of the same bytes every time.
UNDATED: Final = "2000-01-01"


def is_here() -> bool:
    """Whether this installation can write PDFs."""
    return importlib.util.find_spec("typst") is not None


def write(paper: Paper) -> bytes:
    """The same paper makes the same bytes. Raises Refusal `pdf-needs-typst`."""
    return typeset(lay(paper))


def typeset(laid: Laid) -> bytes:
    """A laid-out paper as a PDF. Raises Refusal `pdf-needs-typst`."""
    if not is_here():
        raise refuse("pdf-needs-typst")
    import typst  # noqa: PLC0415 - an extra: only where a PDF is asked for

    try:
        return _compiled(laid, is_strict=True)
    except typst.TypstError:
        # A letter that no font here has: the sheet is made all the same, with a mark in its place.
        return _compiled(laid, is_strict=False)


def _compiled(laid: Laid, *, is_strict: bool) -> bytes:
    import typst  # noqa: PLC0415 - an extra: only where a PDF is asked for

    program = (assets.folder("templates") / "print" / "paper.typ").read_bytes()
    return typst.compile(
        program,
        format="pdf",
        ignore_system_fonts=True,  # the same sheet on every machine
        sys_inputs={"paper": json.dumps(laid, ensure_ascii=False)},
        pdf_standards=[*STANDARDS] if is_strict else [],
        timestamp=datetime.fromisoformat(f"{laid['day'] or UNDATED}T12:00:00+00:00"),
    )
