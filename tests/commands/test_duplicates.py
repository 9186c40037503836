"""A hub looks through books for who is in two groups, and remembers what people say of it."""

import pytest

from federation.commands import duplicates as deeds
from federation.commands import matching
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.names import fold
from federation.core.refusals import Refusal
from federation.store import Draft, blanking, journal, local, open_store
from federation.store.database import insert_many
from federation.store.queries import duplicates as reads
from federation.store.queries import side_by_side
from federation.store.queries.duplicates import APART, HOUSEHOLD, LINKED, PERSON, REQUEST
from federation.store.tables import (
    Entry,
    Household,
    HouseStep,
    LocalCandidate,
    LocalFingerprint,
    LocalLookedThrough,
    Member,
    Request,
    Stream,
)
from tests import factories as f

pytestmark = pytest.mark.engines
STRANGERS = (
    "Selma Amutenya",
    "Hilma Iipinge",
    "Aune Nangombe",
    "Rauna Haimbodi",
    "Taimi Shilongo",
    "Helvi Nghidinwa",
    "Kaino Kamati",
    "Martha Uushona",
    "Uejaa Tjiriange",
    "Vezuva Kavari",
    "Elizabeth Cloete",
    "Rosina Isaaks",
    "Katrina Witbeen",
    "Sofia Beukes",
    "Josephine Swartbooi",
    "Lahja Basson",
    "Foibe Jantjies",
    "Monika Mbambo",
    "Theresia Likando",
    "Nangula Sinvula",
    "Penehafo Hamukoto",
    "Tuyakula Shivute",
    "Ottilie Kasanga",
    "Fransina Muharukua",
)
GROUPS = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
MARIA = {"name": "Maria ǁGaroëb", "phone": "0811234567", "birth_year": 1985, "gender": "f"}
AGAIN = {"name": "//Garoeb Maria", "phone": "+264 81 123 4567", "birth_year": 1985, "gender": "f"}


@pytest.fixture
def hub(make_store):
    """Four groups of six strangers each; Maria is in the first two, her daughter in the third."""
    store = make_store("hub", "Federation")
    for place, group in enumerate(GROUPS, 1):
        f.enrol(store, group, "group", code=f"G000{place}", name=f"Group {place}")
        with store.writing() as db:
            row = (place + 90, group, kinds.LEDGER, "", 1, 0, 10, "0" * 64, "open", 0, "")
            insert_many(db, Stream, [(*row, place + 90, -1)])
        for number in range(1, 7):
            write(store, group, number, name=STRANGERS[6 * place + number - 7])
    write(store, GROUPS[0], 7, **MARIA)
    write(store, GROUPS[1], 7, **AGAIN)
    write(store, GROUPS[2], 7, name="Ndapewa ǁGaroëb", phone="0811234567", birth_year=2004)
    return store


def book_of(group):
    return GROUPS.index(group) + 91


def write(store, group, number, **told):
    row = {
        **dict.fromkeys(Member._meta.sorted_field_names, ""),
        "joined_on": f.DAY,
        "birth_year": 0,
    }
    row |= {**told, "book": book_of(group), "member": number, "folded": fold(told.get("name", ""))}
    with store.writing() as db:
        Member.delete().where(Member.book == row["book"], Member.member == number).execute(db)
        insert_many(db, Member, [tuple(row.values())])
        Stream.update(last=Stream.last + 1).where(Stream.id == row["book"]).execute(db)


def listed(store, about=PERSON):
    with store.reading() as db:
        least = int(local.state(db, matching.SHOWN) or 0) if about == PERSON else 0
        return [one.pair for one in reads.waiting(db, about, least, 99)]


def two(one=(GROUPS[0], 7), other=(GROUPS[1], 7), about=PERSON):
    return {"about": about, "left": one, "right": other, "day": f.DAY}


def found_alike(store, *pairs, weight=10**6):
    """As `look_through` keeps what it found."""
    with store.writing() as db:
        for told in pairs or (two(),):
            it = pair(**told)
            row = (it.about, *it.left, *it.right, weight, "phone-same")
            insert_many(db, LocalCandidate, [row])


def looked(store, user=4, **told):
    return perform(store, deeds.LookAtBoth(user=user, **(told or two())), deeds.look_at_both)


def say(store, verdict="one", user=4, **told):
    order = deeds.SayWhether(verdict=verdict, user=user, **(told or two()))
    return perform(store, order, deeds.say_whether)


def take_back(store, **told):
    return perform(store, deeds.TakeBack(user=5, **(told or two())), deeds.take_back)


def refused(store, verdict="one", **told):
    with pytest.raises(Refusal) as refusal:
        say(store, verdict, **told)
    return refusal.value.code


def pair(**told):
    return reads.pair_of(*((told or two())[name] for name in ("about", "left", "right")))


def rows(store, table):
    with store.reading() as db:
        return list(table.select().tuples().execute(db))


def test_who_is_in_two_groups_is_found_and_her_daughter_is_not(hub):
    assert matching.look_through(hub).books == 4
    assert listed(hub) == [pair()]
    with hub.reading() as db:
        found = reads.candidate(db, pair())
    assert found.evidence[:2] == ("name-same", "phone-same")
    assert "name-turned" in found.evidence


def test_what_was_looked_through_is_not_again_until_it_changes(hub):
    matching.look_through(hub)
    before = rows(hub, LocalCandidate)
    assert matching.look_through(hub).books == 0
    with hub.reading() as db:
        assert reads.changed(db) == 0
    write(hub, GROUPS[1], 6, name="Nobody Else")
    with hub.reading() as db:
        assert reads.changed(db) == 1
    assert matching.look_through(hub).books == 1
    assert rows(hub, LocalCandidate) == before
    write(hub, GROUPS[1], 7, name="Hilde Beukes")
    matching.look_through(hub)
    assert listed(hub) == []


class Stopped(Exception):
    """The power went away."""


def test_it_goes_on_where_it_stopped(hub, monkeypatch):
    """Whatever was done so far stays done; what comes out is the same."""
    monkeypatch.setattr(matching, "BOOKS_TOGETHER", 1)
    ticks = []

    def stop_at(limit):
        def tick():
            ticks.append(1)
            if len(ticks) == limit:
                raise Stopped

        return tick

    for limit in (2, 3, 3):  # each time some more is done before
        ticks.clear()
        with pytest.raises(Stopped):
            matching.look_through(hub, stop_at(limit))
    matching.look_through(hub)
    assert listed(hub) == [pair()]
    assert len(rows(hub, LocalCandidate)) == 1


def test_two_may_look_at_once(hub, monkeypatch):
    monkeypatch.setattr(matching, "BOOKS_TOGETHER", 1)
    ticks = iter(range(1, 99))  # four books are taken; after the first is compared, another looks
    matching.look_through(hub, lambda: next(ticks) == 5 and matching.look_through(hub))
    assert (listed(hub), len(rows(hub, LocalCandidate))) == ([pair()], 1)


def test_no_name_no_number_and_no_telephone_stands_in_what_this_machine_keeps(hub):
    matching.look_through(hub)
    kept = repr([rows(hub, one) for one in (LocalFingerprint, LocalCandidate, LocalLookedThrough)])
    for secret in ("Maria", "maria", "garoe", "0811234567", "11234567", "1985"):
        assert secret not in kept


def test_with_another_secret_all_is_taken_anew_and_nothing_said_is_lost(hub):
    matching.look_through(hub)
    key = hub.node.folder / matching.KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    before = rows(hub, LocalFingerprint)
    say(hub, "two")
    key.unlink()
    assert matching.look_through(hub).books == 4
    assert not {one[0] for one in before} & {one[0] for one in rows(hub, LocalFingerprint)}
    assert len(rows(hub, LocalCandidate)) == 1
    assert listed(hub) == []


def test_a_member_who_is_forgotten_vanishes_at_once(hub):
    """Before anybody looks through anything: with the entry that says so."""
    matching.look_through(hub)
    assert listed(hub)
    with hub.writing() as db:
        Member.update(name="", folded="", phone="", id_number="", birth_year=0).where(
            Member.book == book_of(GROUPS[1]), Member.member == 7
        ).execute(db)
        blanking.blank(db, book_of(GROUPS[1]), ())
    assert listed(hub) == []
    books = {book for _, book, *_ in rows(hub, LocalFingerprint)}
    assert book_of(GROUPS[1]) not in books
    matching.look_through(hub)
    mine = [row for row in rows(hub, LocalFingerprint) if row[1:3] == (book_of(GROUPS[1]), 7)]
    assert (mine, listed(hub)) == ([], [])
    assert refused(hub) == "duplicate-unknown"


def test_a_link_is_an_entry_without_a_name_and_counts_once(hub):
    matching.look_through(hub)
    say(hub)
    with hub.reading() as db:
        (register,) = [one for one in journal.ends(db) if one.kind == kinds.REGISTER]
        *_, (_, _, line, beside) = journal.own_lines(db, register.id, 1, register.last)
        assert reads.counted_twice(db) == 1
        said = reads.judged(db, pair())
        assert (said.state, said.user, said.day) == (LINKED, 4, f.DAY)
    assert b'"left_number":7' in bytes(line)
    assert (b"duplicate-linked" in bytes(line), beside) == (True, None)
    assert listed(hub) == []
    take_back(hub)
    with hub.reading() as db:
        assert reads.counted_twice(db) == 0
    assert listed(hub) == [pair()]
    say(hub)
    with hub.reading() as db:
        assert reads.counted_twice(db) == 1


def test_two_people_are_not_proposed_again_whatever_comes(hub):
    matching.look_through(hub)
    say(hub, "two")
    write(hub, GROUPS[0], 7, **MARIA | {"id_number": "85021400123"})
    write(hub, GROUPS[1], 7, **AGAIN | {"id_number": "85021400123"})
    matching.look_through(hub)
    assert listed(hub) == []
    assert refused(hub) == "duplicate-already"
    with hub.reading() as db:
        assert len(reads.all_judged(db, PERSON, APART)) == 1


def test_who_left_counts_no_more_and_who_is_forgotten_is_nobody(hub):
    found_alike(hub, two(), two((GROUPS[1], 7), (GROUPS[2], 7)))
    say(hub)
    say(hub, left=(GROUPS[1], 7), right=(GROUPS[2], 7), about=PERSON, day=f.DAY)
    with hub.reading() as db:
        assert reads.counted_twice(db) == 2
    write(hub, GROUPS[0], 7, **MARIA, left_on=f.DAY)
    with hub.reading() as db:
        assert reads.counted_twice(db) == 1
    write(hub, GROUPS[2], 7)
    with hub.reading() as db:
        assert reads.counted_twice(db) == 0


def test_what_contradicts_what_was_said_is_refused(hub):
    one, other, third = ((group, 7) for group in GROUPS[:3])
    found_alike(hub, two(one, third), two(one, other), two(other, third))
    say(hub, "two", **two(one, third))
    say(hub, **two(one, other))
    assert refused(hub, **two(other, third)) == "duplicate-told-apart"
    take_back(hub, **two(third, one))  # in either order
    say(hub, **two(other, third))
    assert refused(hub, "two", **two(one, third)) == "duplicate-linked-by-others"
    take_back(hub, **two(one, other))
    say(hub, "two", **two(one, third))


def test_what_cannot_be_meant_is_refused(hub):
    found_alike(hub)
    assert refused(hub, "perhaps") == "duplicate-verdict-none"
    for told in (
        two((GROUPS[0], 7), (GROUPS[0], 6)),  # one group
        two((GROUPS[0], 7), (GROUPS[0], 7)),
        two((GROUPS[0], 99)),
        two(("e" * 32, 7)),
        two(about="dog"),
        two(("q1", 0), ("q2", 0), REQUEST),
    ):
        assert refused(hub, **told) == "duplicate-unknown"
    with pytest.raises(Refusal, match="duplicate-not-said"):
        take_back(hub)


# Households and needs


def test_one_household_in_two_groups(hub):
    homes = {"persons": 5, "rooms": 2, "toilet": "pit_latrine_without_slab"}
    with hub.writing() as db:
        for place, group in enumerate(GROUPS[:2]):
            book = {"book": book_of(group), "seq": 3, "day": f.DAY, "member": 1 + place}
            lived = dict.fromkeys(Household._meta.sorted_field_names, "")
            lived |= {"toilet_sharing": -1, "water_minutes": -1, **homes, **book}
            insert_many(db, Household, [tuple(lived.values())])
            step = {"step": "listed", "cost": 0, "materials": 0, "labour_minutes": 0}
            where = {"plot": ("Erf 4711", "4711")[place], "block": "C"}
            step = {**book, **step, **where}
            insert_many(db, HouseStep, [[step[n] for n in HouseStep._meta.sorted_field_names]])
            entry = {**dict.fromkeys(Entry._meta.sorted_field_names, ""), **book}
            entry |= dict.fromkeys(("user", "amount", "loan", "meeting", "of", "reversed_by"), 0)
            insert_many(db, Entry, [tuple(entry.values())])
    matching.look_through(hub)
    wanted = two((GROUPS[0], 1), (GROUPS[1], 2), HOUSEHOLD)
    assert listed(hub, HOUSEHOLD) == [pair(**wanted)]
    with hub.reading() as db:
        told = {one.what: (one.left, one.right) for one in side_by_side.beside(db, pair(**wanted))}
    assert told["plot"] == ("Erf 4711", "4711")
    say(hub, **wanted)
    with hub.reading() as db:
        assert (reads.counted_twice(db, HOUSEHOLD), reads.counted_twice(db)) == (1, 0)
    assert listed(hub, HOUSEHOLD) == []


def raised(store, name, group, **told):
    row = dict.fromkeys(Request._meta.sorted_field_names, "")
    numbers = [one for one, kind in Request._meta.fields.items() if kind.field_type == "INT"]
    row |= dict.fromkeys(numbers, 0)
    row |= {"request": name, "owner": group, "number": "1", "need": "water", "raised_on": f.DAY}
    row |= {"settlement": "Havana", "title": "A tap near the clinic", "households": 30, **told}
    with store.writing() as db:
        insert_many(db, Request, [tuple(row.values())])
        Stream.insert(
            owner=group, kind=kinds.REQUESTS, incarnation=1, own=0, head="0" * 64, last=1
        ).on_conflict_ignore().execute(db)


def test_one_need_told_by_two_groups(hub):
    raised(hub, "q1", GROUPS[0])
    raised(hub, "q2", GROUPS[1], settlement="HAVANA", title="Tap near clinic")
    raised(hub, "q3", GROUPS[2], need="land")
    matching.look_through(hub)
    wanted = two(("q1", 0), ("q2", 0), REQUEST)
    assert listed(hub, REQUEST) == [pair(**wanted)]
    with hub.reading() as db:
        told = {one.what: one.right for one in side_by_side.beside(db, pair(**wanted))}
    assert told["title"] == "Tap near clinic"
    say(hub, **wanted)
    with hub.reading() as db:
        assert reads.counted_twice(db, REQUEST) == 1
    assert listed(hub, REQUEST) == []


def test_what_was_said_comes_again_from_the_journal(hub):
    """Four kinds of entry, and the views that are made of them."""
    found_alike(hub, two(), two((GROUPS[0], 7), (GROUPS[2], 7)))
    perform(hub, deeds.LookAtBoth(user=4, **two()), deeds.look_at_both)
    say(hub)
    say(hub, "two", **two((GROUPS[0], 7), (GROUPS[2], 7)))
    take_back(hub)
    told = {"about": PERSON, "left": "x", "right": "y", "day": f.DAY}
    with hub.writing() as db:
        enter(db, hub.node, [Draft(kinds.REGISTER, e.DuplicateLinked(**told))], {})
        view = "SELECT state FROM duplicate ORDER BY ordinal"
        before = db.execute_sql(view).fetchall()
        db.execute_sql("UPDATE local_projection SET version = 0")
    assert [state for (state,) in before] == [APART, "open", LINKED]
    hub.close()
    again = open_store(hub.node)
    with again.reading() as db:
        assert db.execute_sql(view).fetchall() == before
        assert reads.looks(db, pair()) == ((f.DAY, 4),)
    again.close()
