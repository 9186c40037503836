"""One paper on its page, and as a PDF to save (`?as=pdf`), whoever made it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from federation.papers import pdf
from federation.papers.laying import Laid, lay
from federation.papers.paper import Paper, Size

from ..pages import Page, render

AS: Final = "as"
PDF: Final = "pdf"

Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage(Page):
    """One paper as it will be printed; `pdf` "": this machine writes none.

    `beside`: other papers of the same thing; `with_days`: it can be asked for from day to day.
    """

    template: ClassVar[str] = "print/paper.html"
    laid: Laid
    back: str
    back_word: str
    pdf: str
    beside: Links = ()
    with_days: bool = False
    first: str = ""
    last: str = ""


def wants_file() -> bool:
    """Whether the address asks for a PDF."""
    return request.args.get(AS) == PDF


def saved(paper: Paper) -> Response:
    """A file to save, named by the paper's code and its day. Raises Refusal `pdf-needs-typst`."""
    answer = Response(pdf.write(paper), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=_file_of(paper))
    return answer


def _file_of(paper: Paper) -> str:
    small = "-a6" if paper.size is Size.A6 else ""
    return f"{paper.name}{small}-{paper.day}.pdf"


def show(
    make: Callable[[], Paper],
    back: str,
    back_word: str,
    *,
    as_file: bool = True,
    beside: Links = (),
) -> ResponseReturnValue:
    """A paper of a page whose address says all about it; `back` leads to where it came from.

    `as_file`: it may be saved as a PDF; else it leaves this machine on paper alone.
    """
    paper = make()
    if as_file and wants_file():
        return saved(paper)
    assert request.endpoint is not None
    told = request.view_args or {}
    return render(
        PaperPage(
            laid=lay(paper),
            back=back,
            back_word=back_word,
            pdf=url_for(request.endpoint, **{**told, AS: PDF}) if as_file and pdf.is_here() else "",
            beside=beside,
        )
    )
