"""Every address at which a hub answers, with what is asked of it there.

`ADDRESSES` has each rule of the application once, with the addresses by which it is asked in a
furnished hub (`furnished`). `IS_FILE` tells what is a file of a whole federation by its nature, to
be saved rather than looked at. A rule that is missing here fails `test_hub_pages`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import Flask

from federation.store import Store
from federation.store.database import fetch
from federation.store.queries import books, looking, places, requests
from federation.store.tables import Entry, LocalCandidate, LocalOut
from federation.web.hub.reports import REPORTS

API: Final = "/api/v1"
GROUP, PLACE, REGION, REQUEST = "G0002", "NA-KH-S-HAVANA", "{region}", "q0002"
PERIODS: Final = ("2026", "2026-H1", "2026-Q3", "2026-10", "FY2026")
OF_A_REPORT: Final = (
    "",
    *(f"?period={one}" for one in PERIODS),
    f"?place={REGION}",
    f"?period=2026-Q3&place={REGION}",
)
AS_FILES: Final = tuple(f"?as={one}" for one in ("csv", "xlsx", "json", "pdf"))
OF_A_PLACE: Final = (
    *("totals", "trial-balance", "indicators", "arrears", "burden", "equity"),
    *("national", "ministry"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a rule; `token`: a program asks there, no person."""

    rule: str
    path: str
    token: bool
    is_file: bool


def _reports() -> Iterator[str]:
    for name in REPORTS:
        ways = OF_A_REPORT if name in OF_A_PLACE else ("", "?period=2026-Q3")
        yield from (f"/reports/{name}{way}" for way in (*ways, *AS_FILES))


def _periods(path: str) -> tuple[str, ...]:
    return tuple(f"{API}/{path}{way}" for way in OF_A_REPORT)


_IN: Final = f"/groups/{GROUP}"
_AT: Final = f"/places/{PLACE}"
_ASK: Final = f"/requests/{REQUEST}"
_BOTH: Final = "/duplicates/<about>/<left>/<int:mine>/<right>/<int:hers>"
_PAIR: Final = "/duplicates/person/{pair}"
_FILE: Final = "/files/{out}"
_TERM: Final = "ed46218066a7"  # Savings
_FIXED: Final = (
    *(
        "/",
        "/card",
        "/drafts",
        "/duplicates",
        "/duplicates/look-through",
        "/embargoes",
        "/embargoes/lift",
    ),
    *("/enrol", "/facilities", "/fund", "/fund/products", "/guide", "/healthz", "/ideas", "/inbox"),
    *(
        "/inbox/folder",
        "/inbox/on",
        "/inbox/take",
        "/language",
        "/login",
        "/map",
        "/map/bring",
        "/needs",
    ),
    *("/merges", "/merges/new"),
    *("/networks", "/offices", "/places/bring", "/places/names", "/places/new"),
    *("/places/unplaced", "/profiles", "/replies", "/replies/carriers", "/replies/write"),
    *("/requests/pass", "/requests/release", "/settings", "/settings/backups"),
    *("/settings/backups/make", "/settings/backups/save", "/settings/backups/try"),
    *("/settings/day", "/settings/keys", "/settings/keys/card.svg", "/settings/keys/passphrase"),
    *("/settings/keys/words", "/settings/people/new", "/settings/roster", "/settings/roster/file"),
    *("/settings/roster/take-back", "/settings/roster/write", "/styleguide", "/together"),
    *("/waiting", "/beneficiaries", "/languages"),
)
ADDRESSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{one: (one,) for one in _FIXED},
        "/duplicates/<about>": ("/duplicates/household", "/duplicates/request"),
        "/duplicates/<about>/decided": ("/duplicates/person/decided",),
        _BOTH: (_PAIR,),
        f"{_BOTH}/back": (f"{_PAIR}/back",),
        f"{_BOTH}/look": (f"{_PAIR}/look",),
        f"{_BOTH}/say": (f"{_PAIR}/say",),
        "/duties/<term>/end": ("/duties/t1/end",),
        "/files/<name>/codes": (f"{_FILE}/codes",),
        "/files/<name>/codes/<int:number>.svg": (f"{_FILE}/codes/1.svg",),
        "/files/<name>/text": (f"{_FILE}/text",),
        "/drafts": ("/drafts?token=abc",),
        "/find": ("/find", "/find?find=toil", "/find?find=a"),
        "/fund/entries": ("/fund/entries", "/fund/entries?before=200"),
        "/fund/entries/<int:number>": ("/fund/entries/4",),
        "/fund/groups": ("/fund/groups", "/fund/groups?month=2026-10", "/fund/groups?from=100"),
        "/fund/groups/<code>": ("/fund/groups/G0001",),
        "/fund/loans": ("/fund/loans", "/fund/loans?only=late", "/fund/loans?only=all&from=100"),
        "/fund/loans/new": ("/fund/loans/new", f"/fund/loans/new?group={GROUP}"),
        "/fund/loans/<int:loan>": ("/fund/loans/1",),
        "/fund/loans/<int:loan>/<what>": ("/fund/loans/1/received", "/fund/loans/1/pay-out"),
        "/fund/loans/<int:loan>/parts": ("/fund/loans/1/parts",),
        "/fund/loans/<int:loan>/reschedule": ("/fund/loans/1/reschedule",),
        "/fund/loans/<int:loan>/write-off": ("/fund/loans/1/write-off",),
        "/fund/money/<what>": ("/fund/money/capital", "/fund/money/cost"),
        "/fund/products/<int:number>": ("/fund/products/0", "/fund/products/1"),
        "/fund/statement": ("/fund/statement", "/fund/statement?period=2026-Q3"),
        "/fund/statement/<period>/<form>": tuple(
            f"/fund/statement/2026-Q3/{form}" for form in ("xlsx", "csv", "json")
        ),
        "/fund/statement/<period>/paper": (
            "/fund/statement/2026-Q3/paper",
            "/fund/statement/2026-Q3/paper?as=pdf",
        ),
        "/guides/<role>": ("/guides/staff", "/guides/staff?as=pdf"),
        "/guides/<role>/<language>": ("/guides/staff/en", "/guides/staff/en?as=pdf"),
        "/groups": ("/groups", "/groups?find=7", f"/groups?region={REGION}", "/groups?reason=late"),
        "/groups/<code>": (_IN,),
        "/groups/<code>/accounts": (f"{_IN}/accounts",),
        "/groups/<code>/accounts/<account>": (f"{_IN}/accounts/cash",),
        "/groups/<code>/back": (f"{_IN}/back",),
        "/groups/<code>/files": (f"{_IN}/files",),
        "/groups/<code>/files/<int:arrival>": (f"{_IN}/files/{{arrival}}",),
        "/groups/<code>/look": (f"{_IN}/look",),
        "/groups/<code>/looks/<look>": (f"{_IN}/looks/l1",),
        "/groups/<code>/looks/<look>/entries/<int:seq>": (f"{_IN}/looks/l1/entries/{{seq}}",),
        "/groups/<code>/months/<month>": (
            f"{_IN}/months/2026-10",
            f"{_IN}/months/2026-10?account=cash",
        ),
        "/groups/<code>/networks": (f"{_IN}/networks",),
        "/groups/<code>/place": (f"{_IN}/place",),
        "/groups/<code>/revoke": (f"{_IN}/revoke",),
        "/inbox/<int:number>": ("/inbox/1",),
        "/languages/<language>": ("/languages/ng", "/languages/ng?state=missing&q=save"),
        "/languages/<language>/<key>": (f"/languages/ng/{_TERM}",),
        "/languages/<language>/bring": ("/languages/ng/bring",),
        "/languages/<language>/hand-out": ("/languages/ng/hand-out",),
        "/languages/<language>/words.po": ("/languages/ng/words.po",),
        "/looks": ("/looks", f"/looks?group={GROUP}"),
        "/merges/<merge>": ("/merges/m1",),
        "/merges/<merge>/split": ("/merges/m1/split",),
        "/networks/<network>": ("/networks/n1",),
        "/networks/<network>/leave": ("/networks/n1/leave",),
        "/places": ("/places", "/places?find=hav"),
        "/places/<at>": (_AT, f"/places/{REGION}", "/places/NA", "/places/NA?after=200"),
        "/places/<at>/add": (f"{_AT}/add",),
        "/places/<at>/change": (f"{_AT}/change",),
        "/places/<at>/off": ("/places/NA/off",),
        "/places/<at>/duties": ("/places/NA-KH/duties",),
        "/places/<at>/duty": (f"/places/{REGION}/duty",),
        "/places/names/choose": ("/places/names/choose?settlement=Okuryangava",),
        "/places/places.<kind>": ("/places/places.csv", "/places/places.xlsx"),
        "/proposals": ("/proposals", f"/proposals?group={GROUP}"),
        "/proposals/<name>": ("/proposals/c1",),
        "/publish": ("/publish", "/publish?period=2026-Q3"),
        "/replies/carriers/<int:number>": ("/replies/carriers/1",),
        "/replies/files/<name>": ("/replies/files/{out}",),
        "/replies/who": ("/replies/who",),
        "/reports": ("/reports", f"/reports?period=2026-Q3&place={REGION}"),
        "/reports/<report>": tuple(_reports()),
        "/reports/everything.zip": ("/reports/everything.zip",),
        "/reports/figures.zip": ("/reports/figures.zip", "/reports/figures.zip?period=2026-Q3"),
        "/requests": ("/requests", "/requests?settlement=Okuryangava"),
        "/requests/<name>": (_ASK,),
        "/requests/<name>/beneficiaries": (f"{_ASK}/beneficiaries",),
        "/requests/<name>/beneficiaries/<printing>": (f"{_ASK}/beneficiaries/p1",),
        "/requests/<name>/paper": (f"{_ASK}/paper",),
        "/requests/<name>/paper/<what>": (f"{_ASK}/paper/payment-told",),
        "/requests/<name>/pass": (f"{_ASK}/pass",),
        "/requests/<name>/release": (f"{_ASK}/release",),
        "/requests/<name>/say/<what>": (
            f"{_ASK}/say/stage-reached",
            f"{_ASK}/say/joint-meeting-held",
        ),
        "/requests/<name>/sheet": (f"{_ASK}/sheet", f"{_ASK}/sheet?as=pdf"),
        "/requests/<name>/statement": (f"{_ASK}/statement", f"{_ASK}/statement?as=pdf"),
        "/settings/people/<int:number>": ("/settings/people/1",),
        f"{API}/": (f"{API}/",),
        f"{API}/agreements": (f"{API}/agreements", f"{API}/agreements?period=2026-Q3"),
        f"{API}/arrears": _periods("arrears"),
        f"{API}/groups": _periods("groups"),
        f"{API}/groups/<code>": (f"{API}/groups/{GROUP}", f"{API}/groups/{GROUP}?period=2026-Q3"),
        f"{API}/indicators": _periods("indicators"),
        f"{API}/openapi.json": (f"{API}/openapi.json",),
        f"{API}/periods": (f"{API}/periods",),
        f"{API}/places": (f"{API}/places",),
        f"{API}/releases": (f"{API}/releases",),
        f"{API}/releases/<release>/cells": (f"{API}/releases/2026-Q4/cells",),
        f"{API}/requests": (f"{API}/requests", f"{API}/requests?period=2026-Q3"),
        f"{API}/requests/<id>": (f"{API}/requests/{REQUEST}",),
        f"{API}/totals": _periods("totals"),
    }
)


_PAIRS: Final = (
    LocalCandidate.select(
        LocalCandidate.left,
        LocalCandidate.left_number,
        LocalCandidate.right,
        LocalCandidate.right_number,
    )
    .where(LocalCandidate.about == "person")
    .order_by(LocalCandidate.weight.desc())
    .limit(1)
)


def rules(app: Flask) -> frozenset[str]:
    """Every rule at which something is read, but for the files that the program brings along."""
    return frozenset(
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    )


def addresses(store: Store) -> Iterator[Address]:
    """All of them, with what there is in this hub."""
    known = _found(store)
    for rule, paths in ADDRESSES.items():
        for path in paths:
            told = path.format(**known)
            yield Address(rule, told, told.startswith(f"{API}/"), is_file(told))


def is_file(path: str) -> bool:
    """Whether it is saved rather than looked at, and holds what a whole federation has."""
    return (
        path.partition("?")[0].endswith((".zip", ".csv", ".xlsx", ".po", "/save")) or "as=" in path
    )


def _found(store: Store) -> dict[str, object]:
    """What an address needs that nobody could know before: a pair, a file, an arrival, an entry."""
    with store.reading() as db:
        pair = fetch(db, _PAIRS)[0]
        ((out,),) = fetch(db, LocalOut.select(LocalOut.name).order_by(LocalOut.written).limit(1))
        partner = requests.partner(db, GROUP)
        book = books.book_of(db, partner.node if partner else "")
        arrival = looking.files(db, book, limit=1)[0].arrival
        saved = Entry.select(Entry.seq).where(Entry.book == book, Entry.member == 3)
        region = places.place_of_groups(db, "")[partner.node if partner else ""].region
        ((seq,),) = fetch(db, saved.where(Entry.kind == "savings-received").limit(1))
    return {
        "pair": "/".join(map(str, pair)), "out": out, "arrival": arrival, "seq": seq,
        "region": region,
    }  # fmt: skip
