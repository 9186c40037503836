"""What is disturbed: a folder with nodes and a stick, and one command that writes.

Each scene is made once and copied for each run. The hub, a group and a city know each other.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pytest

from sync import enrolment
from tests import factories as f
from tests.sync import links
from tests.sync.links import World

GROUP, HUB, CITY, STICK = "Ehangano", "Federation", "Windhoek", "stick"


@dataclass(frozen=True)
class Scene:
    """`words` of the command, run on node `at`; `prepare` makes what it finds.

    `steps`: transactions that change more than what is this machine's own. `code`: how the
    undisturbed command ends. `again`: it can be run again, and then changes nothing more.
    """

    at: str
    words: tuple[str, ...]
    prepare: Callable[[World], None]
    steps: int = 1
    code: int = 0
    again: bool = True

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
    other = links.node(world.folder, "group", "Omulunga")
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


SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "deed": Scene(GROUP, ("@tests.crash.deeds:save", GROUP, "3"), _member, 3, again=False),
        "export": Scene(GROUP, ("export", "-o", "stick/"), _to_send, 0),
        "export-outbox": Scene(GROUP, ("export",), _to_send, 0),
        "import": Scene(HUB, ("import", "stick"), _brought, 2),
        "import-waits": Scene(HUB, ("import", "stick"), _out_of_order, 5),
        "import-reply": Scene(GROUP, ("import", "stick"), _answered, 1),
        "import-damaged": Scene(HUB, ("import", "stick"), _damaged, 0, code=1),
        "enrol": Scene(HUB, ("enrol", "stick/other.card"), _card, 1),
        "charter": Scene("Omulunga", ("import", "stick"), _charter, 1),
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


# The tests of a scene share one undisturbed run.
EACH = tuple(pytest.param(name, marks=pytest.mark.xdist_group(f"crash {name}")) for name in SCENES)
