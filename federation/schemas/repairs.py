"""What the city's people type about a repair: a report that came by word or paper, and a step."""

from marshmallow.fields import Field

from federation.core.rules.repairs import REASONS, SERVICES
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, DayField, NameField, TextField

CHANNELS = ("phone", "counter", "paper")
NOTE_LETTERS_MAX = 4_000
PLACE_LETTERS_MAX = 300
SAID_LETTERS_MAX = 500


class RepairSchema(BaseSchema):
    """A report; what the service asks is read by its questions."""

    service: Field[str] = ChoiceField(tuple(SERVICES), required=True)
    channel: Field[str] = ChoiceField(CHANNELS, required=True)
    place: Field[str] = TextField(longest=PLACE_LETTERS_MAX, required=True)
    note: Field[str] = TextField(longest=NOTE_LETTERS_MAX, load_default="")


class StepSchema(BaseSchema):
    """What the city did; which of these a step must have is judged by its rule."""

    step: Field[str] = ChoiceField(
        ("taken", "started", "done", "closed", "reopened"), required=True
    )
    department: Field[str] = NameField(load_default="")
    by: Field[str] = DayField(load_default="")
    reason: Field[str] = ChoiceField(REASONS, load_default="")
    text: Field[str] = TextField(longest=SAID_LETTERS_MAX, load_default="")
