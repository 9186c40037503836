"""At a hub: the words of a language out and in as a translator's file, and out to the groups."""

import json
from pathlib import Path

import click

from federation import catalogues
from federation.books.screens import screens
from federation.books.word_files import BYTES_MOST, read_words, write_words
from federation.catalogues import LANGUAGES, Term
from federation.commands.deed import Desk, perform
from federation.commands.translation import (
    DESK_LANGUAGES,
    HandOut,
    Now,
    check_here,
    hand_out,
    now_of,
)
from federation.commands.translation_files import TakeInWords, take_in_words
from federation.core.refusals import Refusal
from federation.i18n import gettext, ngettext, say, word
from federation.store import Store, open_store
from federation.store.queries import translation

from .base import Call, common, tell

_language = click.argument("language", type=click.Choice(DESK_LANGUAGES))


@click.group("languages")
def languages_command() -> None:
    """At a hub: the words of its languages."""


def _terms(store: Store, language: str) -> tuple[tuple[Term, Now], ...]:
    with store.reading() as db:
        check_here(Desk(db, store.node), language)
        desk = translation.desk(db, language)
    every = catalogues.terms()
    return tuple((term, now_of(language, term, desk.get(term.key))) for term in every)


@languages_command.command("list", help="How far each language is.")
@common
def list_command(call: Call) -> None:
    """A line for each."""
    store = open_store(call.node())
    with call.speaking():
        try:
            for code in DESK_LANGUAGES:
                every = [now for _, now in _terms(store, code)]
                plain = {
                    "language": code,
                    "terms": len(every),
                    "translated": sum(bool(now.forms) for now in every),
                    "confirmed": sum(now.is_confirmed for now in every),
                }
                said = gettext(
                    "%(language)s: %(translated)s of %(terms)s translated, %(confirmed)s confirmed",
                    **{**plain, "language": f"{code} {LANGUAGES[code]}"},
                )
                tell(call, plain, said)
        finally:
            store.close()


@languages_command.command("export", help="Write a language as it stands into FILE (.po).")
@_language
@click.argument("file", type=click.Path(path_type=Path))
@common
def export_command(call: Call, *, language: str, file: Path) -> None:
    """What nobody confirmed stands in it as fuzzy."""
    store = open_store(call.node())
    with call.speaking():
        try:
            content = write_words(language, _terms(store, language), _about)
        finally:
            store.close()
        file.write_bytes(content)
        tell(call, {"file": str(file)}, gettext("Written: %(files)s", files=str(file)))


def _about(term: Term) -> tuple[str, ...]:
    return (word(screens()[term.one].area, "desk-area"), *term.notes)


@languages_command.command("import", help="Take a translator's FILE (.po) in; all, or none.")
@_language
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def import_command(call: Call, *, language: str, file: Path) -> None:
    """What is new in it waits for a second person."""
    store = open_store(call.node())
    with call.speaking():
        try:
            with file.open("rb") as source:
                words = read_words(source.read(BYTES_MOST + 1), language)
            order = TakeInWords(language=language, day=store.node.today(), words=words)
            told = perform(store, order, take_in_words).facts
        except Refusal as refusal:
            _tell_faults(call, refusal)
            raise
        finally:
            store.close()
        said = gettext(
            "The file is taken in: %(written)s written, %(confirmed)s confirmed, %(left)s left as "
            "they are, %(unknown)s not known to this version.",
            **told,
        )
        tell(call, dict(told), said)


def _tell_faults(call: Call, refusal: Refusal) -> None:
    """What does not fit, line by line."""
    faults = refusal.facts.get("faults", ())
    assert isinstance(faults, tuple)
    if call.is_json and faults:
        plain = [{"line": line, "english": one, "why": say(why)} for line, one, why in faults]
        click.echo(json.dumps({"faults": plain}, ensure_ascii=False))
        return
    for line, _, why in faults:
        click.echo(f"{gettext('line %(number)s', number=line)}: {say(why)}")


@languages_command.command("hand-out", help="Hand out what changed, with the groups' next files.")
@_language
@click.option("--unconfirmed", is_flag=True, help="Also words that nobody confirmed yet.")
@click.option("--region", default="", help="The code of a region: its groups alone.")
@common
def hand_out_command(call: Call, *, language: str, unconfirmed: bool, region: str) -> None:
    """Kept at the hub, and told in each group's replies."""
    store = open_store(call.node())
    with call.speaking():
        try:
            order = HandOut(
                language=language,
                day=store.node.today(),
                unconfirmed=unconfirmed,
                region=region,
            )
            told = perform(store, order, hand_out).facts
        finally:
            store.close()
        said = ngettext(
            "%(num)s word is handed out, to %(groups)s groups with their next files.",
            "%(num)s words are handed out, to %(groups)s groups with their next files.",
            int(told["words"]),
            groups=told["groups"],
        )
        tell(call, dict(told), said)
