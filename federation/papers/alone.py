"""A paper as one HTML file with everything in it, for a machine that only has a browser."""

from typing import Final

import jinja2

from federation import assets

from .laying import lay
from .paper import Paper

TEMPLATE: Final = "print/alone.html"


def write(paper: Paper) -> bytes:
    """The page: no script, nothing fetched from elsewhere."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(assets.folder("templates"))),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (assets.folder("static") / "css" / "paper.css").read_text("utf-8")
    return env.get_template(TEMPLATE).render(laid=lay(paper), css=css).encode()
