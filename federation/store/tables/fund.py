"""The federation's fund, and what groups' books say of loans of a fund. Views, made anew at will.

Amounts in minor units; `rate` in percent × 10,000; days ISO 8601.
"""

import peewee as pw

from .base import Table


class FundProduct(Table):
    """What the fund lends for, as it was last told."""

    product = pw.IntegerField(primary_key=True)
    day = pw.TextField()
    title = pw.TextField()
    use = pw.TextField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    member_most = pw.IntegerField()
    concession_rate = pw.IntegerField()
    concession_instalments = pw.IntegerField()
    is_open = pw.IntegerField()

    class Meta:
        """By number."""

        table_name = "fund_product"
        without_rowid = True


class GroupLoan(Table):
    """A loan of the fund to a group (node id); `taken_back`: the entry that took it back, or 0."""

    loan = pw.IntegerField(primary_key=True)
    entry = pw.IntegerField()
    day = pw.TextField()
    group = pw.TextField()
    product = pw.IntegerField()
    principal = pw.IntegerField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    first_due_on = pw.TextField()
    approved_by = pw.TextField()
    concession = pw.IntegerField()
    decision = pw.IntegerField()
    taken_back = pw.IntegerField()

    class Meta:
        """Found by group."""

        table_name = "group_loan"
        without_rowid = True
        indexes = ((("group", "loan"), False),)


class GroupLoanChange(Table):
    """Payments of a loan that were agreed anew, and from `paid_out` on what had moved until then.

    `taken_back`: the entry that took it back, or 0.
    """

    entry = pw.IntegerField(primary_key=True)
    loan = pw.IntegerField()
    day = pw.TextField()
    principal = pw.IntegerField()
    interest = pw.IntegerField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    first_due_on = pw.TextField()
    approved_by = pw.TextField()
    decision = pw.IntegerField()
    paid_out = pw.IntegerField()
    paid_principal = pw.IntegerField()
    paid_interest = pw.IntegerField()
    recovered = pw.IntegerField()
    over = pw.IntegerField()
    written_off = pw.IntegerField()
    taken_back = pw.IntegerField()

    class Meta:
        """Found by loan."""

        table_name = "group_loan_change"
        without_rowid = True
        indexes = ((("loan", "entry"), False),)


class LoanAllotment(Table):
    """A member's part of a loan to her group, every time that they were told (`entry`)."""

    entry = pw.IntegerField()
    member = pw.IntegerField()
    loan = pw.IntegerField()
    amount = pw.IntegerField()

    class Meta:
        """One per member each time; of a loan the newest holds."""

        table_name = "loan_allotment"
        primary_key = pw.CompositeKey("entry", "member")
        without_rowid = True
        indexes = ((("loan", "entry"), False),)


class FundEntry(Table):
    """An entry of the fund's books; `about`: a word of its kind (source, cost, form, payer).

    `of`: the entry that it takes back; `reversed_by`: the one that took it back; 0: none.
    """

    entry = pw.IntegerField(primary_key=True)
    kind = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    amount = pw.IntegerField()
    loan = pw.IntegerField()
    group = pw.TextField()
    about = pw.TextField()
    slip = pw.TextField()
    party = pw.TextField()
    note = pw.TextField()
    of = pw.IntegerField()
    second = pw.IntegerField()
    reversed_by = pw.IntegerField()

    class Meta:
        """Found by loan, by group and by kind."""

        table_name = "fund_entry"
        without_rowid = True
        indexes = (
            (("loan", "entry"), False),
            (("group", "entry"), False),
            (("kind", "entry"), False),
        )


class FundPosting(Table):
    """A debit (above zero) or credit of an entry; `kind`: of a reversal the kind it takes back."""

    entry = pw.IntegerField()
    n = pw.IntegerField()
    day = pw.TextField()
    kind = pw.TextField()
    account = pw.TextField()
    purpose = pw.TextField()
    loan = pw.IntegerField()
    amount = pw.IntegerField()

    class Meta:
        """In the order of the entries; those of a span of days side by side."""

        table_name = "fund_posting"
        primary_key = pw.CompositeKey("entry", "n")
        without_rowid = True
        indexes = ((("day",), False), (("loan", "day"), False))


class FundSum(Table):
    """The sum of the postings of an account, for each thing it is kept for, by kind of entry."""

    account = pw.TextField()
    purpose = pw.TextField()
    loan = pw.IntegerField()
    kind = pw.TextField()
    amount = pw.IntegerField()

    class Meta:
        """One of each; what stands now is read here, however many entries there are."""

        table_name = "fund_sum"
        primary_key = pw.CompositeKey("account", "purpose", "loan", "kind")
        without_rowid = True
        indexes = ((("loan", "account", "kind"), False),)


class FundOffer(Table):
    """A loan that the fund offers to a group, and what the fund's books say of it.

    At the group its own, at the office those of every group. `withdrawn_on`: "" while it stands;
    `stated_on`: the day of the three sums, "" before any came.
    """

    loan = pw.IntegerField(primary_key=True)
    day = pw.TextField()
    lender = pw.TextField()
    title = pw.TextField()
    use = pw.TextField()
    principal = pw.IntegerField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    first_due_on = pw.TextField()
    concession = pw.IntegerField()
    withdrawn_on = pw.TextField()
    stated_on = pw.TextField()
    paid_out = pw.IntegerField()
    received = pw.IntegerField()
    owed = pw.IntegerField()

    class Meta:
        """By the fund's number."""

        table_name = "fund_offer"
        without_rowid = True


class FundOfferChange(Table):
    """By what payments the fund counts a loan to a group, where they were agreed anew."""

    loan = pw.IntegerField(primary_key=True)
    day = pw.TextField()
    since = pw.TextField()
    received = pw.IntegerField()
    principal = pw.IntegerField()
    interest = pw.IntegerField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    first_due_on = pw.TextField()

    class Meta:
        """By the fund's number, as it was told last."""

        table_name = "fund_offer_change"
        without_rowid = True


class FundFlow(Table):
    """What a group's books say of a fund's money in a month (`2026-11`; "": in all), by lender.

    `what`: collected from members on loans, contributed, remitted, received. What is taken back
    counts against the month in which it was.
    """

    book = pw.IntegerField()
    month = pw.TextField()
    source = pw.TextField()
    what = pw.TextField()
    amount = pw.IntegerField()

    class Meta:
        """One of each."""

        table_name = "fund_flow"
        primary_key = pw.CompositeKey("book", "month", "source", "what")
        without_rowid = True


FUND_TABLES = (
    FundProduct,
    GroupLoan,
    GroupLoanChange,
    LoanAllotment,
    FundEntry,
    FundPosting,
    FundSum,
    FundOffer,
    FundOfferChange,
    FundFlow,
)
