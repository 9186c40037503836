"""What is sent packed, for those who read it: nothing that answers a question or a form."""

import gzip
import re

import pytest

PACKED = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def addresses(treasurer):
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', treasurer.get("/").text)
    assert len(found) >= 4
    return found


def test_files_of_the_program_are_packed_and_the_same(treasurer, addresses):
    for path in addresses:
        plain = treasurer.get(path)
        packed = treasurer.get(path, **PACKED)
        assert "Content-Encoding" not in plain.headers
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
        assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
        if len(plain.data) < 400:
            assert packed.data == plain.data
            continue
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) * 0.6
        assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_part_of_a_file_and_no_news_are_not_packed(treasurer, addresses):
    path = next(one for one in addresses if one.endswith(".css"))
    part = treasurer.get(path, Range="bytes=0-99", **PACKED)
    assert part.status_code in (200, 206)
    told = gzip.decompress(part.data) if part.headers.get("Content-Encoding") else part.data
    assert len(told) == (100 if part.status_code == 206 else len(treasurer.get(path).data))
    etag = treasurer.get(path).headers["ETag"]
    assert treasurer.get(path, **{"If-None-Match": etag}, **PACKED).status_code == 304


def test_a_square_for_a_camera_is_packed(treasurer):
    packed = treasurer.get("/settings/keys/card.svg", **PACKED)
    assert gzip.decompress(packed.data).startswith(b"<")


def test_a_page_that_repeats_nothing_of_a_question_is_packed(treasurer):
    for path in ("/", "/members", "/login"):
        plain, packed = treasurer.get(path), treasurer.get(path, **PACKED)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        told = gzip.decompress(packed.data).decode()
        assert len(packed.data) < len(plain.data) * 0.6
        assert told.split("<main")[1].split("csrf_token")[0] in plain.text


def test_what_answers_a_question_or_a_form_is_not_packed(treasurer):
    """Words that somebody else chose could stand beside the form token there (BREACH)."""
    for path in ("/members?find=abc", "/find?find=abc", "/login?next=/x", "/no-such-page"):
        assert "Content-Encoding" not in treasurer.get(path, **PACKED).headers, path
    goal, data = treasurer.filled("/members/new", {})
    wrong = treasurer.post(goal, data, headers=PACKED)
    assert wrong.status_code == 422
    assert "Content-Encoding" not in wrong.headers
