"""A language as a translator's file: out, through a translator's program, and in again."""

import subprocess
import time
from shutil import which

import pytest

from federation import catalogues
from federation.books.word_files import BYTES_MOST, read_words, write_words
from federation.commands.translation import Now
from federation.core.refusals import Refusal

HEAD = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
WORDS = {
    "Savings": Now(("Omapungulo",), is_confirmed=True, writer=1, state="confirmed"),
    "Loans": Now(("Iikongo “oshi” \\ \t",), is_confirmed=False, writer=1, state="written"),
    "Fines": Now(("Iihandulwa",), is_confirmed=False, writer=1, state="sent-back", reason="long"),
    "%(num)s day": Now(("a %(num)s", "b", "c"), is_confirmed=False, writer=1, state="written"),
}


def out(language: str = "ng") -> bytes:
    nothing = Now((), is_confirmed=False, writer=0, state="")
    words = [(term, WORDS.get(term.one, nothing)) for term in catalogues.terms()]
    return write_words(language, words, lambda term: term.notes)


def test_what_goes_out_comes_in_again() -> None:
    found = {one.one: one for one in read_words(out(), "ng")}
    assert set(found) == {one.one for one in catalogues.terms()}
    assert found["Savings"].is_sure
    assert found["Savings"].forms == ("Omapungulo",)
    assert found["Loans"].forms == ("Iikongo “oshi” \\ \t",)
    assert not found["Loans"].is_sure
    assert not found["Fines"].is_sure
    assert found["%(num)s day"].forms == ("a %(num)s", "b")
    assert found["Box"].forms == ("",)
    assert b"# long\n" in out()
    lines = out().decode().split("\n")
    assert lines[found["Savings"].place - 1] == 'msgid "Savings"'


def test_a_language_with_three_forms_keeps_them() -> None:
    found = {one.one: one for one in read_words(out("naq"), "naq")}
    assert found["%(num)s day"].forms == ("a %(num)s", "b", "c")


@pytest.mark.skipif(not which("msgfmt"), reason="GNU gettext is not on this machine")
def test_the_gnu_tools_read_it() -> None:
    made = subprocess.run(
        ["msgfmt", "--check-format", "-o", "-", "-"], input=out(), capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "words-file-unclear"),
        (b"\x00\xff\xfe nonsense", "words-file-unclear"),
        (b"name,amount\nSelma,3\n", "words-file-unclear"),
        (b'msgid "a"\nmsgstir "b"\n', "words-file-unclear"),
        (HEAD.format("kj").encode() + b'msgid "Savings"\nmsgstr "x"\n', "words-file-language"),
        (b"#" * (BYTES_MOST + 1), "words-file-large"),
        (b'msgid ""\nmsgstr "Plural-Forms: nplurals=x\\n"\n', "words-file-unclear"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=x\\n"\n', "words-file-unclear"),
        (HEAD.format("ng").encode() + b'msgid "A\xff"\nmsgstr "x"\n', "words-file-unclear"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_words(content, "ng")
    assert caught.value.code == code


def test_messages_of_another_program_are_read_and_told_apart_later() -> None:
    content = HEAD.format("ng") + 'msgctxt "menu"\nmsgid "Savings"\nmsgstr "x"\n\n'
    content += 'msgid "Of another program"\nmsgstr "y"\n\n#~ msgid "Old"\n#~ msgstr "z"\n'
    assert [one.one for one in read_words(content.encode(), "ng")] == ["Of another program"]


@pytest.mark.parametrize(
    "header",
    ["nplurals=7; plural=0;", 'nplu"\n"rals=7; plural=0;', "; charset=punycode"],
)
def test_what_a_header_says_costs_nothing(header: str) -> None:
    name = "Content-Type: text/plain" if "charset" in header else "Plural-Forms: "
    content = f'msgid ""\nmsgstr "{name}{header}\\n"\n\n'
    content += 'msgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "a"\n'
    with pytest.raises(Refusal) as caught:
        read_words(content.encode(), "ng")
    assert caught.value.code == "words-file-unclear"


def test_comments_of_one_message_said_many_times_are_not_compared() -> None:
    before = time.process_time()
    one = '#. {0}\n# {0}\n#: {0}\nmsgid "Savings"\nmsgstr "x"\n'
    content = "".join(map(one.format, range(20_000)))
    (found,) = read_words(content.encode(), "ng")
    assert found.forms == ("x",)
    assert time.process_time() - before < 5
