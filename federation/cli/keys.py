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
from federation.store import open_store
from sync import cards, enrolment, keys, paper, passphrase, renewal

from .base import PASSPHRASE, REFUSED, Call, common, read_file, tell
from .repair import two_officers

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
            "Nobody can find it again: if it is forgotten, “federation keys renew” makes new keys, "
            "and the office admits their card."
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


@keys_command.command("renew", help="At a group or city: new keys, and a card to be enrolled.")
@click.option("--officer", "officers", multiple=True, metavar="NAME", help="Twice: two of them.")
@click.option("--pin", "pins", multiple=True, metavar="PIN", help="Of each, in the same order.")
@click.option(
    "--recovery-out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also a new recovery key, into this file; else the present one stays.",
)
@click.option("--give-up", is_flag=True, help="Throw the new keys away before they are enrolled.")
@common
def renew(
    call: Call,
    *,
    officers: tuple[str, ...],
    pins: tuple[str, ...],
    recovery_out: Path | None,
    give_up: bool,
) -> None:
    """Make a card that takes this one's place with `enrol --as`; nothing changes until then."""
    if recovery_out is not None and recovery_out.exists():
        raise refuse("file-exists", file=str(recovery_out))
    store = open_store(call.node())
    node = store.node
    try:
        with call.speaking():
            two_officers(store, officers, pins)
            if give_up:
                renewal.give_up(node)
                tell(call, {"given_up": True}, gettext("The new keys are gone."))
                return
            if renewal.next_card(node) is not None:
                raise refuse("new-keys-wait")
            card = renewal.prepare(store, recovery=_new_paper(node, recovery_out))
            content = enrolment.card_file(store, card)
    finally:
        store.close()
    file = node.outbox / f"{card.role}-{card.node[:8]}.card"
    write_file(file, content)
    with call.speaking():
        told = gettext(
            "New card: %(file)s\nDigits: %(digits)s\nThe office gives it the place of the old one "
            "with enrol --as; take in what it gives you.",
            file=file,
            digits=card.digits,
        )
    tell(call, {"file": str(file), "node": card.node, "digits": card.digits}, told)


def _new_paper(node: Node, file: Path | None) -> str:
    """The public half of a new recovery key, written to its file first; "" where none is asked."""
    if file is None:
        return ""
    identity = keys.make_identity(node.entropy)
    write_file(file, paper.written(identity, node.settings.name).encode(), mode=0o600)
    return keys.recipient_of(identity)


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
