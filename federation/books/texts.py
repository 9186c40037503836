"""Reading a CSV file: its bytes, its separator, its rows.

The separator is found from the heading line alone and by one fixed rule, so the same file always
reads the same way: the first line may say it (`sep=;`, as Excel writes), else it is the one of
comma, semicolon and tab that stands most often outside quotation marks.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from federation.books.cells import unguard
from federation.core.refusals import refuse

SEPARATORS: Final = (",", ";", "\t")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def decode(file: str, content: bytes) -> str:
    """The text of a file, with or without a byte order mark; refused if it is not UTF-8."""
    if content.startswith(_UTF16):
        raise refuse("books-not-utf8", file=file, row=1)
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        raise refuse("books-not-text", file=file, row=row)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise refuse("books-not-utf8", file=file, row=row) from None


def csv_rows(file: str, content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows of a CSV file with their numbers from 1, blank ones as empty lists."""
    said, text = _said_separator(decode(file, content))
    separator = said or _separator(_heading(text))
    del text  # the rows are decoded one by one: the text as a whole is the larger
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    if said:
        stream.readline()
    reader = csv.reader(stream, delimiter=separator, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, [unguard(cell) for cell in cells]
    except csv.Error:
        raise refuse("books-row-broken", file=file, row=row + 1) from None


def _said_separator(text: str) -> tuple[str, str]:
    """The separator that a first line `sep=;` names, or "", and the text without that line.

    The programs that heed the line do not show it, so the row after it is row 1.
    """
    first, _, rest = text.partition("\n")
    word = first.strip().strip('"').lower()
    if "\r" not in word and word[:4] == "sep=" and word[4:] in SEPARATORS and word[4:]:
        return word[4:], rest
    return ("\t", rest) if word == "sep=" and "\t" in first else ("", text)


def _heading(text: str) -> str:
    """The first row that is not blank, quoted line ends included."""
    quoted, start = False, 0
    for place, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in "\r\n" and not quoted:
            if text[start:place].strip(" ,;\t"):
                return text[start:place]
            start = place + 1
    return text[start:]


def _separator(heading: str) -> str:
    """The separator seen most often outside quotation marks; of equals, the first of them."""
    outside = "".join(heading.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
