"""The whole way by the terminal alone: a contribution and a request travel, an answer returns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import TOTALS, Run

Carry = Callable[[str, str], list[dict[str, Any]]]


def test_the_whole_way(linked: Run, carry: Carry, books: Path) -> None:
    """Books in, file to the hub, release, publish, city, answer, and back to the group."""
    run = linked
    taken = run("books", "import", str(books), "--json", data="group").row
    assert taken["entered"] > 0
    assert taken["already"] == 0
    again = run("books", "import", str(books), "--json", data="group").row
    assert again["entered"] == 0
    assert again["already"] > 0

    outcomes = carry("group", "hub")
    assert {one["outcome"] for one in outcomes} == {"applied"}
    assert {one["stream"] for one in outcomes} == {"ledger", "requests"}
    for role in ("group", "hub"):
        assert run("report", "totals", "--json", data=role).row == TOTALS
    balances = [
        run("report", "trial-balance", "--json", data=role).row for role in ("group", "hub")
    ]
    assert balances[0] == balances[1]
    assert balances[0]["balanced"]

    asked = run("report", "requests", "--json", data="hub").row["requests"]
    assert [one["stage"] for one in asked] == ["raised", "raised"]
    assert [one["group"] for one in asked] == ["Natangwe", "Natangwe"]
    toilets, plots = (one["id"] for one in asked)
    assert run("release", toilets, "--json", data="hub").row == {"released": 1}
    assert run("release", "--all", "--json", data="hub").row == {"released": 1}
    assert run("release", "--all", "--json", data="hub").row == {"released": 0}
    preview = run("report", "city", "--json", data="hub").row
    published = run("publish", "--json", data="hub").row
    assert (published["city"], published["requests"]) == ("C01", 2)

    carry("hub", "city")
    at_city = run("report", "city", "--json", data="city").row
    assert at_city == {**preview, "release": published["release"]}
    listed = run("report", "requests", "--json", data="city").row["requests"]
    assert [(one["id"], one["stage"]) for one in listed] == [
        (toilets, "submitted"),
        (plots, "submitted"),
    ]
    run(
        "answer",
        toilets,
        "--verb",
        "commit",
        "--text",
        "Four toilets",
        "--department",
        "Works",
        "--by",
        "30/06/2027",
        "--amount",
        "50 000.00",
        "--budget-line",
        "C-114",
        data="city",
    )
    run("answer", plots, "--verb", "refuse", "--reason", "no-land", "--text", "Full", data="city")

    assert {one["outcome"] for one in carry("city", "hub")} == {"applied"}
    assert {one["outcome"] for one in carry("hub", "group")} == {"applied"}
    back = run("report", "requests", "--json", data="group").row["requests"]
    assert [one["stage"] for one in back] == ["acknowledged", "refused"]
    assert back[0]["answers"] == [
        {
            "verb": "commit",
            "text": "Four toilets",
            "department": "Works",
            "by": "2027-06-30",
            "reason": "",
            "resolution": "",
            "amount": 5_000_000,
            "on_paper": False,
        }
    ]
    assert "Four toilets" in run("report", "requests", data="group").out

    for giver, taker in (("group", "hub"), ("hub", "city"), ("hub", "group"), ("city", "hub")):
        carry(giver, taker)
    for role in ("group", "hub", "city"):
        found = run("verify", "--json", data=role).row
        assert found == {"ok": True, "entries": found["entries"], "problems": []}
        for partner in run("status", "--json", data=role).row["partners"]:
            assert not partner["forked"]
            assert all(not one["missing"] and not one["held"] for one in partner["streams"])
    totals = [run("report", "totals", "--json", data=role).row for role in ("group", "hub")]
    assert totals[0] == totals[1] == {**TOTALS, "requests_open": 1, "households_asking": 45}


def test_the_same_files_again_and_in_any_order_change_nothing(linked: Run, books: Path) -> None:
    """A folder taken in twice: already; a later volume first: held, then applied."""
    run = linked
    run("books", "import", str(books), data="group")
    made = run("export", "-o", "stick/", "--volume-entries", "4", "--json", data="group").rows
    ledger = [one for one in made if one["stream"] == "ledger"]
    assert len(ledger) > 2
    late = run("import", ledger[1]["file"], "--json", data="hub").row
    assert late["outcome"] == "held"
    assert late["reason"]
    first = run("import", ledger[0]["file"], "--json", data="hub").rows
    assert [one["outcome"] for one in first] == ["applied", "applied"]
    run("import", "stick", "--json", data="hub")
    again = run("import", "stick", "--json", data="hub").rows
    assert {one["outcome"] for one in again} == {"already"}
    assert run("report", "totals", "--json", data="hub").row == TOTALS
    assert run("verify", data="hub").out.startswith("All is sound: ")
