"""Other programs and the API: one that thinks up calls, and a client made from its description.

Schemathesis makes calls from the OpenAPI document alone, right ones and wrong ones, with and
without the token, with methods that are not there, and holds each answer against the document.
openapi-python-client writes a Python package from the same document; that package reads totals.
"""

import importlib
import json
import re
import shlex
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from federation.node import open_node
from federation.reports import making
from federation.reports.table import Span
from federation.store import open_store
from tests.factories import how_many
from tests.house import ROOT

from .programs import HERE, hub_with_money, program_at, served

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
STEPS = re.findall(r"```sh\ncurl (.*?)\n```\n.*?```json\n(.*?)\n```", PAGE, re.DOTALL)
pytestmark = pytest.mark.xdist_group("api-clients")


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


def found_by_machine(
    where: str, token: str, examples: int, only: str = ""
) -> tuple[list[str], Counter]:
    """What is wrong with the API there, and how often each address answered with 200."""
    settings = {
        "headers": {"Authorization": f"Bearer {token}"},
        "seed": 20261201,
        "generation": {"max-examples": examples, "database": "none"},
        "continue-on-failure": True,
        "phases": {"stateful": {"enabled": how_many(0, 1) == 1}},
    }
    config = SchemathesisConfig.from_dict(settings)
    schema = schemathesis.openapi.from_url(f"{where}{HERE}/openapi.json", config=config)
    schema = schema.include(path=only) if only else schema
    wrong: list[str] = []
    good: Counter = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            wrong.append(f"{event!r}: {event.info.message}")
        elif isinstance(event, events.ScenarioFinished):
            kept = event.recorder
            for number, checks in kept.checks.items():
                case = kept.cases[number].value
                wrong += [
                    f"{case.method} {case.formatted_path} {case.query}: {check.name}, "
                    f"{check.failure_info and check.failure_info.failure}"
                    for check in checks
                    if check.status.value == "failure"
                ]
            for number, seen in kept.interactions.items():
                if seen.response is not None and seen.response.status_code == 200:
                    good[kept.cases[number].value.operation.path] += 1
    return wrong, good


@pytest.fixture(scope="module")
def at_city(world):
    """The same at the city that has the world's first release."""
    opened = open_store(open_node(world.lived_in, clock=world.clock))
    with program_at(opened) as found:
        yield found
    opened.close()


@pytest.mark.parametrize("role", ["hub", "city"])
def test_schemathesis_finds_nothing(program, at_city, role):
    program = {"hub": program, "city": at_city}[role]
    with served(program.app) as where:
        wrong, good = found_by_machine(where, program.token, how_many(3, 300))
    assert not wrong, "\n".join(wrong[:20])
    paths = {one["path"] for one in program.read("/")["resources"]}
    assert {path for path in paths if "{" not in path} <= set(good)


def test_it_would_find_an_answer_that_is_not_as_described(program, monkeypatch):
    """The same run over an API that tells a count as a word."""
    whole = program.app.view_functions["api.totals"]

    def spoilt(**parts):
        answer = whole(**parts)
        answer.set_data(json.dumps({**json.loads(answer.get_data()), "members": "three"}))
        return answer

    spoilt.asked_scope = "read"
    monkeypatch.setitem(program.app.view_functions, "api.totals", spoilt)
    with served(program.app) as where:
        wrong, _ = found_by_machine(where, program.token, 3, "/totals")
    assert any("response_schema_conformance" in told for told in wrong)


def test_a_client_made_from_the_description_reads_the_totals(program, tmp_path, monkeypatch):
    (tmp_path / "openapi.json").write_bytes(program.ask("/openapi.json").data)
    (tmp_path / "config.json").write_text(json.dumps({"post_hooks": []}))
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json",
         "--config", "config.json", "--meta", "none", "--output-path", "federation_reader",
         "--fail-on-warning"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    reader = importlib.import_module("federation_reader")
    totals, groups = (
        importlib.import_module(f"federation_reader.api.default.{name}")
        for name in ("totals", "groups")
    )
    with served(program.app) as where:
        client = reader.AuthenticatedClient(base_url=f"{where}{HERE}", token=program.token)
        with client as open_client:
            told = totals.sync(client=open_client)
            listed = groups.sync(client=open_client, limit=1)
            of_september = totals.sync(client=open_client, period="2026-09")
            refused = totals.sync_detailed(client=open_client, place="NA-XX")
    (report,) = making.make(program.store, "totals", Span())
    assert {name: getattr(told, name) for name in report.plain} == report.plain
    assert of_september.savings == 160_050
    assert ([one.code for one in listed.groups], listed.next_) == (["G0001"], "G0001")
    assert (refused.status_code, refused.parsed.code) == (404, "place-code-unknown")


def test_every_call_of_the_page_answers_what_stands_there(program):
    assert len(STEPS) == PAGE.count("curl ") == 4
    for call, shown in STEPS:
        *_, address = shlex.split(call)
        where = urlsplit(address)
        path = f"{where.path.removeprefix(HERE)}?{where.query}".rstrip("?")
        assert "-H 'Authorization: Bearer TOKEN'" in call
        assert program.ask(path).json == json.loads(shown), call


def test_the_page_names_every_address(program, at_city):
    told = {one["path"] for one in program.read("/")["resources"]}
    told |= {one["path"] for one in at_city.read("/")["resources"]}
    rows = re.findall(r"^\| (`/.*?) \| (?:hub|city)", PAGE, re.MULTILINE)
    assert told <= {path for row in rows for path in re.findall(r"`(/[^`]*)`", row)}
