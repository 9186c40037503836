"""Who may look at two that may be one, what both groups hear of it, and what is shown."""

import pytest

from federation.commands import duplicates as deeds
from federation.commands import matching
from federation.commands.deed import perform
from federation.commands.looking import open_look
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.core.rules.corrections import COMPARED
from federation.store import journal
from federation.store.queries import corrections, side_by_side
from federation.store.queries import duplicates as reads
from federation.store.queries.duplicates import HOUSEHOLD, REQUEST
from federation.store.tables import LocalCandidate
from tests import factories as f

from .test_duplicates import (
    AGAIN,
    GROUPS,
    MARIA,
    found_alike,
    hub,
    looked,
    pair,
    raised,
    refused,
    say,
    two,
    write,
)

__all__ = ["hub"]
pytestmark = pytest.mark.engines


def looks_of(hub, group):
    with hub.reading() as db:
        return [(one.member, one.asked_by, one.user) for one in corrections.looks(db, group)]


def test_two_who_were_not_found_alike_are_not_shown(hub):
    """Whatever address is typed: neither two of whom nothing is known, nor two hardly alike."""
    matching.look_through(hub)
    strangers = two((GROUPS[0], 1), (GROUPS[1], 2))
    hardly = two((GROUPS[0], 7), (GROUPS[2], 7))
    found_alike(hub, hardly, weight=-(10**6))
    for told in (strangers, hardly, two((GROUPS[0], 1), (GROUPS[1], 2), HOUSEHOLD)):
        with pytest.raises(Refusal, match="duplicate-not-proposed"):
            looked(hub, **told)
        assert refused(hub, **told) == "duplicate-not-proposed"
        with hub.reading() as db:
            assert reads.looks(db, pair(**told)) == ()
    assert looks_of(hub, GROUPS[0]) == []
    say(hub)
    with hub.writing() as db:
        LocalCandidate.delete().execute(db)
    looked(hub)  # judged before


def test_both_groups_are_told_who_compared_their_member_and_nothing_of_the_other(hub):
    found_alike(hub)
    looked(hub)
    looked(hub)  # told once a day
    assert looks_of(hub, GROUPS[0]) == looks_of(hub, GROUPS[1]) == [(7, COMPARED, 4)]
    assert looks_of(hub, GROUPS[2]) == []
    looked(hub, user=5)
    assert [user for *_, user in looks_of(hub, GROUPS[1])] == [5, 4]
    with hub.reading() as db:
        lines = {
            one.partner: repr(list(journal.own_lines(db, one.id, 1, one.last)))
            for one in journal.ends(db)
            if one.kind == kinds.REPLIES and one.last
        }
        seen = corrections.looks(db, GROUPS[0])
        for one in seen:  # no entry of hers is shown for it
            with pytest.raises(Refusal, match="look-unknown"):
                open_look(db, one.look, one.user, f.DAY)
    for group, other in (GROUPS[:2], GROUPS[1::-1]):
        assert lines[group].count("entries-looked-at") == 2
        assert other not in lines[group]


def test_needs_are_compared_without_a_word(hub):
    for place in (0, 1):
        raised(hub, f"q{place}", GROUPS[place])
    about = two(("q0", 0), ("q1", 0), REQUEST)
    found_alike(hub, about, weight=0)
    looked(hub, **about)
    assert looks_of(hub, GROUPS[0]) == []


def test_who_looked_is_written_down(hub):
    found_alike(hub)
    order = deeds.LookAtBoth(user=4, **two((GROUPS[1], 7), (GROUPS[0], 7)))
    perform(hub, order, deeds.look_at_both)
    with hub.reading() as db:
        assert reads.has_looked(db, pair(), 4, f.DAY)
        assert not reads.has_looked(db, pair(), 5, f.DAY)
        assert not reads.has_looked(db, pair(), 4, "2026-11-23")
        assert reads.looks(db, pair()) == ((f.DAY, 4),)


def test_side_by_side_is_what_is_needed_and_no_more(hub):
    write(hub, GROUPS[0], 7, **MARIA | {"id_number": "85021400123"})
    with hub.reading() as db:
        lines = side_by_side.beside(db, pair())
    told = {one.what: (one.left, one.right) for one in lines}
    assert told["phone"] == ("… 567", "… 567")
    assert told["name"] == (MARIA["name"], AGAIN["name"])
    assert "85021400123" not in repr(lines)
    assert "0811234567" not in repr(lines)
