"""A guide to print, without a node: two sheets for a role."""

from pathlib import Path

import click

from federation.catalogues import LANGUAGES
from federation.core.refusals import refuse
from federation.i18n import use_language
from federation.node import write_file
from federation.papers import alone, guides, pdf

from .base import Call, tell, with_data


@click.command("guide", help="Write the guide of a role to print. ROLE: " + ", ".join(guides.ROLES))
@click.argument("role", type=click.Choice(guides.ROLES), metavar="ROLE")
@click.option(
    "--language",
    type=click.Choice(tuple(LANGUAGES)),
    default="en",
    show_default=True,
    help="Words that are not translated yet stay English.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A .pdf, or an .html for any browser. Usually guide-ROLE.pdf, or .html without Typst.",
)
@with_data
@click.pass_obj
def guide_command(call: Call, role: str, language: str, out: Path | None) -> None:
    """Two sheets at most, in one language."""
    out = out or Path(f"guide-{role}.{'pdf' if pdf.is_here() else 'html'}")
    if out.suffix.lower() not in (".pdf", ".html"):
        raise click.UsageError("A guide is a .pdf or an .html file.")
    if not out.parent.is_dir():
        raise refuse("folder-missing", folder=str(out.parent))
    with use_language(language):
        paper = guides.guide(role)
        content = pdf.write(paper) if out.suffix.lower() == ".pdf" else alone.write(paper)
    write_file(out, content)
    tell(call, {"file": str(out), "role": role, "language": language}, str(out))
