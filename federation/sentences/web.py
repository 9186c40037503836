"""Sentences of the browser's pages, and the group's words for codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "host-unknown": "This machine does not answer to the name “%(host)s”. Open it by its "
        "number, as the machine shows it under Settings, or ask for the name to be added.",
        "page-unknown": "There is no such page. Go to the first page and look from there.",
        "request-unclear": "The browser sent something that cannot be read. Go back and try again.",
        "upload-too-large": "This is too much at once: a file may have 20 MB. Send fewer or "
        "smaller files.",
        "login-needed": "Log in first.",
        "role-not-allowed": "Your role does not open this page. Ask the treasurer.",
        "form-from-elsewhere": "This form did not come from a page of this machine, so it was not "
        "taken. Open the page here and fill it in again.",
        "form-too-old": "This page had been open for too long, or was left open while somebody "
        "else logged in. Everything you typed is still here: press the button again.",
        "form-incomplete": "Part of the form got lost on the way. Open the page again and fill it "
        "in once more.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType({})
