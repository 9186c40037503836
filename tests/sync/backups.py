"""Nodes whose recovery key the test has, and what their backups hold."""

from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from federation.core.refusals import Refusal
from federation.node import open_node
from federation.store import Store, open_store
from sync import bundle, keys
from sync.bundle import Manifest
from sync.founding import Founded, found
from tests import factories as f
from tests.sync import links


def founded(folder: Path, name: str = "Ehangano", role: str = "group") -> tuple[Store, str]:
    """A new node, opened, and the recovery key of its paper."""
    chance = f.Entropy(f"{role} {name}")
    made: Founded = found(folder, role=role, name=name, clock=links.CLOCK, entropy=chance)
    return open_store(made.node), made.recovery_key


def opened(folder: Path) -> Store:
    return open_store(open_node(folder, clock=links.CLOCK, entropy=f.Entropy(str(folder))))


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        deed()
    return caught.value.code


def plain(path: Path, identity: str) -> tuple[Manifest, dict[str, bytes], bytes]:
    """What a backup holds: its manifest, its members, the packed bytes."""
    packed = pyrage.decrypt(path.read_bytes(), [x25519.Identity.from_str(identity)])
    members: dict[str, bytes] = {}

    def put(name: str, part: bytes) -> None:
        members[name] = members.get(name, b"") + part

    reader = bundle.Reader(put=put)
    reader.feed(packed)
    manifest, _ = reader.end()
    return manifest, members, packed


def recipient(identity: str) -> x25519.Recipient:
    return x25519.Identity.from_str(identity).to_public()


def founded_key(store: Store) -> str:
    """The recovery key that `founded` drew for this node, drawn once more."""
    own = store.node.settings
    chance = f.Entropy(f"{own.role} {own.name}")
    chance(32), chance(32)
    return keys.make_identity(chance)
