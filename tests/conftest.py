"""What every test may ask for. Nothing here reaches the network, the real clock or real chance."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from federation.node import Node
from federation.store import Store, open_store
from tests import engines, factories, foreseen, quick, scratch

# The same examples every time; `make long` looks for new ones.
settings.register_profile(
    "sample",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "long",
    settings.get_profile("sample"),
    derandomize=False,
    print_blob=True,
)
LONG = os.environ.get("FEDERATION_LONG") == "1"
settings.load_profile("long" if LONG else "sample")


# Before the first folder is asked for.
scratch.use()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine postgresql`: every store of every test on a real PostgreSQL."""
    parser.addoption("--engine", choices=engines.ENGINES, default=engines.SQLITE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `engines` is run on each of them; `sqlite` inside is of SQLite alone."""
    marked = metafunc.definition.get_closest_marker
    if marked("engines") and not marked("sqlite"):
        metafunc.parametrize("engine", engines.ENGINES, indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database keeps the books of every node of this test."""
    name: str = getattr(request, "param", request.config.getoption("--engine"))
    with engines.keeping(name):
        yield name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `long` run in `make long` only, those marked `sqlite` with SQLite only."""
    others = config.getoption("--engine") != engines.SQLITE
    left_out = [
        item
        for item in items
        if (item.get_closest_marker("long") and not LONG)
        or (item.get_closest_marker("sqlite") and others)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_unconfigure() -> None:
    """No server outlives the tests."""
    engines.stop()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failure: what was not looked at is not known to work."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped:
        reporter.write_line(f"{len(skipped)} tests were skipped, which CI does not accept")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def nothing_unforeseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """A fault of the program in a file fails the test, but where that is what is looked at."""
    if getattr(request.module, "FAULTS_ARE_CAUGHT", False):
        yield
        return
    with foreseen.faults_are_faults():
        yield


FIGURE = "figure "


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """`figure("kills", 40)`: what this test did so many times; the table stands at the end."""

    def note(name: str, value: object) -> None:
        record_property(f"{FIGURE}{name}", value)

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the tests noted, as a table: how many seeds, steps, kills, mutations."""
    told: dict[str, list[object]] = {}
    for report in (one for some in terminalreporter.stats.values() for one in some):
        for name, value in getattr(report, "user_properties", ()):
            if name.startswith(FIGURE) and getattr(report, "when", "") == "call":
                told.setdefault(name.removeprefix(FIGURE), []).append(value)
    if told:
        terminalreporter.section("figures")
        for name, values in sorted(told.items()):
            whole = sum(values) if all(isinstance(one, int) for one in values) else values[-1]
            terminalreporter.write_line(f"{name:<60}{whole:>12}")


def _is_here(address: object) -> bool:
    """Whether an address lies on this machine."""
    if not isinstance(address, tuple):
        return True  # a socket in the file system
    host = str(address[0]).split("%")[0]
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that reaches for anything but this machine, even if it swallows the error."""
    reached: list[object] = []

    def guarded(name: str) -> None:
        real = getattr(socket.socket, name)

        def method(self: socket.socket, *given: Any) -> Any:
            address = given[-1]
            if self.family != socket.AF_UNIX and not _is_here(address):
                reached.append(address)
                raise OSError(f"a test reached for {address}")
            return real(self, *given)

        monkeypatch.setattr(socket.socket, name, method)

    for name in ("connect", "connect_ex", "sendto", "bind"):
        guarded(name)
    yield
    assert not reached, f"this test reached for {reached}"


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are compiled once a process."""
    monkeypatch.setattr("flask.Flask.create_jinja_environment", quick.furnished)


@pytest.fixture
def clock() -> factories.Clock:
    """Stands at noon of Sunday, 22 November 2026, until a test moves it."""
    return factories.Clock()


@pytest.fixture
def entropy() -> factories.Entropy:
    """The same bytes every time."""
    return factories.Entropy()


@pytest.fixture
def make_node(tmp_path: Path, clock: factories.Clock) -> Callable[..., Node]:
    """`make_node("hub", "Federation")`: a node with real keys; all share the test's clock."""

    def make(role: str = "group", name: str = "", **given: Any) -> Node:
        name = name or {"group": "Ehangano", "hub": "Federation", "city": "Windhoek"}[role]
        folder = tmp_path / given.pop("folder", f"{role}-{name}".replace(" ", "-"))
        chance = factories.Entropy(f"{role} {name}")
        return factories.make_node(
            folder, role=role, name=name, clock=clock, entropy=chance, **given
        )

    return make


@pytest.fixture
def open_stores() -> Iterator[Callable[[Node], Store]]:
    """`open_stores(node)` opens a store that is closed after the test."""
    opened: list[Store] = []

    def opening(node: Node) -> Store:
        opened.append(open_store(node))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


@pytest.fixture
def make_store(
    make_node: Callable[..., Node], open_stores: Callable[[Node], Store]
) -> Callable[..., Store]:
    """`make_store("group", "Ehangano")`: a new node, opened."""

    def make(role: str = "group", name: str = "", **given: Any) -> Store:
        return open_stores(make_node(role, name, **given))

    return make


@pytest.fixture
def group(make_store: Callable[..., Store]) -> Store:
    """A group's store, empty, not enrolled."""
    return make_store("group")


@pytest.fixture
def hub(make_store: Callable[..., Store]) -> Store:
    """A hub's store, empty, nobody enrolled."""
    return make_store("hub")


@pytest.fixture
def city(make_store: Callable[..., Store]) -> Store:
    """A city's store, empty, not enrolled."""
    return make_store("city")
