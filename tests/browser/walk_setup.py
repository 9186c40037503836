"""Setting up a group's books by what stands on the pages."""

from datetime import date, timedelta

from tests.browser.newcomer import Newcomer
from tests.browser.walk_sums import AT_FIRST, FRIEDA, HILMA, MEMBERS, NDAPEWA, RAUNA


def set_up(maria: Newcomer, counted: date) -> None:
    """Rules, members, the money that is there, the vote."""
    maria.presses("Set up the group's books")
    maria.presses("Begin")
    maria.ticks("We buy shares, and share everything out")
    while maria.title() != "Who belongs to the group?":
        if maria.main.get_by_label("How many N$ for each N$ 100 lent?").count():
            maria.fills("How many N$ for each", "10")
        if maria.main.get_by_label("How many other members stand in").count():
            maria.fills("How many other members stand in", "1")
        if maria.main.get_by_label("On which day?").count():
            maria.fills("On which day?", "Sunday")
            maria.fills("Where?", "Under the tree")
            maria.ticks("Half of the members")
        maria.presses("Keep, and go on")
        assert not maria.main.get_by_text("This was not saved yet").count(), maria.reads()
    women = {NDAPEWA, HILMA, FRIEDA, RAUNA}
    lines = (f"{one}, {'woman' if one in women else 'man'}" for one in MEMBERS)
    maria.fills("Names, one on each line", "\n".join(lines))
    maria.fills("Members since", counted.isoformat())
    maria.presses("Write them down")
    maria.sees("6 members are in the books", *MEMBERS)
    maria.presses("Everybody is here: go on")
    maria.ticks("Yes. We count it now")
    maria.fills("On which day is it counted?", counted.isoformat())
    maria.presses("Keep, and go on")
    what_is_there(maria, counted)
    maria.sees("A share costs N$ 10.00.", "N$ 20.00 is over", "All that there is N$ 625.00")
    maria.presses("Now the group votes")
    maria.fills("How many members are here?", "6")
    maria.fills("How many say yes?", "6")
    maria.fills("How many say no?", "0")
    maria.fills("Day of the vote", counted.isoformat())
    maria.fills("First officer", "Maria")
    maria.fills("Her PIN", "4711")
    maria.fills("Second officer", "Selma")
    maria.fills("Her PIN", "8152", 1)
    maria.presses("Adopt the rules and enter N$ 625.00")
    maria.sees("The books are set up", "Version 1", "6 for, 0 against")


def what_is_there(maria: Newcomer, counted: date) -> None:
    """Box by notes and coins, bank, shares, one loan, the social fund."""
    for piece, number in (("100", 1), ("50", 2), ("20", 1), ("5", 1)):
        maria.fills(f"N$\u202f{piece}.00", str(number))
    maria.presses("This is what is in the box")
    maria.fills("What does the bank's paper say?", "300")
    maria.fills("Number or day of the slip", "Statement 11")
    maria.presses("Keep, and go on")
    for name, number in AT_FIRST.items():
        maria.fills(name, str(number))
    maria.presses("This is what they have")
    maria.fills("Whose?", HILMA)
    maria.fills("Lent at first", "150")
    maria.fills("Still owed", "100")
    maria.fills("How many payments in all?", "3")
    maria.fills("Paid out on", (counted - timedelta(days=57)).isoformat())
    maria.fills("First payment was due on", (counted - timedelta(days=27)).isoformat())
    maria.fills("What for?", "School fees")
    maria.presses("Write this loan down")
    maria.sees(f"{HILMA} owes N$ 100.00 of N$ 150.00")
    maria.presses("These are all loans: go on")
    maria.fills("Social fund", "45")
    maria.presses("Keep, and go on")
