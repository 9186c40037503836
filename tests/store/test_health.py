"""How groups are doing is kept at the hub after their files, and made anew from the journal."""

import shutil

import peewee as pw
import pytest

from federation.core.households import together
from federation.node import open_node
from federation.reports.indicators import figures_of
from federation.reports.table import Span
from federation.store import health, open_store
from federation.store.queries import books, group, needs
from federation.store.queries import health as kept
from federation.store.tables import LATER_TABLES, HealthRow, HomeCount
from federation.store.verify import check_projections
from sync.intake import take_in
from tests.bench import big_federation as big
from tests.bench.furnished import lives

GROUPS, MEMBERS, WEEKS = 3, 12, 30
# Each test begins with a copy of one hub's folder, its books in it.
pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A hub and a year's files of three groups, in two rounds."""
    folder = tmp_path_factory.mktemp("made")
    node = big.make_hub(folder / "hub", GROUPS)
    for number in range(1, GROUPS + 1):
        writer = big.make_writer(1, number, big.LAST_SUNDAY)
        for turn in ("0", "1"):
            (folder / turn).mkdir(exist_ok=True)
            big.write(writer, big.card_of(node), WEEKS, MEMBERS, folder / turn)
        told = lives(writer.books.chance, MEMBERS)
        big.seal_up(writer, big.card_of(node), told, folder / "1")
    return folder


@pytest.fixture
def hub(made, tmp_path):
    shutil.copytree(made / "hub", tmp_path / "hub")
    store = open_store(open_node(tmp_path / "hub"))
    yield store
    store.close()


def test_it_is_what_the_group_s_own_figures_say(hub, made):
    assert {one.outcome for one in take_in(hub, [made / "0", made / "1"])} == {"applied"}
    with hub.reading() as db:
        found = kept.every(db)
        assert len(found) == GROUPS
        for one in books.books(db):
            mine, rules = found[one.id], group.rules(db, one.id)
            told = figures_of(db, one.id, Span("", mine.day), mine.day, rules)
            by_code = {each.code: each for each in told.indicators}
            attendance, risk = by_code["attendance"], by_code["par-30"]
            assert (mine.here, mine.expected) == (attendance.numerator, attendance.denominator)
            assert (mine.risky_minor, mine.outstanding_minor) == (risk.numerator, risk.denominator)
            assert (mine.letter, mine.points) == (told.grade.letter, told.grade.total.numerator)
            assert (mine.meetings, mine.seq) == (len(told.meetings), one.last)
            assert mine.began_on == group.began_on(db, one.id) != ""
            assert mine.late_minor == told.portfolio.past_due_minor


def test_counts_of_months_add_up(hub, made):
    tuple(take_in(hub, [made / "0", made / "1"]))
    with hub.reading() as db:
        run = db.connection().execute
        sums = run("SELECT sum(meetings), sum(marks), sum(here), sum(joined) FROM tally").fetchone()
        here = run("SELECT count(*) FROM attendance WHERE mark = 'present'").fetchone()[0]
        assert tuple(sums) == (
            GROUPS * WEEKS * 2, GROUPS * WEEKS * 2 * MEMBERS, here, GROUPS * MEMBERS,
        )  # fmt: skip


def test_homes_of_all_groups_are_those_that_members_told_of(hub, made):
    tuple(take_in(hub, [made / "0", made / "1"]))
    with hub.reading() as db:
        here, told = [one.id for one in books.books(db)], needs.homes(db)
        assert sorted(told) == sorted(here)
        assert together(one.counts for one in told.values()) == needs.counts(db, here)
        for book in here:
            assert told[book].by_step == needs.by_step(needs.houses(db, book)) != {}
    with hub.db.atomic() as transaction:
        HomeCount.update(counts="{}").execute(hub.db)
        HealthRow.update(seq=0).execute(hub.db)
        assert needs.homes(hub.db) == told, "of books that wait it is counted"
        transaction.rollback()


def test_a_machine_that_stops_before_it_catches_up_when_it_is_opened(hub, made):
    run = take_in(hub, [made / "0"])
    assert [next(run).outcome for _ in range(2)] == ["applied"] * 2
    run.close()  # as a kill would: two files are in, nobody looked at the books
    with hub.reading() as db:
        assert len(health.due(db)) == 2
        assert not kept.every(db)
        assert not list(check_projections(db, hub.node)), "what waits is no difference"
    again = open_store(hub.node)
    with again.reading() as db:
        assert not health.due(db)
        assert len(kept.every(db)) == 2
    again.close()


def test_a_further_file_makes_it_anew_and_verify_finds_what_was_changed(hub, made):
    tuple(take_in(hub, [made / "0"]))
    with hub.reading() as db:
        before = kept.every(db)
    tuple(take_in(hub, [made / "1"]))
    with hub.reading() as db:
        after = kept.every(db)
        assert all(after[book].seq > before[book].seq for book in before)
        assert not list(check_projections(db, hub.node))
    for table in LATER_TABLES:
        for field in table._meta.sorted_fields:
            assert tampered(hub, table, field), field.name


def tampered(store, table, field):
    """What `verify` says of a view with another value in one column; then all is as before."""
    name, column = table._meta.table_name, field.column_name
    other = f'"{column}" + 10000' if isinstance(field, pw.IntegerField) else f"\"{column}\" || 'x'"
    with store.db.atomic() as transaction:
        store.db.execute_sql(f'UPDATE "{name}" SET "{column}" = {other}')
        found = [one.where for one in check_projections(store.db, store.node)]
        transaction.rollback()
    return any(where.startswith(f"table {name}, row ") for where in found)
