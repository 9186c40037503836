"""All components on one page, and tables that keep their words on a phone."""

import re

from federation import assets


def test_every_icon_and_component(treasurer):
    page = treasurer.get("/styleguide").text
    macros = assets.folder("templates") / "macros"
    names = re.findall(r'name == "([a-z-]+)"', (macros / "icons.html").read_text("utf-8"))
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


def _tokens(css):
    light, dark = re.findall(r":root \{([^}]*)\}", css)[:2]
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in (light, dark)]


def _light(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    """WCAG 2.2, relative luminance and contrast ratio."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_is_readable_in_the_sun():
    css = (assets.folder("static") / "css" / "site.css").read_text("utf-8")
    for tokens in _tokens(css):
        for ink in ("ink", "muted", "brand", "in", "out", "warn", "stop", "loan", "social"):
            for paper in ("paper", "card"):
                assert _contrast(tokens[ink], tokens[paper]) >= 7, (ink, paper)
        pairs = (("on-brand", "brand"), ("warn", "warn-paper"), ("stop", "stop-paper"))
        for ink, paper in (*pairs, ("in", "good-paper"), ("ink", "stop-paper")):
            assert _contrast(tokens[ink], tokens[paper]) >= 7, (ink, paper)
        assert _contrast(tokens["edge"], tokens["card"]) >= 3
