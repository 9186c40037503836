"""Made-up members of many groups, some of whom are one person told twice, otherwise each time.

Names are common in the way in which names are: a few are borne by very many, most by few (the
share of the name of rank r falls as 1/(r + 6)). First names and surnames are put together of
syllables heard in Namibia besides a short list of real ones, so nobody in particular is meant.
Families share a surname, a telephone and a home; a treasurer's telephone stands for many.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from federation.core.names import fold
from federation.store import Store
from federation.store.database import insert_many
from federation.store.tables import Member, Partner, Placement, Stream

FIRST: Final = (
    "Maria", "Johanna", "Selma", "Anna", "Hilma", "Ndapewa", "Elizabeth", "Martha", "Helena",
    "Ndahafa", "Rauna", "Taimi", "Aune", "Saara", "Lahja", "Monika", "Justina", "Theresia",
    "Nangula", "Penehafo", "Tuyakula", "Ottilie", "Fransina", "Magdalena", "Josephine", "Rosina",
    "Katrina", "Sofia", "Albertina", "Foibe", "Loide", "Ester", "Rebekka", "Emilia", "Frieda",
    "Hileni", "Laimi", "Kaino", "Vezuva", "Kavezeri", "Uejaa", "Mukwahima", "Inaavinuise",
)  # fmt: skip
FIRST_MEN: Final = (
    "Johannes", "Petrus", "Simon", "Paulus", "Matheus", "Erastus", "Gideon", "David", "Tangeni",
    "Fillemon", "Hendrik", "Isak", "Gerson", "Eliaser", "Uazuva", "Vetira", "Shipanga", "Kandali",
)  # fmt: skip
LAST: Final = (
    "Shikongo", "Amutenya", "Iipinge", "Nangombe", "Haimbodi", "Shilongo", "Nghidinwa", "Kamati",
    "Uushona", "Hamukoto", "Shivute", "Tjiriange", "Kandjimi", "Hengari", "Kavari", "Muharukua",
    "Ndeunyema", "Nakale", "Angula", "Hamutenya", "Shaanika", "Nuuyoma", "Sheehama", "Kapofi",
    "ǁGaroëb", "ǃNaruseb", "ǀUises", "ǂNûses", "ǃGawaxas", "ǁHoëseb", "ǃNoabeb", "ǀGoagoses",
    "Isaaks", "Swartbooi", "Witbooi", "Beukes", "Cloete", "Basson", "Jantjies", "Mbambo",
)  # fmt: skip
START: Final = ("Sh", "Nd", "K", "Nam", "Ha", "Ii", "Uu", "Tj", "M", "Ng", "Ka", "Am", "N", "H")
START += ("ǁ", "ǃ", "ǀG", "ǂK", "Kand", "Mu", "Si", "L", "Ny", "E", "W", "V", "T", "P", "Ki")
MIDDLE: Final = ("a", "i", "ii", "u", "ee", "o", "ango", "imbo", "ipu", "ete", "uny", "andj", "awa")
END: Final = ("nga", "mbo", "la", "tenya", "shi", "ndi", "na", "wa", "ombe", "geb", "seb", "ses")
END += ("kulu", "pinge", "lo", "fa", "vute", "ta", "di", "ri", "ngula", "ma", "si", "we", "dja")

STANDING_IN: Final = {"ǃ": "!", "ǀ": "/", "ǁ": "//", "ǂ": "#"}
SPELLED: Final = (
    ("ii", "i"), ("uu", "u"), ("aa", "a"), ("ee", "e"), ("sh", "sj"), ("tj", "ch"), ("ng", "g"),
    ("nd", "d"), ("l", "r"), ("th", "t"), ("k", "c"), ("w", "v"), ("y", "j"), ("ph", "f"),
    ("s", "z"), ("nn", "n"), ("mb", "b"), ("h", ""), ("ë", "e"), ("û", "u"),
)  # fmt: skip
REGION_CODES: Final = (
    *("NA-KH", "NA-ER", "NA-OT", "NA-OD", "NA-ON", "NA-OS", "NA-OW"),
    *("NA-HA", "NA-KA", "NA-KE", "NA-KU", "NA-KW", "NA-CA", "NA-OH"),
)
REGIONS: Final = len(REGION_CODES)
GROUP_SIZE: Final = 30
YEARS: Final = (1945, 2006)


@dataclass(frozen=True)
class Told:
    """A member as her group wrote her down; `person` tells who she is, which nobody else knows."""

    person: int
    group: int
    name: str
    phone: str
    id_number: str
    birth_year: int
    gender: str


def _shares(count: int) -> list[float]:
    return [1 / (rank + 6) for rank in range(count)]


class World:
    """Chance that is the same for the same seed, and the names of its people."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.women = self._names(FIRST, 500)
        self.men = self._names(FIRST_MEN, 300)
        self.last = self._names(LAST, 1500)

    def _names(self, known: tuple[str, ...], count: int) -> list[str]:
        names = dict.fromkeys(known)
        while len(names) < count:
            parts = [self.chance.choice(one) for one in (START, MIDDLE, END)]
            if self.chance.random() < 0.3:
                parts.insert(2, self.chance.choice(END))
            names["".join(parts).capitalize()] = None
        return list(names)

    def pick(self, names: list[str]) -> str:
        return self.chance.choices(names, _shares(len(names)))[0]

    def phone(self) -> str:
        return f"{self.chance.choice(('081', '085'))}{self.chance.randrange(10**7):07d}"

    def person(self, number: int, group: int) -> Told:
        """Somebody new: of ten, eight gave a telephone, six a paper's number, nine a year."""
        chance = self.chance
        is_woman = chance.random() < 0.85
        first = [self.pick(self.women if is_woman else self.men)]
        if chance.random() < 0.25:
            first.append(self.pick(self.women if is_woman else self.men))
        year = int(chance.triangular(*YEARS, 1978))
        day = f"{year % 100:02d}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        return Told(
            person=number,
            group=group,
            name=" ".join([*first, self.pick(self.last)]),
            phone=self.phone() if chance.random() < 0.8 else "",
            id_number=f"{day}{chance.randrange(10**5):05d}" if chance.random() < 0.6 else "",
            birth_year=year if chance.random() < 0.9 else 0,
            gender="f" if is_woman else "m",
        )


def region_of(group: int, groups: int) -> int:
    """The region of a group: the first ones have more groups than the last."""
    return int(REGIONS * (group / groups) ** 1.6)


def spelled(world: World, name: str) -> str:
    """The same name as another ear writes it: one word of it changed."""
    chance = world.chance
    words = name.split()
    place = chance.randrange(len(words))
    word = words[place].lower()
    ways = [(old, new) for old, new in SPELLED if old in word]
    if ways and chance.random() < 0.75:
        old, new = chance.choice(ways)
        word = word.replace(old, new, 1)
    elif len(word) > 4:
        at = chance.randrange(1, len(word) - 1)
        slips = (word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        word = chance.choice((*slips, word[:at] + word[at] + word[at:]))
    words[place] = word.capitalize()
    return " ".join(words)


def told_again(world: World, one: Told, group: int, treasurer: str) -> Told:
    """The same person as another group wrote her down: one thing otherwise, or two, or three."""
    chance = world.chance
    again = replace(one, group=group)
    for change in chance.sample(range(8), chance.choices((1, 2, 3), (4, 4, 2))[0]):
        words = again.name.split()
        if change == 0:
            again = replace(again, name=spelled(world, again.name))
        elif change == 1:
            again = replace(again, name=" ".join([words[-1], *words[:-1]]))
        elif change == 2:
            name = "".join(STANDING_IN.get(letter, letter) for letter in again.name)
            again = replace(again, name=name.upper() if name == again.name else name)
        elif change == 3:
            again = replace(again, phone=world.phone())
        elif change == 4:
            again = replace(again, phone=treasurer)
        elif change == 5:
            again = replace(again, birth_year=0)
        elif change == 6:
            again = replace(again, id_number="")
        elif len(words) > 2 and chance.random() < 0.6:
            again = replace(again, name=f"{words[0]} {words[-1]}")
        elif again.birth_year:
            again = replace(again, birth_year=again.birth_year + chance.choice((-1, 1)))
    if again.phone and chance.random() < 0.5:
        again = replace(
            again, phone=f"+264 {again.phone[1:3]} {again.phone[3:6]} {again.phone[6:]}"
        )
    return again


def people(seed: int, groups: int, doubles: int) -> list[Told]:
    """Members of so many groups, thirty each; so many of them are told twice."""
    world = World(seed)
    chance = world.chance
    told: list[Told] = []
    phones = [world.phone() for _ in range(groups)]
    for group in range(groups):
        for _ in range(GROUP_SIZE):
            told.append(world.person(len(told), group))
    told = families(world, told)
    told = [
        replace(one, phone=phones[one.group]) if chance.random() < 0.04 else one for one in told
    ]
    by_region: dict[int, list[int]] = {}
    for group in range(groups):
        by_region.setdefault(region_of(group, groups), []).append(group)
    for one in chance.sample(told, doubles):
        is_near = chance.random() < 0.8  # of those who are in two groups, most live where both are
        near = by_region[region_of(one.group, groups)] if is_near else range(groups)
        group = chance.choice([group for group in near if group != one.group] or [one.group ^ 1])
        told.append(told_again(world, one, group, phones[group]))
    return told


def families(world: World, told: list[Told]) -> list[Told]:
    """Every twelfth person has a relative in another group, with her surname and telephone."""
    chance = world.chance
    for place in chance.sample(range(len(told)), len(told) // 12):
        other = chance.randrange(len(told))
        one, kin = told[place], told[other]
        if one.group == kin.group or not one.phone:
            continue
        name = " ".join([*kin.name.split()[:-1], one.name.split()[-1]])
        told[other] = replace(kin, name=name, phone=one.phone)
    return told


def node_of(group: int) -> str:
    """The made-up node id of a group."""
    return f"{group:032x}"


def fill(store: Store, told: Sequence[Told], groups: int, *, placed: bool = True) -> None:
    """The views of a hub as they are when the files of all these groups were taken in.

    Only who is a member of what and where: no entry, no money.
    """
    codes = REGION_CODES
    with store.writing() as db:
        for group in range(groups):
            number = group + 1
            name, code = f"Group {number}", f"G{number:04d}"
            row = (node_of(group), node_of(group), 1, code, "group", name, "{}", "{}", 0, "")
            insert_many(db, Partner, [row])
            stream = (number, node_of(group), "ledger", "", 1, 0, GROUP_SIZE, "0" * 64, "open")
            insert_many(db, Stream, [(*stream, 0, "", number, -1)])
            if placed:
                insert_many(
                    db, Placement, [(node_of(group), "2024-01-01", codes[region_of(group, groups)])]
                )
        numbers = Counter[int]()
        for one in told:
            numbers[one.group] += 1
            member = dict.fromkeys(Member._meta.sorted_field_names, "")
            member |= {
                "book": one.group + 1, "member": numbers[one.group], "name": one.name,
                "folded": fold(one.name), "phone": one.phone, "id_number": one.id_number,
                "birth_year": one.birth_year, "gender": one.gender, "joined_on": "2024-01-01",
            }  # fmt: skip
            insert_many(db, Member, [tuple(member.values())])


def numbered(told: Sequence[Told]) -> dict[tuple[str, int], int]:
    """Who each member is, by her group's node and her number there."""
    numbers = Counter[int]()
    found = {}
    for one in told:
        numbers[one.group] += 1
        found[node_of(one.group), numbers[one.group]] = one.person
    return found
