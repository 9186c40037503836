"""Views of what members can do and what groups learn from each other.

`book` is the id of the group's ledger stream here. What belongs to no book is found by its id.
"""

import peewee as pw

from .base import Table


class Skill(Table):
    """A member can do this, and may teach it (`teaches` 0 or 1); of one skill the last counts."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    member = pw.IntegerField()
    skill = pw.TextField()
    teaches = pw.IntegerField()

    class Meta:
        """One per entry that tells of one."""

        table_name = "skill"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


class Deputy(Table):
    """Who steps in for a role; of one role the last counts, `member` 0 is nobody."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    role = pw.TextField()
    member = pw.IntegerField()

    class Meta:
        """One per entry that names one."""

        table_name = "deputy"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


class RoleTerm(Table):
    """A role that a member has or had: from when, and until when ("": she has it).

    One with which she joined stands here only once it ended.
    """

    book = pw.IntegerField()
    member = pw.IntegerField()
    role = pw.TextField()
    since = pw.TextField()
    until = pw.TextField()

    class Meta:
        """Several of one person, one after the other as well."""

        table_name = "role_term"
        primary_key = pw.CompositeKey("book", "member", "role", "since")
        without_rowid = True


class Badge(Table):
    """A badge of a member, with its evidence; taken back or not, `Entry.reversed_by` tells."""

    book = pw.IntegerField()
    badge = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    member = pw.IntegerField()
    award = pw.TextField()
    check = pw.IntegerField()
    exchange = pw.TextField()
    task = pw.TextField()
    issuer = pw.TextField()
    witness = pw.TextField()
    consents = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "badge"
        primary_key = pw.CompositeKey("book", "badge")
        without_rowid = True


class Exchange(Table):
    """A visit between groups or a training; `owner` told of it. `taken_back`: why, or ""."""

    exchange = pw.TextField(primary_key=True)
    owner = pw.TextField()
    day = pw.TextField()
    form = pw.TextField()
    topic = pw.TextField()
    people = pw.IntegerField()
    days = pw.IntegerField()
    group = pw.TextField()
    officials = pw.IntegerField()
    learned = pw.TextField()
    taken_back = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "exchange"
        without_rowid = True


class Practice(Table):
    """A practice card. `owner` "": of another group, named by `group`, as the hub told it.

    `taken_back`: why, or "".
    """

    practice = pw.TextField(primary_key=True)
    owner = pw.TextField()
    group = pw.TextField()
    day = pw.TextField()
    title = pw.TextField()
    did = pw.TextField()
    needs = pw.TextField()
    place = pw.TextField()
    stage = pw.TextField()
    request = pw.TextField()
    taken_back = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "practice"
        without_rowid = True


class PracticeUse(Table):
    """A group (`owner`) does what a card tells, and what it changed."""

    owner = pw.TextField()
    practice = pw.TextField()
    day = pw.TextField()
    adapted = pw.TextField()

    class Meta:
        """A group says it once of a card."""

        table_name = "practice_use"
        primary_key = pw.CompositeKey("owner", "practice")
        without_rowid = True


class PracticeTold(Table):
    """What the hub last told a group of a card: by how many it was adopted, and whether it goes.

    `node` "": this group itself.
    """

    node = pw.TextField()
    practice = pw.TextField()
    adopted = pw.IntegerField()
    is_gone = pw.IntegerField()

    class Meta:
        """One per group and card."""

        table_name = "practice_told"
        primary_key = pw.CompositeKey("node", "practice")
        without_rowid = True


LEARNING_TABLES = (
    Skill,
    Deputy,
    RoleTerm,
    Badge,
    Exchange,
    Practice,
    PracticeUse,
    PracticeTold,
)
