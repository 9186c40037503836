"""A Monday of the federation's staff: forty files, those that need somebody, replies, the sheet.

`week` makes what lies on the sticks: most of it good, one file of each kind that needs somebody.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from federation.commands.users import add_user
from federation.core.refusals import Refusal
from federation.store import Store, open_store
from sync.enrolment import own_card
from sync.founding import found
from sync.intake import take_in_bytes
from tests.browser.people import PIN, Person
from tests.faults.many import Scribe, scribes

FILES = 40
GROUPS = 36
WHO = "Rosa"
Look = Callable[[Page, str], None]


@dataclass
class Office:
    """The office's folder and the groups that write to it; the last one lost its first file."""

    folder: Path
    groups: list[Scribe]
    stranger: Scribe
    weeks: int = 0
    sticks: list[Path] = field(default_factory=list)

    def week(self) -> list[Path]:
        """Forty files that come on one Monday."""
        self.weeks += 1
        stick = self.folder.parent / f"week {self.weeks}"
        stick.mkdir()
        made = {f"{one.name}.fed": one.file() for one in self.groups}
        first = self.groups[0].name
        made[f"{first} (1).fed"] = made[f"{first}.fed"]
        made["cut off.fed"] = made[f"{self.groups[1].name}.fed"][:-100]
        made["somebody.fed"] = self.stranger.file()
        made["minutes.txt"] = b"We met on Sunday."
        for name, content in made.items():
            (stick / name).write_bytes(content)
        assert len(made) == FILES
        return sorted(stick.iterdir())


def office(root: Path) -> Office:
    """An office with staff, everybody's first file, and one group whose first file is lost."""
    store = open_store(found(root / "hub", role="hub", name="Federation office").node)
    with closing(store):
        add_user(store, WHO, "staff", PIN)
        groups = scribes(store, GROUPS, members=4)
        groups[-1].file()
        for one in groups[:-1]:
            _take(store, one.file())
        return Office(root / "hub", groups, Scribe("Nobody knows them", own_card(store.node), 2))


def _take(store: Store, content: bytes) -> None:
    try:
        (outcome,) = take_in_bytes(store, "week.fed", content)
    except Refusal as refusal:  # pragma: no cover - then the world itself is wrong
        raise AssertionError(refusal.code) from refusal
    assert outcome.outcome == "applied"


def walk(rosa: Person, files: list[Path], look: Look) -> None:
    """From the first page to the printed list; `look` sees each page."""
    page = rosa.page
    look(page, "first")
    rosa.presses("Take in files")
    look(page, "inbox")
    rosa.brings(files)
    rosa.presses("Take in these files")
    if page.locator("[data-live]").count():
        look(page, "progress")
        rosa.waits_for_files()
    rosa.sees("of 40 files are in the books")
    look(page, "taken")
    for told in ("These need somebody", "not known here"):
        rosa.sees(told)
    rosa.presses("The whole list, to print")
    look(page, "list")
    page.go_back()
    rosa.presses("Next: write the replies")
    look(page, "replies")
    rosa.presses("Write all files")
    rosa.sees("files are written and read back")
    look(page, "written")
    rosa.presses("Print who gets what")
    look(page, "sheets")
    rosa.goes("/groups")
    look(page, "groups")
    rosa.presses("Group 0036")
    look(page, "one-group")
