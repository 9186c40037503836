"""Reads and writes of what belongs to this machine alone: people, sessions, tokens, drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.core.names import fold

from .tables import (
    LocalAttempt,
    LocalDepartment,
    LocalDraft,
    LocalSession,
    LocalToken,
    LocalUser,
)

# Up to this number people are named in entries of this node that were written elsewhere, or before
# it was put back from a copy.
NAMED_BEFORE: Final = "people named before"
LANGUAGE: Final = "language of person "
# The people here are not those of the machine whose place this one took.
NEWCOMERS: Final = "newcomers"
_REMEMBER: Final = (
    "INSERT INTO local_state (name, value) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class UserView:
    """A person who may log in."""

    id: int
    name: str
    role: str
    pin_hash: str
    member: int
    active: bool


@dataclass(frozen=True, slots=True)
class AttemptView:
    """Wrong PINs in a row, and until when (UTC, ISO 8601; "": at once) the name must wait."""

    count: int
    until: str


def _user(row: tuple[int, str, str, str, str, int, int]) -> UserView:
    number, name, _, role, pin_hash, member, active = row
    return UserView(number, name, role, pin_hash, member, bool(active))


def users(db: pw.Database) -> tuple[UserView, ...]:
    """Everybody who ever could log in, by number."""
    rows = LocalUser.select().order_by(LocalUser.id).tuples().execute(db)
    return tuple(_user(row) for row in rows)


def find_user(db: pw.Database, name: str) -> UserView | None:
    """The person of that name, however it is written; None when there is nobody."""
    rows = LocalUser.select().where(LocalUser.folded == fold(name)).tuples().execute(db)
    return next((_user(row) for row in rows), None)


def user(db: pw.Database, number: int) -> UserView | None:
    """The person of that number, or None."""
    return next((one for one in users(db) if one.id == number), None)


def add_user(db: pw.Database, name: str, role: str, pin_hash: str, member: int = 0) -> int:
    """A new person; returns her number. The name must be free (`find_user`)."""
    number = _free_number(db)
    LocalUser.insert(
        id=number, name=name, folded=fold(name), role=role, pin_hash=pin_hash, member=member
    ).execute(db)
    return number


def _free_number(db: pw.Database) -> int:
    """Above everybody who is or was here, and everybody whom entries name."""
    here = int(LocalUser.select(pw.fn.MAX(LocalUser.id)).scalar(db) or 0)
    return max(here, int(state(db, NAMED_BEFORE) or 0)) + 1


def note_newcomers(db: pw.Database, *, are_new: bool) -> None:
    """Whether this machine takes another one's place, whose entries name other people."""
    set_state(db, NEWCOMERS, "1" if are_new else "")


def note_named(db: pw.Database, highest: int, *, elsewhere: bool) -> None:
    """Entries of this node came back that name people up to this number.

    Nobody here must be credited with what others did: new people get higher numbers; newcomers
    who have one of these, when the entries were written `elsewhere`, get another (they wrote
    nothing yet, and log in as before).
    """
    if highest <= int(state(db, NAMED_BEFORE) or 0):
        return
    set_state(db, NAMED_BEFORE, str(highest))
    if not elsewhere or not state(db, NEWCOMERS):
        return
    for one in users(db):
        if one.id <= highest:
            number = _free_number(db)
            LocalUser.update(id=number).where(LocalUser.id == one.id).execute(db)
            for table in (LocalSession, LocalDepartment):
                table.update(user=number).where(table.user == one.id).execute(db)


def set_pin(db: pw.Database, number: int, pin_hash: str) -> None:
    """A new PIN; every login of that person ends."""
    LocalUser.update(pin_hash=pin_hash).where(LocalUser.id == number).execute(db)
    end_sessions(db, number)


def set_active(db: pw.Database, number: int, *, active: bool) -> None:
    """Whether the person may log in; every login ends."""
    LocalUser.update(active=int(active)).where(LocalUser.id == number).execute(db)
    end_sessions(db, number)


def restore_user(db: pw.Database, number: int, role: str, member: int) -> None:
    """A person who was removed may log in again, in that role."""
    LocalUser.update(role=role, member=member, active=1).where(LocalUser.id == number).execute(db)


def attempt(db: pw.Database, name: str) -> AttemptView:
    """Wrong PINs so far for a name."""
    rows = LocalAttempt.select(LocalAttempt.count, LocalAttempt.until).where(
        LocalAttempt.folded == fold(name)
    )
    return next((AttemptView(*row) for row in rows.tuples().execute(db)), AttemptView(0, ""))


def note_attempt(db: pw.Database, name: str, count: int, until: str) -> None:
    """Write down wrong PINs; a count of 0 forgets them."""
    folded = fold(name)
    LocalAttempt.delete().where(LocalAttempt.folded == folded).execute(db)
    if count:
        LocalAttempt.insert(folded=folded, count=count, until=until).execute(db)


def open_session(db: pw.Database, digest: str, number: int, ends: str) -> None:
    """A login of person `number` under the hash of its cookie's id, until `ends` (UTC)."""
    LocalSession.insert(digest=digest, user=number, ends=ends).execute(db)


def session_user(db: pw.Database, digest: str, now: str) -> UserView | None:
    """Who is logged in under that hash at `now` (UTC), or None."""
    number = (
        LocalSession.select(LocalSession.user)
        .where(LocalSession.digest == digest, LocalSession.ends > now)
        .scalar(db)
    )
    found = user(db, int(number)) if number else None
    return found if found is not None and found.active else None


def session_ends(db: pw.Database, digest: str) -> str:
    """Until when (UTC) that login lasts, or ""."""
    found = LocalSession.select(LocalSession.ends).where(LocalSession.digest == digest).scalar(db)
    return str(found or "")


def renew_session(db: pw.Database, digest: str, ends: str) -> None:
    """That login lasts until `ends` (UTC)."""
    LocalSession.update(ends=ends).where(LocalSession.digest == digest).execute(db)


def end_session(db: pw.Database, digest: str) -> None:
    """Log out."""
    LocalSession.delete().where(LocalSession.digest == digest).execute(db)


def end_sessions(db: pw.Database, number: int) -> None:
    """Log a person out everywhere."""
    LocalSession.delete().where(LocalSession.user == number).execute(db)


def end_all_sessions(db: pw.Database) -> None:
    """Log everybody out."""
    LocalSession.delete().execute(db)


def receipt(db: pw.Database, token: str) -> str | None:
    """The receipt of a form that was already taken, or None."""
    found = LocalToken.select(LocalToken.receipt).where(LocalToken.token == token).scalar(db)
    return None if found is None else str(found)


def note_receipt(db: pw.Database, token: str, told: str, day: str) -> None:
    """Write down that a form was taken."""
    LocalToken.insert(token=token, receipt=told, day=day).execute(db)


def drafts(db: pw.Database, meeting: int, step: str) -> dict[str, str]:
    """What is half typed in a step of a meeting, by field."""
    rows = LocalDraft.select(LocalDraft.field, LocalDraft.value).where(
        LocalDraft.meeting == meeting, LocalDraft.step == step
    )
    return dict(rows.tuples().execute(db))


def drafts_of_steps(
    db: pw.Database, meeting: int, steps: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The same of several steps, by step; steps with nothing in them are left out."""
    rows = LocalDraft.select(LocalDraft.step, LocalDraft.field, LocalDraft.value).where(
        LocalDraft.meeting == meeting, LocalDraft.step << tuple(steps)
    )
    found: dict[str, dict[str, str]] = {}
    for step, field, value in rows.tuples().execute(db):
        found.setdefault(step, {})[field] = value
    return found


def keep_draft(db: pw.Database, meeting: int, step: str, field: str, value: str) -> None:
    """Keep one half-typed field."""
    LocalDraft.delete().where(
        LocalDraft.meeting == meeting, LocalDraft.step == step, LocalDraft.field == field
    ).execute(db)
    if value:
        LocalDraft.insert(meeting=meeting, step=step, field=field, value=value).execute(db)


def drop_drafts(db: pw.Database, meeting: int, step: str) -> None:
    """Forget what was half typed in a step: it became entries."""
    LocalDraft.delete().where(LocalDraft.meeting == meeting, LocalDraft.step == step).execute(db)


def state(db: pw.Database, name: str) -> str:
    """What this machine remembers under a name; "" when nothing."""
    # Read with every file and page: in plain words, for Peewee takes longer over its own.
    found = db.connection().execute("SELECT value FROM local_state WHERE name = ?", (name,))
    return str((found.fetchone() or ("",))[0])


def set_state(db: pw.Database, name: str, value: str) -> None:
    """Remember it; "" forgets."""
    run = db.connection().execute
    if value:
        run(_REMEMBER, (name, value))
    else:
        run("DELETE FROM local_state WHERE name = ?", (name,))


def language(db: pw.Database, user: int) -> str:
    """The language that a person chose (a code); "": the node's own."""
    return state(db, f"{LANGUAGE}{user}")


def set_language(db: pw.Database, user: int, code: str) -> None:
    """From now on the pages speak that language to her; "": the node's own."""
    set_state(db, f"{LANGUAGE}{user}", code)
