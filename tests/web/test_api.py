"""The read-only API of a hub: figures as reports have them, never a person, never a page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from federation.commands.tokens import add_token, remove_token
from federation.reports import making
from federation.reports.table import Span
from federation.store import health
from sync.export import export
from sync.intake import take_in
from tests import factories as f

from .conftest import HOST
from .programs import HERE, PLACED, PROBLEM, Program, hub_with_money, is_problem, program_at

pytestmark = pytest.mark.xdist_group("api")  # one worker makes its hub


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = hub_with_money(tmp_path_factory.mktemp("api"))
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture(scope="module")
def program(world):
    with program_at(world.hub) as found:
        yield found


def plain(store, name, span):
    (made,) = making.make(store, name, span)
    return made.plain


def test_totals_are_those_of_the_report(program):
    told = program.read("/totals")
    assert told == {**plain(program.store, "totals", Span()), "period": None, "place": None}
    assert (told["savings"], told["members"], told["women"]) == (237_750, 4, 2)


def test_totals_of_a_period_and_a_place(program):
    assert program.read("/totals?period=2026-09")["savings"] == 160_050
    assert program.read("/totals?period=2026-Q3")["loans_outstanding"] == 0
    told = program.read(f"/totals?period=FY2027&place={PLACED}")
    assert (told["period"], told["place"], told["groups"]) == ("FY2027", PLACED, 1)
    assert (told["savings"], told["loans_outstanding"], told["bank"]) == (160_050, 30_000, 50_000)
    assert program.read("/totals?place=NA-ER")["members"] == 0


def test_the_groups_add_up_to_the_totals(program):
    for asked in ("", "?period=2026-10", "?period=2026-H1"):
        groups, totals = program.read(f"/groups{asked}")["groups"], program.read(f"/totals{asked}")
        assert [one["code"] for one in groups] == ["G0001", "G0002"]
        for name in set(groups[0]) & set(totals) - {"place"}:
            assert sum(one[name] for one in groups) == totals[name], name


def test_one_group_is_as_in_the_list(program):
    (_, listed) = program.read("/groups?period=2026-11")["groups"]
    told = program.read("/groups/G0002?period=2026-11")
    assert told == {**listed, "period": "2026-11", "currency": "NAD"}
    assert program.read("/groups/G0001")["place"] == PLACED
    assert program.problem("/groups/G0099", 404)["code"] == "partner-unknown"


def test_a_long_list_is_told_in_parts(program):
    codes, path = [], "/groups?limit=1&period=2026"
    while path:
        answer = program.ask(path)
        codes += [one["code"] for one in answer.json["groups"]]
        link = answer.headers.get("Link", "")
        path = link[len(f"<{HERE}") : link.index(">")] if link else ""
        assert bool(link) == (answer.json["next"] is not None)
        if link:
            assert link.endswith('>; rel="next"')
            asked = parse_qs(urlsplit(path).query)
            assert (asked["period"], asked["after"]) == (["2026"], [answer.json["next"]])
    assert codes == ["G0001", "G0002"]
    found, after = [], ""
    while after is not None:
        told = program.read(f"/places?limit=100&after={after}" if after else "/places?limit=100")
        found, after = [*found, *told["places"]], told["next"]
    assert len({one["code"] for one in found}) == len(found) == 219
    assert [one["code"] for one in found if one["kind"] == "region"][:2] == ["NA-CA", "NA-ER"]
    assert {one["within"] for one in found if one["kind"] == "region"} == {"NA"}


def test_periods_reach_back_to_the_first_entry(program):
    found = {one["code"]: one for one in program.read("/periods")["periods"]}
    assert {"2026-09", "2026-10", "2026-11", "2026-Q3", "2026-H2", "2026", "FY2027"} <= set(found)
    assert "2026-08" not in found
    assert (found["2026-10"]["is_over"], found["2026-11"]["is_over"]) == (True, False)
    assert (found["FY2027"]["first"], found["FY2027"]["last"]) == ("2026-07-01", "2027-06-30")


def test_nothing_changed_means_nothing_is_told_again(program, world):
    first = program.ask("/totals?period=2026")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = program.ask("/totals?period=2026", **{"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert program.ask("/totals?period=2026", **{"If-None-Match": "*"}).status_code == 304
    assert program.ask("/totals?period=2025", **{"If-None-Match": tag}).status_code == 200
    state = program.read("/")["state"]
    f.enter(world.groups[1], ("savings", 300, 1))
    world.carry_to_hub()
    later = program.ask("/totals?period=2026", **{"If-None-Match": tag})
    assert (later.status_code, later.json["savings"]) == (200, first.json["savings"] + 300)
    assert program.read("/")["state"] != state


def test_what_a_group_says_is_told_before_anybody_looked_at_its_books(program, world):
    """Its last meeting; so an answer that is unchanged afterwards was not an old one."""
    group = world.groups[1]
    f.open_meeting(group)
    run = take_in(world.hub, [one.file for one in export(group)])
    assert next(run).outcome == "applied"
    run.close()  # the file is in, how its group is doing is not worked out yet
    first = program.ask("/groups")
    assert [one["last_meeting"] for one in first.json["groups"]] == [None, f.DAY]
    health.catch_up(world.hub)
    later = program.ask("/groups", **{"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 304
    assert program.read("/groups?limit=2")["groups"] == first.json["groups"]


def test_what_is_wrong_does_not_pass_for_unchanged(program):
    headers = {"If-None-Match": "*"}
    assert program.ask("/totals?period=2026-13", **headers).status_code == 422
    assert program.ask("/groups/G0099", **headers).status_code == 404
    assert program.ask("/totals", token="", **headers).status_code == 401


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("period=2026-13", "period-unclear", "period"),
        ("period=fy2026", "period-unclear", "period"),
        ("period=", "period-unclear", "period"),
        ("period=2026-07%0A", "period-unclear", "period"),
        ("period=2026&period=2025", "parameter-twice", "period"),
        ("place=%F0%9F%98%80", "place-code-unknown", "place"),
        ("limit=0", "limit-unclear", "limit"),
        ("limit=1001", "limit-unclear", "limit"),
        ("limit=%D9%A1", "limit-unclear", "limit"),
        ("after=%00", "cursor-unclear", "after"),
        ("colour=red", "parameter-unknown", "colour"),
    ],
)
def test_a_wrong_parameter_is_named(program, query, code, parameter):
    told = program.problem(f"/groups?{query}", 422)
    (wrong,) = told["errors"]
    assert (wrong["code"], wrong["parameter"], wrong["detail"]) == (code, parameter, told["detail"])


def test_an_address_without_parameters_says_so(program):
    told = program.problem("/releases?limit=1", 422)
    assert told["errors"][0]["code"] == "parameter-none"
    assert told["detail"] == "This address knows no parameters. Leave out limit."


def test_every_wrong_parameter_is_named_at_once(program):
    told = program.problem("/groups?period=1&limit=x&x=1", 422)
    assert {one["parameter"] for one in told["errors"]} == {"period", "limit", "x"}
    assert told["code"] == "parameters-unclear"


def test_a_place_that_is_none(program):
    for path in ("/totals?place=NA-XX", "/groups?place=nowhere"):
        assert program.problem(path, 404)["code"] == "place-code-unknown"


def test_only_a_token_for_reading_opens_it(program):
    challenge = program.ask("/totals", token="").headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="federation"'
    assert program.problem("/totals", 401, token="")["code"] == "bearer-missing"
    for wrong in ("x", program.token.upper(), program.token[:-1], "x" * 5000, "ünlaut"):
        assert program.problem("/totals", 401, token=wrong)["code"] == "bearer-wrong"
    assert "invalid_token" in program.ask("/", token="x").headers["WWW-Authenticate"]
    basic = program.ask("/totals", token="", Authorization="Basic QTpC")
    assert is_problem(basic, 401)["code"] == "bearer-missing"
    second = add_token(program.store, "Second", "read")
    assert program.ask("/totals", token=second).status_code == 200
    remove_token(program.store, "Second")
    assert program.problem("/totals", 401, token=second)["code"] == "bearer-wrong"


def test_a_login_opens_nothing_here(program):
    answer = program.app.test_client().get(f"{HERE}/totals", headers={"Host": HOST})
    assert is_problem(answer, 401)["code"] == "bearer-missing"


@pytest.mark.parametrize(
    "path", ["/nothing", "/groups/a/b", "/totals/", "//groups", "/../login", "/%00", "x"]
)
def test_an_address_that_is_none(program, path):
    assert program.problem(path, 404)["code"] == "resource-unknown"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/totals", "/openapi.json"])
def test_nothing_is_written(program, method, path):
    headers = {"Host": HOST, "Authorization": f"Bearer {program.token}"}
    answer = program.app.test_client().open(f"{HERE}{path}", method=method, headers=headers)
    assert is_problem(answer, 405)["code"] == "resource-read-only"
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_has_everything_but_the_body(program):
    headers = {"Host": HOST, "Authorization": f"Bearer {program.token}"}
    answer = program.app.test_client().head(f"{HERE}/totals", headers=headers)
    whole = program.ask("/totals")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == whole.headers["ETag"]
    assert answer.headers["Content-Length"] == str(len(whole.data))


def test_a_host_that_is_none(program):
    answer = program.app.test_client().get(f"{HERE}/totals", headers={"Host": "evil.example"})
    assert is_problem(answer, 400)["code"] == "host-unknown"


def test_too_much(program):
    headers = {"Host": HOST, "Authorization": f"Bearer {program.token}"}
    client = program.app.test_client()
    answer = client.post(f"{HERE}/totals", data={"x": "y" * 70_000}, headers=headers)
    assert (answer.status_code, answer.content_type) == (405, PROBLEM)


def test_a_fault_has_a_number_and_no_names(world):
    with program_at(world.hub) as program:
        table = program.app.view_functions

        def breaks():
            raise KeyError("Ndapewa Shikongo 081 123 4567")

        breaks.asked_scope = "read"
        table["api.totals"] = breaks
        told = program.problem("/totals", 500)
        number = re.search(r"number: ([0-9a-z]{8})\.", told["detail"])[1]
        log = program.store.node.log_path.read_text()
        assert number in log
        assert "Ndapewa" not in log + told["detail"]


def test_a_view_without_a_word_on_scopes_is_closed(world):
    with program_at(world.hub) as program:
        program.app.view_functions["api.totals"] = lambda: "secret"
        assert program.problem("/totals", 403)["code"] == "role-not-allowed"


def test_the_description_is_open_and_says_nothing_of_the_books(program):
    answer = program.ask("/openapi.json", token="")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    told = answer.json
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert "Federation" not in answer.text.replace("Federation toolkit", "")
    assert program.read("") == program.read("/")
    listed = {one["path"] for one in program.read("/")["resources"]}
    assert set(told["paths"]) == listed
    for path, item in told["paths"].items():
        assert list(item) == ["get"], path


def test_a_group_has_no_such_address(treasurer):
    assert treasurer.get(f"{HERE}/totals").status_code == 404
    assert Program  # it would need a token, and a group makes none
