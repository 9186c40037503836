"""Answers of a city: what was chosen stays, and what is promised lies ahead."""

import pytest

from federation.core.rules.answers import NEEDS

from .cities import FILLED, answers, beside, of
from .test_city import app, at, official, store, world

__all__ = ["app", "at", "official", "store", "world"]


def test_a_verb_that_was_chosen_is_kept_when_the_page_was_open_for_too_long(official, store):
    """The form has no verb in its address; what was typed comes back with it."""
    request = of(store, "land", "Goreangab").request
    path = f"/requests/{request}/answer"
    goal, data = official.filled(f"{path}?verb=ask", {"text": "Which plots?"})
    page = official.post(goal, {**data, "csrf_token": "x"})
    assert (page.status_code, "Which plots?" in page.text) == (422, True)
    assert "press the button again" in page.text


@pytest.mark.parametrize(
    ("verb", "told", "field"),
    [
        ("visit", {"by": "2020-01-01"}, "by"),
        ("commit", {**{name: FILLED[name] for name in NEEDS["commit"]}, "by": "2020-01-01"}, "by"),
        ("decide", {"resolution": "7/2026", "by": "2027-01-01", "resolved_on": "2027-01-01"},
         "resolved_on"),
    ],
)  # fmt: skip
def test_nothing_is_promised_in_the_past_or_resolved_in_the_future(
    official, store, verb, told, field
):
    request = of(store, "land", "Goreangab").request
    page = official.send(f"/requests/{request}/answer?verb={verb}", **told)
    assert (page.status_code, list(beside(page))) == (422, [field])
    assert answers(store) == []
