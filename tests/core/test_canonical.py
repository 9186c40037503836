"""Canonical lines: what may stand on one, and everything that must be refused."""

import unicodedata

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal

LEDGER = kinds.decoder(kinds.LEDGER)
REQUESTS = kinds.decoder(kinds.REQUESTS)
GOOD = b'{"amount":1200,"day":"2026-11-22","kind":"savings-received","member":3,"user":1}'
SAID = b'{"day":"2026-11-22","kind":"request-withdrawn","reason":"%s","request":"q1"}'

BAD = {
    "a duplicate key": b'{"amount":1200,"amount":1200,"day":"2026-11-22",'
    b'"kind":"savings-received","member":3}',
    "a duplicate kind": b'{"amount":1,"day":"2026-11-22","kind":"savings-received",'
    b'"kind":"savings-withdrawn","member":3}',
    "a float": GOOD.replace(b"1200", b"1200.5"),
    "a float that is whole": GOOD.replace(b"1200", b"1200.0"),
    "an exponent": GOOD.replace(b"1200", b"12e2"),
    "minus nothing": GOOD.replace(b"1200", b"-0"),
    "a leading zero": GOOD.replace(b"1200", b"01200"),
    "a plus sign": GOOD.replace(b"1200", b"+1200"),
    "NaN": GOOD.replace(b"1200", b"NaN"),
    "Infinity": GOOD.replace(b"1200", b"Infinity"),
    "2^53": GOOD.replace(b"1200", str(2**53).encode()),
    "-2^53": GOOD.replace(b"1200", str(-(2**53)).encode()),
    "2^64": GOOD.replace(b"1200", str(2**64).encode()),
    "a number of a thousand figures": GOOD.replace(b"1200", b"9" * 1000),
    "a number as text": GOOD.replace(b"1200", b'"1200"'),
    "true for a number": GOOD.replace(b"1200", b"true"),
    "null": GOOD.replace(b'"user":1', b'"user":null'),
    "null for a whole line": b"null",
    "a list for a line": b"[]",
    "nothing at all": b"",
    "keys out of order": b'{"day":"2026-11-22","amount":1200,"kind":"savings-received","member":3}',
    "a space": GOOD.replace(b",", b", ", 1),
    "a space at the end": GOOD + b" ",
    "a line end": GOOD + b"\n",
    "a carriage return": GOOD + b"\r",
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "two values": GOOD + GOOD,
    "a cut line": GOOD[:-1],
    "an unknown field": GOOD.replace(b'"user"', b'"tax":1,"user"'),
    "an unknown kind": GOOD.replace(b"savings-received", b"savings-stolen"),
    "no kind": GOOD.replace(b'"kind":"savings-received",', b""),
    "a kind of another stream": SAID % b"",
    "a default written out": GOOD.replace(b'"user":1', b'"user":0'),
    "a missing field": GOOD.replace(b'"amount":1200,', b""),
    "a needless escape": GOOD.replace(b"2026", b"\\u0032026"),
    "an escaped slash": GOOD.replace(b"2026-11-22", b"2026\\/11"),
    "depth without end": b"[" * 100_000,
}
BAD_TEXTS = {
    "a lone high surrogate": b"\\ud800",
    "a lone low surrogate": b"\\udc00",
    "a surrogate in bytes": b"\xed\xa0\x80",
    "bytes that are no UTF-8": b"\xff\xfe",
    "an overlong slash": b"\xc0\xaf",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "NFD": unicodedata.normalize("NFD", "Kuné").encode(),
    "NUL": b"\\u0000",
    "a raw control": b"\x01",
    "a tab": b"\\t",
    "a line end": b"\\n",
    "DEL": b"\x7f",
    "a C1 control": "\u0085".encode(),
    "a bidi override": "\u202e".encode(),
    "a bidi isolate": "\u2066".encode(),
    "a left-to-right mark": "\u200e".encode(),
    "an Arabic letter mark": "\u061c".encode(),
    "a line separator": "\u2028".encode(),
    "a byte order mark inside": "\ufeff".encode(),
    "a noncharacter": "\uffff".encode(),
    "an escaped letter": b"\\u0041",
    "too many letters": b"a" * (canonical.TEXT_LETTERS_MAX + 1),
}


def test_a_good_line_comes_back_byte_for_byte() -> None:
    event = canonical.decode(GOOD, LEDGER)
    assert event == e.SavingsReceived(user=1, day="2026-11-22", amount=1200, member=3)
    assert canonical.encode(event) == GOOD


@pytest.mark.parametrize("name", BAD)
def test_a_line_in_any_other_form_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        canonical.decode(BAD[name], LEDGER)
    assert refused.value.code == "line-unsound"
    assert refused.value.facts["why"]


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_an_unclean_text_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="line-unsound"):
        canonical.decode(SAID % BAD_TEXTS[name], REQUESTS)


@pytest.mark.parametrize(
    "text", ["ǁKaras", "ǃNamiǂNûs", "!Goas", "Otjomuise 🚰", 'said "no" \\ yes', "é", "a" * 2000]
)
def test_the_letters_people_write_are_kept(text: str) -> None:
    event = e.RequestWithdrawn(day="2026-11-22", request="q1", reason=text)
    assert canonical.decode(canonical.encode(event), REQUESTS) == event


def test_the_largest_number_is_kept_and_one_more_is_not() -> None:
    most = GOOD.replace(b"1200", str(canonical.INTEGER_MAX).encode())
    assert canonical.decode(most, LEDGER).amount == 2**53 - 1  # type: ignore[attr-defined]


def test_a_line_is_at_most_64_kb() -> None:
    seqs = tuple(range(1, 20_000))
    line = canonical.encode(e.MemberForgotten(day="2026-11-22", member=1, seqs=seqs))
    assert len(line) > canonical.LINE_BYTES_MAX
    with pytest.raises(Refusal, match="too long"):
        canonical.decode(line, LEDGER)


@pytest.mark.parametrize("name", BAD)
def test_many_lines_are_read_as_each_alone_and_the_bad_one_is_named(name: str) -> None:
    assert len(canonical.decode_lines([GOOD, GOOD], LEDGER)) == 2
    with pytest.raises(Refusal) as refused:
        canonical.decode_lines([GOOD, BAD[name], GOOD], LEDGER)
    assert refused.value.facts["place"] == 1


def test_a_good_line_split_in_two_is_not_one() -> None:
    """Read together, two halves must not be taken for lines of their own, or one for two."""
    place = GOOD.index(b",") + 1
    with pytest.raises(Refusal):
        canonical.decode_lines([GOOD[:place], GOOD[place:]], LEDGER)
    with pytest.raises(Refusal):
        canonical.decode_lines([GOOD + b"\n" + GOOD], LEDGER)


@given(st.lists(st.sampled_from([GOOD, *BAD.values()]), max_size=4))
def test_many_lines_and_one_by_one_say_the_same(lines: list[bytes]) -> None:
    def alone() -> list[object]:
        return [canonical.decode(line, LEDGER) for line in lines]

    try:
        expected = alone()
    except Refusal:
        with pytest.raises(Refusal):
            canonical.decode_lines(lines, LEDGER)
    else:
        assert canonical.decode_lines(lines, LEDGER) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
def test_a_cleaned_text_always_goes_on_a_line(text: str) -> None:
    try:
        clean = canonical.clean_text(text)
    except Refusal:
        assume(condition=False)
    event = e.RequestWithdrawn(day="2026-11-22", request="q1", reason=clean)
    assert canonical.decode(canonical.encode(event), REQUESTS) == event
    assert canonical.clean_text(clean) == clean


@given(st.binary(max_size=80) | TEXTS.map(str.encode))
def test_whatever_is_read_is_canonical(tail: bytes) -> None:
    """Nothing but the one form of a value is ever let through, whatever stands in a text."""
    line = SAID % tail
    try:
        event = canonical.decode(line, REQUESTS)
    except Refusal:
        return
    assert msgspec.json.encode(event, order="sorted") == line


def test_texts_are_cleaned_or_refused() -> None:
    assert canonical.clean_text("  Kune\u0301  Street\t") == "Kuné Street"
    with pytest.raises(Refusal, match="text-too-long"):
        canonical.clean_text("abcd", 3)
    for unclean in ("a\u202eb", "a\x00b", "a\ud800b", "a\ufeffb"):
        with pytest.raises(Refusal, match="text-unclean"):
            canonical.clean_text(unclean)
