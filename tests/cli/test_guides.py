"""The command that writes a guide: no node, a file, a language."""

from pathlib import Path

from federation.papers import pdf
from tests.cli.conftest import Run
from tests.cli.test_refusals import one_sentence


def test_a_guide_is_written_as_its_name_says(run: Run, at_a_desk: Path) -> None:
    assert at_a_desk
    made = run("guide", "staff", "--json").row
    assert made == {"file": "guide-staff.pdf", "role": "staff", "language": "en"}
    assert Path("guide-staff.pdf").read_bytes().startswith(b"%PDF-")
    assert run("guide", "collector", "--out", "mine.html").code == 0
    page = Path("mine.html").read_text("utf-8")
    assert "<h1>Guide for collectors</h1>" in page
    assert "<script" not in page


def test_what_cannot_be_written_is_said(run: Run, at_a_desk: Path, monkeypatch) -> None:
    assert at_a_desk
    assert one_sentence(run("guide", "chair", "-o", "no/such/guide.pdf", code=1))
    assert run("guide", "chair", "-o", "guide.docx", code=2).err
    assert run("guide", "mayor", code=2).err
    monkeypatch.setattr(pdf, "is_here", lambda: False)
    assert run("guide", "chair").code == 0
    assert Path("guide-chair.html").is_file()
