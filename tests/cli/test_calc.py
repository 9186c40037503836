"""The loan calculator at the terminal: no node, no folder, cents for programs, words for people."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_refusals import one_sentence

TERMS = {
    "--principal": "5000.00", "--rate": "12", "--per": "year", "--method": "declining",
    "--instalments": "18", "--every": "month", "--disbursed": "2022-11-01",
    "--first-due": "2022-12-01", "--round-to": "1.00",
}  # fmt: skip


def words(**changed: str | None) -> list[str]:
    """The options, changed by name (`first_due="…"`), or left out (None)."""
    told: dict[str, str | None] = {
        **TERMS, **{f"--{name.replace('_', '-')}": text for name, text in changed.items()},
    }  # fmt: skip
    return ["calc", "loan", *(w for k, v in told.items() if v is not None for w in (k, v))]


def test_a_schedule_for_programs(run: Run, at_a_desk: Path) -> None:
    made = run(*words(), "--json").row
    assert set(made) == {"rows", "principal", "interest", "total"}
    assert (made["principal"], made["interest"], made["total"]) == (500000, 48822, 548822)
    assert len(made["rows"]) == 18
    assert made["rows"][0] == {
        "n": 1, "due": "2022-12-01", "principal": 25500, "interest": 5000, "total": 30500,
        "balance": 474500,
    }  # fmt: skip
    assert made["rows"][17] == {
        "n": 18, "due": "2024-05-01", "principal": 30022, "interest": 300, "total": 30322,
        "balance": 0,
    }  # fmt: skip
    assert run(*words(), "--format", "json").row == made
    assert not list(at_a_desk.iterdir())


def test_a_schedule_for_people(run: Run) -> None:
    told = run(*words()).out
    assert "Amounts in NAD" in told
    rows = [line.replace("\u202f", " ").split("  ") for line in told.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert ["1", "1 Dec 2022", "255.00", "50.00", "305.00", "4 745.00"] in cells
    assert ["Sum", "5 000.00", "488.22", "5 488.22"] in cells


def test_every_option_counts(run: Run) -> None:
    told = words(
        principal="N$10 000,00", rate="24 %", instalments="4", every="week", round_to=None,
        disbursed="01/11/2022", first_due="08/11/2022", defer_interest="1",
    )  # fmt: skip
    rows = run(*told, "--json").row["rows"]
    assert [row["interest"] for row in rows] == [0, 8084, 2318, 1162]
    changed = words(
        method="flat", instalments="3", grace_principal="1", interest_free="1", days="actual/365"
    )
    rows = run(*changed, "--json").row["rows"]
    # 31 and 31 days of 5,000 at 12 %: 50.96 each; instalments of 2,551.00, the last takes the rest
    assert [(row["principal"], row["interest"]) for row in rows] == [
        (0, 0), (250004, 5096), (249996, 5096),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"principal": "1.005"}, "At --principal: “1.005”"),
        ({"principal": "-5"}, "At --principal: “-5” has a minus."),
        ({"principal": "1e9"}, "At --principal: “1e9” cannot be read"),
        ({"principal": "١٢"}, "At --principal: “١٢” cannot be read"),
        ({"principal": "0"}, "more than nothing"),
        ({"principal": "99 999 999 999.00"}, "larger, or longer"),
        ({"rate": "1001"}, "At --rate:"),
        ({"instalments": "0"}, "At --instalments: “0” cannot be right"),
        ({"first_due": "11/23/2022"}, "At --first-due:"),
        ({"first_due": "2022-10-31"}, "due on 31 Oct 2022, before the loan is paid out on 1 Nov"),
        ({"grace_principal": "18"}, "only 18 instalments"),
        ({"disbursed": "  "}, "At --disbursed: This must be filled in."),
    ],
)
def test_what_does_not_fit_gets_its_sentence(run: Run, changed: dict[str, str], says: str) -> None:
    ran = run(*words(**changed), code=1)
    assert says in one_sentence(ran)
    assert not ran.out


@pytest.mark.parametrize("changed", [{"per": "week"}, {"method": "x"}, {"principal": None}])
def test_wrong_usage(run: Run, changed: dict[str, str | None]) -> None:
    assert not run(*words(**changed), code=2).out
