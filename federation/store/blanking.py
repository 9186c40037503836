"""Records blanked in every kept copy; lines, heads and signatures stay as they are."""

from collections.abc import Iterable

import peewee as pw

from federation.core import personal

from . import exchange, journal, replay
from .packing import pack


def blank(db: pw.Database, book: int, seqs: Iterable[int]) -> None:
    """Blank the records beside entries of a book, own lines and kept files alike."""
    wanted = frozenset(seqs)
    journal.blank(db, book, sorted(wanted))
    blank_kept(db, book, wanted)


def blank_kept(db: pw.Database, book: int, seqs: frozenset[int]) -> None:
    """The same in kept files alone, whichever card of the line they were written with."""
    for arrival in exchange.kept_of_book(db, book, min(seqs, default=1)):
        plain = replay.kept_plain(db, arrival)
        blanked = _blanked(plain, seqs)
        if blanked != plain:
            exchange.replace_inner(db, arrival, pack([blanked]))


def _blanked(plain: bytes, seqs: frozenset[int]) -> bytes:
    begin = plain.index(b"\n")
    end = plain.rindex(b"\n", 0, len(plain) - 1) + 1
    out = [plain[:begin]]
    for seq, line, beside in replay.kept_lines(plain):
        out.append(line)
        if beside is not None:
            out.append(personal.blanked_line(seq) if seq in seqs else beside)
    return b"\n".join([*out, plain[end:]])
