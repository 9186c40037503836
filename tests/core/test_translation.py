"""What a translated term must keep of its English; what a group may call a thing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from federation.catalogues import terms
from federation.core import glossary
from federation.core.refusals import Refusal
from federation.core.rules import translation as rules
from federation.sentences import WORDS

DAY_ONE, DAY_MANY = "%(num)s day", "%(num)s days"


def said(one: str, *forms: str, many: str = "", plurals: int = 2) -> str:
    """The code of what is wrong with a translation and the mark it is about, or ""."""
    try:
        rules.check_forms(one, many, forms, plurals)
    except Refusal as refusal:
        return " ".join([refusal.code, str(refusal.facts.get("mark", ""))]).strip()
    return ""


@pytest.mark.parametrize(
    ("one", "form", "wrong"),
    [
        ("Savings", "Omapungulo", ""),
        ("Paid to %(name)s", "%(name)s okwa futwa", ""),
        ("Paid to %(name)s", "%(name)s, %(name)s okwa futwa", ""),
        ("Paid to %(name)s", "Okwa futwa", "term-mark-missing %(name)s"),
        ("Paid to %(name)s", "%(name)s %(nam)s", "term-mark-extra %(nam)s"),
        ("Paid to %(name)s", "%(name)d", "term-mark-missing %(name)s"),
        ("Paid to %(name)s", "%(name)s 100%", "term-mark-extra %"),
        ("Paid to %(name)s", "%(name)s %(name)9999999999s", "term-mark-extra %("),
        ("Savings", "%(__class__)s", "term-mark-extra %(__class__)s"),
        ("Savings", "%s", "term-mark-extra %"),
        ("Savings", "%%", "term-mark-extra %%"),
        ("%(part)s %% here", "%(part)s %% mpaka", ""),
        ("%(part)s %% here", "%(part)s % mpaka", "term-mark-missing %%"),
        ("at least 75 % agree", "75% oya zimina", ""),
        ("at least 75 % agree", "75 %(a oya zimina", "term-mark-missing %"),
        ("Savings", "<script>x</script>", "term-mark-extra <script>"),
        ("<b>Stop</b>", "<b>Thikama</b>", ""),
        ("<b>Stop</b>", '<b onclick="x">Thikama</b>', "term-mark-missing <b>"),
        ("Card: %(file)s\nDigits", "Okakalata: %(file)s⏎Oonomora", ""),
        ("Card: %(file)s\nDigits", "Okakalata: %(file)s Oonomora", "term-mark-missing ⏎"),
        ("Savings", "  ", "term-empty"),
        ("Savings", "o" * 89, "term-too-long"),
    ],
)  # fmt: skip
def test_the_marks_of_the_english_and_no_others(one: str, form: str, wrong: str) -> None:
    assert said(one, form) == wrong


def test_every_form_that_the_language_counts_with() -> None:
    assert said(DAY_ONE, "esiku %(num)s", "omasiku %(num)s", many=DAY_MANY) == ""
    assert said(DAY_ONE, "esiku %(num)s", many=DAY_MANY) == "term-forms-differ"
    assert said(DAY_ONE, *["%(num)s"] * 3, many=DAY_MANY, plurals=3) == ""
    assert said("Savings", "a", "b") == "term-forms-differ"


def test_a_mark_that_only_many_have_may_stand_in_each_and_must_where_there_is_one_form() -> None:
    one, many = "One day", "%(num)s days"
    assert said(one, "Esiku", "omasiku %(num)s", many=many) == ""
    assert said(one, "esiku %(num)s", "omasiku %(num)s", many=many) == ""
    assert said(one, "omasiku", many=many, plurals=1) == "term-mark-missing %(num)s"


FILLED = {"name": "<b>Selma</b>", "num": 3, "part": "5"}
PAGES_SAY = ("Savings", "Paid to %(name)s", "%(part)s %% of %(num)s", "%(name)s\n%(num)s")


@example("Paid to %(name)s", ["<", "%(name)s", '"', "&", ">"])
@given(
    st.sampled_from(PAGES_SAY),
    st.lists(
        st.sampled_from(["%", "(", ")", "%%", "s", "d", "name", "num", "%(name)s", "%(num)s"])
        | st.sampled_from(["%(part)s", "⏎", "<", ">", "&", '"', "9", ".", "*", " ", "ǁ", "{", "}"]),
        max_size=12,
    ),
)
def test_what_fits_can_be_filled_in_and_is_never_markup(one: str, parts: list[str]) -> None:
    """As a page does it: the words are text, and what is filled in is escaped (Jinja, newstyle)."""
    form = "".join(parts)
    if rules.is_fit(one, "", (form,), 1):
        filled = escape(rules.shown(form)) % FILLED
        assert "<" not in filled
        assert ">" not in filled


def test_every_english_message_fits_itself() -> None:
    """So no rule stands in the way of any message that the program has."""
    for term in terms():
        forms = (term.one, term.many) if term.many else (rules.told(term.one),)
        rules.check_forms(term.one, term.many, forms, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Oma   pungulo ", "Oma pungulo"),
        ("a \r\n b", "a⏎b"),
        ("10\u202f000", "10\u202f000"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_term_as_it_is_kept(typed: str, kept: str) -> None:
    assert rules.told(typed) == kept
    assert rules.shown("a⏎b") == "a\nb"


@pytest.mark.parametrize("typed", ["a\u202eb", "a\x00b", "\u2066x", "x" * 1_501])
def test_letters_that_turn_a_line_round_or_no_end_of_them(typed: str) -> None:
    with pytest.raises(Refusal):
        rules.told(typed)


def test_nobody_judges_her_own() -> None:
    rules.check_reviewer(0, 3)
    rules.check_reviewer(2, 3)
    for writer, reviewer in ((3, 3), (3, 0), (0, 0)):
        with pytest.raises(Refusal, match="term-own"):
            rules.check_reviewer(writer, reviewer)


@pytest.mark.parametrize(
    ("language", "key", "forms"),
    [("ng", "short", 1), ("NG", "0" * 12, 1), ("../x", "0" * 12, 1), ("ng", "0" * 12, 7)],
)
def test_what_no_program_hands_out(language: str, key: str, forms: int) -> None:
    rules.check_handed("ng", [("0" * 12, ("a",))])
    with pytest.raises(Refusal, match="handed-words-unclear"):
        rules.check_handed(language, [(key, ("a",) * forms)])


def test_every_thing_of_the_trade_has_its_labels_and_a_sentence() -> None:
    messages = {one.one for one in terms() if not one.many}
    for thing, labels in glossary.LABELS.items():
        assert set(labels) <= messages, thing
        assert WORDS[f"trade {thing}"] in labels
        assert WORDS[f"trade-about {thing}"].endswith(".")
    every = [label for labels in glossary.LABELS.values() for label in labels]
    assert len(every) == len(set(every))
    assert len(glossary.LABELS) >= 40


def test_a_groups_own_word() -> None:
    assert glossary.check_own_word("box", "  oshiketha  ") == "oshiketha"
    assert glossary.in_place_of("The box", "oshiketha") == "Oshiketha"
    assert glossary.in_place_of("the box", "Oshiketha") == "oshiketha"
    assert glossary.in_place_of("the box", "SHIKETHA") == "SHIKETHA"
    assert glossary.in_place_of("Box", "ǀhōs") == "ǀhōs"
    for thing, text, code in (
        ("bucks", "x", "own-word-unknown"),
        ("box", "100%", "own-word-unclear"),
        ("box", "<b>", "own-word-unclear"),
        ("box", "Box 9 000", "own-word-figure"),
        ("box", "kassie ٣", "own-word-figure"),
        ("box", "€ box", "own-word-figure"),
        ("box", "x" * 41, "text-too-long"),
        ("box", "a\u202eb", "text-unclean"),
    ):
        with pytest.raises(Refusal, match=code):
            glossary.check_own_word(thing, text)
