"""Files as text at the terminal: written by `export --armour`, taken in like any other."""

from pathlib import Path

from sync import armour, seal
from tests.cli.conftest import Run


def test_written_as_text_and_taken_in_by_its_code(
    linked: Run, at_a_desk: Path, books: Path
) -> None:
    run = linked
    run("books", "import", str(books), data="group")
    written = run("export", "--armour", "-o", "stick/", "--json", data="group").rows
    assert len(written) == 2
    for one in written:
        path = at_a_desk / one["file"]
        assert path.name.endswith(".sgb.txt")
        text = path.read_bytes()
        assert text.startswith(armour.BEGIN)
        (content,) = armour.opened(text)
        assert isinstance(content, bytes)
        assert seal.short_code(content) == one["short_code"]
        path.write_bytes(b"Maria:\r\n" + text.replace(b"\n", b"\r\n"))
    told = run("import", "stick", data="hub").out
    for one in written:
        assert f"{one['short_code']}: taken in" in told
