"""A hub looks through books that changed: who of them may be one with whom.

The finishing step after files were taken in. It goes on where it stopped: each handful of books is
one transaction, and what is done is noted with it. First the fingerprints of all changed books are
taken, then these are compared with all the others, at last it is settled which pairs are shown.

How common a name is, is known only when many books are here: so once the number of people grew by
a quarter, everybody is compared anew.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from federation.core import alike, matching
from federation.core import fingerprints as prints
from federation.core.alike import Home, Need
from federation.core.fingerprints import Form
from federation.core.matching import Likeness, Rarities, Where
from federation.core.names import fold
from federation.core.refusals import Refusal
from federation.core.rules.stages import is_open
from federation.store import Database, Store, fingerprints, local
from federation.store.fingerprints import Found, Who
from federation.store.queries import hub
from federation.store.queries import requests as asked
from federation.store.queries.duplicates import HOUSEHOLD, PERSON, REQUEST
from federation.store.queries.places import place_of_groups

KEY_FILE: Final = "match.key"
SECRET_BYTES: Final = 32
BOOKS_TOGETHER: Final = 50
# People whose forms are held at a time, so that nobody's is made twice for each handful.
FORMS_HELD: Final = 40_000
GROWN_BY: Final = 4  # a quarter

# What this machine remembers: the secret by its hash, people at the last full look, least weight.
_BY_SECRET: Final = "duplicates secret"  # noqa: S105 - the name of what is remembered
_PEOPLE: Final = "duplicates people"
_REQUESTS: Final = "duplicates requests"
SHOWN: Final = "duplicates shown"
PRIOR: Final = "duplicates prior"

# By what people are found who may be one, and households.
PEOPLE_BY: Final = (prints.PART_AND_YEAR, prints.NAMES, prints.PHONE, prints.DOCUMENT)
HOUSEHOLDS_BY: Final = (prints.PHONE, prints.PLOT)
_NOWHERE: Final = Where()

T = TypeVar("T")


def least_shown(db: Database, about: str = PERSON) -> int:
    """From which weight on pairs of a kind are on the list of who may be one."""
    return int(local.state(db, SHOWN) or 0) if about == PERSON else 0


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """How many books were looked through just now."""

    books: int


def look_through(store: Store, tick: Callable[[], None] | None = None) -> LookedThrough:
    """Look through what changed since the last time; at a node that is no hub there is nothing.

    `tick` is called for each handful of books.
    """
    if store.node.settings.role != "hub":
        return LookedThrough(0)
    tick = tick or (lambda: None)
    secret = _secret(store)
    with store.reading() as db:
        changed = fingerprints.changed(db)
    for some in _handfuls(sorted(changed)):
        with store.writing() as db:
            _take(db, secret, {book: changed[book] for book in some})
        tick()
    with store.writing() as db:
        people = _grown(db)
        waiting = fingerprints.to_compare(db)
    look = _Look(secret, people)
    for some in _handfuls(waiting):
        with store.writing() as db:
            look.compare(db, some)
        tick()
    with store.writing() as db:
        if waiting:
            _settle(db, people)
        _compare_needs(db)
    return LookedThrough(len(changed))


def _secret(store: Store) -> bytes:
    """This hub's secret, made when there is none; with another one all is taken anew.

    It lies beside the books and in no copy of them: without it nothing is lost but some seconds.
    """
    try:
        secret = store.node.secret(KEY_FILE)
    except Refusal:
        secret = b""
    if len(secret) != SECRET_BYTES:
        secret = store.node.entropy(SECRET_BYTES)
        store.node.keep_secret(KEY_FILE, secret)
    told = hashlib.sha256(secret).hexdigest()
    with store.reading() as db:
        is_known = local.state(db, _BY_SECRET) == told
    if not is_known:
        with store.writing() as db:
            fingerprints.forget_all(db)
            for name in (_PEOPLE, _REQUESTS, SHOWN, PRIOR):
                local.set_state(db, name, "")
            local.set_state(db, _BY_SECRET, told)
    return secret


def _handfuls(some: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(some), BOOKS_TOGETHER):
        yield some[first : first + BOOKS_TOGETHER]


def _take(db: Database, secret: bytes, last: dict[int, int]) -> None:
    owners = fingerprints.owners(db)
    keys: dict[int, list[tuple[int, prints.Key]]] = {book: [] for book in last}
    for (book, member), form in fingerprints.members(db, list(last)):
        keys[book].extend((member, key) for key in prints.keys(form, secret))
    for (book, member), plot in fingerprints.plots(db, list(last)):
        keys[book].append((member, prints.key_of(prints.PLOT, plot, secret)))
    for book, some in keys.items():
        fingerprints.take(db, book, last[book], some)
    fingerprints.drop_candidates(db, [owners[book] for book in last])


def _grown(db: Database) -> int:
    """How many people there are; where they are many more or fewer, all are compared anew."""
    people, before = fingerprints.people(db), int(local.state(db, _PEOPLE) or 0)
    if abs(people - before) * GROWN_BY > before:
        fingerprints.compare_all_again(db)
        local.set_state(db, _PEOPLE, str(people))
    return people


def _settle(db: Database, people: int) -> None:
    """From which weight on pairs are shown."""
    weights = fingerprints.weights(db, PERSON)
    prior = matching.prior_of(weights, people)
    local.set_state(db, PRIOR, str(prior))
    local.set_state(db, SHOWN, str(matching.weight_shown(weights, prior)))


def _compare_needs(db: Database) -> None:
    """Needs of different groups that may be one, when anything was said of any since."""
    told = fingerprints.requests_told(db)
    if told == local.state(db, _REQUESTS):
        return
    some = [
        (
            one.request,
            Need(one.owner, one.settlement, one.need, one.title, one.households, one.raised_on),
        )
        for one in asked.requests(db)
        if is_open(one.stage)
    ]
    fingerprints.drop_all_about(db, (REQUEST,))
    fingerprints.keep(
        db,
        (
            Found(REQUEST, min(one, two), 0, max(one, two), 0, found.weight, found.evidence)
            for one, two, found in alike.needs(some)
        ),
    )
    local.set_state(db, _REQUESTS, told)


@dataclass(slots=True)
class _Look:
    """One look at all pairs: what is counted once, and the forms of whom it met."""

    secret: bytes
    people: int
    forms: dict[Who, Form] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    homes: dict[int, Where] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    rarities: Rarities | None = None

    def compare(self, db: Database, some: Sequence[int]) -> None:
        """Compare the people of these books with everybody who was compared before."""
        told = self._known(db)
        found = fingerprints.pairs(db, some, PEOPLE_BY)
        self._meet(db, {who for pair in found for who in pair})
        fingerprints.keep(db, self._alike(found, told))
        found = fingerprints.pairs(db, some, HOUSEHOLDS_BY)
        who = {who for pair in found for who in pair}
        self._meet(db, who)
        fingerprints.keep(db, self._at_home(found, fingerprints.homes(db, who)))
        fingerprints.note_compared(db, some)

    def _known(self, db: Database) -> Rarities:
        if self.rarities is None:
            years = fingerprints.years(db)
            self.owners = fingerprints.owners(db)
            self.homes = homes(db, self.owners)
            self.rarities = Rarities(
                self.people,
                self.parts,
                self.phones,
                self._weigh(years, matching.YEAR),
                self._weigh(fingerprints.people_by_region(db, hub.regions(db)), matching.REGION),
            )
        return self.rarities

    def _weigh(self, many: dict[T, int], bounds: tuple[int, int]) -> dict[T, int]:
        return {one: matching.rarity(self.people, some, bounds) for one, some in many.items()}

    def _meet(self, db: Database, who: set[Who]) -> None:
        """The forms of these, and how many have the names and telephones that they have."""
        if len(self.forms) + len(who) > FORMS_HELD:
            self.forms.clear()
        new = dict(fingerprints.forms(db, who - self.forms.keys()))
        self.forms |= new
        parts = {part.skeleton for form in new.values() for part in form.parts}
        parts |= {prints.as_spelled(part.text) for form in new.values() for part in form.parts}
        self.parts |= self._weigh(
            self._count(db, prints.PART, parts - self.parts.keys()), matching.PART
        )
        phones = {phone for form in new.values() for phone in form.phones}
        self.phones |= self._count(db, prints.PHONE, phones - self.phones.keys())

    def _count(self, db: Database, sort: int, texts: set[str]) -> dict[str, int]:
        keys = {one: prints.key_of(sort, one, self.secret).hash for one in texts}
        many = fingerprints.how_many(db, list(keys.values()))
        return {one: many.get(key, 1) for one, key in keys.items()}

    def _alike(self, found: Iterable[tuple[Who, Who]], told: Rarities) -> Iterator[Found]:
        least = matching.weight_least(self.people)
        for one, two in self._in_order(found):
            people = (self.forms[one], self.forms[two])
            likeness = matching.compare(*people, self._where(one, two), told, least)
            if likeness is not None:
                yield self._found(PERSON, one, two, likeness)

    def _at_home(
        self, found: Iterable[tuple[Who, Who]], told: Mapping[Who, Home]
    ) -> Iterator[Found]:
        for one, two in self._in_order(found):
            if one in told and two in told:
                people = (self.forms[one], self.forms[two])
                likeness = alike.household((told[one], told[two]), people, self._where(one, two))
                if likeness is not None:
                    yield self._found(HOUSEHOLD, one, two, likeness)

    def _in_order(self, found: Iterable[tuple[Who, Who]]) -> Iterator[tuple[Who, Who]]:
        """Pairs as entries tell them, of members whose names are known."""
        for pair in found:
            one, two = sorted(pair, key=lambda who: (self.owners[who[0]], who[1]))
            if one in self.forms and two in self.forms:
                yield one, two

    def _where(self, one: Who, two: Who) -> tuple[Where, Where]:
        return self.homes.get(one[0], _NOWHERE), self.homes.get(two[0], _NOWHERE)

    def _found(self, about: str, one: Who, two: Who, likeness: Likeness) -> Found:
        left, right = self.owners[one[0]], self.owners[two[0]]
        weighed = (likeness.weight, likeness.evidence)
        return Found(about, left, one[1], right, two[1], *weighed)


def homes(db: Database, owners: dict[int, str]) -> dict[int, Where]:
    """Where the group of each book is at home: by its place, and by what it speaks of."""
    placed, spoken = place_of_groups(db), fingerprints.settlements(db)
    found = {}
    for book, owner in owners.items():
        here = placed.get(owner)
        settlements = {fold(one) for one in spoken.get(owner, ())}
        if here and here.settlement:
            settlements.add(here.settlement)
        found[book] = Where(here.region if here else "", frozenset(settlements))
    return found
