"""What several browser tests stand on: the demo's world, built once and copied."""

import os
import shutil
from pathlib import Path

import pytest

from federation.demo.world import build

# What is measured and told, but holds or breaks nothing, is looked at in `make long` alone.
collect_ignore = [] if os.environ.get("FEDERATION_LONG") == "1" else ["test_slow_line.py"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups, the hub and the city, as they were built; nobody writes there."""
    folder = tmp_path_factory.mktemp("built") / "demo"
    build(folder, groups=2, members=8, weeks=10, until="2026-11-29")
    return folder


@pytest.fixture(scope="module")
def world(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it for the tests of one module."""
    return Path(shutil.copytree(demo, tmp_path_factory.mktemp("world") / "demo"))
