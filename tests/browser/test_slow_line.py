"""How soon a first visit shows something: processor six times slower, 50 kB a second, 100 ms away.

What that comes to is asserted in bytes and files by `test_every_page`, on every run; here, in
`make long`, it is measured and told, page by page, with what the browser itself calls first paint.
"""

import sys
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.browser import every_page
from tests.browser.test_every_page import LOOKS, quick_pins  # noqa: F401 - the same PINs
from tests.browser.test_whole_way import browser  # noqa: F401 - the same browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LINE: Final = {
    "offline": False,
    "latency": 100,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SLOWER: Final = 6
PAINTED: Final = """() => {
  const seen = performance.getEntriesByName("first-contentful-paint")[0];
  return seen ? seen.startTime : null;
}"""
SOON_MS: Final = 1000


@pytest.mark.usefixtures("quick_pins")
@pytest.mark.parametrize("called", ["group", "hub", "city"])
def test_how_soon_each_page_is_painted(
    browser: Browser,  # noqa: F811
    world: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    called: str,
) -> None:
    make = {"group": every_page.group, "hub": every_page.hub, "city": every_page.city}[called]
    face = make(world if called == "city" else tmp_path)
    told = []
    with face.served() as (url, cookie):
        for _, path, template in face.shown():
            if not template:
                continue
            context = browser.new_context(**LOOKS[1])
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", LINE)
            line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(url + path)
            page.wait_for_function(PAINTED)
            told.append((page.evaluate(PAINTED), path))
            context.close()
    told.sort(reverse=True)
    late = sum(ms > SOON_MS for ms, _ in told)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{called}: {len(told)} first visits on a slow line and processor, first paint:"
            f" middle {told[len(told) // 2][0]:.0f} ms, {late} later than {SOON_MS} ms,"
            f" last {', '.join(f'{path} {ms:.0f} ms' for ms, path in told[:3])}\n"
        )
    assert len(told) > 40
