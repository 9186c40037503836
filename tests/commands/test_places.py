"""Where groups live, from which day on; places listed; words of groups linked with places."""

import pytest

from federation.commands.deed import enter, perform
from federation.commands.places import (
    DropPlace,
    LinkSettlement,
    ListPlaces,
    PlaceGroup,
    drop_place,
    link_settlement,
    list_places,
    place_group,
)
from federation.core import events as e
from federation.core import kinds
from federation.core.places import Place
from federation.core.refusals import Refusal
from federation.store import Draft, Store, journal
from federation.store.queries import hub as of_hub
from federation.store.queries import places, settlements
from federation.store.queries.places import GroupPlace, Lived
from federation.store.verify import check_projections
from tests.factories import DAY, enrol

from .test_publication import arrive, ask

ONE, TWO, THREE = (f"{number:032x}" for number in (1, 2, 3))
HAVANA, WINDHOEK = "NA-KH-S-HAVANA", "NA-KH-L-WINDHOEK"


@pytest.fixture
def office(hub: Store) -> Store:
    """A hub with three groups, each with a book."""
    for number, node in enumerate((ONE, TWO, THREE), 1):
        enrol(hub, node, "group", code=f"G{number:04d}")
        with hub.writing() as db:
            journal.begin(db, node, kinds.LEDGER, own=False, card_line=b"card")
    return hub


def put(hub: Store, partner: str, place: str, day: str = DAY) -> None:
    perform(hub, PlaceGroup(partner=partner, place=place, day=day), place_group)


def bring(hub: Store, *some: Place) -> dict[str, object]:
    return dict(perform(hub, ListPlaces(places=some, day=DAY), list_places).facts)


def entered(hub: Store) -> int:
    with hub.reading() as db:
        return sum(end.last for end in journal.ends(db) if end.kind == kinds.REGISTER)


def within(hub: Store, place: str, day: str = "") -> tuple[set[str], list[str]]:
    """Groups and owners of books that live there; both ask the same."""
    with hub.reading() as db:
        owners = {one.book: one.owner for one in journal.ends(db) if one.kind == kinds.LEDGER}
        books = [owners[book] for book in places.books_within(db, place, day)]
        inside = places.tree(db).within(place)
        return {node for node, code in places.placed(db, day).items() if code in inside}, books


def test_a_group_moves_and_old_days_keep_its_place(office: Store) -> None:
    put(office, "G0001", HAVANA, "2026-01-01")
    put(office, TWO, "NA-KH-S-OTJOMUISE", "2026-03-01")
    put(office, "G0001", "NA-ER-S-DRC", "2026-07-01")
    assert within(office, "NA-KH") == ({TWO}, [TWO])
    assert within(office, "NA-ER") == ({ONE}, [ONE])
    assert within(office, "NA") == ({ONE, TWO}, [ONE, TWO])
    assert within(office, "NA-KH", "2026-06-30") == ({ONE, TWO}, [ONE, TWO])
    assert within(office, "NA-KH", "2026-07-01") == ({TWO}, [TWO])
    # Before the first day that anybody named it lives where it was placed first.
    assert within(office, HAVANA, "2020-01-01") == ({ONE}, [ONE])
    assert within(office, "NA-XX") == (set(), [])
    with office.reading() as db:
        assert places.lived(db, ONE) == (
            Lived("2026-07-01", "NA-ER-S-DRC"),
            Lived("2026-01-01", HAVANA),
        )
        told = places.place_of_groups(db, "2026-02-01")
        assert told[ONE] == GroupPlace(HAVANA, "NA-KH", "", WINDHOEK, HAVANA)
        assert of_hub.regions(db) == {ONE: "NA-ER", TWO: "NA-KH"}
        assert not list(check_projections(db, office.node))


def test_a_day_said_again_is_put_right_and_nothing_is_entered_twice(office: Store) -> None:
    put(office, "G0001", HAVANA, "2026-01-01")
    before = entered(office)
    put(office, "G0001", HAVANA, "2026-01-01")
    put(office, "G0001", HAVANA, "2026-05-01")  # it lives there anyway
    assert entered(office) == before
    put(office, "G0001", "NA-KH-S-OTJOMUISE", "2026-01-01")
    put(office, "G0001", "", "2026-06-01")
    with office.reading() as db:
        assert places.lived(db, ONE) == (
            Lived("2026-06-01", ""),
            Lived("2026-01-01", "NA-KH-S-OTJOMUISE"),
        )
    assert within(office, "NA") == (set(), [])
    put(office, "G0002", "")  # nobody ever said where it lives
    assert entered(office) == before + 2


def test_a_region_said_by_an_older_program_is_a_place(office: Store) -> None:
    old = e.PartnerPlaced(day="2026-01-01", partner=ONE, region="NA-KH")
    with office.writing() as db:
        enter(db, office.node, [Draft(kinds.REGISTER, old)], {})
    assert within(office, "NA-KH") == ({ONE}, [ONE])
    assert within(office, WINDHOEK) == (set(), [])
    put(office, "G0001", HAVANA, "2026-02-01")
    assert within(office, WINDHOEK) == ({ONE}, [ONE])
    assert within(office, WINDHOEK, "2026-01-15") == (set(), [])


@pytest.mark.parametrize(
    ("partner", "place", "day", "code"),
    [
        ("G0009", HAVANA, DAY, "partner-unknown"),
        ("G0001", "NA-XX", DAY, "place-unknown"),
        ("G0001", HAVANA, "2031-01-01", "day-far-ahead"),
    ],
)
def test_what_cannot_be_meant(office: Store, partner: str, place: str, day: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        put(office, partner, place, day)


def test_places_are_kept_at_the_office_alone(group: Store) -> None:
    for order, decide in (
        (PlaceGroup(partner="G0001", place=HAVANA, day=DAY), place_group),
        (ListPlaces(places=(), day=DAY), list_places),
        (DropPlace(code=HAVANA, day=DAY), drop_place),
        (LinkSettlement(settlement="Havana", place=HAVANA, day=DAY), link_settlement),
    ):
        with pytest.raises(Refusal, match="places-not-here"):
            perform(group, order, decide)  # type: ignore[arg-type]


def test_places_are_listed_once_all_or_none(office: Store) -> None:
    block = Place("", "block", "Block C", "Havana")
    town = Place("", "settlement", "Tsumkwe West", "Otjozondjupa")
    assert bring(office, block, town) == {
        "listed": 2,
        "already": 0,
        "code": "NA-OD-S-TSUMKWE-WEST",
    }
    assert bring(office, block, town)["already"] == 2
    renamed = Place("NA-KH", "region", "Khomas Highland", "NA", "", 500_000, 2031)
    assert bring(office, renamed)["listed"] == 1
    before = entered(office)
    with pytest.raises(Refusal, match="place-above-unknown"):
        bring(office, Place("", "settlement", "Fine", "Windhoek"), Place("", "block", "A", "Not"))
    assert entered(office) == before
    with office.reading() as db:
        tree = places.tree(db)
        assert tree.name("NA-KH") == "Khomas Highland"
        assert tree.told("NA-KH-S-HAVANA-B-BLOCK-C").startswith("Block C, Havana, Windhoek")
        assert not list(check_projections(db, office.node))


def test_many_places_are_several_entries_of_a_bounded_length(office: Store) -> None:
    some = [Place("", "settlement", f"Village {number}", "NA-KE") for number in range(450)]
    before = entered(office)
    assert bring(office, *some)["listed"] == 450
    assert entered(office) == before + 3


def test_another_country_stands_beside_the_one_that_is_brought_along(office: Store) -> None:
    bring(office, Place("ZA", "country", "South Africa"), Place("ZA-GP", "region", "Gauteng", "ZA"))
    put(office, "G0001", HAVANA)
    with office.reading() as db:
        tree = places.tree(db)
        assert {"ZA-GP", "NA-KH"} <= {one.code for one in tree}
        assert len(tree.children("")) == 2
    off = DropPlace(code="NA", day=DAY, is_whole=True)
    with pytest.raises(Refusal, match="place-holds-groups"):
        perform(office, off, drop_place)
    put(office, "G0001", "ZA-GP")
    bring(office, Place("", "settlement", "Ours", WINDHOEK))
    bring(office, Place("NA-KH", "region", "Khomas Highland", "NA"))
    with pytest.raises(Refusal, match="place-holds-places"):
        perform(office, DropPlace(code="NA", day=DAY), drop_place)
    with pytest.raises(Refusal, match="place-holds-places"):  # a country alone goes as a whole
        perform(office, DropPlace(code="NA-KH", day=DAY, is_whole=True), drop_place)
    perform(office, off, drop_place)
    with office.reading() as db:
        assert [one.code for one in places.tree(db)] == ["ZA", "ZA-GP"]
        assert not list(check_projections(db, office.node))
    bring(office, Place("NA", "country", "Namibia"))
    with office.reading() as db:
        tree = places.tree(db)
        assert tree.name("NA-KH") == "Khomas Highland"
        assert tree.name("NA-KH-S-OURS") == "Ours"
        assert len(tree) == 222


def test_a_duty_a_network_and_a_request_keep_a_country(office: Store) -> None:
    off = DropPlace(code="NA", day=DAY, is_whole=True)
    ask(office, 1, 3)
    with pytest.raises(Refusal, match="place-holds-others"):
        perform(office, off, drop_place)


def test_only_what_holds_nothing_is_taken_off_the_list(office: Store) -> None:
    bring(office, Place("", "block", "C", "Havana"))
    put(office, "G0001", "NA-KH-S-HAVANA-B-C")
    for code, refusal in (
        (HAVANA, "place-holds-places"),
        ("NA-KH-S-HAVANA-B-C", "place-holds-groups"),
        ("NA-XX", "place-unknown"),
    ):
        with pytest.raises(Refusal, match=refusal):
            perform(office, DropPlace(code=code, day=DAY), drop_place)
    put(office, "G0001", HAVANA)
    perform(office, DropPlace(code="NA-KH-S-HAVANA-B-C", day=DAY), drop_place)
    perform(office, DropPlace(code="NA-KH-S-BARCELONA", day=DAY), drop_place)
    with office.reading() as db:
        tree = places.tree(db)
        assert not tree.children(HAVANA)
        assert "NA-KH-S-BARCELONA" not in tree
        assert not list(check_projections(db, office.node))
    bring(office, Place("NA-KH-S-BARCELONA", "settlement", "Barcelona", WINDHOEK))
    with office.reading() as db:
        assert "NA-KH-S-BARCELONA" in places.tree(db)


def word(hub: Store, settlement: str) -> settlements.Word:
    with hub.reading() as db:
        return next(one for one in settlements.words(db) if one.settlement == settlement)


def test_a_settlements_name_is_linked_where_it_fits_and_else_asked(office: Store) -> None:
    ask(office, 1, 20, settlement="HAVANA")
    ask(office, 1, 20, settlement="Havana Ext.")
    ask(office, 2, 20, settlement="//karas")
    ask(office, 2, 20, settlement="Windhoek")
    listed = e.FacilityListed(
        day=DAY, facility="f1", number=1, facility_type="flush_to_piped_sewer", settlement="havana",
        installed=2,
    )  # fmt: skip
    arrive(office, ONE, listed)
    found = word(office, "HAVANA")
    assert (found.place, found.is_said, found.requests, found.others) == (HAVANA, False, 1, 1)
    assert word(office, "Windhoek").place == WINDHOEK
    # A whole region is no settlement: nobody is placed there by its name alone.
    assert word(office, "//karas").place == ""
    assert [one.code for one in word(office, "//karas").fits] == ["NA-KA"]
    assert (word(office, "Havana Ext.").place, word(office, "Havana Ext.").fits) == ("", ())
    link = LinkSettlement(settlement="havana ext.", place=HAVANA, day=DAY)
    perform(office, link, link_settlement)
    before = entered(office)
    perform(office, link, link_settlement)
    assert entered(office) == before
    with office.reading() as db:
        assert settlements.settlements(db) == {
            "havana": HAVANA,
            "havana ext.": HAVANA,
            "windhoek": WINDHOEK,
        }
    # Two places of one name: it fits neither until somebody says which.
    bring(office, Place("", "settlement", "Havana", "NA-ER-L-SWAKOPMUND"))
    assert word(office, "HAVANA").place == ""
    assert len(word(office, "HAVANA").fits) == 2
    nowhere = LinkSettlement(settlement="Havana", place="", day=DAY)
    perform(office, nowhere, link_settlement)
    assert (word(office, "HAVANA").place, word(office, "HAVANA").is_said) == ("", True)
    for wrong, code in (
        (LinkSettlement(settlement="Nowhere", place=HAVANA, day=DAY), "settlement-unknown"),
        (LinkSettlement(settlement="Havana", place="NA-XX", day=DAY), "place-unknown"),
    ):
        with pytest.raises(Refusal, match=code):
            perform(office, wrong, link_settlement)
    with pytest.raises(Refusal, match="place-holds-others"):
        perform(office, DropPlace(code=HAVANA, day=DAY), drop_place)
