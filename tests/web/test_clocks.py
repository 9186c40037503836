"""Who let whom wait, in days."""

import pytest

from federation.store.queries.requests import AnswerView, RequestView, StepView
from federation.web.shared.clocks import Clocks, clocks


def answer(day, verb):
    return AnswerView("a", "r", day, verb, "", "", "", "", "", 0, "", False, "")


def request(answers, stage, steps=()):
    said = tuple(answer(*one) for one in answers)
    held = tuple(StepView(step, day, "") for step, day in steps)
    row = ["r", "g", "", "1", "land", "Havana", "Plots", "", 45, 0, 0, "", 0, 0, 0, 0]
    return RequestView(*row, "2026-01-01", stage, held, said)


@pytest.mark.parametrize(
    ("answers", "stage", "steps", "expected"),
    [
        ((), "raised", (), Clocks(0, 31, "them")),
        ((("2026-01-11", "acknowledge"),), "acknowledged", (), Clocks(0, 31, "them")),
        ((("2026-01-11", "ask"),), "acknowledged", (), Clocks(21, 10, "us")),
        (
            (("2026-01-11", "ask"), ("2026-01-15", "commit")),
            "acknowledged",
            (),
            Clocks(4, 27, "them"),
        ),
        ((("2026-01-11", "refuse"),), "refused", (), Clocks(0, 10, "")),
        ((), "withdrawn", (("withdrawn", "2026-01-06"),), Clocks(0, 5, "")),
    ],
)
def test_clocks(answers, stage, steps, expected):
    assert clocks(request(answers, stage, steps), "2026-02-01") == expected
