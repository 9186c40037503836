"""Sentences about books that were lost, put back or went two ways: what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done books-go-on": "The books go on.",
        "trouble taken": "Another machine has the place of this one. What is written here does not "
        "count any more: write on the other one.",
        "trouble missing": "The books of the lost machine are not back yet. Until then nothing new "
        "is written.",
        "trouble restored": "These books were put back from a copy. Until it is known whether more "
        "was written, nothing new is.",
        "trouble forked": "There are two versions of these books: two machines wrote on from the "
        "same place. Meetings go on; look at both with the office.",
        "trouble differs": "The office adds these books up otherwise than this machine. Ring it.",
        "trouble left": "Some entries of this machine do not count. Look which are true, and enter "
        "them again.",
    }
)

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # A new card in a lost one's place
        "writer-revoked": "The card of %(name)s is closed: nothing is taken from it or sent to it "
        "any more. Let them make a new card and enrol it with the old code.",
        "last-good-unclear": "There is no entry %(seq)s of that kind (%(stream)s) here. Give the "
        "number of an entry that came from them, or leave it out to keep all.",
        "card-takes-place": "This file says that the card takes the place of %(name)s (%(code)s). "
        "If it does, choose that place and try again; if not, ask for a file that was saved on "
        "their own machine.",
        "card-used": "This card of %(name)s had its time: another one took its place. Let them "
        "make new keys and bring the new card.",
        "place-taken": "With this charter %(name)s gave the place of this machine (%(code)s) to "
        "another one. What is written here does not count any more: write on the other one. If "
        "this one is to go on, make new keys here and bring the new card to the office.",
        "books-begun": "This machine has books of its own already, so it cannot go on as "
        "%(code)s. Make a new node in an empty folder for that, and bring its card to the office.",
        "charter-begins-elsewhere": "This charter does not fit the entries that are here: "
        "%(name)s was put back from a copy made before it admitted this card. Make new keys here "
        "and let them admit the new card; nothing that was written is lost.",
        "charter-of-newcomer": "By this charter %(name)s admits your new card as somebody new "
        "(%(code)s), and not in the place of your present card. Nothing was changed. Give up these "
        "new keys, make others, and let %(name)s admit their card in the place of yours.",
        "cards-too-many": "%(name)s had %(most)s cards before its present one, and a charter holds "
        "no more. Nothing was changed: its present card goes on.",
        "hub-keeps-its-card": "The federation's office keeps its card: every group and city would "
        "have to be enrolled anew. If its key is known to others, found a new office.",
        "branch-closed": "This file of %(name)s (entries %(first)s to %(last)s) was written with a "
        "card that was closed. It is kept to be looked at, and nothing of it counts. If something "
        "in it is true and missing, %(name)s enters it again.",
        # Entries that come back
        "archive-of-others": "In this file of %(name)s are entries of another node. Nothing of it "
        "was taken. Bring it to whom it belongs.",
        "archive-too-old": "%(name)s wrote this file with keys that had their time. Nothing of "
        "it was taken. Ask %(name)s to write it again.",
        "archive-unsound": "In this file of %(name)s are entries that this node did not sign. "
        "Nothing of it was taken. Tell the federation's office.",
        "archive-gap": "Entries %(first)s to %(last)s are missing before those in this file of "
        "%(name)s. It waits here until the file with them was taken in too.",
        "books-not-rebuilt": "The books of the lost machine are not back yet. Take in the charter "
        "and the file that the office wrote for this machine; until then nothing new is written.",
        "rebuild-of-whom": "Only the federation's office writes such a file, for one group or city "
        "at a time: name its code with --to.",
        # Put back from a copy
        "not-restored": "These books were not put back from a copy: there is nothing to confirm.",
        "passbook-differs": "These are not the letters at the end of these books. Read the last "
        "ones in the members' passbooks again. If they still differ, entries are missing here: "
        "write the file for the office and take in its answer.",
        # Entered again
        "entry-rests-on": "It rests on something of that version that was not entered again "
        "(%(what)s %(number)s). Enter that first.",
        "entry-once-only": "Such an entry tells how things stood at one moment. It is not entered "
        "again: count or decide anew.",
        "officers-two": "This needs two officers, each with her own PIN.",
    }
)
