"""What a part of a settlement's profile must say.

1. a part tells its own fields only; 2. homes, mixed, business and other structures are as many as
permanent and temporary ones; 3. owners make 100 percent; 4. an agreed population has the day on
which it was agreed; 5. priorities are up to five, each once; 6. a sample is not more than the
households. How far households times size are from the agreed population is a warning, no refusal.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..codes import FEARS, YES_NO
from ..days import is_day, unfit_day
from ..events import SettlementProfiled
from ..refusals import refuse
from .facilities import check_code

FIGURE_MAX: Final = 1_000_000
AREA_MAX: Final = 10**9
PERCENT: Final = 100
PRIORITIES_MOST: Final = 5
OFF_PERCENT: Final = 10  # of the agreed population, before it is worth a warning
TENTHS: Final = 10
YEARS: Final = (1800, 2199)

STATUSES: Final = ("not-declared", "declared", "planned", "proclaimed")
HAZARDS: Final = (
    "slope",
    "flooding",
    "riverbed",
    "open-drain",
    "dump",
    "power-line",
    "road-reserve",
    "railway",
    "fire",
)
MEETS: Final = ("never", "yearly", "half-yearly", "quarterly", "monthly")
RELATIONS: Final = ("good", "bad", "none")
PRIORITIES: Final = (
    "housing",
    "tenure",
    "water",
    "toilets",
    "electricity",
    "drainage",
    "waste",
    "roads",
    "clinic",
    "school",
    "safety",
    "jobs",
)
OWNERS: Final = tuple(
    name for name in SettlementProfiled.__struct_fields__ if name.startswith("owned_")
)
_BY_USE: Final = (
    "structures_homes",
    "structures_mixed",
    "structures_business",
    "structures_other",
)
_BY_BUILD: Final = ("structures_permanent", "structures_temporary")

PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "place": ("status", "settled_year", "area_m2"),
        "owners": OWNERS,
        "structures": (*_BY_USE, *_BY_BUILD),
        "people": (
            *("households", "renting", "sampled", "size_tenths"),
            *("population_agreed", "agreed_on"),
        ),
        "dangers": ("hazards", "destroyed", "eviction_threats", "eviction_level"),
        "services": (
            *("bush_percent", "bucket_percent", "electric_households", "waste_collected"),
            *("clinic_minutes", "school_minutes", "ambulance"),
        ),
        "organisation": ("saving_groups", "committees", "meets_city", "city_relation"),
        "priorities": ("priorities",),
    }
)
CODED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "part": tuple(PARTS),
        "status": STATUSES,
        "eviction_level": FEARS,
        "waste_collected": YES_NO,
        "ambulance": YES_NO,
        "meets_city": MEETS,
        "city_relation": RELATIONS,
    }
)
LISTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"hazards": HAZARDS, "priorities": PRIORITIES}
)
_OURS: Final = frozenset({"user", "personal", "orig", "day", "number", "settlement", "part"})


def told(event: SettlementProfiled) -> dict[str, object]:
    """The fields of its part that were told."""
    found = {name: getattr(event, name) for name in PARTS[event.part]}
    return {name: value for name, value in found.items() if value not in (-1, "", ())}


def check_profile(event: SettlementProfiled) -> SettlementProfiled:
    """The same part, when its figures fit together. Raises Refusal."""
    check_code(event.part, tuple(PARTS))
    if not event.settlement or event.number < 1:
        raise refuse("profile-needs-settlement")
    _check_fields(event)
    if event.part == "structures":
        _check_structures(event)
    elif event.part == "owners":
        _check_owners(event)
    elif event.part == "people":
        _check_people(event)
    if not told(event):
        raise refuse("profile-empty")
    return event


def _check_fields(event: SettlementProfiled) -> None:
    own = set(PARTS[event.part])
    for name in SettlementProfiled.__struct_fields__:
        value = getattr(event, name)
        if name in _OURS or value in (-1, "", ()):
            continue
        if name not in own:
            raise refuse("profile-part-mixed", field=name)
        if name in CODED:
            check_code(value, CODED[name])
        elif name in LISTED:
            for one in value:
                check_code(one, LISTED[name])
            if len(set(value)) != len(value):
                raise refuse("profile-twice")
        elif isinstance(value, int):
            _check_number(name, value)
    if len(event.priorities) > PRIORITIES_MOST:
        raise refuse("profile-priorities-many", most=PRIORITIES_MOST)


def _check_number(name: str, value: int) -> None:
    least, most = 0, FIGURE_MAX
    if name.startswith("owned_") or name.endswith("_percent"):
        most = PERCENT
    elif name == "settled_year":
        least, most = YEARS
    elif name == "area_m2":
        most = AREA_MAX
    if not least <= value <= most:
        raise refuse("profile-figure-unclear", least=least, most=most)


def _sum(event: SettlementProfiled, names: tuple[str, ...]) -> int:
    return sum(max(getattr(event, name), 0) for name in names)


def _is_told(event: SettlementProfiled, names: tuple[str, ...]) -> bool:
    return any(getattr(event, name) >= 0 for name in names)


def _check_structures(event: SettlementProfiled) -> None:
    if _is_told(event, _BY_USE) and _is_told(event, _BY_BUILD):
        by_use, by_build = _sum(event, _BY_USE), _sum(event, _BY_BUILD)
        if by_use != by_build:
            raise refuse("profile-structures-differ", by_use=by_use, by_build=by_build)


def _check_owners(event: SettlementProfiled) -> None:
    whole = _sum(event, OWNERS)
    if whole != PERCENT:
        raise refuse("profile-owners-differ", sum=whole)


def _check_people(event: SettlementProfiled) -> None:
    if (event.population_agreed >= 0) != bool(event.agreed_on):
        raise refuse("profile-agreed-on-missing")
    if event.agreed_on and not is_day(event.agreed_on):
        raise unfit_day(event.agreed_on)
    if event.households >= 0 and max(event.sampled, event.renting) > event.households:
        raise refuse("profile-sample-too-large", households=event.households)


def computed(households: int, size_tenths: int) -> int:
    """People by households times size, rounded half up; -1 when either was not told."""
    if households < 0 or size_tenths < 0:
        return -1
    return (households * size_tenths + TENTHS // 2) // TENTHS


def is_off(households: int, size_tenths: int, agreed: int) -> bool:
    """Whether the agreed population is far from households times size."""
    by_size = computed(households, size_tenths)
    return min(by_size, agreed) >= 0 and abs(by_size - agreed) * PERCENT > OFF_PERCENT * agreed
