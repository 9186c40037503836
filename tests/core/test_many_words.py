"""An agreement of thousands of clauses is read in one go."""

from collections.abc import Iterator

from federation.core import events as e
from federation.core.agreements import agreement

DAY = "2026-12-01"


class Counted(list[e.Word]):
    """Words that count how often one of them is looked at."""

    looked = 0

    def __iter__(self) -> Iterator[e.Word]:
        for one in super().__iter__():
            self.looked += 1
            yield one


def words(clauses: int) -> Counted:
    """So many promises, each settled, and an offer of the city's accepted for each."""
    told = list[e.Word]()
    for one in range(clauses):
        common = {"day": DAY, "request": "r"}
        told += [
            e.PromiseMade(word=f"p{one}", text="We dig", by=DAY, **common),
            e.ClauseSettled(word=f"s{one}", clause=f"p{one}", state="done", **common),
            e.ReplyGiven(word=f"a{one}", answer=f"o{one}", verb="decline", text="no", **common),
            e.ReplyGiven(word=f"b{one}", answer=f"o{one}", verb="accept", **common),
            e.ReplyGiven(word=f"c{one}", answer=f"d{one}", verb="confirm", **common),
        ]
    return Counted(told)


def answers(clauses: int) -> list[e.AnswerGiven]:
    """An offer with its day, and the delivery that kept it."""
    told = list[e.AnswerGiven]()
    for one in range(clauses):
        told += [
            e.AnswerGiven(day=DAY, answer=f"o{one}", request="r", verb="offer", by=DAY),
            e.AnswerGiven(day=DAY, answer=f"d{one}", request="r", verb="deliver", clause=f"o{one}"),
        ]
    return told


def test_each_word_is_looked_at_as_often_whatever_their_number() -> None:
    """Not once for each clause."""
    few, many = words(4), words(40)
    found = [agreement(answers(n), some, DAY) for n, some in ((4, few), (40, many))]
    assert [len(one.clauses) for one in found] == [8, 80]
    assert {clause.state for one in found for clause in one.clauses} == {"done", "kept"}
    assert few.looked / len(few) == many.looked / len(many)
