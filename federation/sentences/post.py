"""Sentences about sticks, archives, and files as text: what happened, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Sticks
        "stick-unknown": "This stick is not in the machine any more. Put it in, wait until its "
        "light is calm, then press again.",
        "stick-gone": "The stick %(stick)s was taken out or stopped working while %(file)s was "
        "written. The file lies safe on this machine: put the stick in and write again.",
        "stick-full": "There is no room on the stick %(stick)s for %(file)s. The file lies safe on "
        "this machine: take something off the stick, or use another one, and write again.",
        "stick-leads-elsewhere": "On the stick %(stick)s a link stands where the folder "
        "“%(folder)s” should be, so nothing was written. Take another stick, or take the link off.",
        "stick-locked": "The stick %(stick)s cannot be written on: it is locked. Push its small "
        "lock to the other side, or use another one. %(file)s lies safe on this machine.",
        "stick-worn": "What was written on the stick %(stick)s does not read back the same: it is "
        "worn out. %(file)s lies safe on this machine: use another stick.",
        # Archives
        "zip-unsound": "This ZIP archive is damaged or incomplete. Copy it again, or ask for the "
        "files themselves, not in an archive.",
        "zip-packed-otherwise": "This ZIP archive is packed in a way that is not read here. Pack "
        "the files again as an ordinary ZIP (method “Deflate”), or bring the files themselves.",
        "zip-too-large": "This ZIP archive holds too much to look through (more than %(most)s "
        "files, or packed too tightly). Unpack it, and bring the files themselves.",
        "zip-locked": "This ZIP archive is locked with a password, so nobody could look into all "
        "of it. Our files are locked already: ask for them without an archive.",
        "zip-nested": "There is an archive inside this archive, and it was not opened. If a file "
        "for here is in it, unpack it first.",
        # Files as text
        "text-cut": "The beginning of this text is here, its end is not. Copy the whole text, "
        "from its first line of dashes to its last.",
        "text-changed": "This text was changed on its way: letters are missing or others came in. "
        "Copy the whole text again, or ask for it as a file.",
        "paste-too-long": "This text is too long to be one of ours. Bring the file itself.",
        "text-none": "There is no file of ours in this text. Copy everything that was sent, "
        "from its first letter to its last.",
        "text-empty": "Paste the text that was sent, then press the button.",
        "code-part-missing": "Part %(missing)s of %(parts)s is missing. Read all the codes, paste "
        "their texts one after the other, and press again.",
    }
)
