"""The translation desk on the pages of a hub, and what a group's pages say of it."""

import re

import pytest

from federation import i18n
from federation.catalogues import LANGUAGES, term_key, terms
from federation.commands.deed import enter, perform
from federation.commands.glossary import ChooseOwnWord, choose_own_word
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.papers import pdf
from federation.store import Draft
from federation.store.queries import translation as views
from federation.web import create_app
from sync.export import export
from sync.intake import take_in_bytes
from tests import factories

from .conftest import PIN, Browser, sentences
from .test_hub import hub, world

__all__ = ["hub", "world"]
SAVINGS = f"/languages/ng/{term_key('Savings')}"
DAYS = f"/languages/ng/{term_key('%(num)s day')}"


@pytest.fixture
def desk(hub):
    """Rosa writes, Selma reads."""
    store, rosa, app = hub
    add_user(store, "Selma", "staff", PIN)
    return store, rosa, Browser(app).log_in("Selma")


def standing(store, one="Savings"):
    with store.reading() as db:
        found = views.desk(db, "ng").get(term_key(one))
    return (found.forms, found.state) if found else None


def write(browser, path, *forms, **more):
    goal, data = browser.filled(path, {f"form_{n}": form for n, form in enumerate(forms)})
    return browser.post(goal, {**data, **more})


def spread(hub_store, group):
    """The office writes its file, and the group takes it in."""
    for one in export(hub_store, to="G0001"):
        list(take_in_bytes(group, one.file.name, one.file.read_bytes()))


def test_a_term_goes_from_one_speaker_to_another_and_on_to_the_next(desk):
    store, rosa, selma = desk
    front = rosa.get("/languages").text
    assert all(name in front for code, name in LANGUAGES.items() if code != "en")
    assert f"0 of {i18n.number(len(terms()))} confirmed" in front
    missing = re.findall(r'class="button main" href="([^"]+)"', rosa.get("/languages/ng").text)
    assert missing[0].endswith("?state=missing")
    answer = write(rosa, f"{SAVINGS}?state=missing", "Omapungulo")
    assert answer.status_code == 303
    following = answer.headers["Location"]
    assert "state=missing" in following
    assert term_key("Savings") not in following
    assert "waits for" not in rosa.get(following).text
    assert "Confirm these words" not in rosa.get(SAVINGS).text  # she wrote it
    page = selma.get(f"{SAVINGS}?state=unconfirmed")
    assert "written by Rosa" in page.text
    assert write(selma, SAVINGS, "Omapungulo", button="confirm").status_code == 303
    assert standing(store) == (("Omapungulo",), "confirmed")
    assert "confirmed by Selma" in rosa.get(SAVINGS).text
    assert "1 of" in rosa.get("/languages/ng").text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desk):
    store, rosa, selma = desk
    answer = write(rosa, DAYS, "esiku %(num)s", "omasiku %(nums)s")
    assert answer.status_code == 422
    assert "%(num)s" in sentences(answer)[0]
    assert 'href="#f-form_1"' in answer.text
    assert "omasiku %(nums)s" in answer.text
    assert write(rosa, DAYS, "esiku %(num)s", "").status_code == 422
    assert standing(store, "%(num)s day") is None
    assert write(rosa, DAYS, "esiku %(num)s", "omasiku %(num)s").status_code == 303
    changed = write(selma, DAYS, "esiku %(num)s", "iisiku %(num)s", button="confirm")
    assert changed.status_code == 422
    assert "changed since you read them" in changed.text
    assert write(rosa, SAVINGS, "a\u202eb").status_code == 422
    assert rosa.get("/languages/xx").status_code == 404
    assert rosa.get("/languages/en").status_code == 404
    assert rosa.get("/languages/ng/000000000000").status_code == 404


def test_it_is_sent_back_with_a_reason(desk):
    store, rosa, selma = desk
    write(rosa, SAVINGS, "Omapungulo")
    assert write(selma, SAVINGS, "Omapungulo", button="back").status_code == 422
    done = write(selma, SAVINGS, "Omapungulo", button="back", reason="We say it otherwise")
    assert done.status_code == 303
    assert "Selma sent it back: We say it otherwise" in rosa.get(SAVINGS).text
    assert "Savings" in rosa.get("/languages/ng?state=sent-back").text
    assert standing(store)[1] == "sent-back"


def test_the_list_is_looked_through_by_state_place_and_words(desk):
    _, rosa, _ = desk
    write(rosa, SAVINGS, "Omapungulo")
    found = rosa.get("/languages/ng?q=omapung").text
    assert "1 term<" in found
    assert found.count('data-label="In English"') == 1
    assert "No term is like that" in rosa.get("/languages/ng?q=qqqqq").text
    sunday = rosa.get("/languages/ng?area=sunday&state=missing").text
    assert "The Sunday meeting" in sunday
    assert "Those after" in sunday
    assert rosa.get("/languages/ng?area=no&state=nor&from=999999").status_code == 200
    raised = rosa.get(f"/languages/ng/{term_key('Take in files')}").text
    assert re.search(r'href="/[a-z/]*">Open the page', raised)


def test_markup_in_a_translation_is_text_wherever_it_is_read(desk):
    """The marks rule refuses tags; an ampersand and quotes are shown as they are, never obeyed."""
    _, rosa, _ = desk
    refused = write(rosa, SAVINGS, "<img src=x onerror=alert(1)>")
    assert refused.status_code == 422
    assert "<img" not in refused.text
    key = term_key("First page")
    bad = 'E"&lt;b&gt; onfocus="x'
    assert write(rosa, f"/languages/ng/{key}", bad).status_code == 303
    rosa.post("/language", {"code": "ng", **dict(csrf(rosa))})
    page = rosa.get("/languages").text
    assert i18n.language() == "en"
    assert 'onfocus="x' not in page
    assert "E&#34;&amp;lt;b&amp;gt; onfocus=&#34;x" in page


def csrf(browser):
    (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/language").text))
    return [("csrf_token", token)]


def test_words_are_handed_out_and_the_groups_pages_speak_them(desk, world):
    store, rosa, selma = desk
    write(rosa, SAVINGS, "Omapungulo")
    write(selma, SAVINGS, "Omapungulo", button="confirm")
    write(rosa, f"/languages/ng/{term_key('First page')}", "Epandja lyotango")
    page = rosa.get("/languages/ng/hand-out").text
    assert "1 word in Oshindonga is new or changed, and confirmed by a second person." in page
    assert "1 word nobody has confirmed yet." in page
    assert "They go to 1 group with its next file" in page
    assert rosa.send("/languages/ng/hand-out", unconfirmed="yes").status_code == 303
    assert "Every group was handed all that there is" in rosa.get("/languages/ng/hand-out").text
    group = world["group"]
    spread(store, group)
    app = create_app(group.node)
    add_user(group, "Treasurer", "treasurer", PIN)
    treasurer = Browser(app).log_in()
    assert "Epandja" not in treasurer.get("/").text
    assert "2 of" in treasurer.get("/language").text
    treasurer.post("/language", {"code": "ng", **dict(csrf(treasurer))})
    assert "Epandja lyotango" in treasurer.get("/").text


def test_a_translators_file_goes_out_and_comes_in(desk):
    store, rosa, selma = desk
    write(rosa, SAVINGS, "Omapungulo")
    answer = rosa.get("/languages/ng/words.po")
    assert answer.headers["Content-Disposition"].endswith(".po")
    text = answer.text
    assert '#, fuzzy\nmsgid "Savings"\nmsgstr "Omapungulo"' in text
    assert "#. The Sunday meeting" in text
    done = text.replace('#, fuzzy\nmsgid "Savings"', 'msgid "Savings"')
    done = done.replace('msgid "Loans"\nmsgstr ""', 'msgid "Loans"\nmsgstr "Iikongo"')
    goal, data = selma.filled("/languages/ng/bring", {})
    wrong = done.replace('msgid "Box"\nmsgstr ""', 'msgid "Box"\nmsgstr "%(x)s <b>"')
    refused = selma.upload(goal, data, ("files", "ng.po", wrong.encode()))
    assert refused.status_code == 422
    assert "is not a mark of the English" in refused.text
    assert re.search(r"line \d+", refused.text)
    assert standing(store, "Loans") is None
    taken = selma.upload(goal, data, ("files", "ng.po", done.encode()))
    assert taken.status_code == 303
    page = selma.get(taken.headers["Location"]).text
    assert "1 written, 1 confirmed" in page
    assert standing(store) == (("Omapungulo",), "confirmed")
    assert standing(store, "Loans") == (("Iikongo",), "written")
    other = selma.upload(goal, selma.filled(goal, {})[1], ("files", "a.png", b"\x89PNG\r\n"))
    assert other.status_code == 422


def test_a_group_chooses_its_own_words_and_prints_them(treasurer):
    page = treasurer.get("/glossary").text
    assert "The locked box in which the group keeps its cash." in page
    assert treasurer.send("/glossary/box", text="100%").status_code == 422
    done = treasurer.done("/glossary/box", text="oshiketha")
    assert "From now on it is called so" in done.text
    assert re.search(r'<b>oshiketha</b> <span class="small">Box</span>', done.text)
    assert treasurer.get("/glossary/bucks").status_code == 404
    form = treasurer.get("/glossary/box").text
    assert "<b>Box</b>" in form
    assert 'value="oshiketha"' in form
    sheet = treasurer.get("/papers/glossary").text
    assert "oshiketha" in sheet
    assert "Own word chosen" in treasurer.get("/entries").text
    assert ">Members</a>" in treasurer.get("/").text
    treasurer.done("/glossary/members", text="iilyo")
    assert ">Iilyo</a>" in treasurer.get("/").text  # a label of its own in the navigation
    treasurer.done("/glossary/members", text="")
    assert ">Members</a>" in treasurer.get("/").text
    back = treasurer.done("/glossary/box", text="")
    assert "called again as it was before" in back.text
    if pdf.is_here():
        made = treasurer.get("/papers/glossary?as=pdf").data
        assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page/") <= 1


def test_what_was_written_for_an_earlier_version_is_offered_where_the_english_changed(desk):
    store, rosa, _ = desk
    old = {"language": "ng", "day": factories.DAY, "forms": ("Tameka omutumba paife",)}
    told = e.TermTranslated(term="0123456789ab", english="Start the meeting now", **old)
    other = e.TermTranslated(term="0123456789ac", english="Rubbish", **old)
    with store.writing() as db:
        enter(db, store.node, [Draft(kinds.REGISTER, one) for one in (told, other)], {})
    page = rosa.get(f"/languages/ng/{term_key('Start the meeting')}").text
    assert "Written for an earlier version" in page
    assert page.count("Tameka omutumba paife") == 1
    assert "Written for an earlier version" not in rosa.get(SAVINGS).text


def test_what_groups_call_a_thing_stands_beside_its_term(desk, world):
    store, rosa, _ = desk
    group = world["group"]
    order = ChooseOwnWord(thing="savings", text="okupungula", day=factories.DAY)
    perform(group, order, choose_own_word)
    for one in export(group):
        list(take_in_bytes(store, one.file.name, one.file.read_bytes()))
    page = rosa.get(SAVINGS).text
    assert "How groups call it" in page
    assert "okupungula" in page
    assert "1 group" in page
    assert "Ehangano" not in page
