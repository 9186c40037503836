"""What the pages of a city say about its own work: what is due, who may do what, sheets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sitting-in-past": "The %(day)s is over. Give the day on which the council sits next, or "
        "leave it empty.",
        "answers-none": "No request is marked. Mark the requests that get this answer.",
        "answers-many": "One bundle takes %(most)s answers at most. Mark fewer requests, and give "
        "the rest in a second bundle.",
        "answers-refused": "No answer was given yet, for %(count)s of %(of)s requests cannot take "
        "it. The first is “%(title)s”: %(what)s Leave those out, or correct them.",
        "answer-second": "This request stands here twice. Give it one answer now, and the other "
        "one afterwards.",
        "answers-verb-missing": "There is something in this row, but no verb. Say what is "
        "answered, or clear the row. Verbs: %(verbs)s.",
        "answers-empty": "No row of %(file)s says what is answered. Write a verb into the rows "
        "that get an answer, and bring the sheet again.",
        "answers-not-city": "Answers of a sheet are given at the city. Give them there; what came "
        "on paper is typed at the federation's office, one by one.",
        "wording-incomplete": "Give the words, and a short name to find them by.",
        "wordings-many": "%(most)s words are kept already. Take out some that nobody uses.",
        "departments-many": "These are more departments than one person has. Name %(most)s at "
        "most.",
    }
)
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done answers": "The answers are given. Each group gets its own with the next file.",
        "done unmarked": "No request was marked. Mark those that get the answer.",
        "done wording": "The words are kept.",
        "done dropped": "The words are kept no longer. Answers given with them stay.",
        "done departments": "Her departments are written down.",
        "done council": "The day of the council is kept.",
        "due promise": "keep what was promised",
        "due visit": "come and look, as said",
        "due decide": "act on the council's decision",
        "due defer": "say more, as said",
        "role clerk": "Clerk",
        "when late": "late",
        "when soon": "due before the council",
        "when later": "due later",
    }
)
