"""The hub's pages: files in, groups, release, publish, replies, answers on paper."""

import re

import pytest

from federation.commands import learning
from federation.commands.carriers import add_carrier
from federation.commands.deed import perform
from federation.commands.users import add_user
from federation.core import events as e
from federation.papers.requests import short_name
from federation.store import open_store
from federation.store.queries import hub as reads
from federation.store.queries import learning as told
from federation.store.queries import requests as asked
from federation.web import create_app
from sync.enrolment import accept_charter, own_card
from sync.export import export
from sync.founding import found
from tests import factories, funds

from .cities import answers, beside, views
from .conftest import PIN, Browser

NAME = "Ndapewa ǁGaroëb"
FILLED_IN = (
    *(("<report>", "totals"), ("guides/<role>", "guides/staff"), ("<language>", "af")),
    *(("<about>", "request"), ("<left>/<int:mine>/<right>/<int:hers>", "q1/0/q2/0")),
    *(("/money/<what>", "/money/cost"), ("/<int:loan>/<what>", "/1/received")),
    *(("<what>", "joint-meeting-held"), ("<int:number>", "1"), ("<int:loan>", "1")),
    *(("<at>", "NA-KH"), ("<kind>", "csv")),
    *(("<language>", "ng"), ("<key>", "ed46218066a7")),
    *(("<period>", "2026-Q4"), ("<form>", "csv"), ("<account>", "cash"), ("<month>", "2026-11")),
)


@pytest.fixture
def hub(tmp_path, clock):
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    store = app.extensions["federation"]
    add_user(store, "Rosa", "staff", PIN)
    yield store, Browser(app).log_in("Rosa"), app
    store.close()


def enrol(rosa, node, *, digits=None, threshold="5"):
    goal, data = rosa.filled("/enrol", {"threshold": threshold})
    data["confirm"] = own_card(node).digits if digits is None else digits
    return rosa.upload(goal, data, ("card", "a.card", node.card()))


def charter_of(rosa, page):
    (address,) = re.findall(r'href="(/replies/files/[^"]+)"', page.text)
    return rosa.get(address).data


def bring(rosa, *files):
    goal, data = rosa.filled("/inbox", {}, action="take")
    sent = rosa.upload(goal, data, *(("files", name, content) for name, content in files))
    return rosa.taken(sent)


@pytest.fixture
def world(tmp_path, clock, hub):
    """A group and a city, made known by forms; the group has a member, savings and a request."""
    store, rosa, _ = hub
    made = {}
    for role, name in (("group", "Ehangano"), ("city", "Windhoek")):
        opened = open_store(found(tmp_path / role, role=role, name=name, clock=clock).node)
        charter = charter_of(rosa, enrol(rosa, opened.node))
        accept_charter(opened, charter, confirm=own_card(store.node).digits)
        made[role] = opened
    number = factories.admit(made["group"], NAME)
    factories.enter(made["group"], ("savings", 5000, number))
    factories.raise_request(made["group"], title="Toilets for block C", households=45)
    yield made
    for opened in made.values():
        opened.close()


def group_files(world):
    return [(one.file.name, one.file.read_bytes()) for one in export(world["group"])]


def test_digits_are_compared(tmp_path, clock, hub):
    _, rosa, _ = hub
    node = found(tmp_path / "g", role="group", name="Ehangano", clock=clock).node
    page = enrol(rosa, node, digits="1" * 30)
    assert (page.status_code, list(beside(page))) == (422, ["confirm"])
    assert 'value="111111111111111111111111111111"' in page.text
    assert list(beside(enrol(rosa, node, digits=""))) == ["confirm"]
    goal, data = rosa.filled("/enrol", {"confirm": "1" * 30})
    assert list(beside(rosa.upload(goal, data))) == ["card"]
    jpeg = rosa.upload(goal, data, ("card", "me.jpg", b"\xff\xd8\xff\xe0 picture"))
    assert (jpeg.status_code, "picture" in jpeg.text) == (422, False)
    page = enrol(rosa, node)
    assert "is known here now, as G0001" in page.text
    assert charter_of(rosa, page)


def test_each_file_has_its_own_line(hub, world):
    _, rosa, _ = hub
    (first, ledger), (second, asking) = group_files(world)
    broken = bytearray(ledger)
    broken[len(broken) // 2] ^= 1
    page = bring(rosa, (first, ledger), (first, ledger), ("x.bin", bytes(broken)), (second, asking))
    lines = re.findall(r'class="outcome (\w+)">.*?<b>(.*?)</b>', page.text, re.DOTALL)
    # What needs somebody comes first, the good ones are put together.
    assert lines == [
        ("stop", "not taken"),
        ("good", "taken in"),
        ("good", "was here already"),
        ("good", "taken in"),
    ]
    assert "3 of 4 files are in the books" in page.text
    assert "Copy it again" in page.text
    assert rosa.send("/inbox", action="take").status_code == 422  # no file at all


def test_the_folder_is_taken_in_whole(hub, world):
    store, rosa, _ = hub
    for name, content in group_files(world):
        (store.node.inbox / name).write_bytes(content)
    page = rosa.taken(rosa.send("/inbox", action="folder"))
    assert "2 of 2 files are in the books" in page.text


def test_what_waits_is_listed_until_it_goes_on(hub, world):
    _, rosa, _ = hub
    for name in ("Selma", "Rauna", "Anna"):
        factories.admit(world["group"], name)
    written = [
        (one.file.name, one.file.read_bytes())
        for one in export(world["group"], full=True, volume_entries=2)
        if one.stream == "ledger"
    ]
    page = bring(rosa, written[0], written[2])
    assert ">waits<" in page.text
    assert "Files that wait" in rosa.get("/inbox").text
    assert "missing: 3–4" in rosa.get("/groups").text
    assert "files are missing" in rosa.get("/").text
    page = bring(rosa, written[1])
    assert "2 of 2 files are in the books" in page.text
    assert "Files that wait" not in page.text
    assert "complete" in rosa.get("/groups").text


def test_groups_show_sums_and_no_member(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    page = rosa.get("/groups").text
    assert "Ehangano" in page
    assert "50.00" in page
    goal, data = rosa.filled("/groups/G0001/place?find=karas", {})
    assert rosa.post(goal, {**data, "place": "NA-KA"}).status_code == 303
    assert "ǁKaras" in rosa.get("/groups").text
    with store.reading() as db:
        assert list(reads.regions(db).values()) == ["NA-KA"]
    for path in (
        "/",
        "/inbox",
        "/groups",
        "/groups/G0001",
        "/requests",
        "/publish",
        "/embargoes",
        "/replies",
    ):
        assert NAME not in rosa.get(path).text
    assert rosa.get("/groups/C01").status_code == 404
    assert rosa.get("/members").status_code == 404


def test_ideas_go_to_the_groups_and_figures_name_nobody(hub, world):
    store, rosa, _ = hub
    group = world["group"]
    perform(
        group,
        learning.SharePractice(day=factories.DAY, title="Two count", did="two count the box"),
        learning.share_practice,
    )
    perform(
        group,
        learning.TellExchange(
            day=factories.DAY, form="visit-out", topic="books", people=4, group="Tunombili"
        ),
        learning.tell_exchange,
    )
    skill = learning.NoteSkills(member=1, day=factories.DAY, skills=(("mapping", True),))
    perform(group, skill, learning.note_skills)
    bring(rosa, *group_files(world))
    page = rosa.get("/ideas").text
    assert "two count the box" in page
    assert "Ehangano · G0001" in page
    assert "told with their next files" in rosa.done("/ideas").text
    assert "Tell the groups" not in rosa.get("/ideas").text
    together = rosa.get("/together").text
    assert "Tunombili" in together
    assert "Not visited yet" in together
    assert re.search(r"Tunombili <span class=\"small\">not known here", together)
    assert "Ehangano <span class" not in together.split("Who learned from whom")[1]
    assert NAME not in together
    with store.reading() as db:
        assert [one.title for one in told.practices(db)] == ["Two count"]


def test_release_publish_reply(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    assert "1 request waits for you" in rosa.get("/").text
    (view,) = views(store)
    rosa.done(f"/requests/{view.request}", action="release")
    page = rosa.get("/publish").text
    assert "Toilets for block C" in page
    assert "45" in page
    wrong = rosa.get("/publish?period=last")
    assert list(beside(wrong)) == ["period"]
    assert "Published" in rosa.done("/publish").text
    page = rosa.send("/replies", action="write").text
    files = re.findall(r'href="(/replies/files/[^"]+sgb)"', page)
    assert len({*files}) == 2
    assert all(rosa.get(one).status_code == 200 for one in files)
    assert rosa.get("/replies/files/..%2fsign.key").status_code == 404
    assert rosa.get("/replies/files/nothing.sgb").status_code == 404
    # Nobody has confirmed them yet, so they are written again.
    assert "2 files are written and read back" in rosa.send("/replies", action="write").text


def test_the_office_sees_why_a_figure_is_private_and_when_nothing_changed(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    assert "What is kept private, and why" not in rosa.get("/publish").text
    with store.writing() as db:
        db.execute_sql("UPDATE request SET households = 3")
    (view,) = views(store)
    rosa.done(f"/requests/{view.request}", action="release")
    page = rosa.get("/publish").text
    assert "Fewer households than this city may see" in page
    rosa.done("/publish")
    assert "Publishing writes nothing for this city" in rosa.get("/publish").text
    assert "It stands, and nothing was written" in rosa.done("/publish").text


def test_nothing_of_a_settlement_under_embargo_is_given_free(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    empty = rosa.send("/embargoes", settlement=view.settlement)
    assert "Write why" in empty.text
    page = rosa.done("/embargoes", settlement=view.settlement, reason="a court case")
    assert "until you lift the embargo" in page.text
    assert "a court case" in page.text
    assert "1 request from there" in page.text
    refused = rosa.send(f"/requests/{view.request}", action="release")
    assert "a court case" in refused.text
    assert "It covers what groups write as" in page.text
    assert "Nothing here bears this name" not in page.text
    page = rosa.done("/embargoes", "/embargoes", settlement="Nowhere", reason="a court case")
    assert page.text.count("Nothing here bears this name") == 1
    for _ in range(2):
        assert "The embargo is lifted" in rosa.done("/embargoes", action="lift").text
    rosa.done(f"/requests/{view.request}", action="release")


def test_an_answer_on_paper_is_marked_for_ever(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    rosa.done(f"/requests/{view.request}", action="release")
    path = f"/requests/{view.request}/paper"
    assert "What does the letter say?" in rosa.get(path).text
    goal, data = rosa.filled(f"{path}?verb=ask", {"text": "Where exactly?"})
    page = rosa.post(goal, data)
    assert page.status_code == 422
    assert "Where exactly?" in page.text
    assert answers(store) == []
    data["post"] = "Section Engineer"
    assert [rosa.post(goal, data).status_code for _ in range(2)] == [303, 303]
    (answer,) = answers(store)
    assert (answer.verb, answer.on_paper, answer.post) == ("ask", True, "Section Engineer")
    page = rosa.get(f"/requests/{view.request}").text
    assert "came on paper from the Section Engineer" in page


def test_only_staff_come_in(hub, world):
    store, rosa, app = hub
    add_carrier(store, "Maria")
    bring(rosa, *group_files(world))
    funds.lend_from_fund(store, 1)
    (view,) = views(store)
    stranger = Browser(app)
    paths = [str(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    seen = 0
    for path in paths:
        if path.startswith(("/static", "/api")) or path in ("/login", "/language", "/healthz"):
            continue  # programs have tokens and are told in JSON (`test_api`)
        real = path.replace("<name>", view.request).replace("<code>", "G0001")
        for name, filled in FILLED_IN:
            real = real.replace(name, filled)
        if path.endswith("/off"):
            real = "/places/NA/off"  # only a country goes as a whole
        assert stranger.get(real).status_code == 303, real
        nowhere = {
            "<printing>",
            "<network>",
            "<term>",
            "<look>",
            "<merge>",
            "proposals",
        }  # there is none
        if nowhere & set(path.split("/")) and path != "/proposals":
            assert rosa.get(real).status_code == 404
        elif path.endswith(("/write-off", "/reschedule")):  # for whoever heads the office
            assert rosa.get(real).status_code == 403
        elif path == "/reports/figures.zip":
            assert rosa.get(real).status_code == 422  # one group's own figures are not open
        elif "/files/" not in real:
            assert rosa.get(real).status_code == 200, real
            seen += 1
    assert seen > 15


def test_the_city_s_word_is_seen_at_the_hub(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    with store.reading() as db:
        assert asked.request(db, view.request).stage == "raised"
    assert "the federation has it" in rosa.get("/requests").text


def test_a_sheet_that_came_back_is_found_by_its_code(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    path = f"/requests/{view.request}"
    sheet = rosa.get(f"{path}/sheet").text
    code = short_name(view.request)
    assert code in sheet
    assert "not shown" in sheet  # the group did not vote that its figures may be seen
    for typed in (code, code.lower().replace("-", " ")):
        found = rosa.get(f"/requests?code={typed}")
        assert (found.status_code, found.headers["Location"]) == (303, path)
    unknown = rosa.get("/requests?code=0000-0000")
    assert unknown.status_code == 404
    assert "No request has a sheet with the code" in unknown.text


def test_a_payment_told_on_paper_is_the_city_s_and_marked_for_ever(hub, world):
    store, rosa, _ = hub
    bring(rosa, *group_files(world))
    (view,) = views(store)
    path = f"/requests/{view.request}/paper/payment-told"
    told = {"payer": "group", "amount": "3000", "receipt": "88231", "about": "land",
            "day": "2026-11-20", "post": "Cashier", "channel": "sheet",
            "scan": "0f" * 32}  # fmt: skip
    goal, data = rosa.filled(path, {**told, "post": ""})
    page = rosa.post(goal, data)
    assert page.status_code == 422
    assert "Write which post the paper is from." in page.text
    data["post"] = "Cashier"
    assert [rosa.post(goal, data).status_code for _ in range(2)] == [303, 303]
    (view,) = views(store)
    (paid,) = view.words_of(e.PaymentTold)
    assert (paid.side, paid.on_paper, paid.scan, paid.amount) == ("city", True, "0f" * 32, 300_000)
    assert "came on paper from the Cashier" in rosa.get(f"/requests/{view.request}").text
    again = rosa.filled(path, told)
    assert "is written down already" in rosa.post(*again).text
