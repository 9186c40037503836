"""At a real terminal: digits and PINs are asked for, and Ctrl-C at a question ends quietly."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from federation.store import open_store
from federation.store.queries import requests
from sync import enrolment, founding
from sync.cards import read_card

Talk = Callable[..., tuple[int, str]]
LOOK_SECONDS = 0.1
A_PERSON_SECONDS = 0.5  # Ctrl-C in the very moment in which Python begins to read would wait there
SILENT_LOOKS = 600  # so many without a word: it hangs
AGAIN_LOOKS = 30  # so many looks without an answer: somebody presses Ctrl-C once more
CTRL_C = "\x03"


# Takes the terminal named first as its own, as a login does, and becomes the program. Whoever runs
# the tests in the background ignores Ctrl-C; who sits at a terminal does not.
ON_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.setsid()
terminal = os.open(sys.argv[1], os.O_RDWR)
for place in range(3):
    os.dup2(terminal, place)
os.execv(sys.executable, [sys.executable, "-m", "federation", *sys.argv[2:]])
"""


@pytest.fixture
def talk(at_a_desk: Path) -> Talk:
    """`talk("enrol", "a.card", typed=["…"])`: each line is typed when the program asks."""

    def talking(*words: str, typed: list[str]) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", ON_A_TERMINAL, os.ttyname(theirs), *words]
        process = subprocess.Popen(command, cwd=at_a_desk)
        heard, waiting, last, looks = "", list(typed), "", 0
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if not select.select([ours], [], [], LOOK_SECONDS)[0]:
                looks += 1
                assert looks < SILENT_LOOKS, heard
                if last == CTRL_C and looks % AGAIN_LOOKS == 0:
                    os.write(ours, last.encode())
                continue
            looks = 0
            heard += os.read(ours, 4096).decode()
            if waiting and heard.rstrip(" ").endswith(":"):
                time.sleep(A_PERSON_SECONDS)
                last = waiting.pop(0)
                os.write(ours, last.encode())
                heard += "⏎"
        os.close(ours)
        os.close(theirs)
        return process.wait(), heard

    return talking


def test_digits_are_asked_for_and_compared(talk: Talk, at_a_desk: Path) -> None:
    """At the hub those of the card, at the group those of the hub; wrong ones are refused."""
    hub = founding.found(at_a_desk / "hub", role="hub", name="Federation").node
    group = founding.found(at_a_desk / "group", role="group", name="Natangwe").node
    (at_a_desk / "group.card").write_bytes(group.card())
    digits = enrolment.own_card(group).digits
    code, heard = talk("--data", "hub", "enrol", "group.card", typed=[f"{digits[::-1]}\n"])
    assert code == 1, heard
    code, heard = talk("--data", "hub", "enrol", "group.card", typed=[CTRL_C])
    assert code == 1, heard
    assert "Stopped." in heard
    code, heard = talk("--data", "hub", "enrol", "group.card", typed=[f"{digits}\n"])
    assert code == 0, heard
    assert "“Natangwe” shows" in heard
    shown = enrolment.own_card(hub).digits
    assert shown in heard
    code, heard = talk("--data", "group", "import", "hub/outbox", typed=[f"{shown}\n"])
    assert code == 0, heard
    assert "Traceback" not in heard


def test_whose_card_is_closed_is_asked_before(talk: Talk, at_a_desk: Path) -> None:
    """A slip in the code would close the card of somebody who works on."""
    hub = founding.found(at_a_desk / "hub", role="hub", name="Federation").node
    for name in ("Natangwe", "Ehangano", "Natangwe anew"):
        node = founding.found(at_a_desk / name, role="group", name=name.removesuffix(" anew")).node
        (at_a_desk / f"{name}.card").write_bytes(node.card())
    cards = [at_a_desk / f"{name}.card" for name in ("Natangwe", "Ehangano")]
    with closing(open_store(hub)) as store:
        for card in cards:
            digits = read_card(card.read_bytes()).digits
            enrolment.enrol_card(store, card.read_bytes(), confirm=digits)
    digits = read_card((at_a_desk / "Natangwe anew.card").read_bytes()).digits
    words = ("--data", "hub", "enrol", "Natangwe anew.card", "--as", "G0002")
    code, heard = talk(*words, typed=[f"{digits}\n", "n\n"])
    assert code == 1, heard
    assert "G0002 is “Ehangano”" in " ".join(heard.split())
    with closing(open_store(hub)) as store, store.reading() as db:
        known = [one.writer for one in requests.partners(db)]
    assert known == [read_card(one.read_bytes()).node for one in cards]
    code, heard = talk(*words[:-1], "G0001", typed=[f"{digits}\n", "y\n"])
    assert code == 0, heard
    assert "counts what came up to: ledger 0, requests 0." in " ".join(heard.split())


def test_a_pin_is_typed_twice_and_not_shown(talk: Talk, at_a_desk: Path) -> None:
    founding.found(at_a_desk / "group", role="group", name="Natangwe")
    words = ("--data", "group", "user", "add", "Selma", "--role", "chair")
    code, heard = talk(*words, typed=["4711\n", "4711\n"])
    assert code == 0, heard
    assert "4711" not in heard
