"""Sentences and words of the translation desk."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "desk-not-here": "Words are translated at the federation's office. Here you can choose "
        "your group's own words, under “Our words”.",
        "language-unknown": "There is no such language at the desk. Choose one from the list.",
        "term-unknown": "This version of the program has no such words. Go back to the list, and "
        "choose from it.",
        "term-same": "These words stand there already. Change them, or go on to the next.",
        "term-empty": "Nothing is written yet. Write the words first.",
        "term-forms-differ": "This language counts with %(due)s forms here, and there are "
        "%(given)s. Write each of them.",
        "term-mark-missing": "The mark %(mark)s of the English is missing. Put it where it belongs "
        "in your sentence: the program fills it in.",
        "term-mark-extra": "%(mark)s is not a mark of the English, or stands once too often. "
        "Take it out, or write it exactly as the English has it.",
        "term-too-long": "This is much longer than the English: at most %(most)s letters fit on "
        "the pages. Say it in fewer words.",
        "term-own": "You wrote these words yourself. Somebody else who speaks the language reads "
        "and confirms them.",
        "term-changed": "The words were changed since you read them. Read them again.",
        "term-confirmed": "These words are confirmed already. Go on to the next.",
        "term-back": "These words were sent back already. They wait for other words.",
        "words-handed-already": "Every group was handed these words already. Come back when "
        "something new was written or confirmed.",
        "handed-words-unclear": "The file hands out words that are not clear. Ask the "
        "federation to write it again.",
        "words-file-wrong": "%(count)s of the file's words do not fit. Nothing of it was taken. "
        "Mend them, and bring the file again.",
        "words-file-nothing": "There is nothing new in this file: its words stand here already, or "
        "are marked as not sure (fuzzy). Of its words %(unknown)s are not in this version.",
        "words-file-unclear": "This is not a translator's file (.po), or it is damaged near line "
        "%(line)s. Save it again in the translator's program, and bring that.",
        "words-file-language": "This file is in another language (%(language)s). Choose that "
        "language first, or another file.",
        "words-file-large": "This file is larger than any catalogue of this program. Choose the "
        "translator's file (.po).",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done term-written": "It is written. Another person who speaks the language confirms it.",
        "done term-confirmed": "It is confirmed.",
        "done term-sent-back": "It is sent back, with your reason.",
        "done words-handed-out": "The words go to every group with its next file.",
        "desk-area sunday": "The Sunday meeting",
        "desk-area group": "Other pages of a group",
        "desk-area help": "Help and guides",
        "desk-area everywhere": "Pages of everybody",
        "desk-area words": "Words for things",
        "desk-area paper": "Papers",
        "desk-area refusals": "What is said when something cannot be done",
        "desk-area figures": "Reports and spreadsheets",
        "desk-area office": "Pages of the office",
        "desk-area city": "Pages of the city",
        "desk-area machine": "Words at a terminal",
        "term-state unconfirmed": "not confirmed",
        "term-state written": "waits for a second person",
        "term-state confirmed": "confirmed",
        "term-state sent-back": "sent back",
        "term-state shipped": "came with the program, not confirmed",
        "term-state missing": "not translated",
    }
)
