"""The translation desk: written by one, confirmed by another, handed out to groups as files."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from federation import catalogues, i18n
from federation.catalogues import Translated, term_key
from federation.commands import glossary, places
from federation.commands import translation as desk
from federation.commands import translation_files as files
from federation.commands.deed import enter, perform
from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.translation import FORMS_MOST
from federation.store import Draft, Store, open_store
from federation.store.queries import translation as views
from federation.store.spoken import Spoken
from federation.store.verify import verify
from sync.intake import Outcome
from tests import factories as f
from tests.sync import links
from tests.sync.links import World

ANNA, BEATA = 1, 2
SAVINGS, DAYS = "Savings", "%(num)s day"
OMA = "Omapungulo"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f.bare_node(tmp_path / "hub", role="hub"))
    yield store
    store.close()


def write(store: Store, one: str, *forms: str, user: int = ANNA, language: str = "ng") -> None:
    order = desk.TranslateTerm(
        language=language, term=term_key(one), forms=forms, day=f.DAY, user=user
    )
    perform(store, order, desk.translate_term)


def confirm(store: Store, one: str, *forms: str, user: int = BEATA, language: str = "ng") -> None:
    order = desk.ConfirmTerm(
        language=language, term=term_key(one), forms=forms, day=f.DAY, user=user
    )
    perform(store, order, desk.confirm_term)


def send_back(store: Store, one: str, user: int = BEATA) -> None:
    order = desk.SendBackTerm(
        language="ng", term=term_key(one), reason="not so", day=f.DAY, user=user
    )
    perform(store, order, desk.send_back_term)


def hand_out(store: Store, language: str = "ng", *, unconfirmed: bool = False) -> tuple[int, int]:
    order = desk.HandOut(language=language, day=f.DAY, unconfirmed=unconfirmed)
    told = perform(store, order, desk.hand_out).facts
    return int(told["words"]), int(told["groups"])


def refused(deed: object, *given: object, **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)  # type: ignore[operator]
    return caught.value.code


def spoken(store: Store, language: str = "ng") -> dict[str, Translated]:
    with store.reading() as db:
        return dict(Spoken(store.node.settings.role).words(db, language))


def state(store: Store, one: str) -> tuple[str, int, int, str]:
    with store.reading() as db:
        found = views.desk(db, "ng")[term_key(one)]
    return found.state, found.writer, found.reviewer, found.reason


def test_one_writes_and_another_confirms(hub: Store) -> None:
    write(hub, SAVINGS, " Oma\u006epungulo ")
    assert refused(confirm, hub, SAVINGS, OMA, user=ANNA) == "term-changed"
    write(hub, SAVINGS, OMA)
    assert refused(confirm, hub, SAVINGS, OMA, user=ANNA) == "term-own"
    confirm(hub, SAVINGS, OMA)
    assert state(hub, SAVINGS) == ("confirmed", ANNA, BEATA, "")
    assert refused(confirm, hub, SAVINGS, OMA) == "term-confirmed"
    assert refused(write, hub, SAVINGS, OMA) == "term-same"
    assert spoken(hub)[SAVINGS] == Translated((OMA,), is_confirmed=True)


def test_what_is_changed_after_is_unconfirmed_again(hub: Store) -> None:
    write(hub, SAVINGS, OMA)
    confirm(hub, SAVINGS, OMA)
    write(hub, SAVINGS, "Iipungulwa", user=BEATA)
    assert state(hub, SAVINGS) == ("written", BEATA, 0, "")
    assert refused(confirm, hub, SAVINGS, "Iipungulwa", user=BEATA) == "term-own"
    assert spoken(hub)[SAVINGS] == Translated(("Iipungulwa",), is_confirmed=False)


def test_what_is_sent_back_is_spoken_no_more_until_it_is_written_anew(hub: Store) -> None:
    assert refused(send_back, hub, SAVINGS) == "term-empty"
    write(hub, SAVINGS, OMA)
    assert refused(send_back, hub, SAVINGS, user=ANNA) == "term-own"
    send_back(hub, SAVINGS)
    assert state(hub, SAVINGS) == ("sent-back", ANNA, BEATA, "not so")
    assert SAVINGS not in spoken(hub)
    assert refused(send_back, hub, SAVINGS) == "term-back"
    write(hub, SAVINGS, OMA)  # she stands by it
    assert state(hub, SAVINGS)[0] == "written"


def test_what_the_desk_refuses(hub: Store, world: World) -> None:
    assert refused(write, hub, "No such words", "x") == "term-unknown"
    assert refused(write, hub, SAVINGS, "x", language="xx") == "language-unknown"
    assert refused(write, hub, SAVINGS, "x", language="en") == "language-unknown"
    assert refused(write, hub, DAYS, "esiku %(num)s") == "term-forms-differ"
    assert refused(write, hub, SAVINGS, "%(x)s") == "term-mark-extra"
    assert refused(write, hub, SAVINGS, "a\u202eb") == "text-unclean"
    assert refused(write, world.group, SAVINGS, "x") == "desk-not-here"
    with hub.reading() as db:
        assert views.desk(db, "ng") == {}


def test_words_that_came_with_the_program_are_confirmed_in_the_same_way(
    hub: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {SAVINGS: Translated(("Besparings",)), "Loans": Translated(("Lenings",))}
    monkeypatch.setattr(catalogues, "shipped", lambda _: shipped)
    assert refused(confirm, hub, SAVINGS, "Spaargeld", language="af") == "term-changed"
    confirm(hub, SAVINGS, "Besparings", language="af", user=ANNA)
    assert spoken(hub, "af") == {SAVINGS: Translated(("Besparings",), is_confirmed=True)}
    with i18n.use_language("af", own=spoken(hub, "af")):
        assert i18n.gettext(SAVINGS) == "Besparings"


def test_a_translation_outlives_the_english_that_it_was_made_of(hub: Store) -> None:
    """A program of another version wrote this one; it is kept, and handed out, by its key."""
    old = e.TermTranslated(
        day=f.DAY, language="ng", term="0123456789ab", english="Old words", forms=("Onkene",)
    )
    with hub.writing() as db:
        enter(db, hub.node, [Draft(kinds.REGISTER, old)], {})
    assert spoken(hub) == {}
    assert hand_out(hub, unconfirmed=True)[0] == 1
    with hub.reading() as db:
        assert views.desk(db, "ng")["0123456789ab"].english == "Old words"


def test_words_travel_to_the_group_and_only_what_changed_follows(world: World) -> None:
    write(world.hub, SAVINGS, OMA)
    write(world.hub, DAYS, "esiku %(num)s", "omasiku %(num)s")
    assert refused(hand_out, world.hub) == "words-handed-already"  # nobody confirmed them
    confirm(world.hub, SAVINGS, OMA)
    assert hand_out(world.hub) == (1, 1)
    links.carry(world.hub, world.group, to="G0001")
    assert spoken(world.group) == {SAVINGS: Translated((OMA,), is_confirmed=True)}
    assert refused(hand_out, world.hub) == "words-handed-already"
    assert hand_out(world.hub, unconfirmed=True) == (1, 1)
    links.carry(world.hub, world.group, to="G0001")
    assert not spoken(world.group)[DAYS].is_confirmed


def test_a_confirmed_word_stands_at_the_groups_until_its_change_is_confirmed(world: World) -> None:
    write(world.hub, SAVINGS, OMA)
    confirm(world.hub, SAVINGS, OMA)
    hand_out(world.hub)
    write(world.hub, SAVINGS, "Iipungulwa")
    assert refused(hand_out, world.hub) == "words-handed-already"
    with world.hub.reading() as db:
        assert desk.due(db, "ng", unconfirmed=False).waiting == 1
    send_back(world.hub, SAVINGS)  # the change is refused, not the word before it
    assert refused(hand_out, world.hub) == "words-handed-already"
    links.carry(world.hub, world.group, to="G0001")
    assert spoken(world.group)[SAVINGS].forms == (OMA,)


def test_a_word_that_was_handed_out_and_then_sent_back_is_taken_back(world: World) -> None:
    write(world.hub, SAVINGS, OMA)
    assert hand_out(world.hub, unconfirmed=True) == (1, 1)
    send_back(world.hub, SAVINGS)
    with world.hub.reading() as db:
        assert desk.due(db, "ng", unconfirmed=False).gone == 1
    assert hand_out(world.hub) == (1, 1)
    links.carry(world.hub, world.group, to="G0001")
    assert spoken(world.group) == {}


def test_a_group_that_comes_later_gets_all_that_stands(world: World) -> None:
    write(world.hub, SAVINGS, OMA)
    write(world.hub, "Loans", "Iikongo")
    hand_out(world.hub, unconfirmed=True)
    send_back(world.hub, "Loans")
    hand_out(world.hub)
    late = links.node(world.folder, "group", "Tunombili")
    links.enrol(world.hub, late)
    assert hand_out(world.hub) == (0, 1)
    links.carry(world.hub, late, to="G0002")
    assert spoken(late) == {SAVINGS: Translated((OMA,))}
    assert refused(hand_out, world.hub) == "words-handed-already"
    late.close()


def test_words_go_to_the_groups_of_a_region_first_and_to_the_others_later(world: World) -> None:
    late = links.node(world.folder, "group", "Tunombili")
    links.enrol(world.hub, late)
    where = places.PlaceGroup(partner="G0002", place="NA-OT", day=f.DAY)
    perform(world.hub, where, places.place_group)
    write(world.hub, SAVINGS, OMA)
    order = desk.HandOut(language="ng", day=f.DAY, unconfirmed=True, region="NA-OT")
    assert perform(world.hub, order, desk.hand_out).facts == {"words": 1, "groups": 1}
    assert refused(perform, world.hub, replace(order, token="x"), desk.hand_out)
    links.carry(world.hub, world.group, to="G0001")
    links.carry(world.hub, late, to="G0002")
    assert (len(spoken(world.group)), len(spoken(late))) == (0, 1)
    assert hand_out(world.hub) == (0, 1)
    links.carry(world.hub, world.group, to="G0001")
    assert spoken(world.group) == spoken(late)
    late.close()


def test_a_whole_catalogue_crosses_as_usual_files(world: World) -> None:
    """Some 6,000 terms: lines far below their bound, and no wait worth the name."""
    started = time.process_time()
    words = [
        files.FileTerm(0, one.one, tuple(f"{form} o" for form in forms), is_sure=True)
        for one in catalogues.terms()
        for forms in [(one.one, one.many) if one.many else (one.one,)]
    ]
    order = files.TakeInWords(language="ng", day=f.DAY, words=tuple(words), user=ANNA)
    assert perform(world.hub, order, files.take_in_words).facts["written"] == len(words)
    again = files.TakeInWords(language="ng", day=f.DAY, words=tuple(words), user=BEATA)
    assert perform(world.hub, again, files.take_in_words).facts["confirmed"] == len(words)
    assert hand_out(world.hub) == (len(words), 1)
    (written,) = links.write(world.hub, to="G0001")
    links.bring(world.group, written.file.read_bytes())
    assert written.entries < len(words) // 50
    assert len(written.file.read_bytes()) < 400_000
    longest = world.hub.db.execute_sql("SELECT max(length(line)) FROM line").fetchone()[0]
    assert longest < canonical.LINE_BYTES_MAX // 2
    found = spoken(world.group)
    assert len(found) == len(words)
    assert all(one.is_confirmed for one in found.values())
    assert time.process_time() - started < 20
    for store in (world.hub, world.group):
        with store.reading() as db:
            assert list(verify(db, store.node)) == []


def told_by_hub(world: World, *words: e.HandedWord, language: str = "ng") -> None:
    """The hub's program was changed by somebody: it hands out whatever it likes."""
    event = e.WordsHandedOut(day=f.DAY, language=language, issue=9, words=words)
    with world.hub.writing() as db:
        node = world.group.node.settings.node_id
        enter(db, world.hub.node, [Draft(kinds.REPLIES, event, partner=node)], {})


def test_words_that_would_break_a_page_stay_unspoken(world: World) -> None:
    paid = next(one for one in catalogues.terms() if one.one.startswith("%(by_minor)s too little"))
    told_by_hub(
        world,
        e.HandedWord(term_key(SAVINGS), ("%(x)s",), True),
        e.HandedWord(term_key("Loans"), ("%", "b")),
        e.HandedWord(paid.key, ("%(by_minor)9999999s",)),
        e.HandedWord("0" * 12, ("of another version",)),
        e.HandedWord(term_key("Fines"), ("<b>Iihandulwa</b>",)),
        e.HandedWord(term_key("Members"), ("Iilyo",)),
    )
    outcomes = links.carry(world.hub, world.group, to="G0001")
    assert [one.outcome for one in outcomes] == ["applied"]
    assert spoken(world.group) == {"Members": Translated(("Iilyo",))}


def why(outcome: Outcome) -> str:
    """Of a file that was refused, why its entry was."""
    assert outcome.reason is not None
    because = outcome.reason.facts["because"]
    assert isinstance(because, Refusal)
    return because.code


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("../../x", e.HandedWord("0" * 12, ("a",))),
        ("ng", e.HandedWord("no key", ("a",))),
        ("ng", e.HandedWord("0" * 12, ("a",) * (FORMS_MOST + 1))),
    ],
)
def test_a_file_with_words_that_no_program_writes_is_refused(
    world: World, language: str, word: e.HandedWord
) -> None:
    told_by_hub(world, word, language=language)
    (outcome,) = links.carry(world.hub, world.group, to="G0001")
    assert why(outcome) == "handed-words-unclear"


def test_a_city_hands_out_no_words(world: World) -> None:
    line = canonical.encode(e.WordsHandedOut(day=f.DAY, language="ng", issue=1, words=()))
    forged = links.sealed(world.city, world.hub, [line], kind=kinds.REPLIES)
    (outcome,) = links.bring(world.hub, forged)
    assert why(outcome) == "word-of-another"


def test_a_file_is_taken_whole_or_not_at_all(hub: Store) -> None:
    good = files.FileTerm(3, SAVINGS, (OMA,), is_sure=True)
    bad = files.FileTerm(6, "Loans", ("%(x)s",), is_sure=True)
    worse = files.FileTerm(9, DAYS, ("esiku",), is_sure=True)
    order = files.TakeInWords(language="ng", day=f.DAY, words=(good, bad, worse), user=ANNA)
    with pytest.raises(Refusal) as caught:
        perform(hub, order, files.take_in_words)
    assert caught.value.code == "words-file-wrong"
    told = caught.value.facts["faults"]
    assert [(at, one, why.code) for at, one, why in told] == [
        (6, "Loans", "term-mark-extra"),
        (9, DAYS, "term-forms-differ"),
    ]
    assert spoken(hub) == {}


def test_a_file_writes_what_is_new_and_confirms_what_another_wrote(hub: Store) -> None:
    write(hub, SAVINGS, OMA)
    write(hub, "Fines", "Iihandulwa", user=BEATA)
    words = (
        files.FileTerm(3, SAVINGS, (OMA,), is_sure=True),
        files.FileTerm(6, "Fines", ("Iihandulwa",), is_sure=True),
        files.FileTerm(9, "Loans", ("Iikongo",), is_sure=True),
        files.FileTerm(12, "Members", ("Iilyo",), is_sure=False),
        files.FileTerm(15, "Box", ("",), is_sure=True),
        files.FileTerm(18, "Of another version", ("x",), is_sure=True),
    )
    order = files.TakeInWords(language="ng", day=f.DAY, words=words, user=BEATA)
    told = perform(hub, order, files.take_in_words).facts
    assert told == {"written": 1, "confirmed": 1, "left": 3, "unknown": 1}
    assert state(hub, SAVINGS)[0] == "confirmed"
    assert state(hub, "Fines")[0] == state(hub, "Loans")[0] == "written"
    with pytest.raises(Refusal, match="words-file-nothing"):
        perform(hub, order, files.take_in_words)


def test_nobody_confirms_at_a_terminal(hub: Store) -> None:
    words = (files.FileTerm(3, SAVINGS, (OMA,), is_sure=True),)
    order = files.TakeInWords(language="ng", day=f.DAY, words=words)
    perform(hub, order, files.take_in_words)
    assert refused(perform, hub, order, files.take_in_words) == "words-file-nothing"
    assert state(hub, SAVINGS)[0] == "written"
    confirm(hub, SAVINGS, OMA)


def choose(store: Store, thing: str, text: str) -> None:
    order = glossary.ChooseOwnWord(thing=thing, text=text, day=f.DAY)
    perform(store, order, glossary.choose_own_word)


def test_a_groups_own_word_stands_over_the_desks_and_the_hub_counts_it(world: World) -> None:
    write(world.hub, "Box", "Oshikesha")
    hand_out(world.hub, unconfirmed=True)
    links.carry(world.hub, world.group, to="G0001")
    choose(world.group, "box", "oshiketha")
    found = spoken(world.group)
    assert (found["Box"].forms, found["the box"].forms) == (("Oshiketha",), ("oshiketha",))
    assert spoken(world.group, "en")["Box"].forms == ("Oshiketha",)
    assert refused(choose, world.group, "box", "oshiketha") == "own-word-same"
    links.carry(world.group, world.hub)
    with world.hub.reading() as db:
        assert views.called(db) == {"box": (("oshiketha", 1),)}
    assert spoken(world.hub)["Box"].forms == ("Oshikesha",)  # a group's word is its own
    choose(world.group, "box", "")
    assert spoken(world.group)["Box"].forms == ("Oshikesha",)
    assert refused(choose, world.group, "box", "") == "own-word-same"


def test_words_are_read_anew_when_they_changed_and_only_then(hub: Store) -> None:
    write(hub, SAVINGS, OMA)
    kept = Spoken("hub")
    with hub.reading() as db:
        first = kept.words(db, "ng")
        assert kept.words(db, "ng") is first
        assert kept.words(db, "kj") == {}
    write(hub, "Loans", "Iikongo")
    with hub.reading() as db:
        assert kept.words(db, "ng").keys() == {SAVINGS, "Loans"}
        assert Spoken("city").words(db, "ng") == {}
