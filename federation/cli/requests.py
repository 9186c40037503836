"""Requests on their way: given free, published, answered."""

import hashlib
from pathlib import Path

import click

from federation.commands import passing, publication, releasing
from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.core.rules.answers import REASONS, VERBS
from federation.core.rules.words import CHANNELS
from federation.i18n import gettext, ngettext
from federation.schemas.answers import AnswerSchema
from federation.schemas.base import load
from federation.store import open_store

from .base import Call, common, note, tell


@click.command("release", help="At a hub: give requests free for their city, by id.")
@click.argument("requests", nargs=-1, metavar="REQUEST…")
@click.option("--all", "everything", is_flag=True, help="All that wait.")
@click.option("--city", default="", metavar="CODE", help="Where the hub has several.")
@common
def release_command(call: Call, *, requests: tuple[str, ...], everything: bool, city: str) -> None:
    """Give requests free; their groups get word with the next replies."""
    if bool(requests) == everything:
        raise click.UsageError("Name the requests, or give --all.")
    store = open_store(call.node())
    try:
        released = releasing.release(store, requests, city)
    finally:
        store.close()
    with call.speaking():
        told = ngettext(
            "%(num)s request was given free.", "%(num)s requests were given free.", released
        )
    tell(call, {"released": released}, told)


@click.command("publish", help="At a hub: freeze tables and released requests for each city.")
@click.option("--period", default="", metavar="P", help="2026, 2026-H2 or 2026-Q4; default: all.")
@common
def publish_command(call: Call, period: str) -> None:
    """Freeze the next release of each city; it travels with the next export."""
    store = open_store(call.node())
    try:
        made = publication.publish(store, period)
    finally:
        store.close()
    with call.speaking():
        for one in made:
            plain: dict[str, str | int | bool] = {
                "release": one.release,
                "city": one.code,
                "period": one.period,
                "threshold": one.threshold,
                "requests": one.requests,
                "new_requests": one.told,
                "hidden": one.hidden,
                "unchanged": one.unchanged,
            }
            if one.unchanged:
                told = gettext(
                    "%(code)s %(name)s: nothing changed since release %(release)s of %(day)s. It "
                    "stands, and nothing was written.",
                    code=one.code,
                    name=one.name,
                    release=one.release,
                    day=one.day,
                )
                tell(call, plain, told)
                continue
            told = gettext(
                "%(code)s %(name)s: release %(release)s counts %(requests)s requests, %(new)s of "
                "them new; figures kept private: %(hidden)s.",
                code=one.code,
                name=one.name,
                release=one.release,
                requests=one.requests,
                new=one.told,
                hidden=one.hidden,
            )
            tell(call, plain, told)
        if not call.is_json and not all(one.unchanged for one in made):
            note(gettext("Write it into a file with: federation export"))


@click.command("pass-on", help="At a hub: pass words of groups on to their city, once read.")
@click.argument("requests", nargs=-1, metavar="REQUEST…")
@click.option("--all", "everything", is_flag=True, help="All that wait.")
@common
def pass_on_command(call: Call, *, requests: tuple[str, ...], everything: bool) -> None:
    """Pass on what was said since the city was told; it travels with the next export."""
    if bool(requests) == everything:
        raise click.UsageError("Name the requests, or give --all.")
    store = open_store(call.node())
    try:
        receipt = perform(store, passing.PassOn(requests=requests), passing.pass_on)
    finally:
        store.close()
    words = int(receipt.facts["words"])
    with call.speaking():
        told = ngettext("%(num)s word goes to the city.", "%(num)s words go to the city.", words)
    tell(call, {"words": words}, told)


@click.command("answer", help="Answer a request, by id; it travels with the next export.")
@click.argument("request")
@click.option("--verb", type=click.Choice(VERBS), required=True, help="What is answered.")
@click.option("--text", default="", help="What the city says.")
@click.option("--department", default="", help="Which department has it now.")
@click.option("--by", default="", metavar="DAY", help="The day it is due.")
@click.option("--reason", type=click.Choice(REASONS), default=None, help="Why not, or not yet.")
@click.option("--resolution", default="", metavar="NUMBER", help="Of the council.")
@click.option("--amount", default="", metavar="M", help="Money, like 50000.00.")
@click.option("--budget-line", default="", metavar="LINE", help="Where the money stands.")
@click.option("--resolved-on", default="", metavar="DAY", help="The day of the resolution.")
@click.option("--many", default="", metavar="N", help="How many of what is promised or there.")
@click.option("--clause", default="", metavar="ANSWER", help="The promise that this one keeps.")
@click.option("--on-paper", is_flag=True, help="At a hub: the answer came as a letter.")
@click.option("--post", default="", help="Whose letter it was: the post, not the person.")
@click.option("--channel", type=click.Choice(CHANNELS), default=None, help="How the paper came.")
@click.option(
    "--scan",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Its picture: the fingerprint is kept, not the picture.",
)
@common
def answer_command(
    call: Call,
    *,
    request: str,
    verb: str,
    text: str,
    department: str,
    by: str,
    reason: str | None,
    resolution: str,
    amount: str,
    budget_line: str,
    resolved_on: str,
    many: str,
    clause: str,
    on_paper: bool,
    post: str,
    channel: str | None,
    scan: Path | None,
) -> None:
    """Answer as the city, or type in at the hub what came on paper."""
    node = call.node()
    typed = {
        "verb": verb,
        "text": text,
        "department": department,
        "by": by,
        "reason": reason or "",
        "resolution": resolution,
        "amount": amount,
        "budget_line": budget_line,
        "resolved_on": resolved_on,
        "many": many,
        "clause": clause,
        "post": post,
        "channel": channel or "",
        "scan": _fingerprint(scan) if scan else "",
    }
    values, faults = load(AnswerSchema(), typed)
    if faults:
        raise faults[0].refusal
    order = GiveAnswer(request=request, day=node.today(), on_paper=on_paper, **values)
    store = open_store(node)
    try:
        receipt = perform(store, order, give_answer)
    finally:
        store.close()
    plain = {"answer": receipt.facts["answer"], "request": request, "verb": verb}
    with call.speaking():
        told = gettext("Answered. It travels with the next export.")
    tell(call, plain, told)


def _fingerprint(picture: Path) -> str:
    """The SHA-256 of a file, 64 hex digits."""
    with picture.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
