"""What officers type about the keys of their machine."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, NameField, TextField
from federation.schemas.users import PinField

PASSPHRASE_LONGEST = 300
WORDS_LONGEST = 1000


class TwoOfficersSchema(BaseSchema):
    """Two people with their own PINs: whoever is logged in, and `second` by number."""

    own_pin: Field[str] = PinField(required=True)
    second: Field[int] = CountField(least=1, required=True)
    pin: Field[str] = PinField(required=True)


class PassphraseSchema(TwoOfficersSchema):
    """A passphrase for the keys, typed twice."""

    new_passphrase: Field[str] = NameField(required=True, longest=PASSPHRASE_LONGEST)
    same_passphrase: Field[str] = NameField(required=True, longest=PASSPHRASE_LONGEST)


class WordsSchema(BaseSchema):
    """The words of a recovery key as they stand on the paper, or the key itself."""

    paper_words: Field[str] = TextField(required=True, longest=WORDS_LONGEST)


class LettersSchema(BaseSchema):
    """The last eight letters in the members' passbooks."""

    letters: Field[str] = NameField(required=True, longest=12)


class NewKeysSchema(TwoOfficersSchema):
    """New keys for this machine; `sheet` "yes": with a new recovery key on paper, too."""

    sheet: Field[str] = ChoiceField(("yes",), load_default="")
