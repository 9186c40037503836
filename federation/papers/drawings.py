"""Small line drawings, one for each thing that is done: on pages beside the help, and in guides.

Drawn for this project, in the colour of the text around them, 64 × 48 units. A drawing never says
what the words beside it do not say, so it is hidden from screen readers.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_PERSON: Final = '<circle cx="{x}" cy="{y}" r="5"/><path d="M{left} {foot}c0-14 18-14 18 0"/>'
_COINS: Final = '<ellipse cx="{x}" cy="{y}" rx="8" ry="3"/><path d="M{l} {y}v12a8 3 0 0016 0V{y}"/>'


def _person(x: int, y: int) -> str:
    """Head and shoulders, the head's middle at x, y."""
    return _PERSON.format(x=x, y=y, left=x - 9, foot=y + 19)


def _coins(x: int, y: int) -> str:
    """A small pile."""
    return _COINS.format(x=x, y=y, l=x - 8)


_BOX: Final = '<path d="M8 20h30v22H8zM8 20l5-8h20l5 8M20 20v8h6v-8"/>'
_SHEET: Final = '<path d="M18 4h22l8 8v32H18zM40 4v8h8"/>'
_TICK: Final = '<path d="M40 34l6 6 12-14" stroke-width="3"/>'
_STICK: Final = '<path d="M6 18h22v14H6zM28 21h9v8h-9M10 25h4"/>'
_HOUSE: Final = '<path d="M38 24l11-9 11 9v18H38zM46 42V32h6v10"/>'
_HAND: Final = (
    '<circle cx="{x}" cy="20" r="4.5"/><path d="M{l} 44v-6c0-10 14-10 14 0v6M{r} 34l3-24"/>'
)

DRAWINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": '<path d="M6 42h52M14 42V20l18-14 18 14v22M27 28v-8l12 7-12 7z"/>',
        "list": _SHEET + '<path d="M24 16h10M24 24h18M24 32h18"/>' + _TICK,
        "rule": _SHEET + '<path d="M29 20c0-7 10-7 10 0 0 5-5 4-5 9M34 35v1" stroke-width="3"/>',
        "people": _person(14, 20) + _person(50, 20) + _person(32, 12) + '<path d="M14 44h36"/>',
        "money-there": _BOX + _coins(52, 26),
        "aloud": _person(16, 20)
        + '<path d="M30 20l8-3M31 25h9M30 30l8 3M46 10c8 8 8 22 0 30M53 5c11 11 11 28 0 39"/>',
        "vote": "".join(_HAND.format(x=x, l=x - 7, r=x + 6) for x in (11, 31, 51)),
        "save": '<path d="M14 26h36v18H14zM14 26l6-7h5M50 26l-6-7h-5M28 26v6h8v-6"/>'
        '<circle cx="32" cy="8" r="6"/><path d="M32 17v6M29 21l3 3 3-3"/>',
        "help": _person(32, 12) + '<path d="M8 30c6 0 8 8 14 8h20c6 0 8-8 14-8M22 44h20"/>',
        "fine": '<circle cx="26" cy="24" r="18"/><path d="M26 12v12l9 6"/>' + _coins(52, 28),
        "pay-back": _person(12, 18)
        + '<path d="M34 24h26v18H34zM34 24l4-8h18l4 8M44 24v7h6v-7M24 10h10M29 5l5 5-5 5"/>',
        "pay-out": _BOX + '<path d="M44 28h14M52 21l7 7-7 7"/>',
        "write": _SHEET + '<path d="M24 16h10M24 24h14M36 40l4-10L56 14l5 5-16 16z"/>',
        "count": _coins(14, 26)
        + _coins(32, 18)
        + '<path d="M24 18v20a8 3 0 0016 0V18"/>'
        + _coins(50, 26),
        "lock": '<path d="M14 22h36v22H14zM22 22v-6a10 10 0 0120 0v6M32 30v6"/>',
        "ask": _person(16, 20) + '<path d="M30 6h28v20H42l-6 7v-7h-6zM38 16h12"/>',
        "days": '<path d="M8 10h48v34H8zM8 20h48M20 5v9M44 5v9M18 28h4M30 28h4M42 28h4M18'
        ' 36h4"/>'
        '<path d="M30 36l3 3 6-7" stroke-width="3"/>',
        "back": '<path d="M26 4h22l8 8v32H26zM48 4v8h8M32 14h10M32 36h16M44'
        " 28c0-8-8-10-16-8H6M12 14l-6"
        ' 6 6 6"/>',
        "walk": '<path d="M6 42V28l8-7 8 7v14zM42 42V28l8-7 8 7v14zM24 40h2M30 38h2M36 40h2"/>'
        '<circle cx="32" cy="10" r="5"/><path d="M32 15v12M32 27l-5 8M32 27l5 8M26 20h12v6"/>',
        "bank": '<path d="M6 20L32 6l26 14zM12 20v18M26 20v18M38 20v18M52 20v18M6 42h52"/>',
        "share": '<circle cx="32" cy="16" r="11"/><path d="M32 16V5M32 16l-9 6M32 16l9 6M20'
        " 28l-8 8M32"
        ' 30v8M44 28l8 8"/><circle cx="10" cy="41" r="3"/><circle cx="32" cy="43" r="3"/>'
        '<circle cx="54" cy="41" r="3"/>',
        "paper": '<path d="M18 18V6h28v12M18 36H8V18h48v18H46M18 30h28v14H18zM24 36h16"/>',
        "send": _STICK + _HOUSE + '<path d="M16 40h16M27 35l5 5-5 5"/>',
        "copy": _BOX + '<path d="M44 14h14v16H44zM40 34l8-2"/>',
        "play": '<path d="M6 6h24v20H6zM34 22h24v20H34zM12 34c2 6 8 8 16 6M23 44l5-4-4-5M16'
        ' 12l8 4-8 5z"/>',
        "eye": '<path d="M4 24c14-20 42-20 56 0-14 20-42 20-56 0z"/><circle cx="32" cy="24"'
        ' r="8"/>',
        "inbox": '<path d="M8 26v16h48V26H44l-4 7H24l-4-7zM8 26l6-8M56 26l-6-8M32 4v18M25'
        ' 15l7 7 7-7"/>',
        "card": '<path d="M4 10h34v26H4zM9 18h10M9 24h18M9 30h14"/><path d="M46 14c-4 6 6'
        " 22 12 20l2-5-5-4"
        '-3 2c-2-2-3-4-3-6l3-1-1-6z"/>',
        "read": _SHEET + '<path d="M24 16h10M24 36h12"/><circle cx="36" cy="26" r="7"/>'
        '<path d="M41 31l8 8" stroke-width="3"/>',
        "table": '<path d="M6 8h52v34H6zM6 18h52M24 8v34M42 8v34M6 30h52M29 24h1M33 24h1M37'
        ' 24h1"/>',
        "fan": '<path d="M4 16h18v16H4zM24 24h10M34 24l16-16M34 24h18M34 24l16 16"/><circle'
        ' cx="55" cy="7"'
        ' r="4"/><circle cx="57" cy="24" r="4"/><circle cx="55" cy="41" r="4"/>',
        "twice": _person(16, 16) + _person(48, 16) + '<path d="M27 20h10M27 26h10"'
        ' stroke-width="3"/>',
        "wait": '<circle cx="32" cy="24" r="19"/><path d="M32 12v12l8 6" stroke-width="3"/>',
        "city": '<path d="M4 44h56M8 44V18l14-8v34M22 20h20v24M42 44V12h12v32M13 22h4M13'
        " 30h4M28 27h2M34"
        ' 27h2M28 35h2M34 35h2M47 19h2M47 27h2M47 35h2"/>',
        "answer": '<path d="M6 8h40v26H24L14 43v-9H6zM14 17h24M14 25h14"/>' + _TICK,
        "one-many": '<path d="M4 14h20v20H4zM9 21h10M9 27h10M24 24h10M34 24V8h8M34 24h8M34'
        " 24v16h8M42"
        ' 3h16v10H42zM42 19h16v10H42zM42 35h16v10H42z"/>',
        "tap": '<path d="M8 16h26v-6h8v6c8 0 12 4 12 12h-8c0-3-1-4-4-4H8zM50 34c-6 9 6 9 0'
        ' 0zM36 6h8"/>',
    }
)


def svg(name: str, ink: str = "currentColor") -> str:
    """The drawing as SVG. Raises KeyError when there is none of that name."""
    return (
        '<svg class="drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48"'
        ' fill="none" '
        f'stroke="{ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{DRAWINGS[name]}</svg>'
    )
