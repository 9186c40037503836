"""What belongs to this machine alone: people's PINs, sessions, form tokens, drafts. Never sent."""

import peewee as pw

from .base import Table


class LocalUser(Table):
    """A person who may log in; `member` is her number in the group's books (0: none)."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)
    role = pw.TextField()
    pin_hash = pw.TextField()
    member = pw.IntegerField(default=0)
    active = pw.IntegerField(default=1)

    class Meta:
        """Its name stands fast."""

        table_name = "local_user"


class LocalSession(Table):
    """A login: the hash of the cookie's random id; ends on log-out or after `ends`."""

    digest = pw.TextField(primary_key=True)
    user = pw.IntegerField()
    ends = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_session"


class LocalToken(Table):
    """A form that was already taken, with its receipt: the same token is the same deed."""

    token = pw.TextField(primary_key=True)
    receipt = pw.TextField()
    day = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_token"


class LocalAttempt(Table):
    """Wrong PINs in a row for a name, and until when it must wait."""

    folded = pw.TextField(primary_key=True)
    count = pw.IntegerField()
    until = pw.TextField(default="")

    class Meta:
        """Its name stands fast."""

        table_name = "local_attempt"


class LocalDraft(Table):
    """One half-typed field of a meeting's step, kept until the step is confirmed."""

    meeting = pw.IntegerField()
    step = pw.TextField()
    field = pw.TextField()
    value = pw.TextField()

    class Meta:
        """One value per field."""

        table_name = "local_draft"
        primary_key = pw.CompositeKey("meeting", "step", "field")


class LocalSent(Table):
    """How far we last wrote a stream into a file for a partner, and which acknowledgements."""

    stream = pw.IntegerField()
    partner = pw.TextField()
    last = pw.IntegerField()
    acks = pw.TextField(default="")

    class Meta:
        """One per stream and partner."""

        table_name = "local_sent"
        primary_key = pw.CompositeKey("stream", "partner")


class LocalProjection(Table):
    """Which version of the projections these tables hold."""

    name = pw.TextField(primary_key=True)
    version = pw.IntegerField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_projection"


class LocalState(Table):
    """One thing that this machine remembers of itself, by name."""

    name = pw.TextField(primary_key=True)
    value = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_state"


class LocalOut(Table):
    """A file that was written here, and what its reader told became of it (`heard`: when)."""

    short_code = pw.TextField(primary_key=True)
    partner = pw.TextField()
    stream = pw.TextField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    name = pw.TextField()
    written = pw.TextField()
    outcome = pw.TextField(default="")
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    heard = pw.TextField(default="")

    class Meta:
        """Found by reader, by when it was written, and by whether anything was heard."""

        table_name = "local_out"
        indexes = ((("partner", "written"), False), (("written",), False), (("outcome",), False))


class LocalIn(Table):
    """What became of a file of a partner; `told` 1: a file to its writer said so."""

    short_code = pw.TextField(primary_key=True)
    partner = pw.TextField()
    name = pw.TextField()
    outcome = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    received = pw.TextField()
    told = pw.IntegerField(default=0)

    class Meta:
        """Found by writer and whether she was told."""

        table_name = "local_in"
        indexes = ((("partner", "told"), False),)


class LocalAccess(Table):
    """A program that may ask this node: what for (`scope`), and the hash of its secret."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)
    scope = pw.TextField()
    digest = pw.TextField(unique=True)
    made_on = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_access"


class LocalWording(Table):
    """Words of an answer that a city's staff use again, by a short name."""

    folded = pw.TextField(primary_key=True)
    name = pw.TextField()
    verb = pw.TextField()
    text = pw.TextField()
    reason = pw.TextField(default="")
    department = pw.TextField(default="")

    class Meta:
        """Its name stands fast."""

        table_name = "local_wording"


class LocalDepartment(Table):
    """A department of a person at a city; at place 0 the one she mostly acts for."""

    user = pw.IntegerField()
    place = pw.IntegerField()
    department = pw.TextField()

    class Meta:
        """One per person and place."""

        table_name = "local_department"
        primary_key = pw.CompositeKey("user", "place")


class LocalTaking(Table):
    """Files that an office took in at one go; `sources` (JSON): the folders that are gone through.

    `ended` "": it goes on, or stopped in the middle for the reason in `code` and `facts`.
    """

    begun = pw.TextField()
    ended = pw.TextField(default="")
    sources = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")

    class Meta:
        """Its name stands fast."""

        table_name = "local_taking"


class LocalTaken(Table):
    """What became of one file that was taken in then.

    `place`: the path at which it lay, and what told it from another one there (size and time).
    """

    taking = pw.IntegerField()
    place = pw.TextField()
    file = pw.TextField()
    outcome = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    sender = pw.TextField(default="")
    stream = pw.TextField(default="")
    incarnation = pw.IntegerField(default=0)
    first = pw.IntegerField(default=0)
    last = pw.IntegerField(default=0)
    entries = pw.IntegerField(default=0)
    new = pw.IntegerField(default=0)
    short_code = pw.TextField(default="")
    writer = pw.TextField(default="")

    class Meta:
        """Found by the go and what became of it."""

        table_name = "local_taken"
        indexes = ((("taking", "outcome"), False),)


class LocalCarrier(Table):
    """Somebody, or a way, that takes the office's files to several groups."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)

    class Meta:
        """Its name stands fast."""

        table_name = "local_carrier"


class LocalCarried(Table):
    """To whom a carrier takes files: a partner by its lasting id."""

    node = pw.TextField(primary_key=True)
    carrier = pw.IntegerField()

    class Meta:
        """Found by carrier."""

        table_name = "local_carried"
        indexes = ((("carrier",), False),)


OWN_TABLES = (
    LocalUser,
    LocalSession,
    LocalToken,
    LocalAttempt,
    LocalDraft,
    LocalSent,
    LocalProjection,
    LocalState,
    LocalOut,
    LocalIn,
    LocalAccess,
    LocalWording,
    LocalDepartment,
    LocalTaking,
    LocalTaken,
    LocalCarrier,
    LocalCarried,
)
