"""`verify` is tested: what is changed behind the journal's back is found and named, everywhere.

Views are gone through in `tests/store/test_verify.py`; here the journal itself at a hub that has
taken in files: every column of every row of every table, every field of every line and of every
kept file, each change with the digest beside it made to fit where a forger could do that.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import peewee as pw
import pytest

from federation.commands import requests
from federation.commands.deed import perform
from federation.core import canonical, chain
from federation.store import Store, local
from federation.store.tables import JOURNAL_TABLES, LOCAL_TABLES, PROJECTION_TABLES
from sync import audit, batch, enrolment, founding, seal
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, bring, carry, contents, publish, save, write
from tests.sync.planting import COLUMNS, FAR, NAMED, keys_of, other

# What no journal tells of, so that nothing can be compared: it belongs to this machine alone, is
# in no file, and changes nothing in the books.
NOT_DERIVABLE = {
    "local_user": "who may log in, and the hash of her PIN",
    "local_session": "who is logged in",
    "local_token": "which forms came already",
    "local_attempt": "wrong PINs in a row",
    "local_draft": "what is half typed",
    "local_state": "what this machine remembers of itself",
    "local_out": "files that were written, and what was heard of them",
    "local_in": "files that came, and what became of them",
    "local_access": "which programs may ask, and the hashes of their tokens",
    "local_wording": "words for answers that the staff of a city keep",
    "local_department": "the departments of a city's people",
    "local_taking": "what an office took in at one go",
    "local_taken": "what became of each file of it",
    "local_carrier": "who takes files to groups",
    "local_carried": "to which groups",
    "local_fingerprint": "keyed hashes of what members have, taken anew at any time",
    "local_looked_through": "how far a hub looked through its books for people told twice",
    "local_candidate": "pairs that are alike, found anew at any time",
    "postponed": "replies of a hub that was put back: in no chain yet",
}
# Of this table only the bounds are known: a file may have been written or not. A wrong `last` or
# `acks` within them can only make the next file tell more, or tell again.
BOUNDED = {"local_sent": ("stream", "partner", "last")}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub with kept files of three streams, own lines, a waiting file, a fork, word received."""
    folder = tmp_path_factory.mktemp("audit")
    made = links.make(folder)
    second = links.node(folder, "group", "Oshiwana")
    links.enrol(made.hub, second)
    save(made.group, 2)
    request = publish(made)
    order = requests.GiveAnswer(request=request, day=f.DAY, verb="ask", text="How many?")
    perform(made.city, order, requests.give_answer)
    carry(made.city, made.hub)
    carry(made.hub, made.group)
    carry(made.hub, made.city, to="C01")
    save(made.group)
    carry(made.group, made.hub)  # and so it is acknowledged what the hub wrote
    carry(made.city, made.hub)
    save(second, 2)
    twin = links.copied(second, folder / "twin")
    save(second)
    f.enter(twin, ("savings", 7, 1))
    for store in (second, twin):
        carry(store, made.hub)
    save(made.group, 4)
    bring(made.hub, contents(write(made.group, volume_entries=2))[1])
    assert links.is_sound(made.hub)
    yield made
    for store in (second, twin):
        store.close()
    made.close()


def problems(store: Store) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in audit.verify(store).problems]


def planted(store: Store, *statements: tuple[str, tuple[object, ...]]) -> list[tuple[str, str]]:
    """What `verify` says after these changes, which are then taken back."""
    with store.db.atomic() as transaction:
        for statement, given in statements:
            assert store.db.execute_sql(statement, given).rowcount > 0, statement
        found = problems(store)
        transaction.rollback()
    return found


def rows_of(store: Store, table: type[pw.Model]) -> list[dict[str, Any]]:
    """Some rows of a table: the first, the last, and some between."""
    columns = [field.column_name for field in table._meta.sorted_fields]
    name = table._meta.table_name
    rows = [dict(zip(columns, row, strict=True)) for row in store.db.execute_sql(
        f'SELECT {", ".join(columns)} FROM "{name}"'
    )]  # fmt: skip
    return [*rows[:: max(len(rows) // 6, 1)], *rows[-1:]]


def test_every_table_is_looked_at() -> None:
    """A new table is put into one of the lists here, with a reason, or this fails."""
    named = {*NAMED, *NOT_DERIVABLE, *BOUNDED, "local_projection"}
    assert {table._meta.table_name for table in (*JOURNAL_TABLES, *LOCAL_TABLES)} == named
    assert not {table._meta.table_name for table in PROJECTION_TABLES} & named


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{t._meta.table_name}.{c}" for t, c in COLUMNS]
)
def test_a_change_in_any_column_is_found_and_named(
    world: World, table: type[pw.Model], column: str
) -> None:
    name, keys = table._meta.table_name, keys_of(table)
    rows = rows_of(world.hub, table)
    assert rows
    for row in rows:
        where = " AND ".join(f'"{key}" = ?' for key in keys)
        changed = 1 - row[column] if column == "own" else other(row[column], FAR.get(column, 1))
        given = (changed, *(row[key] for key in keys))
        found = planted(world.hub, (f'UPDATE "{name}" SET "{column}" = ? WHERE {where}', given))
        named = [place for place, _ in found if place.startswith(NAMED[name])]
        assert named, (row, found)
        if column not in keys and name in ("line", "arrival", "batch", "stream"):
            said = {"line": f"journal line {row.get('seq')} of stream {row.get('stream')}",
                    "arrival": f"arrival {row.get('arrival')}",
                    "batch": f"kept file {row.get('arrival')}",
                    "stream": f"stream {row.get('id')} "}[name]  # fmt: skip
            assert any(place.startswith(said) for place in named) or name == "batch", (row, found)


def test_a_flip_in_a_personal_record_that_was_there_or_a_blank_is_found(world: World) -> None:
    """At a group too, which keeps the records beside its own lines."""
    blank = b'{"of":1,"record":"","salt":""}'
    found = planted(
        world.group, ("UPDATE line SET personal = ? WHERE seq = 1 AND personal NOT NULL", (blank,))
    )
    assert found[0][0] == "journal line 1 of stream 2"
    assert "nobody asked" in found[0][1]


@pytest.mark.parametrize("name", ["stream", "line", "arrival", "batch"])
def test_a_row_less_is_found(world: World, name: str) -> None:
    table = next(one for one in JOURNAL_TABLES if one._meta.table_name == name)
    keys = keys_of(table)
    for row in rows_of(world.hub, table):
        where = " AND ".join(f'"{key}" = ?' for key in keys)
        given = tuple(row[key] for key in keys)
        assert planted(world.hub, (f'DELETE FROM "{name}" WHERE {where}', given)), row


def test_a_waiting_file_less_is_found(world: World) -> None:
    """What was told to wait, or shows a fork, is here."""
    delete = "DELETE FROM held_file WHERE code = ?"
    ((where, what),) = planted(world.hub, (delete, ("stream-gap",)))
    assert (where[:13], what) == ("waiting file ", "is no longer kept")
    found = planted(world.hub, (delete, ("stream-forked",)))
    assert [what for _, what in found] == ["the file that showed it is no longer kept"]


def test_an_acknowledgement_less_only_makes_the_next_file_longer(world: World) -> None:
    with world.hub.db.atomic() as transaction:
        before = sum(one.entries for one in write_dry(world.hub))
        world.hub.db.execute_sql("DELETE FROM acknowledgement")
        assert problems(world.hub) == []
        assert sum(one.entries for one in write_dry(world.hub)) > before
        transaction.rollback()


def write_dry(store: Store) -> tuple[Any, ...]:
    """What is due, written into the outbox; the note that it was is taken back by the caller."""
    return write(store)


@pytest.mark.parametrize("column", BOUNDED["local_sent"])
def test_what_was_sent_is_held_to_its_bounds(world: World, column: str) -> None:
    value: object = "f" * 32 if column == "partner" else 1000
    found = planted(
        world.hub,
        (f"UPDATE local_sent SET {column} = ? WHERE stream = (SELECT max(stream) FROM local_sent)",
         (value,)),
    )  # fmt: skip
    assert [where.split(",")[0] for where, _ in found] == ["table local_sent"]


def test_the_version_of_the_views_is_looked_at(world: World) -> None:
    for change in ("version = version + 1", "name = 'others'"):
        found = planted(world.hub, (f"UPDATE local_projection SET {change}", ()))
        assert [where for where, _ in found] == ["table local_projection"]


def test_what_is_not_derivable_is_left_alone(world: World) -> None:
    with world.hub.db.atomic() as transaction:
        local.add_user(world.hub.db, "Anna", "staff", "hash")
        local.note_receipt(world.hub.db, "token", "[]", f.DAY)
        local.keep_draft(world.hub.db, 1, "savings", "1", "5")
        assert problems(world.hub) == []
        transaction.rollback()


def fields_of(line: bytes) -> dict[str, Any]:
    found = msgspec.json.decode(line)
    assert isinstance(found, dict)
    return found


def changes_of(line: bytes) -> Iterator[tuple[str, bytes]]:
    """The line with each of its fields changed, one at a time."""
    told = fields_of(line)
    for name, value in told.items():
        if isinstance(value, list):
            changed: object = [*value, 1] if value and isinstance(value[0], int) else [*value[:-1]]
        else:
            changed = (not value) if isinstance(value, bool) else other(value)
        if changed != value:
            yield name, canonical.encode({**told, name: changed})


def test_a_change_in_any_field_of_a_journal_line_is_found_and_named(world: World) -> None:
    lines = list(world.group.db.execute_sql("SELECT stream, seq, line, personal FROM line"))
    assert len(lines) > 8
    for stream, seq, line, beside in lines:
        for column, text in (("line", line), ("personal", beside)):
            for field, changed in changes_of(bytes(text)) if text is not None else ():
                found = planted(
                    world.group,
                    (f"UPDATE line SET {column} = ? WHERE stream = ? AND seq = ?",
                     (changed, stream, seq)),
                )  # fmt: skip
                wanted = f"journal line {seq} of stream {stream}"
                assert wanted in [where for where, _ in found], (field, found)


def test_a_last_line_rewritten_with_everything_that_hangs_on_it_is_told_by_the_mark(
    world: World,
) -> None:
    """Whoever can write the whole database still has the mark beside it against him."""
    db = world.group.db
    row = db.execute_sql(
        "SELECT line.stream, line.seq, line.line FROM line JOIN stream ON stream.id = line.stream"
        " WHERE kind = 'ledger' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    stream, seq, line = int(row[0]), int(row[1]), bytes(row[2])
    before = bytes.fromhex(links.head_at(world.group, "ledger", seq - 1))
    changed = line.replace(b'"amount":1000', b'"amount":9000')
    head = chain.advance(before, changed).hex()
    found = planted(
        world.group,
        ("UPDATE line SET line = ?, head = ? WHERE stream = ? AND seq = ?",
         (changed, head, stream, seq)),
        ("UPDATE stream SET head = ? WHERE id = ?", (head, stream)),
    )  # fmt: skip
    assert "node.mark" in [where for where, _ in found]


def kept(world: World) -> list[tuple[int, bytes]]:
    return [
        (int(arrival), bytes(inner))
        for arrival, inner in world.hub.db.execute_sql("SELECT arrival, inner FROM batch")
    ]


def replaced(world: World, arrival: int, lines: list[bytes]) -> list[tuple[str, str]]:
    """What is found when a kept file is replaced by these lines, and its digest with it."""
    inner = seal.pack([b"\n".join(lines) + b"\n"])
    digest = hashlib.sha256(inner).hexdigest()
    return planted(
        world.hub,
        ("UPDATE batch SET inner = ?, digest = ? WHERE arrival = ?", (inner, digest, arrival)),
    )


def test_a_change_in_any_field_of_a_kept_file_is_found_and_named(world: World) -> None:
    files = kept(world)
    assert {batch.read_batch(inner).header.kind for _, inner in files} == {
        "ledger",
        "requests",
        "replies",
    }
    for arrival, inner in files:
        lines = b"".join(seal.unpack(inner))[:-1].split(b"\n")
        for place, line in enumerate(lines):
            for field, changed in changes_of(line):
                found = replaced(world, arrival, [*lines[:place], changed, *lines[place + 1 :]])
                named = [where for where, _ in found if where.startswith(f"kept file {arrival}")]
                assert named, (arrival, place, field, found)


def test_a_kept_file_with_a_line_less_or_more_is_found(world: World) -> None:
    for arrival, inner in kept(world):
        lines = b"".join(seal.unpack(inner))[:-1].split(b"\n")
        for fewer in ([*lines[:-1]], [*lines[1:]], [*lines[:1], *lines[2:]], [*lines, lines[-1]]):
            named = [where for where, _ in replaced(world, arrival, fewer)]
            assert any(where.startswith(f"kept file {arrival}") for where in named), named


def test_another_nodes_keys_or_card_are_found(tmp_path: Path, world: World) -> None:
    store = links.node(tmp_path, "group", "Third")
    links.enrol(world.hub, store)
    other_node = founding.found(
        tmp_path / "other", role="group", name="Other", clock=links.CLOCK, entropy=f.Entropy("o")
    ).node
    for name in ("sign.key", "seal.key"):
        path = store.node.folder / name
        own = path.read_bytes()
        path.write_bytes((other_node.folder / name).read_bytes())
        assert problems(store) == [(name, "is not the key on the card")]
        path.write_bytes(own)
        path.rename(path.with_suffix(".gone"))
        assert [where for where, _ in problems(store)] == ["node.card or keys"]
        path.with_suffix(".gone").rename(path)
    assert links.is_sound(store)
    (store.node.folder / "node.card").write_bytes(other_node.card())
    assert ("node.card", "is not the card of the node that node.toml tells of") in problems(store)
    store.close()


def test_a_partner_whose_card_or_charter_is_another_one_is_found(world: World) -> None:
    card = enrolment.own_card(world.city.node).line.decode()
    for column, value in (("card", card), ("charter", "{}"), ("name", "Somebody"), ("code", "G9")):
        found = planted(
            world.hub, (f"UPDATE partner SET {column} = ? WHERE code = 'G0001'", (value,))
        )
        assert any(where.startswith("partner G") for where, _ in found), (column, found)


def test_entries_are_counted(world: World) -> None:
    found = audit.verify(world.hub)
    (count,) = next(iter(world.hub.db.execute_sql("SELECT sum(last) FROM stream")))
    assert (found.ok, found.entries) == (True, count)
