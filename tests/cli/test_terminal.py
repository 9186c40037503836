"""At a real terminal: digits and PINs are asked for, and Ctrl-C at a question ends quietly."""

import os
import pty
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import enrolment, founding

Talk = Callable[..., tuple[int, str]]
GIVE_UP_SECONDS = 20
A_PERSON_SECONDS = 0.5  # Ctrl-C in the very moment in which Python begins to read would wait there


@pytest.fixture
def talk(at_a_desk: Path) -> Talk:
    """`talk("enrol", "a.card", typed=["…"])`: each line is typed when the program asks."""

    def talking(*words: str, typed: list[str]) -> tuple[int, str]:
        child, terminal = pty.fork()
        if child == 0:  # pragma: no cover - the other process
            os.chdir(at_a_desk)
            os.execv(sys.executable, [sys.executable, "-m", "federation", *words])
        heard, waiting = "", list(typed)
        while select.select([terminal], [], [], GIVE_UP_SECONDS)[0]:
            try:
                some = os.read(terminal, 4096)
            except OSError:  # the other side has closed it
                break
            heard += some.decode()
            if waiting and heard.rstrip(" ").endswith(":"):
                time.sleep(A_PERSON_SECONDS)
                os.write(terminal, waiting.pop(0).encode())
                heard += "⏎"
        os.close(terminal)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), heard

    return talking


def test_digits_are_asked_for_and_compared(talk: Talk, at_a_desk: Path) -> None:
    """At the hub those of the card, at the group those of the hub; wrong ones are refused."""
    hub = founding.found(at_a_desk / "hub", role="hub", name="Federation").node
    group = founding.found(at_a_desk / "group", role="group", name="Natangwe").node
    (at_a_desk / "group.card").write_bytes(group.card())
    digits = enrolment.own_card(group).digits
    code, heard = talk("--data", "hub", "enrol", "group.card", typed=[f"{digits[::-1]}\n"])
    assert code == 1, heard
    code, heard = talk("--data", "hub", "enrol", "group.card", typed=["\x03"])
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
