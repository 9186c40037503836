"""Amounts put together from recorded words."""

import pytest

from federation.core import recordings

EVERY = set(recordings.WORDS)


@pytest.mark.parametrize(
    ("language", "minor", "told"),
    [
        ("en", 124_000, "1 thousand 2 hundred 40 units"),
        ("en", 124_050, "1 thousand 2 hundred 40 units 50 cents"),
        ("en", 0, "0 units"),
        ("en", 5, "0 units 5 cents"),
        ("en", 10_000, "1 hundred units"),
        ("en", 999_999_999, "9 million 9 hundred 99 thousand 9 hundred 99 units 99 cents"),
        ("en", -124_000, "1 thousand 2 hundred 40 units"),
        ("en", 100_000_000_000, "1 0 0 0 0 0 0 0 0 0 units"),
        ("af", 2_145_000, "21 thousand 4 hundred 50 units"),
        ("sw", 124_000, "units thousand 1 hundred 2 40"),
        ("sw", 1_050, "units 10 cents 50"),
        ("pt", 124_000, "1 2 4 0 units"),
        ("ng", 124_007, "1 2 4 0 units 7 cents"),
        ("naq", 100, "1 units"),
    ],
)
def test_each_language_has_its_order_and_any_other_says_digit_by_digit(language, minor, told):
    assert recordings.say(minor, language, EVERY) == tuple(told.split())


def test_with_few_words_digits_do_and_with_fewer_nothing_is_said():
    needed = set(recordings.NEEDED)
    assert recordings.say(124_000, "en", needed) == ("1", "2", "4", "0", "units")
    assert recordings.say(124_000, "en", needed, "box") == ("1", "2", "4", "0", "units")
    assert recordings.say(124_000, "en", needed | {"box"}, "box")[0] == "box"
    assert recordings.say(124_050, "en", needed) == ()  # nobody recorded “cents”
    assert recordings.say(124_000, "en", needed - {"4"}) == ()
    assert recordings.say(0, "sw", needed) == ("units", "0")


def test_what_to_record_next_makes_amounts_first():
    assert recordings.missing(())[:11] == recordings.NEEDED
    assert recordings.missing(recordings.NEEDED)[: len(recordings.WHATS)] == recordings.WHATS
    assert recordings.missing(EVERY) == ()
    assert len(recordings.missing(())) == len(recordings.WORDS) == 112
