"""Made-up people: first names and surnames heard in Namibia, put together by chance.

About 66 of a hundred are women, as in the federation. Some names carry click letters. Telephone
numbers lie in a range that nobody has.
"""

from dataclasses import dataclass
from typing import Final

from .chance import Chance

WOMEN_PERCENT: Final = 66
OFFICERS: Final = ("treasurer", "collector", "secretary", "chair")

_WOMEN: Final = (
    "Ndapewa", "Hilma", "Selma", "Ndahafa", "Taimi", "Aune", "Rauna", "Helvi", "Kaino", "Martha",
    "Albertina", "Uejaa", "Kavezeri", "Inaavinuise", "Vezuva", "Mekupi", "Anna", "Elizabeth",
    "Rosina", "Katrina", "Sofia", "Magdalena", "Josephine", "Emgard", "Lahja", "Saara", "Foibe",
    "Monika", "Justina", "Theresia", "Nangula", "Penehafo", "Tuyakula", "Ottilie", "Fransina",
)  # fmt: skip
_MEN: Final = (
    "Johannes", "Petrus", "Tangeni", "Shipanga", "Erastus", "Gideon", "Matheus", "Simon", "Paulus",
    "Kandali", "Uazuva", "Vetira", "Gerson", "Eliaser", "Dawid", "Isak", "Hendrik", "Fillemon",
)  # fmt: skip
_SURNAMES: Final = (
    "Shikongo", "Amutenya", "Iipinge", "Nangombe", "Haimbodi", "Shilongo", "Nghidinwa", "Ndeunyema",
    "Kamati", "Uushona", "Hamukoto", "Shivute", "Tjiriange", "Kandjimi", "Hengari", "Kavari",
    "Muharukua", "Ngairo", "Kahuure", "Sikongo", "Mbambo", "Kasanga", "Likando", "Sinvula",
    "ǁGaroes", "ǃNaruses", "ǀUises", "ǂNûses", "ǃGawaxas", "ǁHoëseb", "ǃNoabeb", "ǀGoagoses",
    "Isaaks", "Swartbooi", "Witbeen", "Beukes", "Cloete", "Basson", "Jantjies", "Haradoes",
)  # fmt: skip
_PURPOSES: Final = ("land", "land", "materials", "house", "services")

# What a member usually saves at a meeting, in whole N$: many save little, some much.
_LITTLE: Final = (5, 5, 10, 10, 15, 20)
_SOME: Final = (20, 20, 25, 30, 40, 50)
_MUCH: Final = (50, 60, 80, 100, 150, 200)
_HABITS: Final = (
    *(_LITTLE, _SOME, _LITTLE, _MUCH, _SOME, _LITTLE, _SOME, _LITTLE, _SOME, _LITTLE),
    *(_MUCH, _LITTLE, _SOME, _LITTLE, _SOME, _LITTLE, _SOME, _MUCH, _SOME, _LITTLE),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A member as she will be admitted; `amounts` are whole N$ she saves at a meeting."""

    name: str
    gender: str
    birth_year: int
    phone: str
    roles: tuple[str, ...]
    purpose: str
    amounts: tuple[int, ...]


def make_people(chance: Chance, count: int, place: int) -> tuple[Person, ...]:
    """`count` people of the group at `place`; the first four are its officers."""
    women = (count * WOMEN_PERCENT + 50) // 100
    genders = ["f", *chance.shuffled(["f"] * (women - 1) + ["m"] * (count - women))][:count]
    habits = [_HABITS[number % len(_HABITS)] for number in range(count)]
    habits = chance.shuffled(habits)
    taken: set[str] = set()
    return tuple(
        _person(chance, (gender, number, place), habits[number], taken)
        for number, gender in enumerate(genders)
    )


def _person(
    chance: Chance, who: tuple[str, int, int], amounts: tuple[int, ...], taken: set[str]
) -> Person:
    gender, number, place = who
    firsts = _WOMEN if gender == "f" else _MEN
    name = f"{chance.pick(firsts)} {chance.pick(_SURNAMES)}"
    while name in taken:
        name = f"{chance.pick(firsts)} {chance.pick(firsts)} {chance.pick(_SURNAMES)}"
        if name in taken and len(taken) > len(_WOMEN) * len(_SURNAMES):
            name = f"{name} {number}"
    taken.add(name)
    return Person(
        name=name,
        gender=gender,
        birth_year=1950 + chance.below(56),
        phone=f"+2648100{place % 100:02d}{number % 10_000:04d}",
        roles=(OFFICERS[number],) if number < len(OFFICERS) else (),
        purpose=chance.pick(_PURPOSES),
        amounts=amounts,
    )
