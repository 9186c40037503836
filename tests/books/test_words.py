"""What the group said of its requests as people write it: by hand, again, and with mistakes."""

from pathlib import Path

import pytest

from federation.books.exporting import export_books
from federation.books.plan import Plan, enter, plan
from federation.books.reader import read_books
from federation.commands import requests as orders
from federation.commands import words
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.i18n import say
from federation.schemas.base import Fault
from federation.store import Store, open_store
from federation.store.queries import requests
from federation.store.verify import verify
from tests import factories
from tests.books.test_everything import asked, files

SHEETS = {
    "members": "member_no,name,joined_on\n1,Hilma,2026-01-04\n",
    "meetings": "meeting_no,date,closed\n1,2026-02-01,yes\n",
    "entries": "date,member_no,kind,purpose,amount\n2026-01-11,1,savings,general,100\n",
    "requests": "request_no,raised_on,kind,settlement,title,households,measure,baseline,target\n"
    "1,2026-02-01,sanitation,Havana,Toilets,24,working-seats,2,8\n",
    "options": "date,request_no,option_no,title,cost,upkeep_by\n"
    "2026-02-02,1,1,Dry toilets,900,City\n",
    "feedback": "date,request_no,feedback_no,option_no,voices,people,likes\n"
    "2026-02-02,1,1,1,women,9,8\n",
    "insights": "date,request_no,option_no,feedback_nos,text\n2026-02-02,1,1,1,Women want locks\n",
    "options_chosen": "date,request_no,option_no,meeting_no,votes_for\n2026-02-02,1,1,1,9\n",
    "offers": "date,request_no,savings,labour_days,meeting_no,votes_for\n2026-02-03,1,80,4,1,9\n",
    "promises": "date,request_no,text,by,many,word\n"
    "2026-02-04,1,We dig the pits,2026-06-30,4,pits\n",
    "clauses_settled": "date,request_no,clause,state,by\n2026-02-05,1,pits,moved,2026-07-31\n",
    "payments": "date,request_no,payer,amount,receipt,about\n2026-02-05,1,group,60,88231,land\n",
    "joint_meetings": "date,request_no,form,phase,word,changed\n"
    "2026-02-06,1,office,design,m1,yes\n",
    "joint_meeting_rooms": "word,role,people,women\nm1,member,6,5\nm1,official,2,\n",
    "requests_ended": "date,request_no,how,reason,word\n2026-02-07,1,lapsed,Nobody came,end\n",
    "requests_reopened": "date,request_no,closing,reason\n2026-02-08,1,end,They came\n",
}  # fmt: skip


def folder(path: Path, **changed: str) -> Path:
    """These sheets as CSV files, some of them otherwise."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in {**SHEETS, **changed}.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def take(store: Store, path: Path) -> Plan:
    """Plan and enter; the plan."""
    planned = plan(store, read_books(path))
    enter(store, planned)
    return planned


def faults(store: Store, path: Path) -> list[Fault]:
    """What is wrong with a file that is not taken."""
    with pytest.raises(Refusal, match="books-refused") as stopped:
        plan(store, read_books(path))
    told = stopped.value.facts["faults"]
    assert isinstance(told, tuple)
    return [one for one in told if isinstance(one, Fault)]


def view(store: Store) -> requests.RequestView:
    """The one request there."""
    with store.reading() as db:
        (found,) = requests.requests(db)
        assert verify(db, store.node) == ()
    return found


def test_words_written_by_hand(group: Store, tmp_path: Path) -> None:
    """By day, without numbers; what names a word names it by the letters that the row gave it."""
    planned = take(group, folder(tmp_path))
    found = view(group)
    (promised,) = found.agreement("2026-02-09").clauses
    assert (promised.clause, promised.by, promised.moved) == ("pits", "2026-07-31", 1)
    assert found.words_of(e.JointMeetingHeld)[0].room == (
        e.Room(role="member", people=6, women=5),
        e.Room(role="official", people=2),
    )
    assert (found.stage, found.measure, found.target) == ("offered", "working-seats", 8)
    assert found.words_of(e.OptionProposed)[0].upkeep_by == "city"
    assert {one.word for one in found.words} >= {"pits", "m1", "end"}
    assert planned.warnings == ()
    assert {one.sheet: one[1:] for one in planned.sheets()}["promises"] == (1, 0, 0, 0)


def test_the_same_file_adds_nothing_twice(group: Store, tmp_path: Path) -> None:
    """Neither the file that came in, nor what this node writes of it."""
    take(group, folder(tmp_path / "in"))
    export_books(group, tmp_path / "out")
    for name in ("in", "out"):
        again = plan(group, read_books(tmp_path / name))
        assert again.drafts == ()
        assert all(one.already and not one.new for one in again.sheets())


def test_books_that_have_begun_take_no_words(group: Store, tmp_path: Path) -> None:
    """A word more than was said is said on its page."""
    take(group, folder(tmp_path))
    more = SHEETS["promises"] + "2026-02-04,1,We paint,2026-06-30,,\n"
    (wrong,) = faults(group, folder(tmp_path, promises=more))
    assert (wrong.where, wrong.code) == (("promises", 3, "request_no"), "books-only-when-empty")


def lived(store: Store) -> str:
    """A request taken back, taken up again, and spoken about on its pages; its id."""
    factories.admit(store)
    meeting = factories.open_meeting(store)
    factories.enter(store, ("savings", 50_000, 1), meeting=meeting)
    request = factories.raise_request(store, measure="working-taps", baseline=0, target=2)
    order = orders.WithdrawRequest(request=request, day="2026-11-23", reason="no")
    perform(store, order, orders.withdraw_request)
    back = words.Reopen(request=request, day="2026-11-23", reason="yes")
    perform(store, back, words.reopen)
    offer = {"savings": 20_000, "meeting": meeting, "votes_for": 9}
    factories.say(store, e.OfferMade, request=request, **offer)
    clause = factories.say(
        store, e.PromiseMade, request=request, text="We dig", by="2027-01-31", many=4
    )
    factories.say(store, e.ClauseSettled, request=request, clause=clause, state="done", many=4)
    return request


def test_a_request_of_many_words_moves_to_another_machine(group: Store, tmp_path: Path) -> None:
    """Endings, clauses and the code of the agreement are the same there, and so are the files."""
    lived(group)
    export_books(group, tmp_path / "first")
    other = open_store(factories.bare_node(tmp_path / "other"))
    try:
        take(other, tmp_path / "first")
        assert asked(other) == asked(group)
        here, there = view(group), view(other)
        assert here.agreement("2026-12-01").code == there.agreement("2026-12-01").code
        assert (here.stage, there.stage) == ("offered", "offered")
        assert here.words != ()
        assert [one.word for one in here.words] == [one.word for one in there.words]
        export_books(other, tmp_path / "again")
        assert files(tmp_path / "again") == files(tmp_path / "first")
    finally:
        other.close()


def test_a_file_of_an_earlier_version_says_less_and_is_taken(group: Store, tmp_path: Path) -> None:
    """Without the sheets of words and the further columns of requests."""
    old = {
        "members": SHEETS["members"],
        "requests": "request_no,raised_on,kind,settlement,title,households\n"
        "1,2026-02-01,sanitation,Havana,Toilets,24\n",
        "requests_withdrawn": "request_no,date,reason\n1,2026-02-09,no more\n",
    }
    for name, text in old.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    planned = take(group, tmp_path)
    raised, withdrawn = (one.event for one in planned.drafts if isinstance(one.event, e.Dated)
                         and not isinstance(one.event, e.MemberAdmitted))  # fmt: skip
    assert isinstance(raised, e.RequestRaised)
    assert (raised.measure, raised.target) == ("", 0)
    assert isinstance(withdrawn, e.RequestWithdrawn)
    assert withdrawn.closing == ""
    assert plan(group, read_books(tmp_path)).drafts == ()


def test_a_plain_row_leaves_open_what_its_request_says_more(group: Store, tmp_path: Path) -> None:
    """The same request told without its aim is there; told with another aim it is another."""
    take(group, folder(tmp_path))
    bare = "request_no,raised_on,kind,settlement,title,households\n1,2026-02-01,sanitation,Havana,"
    folder(tmp_path, requests=f"{bare}Toilets,24\n")
    assert plan(group, read_books(tmp_path)).drafts == ()
    other = SHEETS["requests"].replace(",2,8", ",2,9")
    (wrong,) = faults(group, folder(tmp_path, requests=other))
    assert wrong.code == "request-number-taken"


def test_an_offer_above_the_pot_is_history(group: Store, tmp_path: Path) -> None:
    """It is taken, and told with what could be offered on its day; what came later is no matter."""
    entries = SHEETS["entries"] + "2026-03-01,1,savings,general,500\n"
    offers = "date,request_no,savings\n2026-02-03,1,300\n2026-03-02,1,600\n2026-01-01,1,1\n"
    planned = take(group, folder(tmp_path, offers=offers, entries=entries))
    assert [(one.where, one.code, dict(one.facts)) for one in planned.warnings] == [
        (
            ("offers", 4, "savings"),
            "books-offer-above-pot",
            {"offered_minor": 100, "free_minor": 0},
        ),
        (
            ("offers", 2, "savings"),
            "books-offer-above-pot",
            {"offered_minor": 30_000, "free_minor": 10_000},
        ),
    ]
    assert len(view(group).words_of(e.OfferMade)) == 3


def test_what_was_offered_elsewhere_is_not_free(group: Store, tmp_path: Path) -> None:
    """As on the page: a request's own offer, an ended one, and one for a purpose nobody saved."""
    rows = "request_no,raised_on,kind,settlement,title,households,offer_savings\n"
    rows += "1,2026-02-01,sanitation,Havana,Toilets,24,70\n2,2026-02-01,water,Havana,Taps,24,40\n"
    offers = "date,request_no,savings,purpose\n2026-02-09,2,100,general\n2026-02-10,2,100,land\n"
    changed = {"requests": rows, "offers": offers, "requests_reopened": ""}
    planned = take(group, folder(tmp_path, **changed))
    told = [(one.where, one.facts["free_minor"]) for one in planned.warnings]
    assert told == [(("requests", 3, "offer_savings"), 3_000), (("offers", 3, "savings"), 0)]


LONG = "x" * 65


@pytest.mark.parametrize(
    ("sheet", "old", "new", "where", "code"),
    [
        ("promises", ",1,We", ",7,We", (2, "request_no"), "request-unknown"),
        ("promises", "We dig the pits", "x" * 2_001, (2, "text"), "text-too-long"),
        ("promises", "We dig the pits", "", (2, "text"), "field-missing"),
        ("promises", "2026-06-30", "June", (2, "by"), "day-unclear"),
        ("promises", ",4,pits", ",4,pits!", (2, "word"), "word-id-unclear"),
        ("promises", ",4,pits", f",4,{LONG}", (2, "word"), "word-id-unclear"),
        ("promises", ",4,pits", ",-4,pits", (2, "many"), "count-out-of-range"),
        ("promises", ",4,pits", ",9000000,pits", (2, "many"), "word-figure-out-of-range"),
        ("options", ",City", ",mayor", (2, "upkeep_by"), "choice-unknown"),
        ("options", ",1,1,", ",1,0,", (2, "option_no"), "word-figure-out-of-range"),
        ("options", ",900,", ",-900,", (2, "cost"), "amount-out-of-range"),
        ("options", "Dry toilets", "x" * 121, (2, "title"), "word-text-length"),
        ("feedback", ",9,8", ",9,10", (2, "likes"), "word-part-too-large"),
        ("insights", ",1,1,1,", ",1,1,;,", (2, "feedback_nos"), "insight-without-feedback"),
        ("options_chosen", ",1,9", ",5,9", (2, "meeting_no"), "meeting-unknown"),
        ("options_chosen", ",1,9", ",1,0", (2, "votes_for"), "vote-not-carried"),
        ("clauses_settled", ",2026-07-31", ",", (2, "by"), "word-without-day"),
        ("clauses_settled", ",pits", ",=1+1", (2, "clause"), "word-id-unclear"),
        ("payments", ",60,", ",0,", (2, "amount"), "amount-out-of-range"),
        ("joint_meetings", ",m1,", ",m2,", None, "books-belongs-to-nothing"),
        ("joint_meeting_rooms", "official", "member", (3, "role"), "room-unclear"),
        ("joint_meeting_rooms", "official", "mayor", (3, "role"), "choice-unknown"),
        ("joint_meeting_rooms", ",6,5", ",6,7", (2, "people"), "word-part-too-large"),
        ("joint_meeting_rooms", "m1,member,6,5\nm1,official,2,\n", "", None, "room-empty"),
        ("requests_ended", "lapsed", "forgotten", (2, "how"), "choice-unknown"),
        ("requests_ended", ",end", ",pits", (2, "word"), "books-word-twice"),
        ("requests", ",2,8", ",8,2", (2, "target"), "request-target-no-better"),
        ("requests", "working-seats", "smiles", (2, "measure"), "choice-unknown"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_taken(
    *,
    group: Store,
    tmp_path: Path,
    sheet: str,
    old: str,
    new: str,
    where: tuple[int, str] | None,
    code: str,
) -> None:
    """Sheet, row and column, each with its one sentence; nothing is entered."""
    assert old in SHEETS[sheet]
    found = faults(group, folder(tmp_path, **{sheet: SHEETS[sheet].replace(old, new)}))
    told = {(*one.where, one.code) for one in found}
    assert code in {one.code for one in found}
    if where is not None:
        assert (sheet, *where, code) in told
    assert all(say(one.refusal) for one in found)
    with group.reading() as db:
        assert requests.requests(db) == ()


def test_a_word_of_the_books_is_not_said_anew(group: Store, tmp_path: Path) -> None:
    """What was said stays: another text under its id is refused."""
    take(group, folder(tmp_path))
    other = SHEETS["promises"].replace("dig", "fill")
    (wrong,) = faults(group, folder(tmp_path, promises=other))
    assert (wrong.where, wrong.code) == (("promises", 2, "word"), "books-word-differs")


def test_an_ending_has_an_id_or_none(group: Store, tmp_path: Path) -> None:
    """Two endings of one request are two rows; an id that is none is named."""
    taken = "request_no,date,reason,closing\n1,2026-03-01,no,c1\n1,2026-04-01,no,c2\n"
    back = "date,request_no,closing,reason\n2026-03-02,1,c1,yes\n"
    path = folder(tmp_path, requests_withdrawn=taken, requests_reopened=back, requests_ended="")
    wrong = faults(group, folder(tmp_path, requests_withdrawn=taken.replace("c1", "c 1")))
    assert [(one.where, one.code) for one in wrong] == [
        (("requests_withdrawn", 2, "closing"), "word-id-unclear")
    ]
    take(group, folder(path, requests_withdrawn=taken))
    assert view(group).stage == "withdrawn"
    assert [one.step for one in view(group).steps].count("withdrawn") == 2
    assert plan(group, read_books(path)).drafts == ()


def test_numbers_are_the_order_and_given_once(group: Store, tmp_path: Path) -> None:
    """A row is never before its request was raised, whatever its number says."""
    lived(group)
    export_books(group, tmp_path / "out")
    texts = {one.stem: one.read_text("utf-8-sig") for one in (tmp_path / "out").glob("*.csv")}
    assert ",entry_no,measure,target" in texts["requests"]
    twice = texts["promises"].replace(",5\n", ",4\n")
    assert twice != texts["promises"]
    (tmp_path / "out" / "promises.csv").write_text(twice, "utf-8")
    other = open_store(factories.bare_node(tmp_path / "other"))
    try:
        (wrong,) = faults(other, tmp_path / "out")
        assert wrong.code == "books-entry-number-twice"
        early = texts["requests"].replace(",1,working", ",9,working")
        assert early != texts["requests"]
        (tmp_path / "out" / "requests.csv").write_text(early, "utf-8")
        (tmp_path / "out" / "promises.csv").write_text(texts["promises"], "utf-8")
        first = plan(other, read_books(tmp_path / "out"))
        kinds = [type(one.event) for one in first.drafts]
        assert kinds.index(e.RequestRaised) < kinds.index(e.RequestWithdrawn)
    finally:
        other.close()


def test_an_option_that_nobody_proposed_is_told(group: Store, tmp_path: Path) -> None:
    """It is taken: the proposal may be older than the books."""
    planned = take(group, folder(tmp_path, options=""))
    assert {(*one.where, one.code) for one in planned.warnings} == {
        (sheet, 2, "option_no", "books-option-unknown")
        for sheet in ("feedback", "insights", "options_chosen")
    }


def test_a_word_is_the_group_s_own(group: Store, tmp_path: Path) -> None:
    """There is no column that says otherwise."""
    text = SHEETS["promises"].replace("word", "side").replace("pits\n", "city\n")
    (wrong,) = faults(group, folder(tmp_path, promises=text))
    assert (wrong.where, wrong.code) == (("promises", 1, "side"), "books-column-unknown")
