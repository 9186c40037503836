"""What every maker of a paper stands on: the group's book, its people, the frame of a sheet."""

from collections.abc import Iterator
from contextlib import contextmanager

from federation import i18n
from federation.core.refusals import refuse
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database
from federation.store.queries import books

from .paper import Block, Paper, Size


def own_book(db: Database, node: Node) -> int:
    """The id of this group's book; 0 while it has none."""
    return books.book_of(db, node.settings.node_id)


def sheet(
    node: Node,
    name: str,
    title: str,
    *blocks: Block,
    about: str = "",
    size: Size = Size.A4,
    far: bool = False,
) -> Paper:
    """A paper of this group, printed today; one from a copy to play in says so by its name."""
    own = node.settings
    practice = gettext("PRACTICE – not the real books") + " · " if own.practice else ""
    return Paper(
        name=name,
        title=title,
        group=practice + own.name,
        day=node.today(),
        currency=own.currency,
        blocks=blocks,
        about=about,
        size=size,
        far=far,
        language=i18n.language(),
    )


def called(number: int, name: str) -> str:
    """The name of a member, or her number once she is forgotten."""
    return name or f"№ {number}"


def members_here(db: Database, book: int) -> tuple[books.MemberView, ...]:
    """Members who have not left, by number."""
    return books.members(db, book, also_left=False)


def one_member(db: Database, book: int, number: int) -> books.MemberView:
    """A member. Raises Refusal `member-unknown`."""
    found = books.member(db, book, number)
    if found is None:
        raise refuse("member-unknown", member=number)
    return found


@contextmanager
def to_member(db: Database, book: int, number: int) -> Iterator[None]:
    """Inside the block a member's own language is spoken, where there are words of it."""
    found = books.member(db, book, number) if number else None
    code = found.slip_language if found else ""
    with i18n.use_language(code if i18n.has_words(code) else i18n.language()):
        yield


def about_member(one: books.MemberView) -> str:
    """Her name and number, as they stand under the title of her papers."""
    return f"{called(one.member, one.name)} · {gettext('no. %(number)s', number=one.member)}"


def what(kind: str, purpose: str = "", *, is_taken_back: bool = False) -> str:
    """What an entry is, in the group's words: Savings, land (taken back)."""
    told = word(kind, "kind")
    if purpose and kind.startswith(("savings-", "opening-savings")):
        told = f"{told}, {word(purpose, 'purpose')}"
    return f"{told} ({gettext('taken back')})" if is_taken_back else told
