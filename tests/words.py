"""Write the shipped catalogues anew when the messages of the program have changed.

    python -m tests.words

Words of messages that are gone are dropped; new messages stand empty until somebody writes them.
Whoever confirms a message takes its mark `fuzzy` away.
"""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from federation import assets, catalogues
from federation.catalogues import Translated

FOLDER = assets.folder("locale")
WIDTH = 100


def place(code: str) -> Path:
    """Where the words of a language stand."""
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def write(code: str, told: Mapping[str, Translated], path: Path | None = None) -> None:
    """The catalogue of a language with these words, by their English."""
    with (FOLDER / "messages.pot").open("rb") as source:
        template = read_po(source)
    count, expression = catalogues.plural_rule(code)
    found = Catalog(project="federation-toolkit", fuzzy=False)
    found.mime_headers = [
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Language", code),
        ("Plural-Forms", f"nplurals={count}; plural=({expression});"),
    ]
    found.header_comment = f"# {catalogues.LANGUAGES[code]}: `fuzzy` is what no speaker confirmed."
    for message in template:
        ids = message.id
        if not ids:
            continue
        one = told.get(ids if isinstance(ids, str) else ids[0])
        forms = one.forms if one else ("",) * (1 if isinstance(ids, str) else count)
        flags = set(message.flags) | ({"fuzzy"} if one and not one.is_confirmed else set())
        text = forms[0] if isinstance(ids, str) else forms
        found.add(ids, text, flags=flags, auto_comments=message.auto_comments)
    path = path or place(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, found, width=WIDTH, sort_output=True, omit_header=False)
    lines = [
        line
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith(
            ('"POT-', '"PO-R', '"Last-T', '"Report', '"Language-T', '"Generated')
        )
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Every language that is shipped."""
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        code = path.parts[-3]
        write(code, catalogues.shipped(code))


if __name__ == "__main__":
    main()
