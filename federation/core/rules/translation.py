"""What a translated term must keep of its English, so that no page breaks where it is spoken.

1. every form that the language counts with has words, and no more; 2. the marks in it are those of
the English: names in brackets that the program fills in (`%(name)s`), doubled and single percent
signs, tags, new lines; of a counted message each form has the marks that its English for one and
for many share, and none that neither has; 3. it is not many times as long; 4. whoever confirms a
term did not write it.

A term that a partner's file brings is held to 1 and 2 where it is spoken, and left unspoken
otherwise: the English that it was made of may be another one there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from ..canonical import clean_text
from ..refusals import Refusal, refuse

# Where each state of a term leads is told by the events; these are its names.
WRITTEN: Final = "written"
CONFIRMED: Final = "confirmed"
SENT_BACK: Final = "sent-back"
KEY: Final = re.compile(r"[0-9a-f]{12}")
FORMS_MOST: Final = 6
LETTERS_MOST: Final = 1_500
LONGER_MOST: Final = 4  # times as long as the English, and so many letters more
LETTERS_MORE: Final = 60
REASON_LETTERS_MOST: Final = 300
NEW_LINE: Final = "⏎"

_MARK: Final = re.compile(r"%\(\w+\)[a-z]|%%|%\(|%|</?[a-zA-Z][^<>]*>|⏎")
_SPACES: Final = re.compile(r"[ \t\f\v]+")


def told(text: str) -> str:
    """A term as a line may hold it: NFC, single spaces, ⏎ for a new line.

    No-break spaces stay. Raises Refusal `text-unclean`, `text-too-long`.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip().split("\n")
    one = NEW_LINE.join(_SPACES.sub(" ", line).strip() for line in lines)
    clean_text(one, LETTERS_MOST)  # refuses what no line may hold
    return one


def shown(form: str) -> str:
    """A form as it is spoken: with its new lines."""
    return form.replace(NEW_LINE, "\n")


def marks(text: str) -> "Counter[str]":
    """The marks of a text, each as often as it stands there; a name in brackets once."""
    found = Counter(_MARK.findall(text.replace("\n", NEW_LINE)))
    return Counter({mark: 1 if mark.startswith("%(") else n for mark, n in found.items()})


def check_forms(one: str, many: str, forms: Iterable[str], plurals: int) -> None:
    """Raises Refusal when a translation does not fit its English (`many` "": not counted).

    `plurals`: how many forms the language counts with. Raises `term-forms-differ`, `term-empty`,
    `term-mark-missing`, `term-mark-extra`, `term-too-long`, with the place of the `form`.
    """
    given = tuple(forms)
    due = plurals if many else 1
    if len(given) != due:
        raise refuse("term-forms-differ", due=due, given=len(given))
    least, most = _marks_of(one, many, due)
    longest = max(len(one), len(many)) * LONGER_MOST + LETTERS_MORE
    for place, form in enumerate(given):
        if not form.strip():
            raise refuse("term-empty", form=place)
        has = marks(form)
        for mark, n in least.items():
            if has[mark] < n:
                raise refuse("term-mark-missing", mark=mark, form=place)
        for mark, n in has.items():
            if most[mark] < n:
                raise refuse("term-mark-extra", mark=mark, form=place)
        if len(form) > min(longest, LETTERS_MOST):
            raise refuse("term-too-long", most=min(longest, LETTERS_MOST), form=place)


def _marks_of(one: str, many: str, due: int) -> tuple["Counter[str]", "Counter[str]"]:
    """The marks that a form has at least, and at most."""
    if not many:
        return marks(one), marks(one)
    both, any_of = marks(one) & marks(many), marks(one) | marks(many)
    return (any_of if due == 1 else both), any_of


def is_fit(one: str, many: str, forms: Iterable[str], plurals: int) -> bool:
    """Whether a translation can be spoken for this English."""
    try:
        check_forms(one, many, forms, plurals)
    except Refusal:
        return False
    return True


def check_reviewer(writer: int, reviewer: int) -> None:
    """Raises Refusal `term-own`: nobody confirms, or sends back, what she wrote herself.

    Nor does a machine (0), whoever wrote it.
    """
    if reviewer in (0, writer):
        raise refuse("term-own")


def check_handed(language: str, forms: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Raises Refusal `handed-words-unclear` when a file hands out what no program wrote.

    `forms`: keys of terms with their forms.
    """
    if not re.fullmatch(r"[a-z]{2,8}", language):
        raise refuse("handed-words-unclear")
    for key, some in forms:
        if not KEY.fullmatch(key) or len(some) > FORMS_MOST:
            raise refuse("handed-words-unclear")
