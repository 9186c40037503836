"""Sentences and words about recorded words that are read aloud."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sounds-language": "Choose the language of the recordings from the list.",
        "sounds-no-zip": "This file cannot be opened. Put the recordings into one zip file and "
        "choose it again.",
        "sounds-too-large": "There is too much in this file. Record one short word per file, at "
        "most 600 of them, and put nothing else into the zip file.",
        "sounds-none": "There is no recording in it that can be used here. Name each file after "
        "its word, like 7.wav or hundred.wav, and try again.",
        "sound-unknown": "This word is not recorded here. Look at the list of what is recorded.",
        "sound-word": "No word of the list has this name.",
        "sound-long": "It is longer than a word: record it again, a few seconds at most.",
        "sound-kind": "Browsers cannot play it: save it as wav, mp3, ogg or m4a.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done sounds": "The recordings are taken in.",
        # What a total is of, as it is read aloud
        "aloud box": "In the box",
        "aloud bank": "In the bank",
        "aloud saved": "Saved",
        "aloud owe": "You owe",
        "aloud due": "Due now",
        "aloud together": "Together",
        # Words to be recorded, beside the numbers
        "record hundred": "“hundred”",
        "record thousand": "“thousand”",
        "record million": "“million”",
        "record units": "the money of the country, like “dollars”",
        "record cents": "“cents”",
        "record box": "“in the box”",
        "record bank": "“in the bank”",
        "record saved": "“saved”",
        "record owe": "“you owe”",
        "record due": "“due now”",
        "record together": "“together”",
    }
)
