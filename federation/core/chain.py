"""The chain over lines: each head stands for every line before it.

h(0) = SHA-256(card line of the writer), h(i) = SHA-256(h(i-1) | line i).
"""

import hashlib


def start(card_line: bytes) -> bytes:
    """The head before the first line (32 bytes)."""
    return hashlib.sha256(card_line).digest()


def advance(head: bytes, line: bytes) -> bytes:
    """The head after one more line (32 bytes)."""
    return hashlib.sha256(head + line).digest()
