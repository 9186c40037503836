"""The node's own keys: their passphrase, and the recovery key on paper."""

import os
import sys
from pathlib import Path
from typing import Final

import click

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.node import Node, write_file
from federation.papers import alone, pdf
from federation.papers.recovery import recovery_paper
from sync import cards, paper, passphrase

from .base import PASSPHRASE, REFUSED, Call, common, read_file, tell

NEW_PASSPHRASE: Final = "FEDERATION_NEW_PASSPHRASE"  # noqa: S105 - the environment's name for it
_KINDS: Final = (".html", ".pdf")


@click.group("keys")
def keys_command() -> None:
    """The node's own keys: lock and unlock them, the recovery key on paper."""


@keys_command.command("lock", help="Lock the keys with a passphrase, or with another one.")
@common
def lock(call: Call) -> None:
    """Set or change the officers' passphrase; it is asked for, or stands in the environment."""
    node = call.node()
    node.must_be_real()
    was_locked = passphrase.is_locked(node)
    with call.speaking():
        passphrase.check(node)  # the present one is asked for before the new one
        passphrase.switch_on(node, _new_passphrase(was_locked=was_locked))
        told = gettext(
            "The keys are locked. Whoever sends or takes in files here gives the passphrase. "
            "Nobody can find it again: if it is forgotten, the machine is enrolled anew."
        )
    tell(call, {"locked": True, "changed": was_locked}, told)


def _new_passphrase(*, was_locked: bool) -> str:
    told = os.environ.get(NEW_PASSPHRASE, "")
    if told:
        return told
    if sys.stdin.isatty():
        typed: str = click.prompt(
            gettext("The new passphrase"), hide_input=True, confirmation_prompt=True, err=True
        )
        return typed
    told = "" if was_locked else os.environ.get(PASSPHRASE, "")
    if not told:
        raise refuse("passphrase-missing")
    return told


@keys_command.command("unlock", help="Keep the keys without a passphrase again.")
@common
def unlock(call: Call) -> None:
    """Take the passphrase off."""
    node = call.node()
    if not passphrase.is_locked(node):
        raise refuse("keys-not-locked")
    passphrase.switch_off(node)
    with call.speaking():
        told = gettext("The keys have no passphrase any more: whoever has this machine has them.")
    tell(call, {"locked": False}, told)


@keys_command.command("paper", help="Print the recovery key again, or check that it still fits.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Key file, or words.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help=".html or .pdf.")
@click.option("--check", is_flag=True, help="Only say whether it is this node's; asks for words.")
@common
@click.pass_context
def paper_command(
    context: click.Context, call: Call, *, key: Path | None, out: Path | None, check: bool
) -> None:
    """The recovery key that officers hold: as a sheet, or compared with this node's card."""
    node = _here(call)
    with call.speaking():
        identity = _key(key)
        fits = node is None or paper.fits(identity, cards.read_card(node.card()).recovery)
        if check:
            _answer(call, fits=fits, is_known=node is not None)
            if not fits:
                context.exit(REFUSED)
            return
        if node is not None and not fits:
            raise refuse("recovery-not-ours", name=node.settings.name)
        if out is None:
            raise click.UsageError(gettext("Give the sheet's file with -o FILE.html or FILE.pdf."))
        _write(out, identity, node)
        told = gettext(
            "Written: %(file)s. Print it, keep a sheet with each of two officers, and delete the "
            "file.",
            file=out,
        )
    tell(call, {"file": str(out)}, told)


def _here(call: Call) -> Node | None:
    """The node of the data folder; None where the machine is lost and only the paper is left."""
    try:
        return call.node()
    except Refusal as refusal:
        if refusal.code != "node-missing":
            raise
        return None


def _key(file: Path | None) -> str:
    """The recovery key of a file, or as typed now. Raises Refusal `recovery-missing`."""
    if file is not None:
        content = read_file(file, paper.TEXT_BYTES_MAX)
        return paper.read_recovery(content.decode("utf-8", "replace"), file.name)
    if sys.stdin.isatty():
        text: str = click.prompt(gettext("The 24 words, or the key itself"), err=True)
    else:
        text = sys.stdin.read(paper.TEXT_BYTES_MAX)
    if not text.strip():
        raise refuse("recovery-missing")
    return paper.read_recovery(text)


def _answer(call: Call, *, fits: bool, is_known: bool) -> None:
    if not is_known:
        told = gettext("This is a sound recovery key. There is no node here to compare it with.")
    elif fits:
        told = gettext("Yes: this is the recovery key of this node.")
    else:
        told = gettext("No: this is a sound key, but of another node.")
    tell(call, {"fits": fits, "compared": is_known}, told)


def _write(out: Path, identity: str, node: Node | None) -> None:
    """The sheet, readable by this account alone. Raises Refusal `paper-kind-unknown`."""
    if out.suffix.lower() not in _KINDS:
        raise refuse("paper-kind-unknown", file=out.name)
    name, day = (node.settings.name, node.today()) if node else ("", "")
    sheet = recovery_paper(identity, name=name, day=day)
    write_file(
        out, pdf.write(sheet) if out.suffix.lower() == ".pdf" else alone.write(sheet), mode=0o600
    )
