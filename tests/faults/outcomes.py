"""What becomes of a faulty file, looked at from every side.

A file is put on a stick and brought. Then: the outcome and its code, the sentence that a person
reads, every table before and after, the file put aside with its reason or kept as it came,
`verify`, and the word of it in the next file to its writer.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from federation.i18n import say
from federation.store import Store, exchange
from sync import batch, intake, seal
from sync.intake import Outcome
from tests.sync import links

ANY = "…"  # in an expected sentence: something that differs from file to file

# How each refusal is said to a person; the facts that differ are left open.
SAID = {
    "file-empty": "This file is empty: nothing was written into it. The stick was taken out too "
    "early or is damaged. Ask for the file again, on another stick.",
    "file-blank": "This file holds only zeros: the stick lost what was on it. It is damaged; ask "
    "for the file again, on another stick.",
    "file-cut": "This file is incomplete: its end is missing. Copy or ask for it again.",
    "file-damaged": "This file was changed or cut on its way, and nothing of it was taken. Copy it "
    "again from where it came, or ask for it again.",
    "file-strange": "This is no file from a group, an office or a city. Look for the one that was "
    "sent.",
    "file-for-others": "This file is locked for somebody else: none of this node's keys opens it. "
    "Bring it to whom it was sent. If that is you, it was damaged on its way: ask for it again.",
    "file-own": "This file was written by this node itself. Bring it to the other side.",
    "file-too-big": "This file is larger than 20 MB; none of ours is. It is another kind of file.",
    "file-rewrapped": "… wrote this file for somebody else, and it was packed again as if it were "
    "for this node. Nothing of it was taken. Tell the federation's office who gave it to you.",
    "recipients-too-many": "This file is locked for more than 8 receivers; none of ours is. "
    "Nothing of it was taken.",
    "writer-unknown": "This file was written by a node that is not enrolled here (…). It is "
    "kept. Once its card is made known here, or its charter taken in, the file is taken in by "
    "itself. If nobody here knows it, ask who gave it to you.",
    "signature-wrong": "This file says that it is from …, but … did not sign it. Nothing of it was "
    "taken. Tell the federation's office who gave it to you.",
    "batch-unsound": "The file opens, but what is inside is not as it was written (…). Nothing of "
    "it was taken; ask the sender to write it again.",
    "batch-unpacks-too-large": "What is inside this file is far larger than any group's books "
    "(over 256 MB, or packed too tightly). Nothing of it was taken. Tell the federation's office "
    "who gave it to you.",
    "batch-too-long": "There are more than 200000 lines in this file. Nothing of it was taken; ask "
    "the sender for several smaller files.",
    "batch-newer": "This file was written by a newer version of the program (form …; this machine "
    "reads up to …). It is kept. Bring this machine up to date, then take the file in again.",
    "schema-newer": "The file of … holds entries that only a newer version of the program "
    "understands. It is kept whole: received, not applied. Bring this machine up to date, then "
    "take in any file.",
    "line-unsound": "Entry … in the file is not written as an entry must be (…). Nothing of the "
    "file was taken; ask the sender to write it again.",
    "personal-differs": "What stands beside entry … is not what was written with it. Nothing of "
    "the file was taken; ask the sender to write it again.",
    "entry-refused": "Entry … in the file breaks a rule, and nothing of the file was taken. …",
    "stream-gap": "The file is sound, but the one before it is missing: entries … to … of … (…). "
    "It is kept and taken in by itself as soon as they come. Ask … to send everything again.",
    "request-not-here": "The file answers a request that has not come in yet (…). It is kept and "
    "taken in by itself as soon as the group's file comes.",
    "stream-forked": "… told its entries in two versions: from number … on this file differs from "
    "what came before. Nothing past it is taken, and both versions are kept. Sit down with the "
    "people of … and look at both.",
    "stream-frozen": "Entries of … are taken up to number … only, for they were told in two "
    "versions. The file is kept until people have looked at both.",
    "branch-closed": "This file of … (entries … to …) was written with a card that was closed. It "
    "is kept to be looked at, and nothing of it counts. If something in it is true and missing, … "
    "enters it again.",
    "zip-nested": "There is an archive inside this archive. …",
}


@dataclass(frozen=True)
class Expected:
    """What must become of a file: `outcome` and the code of why ("": nothing to say)."""

    outcome: str
    code: str = ""

    @property
    def may_change(self) -> tuple[str, ...]:
        """Tables that tell of the file itself, and no entry."""
        told = ("local_in",)
        return (*told, "held_file", "local_sent", "local_state") if self.outcome == "held" else told


def on_a_stick(store: Store, name: str, content: bytes) -> Path:
    """The file under this name, in a folder beside the node's."""
    path = store.node.folder.parent / "stick" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def brought(store: Store, content: bytes, expected: Expected, name: str = "file.sgb") -> Outcome:
    """Bring a file that is not to be taken, and look at it from every side."""
    path = on_a_stick(store, name, content)
    with links.unchanged(store, *expected.may_change):
        (outcome,) = intake.take_in(store, [path])
    path.unlink()
    assert (outcome.outcome, outcome.new) == (expected.outcome, 0), outcome
    assert outcome.reason is not None
    assert outcome.reason.code == expected.code
    said = says(outcome)
    if expected.outcome == "refused":
        put_aside(store, content, said)
    else:
        with store.reading() as db:
            digest = hashlib.sha256(content).hexdigest()
            assert exchange.held_bytes(db, digest) == content
            assert [one.code for one in exchange.held(db) if one.digest == digest]
    return outcome


def says(outcome: Outcome) -> str:
    """The sentence that a person reads; it is the one that stands here."""
    assert outcome.reason is not None
    said = say(outcome.reason)
    pattern = re.escape(SAID[outcome.reason.code]).replace(ANY, ".+")
    assert re.fullmatch(pattern, said), said
    return said


def put_aside(store: Store, content: bytes, said: str) -> None:
    """The file lies in quarantine as it came, once, with its reason in words."""
    name = hashlib.sha256(content).hexdigest()[:32]
    aside = store.node.quarantine
    assert (aside / f"{name}.bin").read_bytes() == content
    assert said in (aside / f"{name}.reason.txt").read_text("utf-8")


def is_told(
    reader: Store, writer: Store, content: bytes, expected: Expected
) -> tuple[batch.News, ...]:
    """The next file to the writer says what became of this one; returns all that it says."""
    news = told(reader, writer)
    code = seal.short_code(content)
    assert [(one.outcome, one.code) for one in news if one.short_code == code] == [
        (expected.outcome, expected.code)
    ]
    return news


def told(reader: Store, writer: Store) -> tuple[batch.News, ...]:
    """What a node's next file to another says of that one's files."""
    files = links.contents(links.write(reader, to=writer.node.settings.node_id))
    assert files, "nothing is due to its writer"
    return batch.read_batch(seal.open_sealed(files[0], writer.node)).header.news
