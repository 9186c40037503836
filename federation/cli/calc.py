"""The calculators: what a loan asks for, what a share-out gives. They need no node and no books."""

import click


@click.group("calc")
def calc_command() -> None:
    """The calculators: a loan, a share-out."""
