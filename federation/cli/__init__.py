"""The command `federation`: everything a person at a terminal can ask of a node."""

from types import MappingProxyType
from typing import Final

import click

from .base import Lazy, with_data

_HERE: Final = __name__
TABLE: Final = MappingProxyType(
    {
        "init": (f"{_HERE}.node", "Make a node: a group, a hub or a city."),
        "demo": (f"{_HERE}.demo", "Make linked nodes with made-up books, and serve three."),
        "serve": (f"{_HERE}.serve", "Open the node to browsers."),
        "card": (f"{_HERE}.node", "Write the public card and show its digits."),
        "enrol": (f"{_HERE}.node", "At a hub: admit a group or a city by its card."),
        "export": (f"{_HERE}.exchange", "Write files for the other nodes."),
        "import": (f"{_HERE}.exchange", "Take in files that were brought."),
        "release": (f"{_HERE}.requests", "At a hub: give requests free for their city."),
        "publish": (f"{_HERE}.requests", "At a hub: freeze the next tables for the cities."),
        "pass-on": (f"{_HERE}.requests", "At a hub: pass words of groups on to their city."),
        "answer": (f"{_HERE}.requests", "Answer a request."),
        "places": (f"{_HERE}.places", "At a hub: places, and where settlements lie."),
        "languages": (f"{_HERE}.languages", "At a hub: the words of its languages."),
        "fund": (f"{_HERE}.fund", "At a hub: the fund's books from a spreadsheet."),
        "answers": (f"{_HERE}.answers", "At a city: give the answers of a filled-in sheet."),
        "status": (f"{_HERE}.node", "What was sent, received, is missing or waits."),
        "verify": (f"{_HERE}.node", "Recompute everything from the journal."),
        "backup": (f"{_HERE}.backup", "Write a copy of the whole node."),
        "restore": (f"{_HERE}.backup", "Put a node back from a copy, or try it."),
        "database": (f"{_HERE}.database", "At a hub: move the books to a PostgreSQL server."),
        "rebuild": (f"{_HERE}.repair", "Take a lost node's books back."),
        "repair": (f"{_HERE}.repair", "Two versions of one history, put in order."),
        "books": (f"{_HERE}.books", "Spreadsheets in and out."),
        "guide": (f"{_HERE}.guides", "Two sheets for a role, to print."),
        "report": (f"{_HERE}.reports", "Figures: totals, books, requests, tables."),
        "calc": (f"{_HERE}.calc", "The calculators: a loan, a share-out."),
        "user": (f"{_HERE}.users", "Who may log in."),
        "token": (f"{_HERE}.tokens", "Which programs may ask this node."),
        "revoke": (f"{_HERE}.partners", "At a hub: take nothing more from a lost card."),
        "roster": (f"{_HERE}.partners", "At a hub: the signed list of all partners."),
        "keys": (f"{_HERE}.keys", "The node's own keys: a passphrase, the paper."),
    }
)


@click.group(cls=Lazy, table=TABLE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="federation-toolkit", prog_name="federation")
@with_data
def main() -> None:
    """Books, requests and signed files for savings groups, their federation and their city."""
