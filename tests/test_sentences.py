"""Every refusal has its sentence, every sentence its facts, in words that people use."""

import re

import pytest

from federation.commands.constitution import RULES
from federation.core.refusals import Refusal, refuse
from federation.core.series import SERIES
from federation.i18n import say
from federation.sentences import SENTENCES, WORDS
from tests.house import product, refusals, texts
from tests.test_house import told

# Codes put together from parts, or handed on: where, and what they can be.
BUILT = {
    "shares-short": "core/ledger.py",
    "fines-due-short": "core/ledger.py",
    "credits-short": "core/ledger.py",
}
# Facts that are added to a refusal on its way out, by whoever knows where it happened.
ADDED_LATER = {"line-unsound": {"entry"}}


def test_every_refusal_has_a_sentence() -> None:
    made = {one.code for one in refusals()} | set(BUILT)
    told(f"{one.where}: {one.code}" for one in refusals() if one.code not in SENTENCES)
    told([code for code in BUILT if code not in SENTENCES])
    assert made


def test_every_sentence_is_of_a_refusal() -> None:
    written = set(BUILT)
    for source in product():
        if not source.name.startswith("federation/sentences/"):
            written.update(texts(source.tree))
    told([code for code in SENTENCES if code not in written])


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", sentence))


def test_every_fact_of_a_sentence_is_given() -> None:
    told(
        f"{one.where}: {one.code} lacks {', '.join(sorted(missing))}"
        for one in refusals()
        if one.facts is not None
        and one.code in SENTENCES
        and (
            missing := placeholders(SENTENCES[one.code])
            - one.facts
            - ADDED_LATER.get(one.code, set())
        )
    )


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_one_that_people_can_use(code: str) -> None:
    sentence = SENTENCES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert sentence.strip() == sentence
    assert sentence[0].isupper() or sentence[0] in "“%"
    assert sentence[-1] in ".?)s”" or sentence.endswith("%(what)s")
    sentence % dict.fromkeys(placeholders(sentence), "x")
    assert "%" not in re.sub(r"%\(\w+\)s|%%", "", sentence), "a stray per cent sign"
    words = set(re.findall(r"[a-z]+", sentence.lower()))
    assert not words & {"sync", "invalid", "null", "error", "exception", "sha", "hash", "boolean"}


def test_codes_in_a_sentence_are_told_in_the_group_s_words() -> None:
    unknown = say(refuse("number-unknown", what="fund_loan", number=7))
    assert unknown.startswith("There is no loan of a fund with number 7")
    unclear = say(refuse("constitution-unclear", rule="officers_close"))
    assert "how many officers close a meeting" in unclear
    told = [f"rule {name}" for name in RULES] + [f"numbered {name}" for name in SERIES]
    assert [one for one in told if one not in WORDS and one != "rule shares_out"] == []


@pytest.mark.parametrize(
    "facts", [{}, {"x": 1}, {"message": "x"}, {"self": 1, "code": 2}, {"first": "%(a)s"}]
)
def test_a_reason_from_elsewhere_may_have_any_facts(facts: dict[str, object]) -> None:
    assert "(stream-gap)" in say(Refusal("stream-gap", facts))
    assert "(no-such-code)" in say(Refusal("no-such-code", facts))
