"""Books as a spreadsheet, by browser: saved, looked at, taken in, let be."""

import io

import openpyxl
import pytest

from federation.store.queries import books
from tests import factories

from .conftest import OFFICERS, PIN, Browser, forms_of

MEMBERS = b"member_no,name,joined_on\n1,Hilma,2026-10-04\n2,Selma,2026-10-04\n"
ENTRIES = b"date,member_no,kind,amount\n2026-10-11,1,savings,20\n2026-10-11,2,savings,12.50\n"


def look(browser, *files):
    goal, data = browser.filled("/spreadsheets", {}, action="look")
    return browser.upload(goal, data, *(("files", name, content) for name, content in files))


def press(browser, page, **told):
    form = next(one for one in forms_of(page) if one.action.endswith("/take"))
    secretary = {"second": OFFICERS.index("secretary") + 1, "pin": PIN}
    return browser.post(form.action, {**dict(form.fields), **secretary, **told})


def drafts(store):
    return list((store.node.folder / "drafts").rglob("*.*"))


def test_looked_at_then_entered_then_nothing_new(treasurer, store):
    page = look(treasurer, ("members.csv", MEMBERS), ("entries.csv", ENTRIES))
    assert page.status_code == 200
    assert "4 entries would be made" in page.text
    assert [path.name for path in sorted(drafts(store))] == ["entries.csv", "members.csv"]
    assert "0 entries" not in treasurer.get("/entries").text
    assert "Hilma" not in treasurer.get("/members").text
    done = press(treasurer, page)
    assert done.status_code == 303
    assert "was taken in" in treasurer.get(done.headers["Location"]).text
    assert "Hilma" in treasurer.get("/members").text
    assert drafts(store) == []
    assert press(treasurer, page).status_code == 303  # a second tap
    again = look(treasurer, ("members.csv", MEMBERS), ("entries.csv", ENTRIES))
    assert "in the books already" in again.text
    assert press(treasurer, again, button="drop").status_code == 303
    assert drafts(store) == []


def test_saved_books_are_all_of_it(treasurer):
    press(treasurer, look(treasurer, ("members.csv", MEMBERS), ("entries.csv", ENTRIES)))
    saved = treasurer.get("/spreadsheets/books.xlsx")
    assert "attachment" in saved.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(saved.data))
    assert book.sheetnames == ["members", "entries", "loans", "requests"]
    assert [row[4].value for row in book["entries"].iter_rows()] == ["amount", 20, 12.5]
    assert "in the books already" in look(treasurer, ("Books.xlsx", saved.data)).text


def test_what_is_wrong_is_told_row_by_row_and_nothing_is_kept(treasurer, store):
    wrong = ENTRIES + b"2026-10-11,7,savings,1.005\n2026-13-11,1,savings,1\n"
    page = look(treasurer, ("members.csv", MEMBERS), ("entries.csv", wrong))
    assert page.status_code == 422
    assert "Sheet entries, row 4, column amount" in page.text
    assert "Sheet entries, row 5, column date" in page.text
    assert drafts(store) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((("../../evil.csv", MEMBERS), ("x.xlsx", b"PK\x03\x04")), "Bring one .xlsx"),
        ((("books.exe", b"MZ"),), "Bring one .xlsx"),
        ((("books.xlsx", b"hello"),), "cannot be read as an .xlsx"),
        ((("members.csv", b" " * 6_000_001),), "too big"),
    ],
)
def test_other_files_are_refused(treasurer, store, files, said):
    page = look(treasurer, *files)
    assert page.status_code == 422
    assert said in page.text
    assert drafts(store) == []


def test_a_draft_is_its_bringers_own(treasurer, app, store):
    page = look(treasurer, ("members.csv", MEMBERS))
    other = Browser(app).log_in("Secretary")
    stolen = look(other, ("members.csv", MEMBERS))
    form = next(one for one in forms_of(page) if one.action.endswith("/take"))
    mine = next(one for one in forms_of(stolen) if one.action.endswith("/take"))
    draft = dict(form.fields)["draft"]
    answer = other.post(mine.action, {**dict(mine.fields), "draft": draft})
    assert answer.status_code == 422
    assert "no longer kept here" in answer.text
    assert len(drafts(store)) == 2


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({"second": "", "pin": ""}, 422, "not saved yet"),
        ({"second": OFFICERS.index("treasurer") + 1}, 422, "Two different officers"),
        ({"second": OFFICERS.index("collector") + 1}, 422, "Two different officers"),
        ({"pin": "9999"}, 403, "Look at both and try again"),
    ],
)
def test_nobody_takes_a_spreadsheet_in_alone(treasurer, store, told, status, said):
    page = look(treasurer, ("members.csv", MEMBERS))
    stopped = press(treasurer, page, **told)
    assert (stopped.status_code, said in stopped.text) == (status, True)
    with store.reading() as db:
        assert books.members(db, books.book_of(db, store.node.settings.node_id)) == ()
    assert press(treasurer, stopped).status_code == 303  # it waited for her PIN
    with store.reading() as db:
        assert len(books.members(db, factories.own_book(store))) == 2


def test_a_row_that_decides_is_refused_on_running_books(treasurer):
    press(treasurer, look(treasurer, ("members.csv", MEMBERS)))
    rules = b"date,version,officers_close\n2026-10-04,1,2\n"
    page = look(treasurer, ("constitution.csv", rules))
    assert page.status_code == 422
    assert "Sheet constitution, row 2" in page.text
    assert "Only an empty machine takes this row in" in page.text


def test_who_is_forgotten_is_in_no_file_that_waits(treasurer, store):
    factories.admit(store, "Hilma")
    look(treasurer, ("members.csv", b"member_no,name,joined_on\n2,Selma,2026-10-04\n"))
    assert drafts(store)
    treasurer.done("/members/1/leave", day=factories.DAY)
    treasurer.done("/members/1/forget", action="forget")
    assert drafts(store) == []


def test_a_collector_has_no_spreadsheets(app):
    collector = Browser(app).log_in("Collector")
    assert collector.get("/spreadsheets").status_code == 403
    assert collector.get("/spreadsheets/books.xlsx").status_code == 403
