"""A loan that the fund offers: seen by the group, voted on, taken with one press."""

from federation.commands.users import add_user
from federation.store.queries import books
from federation.store.queries import fund as told
from federation.store.queries import group as by_group
from federation.web import create_app
from sync.export import export
from sync.intake import take_in
from tests.lending import rules

from .cities import beside
from .conftest import PIN, Browser
from .test_fund import DAY, lend, office
from .test_hub import bring, hub, world

__all__ = ["hub", "office", "world"]


def test_money_that_goes_out_before_anybody_agreed_is_asked_about_not_refused(office, world):
    store, rosa, _ = office
    lend(rosa)
    page = rosa.get("/fund/loans/1/pay-out").text
    assert "Nobody said which members the loan is for" in page
    assert "the group has not taken the loan over" in page
    out = {"amount": "20000", "day": DAY, "form": "transfer"}
    refused = rosa.send("/fund/loans/1/pay-out", **out)
    assert (refused.status_code, list(beside(refused))) == (422, ["early"])
    with store.reading() as db:
        assert told.balances(db)["cash"] == 20_000_000
    rosa.done("/fund/loans/1/parts", member1="1")
    page = rosa.get("/fund/loans/1/pay-out").text
    assert "Nobody said which members" not in page
    assert "the group has not taken the loan over" in page
    rosa.done("/fund/loans/1/pay-out", early="yes", **out)
    group = world["group"]
    files = [one.file for one in export(store, to="G0001")]
    assert [one.outcome for one in take_in(group, files)] == ["applied"] * len(files)
    app = create_app(group.node)
    own = app.extensions["federation"]
    add_user(own, "Treasurer", "treasurer", PIN)
    try:
        Browser(app).log_in().done("/fund-loans/offers/1")
    finally:
        own.close()
    bring(rosa, *[(one.file.name, one.file.read_bytes()) for one in export(group)])
    page = rosa.get("/fund/loans/1/pay-out").text
    assert "missing:" not in page
    assert 'name="early"' not in page
    rosa.done("/fund/loans/1/pay-out", **{**out, "amount": "15000"})


def test_an_offer_stands_on_the_first_page_and_a_vote_is_asked_for_before(office, world):
    store, rosa, _ = office
    lend(rosa)
    group = world["group"]
    files = [one.file for one in export(store, to="G0001")]
    assert [one.outcome for one in take_in(group, files)] == ["applied"] * len(files)
    app = create_app(group.node)
    own = app.extensions["federation"]
    add_user(own, "Treasurer", "treasurer", PIN)
    try:
        ndapewa = Browser(app).log_in()
        with own.reading() as db:
            (offer,) = told.offers(db)
        for path in ("/", "/meeting"):
            page = ndapewa.get(path).text
            assert f"{offer.lender} offers the group a loan of" in page, path
            assert 'href="/fund-loans/offers/1"' in page, path
        assert 'name="lender"' not in ndapewa.get("/fund-loans/offers/1").text
        rules(own)
        page = ndapewa.get("/fund-loans/offers/1").text
        assert "By your rules the members vote on it" in page
        assert "<form class=" not in page
        assert "votes_for" not in page
        ndapewa.done("/meeting", day=DAY, place="", language="")
        ndapewa.done("/meetings/1/attendance", button="rest")
        ndapewa.done("/meetings/1/attendance", button="confirm")
        for step in ("loans", "decisions"):
            assert 'href="/fund-loans/offers/1"' in ndapewa.get(f"/meetings/1/{step}").text, step
        unread = ndapewa.send("/fund-loans/offers/1")
        assert (unread.status_code, list(beside(unread))) == (422, ["votes_for"])
        page = ndapewa.done("/fund-loans/offers/1", votes_for="1", votes_against="0")
        assert offer.lender in page.text
        assert "518.35" in page.text, "the payments are the fund's, whenever the group met"
        with own.reading() as db:
            book = books.book_of(db, own.node.settings.node_id)
            (taken,) = by_group.fund_loans(db, book)
            (vote, *_) = by_group.decisions(db, book)
        assert (taken.lender, taken.day, taken.decision) == (offer.lender, offer.day, vote.decision)
        assert (vote.day, vote.meeting) == (DAY, 1)
        assert "offers the group" not in ndapewa.get("/").text
    finally:
        own.close()
