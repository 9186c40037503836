"""Sentences about copies of the whole node: making one, putting one back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Making one
        "backup-running": "A copy is being made at this moment. Wait a little, then look again.",
        "backup-no-room": "There is no room for %(file)s (%(reason)s). Take something off that "
        "disk or stick, or choose another one. The copies made before are all still there.",
        "backup-failed": "The copy %(file)s could not be written (%(reason)s). Check that the "
        "stick or disk is there and may be written to, and try again. The copies made before are "
        "all still there.",
        "copy-failed": "The books could not be copied: %(reason)s. If there is room on the disk, "
        "it may be worn out. Make no new entries, run the check of the books (federation verify), "
        "and ask the federation.",
        "backup-none": "There is no copy on this machine yet. Make one first.",
        "backup-gone": "This copy is not on the machine any more. Choose one that is listed.",
        "backup-fault": "A copy could not be made: something in this program went wrong. The books "
        "are sound. Tell the federation this number: %(reference)s.",
        # Putting one back
        "restore-not-empty": "There is something in %(folder)s already, so nothing was put back "
        "there and nothing was changed. Give an empty folder, or a new one, with --data.",
        "restore-mount": "%(folder)s is a whole disk or stick. Give a folder on it, like "
        "%(folder)s/books, with --data; nothing was changed.",
        "restore-running": "A copy is being put back here at this moment. Wait until it is done.",
        "restore-no-room": "There is not enough room to unpack this copy: %(needed)s MB are "
        "needed, %(free)s MB are free. Make room, or use another disk; nothing was changed.",
        "restore-failed": "The copy could not be unpacked: %(reason)s. Check that the stick with "
        "the copy is in, and that the disk has room; nothing was changed. Try again.",
        "restore-differs": "In this copy %(count)s things are not as they should be; the first is "
        "%(where)s: %(problem)s. Try an older copy. If there is none, --anyway puts this one back "
        "and lists them all; nothing was changed.",
        "restore-of-another": "This is a copy of %(name)s, not of this machine's books. Take one "
        "that was made here.",
        "backup-other-key": "This key does not open this copy: it is another machine's paper, or "
        "of a time before the keys were new, or the file is no copy of the whole machine. Look "
        "for the paper that names it; nothing was changed.",
        "backup-made-up": "This copy says that it is of %(name)s, but %(name)s did not make it. "
        "Do not use it, and tell the federation who gave it to you; nothing was changed.",
        "backup-unsigned": "This copy was made while the keys were locked, so it is not signed. "
        "Give the officers' passphrase (at a terminal, or in FEDERATION_PASSPHRASE); if it is "
        "forgotten and you know where the copy comes from, add --anyway. Nothing was changed.",
        "backup-unsound": "This is no sound copy of a whole machine (%(why)s). Copy it again from "
        "where it was kept, or take an older one; nothing was changed.",
        "backup-newer": "A newer version of this program made this copy (form %(needs)s; this one "
        "reads up to %(reads)s). Install that version, then put it back; nothing was changed.",
    }
)
