"""At a hub: the signed list of all partners, and a card from which nothing more is taken."""

from collections.abc import Iterable
from pathlib import Path

import click

from federation.core.events import ChainClosed
from federation.core.refusals import refuse
from federation.i18n import gettext, ngettext
from federation.node import write_file
from federation.store import Store, open_store
from sync import intake, passphrase, roster, seal, succession

from .base import Call, common, lines, note, read_file, sentence, tell
from .exchange import REFUSED_FILE, outcome_text


@click.command("roster", help="At a hub: the signed list of all partners, out or back in.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--import", "is_back", is_flag=True, help="Take back the partners that it lists.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="Else backups/.")
@common
def roster_command(call: Call, file: Path | None, out: Path | None, *, is_back: bool) -> None:
    """Write the roster; show one that is named; or take one back after a restore."""
    if is_back and file is None:
        raise click.UsageError(gettext("Name the list's file."))
    store = open_store(call.node())
    try:
        with call.speaking():
            if file is None:
                _write(call, store, out)
            elif is_back:
                _take_back(call, store, read_file(file, roster.BYTES_MAX))
            else:
                _show(call, file, roster.read(read_file(file, roster.BYTES_MAX)))
    finally:
        store.close()


def _write(call: Call, store: Store, out: Path | None) -> None:
    file = roster.keep(store)
    if out is not None:
        write_file(out, file.read_bytes())
        file = out
    _show(call, file, roster.read(file.read_bytes()))


def _show(call: Call, file: Path, told: roster.Roster) -> None:
    closed = {partner for partner, _ in told.closed}
    plain = {
        "file": str(file),
        "hub": told.hub.node,
        "day": told.day,
        "short_code": told.short_code,
        "partners": [
            {"code": one.code, "name": one.partner.name, "closed": one.first_id in closed}
            for one in told.charters
        ],
    }
    text = [f"{file}  {told.short_code}", f"{told.hub.name} · {told.day}"]
    text += [
        f"{one.code}  {one.partner.name}"
        + (f" ({gettext('closed')})" if one.first_id in closed else "")
        for one in told.charters
    ]
    tell(call, plain, lines(text))


def _take_back(call: Call, store: Store, content: bytes) -> None:
    back = roster.take_back(store, content)
    plain = {
        "short_code": seal.short_code(content),
        "new": back.new,
        "newer": back.newer,
        "closed": back.closed,
        "clashing": back.clashing,
        "known": back.known,
    }
    text = []
    if back.new:
        text.append(gettext("Taken back: %(codes)s.", codes=", ".join(back.new)))
    if back.newer:
        codes = ", ".join(back.newer)
        text.append(gettext("Known, now as the list has them: %(codes)s.", codes=codes))
    if back.closed:
        text.append(gettext("Closed again: %(codes)s.", codes=", ".join(back.closed)))
    if back.known:
        text.append(
            ngettext(
                "%(num)s partner was here already.",
                "%(num)s partners were here already.",
                back.known,
            )
        )
    if back.clashing:
        text.append(
            gettext(
                "Not taken back, for the code was given again: %(codes)s. Let these bring their "
                "cards, and enrol them anew.",
                codes=", ".join(back.clashing),
            )
        )
    tell(call, plain, lines([*text, *taken_now(call, store)]))


def taken_now(call: Call, store: Store) -> list[str]:
    """What became of files that came before their writer was known here, for people.

    Programs are told of what was refused beside the output.
    """
    outcomes = list(intake.take_known(store))
    for one in outcomes if call.is_json else ():
        if one.outcome == REFUSED_FILE:
            note(f"{Path(one.file).name}: {sentence(one.reason)}")
    if not outcomes:
        return []
    told = ngettext(
        "%(num)s file that had come before is taken in now:",
        "%(num)s files that had come before are taken in now:",
        len(outcomes),
    )
    return [told, *(f"  {outcome_text(one)}" for one in outcomes)]


def read_good(told: tuple[str, ...]) -> dict[str, int]:
    """The last good entries as given: STREAM=SEQ. Raises Refusal `good-entry-unclear`."""
    good = {}
    for one in told:
        stream, _, seq = one.partition("=")
        if not stream or not (seq.isascii() and seq.isdecimal()):
            raise refuse("good-entry-unclear", text=one[:40])
        good[stream] = int(seq)
    return good


@click.command("revoke", help="At a hub: take nothing more from the card of a partner.")
@click.argument("code")
@click.option(
    "--good",
    multiple=True,
    metavar="STREAM=SEQ",
    help="The last good entry of a kind; else the last one here.",
)
@common
def revoke_command(call: Call, code: str, good: tuple[str, ...]) -> None:
    """Close a stolen or lost card; a new one takes its place with `enrol --as`."""
    wanted = read_good(good)
    store = open_store(call.node())
    try:
        with call.speaking():
            passphrase.check(store.node)  # the list of partners is signed anew
            roster.keep_if_late(store)
            closed = succession.revoke(store, code.strip().upper(), good=wanted)
            roster.keep(store)
            ends = ", ".join(f"{one.stream} {one.seq}" for one in closed)
            told = gettext(
                "Nothing more is taken from the card of %(code)s. Good up to: %(ends)s. Its new "
                "card takes its place with enrol --as %(code)s.",
                code=code,
                ends=ends or "–",
            )
    finally:
        store.close()
    tell(call, {"code": code, "closed": plain_ends(closed)}, told)


def plain_ends(closed: Iterable[ChainClosed]) -> list[dict[str, str | int]]:
    """Where chains were closed, for programs."""
    return [{"stream": one.stream, "seq": one.seq, "head": one.head} for one in closed]
