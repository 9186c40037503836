"""After rest, too: wrong presses, files that come in odd ways, sticks, partners that lie.

Each on spare copies (`afterwards.Spares`); none of it may change what is in the books.
"""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from federation.core import canonical, kinds
from federation.core import events as e
from federation.store import Store
from federation.store.queries import requests
from sync import (
    armour,
    backup,
    cards,
    copies,
    enrolment,
    export,
    founding,
    intake,
    passphrase,
    rebuild,
    renewal,
    repair,
    restored,
    roster,
    sticks,
    succession,
)
from sync.outcome import Outcome
from tests.faults import forge, mutations

from . import afterwards, exchange, invariants
from .afterwards import Spares, refused
from .machines import CITY, HUB, Machine
from .world import Violation

Press = tuple[str, tuple[str, ...], Callable[[Store], object]]
WRONG_DIGITS = "1" * 30


def wrong_presses(spares: Spares) -> None:
    """Whatever is pressed in the wrong place is one sentence, and changes nothing."""
    machine = spares.of(spares.any())
    presses = [*_anywhere(spares, machine)]
    presses += _at_an_office(spares, machine) if machine.line == HUB else _at_others(spares)
    for label, codes, what in presses:
        refused(machine, codes, what, label)
    spares.tells(f"{machine.name}: {len(presses)} wrong presses")


def _anywhere(spares: Spares, machine: Machine) -> list[Press]:
    folder, missing = machine.folder, spares.world.folder / "missing"
    found = founding.found
    other = spares.world.folder / "never"
    return [
        ("a copy nowhere", ("folder-missing",), lambda s: backup.write(s, missing / "a.sgk")),
        ("a copy over books", ("file-exists",), lambda s: backup.write(s, folder / "node.toml")),
        ("a stick that is out", ("stick-unknown",), lambda _: sticks.stick(str(missing))),
        ("a node over a node", ("node-exists",), lambda _: found(folder, role="group", name="A")),
        ("no name", ("node-name-missing",), lambda _: found(other, role="hub", name=" ")),
        ("a strange role", ("role-unknown",), lambda _: found(other, role="bank", name="A")),
        (
            "a strange currency", ("currency-unclear",),
            lambda _: found(other, role="hub", name="A", currency="dollars"),
        ),
        (
            "a strange language", ("language-unclear",),
            lambda _: found(other, role="hub", name="A", language="E"),
        ),
        ("a short phrase", ("passphrase-short",), lambda s: passphrase.switch_on(s.node, "ab")),
        ("a long one", ("passphrase-long",), lambda s: passphrase.switch_on(s.node, "a" * 2000)),
        ("for a stranger", ("partner-unknown",), lambda s: export.export(s, to="G9999")),
        ("a card that is none", ("card-unsound",), lambda _: cards.read_card_file(b"{}\n")),
        (
            "a list of nobody", ("roster-unsound", "not-a-hub"),
            lambda s: roster.take_back(s, b"list"),
        ),
        (
            "wrong letters", ("passbook-differs", "not-restored"),
            lambda s: restored.confirm(s, letters_read="0000 0001"),
        ),
    ]  # fmt: skip


def _at_others(spares: Spares) -> list[Press]:
    hub, none = spares.world.hub, ("charter-unsound",)
    card = hub.store.node.card()
    return [
        ("a list of partners", ("not-a-hub",), roster.make),
        ("closing a card", ("not-a-hub",), lambda s: succession.revoke(s, "G0001")),
        ("admitting", ("not-a-hub",), lambda s: enrolment.enrol_card(s, card, confirm="")),
        (
            "a charter that is none", none,
            lambda s: enrolment.accept_charter(s, b"{}\n", confirm=""),
        ),
    ]  # fmt: skip


def _at_an_office(spares: Spares, machine: Machine) -> list[Press]:
    enrol = enrolment.enrol_card
    other = founding.found(spares.world.folder / f"{machine.name}-other", role="hub", name="Other")
    new = founding.found(spares.world.folder / f"{machine.name}-new", role="group", name="New")
    card, digits = new.node.card(), enrolment.own_card(new.node).digits
    known = spares.world.city.store.node
    own, city = machine.store.node.card(), known.card()
    with afterwards.store_of(other.node) as elsewhere:
        listed = roster.make(elsewhere)
    return [
        ("its own card", ("card-own",), lambda s: enrol(s, own, confirm="")),
        ("another office", ("card-of-hub",), lambda s: enrol(s, other.node.card(), confirm="")),
        ("no digits", ("digits-missing",), lambda s: enrol(s, card, confirm="")),
        ("wrong digits", ("digits-differ",), lambda s: enrol(s, card, confirm=WRONG_DIGITS)),
        ("a strange code", ("code-unclear",), lambda s: enrol(s, card, confirm=digits, code="?")),
        ("a city's code", ("code-taken",), lambda s: enrol(s, card, confirm=digits, code="C01")),
        (
            "a city that may see one person",
            ("threshold-out-of-range",),
            lambda s: enrol(s, city, confirm=enrolment.own_card(known).digits, threshold=1),
        ),
        ("closing a stranger", ("partner-unknown",), lambda s: succession.revoke(s, "G9999")),
        (
            "closing past the end",
            ("last-good-unclear", "writer-revoked"),
            lambda s: succession.revoke(s, "G0001", good={"ledger": 10**6}),
        ),
        (
            "closing a chain that is none",
            ("last-good-unclear", "writer-revoked"),
            lambda s: succession.revoke(s, "G0001", good={"letters": 1}),
        ),
        ("a charter of nobody", ("partner-unknown",), lambda s: enrolment.charter_again(s, "G99")),
        ("another's list", ("roster-of-another",), lambda s: roster.take_back(s, listed)),
        ("new keys", ("hub-keeps-its-card",), renewal.prepare),
    ]


def oddly_carried(spares: Spares) -> None:
    """What is known already comes as damaged text, in half of its codes, in archives, on sticks."""
    line = spares.chance.choice(list(spares.world.lines()))
    if invariants.stands_still(spares.world, line):
        return
    giver, taker = spares.of(spares.world.machines[line][-1]), spares.of(spares.world.hub)
    place = spares.world.folder / f"{giver.name}-stick"
    place.mkdir()
    giver.run(lambda s: export.export(s, full=True, path=f"{place}/"))
    sealed = sorted(path for path in place.iterdir())
    for number, path in enumerate(sealed):
        _spoilt(spares.chance, place / f"odd {number}", path.read_bytes())
    before = afterwards.heads(taker)
    with mock.patch.dict(os.environ, {sticks.ASKED: os.pathsep.join((str(place), "/nowhere"))}):
        (stick,) = sticks.sticks()
        assert sticks.stick(str(place)).path == stick.path
        _onto(stick, giver, sealed[0] if sealed else None)
        done = taker.run(lambda s: list(intake.take_in(s, [stick.path, place / "no such"])))
    told = sorted({f"{one.outcome} {one.reason.code if one.reason else ''}" for one in done})
    spares.tells(f"{len(done)} odd files: {', '.join(told)}")
    if any(one.new for one in done) or afterwards.heads(taker) != before:
        raise Violation("known is known", f"{taker.name}: {told}")
    afterwards.is_sound(taker, "after odd files")


def _onto(stick: sticks.Stick, giver: Machine, file: Path | None) -> None:
    """A file and the newest copy are put there as by the page; a worn stick is told of."""
    if file is None:
        return
    content = file.read_bytes()
    for path in (stick.path, stick.path):  # the same once more
        place = sticks.put(sticks.Stick(path, "A", 1, writable=True), "Office №1", "a.sgb", content)
        assert place.read_bytes() == content
    gone = sticks.Stick(stick.path / "pulled out", "B", 1, writable=True)
    refused(giver, ("stick-gone",), lambda _: sticks.put(gone, "Office", "a.sgb", content))
    made = giver.run(backup.keep)
    away = giver.run(lambda s: backup.carry(s, made.path, stick))
    assert away.read_bytes() == made.path.read_bytes()
    with giver.store.reading() as db:
        standing = copies.standing(db, giver.store.node.today())
    if standing.last is None or standing.is_away_old:
        raise Violation("copies are told of", f"{giver.name}: {standing}")


def _spoilt(chance: random.Random, folder: Path, content: bytes) -> None:
    """One file of a writer, in the ways in which it may come; `folder` is made."""
    folder.mkdir()
    text, codes = armour.armour(content), list(armour.code_texts(content))
    folder.joinpath("sound.txt").write_bytes(text)
    place = chance.randrange(len(text))
    folder.joinpath("letter.txt").write_bytes(text[:place] + b"?" + text[place + 1 :])
    folder.joinpath("half.txt").write_bytes(text[: place + 1])
    folder.joinpath("twice.txt").write_bytes(text + b"\nand again\n" + text[:place] + text)
    if codes:
        codes.pop(chance.randrange(len(codes)))
    folder.joinpath("codes.txt").write_text("\n".join([*codes, "SG:1/2:XXXX:AAAA:", "SG:"]))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as z:
        z.writestr("../../a.sgb", content)
        z.writestr("b.sgb", content[:-3])
        z.writestr("inner.zip", b"PK\x03\x04")
        z.writestr("empty.sgb", b"")
    whole = made.getvalue()
    folder.joinpath("chat.zip").write_bytes(whole)
    place = chance.randrange(len(whole))
    folder.joinpath("bad.zip").write_bytes(whole[:place] + b"\0" + whole[place + 1 :])
    folder.joinpath("cut.zip").write_bytes(whole[:place])
    folder.joinpath("empty.sgb").write_bytes(b"")
    folder.joinpath("._hidden.sgb").write_bytes(content)
    folder.joinpath("zeros.sgb").write_bytes(bytes(len(content)))
    folder.joinpath("loop").symlink_to(folder)


def liars(spares: Spares) -> None:
    """A partner signs what is not so: nothing is half taken, and the books stay sound."""
    chance = spares.chance
    line = chance.choice([*spares.world.lines(), CITY])
    giver, taker = spares.of(spares.world.machines[line][-1]), spares.of(spares.world.hub)
    with giver.store.reading() as db:
        if giver.store.is_restored() or not requests.partners(db):
            return
    place = spares.world.folder / f"{giver.name}-out"
    giver.run(lambda s: export.export(s, full=True, path=f"{place}/"))
    written = [path.read_bytes() for path in sorted(place.iterdir())] if place.exists() else []
    forger = forge.Forger.of(giver.store, taker.store)
    for content in written:
        whole = forge.take_apart(forge.inside(content, taker.store))
        for lie in (*_lies(whole, line), _mutated(chance, whole), _mutated(chance, whole)):
            before, carried = exchange.tables(taker.store), forger.file(lie)
            done = taker.run(lambda s, c=carried: list(intake.take_in_bytes(s, "a", c)))
            exchange.unmoved(taker, before, done)
            spares.tells(f"a lie: {_brief(done)}")
    afterwards.is_sound(taker, "after lies")
    with taker.store.reading() as db:
        known = {one.code for one in requests.partners(db)}
    if known != {"C01", *(f"G{n + 1:04d}" for n in spares.world.lines())}:
        raise Violation("none made up", f"partners {known}")


def _brief(done: list[Outcome]) -> str:
    return ", ".join(f"{one.outcome} {one.reason.code if one.reason else ''}" for one in done)


def _mutated(chance: random.Random, whole: forge.Parts) -> forge.Parts:
    parts = forge.copied(whole)
    chance.choice(mutations.INSIDE)(chance, parts, whole)
    return parts


def _lies(whole: forge.Parts, line: int) -> list[forge.Parts]:
    """The writer's own chain, and one entry more that is not its to write."""
    day, found = "2026-03-01", []
    kind = whole.header.get("kind")
    if line == CITY:
        given = {"answer": "f" * 32, "request": "e" * 32, "verb": "seen", "day": day}
        found = [
            e.AnswerGiven(**given),
            e.AnswerGiven(**given, on_paper=True, post="Engineer"),
            e.RequestReviewed(request="e" * 32, day=day),
        ]
    elif kind == kinds.LEDGER:
        found = [
            e.SavingsReceived(member=999, amount=5, day=day),
            e.SavingsWithdrawn(member=1, amount=10**12, day=day),
            e.EntryReversed(of=10**6, day=day),
            e.MemberForgotten(member=1, seqs=(1, 2, 3), day=day),
        ]
    elif kind == kinds.REQUESTS:
        found = [e.RequestWithdrawn(request="e" * 32, day=day)]
    lies = []
    for event in found:
        parts = forge.copied(whole)
        parts.rows.append((canonical.encode(event), None))
        lies.append(parts)
    return lies


def put_right(spares: Spares) -> None:
    """Repair and rebuild where nothing is wrong bring nothing, and new keys can be given up."""
    machine = spares.of(spares.any("group", "city"))
    before = afterwards.heads(machine)
    if machine.store.is_restored():
        refused(machine, ("node-restored",), repair.enter_again)
        return
    place = spares.world.folder / f"{machine.name}-nothing"
    place.mkdir()
    (place / "letter.txt").write_bytes(b"Dear office")
    done = machine.run(lambda s: list(rebuild.rebuild(s, [place])))
    assert not any(one.new for one in done), done
    first, again = machine.run(renewal.prepare), machine.run(renewal.prepare)
    assert first == again
    assert renewal.is_card_of(machine.store.node, first.line)
    renewal.give_up(machine.store.node)
    assert renewal.next_card(machine.store.node) is None
    if afterwards.heads(machine) != before:
        raise Violation("nothing half", f"{machine.name}: {before}")
    refused(machine, ("not-restored",), restored.confirm)
