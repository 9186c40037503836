"""What a file tells of its writer's clock: kept as evidence, told to people, never gone by.

A stick may lie in a drawer for a month, so a file that was written days before it came says nothing
about a clock. These do:

- `ahead`: it was written more than two days after it came;
- `behind`: it was written more than two days before a file of ours of which it tells what became,
  or more than two months before it came;
- `back`: it was written before an earlier file of the same chain.
"""

from datetime import datetime, timedelta
from typing import Final

from federation.node import Node
from federation.store import Database, clock, letters
from federation.store.clock import AHEAD, BEHIND, Stamp

from .checks import Letter

BACK: Final = "back"
# The longest that a stick lies in a drawer.
ON_ITS_WAY: Final = timedelta(days=60)
# The flags of the chains of one partner: what is said of her first.
_FIRST: Final = (AHEAD, BEHIND, BACK)


def note(db: Database, node: Node, letter: Letter) -> None:
    """A file was taken in: what it says of its clock takes the place of what the last one said."""
    header, received = letter.batch.header, node.now()
    before = next(
        (one for one in clock.stamps(db, letter.partner.node) if one.stream == letter.kind), None
    )
    wall = clock.moment(header.wall)
    if wall is None:
        return
    flag = _flag(db, node, letter, wall, received)
    if not flag and before is not None and letter.batch.trailer.n:
        earlier = clock.moment(before.wall)
        flag = BACK if earlier is not None and wall < earlier else ""
    told = (letter.partner.node, letter.kind, header.wall, received, header.boot, header.up)
    clock.note_stamp(db, Stamp(*told, flag))


def _flag(db: Database, node: Node, letter: Letter, wall: datetime, received: str) -> str:
    """Whether that clock is ahead or behind; nothing is said by a clock that is wrong itself."""
    came = clock.moment(received)
    if came is None or clock.read(db, node).doubt in (AHEAD, BEHIND):
        return ""
    if wall > came + clock.ABOUT:
        return AHEAD
    told = (one.short_code for one in letter.batch.header.news if one.short_code)
    ours = clock.moment(letters.last_written(db, letter.partner.node, told))
    before_ours = ours is not None and wall < ours - clock.ABOUT
    return BEHIND if before_ours or wall < came - ON_ITS_WAY else ""


def flag_of(stamps: tuple[Stamp, ...]) -> str:
    """What is to be said of a partner's clock, over all its chains; "" when nothing is."""
    flags = {one.flag for one in stamps}
    return next((one for one in _FIRST if one in flags), "")
