"""Views of households and houses. All but numbers and money is blanked with its record."""

import peewee as pw

from .base import Table


class Household(Table):
    """What a member told of her household by entry `seq`; "" and -1: not told, or blanked."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    member = pw.IntegerField()
    persons = pw.IntegerField()
    rooms = pw.IntegerField()
    woman_headed = pw.TextField()
    toilet = pw.TextField()
    toilet_sharing = pw.IntegerField()
    water_source = pw.TextField()
    water_minutes = pw.IntegerField()
    handwashing = pw.TextField()
    tenure = pw.TextField()
    eviction_fear = pw.TextField()
    dwelling = pw.TextField()
    walls = pw.TextField()
    roof = pw.TextField()
    floor = pw.TextField()

    class Meta:
        """One per entry that tells of one; a member's last holds."""

        table_name = "household"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


class HouseStep(Table):
    """A step of a member's house by entry `seq`; money in minor units."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    member = pw.IntegerField()
    step = pw.TextField()
    cost = pw.IntegerField()
    materials = pw.IntegerField()
    labour_minutes = pw.IntegerField()
    plot = pw.TextField()
    block = pw.TextField()

    class Meta:
        """One per entry that tells of one; a member's last holds."""

        table_name = "house_step"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


HOUSEHOLD_TABLES = (Household, HouseStep)
