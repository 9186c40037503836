"""Files out and in, the same at every node: the outbox, the card, and what was brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from flask import Response, request, send_file
from werkzeug.datastructures import FileStorage

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.store import letters
from federation.store.exchange import read_reason
from federation.store.letters import Out
from sync import armour, cards, enrolment
from sync.export import Written
from sync.intake import take_in_bytes
from sync.outcome import Outcome
from sync.status import PartnerStatus

from ..forms import Form
from ..here import node, store
from . import sticks
from .sticks import Done

FILES_SHOWN: Final = 40
HEARD_SHOWN: Final = 8
OUTS_LOOKED_AT: Final = 200
CHARTER: Final = ".sgc"
SENT_SUFFIXES: Final = (".sgb", CHARTER)
NAME_BYTES_MAX: Final = 255  # of a file, on every system
# A text to be copied from a page into a chat, and one to be pasted from a chat into a page.
PASTED_LETTERS_SHOWN: Final = 30_000
PASTED_BYTES_MAX: Final = 600_000


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file in the outbox."""

    name: str
    size_bytes: int


def outbox(most: int = FILES_SHOWN) -> tuple[FileOut, ...]:
    """Files that lie ready, the newest first.

    Of those that were written for partners the books know which are the newest: at an office a
    year's files of a thousand groups may lie there.
    """
    with store().reading() as db:
        written = [node().outbox / one.name for one in letters.outs(db, most=most)]
    charters = node().outbox.glob(f"*{CHARTER}")
    found = [
        path for path in (*written, *charters) if path.suffix in SENT_SUFFIXES and path.is_file()
    ]
    found.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return tuple(FileOut(path.name, path.stat().st_size) for path in found[:most])


def send_card() -> Response:
    """This node's public card, as a file to be carried. Raises Refusal `practice-never-sent`."""
    return send_file(
        BytesIO(enrolment.card_file(store())),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"card-{node().settings.node_id[:8]}.card",
    )


def in_outbox(name: str) -> Path:
    """A file of the outbox. Raises Refusal `file-unknown`."""
    path = node().outbox / name
    is_short = len(name.encode(errors="replace")) <= NAME_BYTES_MAX
    is_plain = is_short and path.parent == node().outbox and path.suffix in SENT_SUFFIXES
    if not is_plain or not path.is_file() or path.is_symlink():
        raise refuse("file-unknown", file=name[:80])
    return path


def send_from_outbox(name: str) -> Response:
    """A file of the outbox, to be kept or sent on. Raises Refusal `file-unknown`."""
    return send_file(in_outbox(name), mimetype="application/octet-stream", as_attachment=True)


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was just written, to be saved or shown.

    `text`: as it is pasted into a chat, "" where that would be too long; `codes`: how many QR
    codes hold it (0: too large for them).
    """

    written: Written
    size_bytes: int
    text: str
    codes: int


def ready(written: Iterable[Written], *, as_text: bool = False) -> tuple[Ready, ...]:
    """The files that were written, for the page that offers them."""
    return tuple(_ready(one, one.file.read_bytes(), as_text=as_text) for one in written)


def _ready(one: Written, content: bytes, *, as_text: bool) -> Ready:
    text = armour.armour(content).decode() if as_text else ""
    fits = text if len(text) <= PASTED_LETTERS_SHOWN else ""
    return Ready(one, len(content), fits, armour.codes_of(len(content)))


@dataclass(frozen=True, slots=True)
class Became:
    """A file of ours and what became of it there: `is_there` when all in it was confirmed."""

    out: Out
    is_there: bool
    reason: Refusal | None


def became(partners: Iterable[PartnerStatus], most: int = HEARD_SHOWN) -> tuple[Became, ...]:
    """What was heard of the newest files for these partners.

    One of which nothing was heard is left out when a later file holds all that is in it.
    """
    with store().reading() as db:
        outs = letters.outs(db, most=OUTS_LOOKED_AT)
    confirmed = {
        (partner.node, one.stream): one.acknowledged
        for partner in partners
        for one in partner.streams
    }
    found: list[Became] = []
    reached: dict[tuple[str, str], tuple[int, int]] = {}
    for one in outs:
        chain = (one.partner, one.stream)
        first, last = reached.get(chain, (1, 0))
        is_repeated = first <= one.first and one.last <= last
        if one.outcome or not is_repeated:
            there = one.first <= one.last <= confirmed.get(chain, 0)
            found.append(Became(one, there, read_reason(one.code, one.facts)))
        if not is_repeated:
            reached[chain] = (one.first, max(one.last, last))
    return tuple(found[:most])


def brought(field: str = "files") -> list[FileStorage]:
    """The files that came with this form."""
    return [one for one in request.files.getlist(field) if one.filename]


def take(files: Sequence[FileStorage], confirm: str = "") -> tuple[Outcome, ...]:
    """Take them in, charters first; what became of each."""
    came: list[tuple[str, bytes]] = []
    for one in files:
        with one.stream as content:
            came.append((Path(one.filename or "").name, content.read()))
    came.sort(key=lambda each: not cards.is_charter(each[1]))
    outcomes: list[Outcome] = []
    for name, told in came:
        outcomes += take_in_bytes(store(), name, told, confirm=confirm)
    return tuple(outcomes)


def pasted(text: str, confirm: str = "") -> tuple[Outcome, ...]:
    """Take in what was pasted. Raises Refusal as `pasted_text` does."""
    return take_in_bytes(store(), gettext("pasted text"), pasted_text(text), confirm=confirm)


def pasted_text(text: str) -> bytes:
    """What was pasted, as a file. Raises Refusal `text-empty`, `paste-too-long`, `text-none`."""
    told = text.strip().encode()
    if not told:
        raise refuse("text-empty")
    if len(told) > PASTED_BYTES_MAX:
        raise refuse("paste-too-long")
    if cards.is_charter(told):
        told += b"\n"
    elif not armour.is_text(told) and not cards.is_card(told):
        raise refuse("text-none")
    return told


def take_any(form: Form) -> tuple[tuple[Outcome, ...], Done | None]:
    """Take in what a form brought: a stick whose button was pressed, files, or a pasted text.

    Raises Refusal `stick-unknown`, `files-none`, and as `pasted` does.
    """
    confirm = form.value("confirm")
    if form.value("stick"):
        return sticks.take(form.value("stick"), confirm)
    came = () if form.value("text") else brought()
    if came:
        return take(came, confirm), None
    if form.value("text") or form.value("pasted").strip():
        return pasted(form.value("pasted"), confirm), None
    raise refuse("files-none")


def beside(refusal: Refusal) -> str:
    """The field of such a form beside which a refusal stands; "": above it all."""
    if refusal.code == "files-none":
        return "files"
    return "pasted" if refusal.code in ("text-empty", "text-none", "paste-too-long") else ""
