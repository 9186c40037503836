"""Pages made from the program itself: `make pages` writes them, a test compares.

`docs/commands.md`: every command with its options, as `--help` says it.
"""

from collections.abc import Iterator

import click

from federation.cli import main
from tests.house import ROOT

COMMANDS = ROOT / "docs" / "commands.md"
HEAD = """# Commands

What each command of `federation` does and takes, as its `--help` says it (made by `make pages`).
Everywhere: `--data DIR` names the data folder, `--json` prints for programs, with money in cents;
0 is done, 1 refused with one sentence why, 2 wrong usage.
"""


def commands() -> dict[str, click.Command]:
    """Every command by its words: `books import`, `verify` …"""
    found: dict[str, click.Command] = {}

    def walk(group: click.Group, before: str) -> None:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            found[f"{before}{name}"] = command
            if isinstance(command, click.Group):
                walk(command, f"{before}{name} ")

    walk(main, "")
    return found


def _about(name: str, command: click.Command) -> Iterator[str]:
    shown = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    shown = [one for one in shown if one.opts[0] not in SHARED]
    given = [
        one.metavar or str(one.name).upper() + ("…" if one.nargs == -1 else "")
        for one in arguments(command)
    ]
    yield f"\n## {' '.join([f'federation {name}', *given])}\n"
    yield f"{command.help or command.get_short_help_str()}"
    if shown:
        yield "\n| option | |"
        yield "|---|---|"
    for one in shown:
        takes = "" if one.is_flag else f" {one.metavar or _choices(one)}"
        needed = "required: " if one.required else ""
        usual = f" Usually {one.default}." if one.show_default else ""
        yield f"| `{', '.join(one.opts)}{takes}` | {needed}{one.help}{usual} |"


def arguments(command: click.Command) -> list[click.Argument]:
    """What a command takes by its place."""
    return [one for one in command.params if isinstance(one, click.Argument)]


def _choices(one: click.Option) -> str:
    if isinstance(one.type, click.Choice):
        return " or ".join(one.type.choices)
    return "N" if isinstance(one.type, click.IntRange | click.types.IntParamType) else "TEXT"


SHARED = ("-h", "--help", "--json", "--data", "--format")


def commands_page() -> str:
    """The whole page."""
    lines = [HEAD.rstrip("\n")]
    for name, command in commands().items():
        if not isinstance(command, click.Group):
            lines += _about(name, command)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    COMMANDS.write_text(commands_page(), "utf-8")
