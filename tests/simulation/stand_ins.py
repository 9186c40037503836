"""Stand-ins for the machine alone: its disk, its clock, its chance. All else is the product.

The disk can die at each of its write points; the clock stands where it is put; sealing draws from
the world's own chance, so that the same seed makes the same bytes.
"""

import base64
import hmac
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import peewee as pw
import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from federation.node import Node
from sync import keys, passphrase

CHUNK = 65_536


class Killed(BaseException):
    """The power went away at a write point."""


@dataclass
class Disk:
    """Counts write points; when `left` of them have passed the machine is dead until `revive`."""

    left: int = -1
    dead: bool = False
    points: int = 0

    def point(self) -> None:
        """A moment at which a write has happened or has not."""
        if self.dead:
            raise Killed
        self.points += 1
        if self.left > 0:
            self.left -= 1
            if not self.left:
                self.dead = True
                raise Killed

    def arm(self, points: int) -> None:
        """Die at that many points from now."""
        self.left, self.dead = points, False

    def revive(self) -> None:
        """The machine is switched on again."""
        self.left, self.dead = -1, False

    def wrapped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A write: it may die before, it may die after."""

        def written(*given: Any, **more: Any) -> Any:
            self.point()
            done = real(*given, **more)
            self.point()
            return done

        return written

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A write that is not worth two points."""

        def written(*given: Any, **more: Any) -> Any:
            self.point()
            return real(*given, **more)

        return written

    def synced(self, _descriptor: int) -> None:
        """What is on this disk is on it: syncing it is only a moment."""
        self.point()


@dataclass
class Sealer:
    """`age` (C2SP age v1, X25519 recipients) whose chance is given."""

    chance: Callable[[int], bytes]
    sealed: int = field(default=0)

    def __call__(self, plain: bytes, recipients: Sequence[object]) -> bytes:
        self.sealed += 1
        file_key = self.chance(16)
        header = b"age-encryption.org/v1\n"
        for recipient in recipients:
            header += self._stanza(file_key, keys._point(str(recipient)))
        header += b"---"
        mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
        nonce = self.chance(16)
        cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        out = [header, b" ", _text(mac), b"\n", nonce]
        starts = range(0, max(len(plain), 1), CHUNK)
        for number, at in enumerate(starts):
            last = number == len(starts) - 1
            counted = number.to_bytes(11, "big") + bytes([last])
            out.append(cipher.encrypt(counted, plain[at : at + CHUNK], None))
        return b"".join(out)

    def _stanza(self, file_key: bytes, recipient: bytes) -> bytes:
        secret = X25519PrivateKey.from_private_bytes(self.chance(32))
        share = secret.public_key().public_bytes_raw()
        shared = secret.exchange(X25519PublicKey.from_public_bytes(recipient))
        wrap = _derived(shared, share + recipient, b"age-encryption.org/v1/X25519")
        body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
        return b"-> X25519 " + _text(share) + b"\n" + _text(body) + b"\n"


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(secret)


def _text(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


@contextmanager
def installed(disk: Disk, sealer: Sealer) -> Iterator[None]:
    """Disk and sealing of this process are the stand-ins."""
    patched = [
        (os, "fsync", disk.synced),
        (os, "replace", disk.wrapped(os.replace)),
        (os, "rename", disk.wrapped(os.rename)),
        (os, "unlink", disk.before(os.unlink)),
        (pw.SqliteDatabase, "commit", _commit(disk)),
        (pyrage, "encrypt", sealer),
        (Node, "uptime", _uptime),
        (passphrase, "WORK_FACTOR", 10),  # as slow as it is meant to be it need not be here
    ]
    with ExitStack() as stack:
        for owner, name, stand_in in patched:
            stack.enter_context(mock.patch.object(owner, name, stand_in))
        yield


def _uptime(node: Node) -> tuple[str, int]:
    """A machine that was started at midnight by its own clock."""
    moment = node.clock()
    return "0" * 32, moment.hour * 3600 + moment.minute * 60


def _commit(disk: Disk) -> Callable[[pw.SqliteDatabase], object]:
    real = pw.SqliteDatabase.commit

    def commit(self: pw.SqliteDatabase) -> object:
        disk.point()
        done = real(self)
        disk.point()
        return done

    return commit
