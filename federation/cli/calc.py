"""The calculators: what a loan asks for, what a share-out gives. They need no node and no books."""

from dataclasses import asdict

import click

from federation.core import loans, terms
from federation.i18n import gettext
from federation.reports.render import render
from federation.reports.table import Column, Kind, Report
from federation.schemas.loans import read_terms

from .base import Call, common, tell
from .calc_share_out import share_out_command

_AMOUNTS = ("principal", "interest", "total")


@click.group("calc")
def calc_command() -> None:
    """The calculators: a loan, a share-out."""


calc_command.add_command(share_out_command)


@calc_command.command("loan", help="What falls due on which day, from the terms of a loan.")
@click.option("--principal", required=True, metavar="AMOUNT", help="What is lent.")
@click.option("--rate", required=True, metavar="PERCENT", help="Up to four decimals, like 9.4822.")
@click.option("--per", required=True, type=click.Choice(terms.PERS), help="The rate's time.")
@click.option(
    "--method",
    required=True,
    type=click.Choice(terms.METHODS),
    help="Interest on all of it, or on what is still owed.",
)
@click.option("--instalments", required=True, metavar="N", help="How many.")
@click.option(
    "--every", required=True, type=click.Choice(terms.EVERIES), help="From one to the next."
)
@click.option("--disbursed", required=True, metavar="DAY", help="When it is paid out.")
@click.option("--first-due", required=True, metavar="DAY", help="When the first one is due.")
@click.option(
    "--days",
    type=click.Choice(terms.DAYS),
    default="period",
    show_default=True,
    help="How interest counts days.",
)
@click.option(
    "--round-to",
    metavar="AMOUNT",
    help="Equal and flat instalments in multiples of this, like 1.00; the last takes the rest.",
)
@click.option("--grace-principal", metavar="N", help="So many first ones without principal.")
@click.option("--defer-interest", metavar="N", help="Interest of so many first ones due later.")
@click.option("--interest-free", metavar="N", help="So many first ones without interest.")
@common
def calc_loan(call: Call, **typed: str | None) -> None:
    """Read the terms, lay the schedule out, show it."""
    asked = read_terms({name: text for name, text in typed.items() if text is not None})
    loans.check_new(asked)
    made = loans.schedule(asked)
    with call.speaking():
        shown = "" if call.is_json else render((_table(call, made),), "table").decode().rstrip()
    tell(call, _plain(made), shown)


def _plain(made: loans.Schedule) -> dict[str, object]:
    """The schedule for programs; money in minor units."""
    keys = ("n", "due", *_AMOUNTS, "balance")
    rows = [{key: asdict(row)[key] for key in keys} for row in made.rows]
    return {"rows": rows, **{key: getattr(made, key) for key in _AMOUNTS}}


def _table(call: Call, made: loans.Schedule) -> Report:
    """The schedule for people: a row for each instalment, and the sums."""
    columns = (
        Column("n", gettext("No."), Kind.COUNT),
        Column("due", gettext("Due"), Kind.DAY),
        Column("principal", gettext("Principal"), Kind.MONEY),
        Column("interest", gettext("Interest"), Kind.MONEY),
        Column("total", gettext("Instalment"), Kind.MONEY),
        Column("balance", gettext("Still owed"), Kind.MONEY),
    )
    return Report(
        name="calc-loan",
        title=gettext("Loan"),
        about=gettext("Amounts in %(currency)s", currency=call.currency),
        currency=call.currency,
        columns=columns,
        rows=tuple((r.n, r.due, r.principal, r.interest, r.total, r.balance) for r in made.rows),
        plain={},
        sums=("", gettext("Sum"), made.principal, made.interest, made.total, ""),
    )
