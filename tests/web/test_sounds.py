"""Totals read aloud: recordings brought as a zip, looked at, served, and put together."""

import io
import math
import re
import struct
import wave
import zipfile

import pytest

from federation.commands import sounds
from federation.core import recordings
from federation.core.refusals import Refusal
from federation.sentences import SENTENCES, WORDS

BROKEN = b"PK\x03\x04 no zip"
RATE = 8_000


def tone(hertz=440, seconds=0.02):
    """A sound that nobody had to record."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        samples = (
            int(9_000 * math.sin(2 * math.pi * hertz * at / RATE))
            for at in range(int(RATE * seconds))
        )
        made.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return out.getvalue()


def zipped(told):
    """A zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in told.items():
            package.writestr(name, content)
    return out.getvalue()


def words(some, kind="wav"):
    return zipped({f"{one}.{kind}": tone(200 + 10 * at) for at, one in enumerate(some)})


def brings(browser, content, language="ng"):
    action, data = browser.filled("/settings/sounds", {})
    told = {**data, "language": language}
    return browser.upload(action, told, ("files", "words.zip", content))


def test_recordings_are_known_by_their_content(group_node):
    content = zipped(
        {
            "ng/7.wav": tone(),
            "hundred.mp3": b"ID3\x04" + b"\0" * 60,
            "8.mp3": b"\xff\xfb\x90\x00" + b"\0" * 60,
            "units.ogg": b"OggS" + b"\0" * 60,
            "box.wav": b"\0\0\0\x18ftypM4A " + b"\0" * 60,  # named wrongly, told rightly
            "9.wav": b"<html><script>",
            "eleven.wav": tone(),
            "101.wav": tone(),
            "3.wav": tone(seconds=40),
            "__MACOSX/7.wav": b"junk",
            "../../6.wav": tone(),
        }
    )
    taken = sounds.take(group_node, "ng", content)
    assert taken.words == ("6", "7", "8", "hundred", "units", "box")
    assert {name: one.code for name, one in taken.left} == {
        "9.wav": "sound-kind",
        "eleven.wav": "sound-word",
        "101.wav": "sound-word",
        "3.wav": "sound-long",
    }
    folder = group_node.folder / "sounds" / "ng"
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["6.wav", "7.wav", "8.mp3", "box.m4a", "hundred.mp3", "units.ogg"]
    # A word that is recorded anew in another kind lies there once.
    sounds.take(group_node, "ng", zipped({"hundred.wav": tone()}))
    assert sounds.recorded(group_node, "ng")["hundred"].name == "hundred.wav"
    assert not (folder / "hundred.mp3").exists()


@pytest.mark.parametrize(
    ("language", "content", "code"),
    [
        ("../ng", words(("7",)), "sounds-language"),
        ("xx", words(("7",)), "sounds-language"),
        ("ng", b"", "sounds-no-zip"),
        ("ng", BROKEN, "sounds-no-zip"),
        ("ng", words(("7",))[:-40], "sounds-no-zip"),
        ("ng", zipped({"hello.txt": b"hello"}), "sounds-none"),
        ("ng", zipped({f"{at}x.wav": b"" for at in range(601)}), "sounds-too-large"),
        ("ng", zipped({f"{at}.wav": b"\0" * 600_000 for at in range(101)}), "sounds-too-large"),
    ],
)
def test_what_is_no_good_leaves_nothing_behind(group_node, language, content, code):
    with pytest.raises(Refusal) as refused:
        sounds.take(group_node, language, content)
    assert refused.value.code == code
    assert not (group_node.folder / "sounds").exists()


def test_the_page_says_what_is_recorded_and_what_to_record_next(treasurer):
    page = treasurer.get("/settings/sounds?language=ng").text
    assert "0 of 112 words are recorded" in page
    assert re.findall(r'code"> (\w+)\.wav', page)[:3] == ["0", "1", "2"]
    assert "Every amount can be read aloud" not in page
    assert brings(treasurer, words(recordings.NEEDED)).status_code == 303
    page = treasurer.get("/settings/sounds?language=ng").text
    assert "11 of 112 words are recorded" in page
    assert "Every amount can be read aloud" in page
    assert page.count("<audio") == 11
    assert re.findall(r'code"> (\w+)\.wav', page)[:2] == ["box", "bank"]
    some = brings(treasurer, zipped({"box.wav": tone(), "hallo.wav": tone()}))
    assert "1 recording was taken in." in some.text
    assert "hallo.wav: No word of the list has this name" in some.text
    wrong = brings(treasurer, BROKEN)
    assert wrong.status_code == 422
    assert SENTENCES["sounds-no-zip"] in wrong.text


def test_recordings_are_served_as_sounds_and_nothing_else_is(treasurer, stranger):
    brings(treasurer, words(("7", "box")))
    answer = treasurer.get("/aloud/files/ng/7")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/wav"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.data[:4] == b"RIFF"
    part = treasurer.get("/aloud/files/ng/7", Range="bytes=0-3")
    assert (part.status_code, part.data) == (206, b"RIFF")
    for path in ("ng/8", "ng/..%2Fnode.toml", "ng/7.wav", "xx/7", "..%2F..%2Fnode/7", "sw/7"):
        assert treasurer.get(f"/aloud/files/{path}").status_code == 404, path
    assert stranger.get("/aloud/files/ng/7").status_code == 303
    assert stranger.get("/aloud?minor=1").status_code == 303


def test_a_link_in_the_folder_leads_nowhere(treasurer, group_node):
    brings(treasurer, words(("7",)))
    (group_node.folder / "sounds" / "ng" / "8.wav").symlink_to(group_node.folder / "node.toml")
    assert treasurer.get("/aloud/files/ng/8").status_code == 404


def test_an_amount_is_told_for_a_voice_and_for_recordings(treasurer):
    told = treasurer.get("/aloud?what=box&minor=124050").json
    assert told == {"text": "In the box: 1240.50 Namibian dollars", "files": []}
    assert brings(treasurer, words(recordings.WORDS), "en").status_code == 303
    told = treasurer.get("/aloud?what=box&minor=124000").json
    assert told["text"] == "In the box: 1240 Namibian dollars"
    played = [one.rpartition("/")[2].partition("?")[0] for one in told["files"]]
    assert played == ["box", "1", "thousand", "2", "hundred", "40", "units"]
    assert all(treasurer.get(one).mimetype == "audio/wav" for one in told["files"])


def test_each_main_total_has_its_button_which_shows_itself_only_where_it_can_be_heard(treasurer):
    treasurer.done("/members/new", name="Ndapewa")
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/savings", button="confirm", **{"savings:general:1": "20"})
    pages = {
        "/meetings/1/savings": ("together",),
        "/meetings/1/count": ("box",),
        "/meetings/1/read-out": ("box", "bank", "saved"),
        "/members/1": ("saved",),
    }
    for path, whats in pages.items():
        page = treasurer.get(path).text
        for what in whats:
            button = re.search(rf'<button[^>]*data-aloud="/aloud\?what={what}"[^>]*>', page)[0]
            assert " hidden>" in button, path
            assert "data-recorded" not in button
        assert "js/speak.js" in page
    assert "js/speak.js" not in treasurer.get("/").text
    brings(treasurer, words(recordings.NEEDED), "en")
    assert "data-recorded" in treasurer.get("/members/1").text


def test_every_word_of_the_list_is_told():
    told = {f"record {one}" for one in recordings.WORDS if not one.isdecimal()}
    assert told | {f"aloud {one}" for one in recordings.WHATS} <= set(WORDS)
