"""Books that were lost, put back, or went two ways: taken back, looked at, put in order."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from federation.commands import users
from federation.core.refusals import refuse
from federation.i18n import figure, gettext, ngettext, say, word
from federation.node import Node, write_file
from federation.store import Store, open_store
from sync import (
    histories,
    paper,
    passphrase,
    rebuild,
    renewal,
    repair,
    restored,
    roster,
    succession,
)
from sync.outcome import REFUSED as FILE_REFUSED

from .base import REFUSED, Call, common, lines, note, read_file, tell
from .exchange import tell_outcome
from .partners import plain_ends

KEY_BYTES_MAX = 64 * 1024
TWO = 2


@click.command("rebuild", help="Take a lost node's books back, on its new machine.")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The recovery key, for own files.",
)
@common
@click.pass_context
def rebuild_command(
    context: click.Context, call: Call, paths: tuple[Path, ...], key: Path | None
) -> None:
    """Take the hub's archive, or this group's own old files, and say what is still missing."""
    node = call.node()
    for path in paths:
        if not path.exists():
            raise refuse("path-missing", file=str(path))
    identity = ""
    if key is not None:
        text = read_file(key, KEY_BYTES_MAX).decode("utf-8", "replace")
        identity = paper.read_recovery(text, key.name)
    store, is_refused = open_store(node), False
    try:
        with call.speaking():
            for outcome in rebuild.rebuild(store, paths, identity=identity):
                tell_outcome(call, outcome)
                is_refused = is_refused or outcome.outcome == FILE_REFUSED
            with store.reading() as db:
                lacking = rebuild.missing(db, node.settings.node_id)
            for one in lacking:
                note(
                    gettext(
                        "Still missing: entries %(first)s to %(last)s (%(stream)s).",
                        first=one.first,
                        last=one.last,
                        stream=one.stream,
                    )
                )
            if not lacking:
                note(gettext("The books are whole: this machine goes on where the old one ended."))
    finally:
        store.close()
    if is_refused:
        context.exit(REFUSED)


@click.command("repair", help="Look at two versions of one history, and put it in order.")
@click.argument("code", default="")
@click.option("--officer", "officers", multiple=True, metavar="NAME", help="Twice: two of them.")
@click.option("--pin", "pins", multiple=True, metavar="PIN", help="Of each, in the same order.")
@click.option("--again", is_flag=True, help="At a group: enter again what does not count.")
@click.option("--only", multiple=True, metavar="HEAD", help="With --again: these entries alone.")
@click.option(
    "--confirm", default="", metavar="CODE", help="After a restore: passbooks' 8 letters."
)
@click.option(
    "--nothing-missing", is_flag=True, help="After a restore: the officers answer for it."
)
@common
def repair_command(
    call: Call,
    *,
    code: str,
    officers: tuple[str, ...],
    pins: tuple[str, ...],
    again: bool,
    only: tuple[str, ...],
    confirm: str,
    nothing_missing: bool,
) -> None:
    """Without officers only shows; with two of them it closes, begins anew, or enters again."""
    store = open_store(call.node())
    try:
        with call.speaking():
            if confirm:
                restored.confirm(store, letters_read=confirm)
                tell(call, {"confirmed": True}, gettext("The books are whole. They go on."))
            elif not officers:
                _show(call, store)
            else:
                user = two_officers(store, officers, pins)
                if nothing_missing:
                    restored.confirm(store)
                    tell(call, {"confirmed": True}, gettext("The books go on."))
                elif again:
                    _enter_again(call, store, only, user)
                elif store.node.settings.role == "hub":
                    _close(call, store, code, user)
                else:
                    _begin_anew(call, store)
    finally:
        store.close()


def two_officers(store: Store, names: tuple[str, ...], pins: tuple[str, ...]) -> int:
    """Two different people who gave their PINs; the number of the first. Raises Refusal."""
    if len(names) != TWO:
        raise refuse("officers-two")
    given = list(pins)
    if not given and sys.stdin.isatty():
        given = [str(click.prompt(f"PIN {name}", hide_input=True, err=True)) for name in names]
    if len(given) != TWO:
        raise refuse("pin-missing")
    people = [users.check_pin(store, name, pin).id for name, pin in zip(names, given, strict=True)]
    if len(set(people)) != TWO:
        raise refuse("officers-two")
    return people[0]


def _show(call: Call, store: Store) -> None:
    forks, left = histories.forks(store), repair.left_over(store)
    waiting = renewal.next_card(store.node)
    with store.reading() as db:
        lacking = rebuild.missing(db, store.node.settings.node_id)
    plain = {
        "restored": store.is_restored(),
        "forks": msgspec.to_builtins(forks),
        "left": msgspec.to_builtins(left),
        "missing": msgspec.to_builtins(lacking),
        "next_card": waiting.node if waiting else "",
    }
    trouble = repair.trouble(store)
    text = [
        word(trouble, "trouble") if trouble else gettext("The books are whole, with one history.")
    ]
    text += [*_left_lines(left), *_fork_lines(forks)]
    tell(call, plain, "\n".join(text))


def _fork_lines(forks: Iterable[histories.Fork]) -> list[str]:
    told = []
    for one in forks:
        told.append(
            gettext(
                "%(name)s, %(stream)s: two versions from entry %(entry)s on.",
                name=one.name,
                stream=one.stream,
                entry=one.seq,
            )
        )
        if one.settled:
            told.append(gettext("New keys settled this. It is kept to be looked at."))
        told.append(gettext("What counts here:"))
        told += [f"  {_row_text(row)}" for row in one.here]
        told.append(gettext("What was set aside:"))
        told += [f"  {_row_text(row)}" for row in one.other]
        if not one.other:
            told.append("  " + gettext("It is no longer here: this machine was put back since."))
    return told


def _left_lines(left: Iterable[repair.Left]) -> list[str]:
    waiting = [one for one in left if one.waits]
    if not waiting:
        return []
    head = ngettext(
        "%(num)s entry of this machine does not count:",
        "%(num)s entries of this machine do not count:",
        len(waiting),
    )
    return [head, *(f"  {_row_text(one.row)}" for one in waiting)]


def _row_text(row: histories.Row) -> str:
    amount = figure(row.amount_minor) if row.amount_minor else ""
    return f"{row.seq:>6}  {row.day:<10}  {row.kind:<22} {amount:>12}  {row.note}  {row.head[:8]}"


def _begin_anew(call: Call, store: Store) -> None:
    node: Node = store.node
    card = renewal.prepare(store)
    path = node.outbox / f"{card.role}-{card.node[:8]}.card"
    node.outbox.mkdir(exist_ok=True)
    write_file(path, card.line + b"\n")
    told = gettext(
        "New keys are made. Take %(file)s to the office and let them read back these digits: "
        "%(digits)s. They enrol it with your old code; then take in what they give you.",
        file=path,
        digits=card.digits,
    )
    tell(call, {"file": str(path), "node": card.node, "digits": card.digits}, told)


def _close(call: Call, store: Store, code: str, user: int) -> None:
    passphrase.check(store.node)  # the list of partners is signed anew
    roster.keep_if_late(store)
    closed = succession.revoke(store, code.strip().upper(), user=user)
    roster.keep(store)
    ends = ", ".join(f"{one.stream} {one.seq}" for one in closed)
    told = gettext(
        "The old card of %(code)s is closed: %(ends)s. Let them make new keys and bring the card.",
        code=code,
        ends=ends,
    )
    tell(call, {"code": code, "closed": plain_ends(closed)}, told)


def _chosen(store: Store, only: tuple[str, ...]) -> set[str] | None:
    """The heads that begin as told (as they are shown), each of one entry; None: all of them."""
    known = [one.row.head for one in repair.left_over(store)]
    chosen = set[str]()
    for start in only:
        found = [head for head in known if head.startswith(start.strip().lower())]
        if len(found) != 1 or not start.strip():
            # Else all would count as looked through and left out.
            told = gettext("No entry that waits has this sign, or several: %(sign)s.", sign=start)
            raise click.UsageError(told)
        chosen.update(found)
    return chosen or None


def _enter_again(call: Call, store: Store, only: tuple[str, ...], user: int) -> None:
    made = repair.enter_again(store, _chosen(store, only), user=user)
    plain = {
        "entered": made.entered,
        "refused": [
            {"seq": row.seq, "kind": row.kind, "reason": say(why)} for row, why in made.refused
        ],
    }
    text = [
        ngettext(
            "%(num)s entry was entered again.", "%(num)s entries were entered again.", made.entered
        ),
        *(f"  {_row_text(row)}: {say(why)}" for row, why in made.refused),
    ]
    tell(call, plain, lines(text))
