"""Sentences about writing and taking in files: what came, what waits, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Who carries
        "carrier-unknown": "Nobody of that number carries files. Look at the list of those who do.",
        "carrier-name-missing": "The name is missing. Write how everybody here calls this person "
        "or way.",
        "carrier-name-taken": "%(name)s is on the list already. Open that one, or write a name "
        "that tells the two apart.",
        "carrier-codes-missing": "No code is written. Write those of the groups, like G0001 or "
        "G0005-G0009.",
        "carrier-code-unknown": "There is no group or city with the code %(code)s. Look it up in "
        "the list of groups. Nobody was given to anybody yet.",
        # The office's inbox
        "files-too-many": "More than %(most)s files came at one go, and none was kept. Choose "
        "fewer at a time, or put them on a stick or into the folder “inbox”.",
        "inbox-full": "More than %(most)s files wait already to be looked at. Wait until they are "
        "done, then bring these again.",
        "stick-out": "The stick %(stick)s was taken out before all on it was looked at. Put it in "
        "again and press “Go on”.",
        "taking-unknown": "That list is not kept any more. The newest ones are on the page "
        "“Inbox”.",
        # Writing files
        "not-enrolled": "This node is not enrolled yet, so there is nobody to write for. A group "
        "or city sends its card to the federation's office and takes in the charter it gets back; "
        "an office admits a card.",
        "partner-unknown": "There is no partner called %(partner)s here. Write one of the codes "
        "that the status shows.",
        "path-not-folder": "%(files)s files are due, and %(file)s is one file. Name a folder, with "
        "a / at its end. Nothing was written.",
        "export-not-written": "%(file)s was not written (%(why)s). Check that the stick is in, "
        "has room and is not locked; then write it again.",
        # Finding files
        "path-missing": "There is no file or folder called %(file)s. Check its name and where "
        "it is.",
        "file-own": "This file was written by this node itself. Bring it to the other side.",
        "file-is-card": "This is a card, not a file with entries. At the federation's office admit "
        "it with its digits; elsewhere bring it to the office.",
        # Who wrote it, and for whom
        "writer-unknown": "This file was written by a node that is not enrolled here (%(writer)s). "
        "It is kept. Once its card is made known here, or its charter taken in, the file is "
        "taken in by itself. If nobody here knows it, ask who gave it to you.",
        "file-rewrapped": "%(name)s wrote this file for somebody else, and it was packed again as "
        "if it were for this node. Nothing of it was taken. Tell the federation's office who gave "
        "it to you.",
        "signature-wrong": "This file says that it is from %(name)s, but %(name)s did not sign it. "
        "Nothing of it was taken. Tell the federation's office who gave it to you.",
        "stream-not-here": "%(name)s may not write this kind of entries (%(stream)s) for this "
        "node. Nothing of the file was taken.",
        "chain-start-differs": "This file does not begin where the books of %(name)s begin. "
        "Nothing of it was taken; ask for a new file.",
        # What waits
        "stream-gap": "The file is sound, but the one before it is missing: entries %(first)s to "
        "%(last)s of %(name)s (%(stream)s). It is kept and taken in by itself as soon as they "
        "come. Ask %(name)s to send everything again.",
        "request-not-here": "The file answers a request that has not come in yet (%(request)s). "
        "It is kept and taken in by itself as soon as the group's file comes.",
        "schema-newer": "The file of %(name)s holds entries that only a newer version of the "
        "program understands. It is kept whole: received, not applied. Bring this machine up to "
        "date, then take in any file.",
        "node-restored": "These books were put back from an older copy, and more may have been "
        "written than is here. Nothing new is written until that is known: write the file for the "
        "office, and take in its answer. Or let the officers confirm the last letters in the "
        "passbooks.",
        "node-behind": "%(name)s holds entries of this node up to number %(entry)s (%(stream)s), "
        "and the books here end before: they were put back from an older copy. Write the next file "
        "for %(name)s; what comes back brings the missing entries.",
        # Forks
        "stream-forked": "%(name)s told its entries in two versions: from number %(entry)s on this "
        "file differs from what came before. Nothing past it is taken, and both versions are "
        "kept. Sit down with the people of %(name)s and look at both.",
        "stream-forked-ours": "%(name)s has another entry %(entry)s than these books. Two "
        "machines wrote on from the same place, or an old copy was put back and written on. "
        "Nothing is lost: both versions are kept. Look at them under “Are the books whole?”, and "
        "ring the office.",
        "stream-frozen": "Entries of %(name)s are taken up to number %(entry)s only, for they were "
        "told in two versions. The file is kept until people have looked at both.",
        # Entries that break a rule
        "line-unsound": "Entry %(entry)s in the file is not written as an entry must be (%(why)s). "
        "Nothing of the file was taken; ask the sender to write it again.",
        "personal-differs": "What stands beside entry %(entry)s is not what was written with it. "
        "Nothing of the file was taken; ask the sender to write it again.",
        "entry-refused": "Entry %(entry)s in the file breaks a rule, and nothing of the file was "
        "taken. %(because)s",
        "entries-clash": "Two entries say the same thing in two ways, where only one can stand "
        "(%(why)s).",
        "word-of-another": "It says something that only the federation's office may say.",
        "answer-of-another-city": "The request %(request)s was given to another city.",
        "request-told-twice": "The request %(request)s was told already; it cannot be told anew.",
        "request-of-another": "The request %(request)s belongs to another group.",
    }
)
