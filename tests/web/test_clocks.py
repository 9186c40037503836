"""Who let whom wait, in days."""

from dataclasses import replace

import pytest

from federation.store.queries.clocks import Clocks, clocks
from federation.store.queries.requests import AnswerView, RequestView, StepView
from federation.web.filters import stops

AT_CITY = (("submitted", "2026-01-04"),)


def answer(day, verb):
    return AnswerView("a", "r", day, verb, "", "", "", "", "", 0, "", False, "", 0, "", "", "", "")


def request(answers, stage, steps=()):
    said = tuple(answer(*one) for one in answers)
    held = tuple(StepView(step, day, "") for step, day in steps)
    row = ["r", "g", "", "1", "land", "Havana", "Plots", "", 45, 0, 0, "", 0, 0, 0, 0]
    return RequestView(*row, "2026-01-01", "plots", 0, 45, 0, "", stage, held, said, ())


@pytest.mark.parametrize(
    ("answers", "stage", "steps", "expected"),
    [
        # Nobody's clock runs before the city has it.
        ((), "raised", (), Clocks(0, 0, "")),
        ((), "reviewed", (("released", "2026-01-02"),), Clocks(0, 0, "")),
        ((), "withdrawn", (("withdrawn", "2026-01-06"),), Clocks(0, 0, "")),
        ((), "submitted", AT_CITY, Clocks(0, 28, "them")),
        ((("2026-01-11", "acknowledge"),), "acknowledged", AT_CITY, Clocks(0, 28, "them")),
        ((("2026-01-11", "ask"),), "acknowledged", AT_CITY, Clocks(21, 7, "us")),
        (
            (("2026-01-11", "ask"), ("2026-01-15", "commit")),
            "acknowledged",
            AT_CITY,
            Clocks(4, 24, "them"),
        ),
        ((("2026-01-11", "refuse"),), "refused", AT_CITY, Clocks(0, 7, "")),
        ((), "withdrawn", (*AT_CITY, ("withdrawn", "2026-01-06")), Clocks(0, 2, "")),
        # A letter may come before the file does.
        ((("2026-01-11", "ask"),), "acknowledged", (), Clocks(21, 0, "us")),
    ],
)
def test_clocks(answers, stage, steps, expected):
    found = clocks(request(answers, stage, steps), "2026-02-01")
    assert replace(found, due=()) == expected


def test_the_days_of_the_steps_are_those_of_the_clocks():
    answers = (("2026-01-11", "ask"), ("2026-01-15", "commit"), ("2026-01-20", "offer"))
    view = request(answers, "acknowledged", AT_CITY)
    found = stops(view, "2026-02-01")
    told = clocks(view, "2026-02-01")
    assert (sum(one.group for one in found), sum(one.city for one in found)) == (16, 12)
    assert (told.us, told.them) == (16, 12)
