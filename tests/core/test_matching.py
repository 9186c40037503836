"""What of people, households and needs is compared, and what speaks for their being one."""

import math

import pytest

from federation.core import alike, fingerprints, matching
from federation.core.alike import Home, Need
from federation.core.fingerprints import form_of, keys
from federation.core.links import circles, counted_again, told_apart
from federation.core.matching import Rarities, Where
from federation.core.names import fold

KEY = b"k" * 32
PEOPLE = 30_000
COMMON = Rarities(
    PEOPLE,
    parts={
        heard: 450
        for name in ("maria", "shikongo")
        for heard in (fingerprints.skeleton(name), fingerprints.as_spelled(name))
    },
    phones={"12345678": 2, "85000000": 40},
    years={1985: 500},
)
NOWHERE = (Where(), Where())


def person(name="Maria Shikongo", phone="", number="", year=0, gender="f"):
    return form_of(name, phone, number, year, gender)


def compared(left, right, where=NOWHERE):
    found = matching.compare(left, right, where, COMMON, -(10**6))
    assert found is not None
    return found


def shared(left, right):
    return {one.sort for one in keys(left, KEY)} and {
        one.sort for one in set(keys(left, KEY)) & set(keys(right, KEY))
    }


# Forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ǁGaroëb", "//Garoeb"), ("ǁGaroëb", "||Garoëb"), ("ǀUises", "|Uises"),
        ("ǀUises", "/Uises"), ("ǂNûses", "#Nûses"), ("ǂNûses", "‡Nuses"),
        ("ǃNaruseb", "!naruseb"), ("ǃNaruseb", "！Naruseb"), ("ǁKaras", "‖Karas"),
        ("ǁKaras", "∥KARAS"),
    ],
)  # fmt: skip
def test_click_letters_and_their_stand_ins_are_one(one, other):
    assert fold(one) == fold(other)
    assert person(f"Anna {one}") == person(f"Anna {other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iipinge", "Ipinge"), ("Shikongo", "Sjikongo"), ("Shikongo", "Shicongo"),
        ("Tjiriange", "Chiriange"), ("Hilaria", "Hiraria"), ("Ndapewa", "Ndapeva"),
        ("ǁGaroëb", "Garoeb"), ("Mbambo", "Bambo"), ("Sofia", "Sophia"), ("Monika", "Monica"),
        ("Uushona", "Ushona"), ("Johanna", "Johana"),
    ],
)  # fmt: skip
def test_spellings_that_sound_alike_have_one_skeleton(one, other):
    assert person(one).parts[0].skeleton == person(other).parts[0].skeleton


@pytest.mark.parametrize(
    "written",
    ["0811234567", "+264 81 123 4567", "00264811234567", "264-81-123-4567", "081/1234567",
     "(081) 123 45 67", "٠٨١١٢٣٤٥٦٧"],
)  # fmt: skip
def test_a_telephone_is_one_however_it_is_written(written):
    assert fingerprints.phones(written) == ("11234567",)


def test_one_field_may_hold_two_telephones_and_often_holds_none():
    assert fingerprints.phones("0811234567 / 0857654321") == ("11234567", "57654321")
    for nothing in ("", "none", "0000000000", "12345", "n/a"):
        assert fingerprints.phones(nothing) == ()


def test_numbers_of_papers_are_letters_and_digits_alone():
    assert fingerprints.document("850214 0012-3") == fingerprints.document("85021400123")
    for nothing in ("", "-", "000000000", "none", "1234"):
        assert fingerprints.document(nothing) == ""


def test_a_plot_is_its_number_with_its_block():
    assert fingerprints.plot("Erf 4711", "Block C") == fingerprints.plot("4711", "c")
    assert fingerprints.plot("no. 4711", "") != fingerprints.plot("4711", "c")
    assert fingerprints.plot("erf", "C") == ""


def test_titles_are_no_names_unless_there_is_no_other():
    assert [one.text for one in person("Meme Maria Shikongo").parts] == ["maria", "shikongo"]
    assert [one.text for one in person("Meme").parts] == ["meme"]


def test_keys_cannot_be_made_without_the_secret():
    one = person(phone="0811234567", number="85021400123", year=1985)
    assert {key.sort for key in keys(one, KEY)} == {0, 1, 2, 3, 4}
    assert not set(keys(one, KEY)) & set(keys(one, b"x" * 32))


def test_whoever_may_be_one_shares_a_key():
    told = person("Maria Shikongo", "0811234567", "85021400123", 1985)
    assert fingerprints.NAMES in shared(told, person("Sjikongo Maria"))
    assert fingerprints.PHONE in shared(told, person("Somebody Else", "+264811234567"))
    assert fingerprints.PART_AND_YEAR in shared(told, person("Maria Amutenya", year=1985))
    assert not shared(person("Maria Shikongo"), person("Anna Amutenya"))


# Weights


def test_each_thing_adds_what_it_is_worth_and_says_so():
    told = person("Maria Shikongo", "0811234567", "85021400123", 1985)
    same = compared(told, told)
    assert same.evidence == ("document-same", "phone-same", "name-same", "year-same")
    other = person("Hilma Amutenya", "0857654321", "70010100777", 1970, "m")
    unlike = compared(told, other)
    assert set(unlike.evidence) == {
        "name-other", "gender-other", "year-other", "document-other", "phone-other",
    }  # fmt: skip
    assert set(unlike.evidence) <= matching.AGAINST
    assert not set(same.evidence) & matching.AGAINST
    assert unlike.weight < 0 < same.weight


def test_a_rare_name_says_more_than_a_common_one():
    common = compared(person("Maria Shikongo"), person("Maria Shikongo"))
    rare = compared(person("Mukwahima Ndeunyema"), person("Mukwahima Ndeunyema"))
    assert rare.weight > common.weight + 500


def test_order_spelling_and_clicks_take_off_a_little():
    plain = compared(person("Anna ǁGaroëb"), person("Anna ǁGaroëb")).weight
    for other, code in (
        ("ǁGaroëb Anna", "name-turned"),
        ("Anna Garoëb", "name-alike"),
        ("Anna ǁGaroebb", "name-alike"),
        ("A. ǁGaroëb", "name-alike"),
    ):
        found = compared(person("Anna ǁGaroëb"), person(other))
        assert code in found.evidence, other
        assert plain - 1200 < found.weight < plain, other
    swapped = compared(person("Anna Marta Ndeunyema"), person("Anna Ndeunyema"))
    assert plain - 400 < swapped.weight


def test_a_family_with_one_telephone_is_no_person():
    """The mother and the daughter; the same telephone of a treasurer for forty."""
    mother = person("Maria Shikongo", "0812345678", year=1955)
    daughter = person("Ndapewa Shikongo", "0812345678", year=1985)
    sister = person("Helvi Shikongo", "0812345678", year=1956)
    prior = matching.prior_of([5000] * 200, PEOPLE)
    for other in (daughter, sister):
        found = compared(mother, other)
        assert {"phone-same", "name-part", "name-other"} <= set(found.evidence)
        assert matching.chance(found.weight, prior) < matching.CHANCE_LEAST
    many = compared(person(phone="0885000000"), person("Selma Angula", "0885000000"))
    assert "phone-shared" in many.evidence
    married = compared(mother, person("Maria Amutenya", "0812345678", year=1955))
    assert married.weight > compared(mother, sister).weight + 300


def test_who_shares_telephone_and_surname_is_kin_until_the_rest_says_otherwise():
    told = person("Maria Shikongo", "0812345678", year=1955)
    prior = matching.prior_of([5000] * 200, PEOPLE)
    herself = compared(told, person("Maria Shikongo", "0812345678", year=1955))
    namesake = compared(told, person("Maria Shikongo", "0812345678", year=1985))
    assert matching.chance(herself.weight, prior) > 900
    assert matching.chance(namesake.weight, prior) < 100
    apart = compared(told, person("Maria Shikongo", year=1955)).weight
    both = (matching.PHONE_SAME[1], herself.weight - apart)
    assert both[1] < both[0] - 50


def test_an_identity_number_tells_the_year_of_birth():
    assert fingerprints.born_in(fingerprints.document("850214 0012-3")) == 1985
    assert fingerprints.born_in("0412310012087") == 2004
    for other in ("", "8502140012", "85023400123", "85130400123", "A5021400123", "00000000001"):
        assert fingerprints.born_in(other) == 0
    numbered, told = person(number="85021400123"), person(year=1985)
    assert fingerprints.PART_AND_YEAR in shared(numbered, told)
    assert "year-same" in compared(numbered, told).evidence
    assert "year-other" in compared(numbered, person(year=1961)).evidence
    slip = person(number="85021400123", year=1986)
    assert slip.birth_years == (1986, 1985)
    assert "year-same" in compared(slip, told).evidence


def test_two_identity_numbers_say_more_than_a_passport_and_a_card():
    one, other = person(number="85021400123"), person(number="61070300456")
    card = person(number="V0061070")
    against = compared(person(), person()).weight
    assert compared(one, card).weight == against + matching.DOCUMENT_OTHER
    year = matching.YEAR_OTHER
    assert compared(one, other).weight == against + matching.IDENTITY_OTHER + year


def test_that_both_are_men_says_nothing_when_their_names_agree():
    men = compared(person("Gerson Kavari", gender="m"), person("Gerson Kavari", gender="m"))
    women = compared(person("Gerson Kavari"), person("Gerson Kavari"))
    assert men.weight == women.weight
    assert compared(person(), person(gender="m")).weight < compared(person(), person()).weight - 400


def test_another_spelling_weighs_by_how_near_it_is():
    def weight(other):
        return compared(person("Ndeunyema"), person(other)).weight

    same, heard_and_near, heard = weight("Ndeunyema"), weight("Ndeunjema"), weight("Ndunyma")
    slip = weight("Ndeunyeba")
    assert same > heard_and_near > slip > heard


def test_the_more_ways_to_agree_in_the_less_it_says():
    """Two names of three, in any of nine ways, are no third of what three of three are."""
    three = person("Mukwahima Vezuva Ndeunyema")
    found = compared(three, person("Mukwahima Kavezeri Ndeunyema"))
    assert {"name-part", "name-other"} == set(found.evidence)
    pairs = compared(person("Mukwahima Ndeunyema"), person("Mukwahima Ndeunyema")).weight
    assert found.weight == pairs + matching.PART_OTHER - int(100 * math.log2(9))
    fewer = compared(three, person("Mukwahima Ndeunyema"))
    assert fewer.weight == pairs + matching.PART_MORE - int(100 * math.log2(3))


def test_years_that_are_a_slip_apart_are_no_other_years():
    told = person(year=1978)
    for other in (1979, 1987, 1988):
        assert "year-near" in compared(told, person(year=other)).evidence
    assert "year-other" in compared(told, person(year=1960)).evidence


def test_what_is_not_told_says_nothing():
    found = compared(person(year=1985, phone="0811234567", number="85021400123"), person(gender=""))
    assert found.evidence == ("name-same",)
    assert compared(person(""), person("")).evidence == ()


def test_where_a_group_is_at_home_speaks_for_and_against():
    here, there = Where("NA-KH", frozenset({"havana"})), Where("NA-ER", frozenset({"uis"}))
    assert "region-other" in compared(person(), person(), (here, there)).evidence
    near = compared(person(), person(), (here, here))
    assert {"region-same", "settlement-same"} <= set(near.evidence)


def test_the_list_ends_where_too_few_would_be_right():
    people = 30_000
    sure, likely, coincidences = [5000] * 150, [2150] * 60, [1400] * 5000
    weights = [*sure, *likely, *coincidences]
    prior = matching.prior_of(weights, people)
    assert matching.weight_shown(weights, prior) == 2150
    assert matching.chance(5000, prior) > 990
    assert matching.chance(1400, prior) < 20
    assert matching.weight_shown([], prior) == 0
    nobody = matching.prior_of([1400] * 50, people)
    assert matching.weight_shown([1400] * 50, nobody) == 1401
    assert matching.weight_shown([2600] * 3 + [1400] * 50, nobody) == 2600


# Households and needs


def lives(plot="4711 c", persons=5, rooms=2):
    return Home(plot, persons, rooms, ("pit_latrine", "tap", "", "improvised"))


def households(left, right, where=NOWHERE, names=("Maria Shikongo", "Anna Shikongo")):
    people = tuple(person(name) for name in names)
    return alike.household((left, right), people, where)


def test_two_members_on_one_plot_may_be_one_household():
    found = households(lives(), lives())
    assert found is not None
    assert {"plot-same", "surname-same", "persons-same", "home-same"} == set(found.evidence)
    assert households(lives(), lives("12")) is None
    regions = (Where("NA-KH"), Where("NA-ER"))
    assert households(lives(), lives(), regions) is None
    strangers = ("Maria Shikongo", "Anna Amutenya")
    assert households(Home("12"), Home("12"), names=strangers) is None
    here = Where("", frozenset({"havana"}))
    assert households(Home("12"), Home("12"), (here, here), strangers) is not None


def need(owner="a", title="Toilets for block C", households=40, day="2026-03-01", **told):
    return Need(owner, **{"settlement": "ǁKaras", "kind": "sanitation", **told}, title=title,
                households=households, raised_on=day)  # fmt: skip


def test_one_need_told_by_two_groups():
    one = need()
    found = list(alike.needs([("q1", one), ("q2", need("b", "toilets, Block C", 42))]))
    assert [(a, b) for a, b, _ in found] == [("q2", "q1")]
    assert set(found[0][2].evidence) >= {"households-near", "days-near"}
    for other in (
        need(),  # its own
        need("b", kind="water"),
        need("b", settlement="Havana"),
        need("b", "Toilets for block 3", 200, "2028-01-01"),
        need("b", "A road", 10, "2024-01-01"),
    ):
        assert list(alike.needs([("q1", one), ("q2", other)])) == []
    assert list(alike.needs([("q1", one), ("q2", need("b", settlement="//Karas"))]))
    number = alike.need(need(title="Toilets for block 3"), need("b", "Toilets for block 4"))
    assert number is None or "number-other" in number.evidence


# Links


def test_who_is_linked_by_way_of_others_is_one():
    links = [("a", "b"), ("b", "c"), ("x", "y")]
    stands = circles(links)
    assert stands["a"] == stands["b"] == stands["c"] != stands["x"]
    assert counted_again(links, set("abcxy")) == 3
    assert counted_again(links, set("acx")) == 1
    assert counted_again(links, set()) == 0
    assert told_apart(("c", "d"), links, [("a", "d")]) == ("a", "d")
    assert told_apart(("c", "d"), links, [("a", "x")]) is None
