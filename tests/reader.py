"""Another reader of the files, written from `sync/FORMAT.md` alone: at most 50 lines of code.

It knows nothing of this program, only age, gzip, JSON, SHA-256 and Ed25519. It shows what a file
holds to whoever has a key that opens it, and the cards of all who wrote in it:

    python tests/reader.py AGE-SECRET-KEY-1… "$(cat node.card)" "$(cat hub.card)" < file.sgb

Checked are form, numbers, chain, what is personal, and signatures; whatever is wrong raises. Not
looked for: bounds, unclean texts, what may stand in an entry, whether files follow each other.
"""

import gzip
import sys
from hashlib import sha256
from json import dumps, loads

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def decode(line: bytes) -> dict:
    value = loads(line, parse_float=int, parse_constant=int)
    assert dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == line
    return value


def check_end(lines: list[bytes], cards: dict[str, bytes], n: int, head: bytes) -> None:
    header, closing = decode(lines[0]), decode(lines[-1])
    assert (header["fmt"], header["min"]) in (("sg-batch", 1), ("sg-batch", 2), ("sg-archive", 1))
    assert closing == {"head": head.hex(), "n": n, "sig": closing["sig"]}, "it closes otherwise"
    key = bytes.fromhex(decode(cards[header["writer"]])["sign"])
    signed = f"{header['fmt']}-v1".encode() + sha256(lines[0]).digest() + n.to_bytes(8, "big")
    Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(closing["sig"]), signed + head)


def read_batch(lines: list[bytes], cards: dict[str, bytes]) -> dict:
    header, entries = decode(lines[0]), []
    head, root = bytes.fromhex(header["prev"]), sha256(cards[header["writer"]]).digest()
    assert header["from"] > 1 or head == root, "a chain begins with its card"
    for line in lines[1:-1]:
        value = decode(line)
        if line.startswith(b'{"of":'):
            hashed = sha256(bytes.fromhex(value["salt"]) + value["record"].encode()).hexdigest()
            assert (value["of"], "record" in entries[-1]) == (entries[-1]["number"], False)
            assert hashed == entries[-1]["entry"]["personal"] or not value["salt"] + value["record"]
            entries[-1]["record"] = decode(value["record"].encode()) if value["record"] else None
        else:
            head, number = sha256(head + line).digest(), header["from"] + len(entries)
            entries.append({"number": number, "head": head.hex(), "entry": value})
    assert all(("record" in one) == ("personal" in one["entry"]) for one in entries)
    check_end(lines, cards, len(entries), head)
    return {"header": header, "head": head.hex(), "entries": entries}


def read(content: bytes, identity: str, *card_lines: str) -> list[dict]:
    key = pyrage.x25519.Identity.from_str(identity)
    cards = {sha256(one.encode()).hexdigest()[:32]: one.encode() for one in card_lines}
    *lines, rest = gzip.decompress(pyrage.decrypt(content, [key])).split(b"\n")
    key_id = sha256(str(key.to_public()).encode()).hexdigest()[:32]
    assert (rest, key_id in decode(lines[0])["to_rcpt"]) == (b"", True), "cut, or for others"
    if b'"fmt":"sg-archive"' not in lines[0]:
        return [read_batch(lines, cards)]
    batches, at = [], 1
    while at < len(lines) - 1:
        start, at = at + 1, at + 1 + decode(lines[at])["lines"]
        batches.append(read_batch(lines[start:at], cards))
    check_end(lines, cards, len(batches), sha256(b"\n".join(lines[:-1]) + b"\n").digest())
    return batches


if __name__ == "__main__":
    sys.stdout.write(dumps(read(sys.stdin.buffer.read(), *sys.argv[1:]), indent=1))
