"""Bank, fees, fund and city on the group's pages; the bank's paper ticked off."""

import pytest

from federation.store.queries import bank, books, group
from tests import factories as f


@pytest.fixture
def rich(treasurer, store):
    """One member, N$ 500.00 saved."""
    treasurer.done("/members/new", name="Ndapewa Shikongo")
    f.enter(store, ("savings", 50_000, 1))
    return treasurer


def ticking(browser, *entries, **told):
    _, data = browser.filled("/bank", {})
    return browser.post("/bank", {**data, **told, **{f"tick.{one}": "yes" for one in entries}})


def test_every_kind_has_its_page_with_what_it_asks(rich):
    shown = rich.get("/money").text
    assert "Paid to the city" in shown
    for kind, asked in {
        "bank_deposit": "slip",
        "municipal_payment": "purpose",
        "fee": "member",
    }.items():
        assert f'name="{asked}"' in rich.get(f"/money/{kind}").text
    assert 'name="member"' not in rich.get("/money/bank_deposit").text
    assert rich.get("/money/savings").status_code == 404


def test_the_bank_s_paper_is_laid_beside_the_books(rich, store):
    rich.done("/money/bank_deposit", amount="300", slip="4711")
    rich.done("/money/bank_deposit", amount="50", slip="4712")
    rich.done("/money/bank_charge", amount="7.50")
    with store.reading() as db:
        book = books.books(db)[0].id
        first, second, charge = bank.open_lines(db, book)
        assert (first.moved_minor, second.slip, charge.moved_minor) == (30_000, "4712", -750)
    answer = ticking(rich, first.seq, charge.seq, statement="2026/11", balance="292.50")
    assert answer.status_code == 303
    shown = rich.get("/bank").text
    assert "and the books agree" in shown
    with store.reading() as db:
        assert [one.seq for one in bank.open_lines(db, book)] == [second.seq]
        assert group.statements(db, book)[0].ticked == (first.seq, charge.seq)
        assert bank.balance(db, book) == 34_250
    twice = ticking(rich, first.seq, statement="2026/12", balance="300")
    assert (twice.status_code, "cannot be ticked off" in twice.text) == (422, True)
    assert ticking(rich, second.seq, statement="2026/12", balance="345").status_code == 303
    assert "is not explained" in rich.get("/bank").text


def test_a_statement_taken_back_opens_its_lines_again(rich, store):
    rich.done("/money/bank_deposit", amount="300", slip="4711")
    with store.reading() as db:
        line = bank.open_lines(db, books.books(db)[0].id)[0]
    ticking(rich, line.seq, statement="1", balance="300")
    with store.reading() as db:
        book = books.books(db)[0].id
        seq = group.statements(db, book)[0].seq
    page = rich.get(f"/entries/{seq}").text
    assert "take it back" in page
    rich.done(f"/entries/{seq}", reason="the wrong paper", second="2", pin="4711")
    with store.reading() as db:
        assert group.statements(db, book) == ()
        assert [one.seq for one in bank.open_lines(db, book)] == [line.seq]


def test_the_city_is_paid_with_its_receipt(rich, store):
    paid = {"amount": "120.00", "purpose": "land"}
    refused = rich.send("/money/municipal_payment", **paid)
    assert refused.status_code == 422
    rich.done("/money/municipal_payment", **paid, slip="88231")
    with store.reading() as db:
        entry = books.entries(db, books.books(db)[0].id)[-1]
    assert (entry.kind, entry.slip, entry.purpose) == ("municipal-payment-made", "88231", "land")


@pytest.mark.parametrize("amount", ["1.005", "-5", "1e9", "١٢", "", "0"])
def test_an_amount_that_is_none_is_told_beside_its_field(rich, store, amount):
    with store.reading() as db:
        before = books.books(db)
    refused = rich.send("/money/expense", amount=amount, note="paper")
    assert refused.status_code == 422
    assert 'id="w-amount"' in refused.text
    with store.reading() as db:
        assert books.books(db) == before
