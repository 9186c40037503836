"""Sentences of the terminal: what was asked for, why it was not done, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "key-not-written": "The recovery key could not be written to %(file)s (%(reason)s), so no "
        "node was made. Give a place that has room and can be written to.",
        "stopped": "Stopped. What was already done is kept, and nothing is half done.",
        "machine-refused": "The machine could not do this with %(file)s: %(reason)s. Check that "
        "the stick or disk is there, has room and may be written to, and try again.",
        "fault": "Something in this program went wrong. Nothing was half done. Tell the "
        "federation this number: %(reference)s. More about it is in %(file)s.",
        "fault-unwritten": "Something in this program went wrong. Nothing was half done. Tell the "
        "federation this number: %(reference)s.",
        "verify-differs": "Things that are not as they should be: %(count)s; they are listed "
        "above. Write nothing more here, keep this list, and ask the federation.",
        "file-exists": "There is already a file called %(file)s. Give another name, so that "
        "nothing is lost.",
        "file-too-large": "%(file)s is far too large for this. Check that it is the right file.",
        "folder-missing": "There is no folder called %(folder)s. Make it, or give another one.",
        "pin-missing": "A PIN is needed: give --pin with 4 to 8 digits.",
        "port-in-use": "Another program already uses port %(port)s. Stop it, or choose another "
        "port with --port %(other)s.",
        "host-not-here": "This machine has no address called %(host)s. Use --host 127.0.0.1 for "
        "this machine alone, or --host 0.0.0.0 for everybody on its network.",
        "demo-exists": "There is already a demo in %(folder)s. Give another folder, or add "
        "--serve to open it.",
        "demo-unclear": "%(file)s cannot be read as a demo's list of nodes. Choose another "
        "folder, or remove this one and make the demo anew.",
        "demo-not-served": "The %(role)s of the demo could not be opened at port %(port)s. Look "
        "at the sentence above, stop what uses the port, and start again.",
        "demo-stopped": "One of the three nodes stopped by itself, so all were stopped; their "
        "files are sound. Start again.",
    }
)
