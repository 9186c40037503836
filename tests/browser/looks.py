"""What holds on every page of hub and city, looked at in a real browser."""

from playwright.sync_api import Page

TARGET = 24
"""Pixels a target has at least (WCAG 2.2, 2.5.8); links within text are let off."""

_SEEN = """
() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.closest(".away, .skip, svg"));
  const targets = shown.filter((one) => one.matches(
    "a[href], button, select, textarea, summary, input:not([type=hidden])"));
  const inText = (one) => one.matches("a") && getComputedStyle(one).display === "inline";
  const small = targets.filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && !inText(one) && Math.min(box.width, box.height) < TARGET - 0.1;
  });
  const wide = shown.filter((one) => !one.closest(".scroll") &&
    one.getBoundingClientRect().right > innerWidth + 1);
  const told = (some) => some.slice(0, 4).map((one) => one.outerHTML.slice(0, 90));
  return {
    headings: shown.filter((one) => one.matches("h1")).length,
    main: shown.filter((one) => one.matches("button.main, .button.main")).length,
    ways: targets.filter((one) => one.closest("main")).length,
    back: shown.some((one) => one.matches("main .back")),
    sideways: document.documentElement.scrollWidth > innerWidth ? told(wide) : [],
    small: told(small),
  };
}
""".replace("TARGET", str(TARGET))


def wrong(page: Page, *, is_first: bool = False) -> list[str]:
    """What does not hold on this page; `is_first`: nothing lies before it."""
    seen = page.evaluate(_SEEN)
    checks = (
        (seen["headings"] == 1, f"{seen['headings']} headings of the page"),
        (seen["main"] <= 1, f"{seen['main']} main buttons"),
        (seen["ways"] > 0, "no way on"),
        (seen["back"] or is_first, "no way back"),
        (not seen["sideways"], f"sticks out: {seen['sideways']}"),
        (not seen["small"], f"too small for a finger: {seen['small']}"),
    )
    return [said for holds, said in checks if not holds]
