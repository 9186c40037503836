"""What it takes to set up a group's books in a test: answers, and reads of what came of it."""

from federation.store import local
from federation.store.queries import books, group

from .conftest import PIN, sentences

# Kind, saving, …: what a federation group answers, question after question.
RULES = (
    ("kind", {"template": "saving"}),
    ("saving", {"savings": "free"}),
    ("purposes", {"general": "yes", "land": "yes", "own": "school"}),
    ("limit", {"limit": "other", "times": "2,5"}),
    ("interest", {"loan_rate": "10 %", "loan_per": "month", "loan_method": "flat"}),
    ("payback", {"loan_every": "month", "loan_instalments_most": "6"}),
    ("approval", {"loans_by": "meeting", "loan_guarantors": "2"}),
    ("social", {"social_contribution": "2.00"}),
    ("fines", {"late": "1", "why1": "phone rings", "amount1": "0,50", "fines_to": "pool"}),
    ("sharing", {"shares_out": "no"}),
    ("leaving", {"leaving": "savings"}),
    ("officers", {"officers_close": "3", "cash_warning": "1 000"}),
    ("meeting", {"meets_every": "week", "meets_on": "7", "place": "Tree", "quorum": "50"}),
)
TICKS = {"general", "land", "materials", "house", "services"}
LOAN = {
    "member": "2",
    "principal": "1000",
    "owed": "600",
    "rate": "10",
    "instalments": "5",
    "disbursed_on": "2026-08-30",
    "first_due_on": "2026-09-30",
}
VOTE = {"votes_for": "3", "present": "3"}


def answer(browser, code, told, way="/setup"):
    """Send a question with these answers and no other ticks."""
    goal, data = browser.filled(f"{way}/{code}", {})
    data = {name: text for name, text in data.items() if name not in TICKS}
    return browser.post(goal, {**data, **told})


def begins(browser, **told):
    """Whether there is money already; the choice is open at first."""
    sent = answer(browser, "money", told)
    assert sent.status_code == 303, sentences(sent)


def rules_of(store):
    with store.reading() as db:
        return group.rules(db, own(store))


def own(store):
    with store.reading() as db:
        return books.book_of(db, store.node.settings.node_id)


def pots(store):
    with store.reading() as db:
        return books.pots(db, own(store))


def lines(store):
    with store.reading() as db:
        return sum(one.last for one in books.books(db))


def drafts(store, code):
    with store.reading() as db:
        return local.drafts(db, 0, f"setup:{code}")


def officers(store):
    with store.reading() as db:
        two = [str(local.find_user(db, name).id) for name in ("Treasurer", "Secretary")]
    return {"officer1": two[0], "pin1": PIN, "officer2": two[1], "pin2": PIN}


def answer_all(browser):
    """Every question about the rules."""
    for code, told in RULES:
        sent = answer(browser, code, told)
        assert sent.status_code == 303, (code, sentences(sent))


def write_down(browser):
    """Three members."""
    names = "Anna ǁGaroëb, woman\n\nBerta, f\nCilla"
    browser.done("/setup/members", button="add", names=names)
    browser.done("/setup/members", button="confirm")


def count(browser):
    """What is there, to be over by 1,037.50."""
    browser.done("/setup/box", **{"pieces.20000": "6", "pieces.5000": "1"})
    browser.done("/setup/bank", bank="9 500.00", paper="Statement 88")
    browser.done(
        "/setup/savings",
        **{"saved:general:1": "412.50", "saved:land:1": "9000", "saved:school:2": "500"},
    )
    browser.done("/setup/loans", button="add", **LOAN)
    browser.done("/setup/loans", button="confirm")
    browser.done("/setup/pots", social="100", held="300")
