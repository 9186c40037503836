"""Views of repairs, as a city keeps them. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Repair(Table):
    """Something that is broken, and where it stands; `number` "": not taken in yet.

    `point`: latitude and longitude in millionths of a degree, or ""; `details` is JSON. `at` and
    `changed` are moments in UTC.
    """

    repair = pw.TextField(primary_key=True)
    number = pw.TextField()
    state = pw.TextField()
    service = pw.TextField()
    day = pw.TextField()
    at = pw.TextField()
    channel = pw.TextField()
    program = pw.TextField()
    point = pw.TextField()
    details = pw.TextField()
    place = pw.TextField()
    note = pw.TextField()
    department = pw.TextField()
    by = pw.TextField()
    changed = pw.TextField()

    class Meta:
        """Found by number, by state, and by when it was told."""

        table_name = "repair"
        without_rowid = True
        indexes = ((("number",), False), (("state", "program"), False), (("at",), False))


class RepairStep(Table):
    """What the city did about a repair, in order."""

    repair = pw.TextField()
    ordinal = pw.IntegerField()
    step = pw.TextField()
    day = pw.TextField()
    at = pw.TextField()
    department = pw.TextField()
    by = pw.TextField()
    reason = pw.TextField()
    text = pw.TextField()

    class Meta:
        """Numbered within its repair."""

        table_name = "repair_step"
        primary_key = pw.CompositeKey("repair", "ordinal")
        without_rowid = True


REPAIR_TABLES = (Repair, RepairStep)
