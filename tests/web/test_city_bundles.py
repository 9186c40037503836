"""One answer for many requests, words that are kept, and answers by a spreadsheet, at a city."""

import csv
import io
import re
import shutil
from dataclasses import replace

import openpyxl
import pytest

from federation.books import answer_sheet
from federation.books.writer import write_csv, write_xlsx
from federation.commands import bundles
from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.core.refusals import Refusal
from federation.node import open_node
from federation.store.verify import verify
from federation.web import create_app

from . import portals
from .cities import answers, main_of, views, words
from .conftest import Browser, Clock, forms_of

DAY = portals.TODAY.date().isoformat()
COMMIT = {
    "text": "Two taps each",
    "department": "Water",
    "by": "2027-03-31",
    "amount": "1500",
    "budget_line": "C-9",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A city with 40 requests; each test answers in a copy of it."""
    return portals.build(tmp_path_factory.mktemp("bundles"), 40)


@pytest.fixture
def app(tmp_path, built):
    shutil.copytree(built.folder, tmp_path / "city")
    made = create_app(open_node(tmp_path / "city", clock=Clock(portals.TODAY)))
    yield made
    made.extensions["federation"].close()


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture
def official(app):
    return Browser(app).log_in("Official")


def still_open(store):
    return [one for one in views(store) if one.stage != "refused"]


def data_of(page, action):
    """What the form of a page sends, with every mark."""
    (form,) = [one for one in forms_of(page) if one.action.endswith(action)]
    return [*form.fields]


def pressed(official, page, action, *more):
    return official.post(action, _multi([*data_of(page, action), *more]))


def _multi(pairs):
    told: dict[str, list[str]] = {}
    for name, value in pairs:
        told.setdefault(name, []).append(value)
    return told


def marks(some):
    return "&".join(f"r={one.request}" for one in some)


# Bundles


def test_thirty_answers_take_five_steps(official, store):
    chosen = still_open(store)[:30]
    before = len(answers(store))
    steps = [official.get("/requests?mark=all")]
    assert steps[0].text.count('name="r"') == len(still_open(store))
    steps.append(official.get(f"/bundle?{marks(chosen)}"))
    steps.append(official.get(f"/bundle?{marks(chosen)}&verb=commit"))
    assert "30 requests get this answer" in main_of(steps[-1])
    told = [(name, value) for name, value in data_of(steps[-1], "/bundle") if name not in COMMIT]
    steps.append(official.post("/bundle", _multi([*told, *COMMIT.items()])))
    said = main_of(steps[-1])
    assert "group will read this" in said
    assert "Two taps each" in said
    assert all(words(one.title) in said for one in chosen)
    assert len(answers(store)) == before, "a look gives nothing"
    done = pressed(official, steps[-1], "/bundle", ("button", "give"))
    again = pressed(official, steps[-1], "/bundle", ("button", "give"))
    assert (done.status_code, again.status_code) == (303, 303)
    assert len(steps) + 1 == 5
    assert len(answers(store)) == before + 30, "a double tap gives each once"
    fresh = [one.answers[-1] for one in views(store) if one in chosen or one.answers][:30]
    assert {one.amount_minor for one in fresh if one.text == "Two taps each"} == {150_000}
    assert "The answers are given" in main_of(official.get("/?done=answers"))
    with store.reading() as db:
        assert verify(db, store.node) == ()


def test_one_that_cannot_take_it_stops_all_and_is_named(official, store):
    one, two, three = still_open(store)[:3]
    perform(
        store,
        GiveAnswer(request=two.request, day=DAY, verb="decide", resolution="7/2026", by=DAY),
        give_answer,
    )
    before = len(answers(store))
    page = official.get(f"/bundle?{marks([one, two, three])}&verb=decide")
    told = [*data_of(page, "/bundle"), ("resolution", "7/2026"), ("by", "2027-01-31")]
    told = [(n, v) for n, v in told if v or n not in ("resolution", "by")]
    look = official.post("/bundle", _multi(told))
    assert look.status_code == 200
    refused = pressed(official, look, "/bundle", ("button", "give"))
    assert refused.status_code == 422
    said = main_of(refused)
    assert "No answer was given yet, for 1 of 3 requests cannot take it" in said
    assert f"{two.title} : " in said or f"{two.title}: " in said
    assert 'value="7/2026"' in refused.text, "what was typed stands there still"
    assert len(answers(store)) == before


def test_what_a_verb_needs_is_asked_before_the_look(official, store):
    chosen = still_open(store)[:3]
    page = official.get(f"/bundle?{marks(chosen)}&verb=refuse")
    wrong = official.post("/bundle", _multi(data_of(page, "/bundle")))
    assert wrong.status_code == 422
    assert "Choose the reason." in wrong.text
    assert wrong.text.count('name="r"') == 3


def test_nothing_marked_or_nothing_open_leads_back(official, store):
    assert official.get("/bundle").headers["Location"].endswith("/requests?done=unmarked")
    assert official.get("/bundle?r=nothing").status_code == 404
    first = still_open(store)[0]
    told = {"verb": "refuse", "reason": "no-land", "text": "No"}
    perform(store, GiveAnswer(request=first.request, day=DAY, **told), give_answer)
    page = official.get(f"/bundle?r={first.request}")
    assert "None of the marked requests is open any more" in main_of(page)
    many = "&".join(f"r={number}" for number in range(bundles.MOST_ANSWERS + 1))
    assert official.get(f"/bundle?{many}").status_code == 422


def test_a_bundle_is_sound_by_itself(store):
    """Two answers to one request, and one resolution of two days, are seen inside the bundle."""
    one, two = still_open(store)[:2]

    def given(request, **told):
        return GiveAnswer(request=request, day=DAY, **told)

    twice = (given(one.request, verb="ask", text="How many?"),) * 2
    decide = {"verb": "decide", "resolution": "8/2026", "by": "2027-01-31"}
    days = (
        given(one.request, resolved_on="2026-11-01", **decide),
        given(two.request, resolved_on="2026-11-02", **decide),
    )
    before = len(answers(store))
    for some, code in ((twice, "answer-second"), (days, "resolution-other-day"), ((), "")):
        with pytest.raises(Refusal) as refused:
            perform(store, bundles.GiveAnswers(answers=some), bundles.give_answers)
        if some:
            (wrong,) = refused.value.facts["refused"]
            assert (wrong.place, wrong.refusal.code) == (1, code)
        else:
            assert refused.value.code == "answers-none"
    assert len(answers(store)) == before


# Words that are kept


def test_words_of_an_answer_are_kept_used_and_taken_out(official, store):
    first, *more = still_open(store)
    goal, data = official.filled(f"/requests/{first.request}/answer?verb=visit", {})
    told = {"by": "2026-12-15", "text": "We come with a plan.", "department": "Planning"}
    assert official.post(goal, {**data, **told}).status_code == 303
    page = official.get(f"/requests/{first.request}?done=answered")
    (keep,) = re.findall(r'href="(/wordings/new\?[^"]+)"', page.text)
    kept = official.done(keep.replace("&amp;", "&"), name="Visit <first>")
    assert "Visit &lt;first&gt;" in kept.text
    form = official.get(f"/requests/{more[0].request}/answer?verb=visit")
    assert "Visit &lt;first&gt;" in form.text
    (use,) = re.findall(
        rf'href="(/requests/{more[0].request}/answer\?[^"]*wording[^"]*)"', form.text
    )
    filled = official.get(use.replace("&amp;", "&"))
    assert ">We come with a plan.</textarea>" in filled.text
    assert 'value="Planning"' in filled.text
    other = official.get(f"/requests/{more[0].request}/answer?verb=refuse")
    assert "Visit" not in main_of(other), "words of another verb are not offered"
    bundle = official.get(f"/bundle?{marks(more[:2])}&verb=visit")
    (use,) = re.findall(r'href="(/bundle\?[^"]*wording[^"]*)"', bundle.text)
    filled = official.get(use.replace("&amp;", "&"))
    assert ">We come with a plan.</textarea>" in filled.text
    assert filled.text.count('name="r"') == 2
    again = official.done("/wordings/new", name="visit <FIRST>", verb="visit", text="Other")
    assert "We come with a plan" not in main_of(again)
    gone = official.done("/wordings", action="/wordings/remove")
    assert "Answers given with them stay" in main_of(gone)
    assert "We come with a plan." in main_of(official.get(f"/requests/{first.request}"))


# By a spreadsheet


def saved(official, kind):
    file = official.get(f"/sheet/answers.{kind}")
    assert file.status_code == 200
    return file.data


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def csv_of(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def brought(official, content, name="answers.csv"):
    _, data = official.filled("/sheet", {}, "/sheet/look")
    return official.upload("/sheet/look", data, ("files", name, content))


def given(official, page):
    return pressed(official, page, "/sheet/take")


def test_a_filled_in_sheet_gives_its_answers_once(official, store):
    rows = rows_of(saved(official, "csv"))
    assert len(rows) == len(still_open(store))
    assert "households" not in rows[0]
    for row in rows[:5]:
        row |= {"verb": "acknowledge", "department": "Water"}
    rows[5] |= {"verb": "commit", **COMMIT, "by": "31/03/2027", "amount": "1 500,00", "many": "4"}
    before = len(answers(store))
    look = brought(official, csv_of(rows))
    assert "will read this" in main_of(look)
    assert len(answers(store)) == before
    assert given(official, look).status_code == 303
    assert len(answers(store)) == before + 6
    promised = next(one for one in answers(store) if one.many == 4)
    assert (promised.by, promised.amount_minor) == ("2027-03-31", 150_000)
    again = brought(official, csv_of(rows))
    assert "Nothing is new in this sheet" in main_of(again)
    assert "6 rows were answered already" in main_of(again)
    rows[6] |= {"verb": "ask", "text": "Which plots?"}
    assert "Give 1 answer" in main_of(brought(official, csv_of(rows)))
    later = rows_of(saved(official, "csv"))
    (same,) = [one for one in later if one["id"] == rows[0]["id"]]
    same |= {"verb": "acknowledge", "department": "Water"}
    assert "Give 1 answer" in main_of(brought(official, csv_of([same])))


def test_the_same_sheet_as_a_workbook(official, store):
    book = openpyxl.load_workbook(io.BytesIO(saved(official, "xlsx")))
    page = book.active
    names = {cell.value: cell.column for cell in page[1]}
    page.cell(2, names["verb"]).value = "ask"
    page.cell(2, names["text"]).value = "=1+1"
    page.cell(2, names["code"]).value = 1e30  # what a program may make of a code

    def as_file():
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    before = len(answers(store))
    formula = brought(official, as_file(), "answers.xlsx")
    assert "row 2, column text" in main_of(formula), "a formula is never worked out"
    page.cell(2, names["text"]).value = "How many plots?"
    assert given(official, brought(official, as_file(), "answers.xlsx")).status_code == 303
    assert [one.text for one in answers(store)].count("How many plots?") == 1
    assert len(answers(store)) == before + 1
    assert "Nothing is new" in main_of(brought(official, as_file(), "answers.xlsx"))


def test_every_wrong_row_is_named_and_nothing_is_taken(official, store):
    rows = rows_of(saved(official, "csv"))
    rows[0] |= {"verb": "acknowledge", "department": "Water"}
    rows[1] |= {"verb": "commit", "text": "Soon"}
    rows[2] |= {"text": "words without a verb"}
    rows[3] |= {"verb": "visit", "by": "12/31/2026"}
    rows[4] |= {"verb": "ask", "text": "?", "id": "nothing"}
    before = len(answers(store))
    page = brought(official, csv_of(rows))
    assert page.status_code == 422
    said = main_of(page)
    for place in ("row 3, column department", "row 3, column by", "row 4, column verb",
                  "row 5, column by"):  # fmt: skip
        assert place in said, place
    rows[1] = rows[2] = rows[3] = dict.fromkeys(rows[1], "")
    page = brought(official, csv_of([*rows[:5], {**rows[0], "department": "Roads"}]))
    said = main_of(page)
    assert "row 6, column id" in said or "row 3, column id" in said
    assert len(answers(store)) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,verb\n", "says what is answered"),
        (b"id,verb,colour\nx,ask,red\n", "column colour"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04 no zip", ""),
    ],
)
def test_files_that_are_no_such_sheet(official, content, said):
    page = brought(official, content)
    assert page.status_code == 422
    assert said in main_of(page)


def test_the_drafts_of_others_are_not_found(official):
    _, data = official.filled("/sheet", {}, "/sheet/look")
    gone = official.post("/sheet/take", {**data, "draft": "0" * 20})
    assert gone.status_code == 422


def test_nothing_in_the_sheet_is_run_by_a_spreadsheet_program(store, tmp_path):
    first = views(store)[0]
    risky = [replace(first, title="=1+1", group="@group", settlement="+1")]
    made = answer_sheet.table(risky, DAY)
    (path,) = write_csv(tmp_path, [made])
    (row,) = rows_of(path.read_bytes())
    assert (row["title"], row["group"], row["settlement"]) == ("'=1+1", "'@group", "'+1")
    book = openpyxl.load_workbook(write_xlsx(tmp_path / "a.xlsx", [made]))
    names = {cell.value: cell for cell in book.active[1]}
    cell = book.active.cell(2, names["title"].column)
    assert (cell.data_type, cell.value) == ("s", "=1+1")
