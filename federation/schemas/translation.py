"""What is typed at the translation desk, and a group's own words."""

from typing import Any

from marshmallow.fields import Field

from federation.core.glossary import OWN_WORD_LETTERS_MOST
from federation.core.rules.translation import REASON_LETTERS_MOST, told
from federation.schemas.base import BaseSchema
from federation.schemas.fields import EdgeField, TextField
from federation.schemas.reading import plain_text

# A term's forms are typed into fields of these names: form_0, form_1 …
FORM = "form_"


class WordsField(EdgeField):
    """Words of a page: NFC, their own lines kept (as ⏎), no control or direction characters."""

    def read(self, value: object) -> str:
        """Raises Refusal `text-unclean`, `text-too-long`."""
        return told(plain_text(value))


def term_schema(forms: int) -> BaseSchema:
    """A term with so many forms; those that are left empty are told of by the rules."""
    fields: dict[str, Any] = {f"{FORM}{n}": WordsField(load_default="") for n in range(forms)}
    made: type[BaseSchema] = BaseSchema.from_dict(fields)  # type: ignore[assignment] # its own kind
    return made()


class SendBackSchema(BaseSchema):
    """Why a term is sent back."""

    reason: Field[str] = TextField(required=True, longest=REASON_LETTERS_MOST)


class HandOutSchema(BaseSchema):
    """Whether words that nobody confirmed go with it, and to which groups (a region; all)."""

    unconfirmed: Field[str] = TextField(load_default="")
    region: Field[str] = TextField(load_default="", longest=40)


class OwnWordSchema(BaseSchema):
    """A group's own word; empty takes it back."""

    text: Field[str] = TextField(load_default="", longest=OWN_WORD_LETTERS_MOST)
