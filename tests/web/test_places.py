"""The hub's pages of places: the tree, a group's place, networks, duties, names, terms that end."""

import pytest

from federation.commands.deed import enter, perform
from federation.commands.places import ListPlaces, list_places
from federation.core import events as e
from federation.core import kinds
from federation.core.places import Place
from federation.core.refusals import Refusal
from federation.store import Draft
from federation.store.queries import networks, places, settlements
from tests import factories

from .conftest import sentences
from .test_hub import NAME, bring, group_files, hub, world  # noqa: F401 - fixtures

HAVANA = "NA-KH-S-HAVANA"
FIND = "/groups/G0001/place"


def placed(store) -> dict[str, str]:
    with store.reading() as db:
        return places.placed(db)


def choose(rosa, path: str, place: str, **told: str):
    """What a page offers is chosen by its radio button."""
    goal, data = rosa.filled(path, {})
    return rosa.post(goal, {**data, "place": place, **told})


def test_a_group_is_placed_by_a_typed_name(hub, world):  # noqa: F811
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    page = rosa.get("/groups/G0001").text
    assert "Nobody has said yet where it lives" in page
    assert "1 group has no place yet" in rosa.get("/places").text
    assert FIND in rosa.get("/places/unplaced").text
    # Before a name is typed, the settlement of its request is offered; then what the name finds.
    assert HAVANA in rosa.get(FIND).text
    page = rosa.get(f"{FIND}?find=okury").text
    assert "NA-KH-S-OKURYANGAVA" in page
    assert HAVANA not in page
    assert "No place on the list is called so" in rosa.get(f"{FIND}?find=atlantis").text
    answer = choose(rosa, f"{FIND}?find=havana", HAVANA, day="2026-01-01")
    assert answer.status_code == 303
    page = rosa.get("/groups/G0001?done=placed").text
    assert "It is written down where the group lives" in page
    assert "Havana, Windhoek, Khomas" in page
    assert choose(rosa, FIND, "NA-ER-S-DRC", day="2026-11-01").status_code == 303
    page = rosa.get(FIND).text
    assert page.index("DRC, Swakopmund, Erongo") < page.index("Havana, Windhoek, Khomas")
    assert "no place yet" not in rosa.get("/places").text
    assert "Every group has its place" in rosa.get("/places/unplaced").text
    assert list(placed(store).values()) == ["NA-ER-S-DRC"]
    with store.reading() as db:
        assert list(places.placed(db, "2026-10-31").values()) == [HAVANA]
    wrong = choose(rosa, FIND, "NA-XX", day="2026-11-01")
    assert (wrong.status_code, "no place “NA-XX”" in wrong.text) == (404, True)
    late = choose(rosa, f"{FIND}?find=havana", HAVANA, day="")
    assert (late.status_code, sentences(late)) == (422, ["Write the day."])
    assert 'value="NA-KH-S-HAVANA" checked' in late.text  # what was chosen is still chosen
    assert rosa.get("/groups/C01/place").status_code == 404


def test_the_tree_from_the_country_down(hub, world):  # noqa: F811
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    choose(rosa, FIND, HAVANA)
    page = rosa.get("/places").text
    assert page.index("ǁKaras") < page.index("Erongo") < page.index("Zambezi")
    assert "/places/NA-KH-S-HAVANA" in rosa.get("/places?find=hava").text
    assert "called so" in rosa.get("/places?find=atlantis").text
    for code in ("NA", "NA-KH", "NA-KH-L-WINDHOEK", HAVANA):
        page = rosa.get(f"/places/{code}").text
        assert "Ehangano" in page, code
        assert NAME not in page
    assert "Ehangano" not in rosa.get("/places/NA-ER").text
    assert rosa.get("/places/NA-XX").status_code == 404
    page = rosa.done(
        f"/places/{HAVANA}/add",
        action="/add",
        name="Block C",
        constituency="NA-KH-C-MOSES-GAROEB",
        population="900",
        year="2023",
    )
    assert "It stands on the list" in page.text
    assert "Moses ǁGaroëb" in page.text
    block = f"{HAVANA}-B-BLOCK-C"
    choose(rosa, f"{FIND}?find=block", block)
    assert list(placed(store).values()) == [block]
    # A councillor's constituency finds what names it; a town lies in none.
    assert "Block C" in rosa.get("/places/NA-KH-C-MOSES-GAROEB").text
    assert "Ehangano" in rosa.get("/places/NA-KH-C-MOSES-GAROEB").text
    twice = rosa.send(f"/places/{HAVANA}/add", action="/add", name="block c")
    assert (twice.status_code, "is on the list there already" in twice.text) == (422, True)
    page = rosa.done(f"/places/{block}/change", action="/change", name="Block C north")
    assert "Block C north" in page.text
    moved = rosa.done(f"/places/{block}/change", action="/change", parent="Okuryangava")
    assert "Okuryangava" in moved.text
    wrong = rosa.send(f"/places/{block}/change", action="/change", parent="NA-KH")
    assert wrong.status_code == 422
    kept = rosa.send(f"/places/{block}/change", action="/change", button="drop")
    assert (kept.status_code, "1 groups live in" in kept.text) == (422, True)
    choose(rosa, FIND, HAVANA)
    page = rosa.done(f"/places/{block}/change", action="/change", button="drop")
    assert "taken off the list" in page.text
    country = rosa.done("/places/new", action="/new", name="Lesotho", code="ls")
    assert "Lesotho" in country.text
    assert rosa.get("/places/LS").status_code == 200
    assert "Khomas" in rosa.get("/places").text  # nothing is lost by it


def test_a_country_goes_only_by_itself_and_comes_back_whole(hub, world):  # noqa: F811
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    choose(rosa, FIND, HAVANA)
    rosa.done("/places/new", action="/new", name="Botswana")
    assert "Khomas" in rosa.get("/places").text
    assert list(placed(store).values()) == [HAVANA]
    assert "Take the country off" in rosa.get("/places/NA/change").text
    held = rosa.get("/places/NA/off").text
    assert "as long as anything of the federation stands in it" in held
    assert "Take it off with all its places" not in held
    _, data = rosa.filled("/places/BOTSWANA/off", {}, action="")
    kept = rosa.post("/places/NA/off", data)
    assert (kept.status_code, "1 groups live in Namibia" in kept.text) == (422, True)
    assert rosa.get("/places/NA-KH/off").status_code == 404
    # Its request names Havana, too: both have to be somewhere else first.
    choose(rosa, FIND, "BOTSWANA")
    assert "Requests that name them" in rosa.get("/places/NA/off").text
    choose(rosa, "/places/names/choose?settlement=Havana", "-")
    page = rosa.get("/places/NA/off").text
    assert "With it go 218 places" in page
    page = rosa.done("/places/NA/off", action="")
    assert "taken off the list" in page.text
    assert "Khomas" not in page.text
    assert rosa.get("/places/NA-KH").status_code == 404
    rosa.done("/places/new", action="/new", name="Namibia", code="NA")
    assert "Khomas" in rosa.get("/places").text
    assert rosa.get(f"/places/{HAVANA}").status_code == 200
    # Without a country the page says what to do.
    for code in ("NA", "BOTSWANA"):
        if code == "BOTSWANA":
            choose(rosa, FIND, "")
        rosa.done(f"/places/{code}/off", action="")
    assert "No place is on the list" in rosa.get("/places").text


@pytest.mark.usefixtures("world")
def test_a_region_moves_only_after_a_question(hub):  # noqa: F811
    store, rosa, _ = hub
    rosa.done("/places/new", action="/new", name="Botswana")
    at = "/places/NA-KH/change"
    asked = rosa.send(at, action="/change", parent="BOTSWANA")
    assert asked.status_code == 422
    assert "To Botswana would go all of Khomas" in asked.text
    with store.reading() as db:
        assert places.tree(db).get("NA-KH").parent == "NA"
    # A mark for one place is none for another.
    goal, data = rosa.filled(at, {}, action="/change")
    other = rosa.post(goal, {**data, "parent": "Botswana", "together": "NA"})
    assert other.status_code == 422
    moved = rosa.post(goal, {**data, "parent": "BOTSWANA", "together": "BOTSWANA"})
    assert moved.status_code == 303
    with store.reading() as db:
        assert places.tree(db).get("NA-KH").parent == "BOTSWANA"


@pytest.mark.usefixtures("world")
def test_a_long_list_is_bounded_and_shown_by_the_hundred(hub, monkeypatch):  # noqa: F811
    store, rosa, _ = hub
    some = tuple(Place("", "settlement", f"Area {one:03d}", "NA-KH") for one in range(250))
    perform(store, ListPlaces(places=some, day="2026-11-01"), list_places)
    page = rosa.get("/places/NA-KH").text
    assert page.count("/places/NA-KH-S-AREA-") < 100
    assert "Those after" in page
    shown = [rosa.get(f"/places/NA-KH?from={first}").text for first in (0, 100, 200)]
    assert all(any(f"Area {one:03d}<" in each for each in shown) for one in range(250))
    assert "Moses" in shown[0]
    assert "Moses" not in shown[1]
    regions = tuple(Place("", "region", f"Land {one:03d}", "NA") for one in range(80))
    perform(store, ListPlaces(places=regions, day="2026-11-01"), list_places)
    assert "and 34 more regions" in rosa.get("/places").text
    countries = tuple(Place("", "country", f"Country {one:03d}") for one in range(30))
    perform(store, ListPlaces(places=countries, day="2026-11-01"), list_places)
    assert "Country 029" not in rosa.get("/places").text
    assert "Country 029" in rosa.get("/places?from=20").text
    monkeypatch.setattr("federation.commands.places.PLACES_MOST", 600)
    rows = "".join(f"settlement,More {one},NA-KH\n" for one in range(100))
    goal, data = rosa.filled("/places/bring", {}, action="bring")
    told = f"level,name,parent\n{rows}".encode()
    much = rosa.upload(goal, data, ("files", "of us.csv", told))
    assert (much.status_code, "at most 600 can be" in much.text) == (422, True)
    more = tuple(Place("", "settlement", f"More {one}", "NA-KH") for one in range(100))
    with pytest.raises(Refusal, match="places-too-many"):
        perform(store, ListPlaces(places=more, day="2026-11-01"), list_places)


def test_places_by_spreadsheet(hub):  # noqa: F811
    store, rosa, _ = hub
    saved = rosa.get("/places/places.csv")
    assert saved.headers.getlist("Content-Type") == ["text/csv; charset=utf-8"]
    assert saved.headers["Content-Disposition"] == "attachment; filename=places.csv"
    assert saved.data.decode("utf-8-sig").count("\r\n") == 220
    assert rosa.get("/places/places.xlsx").data.startswith(b"PK")
    assert rosa.get("/places/places.txt").status_code == 404

    def bring_list(name: str, content: bytes):
        goal, data = rosa.filled("/places/bring", {}, action="bring")
        return rosa.upload(goal, data, ("files", name, content))

    heads = "level,name,parent\n"
    page = bring_list("my places.csv", f"{heads}settlement,Epako,NA-OH-L-GOBABIS\n".encode())
    assert page.status_code == 303
    wrong = bring_list("p.csv", f"{heads}settlement,Fine,NA-KH\nvillage,Two,Nowhere\n".encode())
    assert wrong.status_code == 422
    assert "Sheet places, row 3, column level" in wrong.text
    assert "p.csv" in wrong.text
    assert "places.csv" not in wrong.text
    with store.reading() as db:
        names = {one.name for one in places.tree(db)}
    assert "Epako" in names
    assert "Fine" not in names
    assert bring_list("p.txt", b"x").status_code == 422
    assert bring_list("p.csv", heads.encode()).status_code == 422
    goal, data = rosa.filled("/places/bring", {}, action="bring")
    assert rosa.upload(goal, data).status_code == 422
    assert bring_list("p.csv", rosa.get("/places/places.csv").data).status_code == 303


@pytest.mark.usefixtures("world")
def test_networks_are_made_joined_left_and_ended(hub):  # noqa: F811
    store, rosa, _ = hub
    assert "No network is written down yet" in rosa.get("/networks").text
    page = rosa.done("/networks", action="/networks", name="Coast", place="erongo")
    assert "Erongo" in page.text
    with store.reading() as db:
        (one,) = networks.networks(db)
    at = f"/networks/{one.network}"
    twice = rosa.send("/networks", action="/networks", name="COAST")
    assert (twice.status_code, "Give this one another name" in twice.text) == (409, True)
    mine = "/groups/G0001/networks"
    page = rosa.done(mine, action=mine, network=one.network, day="2026-01-01")
    assert "It belongs to the network" in page.text
    assert "Ehangano" in rosa.get(at).text
    assert "Coast" in rosa.get("/groups/G0001").text
    assert "Coast" in rosa.get("/places/NA-ER").text
    page = rosa.done(at, action=at, name="The coast", place="")
    assert "The coast" in page.text
    page = rosa.done(mine, action="/leave")
    assert "no more" in page.text
    assert "1 group was in it before" in rosa.get(at).text
    nothing = rosa.send(mine, action=mine, day="2026-01-01")
    assert nothing.status_code == 422
    page = rosa.done(at, action=at, button="end")
    assert "The network has ended" in page.text
    assert rosa.get("/networks/gone").status_code == 404
    with store.reading() as db:
        assert networks.terms(db)[0].until == "2026-11-22"


@pytest.mark.usefixtures("world")
def test_somebody_is_there_for_a_place_and_is_forgotten(hub):  # noqa: F811
    store, rosa, _ = hub
    choose(rosa, FIND, "NA-ER-S-DRC")
    empty = rosa.send("/places/NA-ER/duty", action="/duty")
    assert empty.status_code == 422
    page = rosa.done(
        "/places/NA-ER/duty",
        action="/duty",
        name="Maria ǁGaroëb",
        duty="coordinator",
        day="2025-01-01",
        until="2026-12-24",
    )
    assert "Maria ǁGaroëb" in page.text
    assert "Maria ǁGaroëb" in rosa.get("/groups/G0001").text  # near it
    below = rosa.get("/places/NA-ER-S-DRC").text
    assert "Nobody of the federation has a duty for this very place" in below
    assert "Maria ǁGaroëb" in below.split("For what it is part of:")[1]
    assert 'href="/places/NA-ER"' in below.split("For what it is part of:")[1]
    page = rosa.get("/offices").text
    assert "Ends soon" in page
    assert "Maria ǁGaroëb" in page
    with store.reading() as db:
        (one,) = networks.coordinators(db)
    early = rosa.send(f"/duties/{one.term}/end", action="/end", day="2024-01-01")
    assert early.status_code == 422
    page = rosa.done(f"/duties/{one.term}/end", action="/end", day="2026-11-20")
    assert "Maria ǁGaroëb" not in page.text
    assert rosa.get(f"/duties/{one.term}/end").status_code == 404
    assert "Maria ǁGaroëb" in rosa.get("/places/NA-ER/duties").text
    page = rosa.done("/places/NA-ER/duties", action="/duties", button=one.term)
    assert "The name is forgotten" in page.text
    assert "Maria" not in page.text


def test_names_that_fit_no_place_are_said_once(hub, world):  # noqa: F811
    store, rosa, _ = hub
    assert "No group has named a settlement yet" in rosa.get("/places/names").text
    factories.raise_request(world["group"], title="Taps", settlement="Havana Ext. 4")
    bring(rosa, *group_files(world))
    assert "1 settlement that groups name fits no place" in rosa.get("/places").text
    page = rosa.get("/places/names").text
    assert page.index("Havana Ext. 4") < page.index("Havana, Windhoek, Khomas")
    one = "/places/names/choose?settlement=Havana+Ext.+4"
    assert HAVANA not in rosa.get(one).text
    assert HAVANA in rosa.get(f"{one}&find=havana").text
    assert choose(rosa, f"{one}&find=havana", "").status_code == 422
    assert choose(rosa, f"{one}&find=havana", HAVANA).status_code == 303
    assert "fits no place" not in rosa.get("/places").text
    with store.reading() as db:
        assert settlements.settlements(db)["havana ext. 4"] == HAVANA
    assert choose(rosa, one, "-").status_code == 303
    assert "none on the list" in rosa.get("/places/names").text
    assert rosa.get("/places/names/choose?settlement=Nowhere").status_code == 404


def test_offices_are_days_and_counts_never_names(hub, world):  # noqa: F811
    _, rosa, _ = hub
    assert "No term ends soon" in rosa.get("/offices").text
    group = world["group"]
    factories.admit(group, "Selma Iipinge", day="2025-01-01", roles=("treasurer", "poet"))
    factories.admit(group, "Anna Amukoto", day="2026-06-01", roles=("chair",))
    told = (
        e.DecisionTaken(day="2025-01-01", decision=1, about="constitution", votes_for=2),
        e.ConstitutionAdopted(day="2025-01-01", version=1, decision=1, officers_for_months=12),
    )
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, one) for one in told], {})
    bring(rosa, *group_files(world))
    for path in ("/groups/G0001", "/offices"):
        page = rosa.get(path).text
        assert "Treasurer" in page
        assert "1 Jan 2026" in page or "2026-01-01" in page
        assert "Over" in page
        assert "poet" not in page
        assert "Selma" not in page
        assert "Anna" not in page
    assert "Chairperson" in rosa.get("/groups/G0001").text
    assert "Chairperson" not in rosa.get("/offices").text  # her time goes on


def test_a_group_and_strangers_have_no_such_pages(hub, treasurer):  # noqa: F811
    _, _, app = hub
    for path in ("/places", "/places/NA", "/networks", "/offices", "/places/places.csv"):
        assert treasurer.get(path).status_code == 404
        assert type(treasurer)(app).get(path).status_code in (302, 303)
