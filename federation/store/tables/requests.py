"""Views of requests, answers, partners and releases. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Request(Table):
    """A request as this node knows it; households -1: kept private here (at a city)."""

    request = pw.TextField(primary_key=True)
    owner = pw.TextField()
    group_name = pw.TextField()
    number = pw.TextField()
    need = pw.TextField()
    settlement = pw.TextField()
    title = pw.TextField()
    description = pw.TextField()
    households = pw.IntegerField()
    women_headed = pw.IntegerField()
    non_member_households = pw.IntegerField()
    sanitation_facility = pw.TextField()
    sharing_households = pw.IntegerField()
    offer_savings = pw.IntegerField()
    offer_labour_days = pw.IntegerField()
    option_cost = pw.IntegerField()
    raised_on = pw.TextField()
    measure = pw.TextField()
    baseline = pw.IntegerField()
    target = pw.IntegerField()
    priority = pw.IntegerField()
    wanted_by = pw.TextField()

    class Meta:
        """Its name stands fast; owner is the group's node id ("" at a city)."""

        table_name = "request"
        without_rowid = True


class RequestStep(Table):
    """Something that happened to a request, by code; together they make its stage."""

    request = pw.TextField()
    step = pw.TextField()
    day = pw.TextField()
    detail = pw.TextField()

    class Meta:
        """A step of one day and detail is there once."""

        table_name = "request_step"
        primary_key = pw.CompositeKey("request", "step", "day", "detail")
        without_rowid = True


class Answer(Table):
    """An official's answer, the same id on every node; of what was asked as one, to each part."""

    request = pw.TextField()
    answer = pw.TextField()
    day = pw.TextField()
    verb = pw.TextField()
    text = pw.TextField()
    department = pw.TextField()
    by = pw.TextField()
    reason = pw.TextField()
    resolution = pw.TextField()
    amount = pw.IntegerField()
    budget_line = pw.TextField()
    on_paper = pw.IntegerField()
    post = pw.TextField()
    many = pw.IntegerField()
    clause = pw.TextField()
    resolved_on = pw.TextField()
    channel = pw.TextField()
    scan = pw.TextField()
    ordinal = pw.IntegerField()

    class Meta:
        """Found by request; `ordinal` is the order of arrival here."""

        table_name = "answer"
        primary_key = pw.CompositeKey("request", "answer")
        without_rowid = True
        indexes = ((("ordinal",), False),)


class Said(Table):
    """A word of one side about a request, as it stands on its line (JSON, without `user`).

    `ordinal` is the order of arrival here; each side's words keep their own order in it.
    """

    request = pw.TextField()
    word = pw.TextField()
    kind = pw.TextField()
    side = pw.TextField()
    day = pw.TextField()
    line = pw.TextField()
    ordinal = pw.IntegerField()

    class Meta:
        """A word is there once, however often it is told."""

        table_name = "said"
        primary_key = pw.CompositeKey("request", "word")
        without_rowid = True
        indexes = ((("ordinal",), False),)


class Partner(Table):
    """An enrolled node: card line as signed, short code, threshold of a city.

    `node` is the id of the first card of its line; `writer` that of the present one, the
    `incarnation`-th.
    """

    node = pw.TextField(primary_key=True)
    writer = pw.TextField()
    incarnation = pw.IntegerField()
    code = pw.TextField(unique=True)
    role = pw.TextField()
    name = pw.TextField()
    card = pw.TextField()
    charter = pw.TextField()
    threshold = pw.IntegerField()
    enrolled_on = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "partner"
        without_rowid = True
        indexes = ((("writer",), False),)


class Writer(Table):
    """A card in the line of a node, and where its chains were closed (JSON; "": they go on).

    At a hub of every node it admitted; at those, of the node itself.
    """

    node = pw.TextField()
    incarnation = pw.IntegerField()
    writer = pw.TextField()
    card = pw.TextField()
    closed = pw.TextField()

    class Meta:
        """Found by the id of the card too."""

        table_name = "writer"
        primary_key = pw.CompositeKey("node", "incarnation")
        without_rowid = True
        indexes = ((("writer",), True),)


class Fork(Table):
    """A stream that `teller` has in two versions, which differ from entry `seq` on.

    `head` (64 hex) is the teller's there, `card` the number of the card by which it told so.
    """

    teller = pw.TextField()
    writer = pw.TextField()
    stream = pw.TextField()
    incarnation = pw.IntegerField()
    card = pw.IntegerField()
    seq = pw.IntegerField()
    head = pw.TextField()

    class Meta:
        """Found once with each card."""

        table_name = "fork"
        primary_key = pw.CompositeKey("teller", "writer", "stream", "incarnation", "card")
        without_rowid = True


class Release(Table):
    """A frozen release of tables for a city."""

    release = pw.TextField(primary_key=True)
    city = pw.TextField()
    day = pw.TextField()
    period = pw.TextField()
    threshold = pw.IntegerField()
    certificate = pw.TextField()
    ordinal = pw.IntegerField()

    class Meta:
        """Its name stands fast."""

        table_name = "release"
        without_rowid = True


class Cell(Table):
    """One published figure; households -1: kept private; `total` 1: a margin."""

    release = pw.TextField()
    name = pw.TextField()
    total = pw.IntegerField()
    row = pw.TextField()
    column = pw.TextField()
    households = pw.IntegerField()
    requests = pw.IntegerField()

    class Meta:
        """One per place in its table."""

        table_name = "cell"
        primary_key = pw.CompositeKey("release", "name", "total", "row", "column")
        without_rowid = True


class Orig(Table):
    """An entry first written on a branch that was closed (its head there), entered again here."""

    book = pw.IntegerField()
    orig = pw.TextField()
    seq = pw.IntegerField()

    class Meta:
        """One of them counts."""

        table_name = "orig"
        primary_key = pw.CompositeKey("book", "orig")
        without_rowid = True


REQUEST_TABLES = (
    Request,
    RequestStep,
    Answer,
    Said,
    Partner,
    Writer,
    Fork,
    Release,
    Cell,
    Orig,
)
