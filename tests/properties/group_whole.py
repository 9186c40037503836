"""The second opinion on loans, on the pool that is shared out, and on who leaves. Cents."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.properties import group_sums as sums
from tests.properties.group_back import Back
from tests.properties.group_model import CASH, INTEREST, MEMO, SOCIAL, Entry, own


@dataclass(frozen=True)
class Pool:
    """Both views of the pool, and everybody's line."""

    by_cash: int
    by_books: int
    lines: tuple[sums.Part, ...]

    @property
    def pool(self) -> int:
        """What is parted."""
        return min(self.by_cash, self.by_books)


class Whole(Back):
    """The model with everything that is reckoned and not just added up."""

    def owed(self, loan: int) -> int:
        """The principal that is owed."""
        return self.pots["loans", self.loans[loan].member, loan]

    def is_paid_out(self, loan: int) -> bool:
        """Whether its money was given."""
        return bool(self.standing("loan-disbursed", "opening-loan-stated", loan=loan))

    def stands(self, loan: int, day: str) -> sums.Stands:
        """Where a loan stands on a day."""
        one = self.loans[loan]
        interest = self.summed("loan-interest-paid", loan=loan, after=one.since)
        for seq in self.cycles.values():
            settled = self.settled.get(seq, ()) if seq > one.since else ()
            interest += sum(paid for number, paid in settled if number == loan)
        given = self.standing("loan-disbursed", loan=loan)
        start = given[0][1].day if given and not one.since else one.day
        opened = self.standing("opening-loan-stated", loan=loan)
        if opened and not one.since:
            interest += sum(row[2] for row in one.rows(start) if row[0] <= opened[0][1].day)
        return sums.stands(one, owed=self.owed(loan), interest_paid=interest, day=day, start=start)

    def fines_of_loan(self, loan: int) -> int:
        """Fines for paying it late that are due: of her fines the newest are not paid yet."""
        member = self.loans[loan].member
        left, found = self.pots["fines_due", member], 0
        for _, one in self.standing("fine-charged", member=member)[::-1]:
            due = min(one.amount, left)
            left -= due
            found += due if one.loan == loan else 0
        return found

    def saved(self, member: int, kept: Iterable[str] = ()) -> dict[str, int]:
        """What she has in, by purpose, but for what is kept."""
        found = {}
        for pot, amount in self.pots.items():
            purpose = "share" if pot[0] == "shares" else pot[-1]
            is_hers = pot[0] in ("savings", "shares") and pot[1] == member
            if is_hers and amount and purpose not in kept:
                found[purpose] = amount
        return found

    def why_not_borrow(
        self, member: int, principal: int, instalments: int, guarantors: tuple[int, ...]
    ) -> set[str]:
        """Why she cannot borrow of the group's own pot."""
        why = set()
        for one in guarantors:
            why |= self.why_member(one)
        if member in guarantors:
            why.add("guarantor-herself")
        if len(set(guarantors)) < len(guarantors):
            why.add("guarantor-twice")
        if len(guarantors) < self.rules["loan_guarantors"]:
            why.add("guarantors-few")
        if instalments > self.rules["loan_instalments_most"]:
            why.add("loan-too-long")
        owes = sum(
            self.owed(number) if self.is_paid_out(number) else one.principal
            for number, one in self.loans.items()
            if (one.member, one.source) == (member, "group")
        )
        limit = self.rules["loan_limit"]
        most = sum(self.saved(member).values()) * limit // 100 - owes
        if limit and principal > max(most, 0):
            why.add("loan-over-limit")
        return why

    def fund_sums(self, number: int) -> tuple[int, int]:
        """Of a fund's loan what is not lent on yet, and what is collected and not paid over."""
        mine = [loan for loan, one in self.loans.items() if one.fund_loan == number]
        got = self.summed("fund-money-received", loan=number)
        lent = sum(self.summed("loan-disbursed", loan=loan) for loan in mine)
        collected = ("loan-principal-repaid", "loan-interest-paid", "loan-advance-paid")
        came = sum(self.summed(*collected, loan=loan) for loan in mine)
        return got - lent, came - self.summed("fund-money-remitted", loan=number)

    # The share-out

    def owing(
        self, day: str, *, also_others: bool = False
    ) -> dict[int, list[tuple[int, int, int]]]:
        """Of each member the open loans that are settled: number, principal, interest."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for number, one in self.loans.items():
            if self.owed(number) and (also_others or one.source == "group"):
                closing = self.stands(number, day).closing
                found.setdefault(one.member, []).append((number, self.owed(number), closing))
        return found

    def fines(self) -> dict[int, int]:
        """Fines that are due, by member."""
        return {
            pot[1]: amount for pot, amount in self.pots.items() if pot[0] == "fines_due" and amount
        }

    def interest_paid(self, member: int) -> int:
        """On the group's loans, since the last share-out."""
        paid = self.standing("loan-interest-paid", after=self.last_shared, member=member)
        return sum(one.amount for _, one in paid if self.loans[one.loan].source == "group")

    def weight(self, member: int, kept: Collection[str]) -> int:
        """What she had in at each meeting since the last share-out, added up."""
        after, mine = self.last_shared, sum(self.saved(member, kept).values())
        days = [one.day for one in self.meetings if one.opened > after]
        weight = mine * len(days)
        for seq, one in self.entries.items():
            if seq <= after:
                continue
            of = self.entries.get(one.of)
            day = one.day if of is None else of.day if one.of > after else ""
            for pot, amount in one.moves.items():
                purpose = "share" if pot[0] == "shares" else pot[-1]
                if pot[0] in ("savings", "shares") and pot[1] == member and purpose not in kept:
                    weight -= amount * sum(day > meeting for meeting in days)
        return max(weight, 0)

    def pool(self, day: str, kept: Collection[str] = ()) -> Pool | None:
        """The share-out as it would be; None where nobody has a part."""
        owing, fines = self.owing(day), self.fines()
        mine = {member: self.saved(member, kept) for member in self.joined}
        everybody = sorted(
            {*self.here, *owing, *fines, *(member for member in mine if mine[member])}
        )
        if not everybody:
            return None
        settled = [one for some in owing.values() for one in some]
        principal, interest = sum(one[1] for one in settled), sum(one[2] for one in settled)
        to_pool = self.rules["fines_to"] == "pool"
        charged = sum(fines.values()) if to_pool else 0
        stays = self.total("savings") + self.total("shares")
        stays -= sum(sum(one.values()) for one in mine.values())
        of_funds = self.total("loans") - principal - self.total("fund_loan")
        by_cash = self.free + min(of_funds, 0) - stays + principal + interest + charged
        in_pool = [sum(mine[member].values()) for member in everybody]
        by_books = sum(in_pool) + self.surplus + interest + charged
        pool = min(by_cash, by_books)
        interest_of = {
            member: self.interest_paid(member) + sum(one[2] for one in owing.get(member, ()))
            for member in everybody
        }
        gross = self.gross(pool, dict(zip(everybody, in_pool, strict=True)), interest_of, kept)
        fund = self.pots[SOCIAL] + (0 if to_pool else sum(fines.values()))
        if self.rules["social_at_share_out"] == "keep":
            fund = 0
        social = sums.parts(fund, [1] * len(everybody))
        lines = [
            sums.Part(
                member, mine[member], gross[place], social[place],
                tuple(owing.get(member, ())), fines.get(member, 0),
            )
            for place, member in enumerate(everybody)
        ]  # fmt: skip
        assert sum(gross) == pool
        return Pool(by_cash, by_books, tuple(lines))

    @property
    def had_part(self) -> set[int]:
        """Who wanted to leave in this cycle and was paid her part of the surplus, or the fee."""
        kinds = ("surplus-paid", "leaving-fee-taken")
        return {one.member for _, one in self.standing(*kinds, after=self.last_shared)}

    def gross(
        self, pool: int, mine: Mapping[int, int], interest: Mapping[int, int], kept: Iterable[str]
    ) -> list[int]:
        """Everybody's part of the pool; who had hers of the surplus has her own alone."""
        alone = [member for member in mine if member in self.had_part]
        if len(alone) == len(mine):
            alone = []
        owned = [mine[member] for member in alone]
        told = {}
        if alone:
            told = dict(zip(alone, sums.parts(min(sum(owned), pool), owned), strict=True))
        others = [member for member in mine if member not in told]
        rest = sums.gross(
            self.rules["share_out_method"],
            pool - sum(told.values()),
            [mine[member] for member in others],
            [interest[member] for member in others],
            [self.weight(member, kept) for member in others],
        )
        told |= dict(zip(others, rest, strict=True))
        return [told[member] for member in mine]

    def shared(self, pool: Pool) -> Entry:
        """The one entry of a share-out."""
        moves: dict[Any, int] = {}

        def move(amount: int, *pots: Any) -> None:
            for sign, pot in pots:
                moves[pot] = moves.get(pot, 0) + sign * amount

        for line in pool.lines:
            due = ("share_out_due", line.member)
            for purpose, amount in line.own.items():
                move(amount, (-1, own(line.member, purpose)), (1, due))
            move(line.gross - sum(line.own.values()), (1, ("shared_out",)), (1, due))
            move(line.social, (-1, SOCIAL), (1, due))
            for number, principal, interest in line.loans:
                move(principal, (-1, ("loans", line.member, number)), (-1, due))
                move(interest, (1, INTEREST), (-1, due))
            fine = ("fines_due", line.member)
            move(line.fines, (1, self.fines_of()), (-1, due), (-1, fine), (-1, MEMO))
        return Entry("share-out-held", moves=moves)

    # Leaving

    def ties(self, member: int) -> set[str]:
        """What keeps her beside her own money."""
        why = set()
        for number in self.rotations:
            if self.is_tied(number, member):
                why.add("member-in-rotation")
        for number, one in self.loans.items():
            if member in one.guarantors and self.owed(number):
                why.add("member-guarantees")
        return why

    def turns(self, number: int) -> list[tuple[int, set[int], int, int]]:
        """Of each turn: who takes it, who paid in, how much came in and went out."""
        found = []
        for turn, member in enumerate(self.rotations[number][1], 1):
            came = self.standing("rotation-paid-in", loan=number, turn=turn)
            went = self.summed("rotation-paid-out", loan=number, turn=turn)
            payers = {one.member for _, one in came}
            found.append((member, payers, sum(one.amount for _, one in came), went))
        return found

    def turn_now(self, number: int) -> int:
        """The turn that is due, 0 once all were."""
        turns = self.turns(number)
        return next((place for place, one in enumerate(turns, 1) if not one[3]), 0)

    def is_tied(self, number: int, member: int) -> bool:
        """Whether she still has her turn to come, or had it and owes for others'."""
        turns = self.turns(number)
        mine = next((one for one in turns if one[0] == member), None)
        if mine is None or not self.turn_now(number):
            return False
        return not mine[3] or any(member not in one[1] for one in turns)

    def has_more(self, member: int) -> bool:
        """Whether something beside savings and loans is open."""
        pots = ("credits", "share_out_due", "fines_due")
        return any(self.pots[name, member] for name in pots)

    def leaving(self, member: int, day: str) -> tuple[int, int, int, int]:
        """What she is paid now, what stays due to her, what she still owes, all that is hers."""
        mine = sum(self.saved(member).values())
        is_again = member in self.had_part
        part = 0
        if self.rules["leaving"] == "with-surplus" and not is_again and mine:
            everything = self.total("savings") + self.total("shares")
            everything -= sum(sum(self.saved(one).values()) for one in self.had_part)
            part = max(sums.parts(self.surplus, [mine, everything - mine])[0], -mine)
        fee = 0 if is_again else min(self.rules["leaving_fee"], mine + part)
        credit, due = self.pots["credits", member], self.pots["share_out_due", member]
        fines = self.pots["fines_due", member]
        lent = self.owing(day, also_others=True).get(member, [])
        comes = mine + part - fee + credit + max(due, 0)
        owes = sum(one[1] + one[2] for one in lent) + fines + max(-due, 0)
        for_others = sum(one[1] + one[2] for one in lent if self.loans[one[0]].source != "group")
        for_others += fines if self.rules["fines_to"] == "social-fund" else 0
        free = self.free - for_others + credit + due
        paid = max(min(comes - owes, self.pots[CASH], free), 0)
        return paid, max(comes - owes, 0) - paid, max(owes - comes, 0), comes
