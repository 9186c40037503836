"""The step where the box is counted: pictures of the money, and no figure to copy."""

import re

import pytest

from federation.schemas.meetings import NOTES_AND_COINS

from .test_group import people

COUNT = "/meetings/1/count"


@pytest.fixture
def counting(treasurer):
    people(treasurer, "Ndapewa Shikongo", "Moses ǁGaroëb")
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/savings", button="confirm", **{"savings:general:1": "73.50"})
    return treasurer


def test_who_counts_is_not_told_what_to_find(counting):
    assert "73.50" in counting.get("/meetings/1/decisions").text
    assert "73.50" not in counting.get(COUNT).text
    wrong = counting.send(COUNT, counter1="1", counter2="2", total="70")
    assert wrong.status_code == 422
    assert "73.50" in wrong.text  # what differs is told once something was counted


def test_pictures_are_taken_away_and_brought_back_and_nothing_typed_is_lost(counting):
    page = counting.get(COUNT).text
    assert page.count('class="cash') == len(NOTES_AND_COINS["NAD"])
    away = counting.done(COUNT, button="pictures", counter1="2", **{"pieces.5000": "7"}).text
    assert 'class="cash' not in away
    assert re.search(r'name="pieces.5000" value="7"', away)
    assert '<option value="2" selected>' in away
    assert 'class="cash' not in counting.get(COUNT).text
    assert 'class="cash' in counting.done(COUNT, button="pictures").text


def drawn(app, currency, worth, place):
    template = "{% from 'macros/cash.html' import picture %}{{ picture(c, w, p) }}"
    return app.jinja_env.from_string(template).render(c=currency, w=worth, p=place)


def test_no_two_pieces_differ_by_colour_alone(treasurer):
    """Without its colours every piece of a currency still looks like no other, told or not."""
    app = treasurer.client.application
    for currency in (*NOTES_AND_COINS, "XTS"):
        pieces = NOTES_AND_COINS.get(currency, NOTES_AND_COINS["NAD"])
        shapes = set()
        for place, worth in enumerate(pieces):
            shape = re.sub(r' class="[^"]*"', "", drawn(app, currency, worth, place))
            figure = f"{worth // 100}" if worth >= 100 else f"{worth}c"
            assert f">{figure}<" in shape
            shapes.add(re.sub(r"<text.*?</text>", "", shape))
            assert len(shape) < 500
        assert len(shapes) == len(pieces), currency
    assert "plain" in drawn(app, "XTS", 5_000, 2)
    assert "plain" not in drawn(app, "NAD", 5_000, 2)
