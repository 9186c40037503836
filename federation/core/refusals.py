"""A refusal: why something was not done, as a code with facts and without words.

Words are put on at the edge, in the person's language (`federation.sentences`,
`federation.i18n.say`), so that the same refusal reads well on a phone, at a terminal and in a
spreadsheet's list of rows.
"""

from collections.abc import Mapping
from types import MappingProxyType


class Refusal(Exception):
    """A deed that was not done: `code` (kebab-case) and `facts` (what the sentence needs).

    It is an exception so that a transaction rolls back on its way out; it is a value in every
    other respect: two refusals with the same code and facts are equal.
    Facts whose name ends in `_minor` are money in minor units, those in `_day` ISO days.
    """

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts or {}))

    def __reduce__(self) -> tuple[type["Refusal"], tuple[str, dict[str, object]]]:
        """As another process is told it."""
        return Refusal, (self.code, dict(self.facts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and self.code == other.code and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(self.code)

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value!r}" for key, value in sorted(self.facts.items()))
        return f"{self.code}({told})"


def refuse(code: str, /, **facts: object) -> Refusal:
    """Make a refusal, to raise it or to return it.

    `raise refuse("pot-short", pot="cash", short_minor=1250)`.
    """
    return Refusal(code, facts)
