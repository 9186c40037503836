"""At a real terminal: digits and PINs are asked for, and Ctrl-C at a question ends quietly."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import enrolment, founding

Talk = Callable[..., tuple[int, str]]
LOOK_SECONDS = 0.1
A_PERSON_SECONDS = 0.5  # Ctrl-C in the very moment in which Python begins to read would wait there
AGAIN_LOOKS = 30  # so many looks without an answer: somebody presses Ctrl-C once more
CTRL_C = "\x03"


# Takes the terminal named first as its own, as a login does, and becomes the program.
ON_A_TERMINAL = """
import os, sys
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


def test_a_pin_is_typed_twice_and_not_shown(talk: Talk, at_a_desk: Path) -> None:
    founding.found(at_a_desk / "group", role="group", name="Natangwe")
    words = ("--data", "group", "user", "add", "Selma", "--role", "chair")
    code, heard = talk(*words, typed=["4711\n", "4711\n"])
    assert code == 0, heard
    assert "4711" not in heard
