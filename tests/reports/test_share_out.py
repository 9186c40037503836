"""The report of a share-out: of now, of the last one that was held, of days."""

import pytest

from federation.core.refusals import Refusal
from federation.papers.laying import lay
from federation.papers.share_out import rotating_pot, share_out_list
from federation.reports import making
from federation.reports.table import Report, Span
from federation.store import Store
from tests import factories as f
from tests import sharing as s
from tests.commands.test_rotation import begin, pay_in

NETS = [133_494, 83_434, 50_060, 14_462]


def made(store: Store, first: str = "", last: str = "") -> Report:
    (only,) = making.make(store, "share-out", Span(first, last))
    return only


def test_of_now_then_the_one_that_was_held(group: Store) -> None:
    """Pool 2,814.50; A 120, B 75, C 45, D 13 shares of 10.00."""
    s.four(group)
    now = made(group).plain
    assert now["held_on"] is None
    members = [one["net"] for one in now["members"]]
    assert members == NETS
    s.hold(group, 10)
    held = made(group)
    assert held.plain == {**now, "held_on": f.DAY}
    assert held.plain["members"][2] == {
        "member_no": 3, "name": "C", "own": 45_000, "gross": 50_060, "social": 0, "owes": 0,
        "net": 50_060,
    }  # fmt: skip
    assert (held.plain["pool"], held.plain["by_cash"], held.plain["by_books"]) == (281_450,) * 3
    assert held.sums[2:] == (253_000, 281_450, 0, 0, 281_450)
    assert made(group, last=f.DAY).plain == held.plain
    with pytest.raises(Refusal) as refused:
        made(group, last="2026-11-21")
    assert refused.value.code == "share-out-none"
    # The next cycle runs: the report is of now again.
    s.begin(group, leave_parts=True)
    assert made(group).plain["pool"] == 0


def test_the_list_to_sign_says_the_same_before_and_after(group: Store) -> None:
    s.four(group)
    with group.reading() as db:
        before = lay(share_out_list(db, group.node))
    s.hold(group, 10)
    with group.reading() as db:
        after = lay(share_out_list(db, group.node))

    def rows(laid: dict[str, list[dict[str, object]]]) -> object:
        return next(one["rows"] for one in laid["blocks"] if one["type"] == "table")

    assert rows(before) == rows(after)
    assert rows(after)[0][1:7] == ["A", "1\u202f200.00", "1\u202f334.94", "", "", "1\u202f334.94"]
    assert before["about"] != after["about"] == "Cycle 1"


def test_a_group_that_shares_nothing_out_has_no_such_report(group: Store) -> None:
    f.admit(group, "Anna")
    s.adopt(group, shares_out=False)
    with pytest.raises(Refusal) as refused:
        made(group)
    assert refused.value.code == "share-out-not-in-rules"


def test_a_rotating_pot_on_paper(group: Store) -> None:
    for name in ("Anna", "Beata"):
        f.admit(group, name)
    begin(group, 2, 1)
    pay_in(group, 1, 1)
    with group.reading() as db:
        laid = lay(rotating_pot(db, group.node, 1))
        with pytest.raises(Refusal):
            rotating_pot(db, group.node, 2)
    table = next(one for one in laid["blocks"] if one["type"] == "table")
    assert table["rows"] == [["1", "Beata", "", "", ""], ["2", "Anna", "", "paid", ""]]
