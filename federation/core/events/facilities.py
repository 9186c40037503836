"""Facilities that many households use: what stands where, and what of it works. Never a person."""

import msgspec

from .base import Dated


class FacilityListed(Dated, frozen=True, kw_only=True, tag="facility-listed"):
    """A facility (`facility_type`, a code) stands in a settlement, with so many `installed`.

    `facility` is its id on every node; `number` what the group calls it; `place` a short label
    ("block C, near the clinic"). Installed are seats, taps, lights: what can be used by itself.
    """

    facility: str
    number: int
    facility_type: str
    settlement: str
    installed: int
    place: str = ""


class FacilityChecked(Dated, frozen=True, kw_only=True, tag="facility-checked"):
    """Somebody went there on `day`: so many work, so many `partly`; codes for all the rest.

    `households` that share it and `distance` in metres: -1 where nobody counted. `night` (open at
    night), `light`, `lock`: yes, no, or "" where nobody looked.
    """

    facility: str
    working: int
    partly: int = 0
    fault: str = ""
    keyholder: str = ""
    upkeep: str = ""
    households: int = -1
    distance: int = -1
    night: str = ""
    light: str = ""
    lock: str = ""


class FacilityClosed(Dated, frozen=True, kw_only=True, tag="facility-closed"):
    """The facility is used no more; `reason` is a code. What was written of it stays."""

    facility: str
    reason: str


class PublishedFacility(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What stands in a settlement of one type, over all groups: exact, for things are no people.

    `unchecked`: those of the installed that nobody looked at yet; the others were each looked at on
    `checked_since` or later, and `working` of them worked.
    """

    settlement: str
    facility_type: str
    installed: int
    working: int
    unchecked: int = 0
    checked_since: str = ""


class FacilitiesPublished(Dated, frozen=True, kw_only=True, tag="facilities-published"):
    """The facilities of a release, or a part of them where they would not fit on a line."""

    release: str
    facilities: tuple[PublishedFacility, ...]
