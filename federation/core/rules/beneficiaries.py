"""Who may stand on a list of people for a scheme, and for which requests there is one.

1. it is about land or houses; 2. a member stands on it whom her group listed for a house and who
has none yet; 3. nothing is listed of a group that asks in a settlement under embargo.
"""

from typing import Final

from .households import STEPS

NEEDS: Final = ("housing", "land")
WAITING: Final = STEPS[STEPS.index("listed") : STEPS.index("complete")]
