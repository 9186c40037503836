"""Commands about the node itself: made, shown, enrolled, looked over."""

import sys
from functools import partial
from pathlib import Path
from typing import Final

import click
import msgspec

from federation.core.refusals import refuse
from federation.i18n import gettext, ngettext, word
from federation.node import ROLES, write_file
from federation.schemas.reading import read_money
from federation.store import Store, open_store
from federation.store.queries import requests
from sync import audit, cards, enrolment, founding, paper, repair, roster
from sync.status import NodeStatus, StreamStatus
from sync.status import status as exchange_status

from .base import Call, ask_digits, common, lines, read_file, tell, word_grid
from .partners import read_good, taken_now

CARD_BYTES_MAX: Final = 128 * 1024


@click.command("init", help="Make a node in the data folder; an existing one stays as it is.")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What this node is.")
@click.option("--name", required=True, help="As people call it.")
@click.option("--currency", default="NAD", show_default=True, help="Of all its money.")
@click.option("--language", default="en", show_default=True, help="Of its pages at first.")
@click.option("--share-price", default="", metavar="M", help="Of one share, like 10.00; none: 0.")
@click.option("--database", default="", metavar="URL", help="Of a hub: an empty PostgreSQL one.")
@click.option(
    "--recovery-out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the recovery key goes; else it is shown once.",
)
@common
def init_command(
    call: Call,
    role: str,
    name: str,
    currency: str,
    language: str,
    share_price: str,
    database: str,
    recovery_out: Path | None,
) -> None:
    """Found the node and hand over its recovery key."""
    if recovery_out is not None and recovery_out.exists():
        raise refuse("file-exists", file=str(recovery_out))
    founded = founding.found(
        call.folder,
        role=role,
        name=name,
        currency=currency,
        language=language,
        share_price_minor=read_money(share_price, zero=True) if share_price else 0,
        database=database,
        hand_over=partial(_keep_key, recovery_out, name) if recovery_out else None,
    )
    node = founded.node
    told: dict[str, object] = {
        "node": node.settings.node_id,
        "role": role,
        "name": node.settings.name,
        "folder": str(node.folder),
        "digits": cards.read_card(node.card()).digits,
    }
    text = [gettext("Made %(folder)s for %(name)s.", folder=node.folder, name=name)]
    if recovery_out is not None:
        told["recovery_file"] = str(recovery_out)
        text.append(
            gettext(
                "The recovery key and its 24 words are in %(file)s. Print them (federation keys "
                "paper --key %(file)s -o recovery.html), keep a sheet with each of two officers, "
                "and delete the file.",
                file=recovery_out,
            )
        )
    else:
        words = paper.words(founded.recovery_key)
        told |= {"recovery_key": founded.recovery_key, "recovery_words": words}
        text.append(
            gettext(
                "The recovery key, shown this once: %(key)s\n"
                "The same key in 24 words:\n%(words)s\n"
                "Write it down twice and keep it with two officers, never as a photo. Without it "
                "a lost machine is lost.",
                key=founded.recovery_key,
                words=word_grid(words),
            )
        )
    open_store(node).close()
    tell(call, told, "\n".join(text))


def _keep_key(path: Path, name: str, key: str) -> None:
    """Write the recovery key where only its owner reads it. Raises Refusal `key-not-written`."""
    try:
        write_file(path, paper.written(key, " ".join(name.split())).encode(), mode=0o600)
    except OSError as error:
        raise refuse("key-not-written", file=str(path), reason=error.strerror or "") from None


@click.command("card", help="Write the node's public card: nothing in it is secret.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="Else into the outbox."
)
@common
def card_command(call: Call, out: Path | None) -> None:
    """Write the card and show the digits that two people compare."""
    node = call.node()
    store = open_store(node)
    try:
        content = enrolment.card_file(store)
    finally:
        store.close()
    card, _ = cards.read_card_file(content)
    if out is None:
        out = node.outbox
    path = out / f"{card.role}-{card.node[:8]}.card" if out.is_dir() else out
    write_file(path, content)
    with call.speaking():
        told = gettext("Card: %(file)s\nDigits: %(digits)s", file=path, digits=card.digits)
    tell(call, {"file": str(path), "node": card.node, "digits": card.digits}, told)


@click.command("enrol", help="At a hub: admit a group or a city whose digits were compared.")
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--confirm", default="", metavar="DIGITS", help="As the other node shows them.")
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Of a city: its smallest figure of people.",
)
@click.option(
    "--as",
    "code",
    default="",
    metavar="CODE",
    help="The short code it gets; that of a lost node: it takes its place.",
)
@click.option(
    "--good",
    multiple=True,
    metavar="STREAM=SEQ",
    help="With --as: the lost node's last good entry of a kind; else the last one here.",
)
@common
def enrol_command(
    call: Call, card: Path, *, confirm: str, threshold: int, code: str, good: tuple[str, ...]
) -> None:
    """Admit a node and write its charter into the outbox."""
    node = call.node()
    node.must_be_real()
    content = read_file(card, CARD_BYTES_MAX)
    with call.speaking():
        found, _ = cards.read_card_file(content)
        question = gettext("The digits that “%(name)s” shows", name=found.name)
        confirm = ask_digits(confirm, question)
        store = open_store(node)
        try:
            roster.keep_if_late(store)
            _ask_whose_place(store, code, found)
            made = enrolment.enrol_card(
                store,
                content,
                confirm=confirm,
                threshold=threshold,
                code=code,
                good=read_good(good),
            )
            roster.keep(store)
            before = taken_now(call, store)
        finally:
            store.close()
        told = gettext(
            "“%(name)s” is %(code)s. Its charter is %(file)s; take it back together with these "
            "digits of ours: %(digits)s",
            name=found.name,
            code=made.code,
            file=made.file,
            digits=made.digits,
        )
        told += _closed_before(cards.read_charter(made.file.read_bytes()))
        told = "\n".join([told, *before])
    plain = {
        "file": str(made.file),
        "node": made.node,
        "code": made.code,
        "digits": made.digits,
    }
    tell(call, plain, told)


def _ask_whose_place(store: Store, code: str, card: cards.Card) -> None:
    """At a terminal: whose card is to be closed; a slip in the code closes a living one."""
    if not code or not sys.stdin.isatty():
        return
    with store.reading() as db:
        partner = requests.partner(db, code.strip().upper())
    if partner is None or partner.writer == card.node:
        return
    question = gettext(
        "%(code)s is “%(name)s”. Nothing more is taken from the card that it has now; this new "
        "card takes its place. Is that so?",
        code=partner.code,
        name=partner.name,
    )
    click.confirm(question, abort=True, err=True)


def _closed_before(charter: cards.Charter) -> str:
    """Up to which entries the card before counts; "" where there was none."""
    if not charter.earlier:
        return ""
    ends = ", ".join(f"{one.stream} {one.seq}" for one in charter.earlier[-1].closed)
    return "\n" + gettext(
        "Of the card before it counts what came up to: %(ends)s.", ends=ends or "–"
    )


@click.command("status", help="Per partner: sent, acknowledged, received, missing, waiting.")
@common
def status_command(call: Call) -> None:
    """Show how the exchange of files stands."""
    store = open_store(call.node())
    try:
        found, trouble = exchange_status(store), repair.trouble(store)
    finally:
        store.close()
    with call.speaking():
        tell(call, _plain_status(found), _status_text(found, trouble))


def _plain_status(found: NodeStatus) -> dict[str, object]:
    """As programs read it: a partner's `node` is the id of its present card."""
    plain = msgspec.to_builtins(found)
    for partner in plain["partners"]:
        partner["node"] = partner.pop("writer")
        del partner["clock"]  # for people; programs go by entries
    assert isinstance(plain, dict)
    return plain


def _status_text(found: NodeStatus, trouble: str) -> str:
    told = [f"{found.name} · {found.role} · {found.node}"]
    if trouble:
        told.append(word(trouble, "trouble"))
    for partner in found.partners:
        told.append(f"\n{partner.code}  {partner.name} ({partner.role})")
        if partner.forked:
            told.append("  " + gettext("Two histories came in: look at both before going on."))
        if partner.clock:
            told.append("  " + word(partner.clock, "clock"))
        told += [f"  {_stream_text(stream)}" for stream in partner.streams]
    if not found.partners:
        told.append(gettext("No other node is enrolled here yet."))
    return lines(told)


def _stream_text(stream: StreamStatus) -> str:
    words = [
        gettext("up to %(last)s", last=stream.last),
        gettext("sent %(sent)s", sent=stream.sent),
        gettext("acknowledged %(seq)s", seq=stream.acknowledged),
        gettext("received %(seq)s", seq=stream.received),
    ]
    if stream.missing:
        ranges = ", ".join(f"{first}-{last}" for first, last in stream.missing)
        words.append(gettext("missing %(ranges)s", ranges=ranges))
    if stream.held:
        words.append(ngettext("%(num)s file waits", "%(num)s files wait", stream.held))
    return f"{stream.stream:<12}" + ", ".join(words)


@click.command("verify", help="Recompute everything from the journal; exit 1 if anything differs.")
@common
def verify_command(call: Call) -> None:
    """Check chains, signatures, every money rule and every view."""
    store = open_store(call.node())
    try:
        found = audit.verify(store)
    finally:
        store.close()
    with call.speaking():
        if found.ok:
            told = ngettext(
                "All is sound: %(num)s entry.", "All is sound: %(num)s entries.", found.entries
            )
        else:
            told = lines([f"{one.where}: {one.what}" for one in found.problems])
    tell(call, msgspec.to_builtins(found), told)
    if not found.ok:
        raise refuse("verify-differs", count=len(found.problems))
