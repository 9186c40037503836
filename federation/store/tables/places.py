"""The view of where settlements lie. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Place(Table):
    """A settlement's place as this node knows it (`reader` ""), or as a city was told of it.

    `key`: the form under which settlements are compared. Longitude and latitude in steps of
    `core.geography.GRID`; `outline`: rings of such pairs, as JSON.
    """

    reader = pw.TextField()
    key = pw.TextField()
    settlement = pw.TextField()
    longitude = pw.IntegerField()
    latitude = pw.IntegerField()
    outline = pw.TextField()
    source = pw.TextField()
    year = pw.IntegerField()

    class Meta:
        """Each reader knows a settlement once."""

        table_name = "place"
        primary_key = pw.CompositeKey("reader", "key")
        without_rowid = True


PLACE_TABLES = (Place,)
