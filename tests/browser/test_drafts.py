"""A half-typed row survives a lost Wi-Fi, an empty battery, a killed server and a reload."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import local, open_store
from federation.store.queries import books
from federation.web import forms
from sync.founding import found
from tests import factories as f
from tests.browser.people import PIN
from tests.browser.test_whole_way import browser
from tests.field.server import Server
from tests.house import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["browser"]

PEOPLE = (("Maria", "treasurer"), ("Selma", "secretary"))
ROW = "savings:general:1"
PHONE = {"viewport": {"width": 360, "height": 780}}
WAITING = "form [data-waiting]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A group of three; a meeting is open."""
    folder = tmp_path_factory.mktemp("drafts") / "group"
    store = open_store(found(folder, role="group", name="Ehangano").node)
    for name, role in PEOPLE:
        add_user(store, name, role, PIN)
    for name in ("Ndapewa", "Moses", "Theresia"):
        f.admit(store, name, day="2026-01-04")
    f.open_meeting(store, "2026-01-11")
    store.close()
    server = Server(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def logins(browser: Browser, server: Server) -> dict[str, StorageState]:
    """A phone of each, as it is after the login."""
    told = {}
    for name, _ in PEOPLE:
        context = browser.new_context(**PHONE)  # type: ignore[arg-type]
        log_in(context.new_page(), server, name)
        told[name] = context.storage_state()
        context.close()
    return told


@pytest.fixture
def phone(browser: Browser, server: Server, logins: dict[str, StorageState]) -> Iterator[Page]:
    """Maria's phone, with nothing on it; nobody's amount lies in the drafts."""
    clear(server)
    context = browser.new_context(storage_state=logins["Maria"], **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def other(browser: Browser, logins: dict[str, StorageState]) -> Iterator[Page]:
    """Selma's phone."""
    context = browser.new_context(storage_state=logins["Selma"], **PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def clear(server: Server) -> None:
    store = open_store(open_node(server.folder))
    with store.writing() as db:
        local.drop_drafts(db, 1, "savings")
    store.close()


def log_in(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/login")
    page.locator("[name=name]").fill(name)
    page.locator("[name=pin]").fill(PIN)
    with page.expect_navigation():
        page.locator("main button").first.click()


def sheet(page: Page, server: Server) -> Locator:
    page.goto(f"{server.url}/meetings/1/savings")
    return page.locator(f'[name="{ROW}"]')


def kept(server: Server, field: str = ROW) -> str:
    """What lies in the drafts on the machine."""
    store = open_store(open_node(server.folder))
    with store.reading() as db:
        told = local.drafts(db, 1, "savings").get(field, "")
    store.close()
    return told


def on_phone(page: Page) -> dict[str, str]:
    """Everything the phone keeps of drafts."""
    told = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    return {name: value for name, value in json.loads(told) if name.startswith("drafts ")}


def test_a_row_typed_without_wifi_is_sent_when_it_is_back(phone: Page, server: Server) -> None:
    field = sheet(phone, server)
    phone.context.set_offline(True)
    field.fill("20")
    phone.locator('[name="savings:general:2"]').fill("5")
    phone.locator('[name="savings:general:2"]').blur()
    phone.locator(WAITING).wait_for()
    assert phone.locator(WAITING).inner_text().startswith("Only on this phone so far: 2.")
    assert kept(server) == ""
    phone.context.set_offline(False)  # the browser says that it is back: nobody presses anything
    phone.locator(WAITING).wait_for(state="hidden")
    assert (kept(server), kept(server, "savings:general:2")) == ("20", "5")
    assert on_phone(phone) == {}


def test_a_killed_server_and_a_page_that_is_gone_lose_nothing(phone: Page, server: Server) -> None:
    field = sheet(phone, server)
    port = int(server.url.rpartition(":")[2])
    server.kill()
    field.fill("30")
    field.blur()
    phone.locator(WAITING).wait_for()
    phone.goto("about:blank")  # nothing is left of the page
    again = Server(server.folder)
    again.start(port)
    server.process = again.process
    sheet(phone, server)
    phone.get_by_text("Kept on this phone, and sent to the machine now: 1").wait_for()
    assert phone.locator(f'[name="{ROW}"]').input_value() == "30"
    assert phone.locator("[data-sum]").inner_text().endswith("30.00")
    assert kept(server) == "30"
    assert on_phone(phone) == {}


def test_a_phone_that_went_dark_has_it_when_it_is_on_again(
    browser: Browser, phone: Page, server: Server
) -> None:
    """Typed and not even left; then everything the phone had in memory is gone."""
    field = sheet(phone, server)
    phone.context.set_offline(True)
    field.press_sequentially("45")
    state = phone.context.storage_state()
    later = browser.new_context(storage_state=state, **PHONE)  # type: ignore[arg-type]
    page = later.new_page()
    # She begins at the first page: it is sent from there, too.
    with page.expect_response("**/keep/savings"):
        page.goto(server.url)
    assert sheet(page, server).input_value() == "45"
    assert kept(server) == "45"
    later.close()


@pytest.mark.parametrize(("chosen", "left"), [("On this phone", "20"), ("On the machine", "25")])
def test_two_phones_typed_two_amounts_and_somebody_chooses(
    phone: Page, other: Page, server: Server, chosen: str, left: str
) -> None:
    field, theirs = sheet(phone, server), sheet(other, server)
    phone.context.set_offline(True)
    field.fill("20")
    field.blur()
    phone.locator(WAITING).wait_for()
    with other.expect_response("**/keep/savings"):
        theirs.fill("25")
        theirs.blur()
    phone.context.set_offline(False)
    both = phone.locator(".both")
    both.wait_for()
    told = both.inner_text()
    assert re.search(r"On this phone:\s+20", told)
    assert re.search(r"On the machine:\s+25", told)
    assert kept(server) == "25"  # nothing is written over before somebody chose
    if left == "20":
        with phone.expect_response("**/keep/savings"):
            both.get_by_text(chosen).click()
    else:
        both.get_by_text(chosen).click()
    assert field.input_value() == left
    assert both.count() == 0
    assert sheet(phone, server).input_value() == left
    assert kept(server) == left
    assert on_phone(phone) == {}


def test_what_was_entered_meanwhile_is_not_entered_again_unasked(
    phone: Page, other: Page, server: Server
) -> None:
    """The other phone confirmed: the drafts are empty again, and yet the amount is in the books."""
    field = sheet(phone, server)
    phone.context.set_offline(True)
    field.fill("20")
    field.blur()
    phone.locator(WAITING).wait_for()
    sheet(other, server).fill("20")
    with other.expect_navigation():
        other.get_by_role("button", name="Confirm, then").click()
    phone.context.set_offline(False)
    both = phone.locator(".both")
    both.wait_for()
    assert re.search(r"On the machine:\s+20", both.inner_text())
    both.get_by_text("On the machine").click()
    assert field.input_value() == ""
    assert kept(server) == ""
    store = open_store(open_node(server.folder))
    with store.reading() as db:
        assert books.pots(db, f.own_book(store)).savings == 2_000
    store.close()


NEW = "/members/new"


def typed_member(page: Page, server: Server) -> None:
    page.goto(server.url + NEW)
    page.locator("[name=name]").fill("Helvi Kandjimi")
    page.locator("main form details:not([open]) > summary").first.click()
    page.locator("[name=phone]").fill("0811234567")


def test_any_form_has_its_words_again_and_lets_them_go_when_done(
    phone: Page, server: Server
) -> None:
    typed_member(phone, server)
    phone.goto(server.url)
    phone.goto(server.url + NEW)
    phone.locator(".typed-before").wait_for()
    assert phone.locator("[name=name]").input_value() == "Helvi Kandjimi"
    assert phone.locator("[name=phone]").input_value() == "0811234567"
    with phone.expect_navigation():
        phone.get_by_role("button", name="Write down the member").click()
    assert on_phone(phone) == {}
    phone.goto(server.url + NEW)
    assert phone.locator("[name=name]").input_value() == ""
    # Begun afresh, it is gone for good.
    typed_member(phone, server)
    phone.reload()
    phone.get_by_role("button", name="Begin afresh").click()
    assert phone.locator("[name=name]").input_value() == ""
    assert on_phone(phone) == {}


def test_a_form_whose_answer_got_lost_is_not_offered_a_second_time(
    phone: Page, server: Server
) -> None:
    typed_member(phone, server)

    def lose(route):  # type: ignore[no-untyped-def]
        route.fetch(max_redirects=0)
        route.abort()

    phone.route("**/members/new", lose)
    with phone.expect_event("requestfailed"):
        phone.get_by_role("button", name="Write down the member").click(no_wait_after=True)
    phone.unroute_all()
    phone.context.clear_cookies(name=re.compile("_done$"))  # it got lost with the answer
    phone.goto(server.url)
    with phone.expect_response("**/drafts?token=*"):
        phone.goto(server.url + NEW)
    phone.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('drafts '))"
    )
    assert phone.locator("[name=name]").input_value() == ""


def test_a_form_that_was_refused_keeps_its_words(phone: Page, server: Server) -> None:
    phone.goto(server.url + NEW)
    phone.locator("[name=name]").fill("Ester")
    phone.locator("[name=member]").fill("1")
    phone.get_by_role("button", name="Write down the member").click()
    phone.get_by_text("Another member already has number 1").first.wait_for()
    phone.goto(server.url + NEW)
    phone.locator(".typed-before").wait_for()
    assert phone.locator("[name=name]").input_value() == "Ester"


def test_whoever_logs_in_next_sees_nothing_of_it(phone: Page, server: Server) -> None:
    typed_member(phone, server)
    phone.context.clear_cookies()  # her login ended without a word
    log_in(phone, server, "Selma")
    phone.goto(server.url + NEW)
    assert phone.locator("[name=name]").input_value() == ""
    assert phone.locator(".typed-before").count() == 0
    phone.context.clear_cookies()
    log_in(phone, server, "Maria")
    phone.goto(server.url + NEW)
    phone.locator(".typed-before").wait_for()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Log out").click()
    assert on_phone(phone) == {}


PASTED = """() => {
  const field = document.querySelector("main form textarea");
  field.value = "x".repeat(4001);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_old_words_and_too_many_go(phone: Page, server: Server) -> None:
    typed_member(phone, server)
    aged = """(key) => localStorage.setItem(
      key, localStorage.getItem(key).replace(/"at":\\d+/, '"at":1'))"""
    (name,) = on_phone(phone)
    phone.evaluate(aged, name)
    phone.goto(server.url + NEW)
    assert phone.locator("[name=name]").input_value() == ""
    # Half of a text that is too long would be worse than none.
    phone.goto(server.url + "/exchange")
    phone.evaluate(PASTED)
    assert on_phone(phone) == {}
    many = """(key) => localStorage.setItem(key, JSON.stringify(Object.fromEntries(
      [...Array(40).keys()].map((one) => [`/x${one}|`, {at: Date.now() - one,
        fields: Object.fromEntries([...Array(10).keys()].map(
          (field) => [`f${field}`, {v: "1", was: ""}]))}]))))"""
    phone.evaluate(many, name)
    phone.reload()
    phone.wait_for_function(
        "(key) => Object.keys(JSON.parse(localStorage.getItem(key))).length === 30", arg=name
    )


TYPE_ALL = """() => {
  for (const one of document.querySelectorAll("input, textarea")) {
    if (["hidden", "file", "checkbox", "radio", "submit"].includes(one.type)) continue;
    const isSecret = one.type === "password" || /pin|passphrase|paper_words/.test(one.name);
    one.value = one.type === "date" ? "2026-01-01" : isSecret ? "78904321" : "12";
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const secret = document.querySelectorAll("[type=password], [name*=paper_words]");
  return [...secret].map((one) => one.name);
}"""


def test_nothing_secret_is_ever_kept(phone: Page, server: Server) -> None:
    """Every page that links lead to; where it asks for a secret, every field is typed in."""
    waiting, seen, secrets = ["/", "/settings", "/keys", "/backups"], set[str](), set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "0", path.partition("?")[0])
        if kind in seen or path.startswith(("/static", "/logout", "/practice", "/papers")):
            continue
        seen.add(kind)
        answer = phone.request.get(server.url + path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        told = answer.text()
        waiting += re.findall(r'<a [^>]*href="(/[^"]*)"', told)
        if 'type="password"' in told or "paper_words" in told:
            phone.goto(server.url + path)
            secrets |= set(phone.evaluate(TYPE_ALL))
    assert len(seen) > 40
    assert {"pin", "own_pin", "new_passphrase", "paper_words"} <= secrets, secrets
    kept = str(on_phone(phone))
    assert '"12"' in kept  # the rest of these forms was
    assert "78904321" not in kept


def test_the_script_knows_every_name_that_is_never_shown() -> None:
    script = (ROOT / "static/js/drafts.js").read_text("utf-8")
    (told,) = re.findall(r"SECRET = /([^/]+)/", script)
    assert set(told.split("|")) == set(forms.NEVER_SHOWN)
