"""The carrier: sticks and chats that lose, repeat, shuffle, cut and damage what they carry."""

import random
from dataclasses import dataclass, field

ENDINGS = (".sgb", ".sgb.bin", "", " (1).sgb", ".SGB")


@dataclass(frozen=True)
class Parcel:
    """A file on its way to machines of line `to`; `origin`: the machine that wrote it."""

    number: int
    origin: str
    to: int
    name: str
    content: bytes


@dataclass
class Carrier:
    """What is under way, and an attic of old sticks that may turn up again."""

    rng: random.Random
    honest: bool = False
    parcels: list[Parcel] = field(default_factory=list)
    attic: list[Parcel] = field(default_factory=list)
    made: int = 0

    def take(self, origin: str, to: int, name: str, content: bytes) -> Parcel:
        """A file is handed over."""
        self.made += 1
        parcel = Parcel(self.made, origin, to, name, content)
        self.parcels.append(parcel)
        return parcel

    def pick(self) -> Parcel | None:
        """The next to arrive: any of them, or an old one once more."""
        if self.attic and (not self.parcels or self.rng.random() < 0.08) and not self.honest:
            return self.rng.choice(self.attic)
        if not self.parcels:
            return None
        place = 0 if self.honest else self.rng.randrange(len(self.parcels))
        parcel = self.parcels.pop(place)
        if len(self.attic) < 40:
            self.attic.append(parcel)
        return parcel

    def mishap(self) -> str:
        """What happens to a file on its way; "" nothing."""
        if self.honest or self.rng.random() < 0.7:
            return ""
        return self.rng.choice(("lost", "lost", "again", "cut", "flipped", "zeros", "astray"))

    def damaged(self, content: bytes, how: str) -> bytes:
        """The file as it arrives."""
        if how == "cut":
            return content[: self.rng.randrange(len(content))]
        if how == "flipped":
            place = self.rng.randrange(len(content))
            other = content[place] ^ 1 << self.rng.randrange(8)
            return content[:place] + bytes([other]) + content[place + 1 :]
        if how == "zeros":
            return bytes(len(content))
        return content

    def renamed(self, parcel: Parcel) -> str:
        """Names lie."""
        stem = parcel.name.rsplit(".", 1)[0] if self.honest else f"DOC-{parcel.number:04d}"
        return stem + (".sgb" if self.honest else self.rng.choice(ENDINGS))
