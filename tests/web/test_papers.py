"""Papers in the browser: who may see which, the sheet as it prints, the file to save."""

import sys

import pytest

from .conftest import Browser
from .test_group import enter

NAME = "Nangombe ǁGaroëb"


@pytest.fixture
def lived_in(treasurer):
    treasurer.done("/members/new", name=NAME)
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/attendance", button="rest")
    treasurer.done("/meetings/1/attendance", button="confirm")
    enter(treasurer, "savings", **{"savings:general:1": "20"})
    return treasurer


def test_pages_lead_to_their_papers(lived_in):
    for page, paper in (
        ("/more", "/papers"),
        ("/papers", "/papers/meeting-sheet"),
        ("/papers", "/papers/collector-sheet"),
        ("/papers", "/papers/receipts"),
        ("/papers", "/papers/wall-columns"),
        ("/members", "/papers/wall"),
        ("/members", "/papers/signatures"),
        ("/members/1", "/papers/members/1/passbook"),
        ("/members/1", "/papers/members/1/statement"),
        ("/entries/4", "/papers/entries/4/receipt"),
        ("/daily", "/papers/collector-sheet"),
        ("/meetings/1/read-out", "/papers/meetings/1"),
    ):
        assert f'href="{paper}"' in lived_in.get(page).text, (page, paper)


def test_a_paper_is_a_sheet_and_a_file(lived_in):
    page = lived_in.get("/papers/members/1/passbook")
    assert page.text.count(NAME) >= 1
    assert "style=" not in page.text
    assert 'href="/papers/members/1/passbook?as=pdf"' in page.text
    saved = lived_in.get("/papers/members/1/passbook?as=pdf")
    assert (saved.status_code, saved.mimetype) == (200, "application/pdf")
    assert saved.data.startswith(b"%PDF-")
    named = saved.headers["Content-Disposition"]
    assert named == "attachment; filename=passbook-2026-11-22.pdf"
    assert saved.headers["Cache-Control"] == "no-store"


def test_days_of_a_statement_go_into_the_file(lived_in):
    page = lived_in.get("/papers/members/1/statement?from=2026-11-01&to=2026-11-30").text
    assert "from=2026-11-01&amp;to=2026-11-30&amp;as=pdf" in page
    assert "20.00" in page
    assert "20.00" not in lived_in.get("/papers/members/1/statement?to=2026-11-01").text
    assert lived_in.get("/papers/members/1/statement?from=yesterday").status_code == 422


@pytest.mark.usefixtures("lived_in")
def test_a_collector_sees_papers_of_savings_only(app):
    collector = Browser(app).log_in("Collector")
    index = collector.get("/papers").text
    assert "/papers/collector-sheet" in index
    assert "/papers/meeting-sheet" not in index
    assert collector.get("/papers/members/1/passbook").status_code == 200
    for path in ("wall-columns", "members/1/statement", "meetings/1", "entries/4/receipt"):
        assert collector.get(f"/papers/{path}").status_code == 403, path
        assert collector.get(f"/papers/{path}?as=pdf").status_code == 403, path
    assert "/papers/wall-columns" not in collector.get("/papers/wall").text


def test_what_is_not_there_is_said(lived_in):
    assert "no receipt" in lived_in.get("/papers/entries/1/receipt").text
    assert lived_in.get("/papers/members/9/passbook").status_code == 404
    assert lived_in.get("/papers/meetings/9/receipts").status_code == 404


def test_without_typst_the_page_still_prints(lived_in, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    page = lived_in.get("/papers/wall")
    assert page.status_code == 200
    assert "as=pdf" not in page.text
    refused = lived_in.get("/papers/wall?as=pdf")
    assert refused.status_code == 422
    assert "Print the page instead" in refused.text
