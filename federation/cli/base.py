"""What every command has in common: its node, its two options, its words, one error boundary.

Exit codes: 0 done, 1 refused (one plain sentence on stderr), 2 wrong usage. Whatever else goes
wrong ends in a sentence with a reference number; the number leads to lines in the node's log that
name places in the program and nothing that anybody typed.
"""

import hashlib
import importlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, say, use_language
from federation.node import Node, open_node
from sync import passphrase

DEFAULT_FOLDER: Final = "instance"
REFERENCE_LETTERS: Final = 8
REFUSED: Final = 1
WRONG_USAGE: Final = 2
# The environment's name for the officers' passphrase; itself it stands nowhere.
PASSPHRASE: Final = "FEDERATION_PASSPHRASE"  # noqa: S105

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(slots=True)
class Call:
    """One call of the program: what stands for all commands. Filled while options are read."""

    folder: Path = Path(DEFAULT_FOLDER)
    is_json: bool = False
    language: str = "en"
    currency: str = "NAD"

    def node(self) -> Node:
        """The node in the data folder; from now on its language is spoken. Raises Refusal."""
        node = open_node(self.folder.absolute())  # pages go by it from other places
        self.language, self.currency = node.settings.language, node.settings.currency
        return node

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Speak the node's language and write its currency inside the block."""
        with use_language(self.language, self.currency):
            yield


def _set_folder(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        _call(context).folder = value


def _set_json(context: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        _call(context).is_json = True


def _set_format(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        _call(context).is_json = value == "json"


def _call(context: click.Context) -> Call:
    call = context.find_root().obj
    assert isinstance(call, Call)
    return call


_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    expose_value=False,
    is_eager=True,
    callback=_set_folder,
    metavar="DIR",
    help="The node's data folder (else FEDERATION_DATA, else ./instance).",
)
_json = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_set_json,
    help="Print for programs: JSON, money in cents.",
)
_format = click.option(
    "--format",
    type=click.Choice(["table", "json"]),
    expose_value=False,
    callback=_set_format,
    help="How to print: a table for people, or json.",
)


def with_data(function: Function) -> Function:
    """Give a command or a group `--data`, `--json`."""
    return _data(_json(function))


def common(function: Function) -> Function:
    """Give a command `--data`, `--json`, `--format`; its first argument is the `Call`."""
    return with_data(_format(click.pass_obj(function)))  # type: ignore[return-value]  # same shape


class Lazy(click.Group):
    """A group whose commands are loaded only when one of them is asked for.

    `table`: name to (module, what it does); the command in the module has the name, with `_`.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of the table, which is the order of the work."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, loaded now; None when there is none of that name."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(self.table[cmd_name][0])
        found: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in self.table.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's signature
        **extra: Any,
    ) -> Any:
        """Run, and turn every ending into an exit code and at most one sentence."""
        call = Call(Path(os.environ.get("FEDERATION_DATA") or DEFAULT_FOLDER))
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure") and not stream.encoding.lower().startswith("utf"):
                stream.reconfigure(encoding="utf-8")

        def run() -> Any:
            with passphrase.asking(partial(_ask_passphrase, call)):
                return super(Lazy, self).main(
                    args, prog_name, complete_var, standalone_mode=False, obj=call, **extra
                )

        if standalone_mode:
            sys.exit(_ended(call, run))
        return run()


def _ask_passphrase(call: Call) -> str:
    """The officers' passphrase, when a key turns out to be locked; "" where nobody can be asked."""
    told = os.environ.get(PASSPHRASE, "")
    if told or not sys.stdin.isatty():
        return told
    with call.speaking():
        typed: str = click.prompt(gettext("The officers' passphrase"), hide_input=True, err=True)
    return typed


def _ended(call: Call, run: Callable[[], Any]) -> int:
    """The exit code of a run; what is to be said about it is said on stderr."""
    try:
        code = run()
        sys.stdout.flush()
    except Refusal as refusal:
        return _tell(call, refusal)
    except click.UsageError as wrong:
        wrong.show()
        return WRONG_USAGE
    except (KeyboardInterrupt, click.Abort):
        return _tell(call, refuse("stopped"))
    except BrokenPipeError:
        # Whoever read our output has left; nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        if isinstance(error, ConnectionRefusedError) and error.filename:
            return _tell(call, refuse("database-gone", server=error.filename))
        file = Path(str(error.filename)).name if error.filename else "-"
        return _tell(call, refuse("machine-refused", file=file, reason=error.strerror or "-"))
    except Exception as error:  # noqa: BLE001 - the boundary: told with a reference, and logged
        return _tell(call, _fault(call, error))
    return code if isinstance(code, int) else 0


def _tell(call: Call, refusal: Refusal) -> int:
    with call.speaking():
        click.echo(say(refusal), err=True)
    return REFUSED


def _fault(call: Call, error: Exception) -> Refusal:
    """Write a fault of the program into the log; the reference is the same for the same fault."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    told = f"{type(error).__name__} at {places}"
    reference = hashlib.sha256(told.encode()).hexdigest()[:REFERENCE_LETTERS]
    log, when = Path(tempfile.gettempdir()) / "federation.log", "-"
    try:
        node = open_node(call.folder)
        log, when = node.log_path, node.now()
    except (Refusal, OSError):
        pass  # no node, so no log of its own
    try:
        with log.open("a", encoding="utf-8") as out:
            out.write(f"{when} {reference} command {told}\n")
    except OSError:
        return refuse("fault-unwritten", reference=reference)
    return refuse("fault", reference=reference, file=str(log))


def tell(call: Call, plain: Mapping[str, object], text: str) -> None:
    """Print what was done: an object on a line for programs, a text for people."""
    if call.is_json:
        click.echo(json.dumps(dict(plain), ensure_ascii=False))
    elif text:
        click.echo(text)


def note(text: str) -> None:
    """Say something beside the output; on stderr, so that a pipe holds the output alone."""
    click.echo(text, err=True)


def ask_digits(confirm: str, question: str) -> str:
    """The digits given, or typed at a terminal. Raises Refusal `confirm-missing`."""
    if confirm:
        return confirm
    if not sys.stdin.isatty():
        raise refuse("confirm-missing")
    typed: str = click.prompt(question, err=True)
    return typed


def ask_pin(pin: str) -> str:
    """The PIN given, or typed twice by a person at a terminal. Raises Refusal `pin-missing`."""
    if pin:
        return pin
    if not sys.stdin.isatty():
        raise refuse("pin-missing")
    typed: str = click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def read_file(path: Path, bytes_max: int) -> bytes:
    """A small file's bytes. Raises Refusal `path-missing`, `file-too-large`."""
    if not path.is_file():
        raise refuse("path-missing", file=str(path))
    if path.stat().st_size > bytes_max:
        raise refuse("file-too-large", file=path.name)
    return path.read_bytes()


class Ticker:
    """Progress for a person at a terminal, and nothing of it anywhere else."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.count = 0
        self.is_shown = sys.stderr.isatty()

    def tick(self) -> None:
        """One more is done."""
        self.count += 1
        if self.is_shown:
            click.echo(f"\r{self.words} {self.count} ", nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self.is_shown and self.count:
            click.echo("\r" + " " * (len(self.words) + 12) + "\r", nl=False, err=True)


def sentence(refusal: Refusal | None) -> str:
    """A refusal's sentence, or ""."""
    return say(refusal) if refusal is not None else ""


def word_grid(words: Sequence[str]) -> str:
    """The words of a recovery key with their numbers, in three columns from top to bottom."""
    tall = len(words) // 3
    return "\n".join(
        "   ".join(f"{at + 1:>2} {words[at]:<8}" for at in range(row, len(words), tall)).rstrip()
        for row in range(tall)
    )


def lines(told: Sequence[str]) -> str:
    """Lines of text as one; an empty list says that nothing is there."""
    return "\n".join(told) or gettext("Nothing to show yet.")
