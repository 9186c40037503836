"""A visitor over real HTTP who does what a browser does: cookies, hidden fields, redirects."""

import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


class _Forms(HTMLParser):
    """The first form of a page, but the log-out, whose action holds `wanted`: action and fields."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.inside = False
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method", "").lower() == "post" and not self.action:
            action = told.get("action", "")
            self.inside = self.wanted in action and "logout" not in action and not self.fields
            self.action = action if self.inside else ""
        elif tag in ("input", "textarea") and self.inside and told.get("name"):
            if told.get("type") in ("checkbox", "radio") and "checked" not in told:
                return
            self.fields[told["name"]] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


@dataclass
class Visitor:
    """Somebody at `base`, e.g. http://127.0.0.1:8080; `page` is what she sees now."""

    base: str
    page: str = ""
    url: str = ""
    status: int = 0
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def _open(self, url: str, body: bytes | None = None) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        headers = {"Origin": self.base} if body is not None else {}
        request = urllib.request.Request(url, body, headers)
        try:
            with opener.open(request, timeout=20) as answer:
                self.page, self.url = answer.read().decode(), answer.geturl()
                self.status = answer.status
        except urllib.error.HTTPError as error:
            with error:
                self.page, self.url, self.status = error.read().decode(), url, error.code
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        return self.page

    def get(self, path: str) -> str:
        """See a page."""
        return self._open(urllib.parse.urljoin(self.base, path))

    def send(self, path: str, to: str = "", **fields: str) -> str:
        """Open the page at `path`, fill in its form (whose action holds `to`), send it."""
        self.get(path)
        form = _Forms(to)
        form.feed(self.page)
        assert form.fields, f"no form at {path}: {self.status} {self.page[:400]}"
        told = urllib.parse.urlencode({**form.fields, **fields}).encode()
        return self._open(urllib.parse.urljoin(self.url, form.action), told)

    def log_in(self, name: str, pin: str) -> None:
        """Name and PIN."""
        self.send("/login", name=name, pin=pin)
        assert self.status == 200, self.page
        assert "/login" not in self.url, self.page
