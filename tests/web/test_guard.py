"""The door: who and what comes in, and what every answer carries."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape

from federation.store import local
from federation.store.queries import books
from federation.web.guard import is_own_name
from federation.web.shared.auth import is_local

from .conftest import HOST, PIN, Browser, forms_of, sentences


def test_health_needs_no_login(stranger):
    answer = stranger.get("/healthz")
    assert answer.json == {"status": "ok", "role": "group"}


def test_every_answer_carries_the_headers(treasurer, stranger):
    for answer in (treasurer.get("/"), stranger.get("/login"), treasurer.get("/nowhere")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert part in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers


def test_nothing_stands_in_the_page_that_the_policy_forbids(treasurer):
    for path in ("/", "/members", "/styleguide", "/exchange"):
        page = treasurer.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r"<script(?! src=)", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_static_files_are_kept_for_ever_under_their_hash(treasurer, stranger):
    address = re.search(r'href="(/static/[^"]+site\.css)"', treasurer.get("/").text)[1]
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) < 40_000
    assert stranger.get(re.sub(r"[0-9a-f]{12}", "0" * 12, address)).status_code == 404
    script = re.search(r'src="(/static/[^"]+\.js)"', treasurer.get("/").text)[1]
    assert len(stranger.get(script).data) < 15_000
    assert stranger.get("/static/x/../../setup.cfg").status_code in (303, 404)


@pytest.mark.parametrize("host", ["a..b", ".x", "x" * 64, "[::1", "x@evil", "a..b:80"])
@pytest.mark.parametrize("path", ["/login", "/healthz", "/nowhere"])
def test_a_host_that_can_be_no_name_is_refused_by_name(app, path, host):
    answer = app.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert escape(host) in answer.text


def test_numbers_after_the_question_mark_are_bounded(treasurer):
    for path in ("/entries", "/decisions", "/loans"):
        for number in ("9" * 30, "-5", str(2**63)):
            assert treasurer.get(f"{path}?before={number}").status_code == 200


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("192.168.4.1:8080", True),
        ("127.0.0.1", True),
        ("[::1]:8080", True),
        ("localhost:8080", True),
        ("LOCALHOST", True),
        ("box.local:8080", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        ("[:::", False),
    ],
)
def test_only_its_own_names(host, ours, app):
    assert is_own_name(host, ("box.local",)) is ours
    if host and host != "[:::":
        answer = app.test_client().get("/login", headers={"Host": host})
        assert answer.status_code == (200 if ours else 400)


def test_a_form_must_come_from_here(treasurer):
    goal, data = treasurer.filled("/members/new", {"name": "Selma"})
    for origin in ("http://evil.example", "null", f"http://{HOST}1"):
        answer = treasurer.post(goal, data, headers={"Origin": origin})
        assert answer.status_code == 403, origin
    answer = treasurer.post(goal, data, headers={"Origin": "", "Referer": "http://evil.example/"})
    assert answer.status_code == 403
    assert "Selma" not in treasurer.get("/members").text
    assert treasurer.post(goal, data).status_code == 303


def test_a_form_without_its_token_is_shown_again(treasurer):
    goal, data = treasurer.filled("/members/new", {"name": "Selma ǁGaroëb", "phone": "12"})
    for token in ("", "made-up"):
        answer = treasurer.post(goal, {**data, "csrf_token": token})
        assert answer.status_code == 422
        assert "press the button again" in answer.text
        form = next(one for one in forms_of(answer) if one.action != "/logout")
        assert dict(form.fields)["name"] == "Selma ǁGaroëb"
        assert dict(form.fields)["phone"] == "12"
    assert "Selma" not in treasurer.get("/members").text
    assert treasurer.post(goal, dict(form.fields)).status_code == 422  # the phone is too short
    fields = {**dict(form.fields), "phone": ""}
    assert treasurer.post(goal, fields).status_code == 303


def test_a_form_of_two_logins_ago(app):
    browser = Browser(app).log_in()
    goal, data = browser.filled("/members/new", {"name": "Selma"})
    browser.post("/logout", data)
    browser.log_in("Chair")
    answer = browser.post(goal, data)
    assert answer.status_code == 422
    assert "Selma" in answer.text
    assert browser.post("/settings/people/1/remove", data).status_code == 422


def test_a_token_that_is_none_of_ours(treasurer):
    goal, data = treasurer.filled("/members/new", {"name": "Selma"})
    answer = treasurer.post(goal, {**data, "form_token": "x"})
    assert answer.status_code == 422
    assert "Selma" not in treasurer.get("/members").text


def test_too_much_at_once(treasurer):
    goal, data = treasurer.filled("/members/new", {"name": "x" * 1_100_000})
    answer = treasurer.post(goal, data)
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    goal, data = treasurer.filled("/exchange", {}, action="take")
    answer = treasurer.upload(goal, data, ("files", "books.sgb", b"\0" * 2_000_000))
    assert answer.status_code == 200
    assert "not taken" in answer.text
    answer = treasurer.upload(goal, data, ("files", "books.sgb", b"\0" * 22_100_000))
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert "To the login" not in answer.text


# Werkzeug leaves the parts that it has read so far to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_too_many_files_at_once(treasurer):
    goal, data = treasurer.filled("/exchange", {}, action="take")
    answer = treasurer.upload(goal, data, *[("files", f"{one}.sgb", b"x") for one in range(1_200)])
    assert answer.status_code == 413
    assert "More than 1000 files" in answer.text
    assert "To the login" not in answer.text


def test_looking_cannot_write(app, store):
    @app.get("/writes")
    def writes():
        with store.writing() as db:
            local.set_active(db, 1, active=False)
        return "done"

    @app.get("/writes-inside")
    def writes_inside():
        with store.reading() as db:
            local.set_active(db, 1, active=False)
        return "done"

    for view in (writes, writes_inside):
        view.allowed_roles = frozenset({"treasurer"})
    treasurer = Browser(app).log_in()
    for path in ("/writes", "/writes-inside"):
        assert treasurer.get(path).status_code == 500
    with store.reading() as db:
        assert local.user(db, 1).active


def test_a_view_without_a_word_on_roles_is_closed(app):
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    assert Browser(app).log_in().get("/forgotten").status_code == 403


def test_a_fault_has_a_number_and_no_names(app, group_node):
    def breaks():
        raise KeyError("Ndapewa Shikongo 081 123 4567")

    breaks.allowed_roles = frozenset({"treasurer"})
    app.add_url_rule("/breaks", view_func=breaks)
    treasurer = Browser(app).log_in()
    answer = treasurer.get("/breaks")
    assert answer.status_code == 500
    number = re.search(r'class="code">([0-9a-z]{8})<', answer.text)[1]
    log = group_node.log_path.read_text()
    assert number in log
    assert "KeyError" in log
    assert "Ndapewa" not in log + answer.text
    assert treasurer.get("/").status_code == 200


def test_login(stranger):
    assert stranger.get("/members?find=x").headers["Location"].startswith("/login?next=")
    answer = stranger.send("/login", name="Treasurer", pin="0000")
    assert answer.status_code == 403
    assert "0000" not in answer.text
    assert 'value="Treasurer"' in answer.text
    nobody = stranger.send("/login", name="Nobody", pin="0000")
    assert sentences(nobody) == sentences(answer)
    _, data = stranger.filled("/login?next=/members", {"name": "treasurer", "pin": PIN})
    answer = stranger.post("/login?next=/members", data)
    assert answer.headers["Location"] == "/members"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("fed_group_")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert stranger.get("/members").status_code == 200
    assert stranger.get("/logout").status_code in (403, 404, 405)


def test_login_ends(treasurer, clock):
    _, data = treasurer.filled("/members/new", {"name": "Selma"})
    clock.moment += timedelta(hours=7, minutes=55)
    assert treasurer.get("/").status_code == 200
    assert treasurer.post("/members/new", data).status_code == 303
    clock.moment += timedelta(hours=7, minutes=45)
    assert treasurer.get("/").status_code == 200  # eight hours from the last form, nearly
    clock.moment += timedelta(minutes=16)
    assert treasurer.get("/").status_code == 303
    treasurer.log_in()
    old = treasurer.client.get_cookie(_cookie(treasurer), HOST[:-5]).value
    treasurer.post("/logout", {**data, **dict(forms_of(treasurer.get("/"))[0].fields)})
    treasurer.client.set_cookie(_cookie(treasurer), old, domain=HOST[:-5])
    assert treasurer.get("/").status_code == 303  # the old cookie is worth nothing


def test_a_login_that_ended_loses_no_word(treasurer, clock, store):
    goal, data = treasurer.filled("/members/new", {"name": "Selma", "birth_year": "1990"})
    clock.moment += timedelta(hours=9)
    answer = treasurer.post(goal, data)
    assert answer.status_code == 403
    form = forms_of(answer)[0]
    assert form.action == "/members/new"  # its own page: nothing that it chose by is lost
    told = {**dict(form.fields), "name": "Treasurer"}
    wrong = treasurer.post(form.action, {**told, "pin": "0000"})
    form = forms_of(wrong)[0]
    told = {**dict(form.fields), "name": "Treasurer"}
    answer = treasurer.post(form.action, {**told, "pin": PIN})
    assert "still here" in answer.text
    form = next(one for one in forms_of(answer) if one.action != "/logout")
    assert dict(form.fields)["name"] == "Selma"
    assert dict(form.fields)["birth_year"] == "1990"
    assert PIN not in answer.text
    with store.reading() as db:
        assert books.members(db, books.book_of(db, store.node.settings.node_id)) == ()
    assert treasurer.post(goal, dict(form.fields)).status_code == 303


def test_what_the_address_chose_outlives_a_login_too(treasurer, clock):
    goal, data = "/loans/ask?member=7", treasurer.filled("/members/new", {})[1]
    clock.moment += timedelta(hours=9)
    answer = treasurer.post(goal, {**data, "words": "For a roof"})
    form = forms_of(answer)[0]
    assert form.action == goal
    shown = treasurer.post(form.action, {**dict(form.fields), "name": "Treasurer", "pin": PIN})
    assert shown.status_code == 422
    assert treasurer.client.get(goal, headers={"Host": HOST}).status_code == 200


def test_what_one_was_typing_is_shown_to_nobody_else(treasurer, clock):
    goal, data = treasurer.filled("/members/new", {"name": "Selma", "birth_year": "1990"})
    clock.moment += timedelta(hours=9)
    form = forms_of(treasurer.post(goal, data))[0]
    answer = treasurer.post(form.action, {**dict(form.fields), "name": "Chair", "pin": PIN})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Selma" not in answer.text


def test_a_login_on_the_spot_sends_no_form_and_needs_its_token(treasurer, clock, store):
    goal, data = treasurer.filled("/members/new", {"name": "Selma"})
    here = {**data, "log_in_here": "yes", "name": "Treasurer", "pin": PIN, "typed.name": "Selma"}
    clock.moment += timedelta(hours=9)
    stale = treasurer.post(goal, {**here, "csrf_token": "x"})
    assert stale.status_code == 422
    assert "open for too long" in stale.text
    assert treasurer.get("/").status_code == 303
    assert treasurer.post(goal, here).status_code == 422
    with store.reading() as db:
        assert books.members(db, books.book_of(db, store.node.settings.node_id)) == ()


def test_a_page_from_elsewhere_types_nothing_into_a_login(treasurer, clock):
    goal, data = treasurer.filled("/members/new", {"name": "Selma"})
    clock.moment += timedelta(hours=9)
    answer = treasurer.post(goal, data, headers={"Origin": "http://evil.example", "Host": HOST})
    assert "did not come from a page of this machine" in answer.text
    assert "Selma" not in answer.text


@pytest.mark.parametrize("path", ["/login", "/members/new", "/", "/nothing", "/healthz"])
def test_head_is_get_without_a_body(treasurer, path):
    head = treasurer.client.head(path, headers={"Host": HOST})
    assert (head.status_code, head.data) == (treasurer.get(path).status_code, b"")


def test_who_logs_out_of_a_login_that_ended_is_out(treasurer, clock):
    data = dict(forms_of(treasurer.get("/"))[0].fields)
    clock.moment += timedelta(hours=9)
    answer = treasurer.post("/logout", data)
    assert answer.headers["Location"].startswith("/login")


def _cookie(browser):
    return browser.client.application.config["SESSION_COOKIE_NAME"]


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/", True),
        ("/members?find=x", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example/", False),
        ("evil", False),
        ("", False),
    ],
)
def test_where_a_login_may_lead(path, ours):
    assert is_local(path) is ours
