"""Keys and papers: the card's figures, the passphrase of the keys, whether the paper still fits."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal, refuse
from federation.papers.laying import Laid, lay
from federation.papers.qr import svg
from federation.papers.recovery import recovery_paper
from federation.schemas.base import load
from federation.schemas.keys import PassphraseSchema, TwoOfficersSchema, WordsSchema
from federation.store import local
from sync import paper, passphrase
from sync.cards import Card
from sync.enrolment import own_card

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from ..today import today
from .people import KEEPERS, Options

EXAMPLE_BYTES: Final = 7
OFF: Final = "off"
SHEET: Final = "sheet"
_MISTYPED: Final = ("words-count", "word-unknown", "words-differ", "key-unsound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys(Page):
    """What keys this machine has, and what to do about them. `is_locked`: by a passphrase."""

    template: ClassVar[str] = "shared/keys.html"
    card: Card
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphrasePage(Page):
    """A passphrase set, changed or taken off, by two officers; `example`: five words."""

    template: ClassVar[str] = "shared/passphrase.html"
    form: Form
    off: Form
    is_locked: bool
    officers: Options
    example: str
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage(Page):
    """Whether the words on paper are those of this machine's recovery key. `fits` None: not yet."""

    template: ClassVar[str] = "shared/words.html"
    form: Form
    fits: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """The recovery key as a sheet to print, made from the words that were just typed."""

    template: ClassVar[str] = "shared/words_sheet.html"
    laid: Laid


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/settings/keys", view_func=keys)
    to.add_url_rule("/settings/keys/passphrase", view_func=passphrase_page, methods=both)
    to.add_url_rule("/settings/keys/words", view_func=words, methods=both)
    to.add_url_rule("/settings/keys/card.svg", view_func=card_square)


@allow(*KEEPERS)
def keys() -> ResponseReturnValue:
    """The card's figures, and how the keys stand."""
    return render(Keys(card=own_card(node()), is_locked=passphrase.is_locked(node())))


@allow(*KEEPERS)
def card_square() -> Response:
    """The figures of this machine's own card and its id, for a camera."""
    card = own_card(node())
    return Response(svg(f"{card.digits}\n{card.node}"), mimetype="image/svg+xml")


def others() -> Options:
    """Who else may be the second person of a deed about keys."""
    with store().reading() as db:
        people = [one for one in local.users(db) if one.active and one.role in KEEPERS]
    return tuple((one.id, one.name) for one in people if one.id != me().id)


def check_two(second: int, pin: str, own_pin: str = "") -> int:
    """The number of the second person, who agrees with her own PIN; `own_pin`: that of the first.

    Raises Refusal `second-officer-needed`, and as `check_pin_of` does.
    """
    if second == me().id:
        raise refuse("second-officer-needed")
    if own_pin:
        check_pin_of(store(), me().id, own_pin)
    found = check_pin_of(store(), second, pin)
    if found.role not in KEEPERS:
        raise refuse("second-officer-needed")
    return found.id


def _passphrase_page(form: Form, off: Form) -> PassphrasePage:
    return PassphrasePage(
        form=form,
        off=off,
        is_locked=passphrase.is_locked(node()),
        officers=others(),
        # After a mistake the same: she may be typing these.
        example=form.value("example")
        or paper.example(int.from_bytes(node().entropy(EXAMPLE_BYTES), "big")),
        least=passphrase.LETTERS_MIN,
    )


def _again(form: Form) -> ResponseReturnValue:
    """The page again with what is wrong, at the form that was sent."""
    other = Form(node().new_id())
    if form.button == OFF:
        return forms.show(_passphrase_page(other, form))
    return forms.show(_passphrase_page(form, other))


@allow(*KEEPERS)
def passphrase_page() -> ResponseReturnValue:
    """Set a passphrase, another one, or none. The present one was given with the form."""
    if request.method == "GET":
        told = forms.fresh()
        is_off = bool(told.values) and "new_passphrase" not in told.values
        other = Form(node().new_id())
        return render(_passphrase_page(*((other, told) if is_off else (told, other))))
    node().must_be_real()
    form = forms.typed()
    is_off = form.button == OFF
    typed = {name: value for name, value in form.typed().items() if name != "example"}
    values, faults = load(TwoOfficersSchema() if is_off else PassphraseSchema(), typed)
    if faults:
        return _again(form.wrong(faults))
    try:
        if not is_off and values["new_passphrase"] != values["same_passphrase"]:
            return _again(form.refused(refuse("passphrase-differs"), "same_passphrase"))
        if is_off and not passphrase.is_locked(node()):
            raise refuse("keys-not-locked")
        beside = "own_pin"
        check_pin_of(store(), me().id, values["own_pin"])
        beside = "pin"
        check_two(values["second"], values["pin"])
        beside = "new_passphrase"
        if is_off:
            passphrase.switch_off(node())
        else:
            passphrase.switch_on(node(), values["new_passphrase"])
    except Refusal as refusal:
        return _again(form.refused(refusal, beside))
    return redirect(url_for(".keys", done="keys-open" if is_off else "keys-locked"), 303)


@allow(*KEEPERS)
def words() -> ResponseReturnValue:
    """Compare the words on paper with the card; nothing of them is kept."""
    if request.method == "GET":
        return render(WordsPage(form=forms.fresh()))
    form = forms.typed()
    values, faults = load(WordsSchema(), form.typed())
    if faults:
        return forms.show(WordsPage(form=form.wrong(faults)))
    try:
        identity = paper.read_recovery(values["paper_words"])
    except Refusal as refusal:
        beside = "paper_words" if refusal.code in _MISTYPED else ""
        return forms.show(WordsPage(form=form.refused(refusal, beside)))
    fits = paper.fits(identity, own_card(node()).recovery)
    if fits and form.button == SHEET:
        sheet = recovery_paper(identity, name=node().settings.name, day=today())
        return render(SheetPage(laid=lay(sheet)))
    return render(WordsPage(form=Form(node().new_id()), fits=fits))
