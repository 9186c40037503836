"""The pictures of the pages on paper: the same drawings, from the same place."""

import re
from functools import cache
from typing import Final

from federation import assets
from federation.core.actions import ACTIONS, KINDS

_WIDE: Final = 24


@cache
def drawn(action: str) -> str:
    """The picture of what people do as an SVG of its own, in black; "" for none."""
    if action not in ACTIONS:
        return ""
    source = (assets.folder("templates") / "macros" / "icons.html").read_text("utf-8")
    name = re.escape(ACTIONS[action].icon)
    found = re.search(rf'name == "{name}" %}}(.*)', source)
    assert found is not None, action
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_WIDE}" width="{_WIDE}" '
        f'height="{_WIDE}" color="#000" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{found[1]}</svg>'
    )


def of_kind(kind: str) -> str:
    """The picture of the action that an entry of this kind comes from, or ""."""
    return drawn(KINDS.get(kind, ""))
