"""Sentences about keys, cards, charters and the outside of files: what is wrong, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Beginning
        "role-unknown": "“%(role)s” is not a kind of node. Write one of: %(roles)s.",
        "node-name-missing": "The name is missing. Write what people call this group, office "
        "or city.",
        "currency-unclear": "“%(text)s” is not a currency. Write its three capital letters, like "
        "NAD.",
        "language-unclear": "“%(text)s” is not a language code. Write two or three small letters, "
        "like en or ng.",
        "share-price-unclear": "The price of a share must be nothing (no shares) or an amount up "
        "to %(most_minor)s.",
        "key-unsound": "The key in %(file)s cannot be read. Use the file or paper it came from, "
        "letter by letter; a node's own key comes back from its backup.",
        # Cards and charters
        "card-unsound": "This is not a sound card: it was changed on the way, or it is another "
        "kind of file. Ask for the card again; the other side writes it anew.",
        "card-own": "This is this node's own card. Take the card of the group or city that is to "
        "be admitted.",
        "card-of-hub": "This is the card of another federation office, %(name)s. Only groups and "
        "cities are admitted here.",
        "charter-unsound": "This is not a sound charter: it was changed on the way, or it is "
        "another kind of file. Ask the federation's office for it again.",
        "charter-for-others": "This charter admits another node, %(name)s (%(code)s), not this "
        "one. Take the one with your own code.",
        "not-a-hub": "%(name)s is not a federation's office: only an office admits groups and "
        "cities. Send your card there.",
        "hub-other": "This node already belongs to %(name)s, and this charter is from %(other)s. "
        "Nothing was changed. If the office really has a new card, ring its people first.",
        "digits-missing": "The 30 digits of %(name)s are missing. Ring the people there, let them "
        "read out the digits of their card, and type in what you hear.",
        "confirm-missing": "Nobody can be asked here for the 30 digits of the other side. Give "
        "those that they read out with --confirm.",
        "digits-differ": "These are not the digits of this card of %(name)s. Read them out again "
        "together, figure by figure. If they still differ, somebody changed the card on its way: "
        "do not use it.",
        "code-unclear": "“%(code)s” cannot be a short code. Write 2 to 8 capital letters or "
        "figures, like G0142, or leave it out.",
        "code-taken": "The code %(code)s belongs to another partner already. Choose another one, "
        "or leave it out to get the next free one.",
        "threshold-out-of-range": "The smallest figure of people that a city gets to see must be "
        "from %(least)s to %(most)s.",
        # The outside of a file
        "file-unreadable": "This file cannot be opened from where it lies. Take the stick out, put "
        "it in again, and copy the file onto this machine first.",
        "file-fault": "This file could not be looked at: something in this program went wrong. "
        "Nothing of it was taken, and it is kept here. Keep it, too, and tell the federation this "
        "number: %(reference)s.",
        "waiting-fault": "This file waits here and could not be tried again: something in this "
        "program went wrong. It is kept. Tell the federation this number: %(reference)s.",
        "file-empty": "This file is empty: nothing was written into it. The stick was taken out "
        "too early or is damaged. Ask for the file again, on another stick.",
        "file-blank": "This file holds only zeros: the stick lost what was on it. It is damaged; "
        "ask for the file again, on another stick.",
        "file-too-big": "This file is larger than %(most_mb)s MB; none of ours is. It is another "
        "kind of file.",
        "file-strange": "This is no file from a group, an office or a city. Look for the one that "
        "was sent.",
        "file-cut": "This file is incomplete: its end is missing. Copy or ask for it again.",
        "file-damaged": "This file was changed or cut on its way, and nothing of it was taken. "
        "Copy it again from where it came, or ask for it again.",
        "file-for-others": "This file is locked for somebody else: none of this node's keys opens "
        "it. Bring it to whom it was sent. If that is you, it was damaged on its way: ask for it "
        "again.",
        "recipients-too-many": "This file is locked for more than %(most)s receivers; none of ours "
        "is. Nothing of it was taken.",
        # The inside of a file
        "batch-unsound": "The file opens, but what is inside is not as it was written "
        "(%(why)s). Nothing of it was taken; ask the sender to write it again.",
        "batch-unpacks-too-large": "What is inside this file is far larger than any group's books "
        "(over %(most_mb)s MB, or packed too tightly). Nothing of it was taken. Tell the "
        "federation's office who gave it to you.",
        "batch-too-long": "There are more than %(most)s lines in this file. Nothing of it was "
        "taken; ask the sender for several smaller files.",
        "batch-too-large": "These are too many entries for one file. Write several files with "
        "fewer entries each.",
        "batch-newer": "This file was written by a newer version of the program (form %(needs)s; "
        "this machine reads up to %(reads)s). It is kept. Bring this machine up to date, then "
        "take the file in again.",
    }
)
