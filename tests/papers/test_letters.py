"""Names in any script: a letter that no font here has spoils no sheet."""

from federation.papers import lists, pdf
from federation.store import Store
from tests import factories as f


def test_a_letter_that_no_font_has_spoils_no_sheet(group: Store) -> None:
    for name in ("Anna 😀", "漢字", "กำ"):
        f.admit(group, name)
    with group.reading() as db:
        assert pdf.write(lists.wall(db, group.node)).startswith(b"%PDF")
