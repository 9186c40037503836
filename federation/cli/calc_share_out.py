"""The share-out calculator: JSON in, everybody's part out."""

import sys

import click

from federation.core.refusals import refuse
from federation.core.share_out import ShareOut, share_out, value_per_share
from federation.i18n import gettext
from federation.reports.render import render
from federation.reports.table import Column, Kind, Report
from federation.schemas.share_out import BYTES_MAX, ShareOutAsked, read_share_out

from .base import Call, with_data


@click.command("share-out", help="Everybody's part of a pool, to the cent, from JSON on stdin.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "table"]),
    default="json",
    show_default=True,
    help="How to print: JSON as the input is, or a table for people.",
)
@with_data
@click.pass_obj
def share_out_command(call: Call, form: str) -> None:
    """Read what is to be shared, part it, show it."""
    if sys.stdin.isatty():
        raise click.UsageError("Give a file: federation calc share-out < FILE")
    content = sys.stdin.buffer.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise refuse("file-too-large", file="stdin")
    asked = read_share_out(content)
    made = share_out(
        asked.method,
        asked.pool,
        asked.stakes,
        social_amount=asked.social_amount,
        social_rule=asked.social_rule,
    )
    with call.speaking():
        told = render((_report(call, asked, made),), "json" if call.is_json else form)
    click.echo(told, nl=False)


def _report(call: Call, asked: ShareOutAsked, made: ShareOut) -> Report:
    """The share-out as a table and as programs read it; money in minor units."""
    keys = ("no", "gross", "social", "owes", "net")
    rows = tuple(tuple(getattr(line, key) for key in keys) for line in made.lines)
    value = value_per_share(asked.pool, sum(one.shares for one in asked.stakes))
    columns = (
        Column("no", gettext("Member")),
        Column("gross", gettext("Part of the pool"), Kind.MONEY),
        Column("social", gettext("Part of the social fund"), Kind.MONEY),
        Column("owes", gettext("Owes"), Kind.MONEY),
        Column("net", gettext("Is paid"), Kind.MONEY),
    )
    return Report(
        name="calc-share-out",
        title=gettext("Share-out"),
        about=gettext("Value of a share: %(value)s", value=value or "–"),
        currency=call.currency,
        columns=columns,
        rows=tuple((str(no), *parts) for no, *parts in rows),
        plain={
            "value_per_share": value,
            "members": [dict(zip(keys, row, strict=True)) for row in rows],
            "gross": made.gross,
            "social": made.social,
            "net": made.net,
        },
        sums=(
            gettext("Sum"),
            made.gross,
            made.social,
            sum(line.owes for line in made.lines),
            made.net,
        ),
    )
