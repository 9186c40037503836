"""Whatever is sent to Open311's addresses is answered by them: a list of errors, never a page."""

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.commands import repairs as deeds
from federation.store.queries import repairs
from federation.web.city.open311 import listing

from .conftest import HOST
from .open311 import HERE, REPORT, TYPES, Caller, taken


def is_wrong(answer, status):
    """One of the two formats, with errors of that status, and no trace of the program."""
    assert answer.status_code == status, answer.text
    assert answer.content_type in TYPES.values()
    if answer.content_type == TYPES["json"]:
        codes = [one["code"] for one in json.loads(answer.text)]
    else:
        top = ET.fromstring(answer.data)
        assert top.tag == "errors"
        codes = [int(one.findtext("code")) for one in top]
        assert all(one.findtext("description") for one in top)
    assert status in codes
    for word in ("<html", "<!doctype", "Traceback", 'File "', "federation/"):
        assert word not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/nothing.json", "/services", "/services.html", "/services.json/", "/requests/",
     "/requests/R-2026-0001", "/tokens/.json", "/tokens.xml", "/../../login", "/services/a/b.json",
     "/%00.json", "/requests/%F0%9F%98%80.xml", "/services/<script>.xml", "/tokens/'--.json"],
)  # fmt: skip
def test_an_address_that_is_none(caller, path):
    is_wrong(caller.ask(path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
@pytest.mark.parametrize("path", ["/services.json", "/tokens/x.xml", "/discovery.json"])
def test_a_call_that_is_none(caller, method, path):
    answer = caller.app.test_client().open(f"{HERE}{path}", method=method, headers={"Host": HOST})
    is_wrong(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_host_that_is_none(caller):
    answer = caller.app.test_client().get(f"{HERE}/services.xml", headers={"Host": "evil.example"})
    is_wrong(answer, 400)


def test_too_much(caller):
    data = {**REPORT, "api_key": caller.key, "email": "x" * 70_000}
    is_wrong(caller.send("/requests.json", data), 413)
    data = {**REPORT, "api_key": caller.key, "description": "😀" * 4_000}
    assert caller.send("/requests.json", data).status_code == 201
    many = {f"attribute[{n}]": "x" for n in range(3_000)}
    is_wrong(caller.send("/requests.xml", {**REPORT, "api_key": caller.key, **many}), 400)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00=\x00&&&===%zz%", "application/x-www-form-urlencoded"),
        (b"api_key=%00&service_code=%ff", "application/x-www-form-urlencoded"),
        (b'{"api_key": "x"}', "application/json"),
        (b"<request/>", "text/xml"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"x", ""),
        (b"api_key=" + b"A" * 60_000, "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
def test_bytes_that_are_no_report(caller, body, content_type):
    for form in ("json", "xml"):
        is_wrong(caller.send(f"/requests.{form}", body, content_type=content_type), 403)


def test_fields_of_pages_mean_nothing_here(caller):
    data = {**REPORT, "api_key": caller.key, "passphrase": "guess", "csrf_token": "x"}
    assert caller.send("/requests.json", data).status_code == 201
    is_wrong(caller.send("/requests.json", {"passphrase": "guess"}), 403)


def test_a_page_of_another_site_reports_nothing(caller):
    client = caller.app.test_client()
    headers = {"Host": HOST, "Origin": "http://evil.example"}
    data = {**REPORT, "api_key": caller.key}
    is_wrong(client.post(f"{HERE}/requests.json", data=data, headers=headers), 403)


HOSTILE = (
    "]]>&<!ENTITY x>",
    "a\ufffeb",
    "\ud800",
    "\x1b[31m",
    "' OR 1=1 --",
    "../../etc",
    "𝕏" * 90,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_repeated_is_written_safely(caller, text):
    for name in ("start_date", "status", "service_code", "page"):
        for form in ("json", "xml"):
            query = {name: text.encode("utf-8", "surrogatepass")}
            answer = caller.ask(f"/requests.{form}", **query)
            is_wrong(answer, 404 if name == "service_code" else 400)
    assert json.loads(caller.ask("/requests.json", service_request_id="' OR 1=1 --").text) == []


def test_a_fault_of_the_program_is_told_with_its_number(caller, monkeypatch):
    def fails(*_):
        raise RuntimeError("the words of a person")

    monkeypatch.setattr(listing, "find", fails)
    for form in ("json", "xml"):
        answer = caller.ask(f"/requests.{form}")
        is_wrong(answer, 500)
        assert "words of a person" not in answer.text
    log = caller.store.node.log_path.read_text("utf-8")
    assert log.count("RuntimeError at ") == 2
    assert "words of a person" not in log


def test_a_full_disk_is_told(caller, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(caller.store.node.database_path))

    monkeypatch.setattr("federation.web.city.open311.reporting.perform", full)
    answer = caller.send("/requests.json", {**REPORT, "api_key": caller.key})
    is_wrong(answer, 500)
    assert "No space left" in answer.text


def test_a_flood_ends_in_one_sentence(caller, monkeypatch):
    monkeypatch.setattr(deeds, "WAITING_OF_ONE_MAX", 3)
    for n in range(3):
        caller.tell(description=str(n))
    for form in ("json", "xml"):
        answer = caller.send(
            f"/requests.{form}", {**REPORT, "api_key": caller.key, "description": "4"}
        )
        is_wrong(answer, 400)
        assert answer.text.count("3 reports wait here already") == 1
    with caller.store.reading() as db:
        assert len(repairs.all_repairs(db)) == 3


def test_looking_writes_nothing(caller):
    number = taken(caller)
    before = list(caller.store.db.execute_sql("SELECT count(*) FROM line"))
    for path in ("/requests", f"/requests/{number}", "/servicerequestupdates", "/services"):
        caller.both(path)
    assert list(caller.store.db.execute_sql("SELECT count(*) FROM line")) == before
    assert isinstance(caller, Caller)


@pytest.mark.parametrize("role", ["group", "hub"])
def test_only_a_city_speaks_open311(tmp_path, role):
    from federation.web import create_app  # noqa: PLC0415
    from sync.founding import found  # noqa: PLC0415

    app = create_app(found(tmp_path / role, role=role, name="Elsewhere").node)
    answer = app.test_client().get(f"{HERE}/services.json", headers={"Host": HOST})
    assert answer.status_code == 303
    app.extensions["federation"].close()


NAMES = st.sampled_from(
    ["service_code", "lat", "long", "address_string", "address_id", "description", "start_date",
     "end_date", "status", "page", "page_size", "service_request_id", "updated_after", "extensions",
     "attribute[cause]", "attribute[parts][]", "attribute[since]", "attribute[]", "jurisdiction_id"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["toilet-blocked", "toilet-broken", "tap-dry", "request-water", "pan", "door", "2026-11-20",
     "2026-11-20T10:00:00+02:00", "-22.5", "17", "1", "open", "closed,open", "true", "R-2026-0001"]
) | st.text(max_size=30)  # fmt: skip


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_whatever_is_sent_is_answered(caller, sent):
    for form in ("json", "xml"):
        safe = {name: text.encode("utf-8", "surrogatepass") for name, text in sent.items()}
        for answer in (
            caller.ask(f"/requests.{form}", **safe),
            caller.ask(f"/servicerequestupdates.{form}", **safe),
            caller.send(f"/requests.{form}", {**safe, "api_key": caller.key}),
        ):
            assert answer.status_code in (200, 201, 400, 404), (sent, answer.text)
            assert answer.content_type == TYPES[form]
            if form == "xml":
                ET.fromstring(answer.data)
            elif answer.status_code >= 400:
                is_wrong(answer, answer.status_code)
            else:
                assert isinstance(json.loads(answer.text), list)
