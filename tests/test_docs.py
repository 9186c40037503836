"""What the words promise is there: links, commands, options, targets, files, sentences."""

import re
import shlex
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from federation.cli import main
from federation.sentences import SENTENCES
from tests.house import ROOT, files
from tests.pages import COMMANDS, commands, commands_page

PAGES = [path for path in files() if path.suffix == ".md"]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
PACKAGES = ("federation/core", "federation/store", "federation/commands", "federation/books",
            "federation/web", "sync")  # fmt: skip
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"```(?:console|sh|bash)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = LINK.findall(page.read_text("utf-8"))
    lost = [
        link
        for link in links
        if "://" not in link
        and not link.startswith("mailto:")
        and not (page.parent / link).exists()
    ]
    assert not lost


def typed() -> list[tuple[str, str]]:
    """Every line of a console block that starts a program of ours: page and line."""
    lines = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text("utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                bare = line.split(" #")[0].strip().removeprefix("$ ").strip()
                if bare.startswith(("federation ", "make ")):
                    lines.append((page.relative_to(ROOT).as_posix(), bare))
    return lines


def options(command: click.Command) -> set[str]:
    own = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    shared = {name for one in main.params for name in one.opts}
    return own | shared | {"--help", "--json", "--data"}


@pytest.mark.parametrize(("page", "line"), typed())
def test_what_the_pages_tell_to_type_can_be_typed(page: str, line: str) -> None:
    words = shlex.split(line)
    assert page
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert words[1] in targets
        return
    rest = [word for word in words[1:] if "=" not in word or word.startswith("-")]
    known, named = commands(), ""
    for word in rest:
        if f"{named} {word}".strip() in known:
            named = f"{named} {word}".strip()
    assert named, line
    given = {word.split("=")[0] for word in rest if word.startswith("-") and len(word) > 1}
    assert given <= options(known[named]), line


def test_the_page_of_commands_says_what_their_help_says() -> None:
    """`make pages` writes it anew."""
    assert COMMANDS.read_text("utf-8") == commands_page()


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_says_what_it_does(name: str) -> None:
    command = commands()[name]
    assert command.get_short_help_str()
    for one in command.params:
        if isinstance(one, click.Option) and not one.hidden:
            assert one.help, f"{name} {one.opts[0]}"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_tells_its_purpose_its_imports_and_its_decisions(package: str) -> None:
    folder = ROOT / package
    text = (folder / "README.md").read_text("utf-8")
    assert "import" in text
    assert "```" in text, "no diagram"
    assert re.search(r"20\d\d-\d\d-\d\d", text), "no dated decision"
    listed = set(re.findall(r"`(\w+)\.py`", text))
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert listed <= there, f"no longer there: {listed - there}"
    if listed:
        assert there <= listed, f"not told of: {there - listed}"


def test_translators_are_given_every_sentence() -> None:
    """`make messages` gathers them."""
    with (ROOT / "federation/locale/messages.pot").open("rb") as source:
        gathered = {message.id for message in read_po(source)}
    assert set(SENTENCES.values()) <= gathered


def test_every_language_keeps_the_facts_of_its_sentences() -> None:
    facts = re.compile(r"%\(\w+\)s")
    for path in (ROOT / "federation/locale").glob("*/LC_MESSAGES/messages.po"):
        with path.open("rb") as source:
            for message in read_po(source):
                if isinstance(message.id, str) and message.id and message.string:
                    said = set(facts.findall(str(message.string)))
                    assert said == set(facts.findall(message.id)), f"{path}: {message.id}"


def test_the_change_log_begins_with_what_is_not_yet_released() -> None:
    text = Path(ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## ", text, re.MULTILINE)
