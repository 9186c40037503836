"""The officers' passphrase on a node's private keys, where they want one.

`sign.key` and `seal.key` are then age files of their own, locked with the passphrase (scrypt, as
C2SP age v1 has it); `age -d` opens them too. Nothing keeps the passphrase: whoever sends or takes
in files gives it for that one deed (`using`), or is asked for it when a key is needed (`asking`).
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.node import Node, sync_folder

SIGN_FILE: Final = "sign.key"
SEAL_FILE: Final = "seal.key"
KEY_FILES: Final = (SIGN_FILE, SEAL_FILE)
# With these a file is not at fault: it can be taken in once the passphrase is given.
NEEDED: Final = frozenset({"keys-locked", "passphrase-wrong"})
LETTERS_MIN: Final = 12
LETTERS_MAX: Final = 200
# 64 MiB and about a second on a small board; what a library chooses on a fast laptop would need
# half a gigabyte there.
WORK_FACTOR: Final = 16
# More memory than that no locked key may ask for: one that somebody made up would.
WORK_FACTOR_MAX: Final = 16
_BLOCK: Final = 8
_NEW: Final = ".new"
_HEAD: Final = b"age-encryption.org/v1\n-> scrypt "
_ASKED: Final = re.compile(re.escape(_HEAD) + rb"[A-Za-z0-9+/]+ ([0-9]{1,2})\n")
_LABEL: Final = b"age-encryption.org/v1/scrypt"
_ONE_AT_A_TIME: Final = Lock()
_OPENING: Final = Lock()  # 64 MiB once, however many try


@dataclass(slots=True)
class _Held:
    """Who is asked for the passphrase, once; and what it opened, for the length of the block."""

    ask: Callable[[], str] = field(repr=False)
    told: str | None = field(default=None, repr=False)
    opened: dict[bytes, bytes] = field(default_factory=dict, repr=False)

    def passphrase(self) -> str:
        if self.told is None:
            self.told = self.ask()
        return self.told


_HELD: Final[ContextVar[_Held | None]] = ContextVar("passphrase", default=None)


@contextmanager
def asking(ask: Callable[[], str]) -> Iterator[None]:
    """Inside the block `ask` is called if a locked key is needed, and only then; "": nobody told.

    What was opened is forgotten at the block's end.
    """
    token = _HELD.set(_Held(ask))
    try:
        yield
    finally:
        _HELD.reset(token)


def using(passphrase: str) -> AbstractContextManager[None]:
    """Inside the block locked keys are opened with this passphrase."""
    return asking(lambda: passphrase)


def is_locked(node: Node) -> bool:
    """Whether a passphrase is needed to send and to take in files."""
    _settle(node)
    return any(_is_locked(_content(node, name)) for name in KEY_FILES)


def check(node: Node) -> None:
    """Open the signing key, to see whether the passphrase is right.

    Raises Refusal `keys-locked`, `passphrase-wrong`, `secret-missing`.
    """
    read(node, SIGN_FILE)


def handed_on(node: Node) -> str:
    """The passphrase, for a process that works beside this one; "" where no key is locked.

    Raises Refusal `keys-locked`, `passphrase-wrong`.
    """
    if not is_locked(node):
        return ""
    check(node)
    held = _HELD.get()
    return held.passphrase() if held is not None else ""


def read(node: Node, name: str) -> bytes:
    """A key file's bytes, opened. `name` is one of KEY_FILES.

    Raises Refusal `secret-missing`, `keys-locked` where no passphrase was given,
    `passphrase-wrong`.
    """
    _settle(node)
    content = node.secret(name)
    if not _is_locked(content):
        return content
    held = _HELD.get()
    passphrase = held.passphrase() if held is not None else ""
    if held is None or not passphrase.strip():
        raise refuse("keys-locked")
    if content not in held.opened:
        held.opened[content] = opened(content, passphrase)
    return held.opened[content]


def switch_on(node: Node, passphrase: str) -> None:
    """Lock the keys with a passphrase, or with another one than before (then inside `using`).

    A kill at any moment leaves both keys as they were, or both as they are to be. Raises Refusal
    `passphrase-short`, `passphrase-long`, and as `read` does.
    """
    told = _normal(passphrase)
    if len(told) < LETTERS_MIN:
        raise refuse("passphrase-short", least=LETTERS_MIN)
    if len(told) > LETTERS_MAX:
        raise refuse("passphrase-long", most=LETTERS_MAX)
    with _ONE_AT_A_TIME:
        plain = {name: read(node, name) for name in KEY_FILES}
        locked = {name: lock(plain[name], told, node.entropy) for name in KEY_FILES}
        if any(opened(locked[name], told) != plain[name] for name in KEY_FILES):
            raise refuse("file-not-written", file=SIGN_FILE)
        _put(node, locked)


def switch_off(node: Node) -> None:
    """Keep the keys without a passphrase again; inside `using`. Raises Refusal as `read` does."""
    with _ONE_AT_A_TIME:
        _put(node, {name: read(node, name) for name in KEY_FILES})


def _put(node: Node, contents: dict[str, bytes]) -> None:
    """Both files or neither: decided once the last of the new ones is on the disk."""
    for name in KEY_FILES:
        node.keep_secret(name + _NEW, contents[name])
    _settle(node)


def _settle(node: Node) -> None:
    """Finish a change that was decided. A lone new first file was not, and is written over."""
    last = node.folder / (KEY_FILES[-1] + _NEW)
    if not last.exists():
        return
    for name in KEY_FILES:
        with suppress(FileNotFoundError):  # somebody else finished it at this moment
            (node.folder / (name + _NEW)).replace(node.folder / name)
    sync_folder(node.folder)


def _content(node: Node, name: str) -> bytes:
    try:
        return node.secret(name)
    except Refusal:  # a copy to play in has none
        return b""


def _is_locked(content: bytes) -> bool:
    return content.startswith(_HEAD)


def _normal(passphrase: str) -> str:
    """As it is used: NFC, one space between words, none around them."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def lock(content: bytes, passphrase: str, entropy: Callable[[int], bytes]) -> bytes:
    """An age v1 file with one scrypt recipient. `content` is at most 64 KiB: one chunk."""
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - only for a lock
        ChaCha20Poly1305,
    )

    file_key, salt, nonce = entropy(16), entropy(16), entropy(16)
    wrap = hashlib.scrypt(
        _normal(passphrase).encode(),
        salt=_LABEL + salt,
        n=1 << WORK_FACTOR,
        r=_BLOCK,
        p=1,
        maxmem=(_BLOCK * 128 << WORK_FACTOR) + (1 << 20),
        dklen=32,
    )
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    head = _HEAD + b"%s %d\n%s\n---" % (_base64(salt), WORK_FACTOR, _base64(body))
    mac = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    chunk = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    last = bytes(11) + b"\x01"  # chunk 0, and the last one
    return head + b" " + _base64(mac) + b"\n" + nonce + chunk.encrypt(last, content, None)


def opened(content: bytes, passphrase: str) -> bytes:
    """What is in a locked file. Raises Refusal `passphrase-wrong`."""
    import pyrage  # noqa: PLC0415 - as above

    asked = _ASKED.match(content)
    if asked is None or int(asked[1]) > WORK_FACTOR_MAX:
        raise refuse("passphrase-wrong")
    try:
        with _OPENING:
            return bytes(pyrage.passphrase.decrypt(content, _normal(passphrase)))
    except pyrage.DecryptError:
        raise refuse("passphrase-wrong") from None


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 to 32 bytes (RFC 5869)."""
    drawn = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(drawn, info + b"\x01", "sha256")


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")
