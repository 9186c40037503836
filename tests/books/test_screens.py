"""Every message has a place where it is read, and what a meeting needs comes first."""

from federation import assets, catalogues
from federation.books import screens
from federation.books.screens import AREAS, SUNDAY, SUNDAY_PAGES


def test_nearly_every_message_is_found_where_it_is_read() -> None:
    """Those put together from parts of code are few; they count as read everywhere."""
    found = screens.screens()
    assert set(found) == {one.one for one in catalogues.terms()}
    lost = [one for one, where in found.items() if not where.pages and not where.codes]
    assert len(lost) < len(found) / 100, lost[:20]
    assert {where.area for where in found.values()} <= set(AREAS)


def test_what_stands_where() -> None:
    found = screens.screens()
    assert found["Start the meeting"].area == SUNDAY
    assert "group/home" in found["Start the meeting"].pages
    assert "hub/languages" in found["Languages"].pages
    assert found["Take in files"].titles
    lines = found["%(num)s file lies in the folder of this machine."]
    assert (lines.area, lines.pages) == ("office", ("hub/home",))
    own = found["You wrote these words yourself. Somebody else who speaks the language reads and "
                "confirms them."]  # fmt: skip
    assert (own.area, own.codes) == ("refusals", ("term-own",))


def test_the_way_through_a_meeting_is_of_pages_that_there_are() -> None:
    folder = assets.folder("templates")
    gone = [page for page in SUNDAY_PAGES if not (folder / f"{page}.html").is_file()]
    assert gone == []
    found = screens.screens()
    ordered = sorted(found.values(), key=screens.place_of)
    assert ordered[0].area == SUNDAY
    assert "base" in ordered[0].pages
    assert sum(one.area == SUNDAY for one in ordered) > 200
