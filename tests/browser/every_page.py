"""Every address at which a face gives a page, each in a world where there is something to see.

A group with one of everything, a furnished hub, and the demo's city; what only another world shows
(no meeting is open, files were written) is looked at in the demo's group. `NO_PAGE` says why a rule
is not looked at: whoever adds a page and no address for it fails `test_every_page`.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, template_rendered
from jinja2 import Template

from federation.commands.deed import perform
from federation.commands.group_lending import AgreeGroupLoan, agree_group_loan
from federation.commands.users import add_user
from federation.node import open_node
from federation.store import Store, open_store
from federation.store.database import fetch
from federation.store.queries import requests as asked
from federation.store.tables import Answer, Repair
from federation.web import create_app
from sync.export import export
from sync.founding import found
from tests.bench import bench_hub, furnished, hub_pages
from tests.bench import big_federation as big
from tests.browser.visiting import served
from tests.sync import links
from tests.web.conftest import OFFICERS, PIN, Browser, Clock
from tests.web.test_pages import live

# No page to look at, and why.
NO_PAGE: Final[Mapping[str, str]] = {
    "/healthz": "for programs",
    "/aloud/files/<language>/<word>": "sound, of words that the federation recorded",
    "/drafts": "what a page asks beside itself: was this form taken?",
    "/static/<digest>/<path:name>": "files of the program",
    "/reports/figures.zip": "a file, which three groups at least must have figures for",
    "/practice/": "the same pages again, over a copy of the books",
    "/practice/<path:name>": "the same pages again, over a copy of the books",
    "/spreadsheets/look": "leads back to the form when no file came with it",
    "/spreadsheets/take": "leads back to the form when no file came with it",
    "/sheet/look": "leads back to the form when no file came with it",
    "/sheet/take": "leads back to the form when no file came with it",
    "/settings/keys/new.card": "a file, of new keys that are being made",
    "/settings/keys/new.svg": "a picture, of new keys that are being made",
    "/members/<int:number>/kept": "leads on where no money is kept for the member",
}
PROGRAMS: Final = ("/api/v1/", "/open311/")


@dataclass(frozen=True)
class Face:
    """One world: its application, who looks, and the addresses by their rules."""

    called: str
    app: Flask
    person: Browser
    paths: tuple[tuple[str, str], ...]

    def rules(self) -> frozenset[str]:
        """Every rule at which something is read by people."""
        return frozenset(
            str(rule)
            for rule in self.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not str(rule).startswith(PROGRAMS)
        )

    def shown(self) -> Iterator[tuple[str, str, str]]:
        """Each rule and address, with the template of its page; "": a file or picture comes.

        An address that leads on, or is refused, gives nothing here.
        """
        made = list[str]()

        def note(_app: Flask, template: Template, **_: object) -> None:
            made.append(str(template.name))

        for rule, path in self.paths:
            made.clear()
            with template_rendered.connected_to(note, self.app):
                answer = self.person.get(path)
            if answer.status_code == 200:
                yield rule, path, made[0] if answer.mimetype == "text/html" else ""

    @contextmanager
    def served(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Served on a free port; its address and the cookie of who looks."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = self.person.client.get_cookie(name, domain="192.168.4.1")
        assert cookie is not None
        with served(self.app) as url:
            yield url, {"name": name, "value": cookie.value, "url": url}


def by_rules(
    app: Flask, told: Mapping[str, object], more: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """An address for each rule whose arguments are told, and those that are told whole."""
    adapter = app.url_map.bind("")
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if (
            "GET" in (rule.methods or ())
            and rule.arguments <= set(told)
            and str(rule) not in NO_PAGE
        ):
            yield (
                str(rule),
                adapter.build(rule.endpoint, {one: told[one] for one in rule.arguments}),
            )
    for path in more:
        rule, _ = adapter.match(urlsplit(path).path, return_rule=True)
        yield str(rule), path


def group(folder: Path) -> Face:
    """One of everything, and a meeting that goes on."""
    clock = Clock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    node = found(folder / "lived", role="group", name="Natangwe", clock=clock).node
    app = create_app(node)
    store: Store = app.extensions["federation"]
    for role in OFFICERS:
        add_user(store, role.capitalize(), role, PIN)
    maria = Browser(app).log_in()
    live(maria, store)
    with store.reading() as db:
        name = asked.requests(db)[0].request
    told = {"number": 1, "seq": 6, "name": name, "kind": "bank_deposit", "loan": 1}
    told |= {"application": 1, "what": "promise-made", "part": "people", "proposal": "c1"}
    told |= {"role": "chair", "thing": "box", "language": "en"}
    more = tuple(f"/requests/{name}/say/{one}" for one in ("offer-made", "aims-told"))
    more += ("/find?find=nothing", "/find?find=xx", "/find?find=1")
    return Face("group", app, maria, tuple(by_rules(app, told, more)))


def other_group(demo: Path) -> Face:
    """The demo's first group: no meeting is open, the fund offers a loan, files were written."""
    app, person, store = _of_demo(demo, "g1")
    offered = _offered(demo, store)
    told = {"number": 1, "name": _written(store)}
    told |= {"loan": offered}
    some = ("/meeting", "/files/", "/exchange/files/", "/fund-loans", "/papers/meetings")
    paths = [one for one in by_rules(app, told) if one[0].startswith(some)]
    return Face("other-group", app, person, (("/", "/"), *paths))


def hub(folder: Path) -> Face:
    """The furnished hub of the benchmarks, of four groups."""
    card = big.card_of(big.make_hub(folder / "hub", 4))
    (folder / "in").mkdir()
    for number in range(1, 5):
        writer = big.make_writer(1, number, big.LAST_SUNDAY - timedelta(weeks=8))
        big.write(writer, card, 8, big.MEMBERS, folder / "in")
    bench_hub.take(folder)
    bench_hub.furnish(folder, years=1)
    app = create_app(open_node(folder / "hub"))
    rosa = Browser(app).log_in("Rosa", furnished.PIN)
    store: Store = app.extensions["federation"]
    seen, paths = set[str](), list[tuple[str, str]]()
    for one in hub_pages.addresses(store):
        kind = one.path.partition("?")[0]
        if not one.token and kind not in seen and one.rule not in NO_PAGE:
            seen.add(kind)
            paths.append((one.rule, one.path))
    return Face("hub", app, rosa, tuple(paths))


def city(demo: Path) -> Face:
    """The demo's city, with requests, answers of each kind, repairs and a published release."""
    app, person, store = _of_demo(demo, "city")
    with store.reading() as db:
        views = asked.requests(db)
        repairs = [
            one for (one,) in fetch(db, Repair.select(Repair.repair).order_by(Repair.repair))
        ]
        ((answered, answer),) = fetch(
            db, Answer.select(Answer.request, Answer.answer).where(Answer.verb == "decide").limit(1)
        )
    out = _written(store)
    ask = next(one.request for one in views if one.stage == "submitted")
    told = {
        "number": 1,
        "what": "joint-meeting-held",
        "role": "official",
        "key": "havana",
        "language": "en",
    }
    told |= {"kind": "csv"}
    more = [f"/requests/{ask}", f"/requests/{ask}/answer", f"/requests/{ask}/statement"]
    more += [f"/requests/{ask}/say/{one}" for one in ("joint-meeting-held", "payment-told")]
    more += [f"/requests/{answered}/letter/{answer}", f"/bundle?r={ask}"]
    more += [f"/repairs/{repairs[0]}", f"/repairs/{repairs[0]}/step"]
    more += [f"/exchange/files/{out}", f"/files/{out}/codes", f"/files/{out}/codes/1.svg"]
    more += [f"/files/{out}/text", "/figures/city.csv", "/find?find=havana"]
    return Face("city", app, person, tuple(by_rules(app, told, tuple(more))))


def _of_demo(demo: Path, place: str) -> tuple[Flask, Browser, Store]:
    app = create_app(open_node(demo / place))
    store: Store = app.extensions["federation"]
    role = "official" if place == "city" else "treasurer"
    add_user(store, "Looker", role, PIN)
    return app, Browser(app).log_in("Looker"), store


def _written(store: Store) -> str:
    """The name of a file that was written for the office."""
    return export(store, full=True)[0].file.name


def _offered(demo: Path, group: Store) -> int:
    """A loan that the hub's fund offers to the group; its number there."""
    order = AgreeGroupLoan(
        group="G0001", product=1, principal=1_000_000, first_due_on="2027-01-31",
        day="2026-11-29", approved_by="loan-committee", decision=1,
    )  # fmt: skip
    hub = open_store(open_node(demo / "hub"))
    with closing(hub):
        perform(hub, order, agree_group_loan)
        assert links.carry(hub, group, to="G0001")
    return 1
