"""The same money entered twice into the fund's books, or more than is owed: asked about first."""

import re

from federation.store.queries import fund as told

from .cities import beside
from .conftest import PIN, Browser, sentences
from .test_fund import DAY, hub, lend, office, world

__all__ = ["hub", "office", "world"]


def test_the_same_repayment_from_two_people_is_asked_about(office):
    store, rosa, app = office
    lend(rosa)
    rosa.done("/fund/loans/1/pay-out", amount="50000", day=DAY, form="cash", early="yes")
    at = "/fund/loans/1/received"
    rosa.done(at, amount="43000", day=DAY, slip="F1")
    maria = Browser(app).log_in("Maria")
    again = maria.send(at, amount="43000", day=DAY)
    assert again.status_code == 422
    assert list(beside(again)) == ["entered_twice"]
    assert "entry 4" in sentences(again)[0]
    # Answered for these, it asks whether so much can be owed at all; a mark is for one amount.
    goal, data = maria.filled(at, {"amount": "43000", "day": DAY}, action="")
    once = {**data, "entered_twice": f"43000 {DAY}"}
    much = maria.post(goal, once)
    assert (much.status_code, list(beside(much))) == (422, ["above_owed"])
    assert f'name="entered_twice" value="43000 {DAY}" checked' in much.text
    other = maria.post(goal, {**once, "amount": "430000", "above_owed": f"43000 {DAY}"})
    assert list(beside(other)) == ["above_owed"]
    with store.reading() as db:
        assert told.last_numbers(db).entry == 4
    sure = maria.post(goal, {**once, "above_owed": f"43000 {DAY}"})
    assert sure.status_code == 303
    with store.reading() as db:
        assert told.lent(db, DAY, loan=1)[0].sums.over > 0
    # Capital that stands there already is asked about, too; of another day, or another amount, not.
    capital = {"amount": "200000", "day": DAY, "source": "ministry"}
    assert list(beside(maria.send("/fund/money/capital", **capital))) == ["entered_twice"]
    maria.done("/fund/money/capital", **{**capital, "amount": "200000.01"})


def test_what_was_taken_back_may_be_entered_again(office):
    _, rosa, _ = office
    number = rosa.done("/fund/money/cost", amount="70", day=DAY, about="other")
    (entry,) = re.findall(r"/fund/entries/(\d+)", number.request.path)
    rosa.done(f"/fund/entries/{entry}", reason="twice", second="2", pin=PIN)
    # A second press, of somebody who still had the page: it is told why nothing happens.
    before = rosa.get(f"/fund/entries/{entry}")
    _, data = rosa.filled("/fund/money/cost", {})
    late = {"reason": "again", "second": "2", "pin": PIN, "form_token": data["form_token"]}
    second = rosa.post(f"/fund/entries/{entry}", {**late, "csrf_token": data["csrf_token"]})
    assert "Take it back" not in before.text
    assert second.status_code == 409
    assert "was already taken back" in second.text
    rosa.done("/fund/money/cost", amount="70", day=DAY, about="other")
