"""The made-up world: whole, sound, the same for the same seed, true where it states facts."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from federation.commands import users
from federation.core.refusals import Refusal
from federation.demo import build, facts, office
from federation.demo.chance import Chance
from federation.demo.people import make_people
from federation.node import open_node
from federation.sentences.demo import SENTENCES
from federation.store import Store, journal, local, open_store
from federation.store.queries import (
    books,
    corrections,
    duplicates,
    facilities,
    repairs,
    requests,
)
from federation.store.verify import verify
from sync.intake import take_in
from sync.status import status

SMALL: dict[str, Any] = {"groups": 3, "members": 8, "weeks": 14, "until": "2026-11-25"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world, built once."""
    folder = tmp_path_factory.mktemp("demo") / "world"
    build(folder, **SMALL)
    return folder


@pytest.fixture(scope="module")
def stores(world: Path) -> Iterator[dict[str, Store]]:
    """Every node of it, opened."""
    with ExitStack() as stack:
        opened = {}
        for name in ("g1", "g2", "g3", "hub", "city"):
            opened[name] = open_store(open_node(world / name))
            stack.callback(opened[name].close)
        yield opened


def pots(store: Store, node: str) -> books.Pots:
    """A group's pots, at home or as the hub has them."""
    with store.reading() as db:
        return books.pots(db, books.book_of(db, node))


def test_every_node_is_sound(stores: dict[str, Store]) -> None:
    """`verify` finds nothing anywhere."""
    for name, store in stores.items():
        with store.reading() as db:
            assert verify(db, store.node) == (), name


def test_the_list_of_nodes(world: Path) -> None:
    """Group, hub and city first, at the three ports; nothing else lies about."""
    told = json.loads((world / "demo.json").read_text("utf-8"))
    assert [(one["role"], one["url"][-5:-1]) for one in told] == [
        ("group", "8080"),
        ("hub", "8081"),
        ("city", "8082"),
        ("group", "8083"),
        ("group", "8084"),
    ]
    assert [Path(one["folder"]) for one in told][:2] == [world / "g1", world / "hub"]
    assert all(set(one) == {"role", "folder", "url", "name", "pin"} for one in told)
    assert sorted(path.name for path in world.iterdir()) == [
        "city",
        "demo.json",
        "g1",
        "g2",
        "g3",
        "hub",
    ]


def test_the_office_looked_once_and_asks_the_first_group(stores: dict[str, Store]) -> None:
    """Both have it, and it waits for whoever tries the demo."""
    for name in ("hub", "g1"):
        with stores[name].reading() as db:
            (look,) = corrections.looks(db)
            (asked,) = corrections.proposals(db)
        assert (look.member, look.asked_by, asked.state) == (2, "member", "open"), name
    with stores["g2"].reading() as db:
        assert corrections.looks(db) == ()


def test_the_hub_has_the_groups_figures_to_the_cent(stores: dict[str, Store]) -> None:
    """Pots and members of each group, at home and at the hub."""
    for name in ("g1", "g2", "g3"):
        node = stores[name].node.settings.node_id
        assert pots(stores[name], node) == pots(stores["hub"], node)
        for store in (stores[name], stores["hub"]):
            with store.reading() as db:
                here = books.members(db, books.book_of(db, node), also_left=False)
                everybody = books.members(db, books.book_of(db, node))
            assert (len(here), len(everybody)) == (8, 9)
            assert all(one.saved_minor > 0 for one in here)
    assert pots(stores["g1"], stores["g1"].node.settings.node_id).loans > 0


def test_two_people_can_agree_everywhere(stores: dict[str, Store], world: Path) -> None:
    """Whoever is told of in the list, and another with the same PIN."""
    told = {Path(one["folder"]).name: one for one in json.loads((world / "demo.json").read_text())}
    for name, store in stores.items():
        with store.reading() as db:
            found = [one.name for one in local.users(db)]
        assert told[name]["name"] in found
        assert len(found) > 1
        for person in found:
            assert users.check_pin(store, person, told[name]["pin"]).name == person


def test_the_facts_are_the_record(stores: dict[str, Store]) -> None:
    """Households, square metres and price of the sale; N$ 83 a square metre; Havana's toilets."""
    assert all(sale.price_minor == sale.square_metres * 8300 for sale in facts.SALES)
    assert sum(sale.households for sale in facts.SALES) == 190
    with stores["city"].reading() as db:
        found = requests.requests(db)
    land = {one.group: one for one in found if one.need == "land"}
    assert set(land) == {"Humble Valley", "Shangwana", "Ronga Narama"}
    first = land["Humble Valley"]
    assert (first.settlement, first.households, first.option_cost_minor) == (
        "Otjomuise",
        28,
        54_116_000,
    )
    assert "6 520 m²" in first.description
    havana = next(one for one in found if one.settlement == "Havana" and one.need == "sanitation")
    assert "Of 18 public toilets in Havana 11 work" in havana.description
    assert facts.group_name(7) == "Made-up Group 8"


def test_every_face_has_something_to_show(stores: dict[str, Store]) -> None:
    """Answers that came all the way, a hidden figure, a request that waits, entries not sent."""
    verbs = set()
    for name in ("g1", "g2", "g3"):
        with stores[name].reading() as db:
            for one in requests.requests(db):
                verbs |= {answer.verb for answer in one.answers}
    assert verbs == {reply.order.verb for reply in office.REPLIES}
    with stores["hub"].reading() as db:
        asked = requests.requests(db)
        waiting = [one for one in asked if one.stage == "raised"]
        meetings = books.meetings(db, books.book_of(db, stores["g1"].node.settings.node_id))
    assert [one.title for one in waiting] == ["A second tap near the clinic"]
    assert (len(meetings), all(one.closed_seq for one in meetings)) == (14, True)
    with stores["city"].reading() as db:
        newest = requests.releases(db)[0]
        cells = requests.cells(db, newest.release)
        (toilets,) = [
            one for one in facilities.published(db, newest.release) if one.settlement == "Havana"
        ]
    assert (toilets.installed, toilets.working) == (18, 11)
    assert newest.threshold == 5
    assert any(cell.households == -1 for cell in cells)
    assert all(cell.households == -1 or cell.households >= 5 for cell in cells)
    for name in ("g1", "g2", "g3"):
        streams = status(stores[name]).partners[0].streams
        ledger = [one for one in streams if one.stream == "ledger"]
        assert [(one.last - one.acknowledged) for one in ledger] == [3], name


def test_the_hub_has_a_file_to_take_in_and_a_woman_who_is_told_twice(
    stores: dict[str, Store], tmp_path: Path
) -> None:
    """The third group's newest file lies in the inbox; all books were looked through."""
    hub = stores["hub"]
    (file,) = [path for path in hub.node.inbox.iterdir() if path.is_file()]
    with hub.reading() as db:
        assert duplicates.changed(db) == 0
        found = duplicates.waiting(db, duplicates.PERSON, 0, limit=10)
        names = {
            books.names(db, books.book_of(db, node)).get(member)
            for pair in found
            for node, member in (pair.pair.left, pair.pair.right)
        }
        nodes = {node for pair in found for node, _ in (pair.pair.left, pair.pair.right)}
    assert len(found) == 1
    assert len(names) == 1
    assert nodes == {stores[name].node.settings.node_id for name in ("g1", "g2")}
    copied = shutil.copytree(hub.node.folder, tmp_path / "hub")
    with closing(open_store(open_node(copied))) as again:
        (taken,) = take_in(again, [copied / "inbox" / file.name])
    assert taken.outcome == "applied"


def test_the_same_seed_is_the_same_world(tmp_path: Path, world: Path) -> None:
    """Every chain ends in the same head; another seed makes another world."""

    def heads(folder: Path) -> list[tuple[str, str, int, str]]:
        store = open_store(open_node(folder))
        with store.reading() as db:
            found = [(one.owner, one.kind, one.last, one.head) for one in journal.ends(db)]
        store.close()
        return found

    build(tmp_path / "again", **SMALL)
    build(tmp_path / "other", **{**SMALL, "seed": 2, "weeks": 2})
    for name in ("g2", "hub", "city"):
        assert heads(tmp_path / "again" / name) == heads(world / name)
    assert heads(tmp_path / "other" / "g2") != heads(world / "g2")


def test_the_smallest_world(tmp_path: Path) -> None:
    """One group, two members, one meeting."""
    (tmp_path / "tiny").mkdir()
    build(tmp_path / "tiny", groups=1, members=2, weeks=1, until="2026-11-22")
    for name in ("g1", "hub", "city"):
        store = open_store(open_node(tmp_path / "tiny" / name))
        with store.reading() as db:
            assert verify(db, store.node) == ()
        store.close()


def test_an_interrupted_build_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-made lies about, and the next build goes through."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(office, "go_round", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path / "world", groups=1, members=2, weeks=1, until="2026-11-22")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"groups": 0}, "demo-size"),
        ({"members": 1}, "demo-size"),
        ({"weeks": 0}, "demo-size"),
        ({"until": "2026-02-30"}, "demo-day"),
    ],
)
def test_what_no_demo_can_have(tmp_path: Path, given: dict[str, Any], code: str) -> None:
    """Refused before anything is made."""
    with pytest.raises(Refusal, match=code) as refused:
        build(tmp_path / "world", **given)
    assert SENTENCES[code] % refused.value.facts
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Whatever is in it."""
    (tmp_path / "mine").write_text("x")
    for folder in (tmp_path, tmp_path / "mine"):
        with pytest.raises(Refusal, match="demo-folder-used"):
            build(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_people_are_made_up_as_in_the_federation() -> None:
    """About two thirds women, no name twice, click letters among them, officers first."""
    people = make_people(Chance(1, "people"), 300, 0)
    assert sum(one.gender == "f" for one in people) == 198
    assert len({one.name for one in people}) == 300
    assert any(letter in one.name for one in people for letter in "ǀǁǂǃ")
    assert [one.roles for one in people[:5]] == [
        ("treasurer",),
        ("collector",),
        ("secretary",),
        ("chair",),
        (),
    ]
    assert make_people(Chance(1, "people"), 300, 0) == people


def test_the_city_has_a_repair_of_each_kind(stores: dict[str, Store]) -> None:
    """One that is done, one taken in, one that nobody looked at."""
    with stores["city"].reading() as db:
        found = repairs.all_repairs(db)
    told = {one.service: (one.state, one.number) for one in found}
    assert told == {
        "toilet-blocked": ("done", "R-2026-0001"),
        "tap-leaking": ("taken", "R-2026-0002"),
        "light-out": ("reported", ""),
    }
