"""All components on one page, and tables that keep their words on a phone."""

import re

from federation import assets


def test_every_icon_and_component(treasurer):
    page = treasurer.get("/styleguide").text
    macros = assets.folder("templates") / "macros"
    names = re.findall(r'name == "([a-z]+)"', (macros / "icons.html").read_text("utf-8"))
    assert len(names) > 20
    for name in names:
        assert re.search(rf"</svg> {name}<", page), name
    for part in ("figure big", "tile", "notice good", "notice warn", "notice stop", "receipt"):
        assert f'class="{part}' in page
    for part in ("empty", "steps", "timeline", "clocks", "kept-private", "signatures", "quick"):
        assert re.search(rf'class="[^"]*\b{part}\b', page), part
    assert "<progress" in page


def test_cells_keep_their_heads(treasurer):
    for path in ("/styleguide", "/members"):
        page = treasurer.get(path).text
        for cell in re.findall(r"<td[^>]*>", page):
            assert "data-label=" in cell


def test_every_field_has_a_label_and_its_sentence(treasurer):
    page = treasurer.get("/styleguide").text
    for name in re.findall(r'<(?:input|select|textarea) id="([^"]+)"', page):
        assert f'for="{name}"' in page, name
    wrong = re.search(r'<input id="f-amount"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in wrong
    assert "w-amount" in wrong
