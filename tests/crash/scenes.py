"""What is disturbed: a folder with nodes and a stick, and one command that writes.

Each scene is made once and copied for each run. The hub, a group and a city know each other.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pytest
from _pytest.mark import ParameterSet

from federation.commands.users import add_user
from federation.store import Store
from sync import backup, enrolment, keys, passphrase, renewal
from tests import factories as f
from tests.sync import links
from tests.sync.links import World

GROUP, HUB, NEW, STICK = "Ehangano", "Federation", "Omulunga", "stick"

PASSPHRASE = "seven goats under one roof"


@dataclass(frozen=True)
class Scene:
    """`words` of the command, run on node `at`; `prepare` makes what it finds.

    `steps`: transactions that change more than what is this machine's own. `code`: how the
    undisturbed command ends. `again`: it can be run again, and then changes nothing more.
    `puts_back`: the node is made, and knows that it is a copy. `env`: what else it is told.
    """

    at: str
    words: tuple[str, ...]
    prepare: Callable[[World], None]
    steps: int = 1
    code: int = 0
    again: bool = True
    puts_back: bool = False
    env: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> list[str]:
        """All the words, for one who stands in the folder: the same in every copy."""
        return [*([] if self.words[0].startswith("@") else ["--data", self.at]), *self.words]


def _written(world: World, *parts: tuple[str, bytes]) -> None:
    for name, content in parts:
        (world.folder / STICK / name).write_bytes(content)


def _to_send(world: World) -> None:
    links.save(world.group, 3)
    f.raise_request(world.group)


def _brought(world: World) -> None:
    _to_send(world)
    _written(world, *((one.file.name, one.file.read_bytes()) for one in links.write(world.group)))


def _out_of_order(world: World) -> None:
    """The second file comes first by name, so it waits; the third frees nothing."""
    links.save(world.group, 2)
    parts = links.contents(links.write(world.group, volume_entries=1))
    _written(world, *((f"{9 - number}.sgb", part) for number, part in enumerate(parts)))


def _answered(world: World) -> None:
    """The hub's stick has word for the group: what it took in, and a review."""
    _to_send(world)
    links.carry(world.group, world.hub)
    _written(world, *((one.file.name, one.file.read_bytes()) for one in links.write(world.hub)))


def _damaged(world: World) -> None:
    _brought(world)
    for path in (world.folder / STICK).iterdir():
        path.write_bytes(path.read_bytes()[:-9])


def _card(world: World) -> None:
    other = links.node(world.folder, "group", NEW)
    (world.folder / STICK / "other.card").write_bytes(other.node.card())
    digits = enrolment.own_card(other.node).digits
    (world.folder / STICK / "digits").write_text(digits)
    other.close()


def _charter(world: World) -> None:
    _card(world)
    digits = (world.folder / STICK / "digits").read_text()
    content = (world.folder / STICK / "other.card").read_bytes()
    made = enrolment.enrol_card(world.hub, content, confirm=digits)
    made.file.rename(world.folder / STICK / made.file.name)
    (world.folder / STICK / "digits").write_text(enrolment.own_card(world.hub.node).digits)


def _member(world: World) -> None:
    f.admit(world.group, "Selma Iipinge")


def _key(world: World) -> None:
    """The key on paper, as it was when the group's machine drew it."""
    chance = f.Entropy(f"{world.folder} group {GROUP}")
    keys.make_sign_key(chance)
    keys.make_identity(chance)
    (world.folder / STICK / "recovery.txt").write_text(keys.make_identity(chance))


def _kept(world: World) -> None:
    """A copy lies on the stick, and after it something more was written."""
    _key(world)
    _to_send(world)
    backup.write(world.group, world.folder / STICK / "copy.sgk")
    links.save(world.group)


def _locked(world: World) -> None:
    passphrase.switch_on(world.group.node, PASSPHRASE)


def _new_card(world: World) -> None:
    """The group has new keys in waiting, and the hub what it wrote with the old ones."""
    _to_send(world)
    links.carry(world.group, world.hub)
    card = renewal.prepare(world.group)
    (world.folder / STICK / "new.card").write_bytes(card.line + b"\n")
    (world.folder / STICK / "digits").write_text(card.digits)


def _new_charter(world: World) -> None:
    _new_card(world)
    card = (world.folder / STICK / "new.card").read_bytes()
    digits = (world.folder / STICK / "digits").read_text()
    made = enrolment.enrol_card(world.hub, card, confirm=digits, code="G0001")
    made.file.rename(world.folder / STICK / made.file.name)
    (world.folder / STICK / "digits").write_text(enrolment.own_card(world.hub.node).digits)


def _lost(world: World) -> None:
    """The group's machine is gone; the hub admitted a new one in its place."""
    _to_send(world)
    links.carry(world.group, world.hub)
    new = links.node(world.folder, "group", NEW)
    made = enrolment.enrol_card(
        world.hub, new.node.card(), confirm=enrolment.own_card(new.node).digits, code="G0001"
    )
    made.file.rename(world.folder / STICK / made.file.name)
    (world.folder / STICK / "digits").write_text(made.digits)
    new.close()


def _to_rebuild(world: World) -> None:
    """The new machine took its charter; on the stick is what the hub holds of the old one."""
    _lost(world)
    digits, stick = (world.folder / STICK / "digits"), world.folder / STICK
    new = links.reopened(world.folder / NEW)
    for charter in stick.glob("*.sgc"):
        enrolment.accept_charter(new, charter.read_bytes(), confirm=digits.read_text())
        charter.unlink()
    new.close()
    digits.unlink()
    links.write(world.hub, to="G0001", rebuild=True, path=stick)


def _two(store: Store, *roles: str) -> None:
    """Two people who may put books in order."""
    for (name, pin), role in zip(_PINS, roles, strict=True):
        add_user(store, name, role, pin)


def _in_doubt(world: World) -> None:
    _to_send(world)
    _two(world.group, "treasurer", "secretary")


def _to_close(world: World) -> None:
    _to_send(world)
    links.carry(world.group, world.hub)
    _two(world.hub, "staff", "staff")


def _left_over(world: World) -> None:
    """The group has new keys, and two entries that the hub never saw count no more."""
    _in_doubt(world)
    links.carry(world.group, world.hub)
    links.save(world.group, 2)
    card = renewal.prepare(world.group)
    made = enrolment.enrol_card(world.hub, card.line, confirm=card.digits, code="G0001")
    enrolment.accept_charter(world.group, made.file.read_bytes(), confirm=made.digits)


_PINS = (("Maria", "4711"), ("Selma", "8152"))
_BOTH = tuple(word for name, pin in _PINS for word in ("--officer", name, "--pin", pin))
_INIT = ("init", "--role", "group", "--name", NEW, "--recovery-out", f"{STICK}/recovery.txt")
_TOLD = (("FEDERATION_PASSPHRASE", PASSPHRASE),)
_COPY, _PAPER = f"{STICK}/copy.sgk", ("--key", f"{STICK}/recovery.txt")

SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "init": Scene(NEW, _INIT, lambda _: None, 1, again=False),
        "deed": Scene(GROUP, ("@tests.crash.deeds:save", GROUP, "3"), _member, 3, again=False),
        "export": Scene(GROUP, ("export", "-o", f"{STICK}/new/folder/"), _to_send, 0),
        "export-outbox": Scene(GROUP, ("export",), _to_send, 0),
        "import": Scene(HUB, ("import", STICK), _brought, 2),
        "import-waits": Scene(HUB, ("import", STICK), _out_of_order, 5),
        "import-reply": Scene(GROUP, ("import", STICK), _answered, 1),
        "import-damaged": Scene(HUB, ("import", STICK), _damaged, 0, code=1),
        "enrol": Scene(HUB, ("enrol", f"{STICK}/other.card"), _card, 1),
        "enrol-as": Scene(HUB, ("enrol", f"{STICK}/new.card", "--as", "G0001"), _new_card, 1),
        "charter-as": Scene(GROUP, ("import", STICK), _new_charter, 1),
        "charter-new": Scene(NEW, ("import", STICK), _lost, 1),
        "rebuild": Scene(NEW, ("rebuild", STICK), _to_rebuild, 1),
        "repair-keys": Scene(GROUP, ("repair", *_BOTH), _in_doubt, 0),
        "repair-close": Scene(HUB, ("repair", "G0001", *_BOTH), _to_close, 1),
        "repair-again": Scene(GROUP, ("repair", "--again", *_BOTH), _left_over, 1),
        "archive": Scene(
            HUB, ("export", "--to", "G0001", "--rebuild", "-o", f"{STICK}/"), _to_close, 0
        ),
        "backup": Scene(GROUP, ("backup", _COPY), _kept, 0),
        "restore": Scene("Back", ("restore", _COPY, *_PAPER), _kept, 1, puts_back=True),
        "drill": Scene(GROUP, ("restore", _COPY, *_PAPER, "--drill"), _kept, 0),
        "lock": Scene(GROUP, ("keys", "lock"), _member, 0, env=_TOLD),
        "unlock": Scene(GROUP, ("keys", "unlock"), _locked, 0, env=_TOLD),
        "charter": Scene(NEW, ("import", STICK), _charter, 1),
    }
)


def make(name: str, folder: Path) -> Scene:
    """The scene's world in an empty folder, everything closed; its digits are in the words."""
    folder.mkdir(parents=True)
    (folder / STICK).mkdir()
    world = links.make(folder)
    scene = SCENES[name]
    scene.prepare(world)
    world.close()
    digits = folder / STICK / "digits"
    if not digits.exists():
        return scene
    confirm = digits.read_text()
    digits.unlink()
    return replace(scene, words=(*scene.words, "--confirm", confirm))


def copy(world: Path, folder: Path) -> Path:
    """The world for one run."""
    shutil.copytree(world, folder)
    return folder


# `make test` looks at a few points of these, `make long` at all of all.
SAMPLED = frozenset(
    {
        "deed",
        "export",
        "import",
        "import-waits",
        "enrol",
        "charter-as",
        "rebuild",
        "backup",
        "restore",
    }
)


def param(name: str, *more: str) -> ParameterSet:
    """A scene as a test's parameter; the tests of a scene share one undisturbed run."""
    group = pytest.mark.xdist_group(f"crash {name}")
    marks = [group] if name in SAMPLED else [group, pytest.mark.long]
    return pytest.param(name, *more, marks=marks)


EACH = tuple(param(name) for name in SCENES)
