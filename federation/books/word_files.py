"""Words of a language as a translator's file (GNU gettext's `.po`), in and out.

What nobody confirmed goes out as `fuzzy` (GNU gettext manual, "Fuzzy Entries"): a translator's
program shows it as to be looked at, and takes the mark off once she did.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, normalize

from federation import catalogues
from federation.catalogues import Term
from federation.commands.translation import Now
from federation.commands.translation_files import FileTerm
from federation.core.refusals import refuse
from federation.core.rules.translation import FORMS_MOST, SENT_BACK, shown

BYTES_MOST: Final = 4_000_000
WIDTH: Final = 76
_LETTERS: Final = re.compile(r"[a-z]+")
# Others (punycode …) take the square of a line's length to be read.
_CHARSET: Final = re.compile(r"utf-?8|(us-)?ascii|(iso-?8859|windows|cp)-?\d+(-\d+)?")


class _Bounded(Catalog):
    """What a stranger's file says, at no greater cost than its size.

    Babel makes room for as many forms as a file says that there are, and compares the comments of
    a message with those of every message like it.
    """

    @property
    def num_plurals(self) -> int:
        """Raises ValueError for more than any language has."""
        told = super().num_plurals
        if told > FORMS_MOST:
            raise ValueError(told)
        return told

    def __setitem__(self, key: str | list[str] | tuple[str, ...], message: Message) -> None:
        """Raises ValueError for a header with a character set that no such file has."""
        message.locations, message.auto_comments, message.user_comments = [], [], []
        super().__setitem__(key, message)
        if not _CHARSET.fullmatch(self.charset):
            raise ValueError(self.charset)


def read_words(content: bytes, language: str) -> tuple[FileTerm, ...]:
    """Every message of the file, with its line. Raises Refusal `words-file-…`."""
    if len(content) > BYTES_MOST:
        raise refuse("words-file-large")
    try:
        found = _Bounded()
        PoFileParser(found, abort_invalid=True).parse(io.BytesIO(content))
    except PoFileError as error:
        raise refuse("words-file-unclear", line=error.lineno + 1) from None
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        # What its header says is no header, or it is no text at all.
        raise refuse("words-file-unclear", line=1) from None
    told = _LETTERS.match(str(found.locale_identifier or "").lower())
    if told is not None and told.group() != language:
        raise refuse("words-file-language", language=told.group())
    words = tuple(_words(found))
    if not words:
        raise refuse("words-file-unclear", line=1)
    return words


def _words(found: "Iterable[object]") -> Iterator[FileTerm]:
    for message in found:
        ids = getattr(message, "id", "")
        told = getattr(message, "string", "")
        one = ids[0] if isinstance(ids, tuple | list) else ids
        if not one or getattr(message, "context", None):
            continue
        forms = tuple(map(str, told)) if isinstance(told, tuple | list) else (str(told or ""),)
        is_sure = not getattr(message, "fuzzy", False)
        yield FileTerm(int(getattr(message, "lineno", 0) or 0), str(one), forms, is_sure)


def write_words(
    language: str, words: Iterable[tuple[Term, Now]], about: Callable[[Term], Iterable[str]]
) -> bytes:
    """The file of a language as it stands; `about`: what a translator should know of a term."""
    count, expression = catalogues.plural_rule(language)
    head = (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("MIME-Version", "1.0"),
        ("Language", language),
        ("Plural-Forms", f"nplurals={count}; plural=({expression});"),
    )
    told = "".join(f"{name}: {value}\n" for name, value in head)
    lines = [f"msgid {normalize('')}", f"msgstr {normalize(told)}", ""]
    for term, now in words:
        lines += _lines(term, now, about(term), count)
    return "\n".join(lines).encode()


def _lines(term: Term, now: Now, about: Iterable[str], count: int) -> Iterator[str]:
    if now.state == SENT_BACK:
        yield f"# {now.reason}"
    yield from (f"#. {' '.join(one.split())}" for one in about)
    flags = ["fuzzy"] if now.forms and not now.is_confirmed else []
    flags += ["python-format"] if "%(" in term.one + term.many else []
    if flags:
        yield f"#, {', '.join(flags)}"
    yield f"msgid {normalize(term.one, width=WIDTH)}"
    forms = [normalize(shown(one), width=WIDTH) for one in now.forms]
    if not term.many:
        yield f"msgstr {forms[0] if forms else normalize('')}"
    else:
        yield f"msgid_plural {normalize(term.many, width=WIDTH)}"
        for place in range(count):
            told = forms[place] if place < len(forms) else normalize("")
            yield f"msgstr[{place}] {told}"
    yield ""
