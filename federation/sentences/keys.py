"""Sentences about a node's own keys: the passphrase, the words on paper, the list of partners."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done keys-locked": "The keys are locked. From now on sending and taking in need the "
        "passphrase.",
        "done keys-open": "The keys have no passphrase any more.",
        "done keys-given-up": "The new keys are gone. This machine goes on with those it has.",
        "done roster": "The list is written, and lies with the backups.",
        "done revoked": "Nothing more is taken from that card. The new one takes its place under "
        "“Make a group or a city known”.",
        "missing new_passphrase": "Type the new passphrase.",
        "missing same_passphrase": "Type the passphrase a second time.",
        "missing own_pin": "Type your own PIN.",
        "missing paper_words": "Type the words that stand on the sheet.",
    }
)

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The passphrase
        "keys-locked": "The keys of this machine are locked. Give the officers' passphrase with "
        "this step; at a terminal it is asked for, or stands in FEDERATION_PASSPHRASE. Nothing "
        "was written or taken in.",
        "passphrase-wrong": "This is not the passphrase of these keys. Capital and small letters "
        "differ, spaces between words do not matter. Nothing was written or taken in.",
        "passphrase-short": "A passphrase has at least %(least)s letters. Five words that have "
        "nothing to do with each other are good; a name or a birthday is not.",
        "passphrase-long": "A passphrase has at most %(most)s letters. Take fewer words.",
        "passphrase-differs": "The two passphrases are not the same. Type it again, slowly, both "
        "times.",
        "passphrase-missing": "A passphrase is needed: type it at a terminal, or give it in "
        "FEDERATION_PASSPHRASE (the new one in FEDERATION_NEW_PASSPHRASE).",
        "new-keys-wait": "New keys were made already, and their card waits to be made known. Bring "
        "it to the office, or give the new keys up first.",
        "keys-not-locked": "The keys of this machine have no passphrase. Nothing was changed.",
        "second-officer-needed": "Two people do this together. The second one types her own PIN; "
        "she must be somebody else than you, and may write in these books too.",
        # The words on paper
        "words-count": "These are %(count)s words. On the paper stand %(wanted)s: look whether "
        "one is missing or stands twice.",
        "word-unknown": "Word %(place)s, “%(word)s”, is not one of the words that such papers "
        "hold. Look at it again. Perhaps it is: %(near)s.",
        "words-differ": "All 24 words may stand on such a paper, but together they are no key: "
        "one of them is another word, or two have changed places. Compare them with the paper, one "
        "by one, with its numbers.",
        "recovery-not-ours": "This is a sound key, but not the one of %(name)s. Look for the "
        "paper that belongs to this machine.",
        "recovery-missing": "The words are missing. Type the 24 words of the paper, or name a "
        "file with --key.",
        "paper-kind-unknown": "%(file)s can be .html or .pdf. Give it one of these endings.",
        # The list of partners
        "roster-unsound": "This is not a sound list of partners: it was changed or cut on its "
        "way, or it is another kind of file. Take another copy of it.",
        "roster-of-another": "This list was signed by %(name)s, not by this office. Only the "
        "office that wrote a list can take it back.",
        "good-entry-unclear": "“%(text)s” does not say where the last good entry is. Write the "
        "kind of entries and the number, like ledger=412.",
    }
)
