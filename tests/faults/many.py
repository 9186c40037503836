"""A hub that knows many groups, and small files of each: made without a folder for every group.

Of a group only what a file needs is made: its keys, its card, its entries as canonical lines.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import canonical, chain
from federation.core import events as e
from federation.store import Store, journal
from federation.store.replay import Told
from sync import batch, cards, enrolment, keys, seal
from tests import factories as f

FIRST_WEEK = date(2026, 1, 4)
AMOUNT = 500  # cents that each member saves in a week


@dataclass
class Scribe:
    """A group as far as files show it: its keys, its card, how far its books go."""

    name: str
    hub: cards.Card
    members: int = 30
    week: int = 0
    last: int = 0
    head: str = ""
    acks: tuple[batch.Ack, ...] = ()
    key: Ed25519PrivateKey = field(init=False, repr=False)
    card: cards.Card = field(init=False)

    def __post_init__(self) -> None:
        chance = f.Entropy(f"scribe {self.name}")
        self.key = keys.load_sign_key(keys.make_sign_key(chance))
        identity, recovery = keys.make_identity(chance), keys.make_identity(chance)
        told = {"seal": keys.recipient_of(identity), "recovery": keys.recipient_of(recovery)}
        line = cards.make_card(self.key, role="group", name=self.name, **told)
        self.card = cards.read_card(line)
        self.head = chain.start(line).hex()

    def lines(self) -> list[bytes]:
        """What the next week enters: at first the members, then what each of them saves."""
        day = (FIRST_WEEK + timedelta(weeks=self.week)).isoformat()
        everybody = range(1, self.members + 1)
        told: list[e.Event] = []
        if not self.week:
            told += [e.MemberAdmitted(day=day, member=one, gender="woman") for one in everybody]
        told += [e.SavingsReceived(day=day, member=one, amount=AMOUNT) for one in everybody]
        return [canonical.encode(one) for one in told]

    def file(self, lines: list[bytes] | None = None) -> bytes:
        """The file of the next week (or of these entries), sealed for the hub."""
        if lines is None:
            lines = self.lines()
            self.week += 1
        told: list[Told] = [(self.last + at, line, None) for at, line in enumerate(lines, 1)]
        header = batch.Header(
            kind="ledger",
            writer=self.card.node,
            first=self.last + 1,
            prev=self.head,
            to_rcpt=(keys.key_id(self.hub.seal), keys.key_id(self.card.recovery)),
            schema=1,
            app="test",
            wall="2026-11-22T10:00:00Z",
            acks=self.acks,
        )
        made = batch.write_batch(header, told, self.key)
        self.last, self.head = made.last, made.head
        return seal.seal(made.inner, (self.hub.seal, self.card.recovery))

    def confirms(self, hub: Store) -> None:
        """Its next file says that it has all that the hub wrote for it."""
        with hub.reading() as db:
            end = journal.find(db, hub.node.settings.node_id, "replies", self.card.node)
        assert end is not None
        self.acks = (batch.Ack("", "replies", 1, end.last, end.head),)


def scribes(hub: Store, count: int, members: int = 30) -> list[Scribe]:
    """So many groups, made known to the hub in one transaction."""
    own = enrolment.own_card(hub.node)
    made = [Scribe(f"Group {number:04d}", own, members) for number in range(1, count + 1)]
    key = keys.sign_key(hub.node)
    with hub.writing() as db:
        for number, one in enumerate(made, 1):
            told = {"partner": one.card, "code": f"G{number:04d}", "day": f.DAY, "threshold": 0}
            line = cards.make_charter(key, hub=own, no=1, earlier=(), **told)
            enrolment.enter(db, hub.node, one.card, cards.read_charter(line), 0)
    return made
