"""What staff of the hub type when they merge requests into one ask, or split it."""

from marshmallow.fields import Field

from federation.core.rules.merges import TITLE_MAX
from federation.core.rules.requests import FIGURE_MAX
from federation.schemas.base import BaseSchema
from federation.schemas.fields import CountField, NameField, TextField


class MergeSchema(BaseSchema):
    """What the ask is called; `counted_again`: households that two of its groups count both."""

    title: Field[str] = NameField(required=True, longest=TITLE_MAX)
    description: Field[str] = TextField(load_default="")
    counted_again: Field[int] = CountField(load_default=0, most=FIGURE_MAX)


class SplitSchema(BaseSchema):
    """Why they are asked each for itself again."""

    reason: Field[str] = NameField(required=True, longest=TITLE_MAX)
