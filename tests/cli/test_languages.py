"""The translation desk at the terminal: how far it is, a file out and in, and handed out."""

from pathlib import Path

from .conftest import Run


def test_a_language_goes_out_and_comes_in_and_is_handed_out(run: Run, at_a_desk: Path) -> None:
    run("init", "--role", "hub", "--name", "Federation", data="hub")
    assert run("languages", "export", "ng", "ng.po", "--json", data="hub").row["file"] == "ng.po"
    file = at_a_desk / "ng.po"
    empty = file.read_text("utf-8")
    assert "nothing new" in run("languages", "import", "ng", "ng.po", data="hub", code=1).err
    wrong = empty.replace('msgid "Savings"\nmsgstr ""', 'msgid "Savings"\nmsgstr "%(x)s"')
    file.write_text(wrong, "utf-8")
    told = run("languages", "import", "ng", "ng.po", data="hub", code=1)
    assert "line " in told.out
    assert "%(x)s is not a mark of the English" in told.out
    told = run("languages", "import", "ng", "ng.po", "--json", data="hub", code=1)
    assert [one["english"] for one in told.row["faults"]] == ["Savings"]
    file.write_text(wrong.replace("%(x)s", "Omapungulo"), "utf-8")
    assert "1 written" in run("languages", "import", "ng", "ng.po", data="hub").out
    rows = run("languages", "list", "--json", data="hub").rows
    assert [one["translated"] for one in rows if one["language"] == "ng"] == [1]
    assert "already" in run("languages", "hand-out", "ng", data="hub", code=1).err
    told = run("languages", "hand-out", "ng", "--unconfirmed", "--json", data="hub").row
    assert told == {"words": 1, "groups": 0}
    assert run("verify", "--json", data="hub").row["ok"]
    run("init", "--role", "group", "--name", "Ehangano", data="g")
    assert "at the federation's office" in run("languages", "list", data="g", code=1).err
