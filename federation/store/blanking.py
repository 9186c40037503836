"""Records blanked in every kept copy; lines, heads and signatures stay as they are."""

from collections.abc import Collection, Iterable, Iterator

import peewee as pw

from federation.core import personal

from . import exchange, fingerprints, journal, replay
from .journal import StreamEnd
from .packing import pack
from .queries import branches


def blank(db: pw.Database, book: int, seqs: Iterable[int]) -> None:
    """Blank the records beside entries of a book, own lines and kept files alike.

    Past the place where a chain was closed the same numbers are other entries, which stay; but
    those that were entered again as one of these are the same words once more, and go too. What was
    found alike in these books is forgotten with them.
    """
    wanted, ends = frozenset(seqs), journal.ends(db)
    owner = next((end.owner for end in ends if end.book == book), "")
    ends = tuple(end for end in ends if end.owner == owner)
    fingerprints.forget_book(db, book, owner)
    heads = _heads(db, ends, book, wanted) if any(_is_left(end) for end in ends) else frozenset()
    for end in ends:
        here = {seq for seq in wanted if end.book == book and end.base < seq <= end.counted}
        if heads and _is_left(end):
            here |= set(_told_again(db, end, heads))
        if here and end.own:
            journal.blank(db, end, here)
        elif here:
            _blank_kept(db, end, here)


def _is_left(end: StreamEnd) -> bool:
    """Whether a chain has entries that do not count."""
    return end.state == "branch" or end.last > end.counted


def _heads(
    db: pw.Database, ends: Iterable[StreamEnd], book: int, seqs: frozenset[int]
) -> frozenset[str]:
    """The heads of entries of a book, and those that they had where they were first written."""
    found = set(branches.first_heads(db, book, seqs))
    for end in ends:
        if end.book == book:
            told = _entries(db, end, end.base + 1)
            found |= {head for seq, head, _ in told if seq in seqs and seq <= end.counted}
    return frozenset(found)


def _told_again(db: pw.Database, end: StreamEnd, heads: Collection[str]) -> Iterator[int]:
    """Entries of a chain that do not count and are among those with these heads."""
    names = [head.encode() for head in heads]
    low = end.base + 1 if end.state == "branch" else end.counted + 1
    for seq, head, line in _entries(db, end, low):
        if head in heads or (b'"orig":' in line and any(name in line for name in names)):
            yield seq


def _entries(db: pw.Database, end: StreamEnd, low: int) -> Iterator[tuple[int, str, bytes]]:
    """Number, head and line of each entry of a chain from `low` on, counted or not."""
    if end.own:
        for seq, head, line, _ in journal.own_lines(db, end.id, low, end.last):
            yield seq, head, line
        return
    heads = exchange.kept_heads(db, end, low, end.last)
    for arrival in exchange.kept_from(db, end, low):
        for seq, line, _ in replay.kept_lines(replay.kept_plain(db, arrival)):
            if seq in heads:
                yield seq, heads[seq], line


def _blank_kept(db: pw.Database, end: StreamEnd, seqs: Collection[int]) -> None:
    for arrival in exchange.kept_from(db, end, min(seqs)):
        plain = replay.kept_plain(db, arrival)
        blanked = _blanked(plain, seqs)
        if blanked != plain:
            exchange.replace_inner(db, arrival, pack([blanked]))


def _blanked(plain: bytes, seqs: Collection[int]) -> bytes:
    begin = plain.index(b"\n")
    end = plain.rindex(b"\n", 0, len(plain) - 1) + 1
    out = [plain[:begin]]
    for seq, line, beside in replay.kept_lines(plain):
        out.append(line)
        if beside is not None:
            out.append(personal.blanked_line(seq) if seq in seqs else beside)
    return b"\n".join([*out, plain[end:]])
