"""Taking books in: what becomes entries, what is there already, what cannot be, what is odd."""

from pathlib import Path

import pytest

from federation.books.plan import Plan, enter, plan
from federation.books.reader import read_books
from federation.books.rows import Books
from federation.books.telling import tell_each, tell_faults
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.i18n import say
from federation.schemas.base import Fault
from federation.store import Store
from federation.store.queries import books, requests
from federation.store.verify import count_entries, verify
from tests import factories

MEMBERS = """member_no,name,gender,joined_on,left_on,roles
1,ǁGaroëb Hilma,f,2026-01-04,,treasurer
2,Johannes Shikongo,m,2026-01-04,,
3,Ndapewa Amutenya,f,2026-03-01,2026-06-07,
"""
ENTRIES = """date,member_no,kind,purpose,amount,loan_no,note
2026-01-04,,opening_cash,,100.00,,
2026-01-04,,opening_bank,,400.00,,
2026-01-04,1,opening_savings,land,300.00,,
2026-01-04,2,opening_loan,,20.00,1,
2026-01-11,1,savings,,20.00,,
2026-01-11,1,savings,,20.00,,
2026-01-11,2,savings,materials,60.00,,
2026-01-11,2,social_contribution,,5.00,,
2026-01-18,2,loan_disbursed,,150.00,2,
2026-02-15,2,loan_principal,,30.00,2,
2026-02-15,,loan_interest,,3.00,2,
2026-02-15,1,fine,,4.00,,late
2026-02-22,1,fine_paid,,6.00,,
2026-02-22,,fund_received,,500.00,,
2026-02-22,1,loan_disbursed,,500.00,3,
2026-03-22,1,loan_principal,,40.00,3,
2026-03-29,,fund_remittance,,40.00,,
2026-03-29,1,share,,10.00,,
2026-03-29,1,withdrawal,land,100.00,,
2026-03-29,2,fund_contribution,,2.00,,
2026-03-29,,bank_deposit,,7.00,,
2026-03-29,,bank_withdrawal,,50.00,,
2026-03-29,,municipal_payment,,25.00,,
2026-03-29,3,fee,,1.00,,
2026-03-29,,income,,1.50,,
2026-03-29,,expense,stationery,2.50,,pens
2026-03-29,3,social_grant,,4.00,,
"""
LOANS = """\
loan_no,member_no,source,principal,rate,per,method,instalments,every,\
disbursed_on,first_due_on
1,2,group,100,2,month,flat,6,month,2026-01-04,2026-02-04
2,2,group,150.00,2,month,flat,5,month,2026-01-18,2026-02-15
3,1,fund,500,5,year,declining,12,month,2026-02-22,2026-03-22
"""
REQUESTS = """\
request_no,raised_on,kind,settlement,title,households,sanitation_facility,\
offer_savings
A-1,2026-02-01,sanitation,Havana,Toilets for block 3,24,VIP toilet,1200
A-2,2026-03-01,water,Havana,A tap,9,pit latrine,
"""


def folder(path: Path, **files: str) -> Path:
    """A folder with these CSV files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def whole(path: Path) -> Path:
    """The four sheets above."""
    return folder(path, members=MEMBERS, entries=ENTRIES, loans=LOANS, requests=REQUESTS)


def take(store: Store, path: Path) -> Plan:
    """Plan and enter; the plan."""
    planned = plan(store, read_books(path))
    enter(store, planned)
    return planned


def refused(store: Store, path: Path) -> list[tuple[object, ...]]:
    """(sheet, row, column, code) of each fault; nothing was entered."""
    with store.reading() as db:
        before = count_entries(db)
    with pytest.raises(Refusal, match="books-refused") as stopped:
        plan(store, read_books(path))
    with store.reading() as db:
        assert count_entries(db) == before
    faults = stopped.value.facts["faults"]
    assert isinstance(faults, tuple)
    assert len(tell_faults(stopped.value, say)) == len(faults)
    return [(*f.where, f.code) for f in faults if isinstance(f, Fault)]


def odd(planned: Plan) -> list[tuple[object, ...]]:
    """(sheet, row, column, code) of each warning; each has a sentence."""
    told = tell_each(planned.warnings, say)
    assert all(line.startswith("Sheet ") for line in told)
    return [(*f.where, f.code) for f in planned.warnings]


def test_every_kind_lands_where_it_belongs(group: Store, tmp_path: Path) -> None:
    """All kinds of the contract, and the pots they make, to the cent."""
    planned = take(group, whole(tmp_path))
    with group.reading() as db:
        book = books.book_of(db, group.node.settings.node_id)
        sums = books.account_sums(db, book)
        assert not verify(db, group.node)
        asked = {one.number: one for one in requests.requests(db)}
        left = books.member(db, book, 3)
    assert sums == {
        "cash": 2000,
        "bank": 35700,
        "loans": 2000 + 12000 + 46000,
        "savings": -(20000 + 4000 + 6000),
        "shares": -1000,
        "social_fund": -100,
        "fund_loan": -46000,
        "fund_held": -200,
        "interest_income": -300,
        "fine_income": -600,
        "fines_due": 0,
        "fines_memo": 0,
        "fee_income": -100,
        "other_income": -150,
        "expenses": 250,
        "municipal": 2500,
        "opening_equity": -(10000 + 40000 + 2000) + 30000,
    }
    assert sum(sums.values()) == 0
    assert left is not None
    assert left.left_on == "2026-06-07"
    assert asked["A-1"].sanitation_facility == "dry-improved"
    assert asked["A-2"].description == "pit latrine"
    assert (asked["A-1"].households, asked["A-1"].offer_savings_minor) == (24, 120000)
    assert odd(planned) == [
        ("entries", 27, "note", "books-kept-in-note"),
        ("requests", 3, "sanitation_facility", "books-facility-kept"),
        ("requests", 2, "offer_savings", "books-offer-above-pot"),
    ]
    days = [row.day for row in planned.rows() if row.sheet == "entries"]
    assert days == sorted(days)


def test_the_same_file_again_adds_nothing(group: Store, tmp_path: Path) -> None:
    """Nor does it when what this machine alone remembers is lost: the journal is the memory."""
    rows = take(group, whole(tmp_path))
    again = take(group, whole(tmp_path))
    assert (len(again.drafts), again.already) == (0, 3 + 27 + 3 + 2)
    assert len(rows.drafts) == 3 + 1 + 27 + 3 + 2  # one member left again
    third = ENTRIES + "2026-01-11,1,savings,general,20,,\n"
    more = take(group, folder(tmp_path, entries=third))
    assert [(row.sheet, row.row) for row in more.rows()] == [("entries", 29)]


def test_a_form_and_a_spreadsheet_know_of_each_other(group: Store, tmp_path: Path) -> None:
    """What was typed on the phone is not entered again from the spreadsheet."""
    factories.admit(group, "Hilma", day="2026-01-04")
    factories.enter(group, ("savings", 2000, 1), day="2026-01-11")
    text = "date,member_no,kind,amount\n2026-01-11,1,savings,20\n2026-01-11,1,savings,20\n"
    planned = take(group, folder(tmp_path, entries=text))
    assert (len(planned.drafts), planned.already) == (1, 1)


def test_a_plan_grown_old_is_made_anew(group: Store, tmp_path: Path) -> None:
    """What came in between counts: the row is not entered twice."""
    factories.admit(group, "Hilma", day="2026-01-04")
    text = "date,member_no,kind,amount\n2026-01-11,1,savings,20\n"
    planned = plan(group, read_books(folder(tmp_path, entries=text)))
    factories.enter(group, ("savings", 2000, 1), day="2026-01-11")
    assert enter(group, planned).facts == {"entered": 0, "already": 1, "warnings": 0}


def test_what_cannot_be_is_told_with_its_place(group: Store, tmp_path: Path) -> None:
    """Unknown people and loans, numbers given twice; nothing of the file is taken."""
    path = folder(
        tmp_path,
        members=MEMBERS + "1,Another,f,2026-01-04,,\n4,Left,f,2026-02-01,2026-01-01,\n",
        entries="date,member_no,kind,amount,loan_no\n"
        "2026-01-11,9,savings,20,\n2026-01-11,1,loan_principal,20,7\n"
        "2026-01-11,,savings,20,\n2026-01-11,1,loan_principal,20,2\n2026-01-11,1,loan_principal,5,\n",
        loans=LOANS + "2,2,group,150,2,month,flat,5,month,2026-01-18,2026-02-15\n"
        "8,77,group,150,2,month,flat,5,month,2026-01-18,2026-02-15\n",
        requests=REQUESTS + "A-1,2026-04-01,water,Havana,A tap,9,,\n"
        "A-3,2026-04-01,water,Havana,A tap,0,,\n",
    )
    assert refused(group, path) == [
        ("members", 5, "member_no", "member-number-taken"),
        ("members", 6, "left_on", "member-left-before-joining"),
        ("loans", 5, "loan_no", "loan-number-taken"),
        ("loans", 6, "member_no", "member-unknown"),
        ("entries", 2, "member_no", "member-unknown"),
        ("entries", 3, "loan_no", "loan-unknown"),
        ("entries", 4, "member_no", "entry-needs"),
        ("entries", 5, "loan_no", "loan-of-another"),
        ("entries", 6, "loan_no", "entry-needs"),
        ("requests", 4, "request_no", "request-number-taken"),
        ("requests", 5, "households", "request-without-households"),
    ]


@pytest.mark.parametrize(
    ("rows", "row", "code"),
    [
        (
            "2026-01-11,1,savings,20\n2026-01-12,,expense,20.01\n2026-01-13,,income,9\n",
            3,
            "pot-short",
        ),
        (
            "2026-01-11,1,savings,20\n2026-01-11,,income,9\n2026-01-11,1,withdrawal,25\n",
            4,
            "savings-short",
        ),
        ("2026-01-11,1,savings,20\n2026-01-11,,social_grant,1\n", 3, "pot-short"),
        ("2026-01-11,1,social_contribution,20\n2026-01-11,,expense,5\n", 3, "pot-set-aside"),
        ("2026-01-11,1,savings,90\n2026-02-01,2,loan_principal,1\n", 3, "loan-overpaid"),
    ],
)
def test_a_pot_below_zero_names_the_row_that_took(
    group: Store, tmp_path: Path, rows: str, row: int, code: str
) -> None:
    """The last row of the day that took from what is short."""
    entries = "date,member_no,kind,amount,loan_no\n" + rows.replace("principal,1", "principal,1,1")
    path = folder(tmp_path, members=MEMBERS, loans=LOANS, entries=entries)
    assert refused(group, path) == [("entries", row, "amount", code)]


def test_cash_is_checked_at_the_end_of_the_day(group: Store, tmp_path: Path) -> None:
    """Within a day money may go out before it comes in; row order is not time."""
    text = "date,member_no,kind,amount\n2026-01-11,,expense,20\n2026-01-11,1,savings,20\n"
    take(group, folder(tmp_path, members=MEMBERS, entries=text))
    with group.reading() as db:
        assert books.pots(db, books.book_of(db, group.node.settings.node_id)).cash == 0


def test_history_is_taken_as_it_was(group: Store, tmp_path: Path) -> None:
    """Over the limit, not due, before joining, after leaving, left with money: told and taken."""
    entries = """date,member_no,kind,amount,loan_no
2026-01-11,1,savings,50,
2026-01-11,2,opening_loan,50,1
2026-01-11,2,savings,40,
2026-01-25,2,loan_disbursed,75,2
2026-02-01,2,loan_interest,1,2
2026-02-15,2,loan_interest,2,2
2026-02-16,2,loan_interest,0.01,2
2026-02-20,3,savings,5,
2026-12-24,3,savings,5,
"""
    planned = take(group, folder(tmp_path, members=MEMBERS, loans=LOANS, entries=entries))
    assert odd(planned) == [
        ("entries", 9, "date", "books-before-joining"),
        ("entries", 10, "date", "books-after-leaving"),
        ("entries", 5, "amount", "books-loan-differs"),
        ("entries", 5, "amount", "books-loan-over-limit"),
        ("entries", 6, "amount", "books-interest-not-due"),
        ("entries", 8, "amount", "books-interest-not-due"),
        ("members", 4, "left_on", "books-left-with-money"),
        ("entries", 10, "date", "books-day-to-come"),
    ]
    with group.reading() as db:
        assert not verify(db, group.node)


def test_a_member_told_again(group: Store, tmp_path: Path) -> None:
    """Other particulars are a change, leaving is entered, another person is refused."""
    take(group, folder(tmp_path / "1", members=MEMBERS))
    changed = MEMBERS.replace(
        "1,ǁGaroëb Hilma,f,2026-01-04,,treasurer", "1,//garoeb hilma,f,2026-01-04,2026-05-03,chair"
    )
    planned = take(group, folder(tmp_path / "2", members=changed))
    assert [type(draft.event) for draft in planned.drafts] == [e.MemberLeft, e.MemberChanged]
    with group.reading() as db:
        found = books.member(db, books.book_of(db, group.node.settings.node_id), 1)
    assert found is not None
    assert (found.left_on, found.roles) == ("2026-05-03", "chair")
    other = MEMBERS.replace("ǁGaroëb Hilma", "Somebody Else")
    assert refused(group, folder(tmp_path / "3", members=other)) == [
        ("members", 2, "member_no", "member-number-taken")
    ]


def test_books_belong_to_a_group(hub: Store) -> None:
    """A hub has none of its own."""
    with pytest.raises(Refusal, match="books-not-here"):
        plan(hub, Books())
