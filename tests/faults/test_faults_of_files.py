"""Faults that one file shows: damage, strangers, signatures, spellings, bombs, names.

| fault | test | outcome |
|---|---|---|
| 1 cut anywhere | `test_fault_01_cut` | refused: incomplete, or damaged |
| 2 a bit flipped anywhere | `test_fault_02_flipped_bit` | refused |
| 3 zeros, empty | `test_fault_03_zeros` | refused: the stick is damaged |
| 14 for or from others | `test_fault_14_of_others` | refused: writer or reader |
| 15 keys not known | `test_fault_15_keys` | refused; revoked: in `test_faults_of_copies` |
| 16 closing line | `test_fault_16_closing_line` | refused |
| 17 spellings of JSON | `test_fault_17_spellings` | refused |
| 18 texts | `test_fault_18_texts` | refused; harmless ones escaped on page and sheet |
| 19 bombs | `test_fault_19_bombs` | refused (time and memory: `test_bounds`) |
| 20 rules of the books | `test_fault_20_rules` | refused with the whole file |
| 23 newer and older schema | `test_fault_23_schema` | held, then applied; older applied |
| 25 names | `test_fault_25_names` | found by content |

Faults of several files: `test_faults_of_order`; of databases: `test_faults_of_copies`.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from federation.books.exporting import export_books
from federation.commands.users import add_user
from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.i18n import say
from federation.web import create_app
from sync import batch, checks, intake
from tests import factories as f
from tests.faults import faulty, forge
from tests.faults.faulty import Good
from tests.faults.outcomes import Expected, brought, is_told, on_a_stick
from tests.sync import links
from tests.web.conftest import PIN, Browser

REFUSED = "refused"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Good]:
    world = links.make(tmp_path_factory.mktemp("faults"))
    yield faulty.make(world)
    world.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Good]:
    """The same for a test that takes the good file."""
    world = links.make(tmp_path)
    yield faulty.make(world)
    world.close()


def refused(good: Good, content: bytes, *codes: str) -> Refusal:
    """Refused for one of these reasons; returns it."""
    hub = good.world.hub
    (seen,) = links.bring(hub, content)
    assert seen.reason is not None
    assert seen.reason.code in codes, seen.reason
    outcome = brought(hub, content, Expected(REFUSED, seen.reason.code))
    assert outcome.reason is not None
    return outcome.reason


def told_to_writer(good: Good, content: bytes, outcome: str, code: str) -> None:
    is_told(good.world.hub, good.world.group, content, Expected(outcome, code))


def test_fault_01_cut(good: Good) -> None:
    for place in faulty.places(len(good.content), "cut", 12):
        codes = ("file-empty",) if not place else ("file-cut", "file-damaged")
        refused(good, good.content[:place], *codes)
    end = good.content.index(b"\n--- ")
    for place in (1, 21, 22, 100, end, end + 40):  # nothing of the inside is there
        refused(good, good.content[:place], "file-cut")
    refused(good, good.content + b"\n", "file-damaged")
    refused(good, good.content + good.content, "file-damaged")


def test_fault_02_flipped_bit(good: Good, figure: Callable[[str, object], None]) -> None:
    hub, offsets = good.world.hub, faulty.places(len(good.content), "flip", 60)
    outside = ("file-strange", "file-damaged", "file-for-others", "file-cut")
    figure("flipped bits in a file", len(offsets))
    for place in offsets[:: max(1, len(offsets) // 12)]:
        refused(good, faulty.flipped(good.content, place), *outside)
    before = links.tables(hub)
    for place in offsets:
        (outcome,) = links.bring(hub, faulty.flipped(good.content, place))
        assert outcome.outcome == REFUSED
        assert outcome.reason is not None
        assert outcome.reason.code in outside
    # The lock opened and closed again, and a bit of the packing or of a line is another.
    inner = forge.packed(good.plain)
    for place in faulty.places(len(inner), "inside", 40):
        (outcome,) = links.bring(hub, good.sealed(faulty.flipped(inner, place)))
        assert outcome.outcome == REFUSED
    for place in faulty.places(len(good.plain), "line", 60):
        (outcome,) = links.bring(hub, good.plainly(faulty.flipped(good.plain, place)))
        assert outcome.outcome == REFUSED
    assert links.tables(hub).keys() == before.keys()
    same = {name for name, told in links.tables(hub).items() if told == before[name]}
    assert before.keys() - same <= {"local_in"}
    assert links.is_sound(hub)


def test_fault_03_zeros(good: Good) -> None:
    size = len(good.content)
    for content in (bytes(size), bytes(1), bytes(512)):
        refused(good, content, "file-blank")
    refused(good, b"", "file-empty")
    half = good.content[: size // 2]
    refused(good, half + bytes(size - len(half)), "file-damaged")
    refused(good, good.content[:512] + bytes(512), "file-damaged", "file-for-others", "file-cut")


def test_fault_14_of_others(fresh: Good, tmp_path: Path) -> None:
    other = links.node(tmp_path, "group", "Elsewhere")
    for _, content, code in faulty.of_another(fresh, other):
        refused(fresh, content, code)
    other.close()


def test_fault_15_keys(good: Good) -> None:
    for _, content, code in faulty.signatures(good):
        refused(good, content, code)


def test_fault_15_not_yet_known(good: Good, tmp_path: Path) -> None:
    """Never trusted for having come: it is taken once people have compared the digits."""
    other = links.node(tmp_path, "group", "Tomorrow")
    content = links.sealed(other, good.world.hub, [links.admitted(), links.savings(7)])
    refused(good, content, "writer-unknown")
    links.enrol(good.world.hub, other)
    assert links.brief(links.bring(good.world.hub, content)) == [("applied", "")]
    other.close()


def test_fault_16_closing_line(good: Good) -> None:
    for name, plain in faulty.manifests(good):
        assert plain != good.plain, name
        reason = refused(good, good.plainly(plain), "batch-unsound", "signature-wrong")
        assert reason.code == "batch-unsound" or name in ("of another's key", "no signature"), name


def test_fault_17_spellings(good: Good) -> None:
    for name, line in faulty.spellings():
        content = good.with_rows(links.savings(5), line)
        reason = refused(good, content, "line-unsound")
        assert reason.facts["entry"] == good.parts.first + 1, name
        told_to_writer(good, content, REFUSED, "line-unsound")


def test_fault_18_texts(good: Good) -> None:
    for _, line in faulty.texts():
        content = good.with_rows(line)
        refused(good, content, "line-unsound")
        told_to_writer(good, content, REFUSED, "line-unsound")


def test_fault_18_texts_are_shown_as_text(fresh: Good, tmp_path: Path) -> None:
    """What is only ugly is taken as it is, and does nothing on a page or in a spreadsheet."""

    hub, group = fresh.world.hub, fresh.world.group
    for title in ("<script>alert(1)</script>", "=cmd()|'/c calc'!A0"):
        f.raise_request(group, title=title)
    assert {out for out, _ in links.brief(links.carry(group, hub))} == {"applied"}
    add_user(hub, "Rosa", "staff", PIN)
    app = create_app(hub.node)
    page = Browser(app).log_in("Rosa").get("/requests").text
    app.extensions["federation"].close()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    export_books(group, tmp_path / "books")
    sheet = (tmp_path / "books" / "requests.csv").read_text("utf-8")
    assert "=cmd()" in sheet
    assert all(not cell.strip('"').startswith("=") for cell in sheet.split(","))


def test_fault_19_bombs(good: Good) -> None:
    for _, content, code in faulty.bombs(good):
        reason = refused(good, content, code)
        assert reason.code == code


def test_fault_20_rules(good: Good) -> None:
    for name, lines, because in faulty.broken_rules():
        content = good.with_rows(links.savings(5), *lines)
        reason = refused(good, content, "entry-refused")
        inner = reason.facts["because"]
        assert isinstance(inner, Refusal), name
        assert not because or inner.code == because, name
        assert say(inner) in say(reason), name
        assert reason.facts["entry"] > good.parts.first, name
        told_to_writer(good, content, REFUSED, "entry-refused")


def test_fault_20_records(good: Good) -> None:
    for _, row, code in faulty.records():
        content = good.with_rows(row)
        refused(good, content, code)
        told_to_writer(good, content, REFUSED, code)


def test_fault_20_a_request_of_another_group(good: Good, tmp_path: Path) -> None:
    hub, other = good.world.hub, links.node(tmp_path, "group", "Other")
    links.enrol(hub, other)
    request = f.raise_request(good.world.group)
    (_, asking) = links.contents(links.write(good.world.group))
    links.bring(hub, asking)
    line = canonical.encode(e.RequestWithdrawn(day=f.DAY, request=request))
    content = links.sealed(other, hub, [line], kind="requests")
    reason = refused(good, content, "entry-refused")
    assert reason.facts["because"] == Refusal("request-of-another", {"request": request})
    other.close()


def test_fault_23_schema(fresh: Good, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept whole, received and not applied, told to its writer; applied after the update."""
    hub, newer = fresh.world.hub, checks.SCHEMA + 1
    later = b'{"day":"2026-11-22","kind":"visit-paid","member":1}'
    more = links.savings().replace(b'"kind"', b'"interest":5,"kind"')
    version = batch.VERSION + 1
    for content, code in (
        (fresh.with_rows(later), "schema-newer"),
        (fresh.with_rows(more, schema=newer), "schema-newer"),
        (fresh.with_rows(*fresh.parts.rows, v=version, min=version), "batch-newer"),
    ):
        brought(hub, content, Expected("held", code))
        told_to_writer(fresh, content, "held", code)
    # After the update, with any file or none, what is understood goes on; what is not, waits.
    monkeypatch.setattr(batch, "VERSION", version)
    assert ("applied", "") in links.brief(intake.take_in(hub, []))
    assert links.saved(hub, fresh.world.group) == 2000 + 1000 + 1234
    assert links.is_sound(hub)


def test_fault_23_an_older_file_is_taken(fresh: Good) -> None:
    """A group updates later than its hub: what it writes by an older form is read for ever."""
    old = {name: fresh.parts.header[name] for name in fresh.parts.header if name not in SINCE_2}
    parts = forge.Parts({**old, "v": 1, "min": 1, "schema": 1}, list(fresh.parts.rows))
    assert links.brief(links.bring(fresh.world.hub, fresh.forger.file(parts))) == [("applied", "")]
    assert links.is_sound(fresh.world.hub)


SINCE_2 = ("asks", "answers", "news", "states")


def test_fault_25_names(fresh: Good, tmp_path: Path) -> None:
    """Whatever a chat or a stick made of the name; two groups' files in one folder."""
    hub, group = fresh.world.hub, fresh.world.group
    other = links.node(tmp_path, "group", "Natangwe")
    links.enrol(hub, other)
    links.save(other, 1)
    (theirs,) = links.contents(links.write(other))
    for name in (
        "DOC-2025-WA0000.",
        "file.sgb.bin",
        "file (1).sgb",
        "no ending",
        "deep/er/copy of file.pdf",
        "photo.jpg",
    ):
        on_a_stick(hub, name, fresh.content)
    on_a_stick(hub, "deep/theirs", theirs)
    on_a_stick(hub, "archive.zip", _zip({"../../../escape.sgb": fresh.content, "b": theirs}))
    outside = sorted(path for path in tmp_path.rglob("*") if "Federation" not in path.parts)
    outcomes = list(intake.take_in(hub, [hub.node.folder.parent / "stick"]))
    assert sorted(set(links.brief(outcomes))) == [("already", ""), ("applied", "")]
    assert {one.sender for one in outcomes if one.outcome == "applied"} == {
        one.node.settings.node_id for one in (group, other)
    }
    assert len(outcomes) == 9
    assert sorted(p for p in tmp_path.rglob("*") if "Federation" not in p.parts) == outside
    assert (links.saved(hub, group), links.saved(hub, other)) == (2000 + 1000 + 1234, 1000)
    assert links.is_sound(hub)
    other.close()


def test_fault_25_an_archive_in_an_archive(good: Good) -> None:
    content = _zip({"inner.zip": _zip({"file.sgb": good.content})})
    (outcome,) = links.bring(good.world.hub, content, "file.zip")
    assert outcome.reason is not None
    assert (outcome.outcome, outcome.reason.code) == (REFUSED, "zip-nested")


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_the_good_one_is_taken_after_all(fresh: Good) -> None:
    refused(fresh, fresh.content[:-1], "file-damaged")
    (outcome,) = links.bring(fresh.world.hub, fresh.content)
    assert (outcome.outcome, outcome.new) == ("applied", 3)
    assert links.is_sound(fresh.world.hub)
