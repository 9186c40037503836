"""Who carries an office's files to whom: somebody, or a way, that takes them to several partners.

A note of the office for itself, as who may log in: no entry of the books, and never sent. Whoever
carries no more leaves nothing behind.
"""

import re
from collections.abc import Iterable
from typing import Final

from federation.core.canonical import clean_text
from federation.core.refusals import refuse
from federation.store import Database, Store, carriers
from federation.store.carriers import Carrier
from federation.store.queries import requests

NAME_LETTERS_MAX: Final = 60
CODES_MAX: Final = 2000
_APART: Final = re.compile(r"[\s,;]+")
_DASH: Final = re.compile(r"\s*[-\u2013]\s*")
_CODE: Final = re.compile(r"([A-Z]+)(\d+)")


def add_carrier(store: Store, name: str) -> int:
    """Somebody new; the number. Raises Refusal `carrier-name-missing`, `carrier-name-taken`."""
    clean = clean_text(name, NAME_LETTERS_MAX)
    if not clean:
        raise refuse("carrier-name-missing")
    with store.writing() as db:
        if carriers.is_taken(db, clean):
            raise refuse("carrier-name-taken", name=clean)
        return carriers.add(db, clean)


def give(store: Store, number: int, text: str) -> int:
    """Partners whose codes stand in `text` (`G0001, G0005-G0009`); how many.

    Whoever carried for them before does no more. Raises Refusal `carrier-unknown`,
    `carrier-codes-missing`, `carrier-code-unknown`.
    """
    with store.writing() as db:
        _known(db, number)
        by_code = {one.code: one.node for one in requests.partners(db)}
        asked = codes(text)
        if not asked:
            raise refuse("carrier-codes-missing")
        wrong = next((code for code in asked if code not in by_code), "")
        if wrong:
            raise refuse("carrier-code-unknown", code=wrong[:20])
        carriers.give(db, number, [by_code[code] for code in asked])
        return len(asked)


def keep_only(store: Store, number: int, nodes: Iterable[str]) -> None:
    """Of those for whom she carries, only these stay. Raises Refusal `carrier-unknown`."""
    with store.writing() as db:
        carriers.take_away(db, number, _known(db, number).nodes - set(nodes))


def remove_carrier(store: Store, number: int) -> None:
    """Carries no more; her groups go by their regions again. Raises Refusal `carrier-unknown`."""
    with store.writing() as db:
        _known(db, number)
        carriers.remove(db, number)


def codes(text: str) -> tuple[str, ...]:
    """The codes in a text, each once; `G0005-G0009` and `G0005-9` are those between, too."""
    found: dict[str, None] = {}
    for part in _APART.split(_DASH.sub("-", text.strip().upper())):
        first, _, last = part.partition("-")
        found.update(dict.fromkeys(_between(first, last) if last else filter(None, [first])))
    return tuple(found)[:CODES_MAX]


def _between(first: str, last: str) -> list[str]:
    begins, ends = _CODE.fullmatch(first), _CODE.fullmatch(last)
    if begins is None or (ends is None and not last.isdecimal()):
        return [f"{first}-{last}"]  # no code: it is named as unknown
    letters, digits = begins.groups()
    if ends is not None and ends[1] != letters:
        return [f"{first}-{last}"]
    until = min(int(ends[2] if ends is not None else last), int(digits) + CODES_MAX)
    return [f"{letters}{number:0{len(digits)}d}" for number in range(int(digits), until + 1)]


def _known(db: Database, number: int) -> Carrier:
    found = carriers.carrier(db, number)
    if found is None:
        raise refuse("carrier-unknown")
    return found
