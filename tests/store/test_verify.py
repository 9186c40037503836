"""`verify` finds what was changed behind the journal's back, wherever, and names it."""

from collections.abc import Callable
from typing import Any

import peewee as pw
import pytest

from federation.node import Node
from federation.store import Store
from federation.store.tables import LATER_TABLES, PROJECTION_TABLES, Arrival, Line, Stream
from federation.store.verify import verify
from tests import engines, worlds

# Where the busy hub or the busy city has rows; elsewhere the busy group.
# What is worked out after files came, not with them, has tests of its own (`test_health`).
VIEWS = tuple(table for table in PROJECTION_TABLES if table not in LATER_TABLES)
AT_CITY = ("repair", "repair_step")
AT_HUB = (
    *("duplicate", "duplicate_look"),
    *("answer", "partner", "writer", "placement", "fork", "release", "cell"),
    *("published_facility", "place", "embargo", "practice_told", "printing"),
    *("look", "proposal", "merge", "merge_part"),
    *("tree_place", "settlement_link", "network", "network_term", "coordinator"),
    *("fund_product", "group_loan", "loan_allotment", "fund_entry", "fund_posting"),
    *("desk_term", "handed_word", "handed_to", "words_turn"),
    *("fund_sum", "fund_offer", "group_loan_change", "fund_offer_change"),
)


@pytest.fixture(scope="module", params=engines.CHOSEN)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A busy group and a busy hub, opened once; each test puts back what it changed."""
    from federation.store import open_store  # noqa: PLC0415
    from tests import factories as f  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("busy")
    with engines.keeping(request.param):
        group = open_store(f.bare_node(folder / "group", role="group"))
        hub = open_store(f.bare_node(folder / "hub", role="hub", name="Federation"))
        worlds.busy_group(group)
        worlds.busy_hub(hub)
        city = open_store(f.bare_node(folder / "city", role="city", name="Windhoek"))
        worlds.busy_city(city)
        yield {"group": group, "hub": hub, "city": city}
        for store in (group, hub, city):
            store.close()


def where_of(table: str) -> str:
    """The node whose rows of a table are many."""
    return "hub" if table in AT_HUB else "city" if table in AT_CITY else "group"


def problems(db: pw.Database, node: Node) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in verify(db, node)]


def planted(store: Store, statement: str, *given: object) -> list[tuple[str, str]]:
    """What `verify` says after one change, which is then taken back."""
    with store.db.atomic() as transaction:
        changed = store.db.execute_sql(statement, given).rowcount
        assert changed > 0, statement
        found = problems(store.db, store.node)
        transaction.rollback()
    return found


def views() -> list[tuple[str, str, str]]:
    """Each column of each view: table, column, and another value for it."""
    found = []
    for table in VIEWS:
        name = table._meta.table_name
        for field in table._meta.sorted_fields:
            column = field.column_name
            other = (
                f'"{column}" + 10000'
                if isinstance(field, pw.IntegerField)
                else f"\"{column}\" || 'x'"
            )
            found.append((name, column, other))
    return found


@pytest.mark.parametrize(("table", "column", "other"), views())
def test_a_change_in_any_column_of_a_view_is_found(
    busy: dict[str, Store], table: str, column: str, other: str
) -> None:
    store = busy[where_of(table)]
    keys = [one.name for one in store.db.get_columns(table) if one.primary_key]
    listed = ", ".join(f'"{key}"' for key in keys)
    row = f'SELECT {listed} FROM "{table}" ORDER BY {listed} DESC LIMIT 1'
    found = planted(store, f'UPDATE "{table}" SET "{column}" = {other} WHERE ({listed}) = ({row})')
    assert any(where.startswith(f"table {table}, row ") for where, _ in found), found


@pytest.mark.parametrize("table", [table._meta.table_name for table in VIEWS])
def test_a_row_less_is_found(busy: dict[str, Store], table: str) -> None:
    store = busy[where_of(table)]
    found = planted(store, f'DELETE FROM "{table}"')
    assert {where.split(",")[0] for where, _ in found} >= {f"table {table}"}
    assert any(what == "is missing" for _, what in found)


def test_a_row_too_many_is_found(busy: dict[str, Store]) -> None:
    found = planted(
        busy["group"],
        "INSERT INTO balance VALUES (1, 'cash', 7, '', 0, 500), (1, 'cash', 8, '', 0, 1)",
    )
    assert ("table balance, row 1/cash/7//0", "is not in the journal") in found
    assert len(found) == 2


LINE_CHANGES = {
    "its amount": "UPDATE line SET line = replace(line, '20000', '20001') WHERE seq = 6",
    "its head": "UPDATE line SET head = ? WHERE seq = 6",
    "its personal line": "UPDATE line SET personal = replace(personal, 'Anna', 'Ella')",
    "its personal line lost": "UPDATE line SET personal = NULL WHERE seq = 1",
    "one too many": "UPDATE line SET personal = x'7b7d' WHERE seq = 6 AND personal IS NULL",
    "the line lost": "DELETE FROM line WHERE seq = 6",
    "the last line lost": "DELETE FROM line WHERE seq = (SELECT max(seq) FROM line)",
    "its number": "UPDATE line SET seq = 1000 WHERE seq = 6",
    "its stream": "UPDATE line SET stream = 9 WHERE seq = 6 AND stream = 1",
    "another kind": "UPDATE line SET line = replace(line, 'savings-received', 'fine-charged')",
}


@pytest.mark.parametrize("change", LINE_CHANGES)
def test_a_change_in_a_journal_line_is_found_and_named(busy: dict[str, Store], change: str) -> None:
    statement = LINE_CHANGES[change].replace("replace(line,", "replace(CAST(line AS TEXT),")
    statement = statement.replace("replace(personal,", "replace(CAST(personal AS TEXT),")
    for column in ("line", "personal"):
        if f"SET {column} = replace(" in statement:
            place = statement.index("replace(")
            end = statement.index(")", statement.index(", '", place)) + 1
            statement = f"{statement[:place]}CAST({statement[place:end]} AS BLOB){statement[end:]}"
    given = ("0" * 64,) if "?" in statement else ()
    found = planted(busy["group"], statement, *given)
    assert any("journal line" in where or where.startswith("stream") for where, _ in found), found


def columns(*tables: type[pw.Model]) -> list[tuple[str, str]]:
    return [
        (table._meta.table_name, field.column_name)
        for table in tables
        for field in table._meta.sorted_fields
        if field.column_name not in ("line", "personal", "id")
    ]


@pytest.mark.parametrize(("table", "column"), columns(Stream, Line, Arrival))
def test_a_change_in_any_column_of_the_journal_is_found(
    busy: dict[str, Store], table: str, column: str
) -> None:
    if (table, column) == ("stream", "own"):
        other = "0"
    elif column in ("head", "digest"):
        other = "'" + "0" * 64 + "'"
    else:
        kind = busy["group"].db.execute_sql(f'SELECT typeof("{column}") FROM "{table}"').fetchone()
        other = f'"{column}" + 100' if kind[0] == "integer" else "'x'"
    newest = f'(SELECT max(rowid) FROM "{table}")'
    found = planted(
        busy["group"], f'UPDATE "{table}" SET "{column}" = {other} WHERE rowid = {newest}'
    )
    assert found


def test_the_version_of_the_views_is_looked_at(busy: dict[str, Store]) -> None:
    found = planted(busy["group"], "UPDATE local_projection SET version = 99")
    assert found == [("table local_projection", "names another version of the views")]


def test_a_mark_ahead_of_the_books_is_named(make_store: Callable[..., Store]) -> None:
    store = make_store("group", "Another")
    worlds.busy_group(store)
    path = store.node.folder / "node.mark"
    path.write_bytes(path.read_bytes().replace(b'"ledger", "", 1, ', b'"ledger", "", 1, 1'))
    with store.reading() as db:
        found = problems(db, store.node)
    assert [where for where, _ in found] == ["node.mark"]


def test_nothing_is_found_where_nothing_was_changed(busy: dict[str, Store]) -> None:
    for store in busy.values():
        with store.reading() as db:
            assert problems(db, store.node) == []
