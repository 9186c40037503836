"""Who may stand on a list of people for a scheme, and for which requests there is one.

1. it is about land or houses; 2. a member stands on it whom her group listed for a house and who
has none yet; 3. the group voted so, about a request; 4. nothing is listed of a group that asks,
looks after something or describes how people live in a settlement under embargo, nor from books
that came in two versions.
"""

from typing import Final

from .households import STEPS

NEEDS: Final = ("housing", "land")
ABOUT: Final = "request"
WAITING: Final = STEPS[STEPS.index("listed") : STEPS.index("complete")]
