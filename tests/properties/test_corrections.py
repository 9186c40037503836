"""A group and its office by chance: looks, proposals, answers, files late, a hub put back.

At rest both have the same looks and proposals with the same answers, no entry was taken back twice,
and the books are equal and sound.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from federation.commands import corrections
from federation.commands.deed import perform
from federation.core.refusals import Refusal
from federation.core.rules.corrections import FORMS, REPLACE
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import corrections as known
from sync import restored
from tests import factories as f
from tests.correcting import WHY, accept, decline, lived_in, look, propose, refused
from tests.sync import links

SEEDS = f.how_many(5, 300)
STEPS_MOST = 40


@dataclass
class Life:
    """What goes on: the world, an old copy of the hub, and every file that was ever written."""

    folder: Path
    chance: random.Random
    world: links.World
    old: Store | None = None
    files: list[tuple[str, bytes]] = field(default_factory=list)
    put_back: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def looks(self) -> None:
        some = self.chance.choice(({"member": 1}, {"member": 2}, {"first": 3, "last": 5}))
        look(self.world, **some)

    def proposes(self) -> None:
        entry, form = self.chance.randint(1, 16), self.chance.choice(FORMS)
        instead = {"amount": self.chance.randint(1, 90), "member": 1} if form == REPLACE else {}
        propose(self.world, entry, form, look=look(self.world, first=1, last=9), **instead)

    def one(self, store: Store) -> str:
        """One of the proposals that are here."""
        with store.reading() as db:
            there = sorted(one.proposal for one in known.proposals(db))
        if not there:
            raise Refusal("proposal-unknown")
        return self.chance.choice(there)

    def withdraws(self) -> None:
        gone = corrections.WithdrawProposal(
            proposal=self.one(self.world.hub), day=f.DAY, reason=WHY, user=1
        )
        perform(self.world.hub, gone, corrections.withdraw_proposal)

    def accepts(self) -> None:
        accept(self.world.group, self.one(self.world.group))

    def declines(self) -> None:
        decline(self.world.group, self.one(self.world.group))

    def saves(self) -> None:
        f.enter(self.world.group, ("savings", self.chance.randint(1, 500), 1))

    def takes_back(self) -> None:
        f.reverse(self.world.group, self.chance.randint(3, 16))

    def writes(self) -> None:
        """Both write what is due, or everything, and the files lie about."""
        full = self.chance.random() < 0.2
        for writer, reader in ((self.world.group, "hub"), (self.world.hub, "group")):
            to = {} if reader == "hub" else {"to": "G0001"}
            written = links.write(writer, full=full, **to)
            self.files += [(reader, content) for content in links.contents(written)]

    def brings(self) -> None:
        """Some of the files, in any order, and again and again."""
        for reader, content in self.chance.sample(self.files, min(len(self.files), 3)):
            links.bring(getattr(self.world, reader), content)

    def copies(self) -> None:
        if self.old is None:
            self.put_back += 1
            self.old = links.copied(self.world.hub, self.folder / f"hub{self.put_back}")

    def puts_back(self) -> None:
        """The hub's machine breaks, and its last copy takes the place."""
        if self.old is not None:
            self.world.hub.close()
            self.world = replace(self.world, hub=self.old)
            restored.begin(self.old)
            self.old = None

    def rests(self) -> None:
        """Files go both ways until nothing is due."""
        for _ in range(5):
            links.carry(self.world.hub, self.world.group, to="G0001")
            links.carry(self.world.group, self.world.hub)


RARE = ("copies", "puts_back")
OFTEN = (
    *("looks", "proposes", "proposes", "withdraws", "accepts", "accepts", "declines", "saves"),
    *("takes_back", "writes", "writes", "brings", "brings"),
)


def told(store: Store) -> tuple[dict[str, object], dict[str, object], dict[str, int]]:
    """Looks, proposals with their states, and what the group's accounts hold."""
    with store.reading() as db:
        seen = {one.look: replace(one, ordinal=0) for one in known.looks(db)}
        asked = {one.proposal: replace(one, ordinal=0) for one in known.proposals(db)}
        book = books.books(db)[0].id
        return seen, asked, dict(books.account_sums(db, book))


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_whatever_happens_both_see_the_same_and_nothing_is_done_twice(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    life = Life(tmp_path, chance, lived_in(tmp_path))
    for _ in range(chance.randint(10, STEPS_MOST)):
        name = chance.choice(RARE) if chance.random() < 0.1 else chance.choice(OFTEN)
        step: Callable[[], None] = getattr(life, name)
        with suppress(Refusal):
            step()
    life.rests()
    here, there = told(life.world.group), told(life.world.hub)
    assert here == there
    _, asked, _ = here
    answered = [one for one in asked.values() if one.answer is not None]
    gone = [one.answer.reversal for one in answered if one.answer.reversal]
    assert len(gone) == len(set(gone))
    for one in answered:
        assert refused(accept, life.world.group, one.proposal) == "correction-answered"
    for store in (life.world.group, life.world.hub):
        assert links.is_sound(store)
    if life.old is not None:
        life.old.close()
    life.world.close()
