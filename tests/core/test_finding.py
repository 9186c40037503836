"""What is typed finds what is meant, in any spelling of click letters; and no more than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import finding
from federation.core.finding import fits, is_dialled, is_numbered, plain, sought

CLICKS = (("ǃ", "!", "ǃ"), ("ǂ", "≠", "#", "‡"), ("ǁ", "//", "||", "‖"), ("ǀ", "/", "|"))


def how(typed, *names):
    what = sought(typed)
    return fits(what, map(plain, names)) if what else finding.NOT


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("!Nami≠nus", "ǃNamiǂnus"),
        ("ǃnamiǂnus", "!Nami#nus"),
        ("//Garoeb", "ǁGaroëb"),
        ("||garoëb", "//Garoeb"),
        ("garoeb", "ǁGaroëb"),
        ("naminus", "ǃNamiǂnus"),
        ("shikongo ndapewa", "Ndapewa Shikongo"),
        ("Nangolo-Iipinge", "Nangolo Iipinge"),
        ("gaob", "ǃGao'b"),
        ("JOSÉ", "Jose\u0301"),
        ("wdh-7", "WDH-7"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, name):
    assert how(typed, "another", name)


@pytest.mark.parametrize("typed", ["//", "ǃ", "#"])
def test_click_letters_alone_find_who_has_them(typed):
    assert how(typed, "ǁGaroëb ǃUri ǂKhoi")
    assert not how(typed, "Garoeb Uri Khoi")


@pytest.mark.parametrize("typed", ["", "   ", "\r\n", "\u200b", "\u3164", "-", "'"])
def test_nothing_is_no_search(typed):
    assert sought(typed) is None


def test_the_better_one_stands_first():
    told = ["Anna Maria", "Maria Anna", "Maria", "ǃMaria"]
    ranks = [how("Maria", one) for one in told]
    assert ranks == [finding.HAS, finding.BEGINS, finding.WHOLE, finding.HAS]
    assert how("ǃAnna", "Anna") == finding.SOUNDS
    assert not how("maria x", "Maria")


@pytest.mark.parametrize("typed", ["12", "no. 12", "#12", "№ 12", "loan 12", "Loan 012", "nr 12"])
def test_a_number_is_found_with_or_without_its_word(typed):
    assert is_numbered(sought(typed), 12, ("loan",))
    assert not is_numbered(sought(typed), 2, ("loan",))
    assert not is_numbered(sought(typed), 0, ("loan",))


def test_a_number_after_another_word_is_another_thing():
    assert not is_numbered(sought("book 12"), 12, ("loan",))
    assert not is_numbered(sought("WDH-0012"), 12, ("loan",))
    assert not is_numbered(sought("1200"), 12)


@pytest.mark.parametrize("typed", ["4567", "123 4567", "081 123 4567", "+264 81 123 4567"])
def test_a_telephone_is_found_by_its_end(typed):
    assert is_dialled(sought(typed), "0811234567")
    assert is_dialled(sought(typed), "+264 81 123-4567")
    assert not is_dialled(sought(typed), "0811234568")
    assert not is_dialled(sought(typed), "")


@pytest.mark.parametrize("typed", ["567", "no. 4567", "4567a"])
def test_too_little_of_a_telephone_or_something_else_is_none(typed):
    assert not is_dialled(sought(typed), "0811234567")


def test_what_is_typed_is_kept_on_one_short_line():
    what = sought("a\r\nSet-Cookie: b" + "x" * 500)
    assert what.text.startswith("a Set-Cookie: b")
    assert len(what.text) <= finding.LETTERS_MAX
    assert what.text.isprintable()


@given(st.text(max_size=40), st.data())
def test_every_name_finds_itself_and_any_spelling_of_its_clicks(name, data):
    what = sought(name)
    if what is None:
        return
    other = name
    for letter, *ways in CLICKS:
        other = other.replace(letter, data.draw(st.sampled_from(ways)))
    assert fits(what, [plain(what.text)]) == finding.WHOLE
    if len(other) <= finding.LETTERS_MAX and name.isprintable():
        assert how(other, name)
