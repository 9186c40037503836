"""The tree of places: what lies in what, names as people write them, and what may be listed."""

from dataclasses import replace

import pytest

from federation.core.places import (
    ABOVE,
    AUTHORITY,
    BLOCK,
    CONSTITUENCY,
    COUNTRY,
    LEVELS,
    REGION,
    SETTLEMENT,
    Place,
    Tree,
    check_place,
    complete,
    is_code,
    make_code,
)
from federation.core.refusals import Refusal
from federation.store.shipped import shipped

TREE = Tree(shipped())
HAVANA = Place("NA-KH-S-HAVANA", SETTLEMENT, "Havana", "NA-KH-L-WINDHOEK")
BLOCK_C = Place("NA-KH-S-HAVANA-B-C", BLOCK, "Block C", "NA-KH-S-HAVANA", "NA-KH-C-MOSES-GAROEB")


def codes(places: tuple[Place, ...]) -> list[str]:
    return [one.code for one in places]


def test_namibia_is_whole_down_to_its_local_authorities() -> None:
    """Figures of the 2023 census; 121 constituencies since 2013; 57 local authorities."""
    counts = {level: sum(one.level == level for one in TREE) for level in LEVELS}
    assert counts == {
        COUNTRY: 1, REGION: 14, CONSTITUENCY: 121, AUTHORITY: 57, SETTLEMENT: 26, BLOCK: 0,
    }  # fmt: skip
    regions = [one for one in TREE if one.level == REGION]
    assert {len(one.code) for one in regions} == {5}
    assert sum(one.population for one in regions) == TREE.get("NA").population == 3_022_401  # type: ignore[union-attr]
    khomas = TREE.get("NA-KH")
    assert khomas is not None
    assert (khomas.name, khomas.population, khomas.year) == ("Khomas", 494_605, 2023)
    assert len(TREE.children("NA-KH", CONSTITUENCY)) == 10
    assert codes(TREE.children("NA-KH", AUTHORITY)) == ["NA-KH-L-WINDHOEK"]


def test_every_place_that_is_shipped_may_be_listed() -> None:
    for one in TREE:
        check_place(TREE, one)
    told, wrong = complete(Tree(()), tuple(reversed(shipped())))
    assert wrong == ()
    assert set(told) == set(shipped())


def test_what_lies_in_what() -> None:
    tree = Tree((*shipped(), BLOCK_C))
    assert codes(tree.ancestors(BLOCK_C.code)) == [
        "NA-KH-S-HAVANA",
        "NA-KH-L-WINDHOEK",
        "NA-KH",
        "NA",
    ]
    assert tree.told(BLOCK_C.code) == "Block C, Havana, Windhoek, Khomas"
    found = [tree.at(BLOCK_C.code, level) for level in LEVELS]
    assert [one.name if one else "" for one in found] == [
        "Namibia", "Khomas", "Moses ǁGaroëb", "Windhoek", "Havana", "Block C",
    ]  # fmt: skip
    assert tree.within(BLOCK_C.code) == {BLOCK_C.code}
    assert tree.within("NA-KH-S-HAVANA") == {"NA-KH-S-HAVANA", BLOCK_C.code}
    assert tree.within("NA-KH-C-MOSES-GAROEB") == {"NA-KH-C-MOSES-GAROEB", BLOCK_C.code}
    assert tree.within("NA") == {one.code for one in tree}
    assert tree.within("NA-XX") == frozenset()
    assert {one.code for one in tree} - tree.within("NA-KH") >= {"NA", "NA-ER"}
    # A local authority lies in no constituency.
    assert tree.at("NA-KH-L-WINDHOEK", CONSTITUENCY) is None


def test_names_are_found_however_they_are_written() -> None:
    assert codes(TREE.named("//karas")) == ["NA-KA"]
    assert codes(TREE.named("!Nami#Nus")) == ["NA-KA-C-NAMI-NUS"]
    assert codes(TREE.named("KARIBIB")) == ["NA-ER-C-KARIBIB", "NA-ER-L-KARIBIB"]
    assert codes(TREE.named("Karibib", AUTHORITY)) == ["NA-ER-L-KARIBIB"]
    assert TREE.named("  ") == ()
    assert codes(TREE.search("okuryan", 5)) == ["NA-KH-S-OKURYANGAVA"]
    assert codes(TREE.search("na-kh-s-havana", 5)) == ["NA-KH-S-HAVANA"]
    found = TREE.search("windhoek", 5)
    assert found[0].code == "NA-KH-L-WINDHOEK"  # the whole name first, then beginnings
    assert {one.name for one in found} >= {"Windhoek East", "Windhoek Rural"}
    assert len(TREE.search("a", 5)) == 5


def test_the_order_of_the_tree() -> None:
    """Each place before what lies in it; of one place by level, then by folded name."""
    seen: set[str] = {""}
    for one in TREE:
        assert one.parent in seen
        seen.add(one.code)
    assert [one.name for one in TREE.children("NA")][5:7] == ["Khomas", "Kunene"]
    assert TREE.children("NA")[0].name == "ǁKaras"  # folded: //karas


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "na-kh"}, "place-code-unclear"),
        ({"code": "-A"}, "place-code-unclear"),
        ({"code": "A" * 61}, "place-code-unclear"),
        ({"code": "NA-KH"}, "place-level-other"),
        ({"parent": ""}, "place-above-missing"),
        ({"parent": "NA-XX"}, "place-above-unknown"),
        ({"parent": "NA"}, "place-above-wrong"),
        ({"level": COUNTRY}, "place-above-wrong"),
        ({"level": BLOCK}, "place-above-wrong"),
        ({"constituency": "NA-ER-C-KARIBIB"}, "place-constituency-wrong"),
        ({"constituency": "NA-KH-L-WINDHOEK"}, "place-constituency-wrong"),
        ({"constituency": "NOWHERE"}, "place-constituency-wrong"),
        ({"name": "HAVANA"}, "place-listed"),
    ],
)
def test_what_may_not_be_listed(changed: dict[str, str], code: str) -> None:
    one = Place("NA-KH-S-NEW", SETTLEMENT, "New", "NA-KH-L-WINDHOEK", "NA-KH-C-MOSES-GAROEB")
    check_place(TREE, one)
    with pytest.raises(Refusal, match=code):
        check_place(TREE, replace(one, **changed))  # type: ignore[arg-type]


def test_no_level_stands_above_itself() -> None:
    for level, above in ABOVE.items():
        assert all(LEVELS.index(one) < LEVELS.index(level) for one in above)


def test_codes_are_made_of_names_and_never_twice() -> None:
    assert (
        make_code(TREE, SETTLEMENT, "ǃGoas Ext. 2", "NA-ER-L-HENTIES-BAY") == "NA-ER-S-GOAS-EXT-2"
    )
    assert make_code(TREE, SETTLEMENT, "Havana", "NA-KH-C-JOHN-PANDENI") == "NA-KH-S-HAVANA-2"
    assert make_code(TREE, BLOCK, "C", "NA-KH-S-HAVANA") == "NA-KH-S-HAVANA-B-C"
    assert make_code(Tree(()), REGION, "Free State", "ZA") == "ZA-FREE-STATE"
    odd = make_code(TREE, SETTLEMENT, "村", "NA-ER")
    assert odd == "NA-ER-S-X"
    long = make_code(TREE, BLOCK, "x" * 80, "A" * 60)
    assert is_code(long)
    assert not is_code("ǁKARAS")


def test_a_list_in_any_order_told_by_names() -> None:
    rows = (
        Place("", BLOCK, "Block 1", "Oshini"),
        Place("", SETTLEMENT, "Oshini", "ondangwa", "Ondangwa Urban"),
        Place("za", COUNTRY, "South Africa"),
        Place("", REGION, "Gauteng", "South Africa"),
        Place("", SETTLEMENT, "havana", "Windhoek", population=4_000, year=2023),
    )
    told, wrong = complete(TREE, rows)
    assert wrong == ()
    assert {one.code: one.parent for one in told} == {
        "ZA": "",
        "ZA-GAUTENG": "ZA",
        "NA-ON-S-OSHINI": "NA-ON-L-ONDANGWA",
        "NA-KH-S-HAVANA": "NA-KH-L-WINDHOEK",  # the place that has this name there
        "NA-ON-S-OSHINI-B-BLOCK-1": "NA-ON-S-OSHINI",
    }
    assert told[2].constituency == "NA-ON-C-ONDANGWA-URBAN"
    again, wrong = complete(Tree((*TREE, *told)), rows)
    assert (wrong, set(again)) == ((), set(told))


def test_each_wrong_row_is_told_and_the_others_are_read() -> None:
    rows = (
        Place("", SETTLEMENT, "One", "Nowhere"),
        Place("", SETTLEMENT, "Two", "Windhoek"),
        Place("", BLOCK, "A", "One"),
        Place("NA-KH-S-TWO", SETTLEMENT, "Three", "Windhoek"),
        Place("", SETTLEMENT, "Karibib", "Karibib"),
    )
    told, wrong = complete(TREE, rows)
    assert [one.name for one in told] == ["Two"]
    assert [(number, refusal.code) for number, refusal in wrong] == [
        (0, "place-above-unknown"),
        (2, "place-above-unknown"),
        (3, "place-told-twice"),
        (4, "place-above-unclear"),
    ]
