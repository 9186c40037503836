"""The first schema: journal and local tables, frozen as they were released.

A copy on purpose: a migration must not change when the live models do.
"""

import peewee as pw


class Frozen(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of the tables below."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True


class Stream(Frozen):
    """`stream`."""

    owner = pw.TextField()
    kind = pw.TextField()
    partner = pw.TextField(default="")
    incarnation = pw.IntegerField(default=1)
    own = pw.IntegerField(constraints=[pw.Check("own IN (0, 1)")])
    last = pw.IntegerField(default=0, constraints=[pw.Check("last >= 0")])
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    state = pw.TextField(default="open")

    class Meta:
        """Frozen."""

        table_name = "stream"
        indexes = ((("owner", "kind", "partner", "incarnation"), True),)


class Line(Frozen):
    """`line`."""

    stream = pw.IntegerField()
    seq = pw.IntegerField(constraints=[pw.Check("seq > 0")])
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    line = pw.BlobField()
    personal = pw.BlobField(null=True)

    class Meta:
        """Frozen."""

        table_name = "line"
        primary_key = pw.CompositeKey("stream", "seq")


class Arrival(Frozen):
    """`arrival`."""

    arrival = pw.IntegerField(primary_key=True)
    stream = pw.IntegerField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    digest = pw.TextField(constraints=[pw.Check("length(digest) = 64")])

    class Meta:
        """Frozen."""

        table_name = "arrival"
        indexes = ((("stream", "last"), False),)


class Batch(Frozen):
    """`batch`."""

    arrival = pw.IntegerField(primary_key=True)
    short_code = pw.TextField()
    received = pw.TextField()
    inner = pw.BlobField()
    digest = pw.TextField(constraints=[pw.Check("length(digest) = 64")])

    class Meta:
        """Frozen."""

        table_name = "batch"


class HeldFile(Frozen):
    """`held_file`."""

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
        """Frozen."""

        table_name = "held_file"


class Acknowledgement(Frozen):
    """`acknowledgement`."""

    stream = pw.IntegerField()
    partner = pw.TextField()
    seq = pw.IntegerField()
    head = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "acknowledgement"
        primary_key = pw.CompositeKey("stream", "partner")


class LocalUser(Frozen):
    """`local_user`."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)
    role = pw.TextField()
    pin_hash = pw.TextField()
    member = pw.IntegerField(default=0)
    active = pw.IntegerField(default=1)

    class Meta:
        """Frozen."""

        table_name = "local_user"


class LocalSession(Frozen):
    """`local_session`."""

    digest = pw.TextField(primary_key=True)
    user = pw.IntegerField()
    ends = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_session"


class LocalToken(Frozen):
    """`local_token`."""

    token = pw.TextField(primary_key=True)
    receipt = pw.TextField()
    day = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_token"


class LocalAttempt(Frozen):
    """`local_attempt`."""

    folded = pw.TextField(primary_key=True)
    count = pw.IntegerField()
    until = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_attempt"


class LocalDraft(Frozen):
    """`local_draft`."""

    meeting = pw.IntegerField()
    step = pw.TextField()
    field = pw.TextField()
    value = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_draft"
        primary_key = pw.CompositeKey("meeting", "step", "field")


class LocalSent(Frozen):
    """`local_sent`."""

    stream = pw.IntegerField()
    partner = pw.TextField()
    last = pw.IntegerField()
    acks = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_sent"
        primary_key = pw.CompositeKey("stream", "partner")


class LocalProjection(Frozen):
    """`local_projection`."""

    name = pw.TextField(primary_key=True)
    version = pw.IntegerField()

    class Meta:
        """Frozen."""

        table_name = "local_projection"


TABLES = (
    Stream,
    Line,
    Arrival,
    Batch,
    HeldFile,
    Acknowledgement,
    LocalUser,
    LocalSession,
    LocalToken,
    LocalAttempt,
    LocalDraft,
    LocalSent,
    LocalProjection,
)


def up(_migrator: object, db: pw.Database) -> None:
    """Make the tables."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
