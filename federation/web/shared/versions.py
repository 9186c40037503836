"""Whether the books are whole: put back from a copy, not yet rebuilt, or told in two versions."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.keys import LettersSchema, TwoOfficersSchema
from federation.store import local
from sync import rebuild, repair, restored, telling
from sync.rebuild import Missing
from sync.repair import Entered, Fork, Left

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from .keys import check_two, others
from .new_keys import HOLDERS
from .people import Options

LETTERS: Final = "letters"
AGAIN: Final = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions(Page):
    """How whole the books are, and what to do now.

    `is_restored`: more may have been written than is here; `missing`: what of a lost machine's
    entries did not come back; `forks`: two versions side by side; `left`: own entries that do not
    count; `differs`: names of sums that the office has otherwise, and at which entry; `entered`:
    what was just entered again.
    """

    template: ClassVar[str] = "shared/versions.html"
    form: Form
    is_restored: bool
    missing: tuple[Missing, ...]
    forks: tuple[Fork, ...]
    left: tuple[Left, ...]
    differs: tuple[str, ...]
    officers: Options
    entered: Entered | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be done."""
        waiting = [one for one in self.left if not one.again and not one.is_once]
        return not (self.is_restored or self.missing or self.forks or waiting or self.differs)


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/versions", view_func=versions)
    to.add_url_rule("/versions/confirm", view_func=confirm, methods=["GET", "POST"])
    to.add_url_rule("/versions/again", view_func=again, methods=["GET", "POST"])


def _page(form: Form, entered: Entered | None = None) -> Versions:
    with store().reading() as db:
        missing = rebuild.missing(db, node().settings.node_id)
        differs = tuple(local.state(db, telling.DIFFERS).split())
    return Versions(
        form=form,
        is_restored=store().is_restored(),
        missing=missing,
        forks=repair.forks(store()),
        left=repair.left_over(store()),
        differs=differs,
        officers=others(),
        entered=entered,
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
    beside = "letters" if by_letters else "own_pin"
    try:
        if by_letters:
            restored.confirm(store(), letters_read=values["letters"])
        else:
            check_pin_of(store(), me().id, values["own_pin"])
            beside = "pin"
            check_two(values["second"], values["pin"])
            restored.confirm(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, beside)))
    return redirect(url_for(".versions", done="books-go-on"), 303)


@allow(*HOLDERS)
def again() -> ResponseReturnValue:
    """Enter the ticked entries again; two officers."""
    if request.method == "GET":
        return versions()
    form = forms.typed()
    told = {name: text for name, text in form.typed().items() if name != "heads"}
    values, faults = load(TwoOfficersSchema(), told)
    if faults:
        return forms.show(_page(form.wrong(faults)))
    beside = "own_pin"
    try:
        check_pin_of(store(), me().id, values["own_pin"])
        beside = "pin"
        check_two(values["second"], values["pin"])
        beside = ""
        entered = repair.enter_again(store(), set(form.lists.get("heads", ())), user=me().id)
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, beside)))
    return render(_page(Form(node().new_id()), entered))
