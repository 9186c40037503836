"""Whether the books are whole: put back from a copy, not yet rebuilt, or told in two versions."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.keys import LettersSchema, TwoOfficersSchema
from federation.store import exchange, local
from federation.store.queries import books, requests
from sync import histories, rebuild, renewal, repair, restored, telling
from sync.rebuild import Missing
from sync.repair import Entered

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from . import beside
from .beside import Beside, LeftLine, Line
from .keys import check_two, others
from .new_keys import HOLDERS
from .people import Options

LETTERS: Final = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions(Page):
    """How whole the books are, and what to do now.

    `is_restored`: more may have been written than is here; `missing`: what of a lost machine's
    entries did not come back; `forks`: two versions side by side; `left`: own entries that do not
    count; `differs`: names of sums that the office has otherwise, and at which entry; `entered`:
    what was just entered again. `has_card`: new keys wait for the office. `told_at`: the office
    has another version, from this entry on, of which nothing is here (0: none). `is_taken`: another
    card has the place of this machine's. `again`: the form
    below the entries, apart from the one above.
    """

    template: ClassVar[str] = "shared/versions.html"
    form: Form
    again: Form
    has_hub: bool
    has_card: bool
    is_restored: bool
    missing: tuple[Missing, ...]
    forks: tuple[Beside, ...]
    left: tuple[LeftLine, ...]
    differs: tuple[str, ...]
    officers: Options
    told_at: int = 0
    is_taken: bool = False
    entered: Entered | None = None
    refused: tuple[tuple[Line, Refusal], ...] = ()

    @property
    def waiting(self) -> tuple[LeftLine, ...]:
        """Entries of which nobody has said yet whether they are true."""
        return tuple(one for one in self.left if one.left.waits)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be done."""
        still = self.open or self.waiting or self.differs or self.told_at or self.is_taken
        return not (self.is_restored or self.missing or still)

    @property
    def open(self) -> tuple[Beside, ...]:
        """Two versions that still keep something from going on."""
        return tuple(one for one in self.forks if not one.fork.settled)

    @property
    def settled(self) -> tuple[Beside, ...]:
        """Two versions that a new card settled: kept to be looked at."""
        return tuple(one for one in self.forks if one.fork.settled)


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/versions", view_func=versions)
    to.add_url_rule("/versions/confirm", view_func=confirm, methods=["GET", "POST"])
    to.add_url_rule("/versions/again", view_func=again, methods=["GET", "POST"])


def _left() -> list[LeftLine]:
    """Own entries that do not count, with names, each beside the one that says the same."""
    left = repair.left_over(store())
    with store().reading() as db:
        book = books.book_of(db, node().settings.node_id)
        return beside.left_lines(db, book, left, books.names(db, book))


def _told_at(found: tuple[Beside, ...]) -> int:
    """Where the office says that these books part, when no other version of them is here."""
    own = node().settings
    if repair.trouble(store()) != "forked" or any(not one.fork.settled for one in found):
        return 0
    with store().reading() as db:
        told = [
            one.seq
            for one in exchange.forks(db)
            if (one.writer, one.incarnation) == (own.node_id, own.incarnation)
        ]
    return min(told, default=0)


def _page(form: Form, again: Form | None = None, entered: Entered | None = None) -> Versions:
    own = node().settings.node_id
    with store().reading() as db:
        missing = rebuild.missing(db, own)
        differs = tuple(local.state(db, telling.DIFFERS).split())
        has_hub = bool(requests.partners(db, "hub"))
        names = books.names(db, books.book_of(db, own))
    refused = entered.refused if entered else ()
    found = tuple(beside.to_members(one, names, own) for one in histories.forks(store()))
    return Versions(
        form=form,
        again=replace(again or Form(node().new_id()), place="again-"),
        has_hub=has_hub,
        has_card=renewal.next_card(node()) is not None,
        is_restored=store().is_restored(),
        missing=missing,
        forks=found,
        told_at=_told_at(found),
        is_taken=repair.trouble(store()) == "taken",
        left=tuple(_left()),
        differs=differs,
        officers=others(),
        entered=entered,
        refused=tuple(
            (line, why)
            for line, (_, why) in zip(
                beside.lines((row for row, _ in refused), names), refused, strict=True
            )
        ),
    )


@allow(*HOLDERS)
def versions() -> ResponseReturnValue:
    """How whole the books are."""
    return render(_page(forms.fresh()))


@allow(*HOLDERS)
def confirm() -> ResponseReturnValue:
    """Nothing was written after the copy: proved by the passbooks, or answered for by two."""
    if request.method == "GET":
        return versions()
    form = forms.typed()
    by_letters = form.button == LETTERS
    schema = LettersSchema() if by_letters else TwoOfficersSchema()
    known = schema.fields.keys()
    told = {name: text for name, text in form.typed().items() if name in known}
    values, faults = load(schema, told)
    if faults:
        return forms.show(_page(form.wrong(faults)))
    place = "letters" if by_letters else "own_pin"
    try:
        if by_letters:
            restored.confirm(store(), letters_read=values["letters"])
        else:
            check_pin_of(store(), me().id, values["own_pin"])
            place = "pin"
            check_two(values["second"], values["pin"])
            restored.confirm(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, place)))
    return redirect(url_for(".versions", done="books-go-on"), 303)


@allow(*HOLDERS)
def again() -> ResponseReturnValue:
    """Enter the ticked entries again; two officers."""
    if request.method == "GET":
        return versions()
    form = forms.typed()
    told = {name: text for name, text in form.typed().items() if name != "heads"}
    values, faults = load(TwoOfficersSchema(), told)
    above = Form(node().new_id())
    if faults:
        return forms.show(_page(above, form.wrong(faults)))
    place = "own_pin"
    try:
        check_pin_of(store(), me().id, values["own_pin"])
        place = "pin"
        check_two(values["second"], values["pin"])
        place = ""
        ticked = set(form.lists.get("heads", ()))
        same = {one.left.row.head: one.line.same for one in _left() if one.line.same}
        entered = repair.enter_again(store(), ticked, user=me().id, same=same)
    except Refusal as refusal:
        return forms.show(_page(above, form.refused(refusal, place)))
    return render(_page(above, entered=entered))
