"""Views of places, networks and coordinators. Thrown away and made again at will."""

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


class TreePlace(Table):
    """A place that the hub listed, by its code; those that the program brings are not here."""

    code = pw.TextField(primary_key=True)
    level = pw.TextField()
    name = pw.TextField()
    parent = pw.TextField()
    constituency = pw.TextField()
    population = pw.IntegerField()
    year = pw.IntegerField()
    is_gone = pw.IntegerField()

    class Meta:
        """Its code stands fast."""

        table_name = "tree_place"
        without_rowid = True


class Placement(Table):
    """In which place (a code, "": nobody knows) an enrolled group lives from a day on."""

    node = pw.TextField()
    since = pw.TextField()
    place = pw.TextField()

    class Meta:
        """One place from one day on; found by place too."""

        table_name = "placement"
        primary_key = pw.CompositeKey("node", "since")
        without_rowid = True
        indexes = ((("place",), False),)


class SettlementLink(Table):
    """Which place (a code, "": none on the list) a settlement's name means, as staff said."""

    key = pw.TextField(primary_key=True)
    settlement = pw.TextField()
    place = pw.TextField()

    class Meta:
        """One word is one place."""

        table_name = "settlement_link"
        without_rowid = True


class Network(Table):
    """A network of groups."""

    network = pw.TextField(primary_key=True)
    name = pw.TextField()
    place = pw.TextField()
    begun_on = pw.TextField()
    ended_on = pw.TextField()

    class Meta:
        """Its id stands fast; `ended_on` "": it goes on."""

        table_name = "network"
        without_rowid = True


class NetworkTerm(Table):
    """A group belongs to a network from a day on; `until` "": it still does."""

    network = pw.TextField()
    node = pw.TextField()
    since = pw.TextField()
    until = pw.TextField()

    class Meta:
        """Found by group too."""

        table_name = "network_term"
        primary_key = pw.CompositeKey("network", "node", "since")
        without_rowid = True
        indexes = ((("node",), False),)


class Coordinator(Table):
    """Somebody with a duty for a place; `until`: chosen for so long, `ended_on` "": she has it."""

    term = pw.TextField(primary_key=True)
    duty = pw.TextField()
    place = pw.TextField()
    since = pw.TextField()
    until = pw.TextField()
    ended_on = pw.TextField()
    name = pw.TextField()

    class Meta:
        """Found by place."""

        table_name = "coordinator"
        without_rowid = True
        indexes = ((("place",), False),)


PLACE_TABLES = (
    Place,
    TreePlace,
    Placement,
    SettlementLink,
    Network,
    NetworkTerm,
    Coordinator,
)
