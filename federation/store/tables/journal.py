"""The journal: own lines, kept batches of others, files that wait. Migrated, never rebuilt."""

import peewee as pw

from .base import Table


class Stream(Table):
    """One chain: `owner` (the lasting id of a node) wrote it for `partner` ("": its hub, nobody).

    `last` and `head` (64 hex) are its end here; `state` is open, frozen or closed. It goes on from
    entry `base`, where its head is `root`, after the chain of the card before. `book` is the id of
    the first chain of that line. `closed`: the last entry that counts once it is closed, else -1.
    """

    owner = pw.TextField()
    kind = pw.TextField()
    partner = pw.TextField(default="")
    incarnation = pw.IntegerField(default=1)
    own = pw.IntegerField(constraints=[pw.Check("own IN (0, 1)")])
    last = pw.IntegerField(default=0, constraints=[pw.Check("last >= 0")])
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    state = pw.TextField(default="open")
    base = pw.IntegerField(default=0)
    root = pw.TextField(default="")
    book = pw.IntegerField(default=0)
    closed = pw.IntegerField(default=-1)

    class Meta:
        """A chain is there once."""

        table_name = "stream"
        indexes = ((("owner", "kind", "partner", "incarnation"), True),)


class Line(Table):
    """One own entry: its canonical bytes, its head, the personal line beside it (or nothing)."""

    stream = pw.IntegerField()
    seq = pw.IntegerField(constraints=[pw.Check("seq > 0")])
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    line = pw.BlobField()
    personal = pw.BlobField(null=True)

    class Meta:
        """Numbered within its stream."""

        table_name = "line"
        primary_key = pw.CompositeKey("stream", "seq")


class Arrival(Table):
    """What came in together, by one deed or in one file: entries `first` to `last` of a stream.

    (`last` below `first`: a file that only acknowledged.) `digest` chains the order of arrival:
    SHA-256 over the digest before and everything this row and its stream say.
    """

    arrival = pw.IntegerField(primary_key=True)
    stream = pw.IntegerField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    digest = pw.TextField(constraints=[pw.Check("length(digest) = 64")])

    class Meta:
        """Found by stream."""

        table_name = "arrival"
        indexes = ((("stream", "last"), False),)


class Batch(Table):
    """A batch of another node as it was accepted: header, lines and trailer, gzipped (`inner`).

    `digest` is the SHA-256 of `inner` as it stands, blanked records and all.
    """

    arrival = pw.IntegerField(primary_key=True)
    short_code = pw.TextField()
    received = pw.TextField()
    inner = pw.BlobField()
    digest = pw.TextField(constraints=[pw.Check("length(digest) = 64")])

    class Meta:
        """Its name stands fast."""

        table_name = "batch"


class HeldFile(Table):
    """A sound file that waits, or shows a fork: the sealed bytes as they came, and why.

    `code` and `facts` (JSON) are the refusal's; `told` is the SHA-256 over the whole row.
    """

    digest = pw.TextField(primary_key=True)
    name = pw.TextField()
    sealed = pw.BlobField()
    sender = pw.TextField()
    kind = pw.TextField()
    incarnation = pw.IntegerField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    code = pw.TextField()
    facts = pw.TextField()
    received = pw.TextField()
    told = pw.TextField(constraints=[pw.Check("length(told) = 64")])

    class Meta:
        """Found by its writer, and by why it waits."""

        table_name = "held_file"
        indexes = ((("sender",), False), (("code",), False))


class Acknowledgement(Table):
    """How far a partner holds one of our streams, by number and head, as it told us."""

    stream = pw.IntegerField()
    partner = pw.TextField()
    seq = pw.IntegerField()
    head = pw.TextField()

    class Meta:
        """One per stream and partner."""

        table_name = "acknowledgement"
        primary_key = pw.CompositeKey("stream", "partner")


class Postponed(Table):
    """An entry decided for a chain of which nobody knows yet how far it went before a restore.

    `line` is the event in canonical form, and in a second line what is to stand beside it; it is
    entered, in order of `id`, once that is known.
    """

    kind = pw.TextField()
    partner = pw.TextField()
    line = pw.BlobField()

    class Meta:
        """Its name stands fast."""

        table_name = "postponed"


JOURNAL_TABLES = (Stream, Line, Arrival, Batch, HeldFile, Acknowledgement, Postponed)
