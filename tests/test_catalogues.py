"""Catalogues: what stands for a message, in which form, and who vouches for it."""

import gettext as standard
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel import Locale
from babel.core import UnknownLocaleError
from babel.plural import to_python

from federation import assets, catalogues, i18n
from federation.catalogues import Translated
from federation.core.rules.translation import is_fit

SHIPPED = sorted(path.name for path in assets.folder("locale").iterdir() if path.is_dir())
EXAMPLES = (*range(201), 1_000, 1_001, 10_000, 1_000_000)


def test_own_words_lie_over_the_english_ones() -> None:
    own = {
        "Savings": Translated(("Omapungulo",), is_confirmed=True),
        "%(num)s day": Translated(("esiku %(num)s", "omasiku %(num)s")),
    }
    with i18n.use_language("ng", own=own):
        assert i18n.gettext("Savings") == "Omapungulo"
        assert i18n.gettext("Loans") == "Loans"
        assert i18n.ngettext("%(num)s day", "%(num)s days", 1) == "esiku 1"
        assert i18n.ngettext("%(num)s day", "%(num)s days", 0) == "omasiku 0"
        assert i18n.ngettext("%(num)s loan", "%(num)s loans", 1_000) == "1\u202f000 loans"
    assert i18n.gettext("Savings") == "Savings"
    assert i18n.language() == "en"


def test_a_form_that_is_missing_is_told_in_english() -> None:
    own = {"%(num)s day": Translated(("esiku %(num)s", ""))}
    with i18n.use_language("kj", own=own):
        assert i18n.ngettext("%(num)s day", "%(num)s days", 3) == "3 days"


def test_a_language_with_a_form_for_two() -> None:
    own = {"%(num)s day": Translated(("tsēs", "tsēra", "tsēde"))}
    with i18n.use_language("naq", own=own):
        told = [i18n.ngettext("%(num)s day", "%(num)s days", count) for count in (1, 2, 3, 0)]
    assert told == ["tsēs", "tsēra", "tsēde", "tsēde"]


@pytest.mark.parametrize("code", catalogues.LANGUAGES)
def test_numbers_take_the_form_that_cldr_gives_them(code: str) -> None:
    try:
        locale = Locale.parse("pt_PT" if code == "pt" else code)
    except UnknownLocaleError:
        locale = Locale("en")
    forms = [one for one in ("zero", "one", "two", "few", "many", "other")
             if one in {*locale.plural_form.rules, "other"}]  # fmt: skip
    if code == "pt":  # of "de um milhão de": CLDR's form for round millions, which no page needs
        forms.remove("many")
    cldr = to_python(locale.plural_form)
    count, expression = catalogues.plural_rule(code)
    assert count == len(forms)
    index = standard.c2py(expression)
    wrong = [
        number
        for number in EXAMPLES
        if cldr(number) != "many" and forms[index(number)] != cldr(number)
    ]
    assert not wrong


@pytest.mark.parametrize("code", ["en", "af", "pt", "sw"])
def test_the_sign_between_units_and_cents_is_cldrs(code: str) -> None:
    symbols = Locale.parse("pt_PT" if code == "pt" else code).number_symbols["latn"]
    with i18n.use_language(code, "NAD"):
        assert i18n.figure(131_250) == f"1\u202f312{symbols['decimal']}50"


def test_days_stand_in_the_order_of_the_language() -> None:
    own = {"%(day)s %(month)s %(year)s": Translated(("%(year)s, %(day)s %(month)s",))}
    with i18n.use_language("loz", own=own):
        assert i18n.day("2026-11-16") == "2026, 16 Nov"
        assert i18n.weekday("2026-11-16") == "Mon 2026, 16 Nov"
        assert i18n.month("2026-11") == "Nov 2026"
        assert i18n.day("soon") == i18n.weekday("soon") == "soon"


def test_every_message_has_a_key_of_its_own() -> None:
    keys = [one.key for one in catalogues.terms()]
    assert len(set(keys)) == len(keys) > 5_000
    assert catalogues.term_key("Savings") == "ed46218066a7"


def written(folder: Path, code: str, body: str) -> None:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (place / "messages.po").write_text(head + body, "utf-8")


@pytest.fixture
def swahili(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Translated]:
    written(
        tmp_path,
        "sw",
        '#, fuzzy\nmsgid "Savings"\nmsgstr "Akiba"\n\nmsgid "Loans"\nmsgstr "Mikopo"\n\n'
        '#, fuzzy\nmsgid "%(num)s day"\nmsgid_plural "%(num)s days"\n'
        'msgstr[0] "siku %(num)s"\nmsgstr[1] "siku %(num)s"\n\n'
        'msgid "Fines"\nmsgstr ""\n',
    )
    (tmp_path / "messages.pot").write_text(
        'msgid "Savings"\nmsgstr ""\n\nmsgid "Loans"\nmsgstr ""\n\nmsgid "Fines"\nmsgstr ""\n'
    )
    catalogues.terms.cache_clear()
    catalogues.shipped.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(assets, "folder", lambda _: tmp_path)
        found = catalogues.shipped("sw")
        assert catalogues.catalogue("sw").count() == catalogues.Count(3, 2, 1)
    catalogues.terms.cache_clear()
    catalogues.shipped.cache_clear()
    return found


def test_words_that_no_speaker_confirmed_are_spoken_and_known(
    swahili: Mapping[str, Translated],
) -> None:
    assert swahili["Savings"] == Translated(("Akiba",), is_confirmed=False)
    assert swahili["Loans"] == Translated(("Mikopo",), is_confirmed=True)
    assert swahili["%(num)s day"].forms == ("siku %(num)s", "siku %(num)s")
    assert "Fines" not in swahili


def test_a_language_without_a_file_is_spoken_in_english() -> None:
    with i18n.use_language("xx"):
        assert i18n.gettext("Savings") == "Savings"
    assert catalogues.shipped("../../etc") == {}


@pytest.mark.parametrize("code", SHIPPED)
def test_what_is_shipped_fits_its_english(code: str) -> None:
    """Every mark stands in it as in English, in a form for each plural."""
    told = catalogues.shipped(code)
    plurals = catalogues.plural_rule(code)[0]
    by_english = {term.one: term for term in catalogues.terms()}
    wrong = [
        english
        for english, one in told.items()
        if english in by_english
        and not is_fit(english, by_english[english].many, one.forms, plurals)
    ]
    assert not wrong
    assert code in catalogues.LANGUAGES


WHOLE = ("af", "pt", "sw")


@pytest.mark.parametrize("code", WHOLE)
def test_a_whole_language_says_everything(code: str) -> None:
    """Who writes a new message writes it in these, too; nobody confirmed them as yet."""
    count = catalogues.catalogue(code).count()
    lacking = [term.one for term in catalogues.terms() if term.one not in catalogues.shipped(code)]
    assert not lacking
    assert count.terms == count.translated
    assert count.confirmed == 0


QUOTED = re.compile(r"“([^”%]+)”|\*\*([^*%]+)\*\*")
NAMES = (
    "In the order of the savings books. If you like, write woman or man after a comma: "
    "Ndapewa Shikongo, woman."
)


@pytest.mark.parametrize("code", SHIPPED)
def test_a_sentence_names_a_button_as_the_button_is_named(code: str) -> None:
    told = catalogues.shipped(code)
    wrong = [
        (english, label)
        for english, one in told.items()
        for pair in QUOTED.findall(english)
        for label in pair
        if label in told and told[label].forms[0] not in one.forms[0]
    ]
    assert not wrong
    with i18n.use_language(code):
        hint = i18n.gettext(NAMES)
        assert i18n.word("f", "gender") in hint
        assert i18n.word("m", "gender") in hint
