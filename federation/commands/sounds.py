"""Recorded words: a folder of the node per language, filled from a zip that somebody brings.

`sounds/LANGUAGE/WORD.KIND`, where WORD is one of `core.recordings.WORDS` and KIND is told by the
content, not by the name. Nothing else is ever written there, and nothing there is ever run.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from federation import catalogues
from federation.core.recordings import WORDS
from federation.core.refusals import Refusal, refuse
from federation.node import Node, make_folder, write_file

FOLDER: Final = "sounds"
FILES_MAX: Final = 600
WORD_BYTES_MAX: Final = 512 * 1024
ALL_BYTES_MAX: Final = 30 * 1024 * 1024
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4"}
)
_NAME_LETTERS: Final = 60
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
_MP3: Final = 0xE0  # the first eleven bits of a frame are ones (ISO/IEC 11172-3, 2.4.2.3)


@dataclass(frozen=True, slots=True)
class Taken:
    """Words that were taken in, and names of files that were not, each with the reason."""

    words: tuple[str, ...]
    left: tuple[tuple[str, Refusal], ...]


def kind_of(content: bytes) -> str:
    """The kind of a recording by how it begins, or "".

    RIFF/WAVE, an Ogg page (RFC 3533), MPEG audio with or without ID3, an ISO media file.
    """
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[:4] == b"OggS":
        return "ogg"
    if content[4:8] == b"ftyp":
        return "m4a"
    is_frame = len(content) > 1 and content[0] == 0xFF and content[1] & _MP3 == _MP3  # noqa: PLR2004
    return "mp3" if content[:3] == b"ID3" or is_frame else ""


def recorded(node: Node, language: str) -> Mapping[str, Path]:
    """The words of a language that are recorded here, each with its file."""
    if language not in catalogues.LANGUAGES:
        return MappingProxyType({})
    found = {}
    for kind in KINDS:
        for path in sorted((node.folder / FOLDER / language).glob(f"*.{kind}")):
            if path.stem in WORDS and path.is_file() and not path.is_symlink():
                found[path.stem] = path
    return MappingProxyType(found)


def take(node: Node, language: str, content: bytes) -> Taken:
    """Take in the recordings of a zip; a word that was there is replaced.

    Raises Refusal `sounds-language`, `sounds-no-zip`, `sounds-too-large`, `sounds-none`.
    """
    if language not in catalogues.LANGUAGES:
        raise refuse("sounds-language")
    brought: dict[str, tuple[str, bytes]] = {}
    left: list[tuple[str, Refusal]] = []
    room = ALL_BYTES_MAX
    for name, told in _files(content):
        room -= len(told)
        if room < 0:
            raise refuse("sounds-too-large")
        word, kind = PurePosixPath(name).stem, kind_of(told)
        code = _wrong(word, kind, told)
        if code:
            left.append((PurePosixPath(name).name[:_NAME_LETTERS], refuse(code)))
        else:
            brought[word] = (kind, told)
    if not brought:
        raise refuse("sounds-none")
    folder = node.folder / FOLDER / language
    make_folder(folder)
    for word, (kind, told) in brought.items():
        write_file(folder / f"{word}.{kind}", told)
        for other in set(KINDS) - {kind}:
            (folder / f"{word}.{other}").unlink(missing_ok=True)
    return Taken(tuple(word for word in WORDS if word in brought), tuple(left))


def _wrong(word: str, kind: str, content: bytes) -> str:
    if word not in WORDS:
        return "sound-word"
    if len(content) > WORD_BYTES_MAX:
        return "sound-long"
    return "" if kind else "sound-kind"


def _files(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in a zip, no longer than a word may be and one byte more.

    What the table of contents says of sizes is not believed. Folders, and what a system puts
    beside files (`__MACOSX`, names with a dot in front), are passed over.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = [one for one in package.infolist() if not one.is_dir()]
            if len(infos) > FILES_MAX:
                raise refuse("sounds-too-large")
            for one in infos:
                parts = PurePosixPath(one.filename).parts
                if not parts or "__MACOSX" in parts or parts[-1].startswith("."):
                    continue
                if one.compress_type not in _PACKINGS or one.flag_bits & 1:
                    raise refuse("sounds-no-zip")
                with package.open(one) as source:
                    yield one.filename, source.read(WORD_BYTES_MAX + 1)
    except _BROKEN:
        raise refuse("sounds-no-zip") from None
