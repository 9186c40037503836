"""Settlements as their people count them: a profile in parts, never a person."""

from .base import Dated


class SettlementProfiled(Dated, frozen=True, kw_only=True, tag="settlement-profiled"):
    """One part (a code) of the profile of a settlement; the last telling of each part holds.

    `number` is the group's own for that settlement. -1, "" and () are not told. Owners and shares
    are percent, `size_tenths` people in a household times ten, `priorities` codes, the first first.
    """

    number: int
    settlement: str
    part: str
    status: str = ""
    settled_year: int = -1
    area_m2: int = -1
    owned_municipality: int = -1
    owned_private: int = -1
    owned_state: int = -1
    owned_customary: int = -1
    owned_church: int = -1
    owned_railway: int = -1
    owned_port: int = -1
    owned_airport: int = -1
    owned_defence: int = -1
    owned_government: int = -1
    owned_other: int = -1
    owned_unknown: int = -1
    structures_homes: int = -1
    structures_mixed: int = -1
    structures_business: int = -1
    structures_other: int = -1
    structures_permanent: int = -1
    structures_temporary: int = -1
    households: int = -1
    renting: int = -1
    sampled: int = -1
    size_tenths: int = -1
    population_agreed: int = -1
    agreed_on: str = ""
    hazards: tuple[str, ...] = ()
    destroyed: int = -1
    eviction_threats: int = -1
    eviction_level: str = ""
    bush_percent: int = -1
    bucket_percent: int = -1
    electric_households: int = -1
    waste_collected: str = ""
    clinic_minutes: int = -1
    school_minutes: int = -1
    ambulance: str = ""
    saving_groups: int = -1
    committees: int = -1
    meets_city: str = ""
    city_relation: str = ""
    priorities: tuple[str, ...] = ()
