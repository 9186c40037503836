"""Views of facilities: what was listed, every check, what a release told. Made again at will."""

import peewee as pw

from .base import Table


class Facility(Table):
    """A facility as its group listed it; `closed_on` "": still in use."""

    facility = pw.TextField(primary_key=True)
    owner = pw.TextField()
    number = pw.IntegerField()
    facility_type = pw.TextField()
    settlement = pw.TextField()
    place = pw.TextField()
    installed = pw.IntegerField()
    listed_on = pw.TextField()
    closed_on = pw.TextField()
    closed_why = pw.TextField()

    class Meta:
        """Numbered by its group, too."""

        table_name = "facility"
        without_rowid = True
        indexes = ((("owner", "number"), True),)


class FacilityCheck(Table):
    """A check of a facility; the one with the highest `ordinal` holds. -1: nobody counted."""

    facility = pw.TextField()
    ordinal = pw.IntegerField()
    day = pw.TextField()
    working = pw.IntegerField()
    partly = pw.IntegerField()
    fault = pw.TextField()
    keyholder = pw.TextField()
    upkeep = pw.TextField()
    households = pw.IntegerField()
    distance = pw.IntegerField()
    night = pw.TextField()
    light = pw.TextField()
    lock = pw.TextField()

    class Meta:
        """Numbered in the order in which they came."""

        table_name = "facility_check"
        primary_key = pw.CompositeKey("facility", "ordinal")
        without_rowid = True


class PublishedFacility(Table):
    """What a release told of the facilities of one type in a settlement."""

    release = pw.TextField()
    settlement = pw.TextField()
    facility_type = pw.TextField()
    installed = pw.IntegerField()
    working = pw.IntegerField()
    unchecked = pw.IntegerField()
    checked_since = pw.TextField()

    class Meta:
        """One per settlement and type."""

        table_name = "published_facility"
        primary_key = pw.CompositeKey("release", "settlement", "facility_type")
        without_rowid = True


FACILITY_TABLES = (Facility, FacilityCheck, PublishedFacility)
