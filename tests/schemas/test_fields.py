"""What people type, and the value it becomes: tables of examples, and properties."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core.refusals import Refusal
from federation.schemas.base import BaseSchema, load, load_rows
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    EdgeField,
    IdNumberField,
    MoneyField,
    NameField,
    PhoneField,
    PurposeField,
    RateField,
    RolesField,
    TextField,
)
from federation.schemas.reading import MONEY_LIMIT, read_day, read_money, read_rate
from federation.sentences.books import SENTENCES

KINDS = ("opening_cash", "loan_disbursed", "2-weeks", "equal-principal")


class Saving(BaseSchema):
    """A small schema of a saving."""

    member = CountField(least=1, required=True)
    amount = MoneyField(required=True)
    note = TextField()


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("N$1 234.50", 123450),
        ("n$ 1,234.50", 123450),
        ("NAD 1234.5", 123450),
        ("1234.50 NAD", 123450),
        ("1.234,50", 123450),
        ("1\u2009234,50", 123450),
        ("1\u00a0234\u202f567.05", 123456705),
        ("1234.5", 123450),
        ("R 20", 2000),
        ("R20", 2000),
        ("$5", 500),
        ("1,234", 123400),
        ("1,234,567", 123456700),
        ("1,5", 150),
        ("12,50", 1250),
        ("0.10", 10),
        ("007", 700),
        (" 20 ", 2000),
        (20, 2000),
        (20.0, 2000),
        (1234.5, 123450),
        (0.1 + 0.2, 30),
        (Decimal("12.50"), 1250),
        ("90071992547409.91", MONEY_LIMIT - 1),
    ],
)
def test_money(typed: object, minor: int) -> None:
    """The ways in which amounts are written in Namibia all mean one number of cents."""
    assert read_money(typed) == minor


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-5", "money-negative"),
        ("\u22125", "money-negative"),
        ("N$-5", "money-negative"),
        ("(5.00)", "money-negative"),
        (-5, "money-negative"),
        ("1.234", "money-too-fine"),
        ("12.345", "money-too-fine"),
        ("1234,567", "money-too-fine"),
        (1.005, "money-too-fine"),
        ("1,23,4", "money-unclear"),
        ("12 34", "money-unclear"),
        ("0,500.00", "money-unclear"),
        ("1,234 567", "money-unclear"),
        ("1.234.567", "money-unclear"),
        ("1,234.50.1", "money-unclear"),
        ("€5", "money-unclear"),
        ("N$", "money-unclear"),
        ("five", "money-unclear"),
        ("1e3", "money-unclear"),
        ("٣", "money-unclear"),
        ("20%", "money-unclear"),
        ("=2+2", "money-unclear"),
        ("9" * 5000, "money-unclear"),
        ("90071992547409.92", "money-too-large"),
        ("0", "money-zero"),
        ("0.00", "money-zero"),
        (True, "field-unclear"),
        (float("nan"), "field-unclear"),
        (float("inf"), "field-unclear"),
        (1e15, "field-unclear"),
        (None, "field-unclear"),
        ([5], "field-unclear"),
    ],
)
def test_money_refused(typed: object, code: str) -> None:
    """What has two meanings, no meaning, or too much of it is refused."""
    with pytest.raises(Refusal) as refused:
        read_money(typed)
    assert refused.value.code == code
    SENTENCES[code] % refused.value.facts


def test_money_may_be_zero_where_that_is_an_answer() -> None:
    """An offer of nothing is an offer; the default refuses it."""
    assert read_money("0,00", zero=True) == 0


@given(st.integers(1, MONEY_LIMIT - 1), st.sampled_from([",.", " .", " ,", "\u2009,", ".,"]))
def test_money_round_trip(minor: int, marks: str) -> None:
    """Every amount survives each of the ways to write it."""
    units, cents = divmod(minor, 100)
    grouped = f"{units:,}".replace(",", marks[0])
    assert read_money(f"{grouped}{marks[1]}{cents:02}") == minor
    assert read_money(f"N${units}.{cents:02}") == minor


@given(st.text(alphabet="0123456789,. N$R-()%\u00a0e", max_size=14))
def test_money_never_guesses(text: str) -> None:
    """Any text is an amount with just its own digits, or a refusal."""
    try:
        minor = read_money(text)
    except Refusal as refusal:
        SENTENCES[refusal.code] % refusal.facts
    else:
        digits = "".join(letter for letter in text if letter.isdigit())
        assert str(minor).rstrip("0") == digits.lstrip("0").rstrip("0")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-23", "2026-11-23"),
        ("23/11/2026", "2026-11-23"),
        ("23.11.2026", "2026-11-23"),
        ("23-11-2026", "2026-11-23"),
        ("2026/11/23", "2026-11-23"),
        ("05/11/2026", "2026-11-05"),
        ("5/1/2026", "2026-01-05"),
        ("29/02/2024", "2024-02-29"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 14, 5), "2026-11-23"),  # noqa: DTZ001 - as a cell gives it
    ],
)
def test_day(typed: object, day: str) -> None:
    """A day is year first or day first, never month first."""
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("11/23/2026", "day-none"),
        ("2026-23-11", "day-none"),
        ("31/02/2026", "day-none"),
        ("29/02/2026", "day-none"),
        ("00/01/2026", "day-none"),
        ("01/01/0000", "day-none"),
        ("23/11/26", "day-unclear"),
        ("23/11-2026", "day-unclear"),
        ("23 Nov 2026", "day-unclear"),
        ("20261123", "day-unclear"),
        (46349, "day-unclear"),
        ("31/12/1899", "day-too-far"),
        ("2200-01-01", "day-too-far"),
        (True, "field-unclear"),
    ],
)
def test_day_refused(typed: object, code: str) -> None:
    """No day, or none that is clear."""
    with pytest.raises(Refusal) as refused:
        read_day(typed)
    assert refused.value.code == code
    SENTENCES[code] % refused.value.facts


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_day_round_trip(day: date) -> None:
    """Every day reads the same in each of its forms."""
    forms = (day, day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}")
    assert {read_day(form) for form in forms} == {day.isoformat()}


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (CountField(), "12", 12),
        (CountField(), "012", 12),
        (CountField(), 12.0, 12),
        (CountField(), 0, 0),
        (RateField(), "12", 120000),
        (RateField(), "0.5", 5000),
        (RateField(), "0,5", 5000),
        (RateField(), "9.4822", 94822),
        (RateField(), "9.482200", 94822),
        (RateField(), "12 %", 120000),
        (RateField(), "120", 1200000),
        (RateField(), "0", 0),
        (RateField(), 0.1 + 0.2, 3000),
        (PhoneField(), "081 123 4567", "0811234567"),
        (PhoneField(), "+264 (81) 123-4567", "+264811234567"),
        (PhoneField(), 811234567, "811234567"),
        (IdNumberField(), "85 0101 00123", "85010100123"),
        (IdNumberField(), "p-123456a", "P123456A"),
        (IdNumberField(), 85010100123.0, "85010100123"),
        (ChoiceField(KINDS), "Opening cash", "opening_cash"),
        (ChoiceField(KINDS), "LOAN-DISBURSED", "loan_disbursed"),
        (ChoiceField(KINDS), "2 weeks", "2-weeks"),
        (ChoiceField(KINDS), "equal_principal", "equal-principal"),
        (PurposeField(("land", "house")), "Land", "land"),
        (PurposeField(("land", "house")), "Burial box", "Burial box"),
        (RolesField(), "Treasurer; Book keeper;treasurer;", ("treasurer", "book-keeper")),
        (NameField(), "ǁKaras", "ǁKaras"),
        (NameField(), "  ǃNamiǂNûs  ", "ǃNamiǂNûs"),
        (NameField(), "Nu\u0302s", "Nûs"),
        (NameField(), "!Uri#khos", "!Uri#khos"),
        (NameField(), "=Gaeb", "=Gaeb"),
        (NameField(), "Maria  von\u00a0Trotha", "Maria von Trotha"),
        (TextField(), "first line\r\nsecond\tline", "first line second line"),
    ],
)
def test_field(field: EdgeField, typed: object, value: object) -> None:
    """One line for each kindness of each field."""
    assert field.deserialize(typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (CountField(), "-1"),
        (CountField(), "1.5"),
        (CountField(), 5.7),
        (CountField(), "twelve"),
        (CountField(), True),
        (CountField(least=1, most=9), "10"),
        (CountField(), "9" * 5000),
        (RateField(), "9.48221"),
        (RateField(), "-1"),
        (RateField(), "1,000.5"),
        (RateField(), "1001"),
        (RateField(), "12000000"),
        (PhoneField(), "8.11E+08"),
        (PhoneField(), "12"),
        (PhoneField(), "call Maria"),
        (IdNumberField(), "12"),
        (IdNumberField(), "8501'; DROP"),
        (ChoiceField(KINDS), "gift"),
        (NameField(), "x" * 81),
        (NameField(), "Maria\u202egro"),
        (NameField(), "Mar\0ia"),
        (NameField(), "Mar\x1bia"),
        (TextField(), "x" * 2001),
        (RolesField(), ";;"),
        (RolesField(), ";".join(f"role{n}" for n in range(11))),
    ],
)
def test_field_refused(field: EdgeField, typed: object) -> None:
    """What a field does not take it refuses with a code that has a sentence."""
    with pytest.raises(Refusal) as refused:
        field.read(typed)
    if refused.value.code in SENTENCES:
        SENTENCES[refused.value.code] % refused.value.facts


@given(st.integers(0, 10_000_000))
def test_rate_round_trip(rate: int) -> None:
    """Every rate survives being written with its four decimals."""
    assert read_rate(f"{rate // 10_000}.{rate % 10_000:04}") == rate


def test_load_gives_values() -> None:
    """Trimmed texts, typed values, blank ones absent."""
    typed = {"member": " 7 ", "amount": "1 234,50", "note": "   "}
    assert load(Saving(), typed) == ({"member": 7, "amount": 123450}, ())


def test_load_gives_every_fault_in_the_order_of_the_schema() -> None:
    """Missing, unknown and unclear are all told, each at its place."""
    values, faults = load(Saving(), {"amount": "much", "amont": "5", "member": ""})
    assert values is None
    told = [(f.where, f.code, dict(f.facts)) for f in faults]
    assert told == [
        (("member",), "field-missing", {}),
        (("amount",), "money-unclear", {"text": "much"}),
        (("amont",), "field-unknown", {"field": "amont"}),
    ]
    assert faults[1].refusal.code == "money-unclear"


def test_load_refuses_what_is_no_mapping() -> None:
    """A program may send a list where a form was meant."""
    values, faults = load(Saving(), ["member"])  # type: ignore[arg-type]  # that is the point
    assert values is None
    assert [f.code for f in faults] == ["field-unclear"]


def test_load_rows_names_row_and_column_and_stops_in_time() -> None:
    """Good rows come back; faults carry the row, and there is an end to them."""
    good, bad = {"member": 7, "amount": 5}, {"member": 7, "amount": "x"}
    values, faults = load_rows(Saving(), [good, bad, good])
    assert [v["amount"] for v in values] == [500, 500]
    assert [f.where for f in faults] == [(1, "amount")]
    _, many = load_rows(Saving(), [bad] * 300)
    assert len(many) == 100
