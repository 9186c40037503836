"""The terminal, driven as a person would: arguments in, lines and an exit code out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import federation.node
from federation.cli import main
from tests.factories import Clock

Run = Callable[..., "Ran"]

BOOKS: Mapping[str, str] = {
    "members": "member_no,name,gender,joined_on\n"
    "1,Selma Iipinge,f,2025-01-05\n2,Frieda ǁGaroëb,f,2025-01-05\n3,Petrus Shikongo,m,2025-01-05\n",
    "entries": "date,member_no,kind,purpose,amount,loan_no,note\n"
    "2026-10-04,1,savings,general,120.50,,\n"
    "2026-10-04,2,savings,land,80,,\n"
    "2026-10-04,3,social_contribution,,5.00,,\n"
    "2026-10-11,2,loan_disbursed,,100.00,1,\n"
    "2026-11-01,2,loan_principal,,30.00,1,\n"
    "2026-11-01,2,loan_interest,,1.00,1,\n"
    "2026-11-08,,bank_deposit,,50.00,,\n",
    "loans": "loan_no,member_no,source,purpose,principal,rate,per,method,instalments,every,"
    "disbursed_on,first_due_on\n"
    "1,2,group,roof,100.00,12,year,declining,3,month,2026-10-11,2026-11-01\n",
    "requests": "request_no,raised_on,kind,settlement,title,households,sanitation_facility,"
    "offer_savings,offer_labour_days\n"
    "1,2026-10-11,sanitation,Havana,Toilets for block C,45,bucket,12000.00,60\n"
    "2,2026-10-12,land,Goreangab,Plots,34,,5000.00,20\n",
}
TOTALS: Mapping[str, Any] = {
    "groups": 1,
    "members": 3,
    "women": 2,
    "savings": 20050,
    "loans_outstanding": 7000,
    "cash": 20050 + 500 - 10000 + 3100 - 5000,
    "bank": 5000,
    "social_fund": 500,
    "requests_open": 2,
    "households_asking": 79,
    "currency": "NAD",
}


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON objects it printed, one per line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The one JSON object it printed."""
        (only,) = self.rows
        return only


@pytest.fixture
def at_a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Path:
    """An empty folder to work in, and the test's clock on the wall."""
    monkeypatch.setattr(federation.node, "_now", clock)
    monkeypatch.delenv("FEDERATION_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(at_a_desk: Path) -> Run:
    """`run("status", data="hub")`; it must end well unless `code` says otherwise."""

    def running(*words: str, data: str = "", code: int = 0, stdin: str = "") -> Ran:
        given = [*(["--data", str(at_a_desk / data)] if data else []), *words]
        done = CliRunner().invoke(main, given, input=stdin)
        ran = Ran(done.exit_code, done.stdout, done.stderr)
        assert ran.code == code, ran
        assert "Traceback" not in ran.out + ran.err
        return ran

    return running


@pytest.fixture
def books(at_a_desk: Path) -> Path:
    """A folder of CSV files: a small group's books."""
    folder = at_a_desk / "books"
    folder.mkdir()
    for name, text in BOOKS.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def linked(run: Run) -> Run:
    """A group, a hub and a city, enrolled with each other by their digits."""
    roles = (("group", "Natangwe"), ("hub", "Federation"), ("city", "Windhoek"))
    for role, name in roles:
        run("init", "--role", role, "--name", name, "--recovery-out", f"{role}.key", data=role)
    for role in ("group", "city"):
        card = run("card", "-o", f"{role}.card", "--json", data=role).row
        made = run("enrol", f"{role}.card", "--confirm", card["digits"], "--json", data="hub").row
        taken = run("import", made["file"], "--confirm", made["digits"], "--json", data=role).row
        assert taken["outcome"] == "applied"
    return run


@pytest.fixture
def carry(linked: Run, at_a_desk: Path) -> Callable[[str, str], list[dict[str, Any]]]:
    """`carry("group", "hub")`: write files at one node, take them in at another."""
    trips = iter(range(100))

    def carrying(giver: str, taker: str) -> list[dict[str, Any]]:
        stick = at_a_desk / f"stick-{next(trips)}"
        written = linked("export", "-o", f"{stick}/", "--json", data=giver).rows
        if not written:
            return []
        taken = linked("import", str(stick), "--json", data=taker).rows
        return [one for one in taken if one["outcome"] != "skipped"]

    return carrying
