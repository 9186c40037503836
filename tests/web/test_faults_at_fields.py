"""What is wrong with a form stands at a field that names it, on every page of a group."""

from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urljoin

import pytest

from .conftest import forms_of, sentences
from .setting_up import begins
from .test_loans import TERMS

# Forms that ask nothing: a way out, or one button.
ASK_NOTHING = ("/logout", "/charge-late", "/take-back")

# Pages with forms, and fields that make something wrong which emptiness does not.
PAGES = MappingProxyType(
    {
        "/setup/kind": {"template": "x"},
        "/setup/purposes": {},
        "/setup/interest": {"loan_rate": "ten"},
        "/setup/officers": {"officers_close": "1"},
        "/setup/box": {"total": "x", "pieces.20000": "x"},
        "/setup/savings": {"saved:general:1": "x"},
        "/rules/change": {},
        "/members/new": {},
        "/members/1/withdraw": {"amount": "x", "purpose": "none of these"},
        "/meetings/1/savings": {"savings:general:1": "x", "button": "confirm"},
        "/meetings/1/count": {"total": "x", "pieces.20000": "x", "button": "confirm"},
        "/meetings/1/fines": {"amount": "x", "why": "x"},
        "/meetings/1/loans": {"member": "9", "principal": "x"},
        "/meetings/1/loans/1": {"women_voting": "x", "votes_for": "x"},
        "/meetings/1/decisions": {"women_voting": "x"},
        "/loans/ask": {"principal": "x"},
        "/fund-loans/new": {"source": "x"},
        "/labour/new": {"hours.1": "x", "task": "x"},
        "/peer-checks/new": {"book.1": "x"},
        "/rotating-pots/new": {"place.1": "x"},
        "/money/municipal_payment": {"purpose": "x"},
        "/money/bank_deposit": {},
        "/bank": {},
        "/requests/new": {},
        "/daily": {"sheet": "x", "savings:general:1": "x", "button": "hand-in"},
    }
)
# Where nothing can be wrong in the state of this test, so that no fault is expected.
QUIET = ("/rules/change",)


class Names(HTMLParser):
    """Faults of a page, every id, and what each field says describes it."""

    def __init__(self, text):
        super().__init__()
        self.faults, self.ids, self.described = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "p" and told.get("class") == "fault":
            self.faults.append(told.get("id", ""))
        if tag in ("input", "select", "textarea", "fieldset"):
            self.described |= set((told.get("aria-describedby") or "").split())


def amiss(page):
    """What of a page's faults no field names, and ids that stand twice."""
    found = Names(page.text)
    twice = {one for one in found.ids if found.ids.count(one) > 1}
    return [one for one in found.faults if not one or one not in found.described], twice


@pytest.fixture
def asked(treasurer):
    """Two members, an open meeting, one who asks for a loan."""
    for name in ("Ndapewa", "Moses"):
        treasurer.done("/members/new", name=name)
    begins(treasurer, begin="now")
    treasurer.done("/meeting")
    treasurer.done("/loans/ask", member="2", principal="200")
    return treasurer


def answers_of(browser, path, told):
    """The answers to each form of a page, sent empty but for what is told."""
    page = browser.get(path)
    assert page.status_code == 200, (path, page.status_code, page.headers.get("Location"))
    yield page
    for form in forms_of(page):
        if form.method != "post" or form.action.endswith(ASK_NOTHING):
            continue
        sent = {name: text if name.endswith("_token") else "" for name, text in form.fields}
        known = {*sent, *form.ticks, "button"}
        sent |= {name: text for name, text in told.items() if name in known}
        yield browser.post(urljoin(path, form.action) or path, sent)


def test_every_fault_stands_at_a_field_that_names_it(asked):
    wrong, silent = [], []
    for path, told in PAGES.items():
        faults = 0
        for answer in answers_of(asked, path, told):
            assert answer.status_code < 500, path
            faults += len(Names(answer.text).faults)
            if amiss(answer) != ([], set()):
                wrong.append((path, answer.request.path, *amiss(answer), sentences(answer)))
        if not faults and path not in QUIET:
            silent.append(path)
    assert not wrong
    assert not silent


def test_not_agreed_without_its_votes_is_told_in_its_own_form(asked):
    page = asked.send("/meetings/1/loans/1", "/decline", reason="")
    assert page.status_code == 422
    assert '<a href="#f-no-reason">' in page.text
    assert 'id="w-no-reason"' in page.text
    assert 'id="w-reason"' not in page.text


def test_a_refused_pay_out_is_told_in_the_form_of_its_loan(asked):
    asked.done("/meetings/1/attendance", button="rest")
    asked.done("/meetings/1/attendance", button="confirm")
    asked.done("/meetings/1/savings", button="confirm", **{"savings:general:1": "300"})
    _, answer = asked.shown("/meetings/1/loans/1", **TERMS, button="agree")
    assert answer.status_code == 303, sentences(answer)
    asked.done("/members/1/withdraw", amount="250")
    refused = asked.send("/meetings/1/loans", "/pay-out/1")
    assert refused.status_code == 422
    own = refused.text.index('action="/meetings/1/loans/pay-out/1"')
    assert own < refused.text.index("This was not saved yet.") < refused.text.index("</form>", own)
    assert refused.text.count("This was not saved yet.") == 1
