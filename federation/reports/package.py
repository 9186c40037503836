"""The released figures as a data package: `cells.csv`, and `datapackage.json` which tells of it.

Frictionless Tabular Data Package (https://specs.frictionlessdata.io/tabular-data-package/). A
figure that is kept private is an empty value with the status N, whatever the reason: nobody is told
whether it is small itself or stands next to one.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from federation.core.figures import ALL, BY_KIND, BY_RUNG
from federation.core.refusals import refuse
from federation.reports.render.csv import guard
from federation.store import Store
from federation.store.queries import requests
from federation.store.queries.requests import CellView, ReleaseView

CELLS: Final = "cells.csv"
DESCRIPTOR: Final = "datapackage.json"
SHOWN, PRIVATE = "A", "N"
_FIXED: Final = (1980, 1, 1, 0, 0, 0)  # the same release makes the same file
_FIELDS: Final = (
    ("release", "string", "The release of which the figure is a part"),
    ("period", "string", "The period that the release counts; empty: everything so far"),
    ("table", "string", f"{BY_KIND} or {BY_RUNG}"),
    ("settlement", "string", f"The settlement, or “{ALL}”: the sum over settlements"),
    ("service", "string", f"The kind of need, or the rung of the toilet, or “{ALL}”: the sum"),
    ("measure", "string", "households: how many households ask"),
    ("value", "integer", "The figure; empty where it is kept private"),
    ("value_status", "string", "A: shown; N: not for publication"),
    ("requests", "integer", "How many requests it counts"),
)
_KEY: Final = ("release", "table", "settlement", "service", "measure")


def make(store: Store) -> bytes:
    """A zip with both files, of the newest release. Raises Refusal `report-no-release`."""
    with store.reading() as db:
        release = next(iter(requests.releases(db)), None)
        if release is None:
            raise refuse("report-no-release")
        cells = requests.cells(db, release.release)
    table = _cells(release, cells)
    return packed(_descriptor(release, table, store.node.settings.name), {CELLS: table})


def packed(descriptor: Mapping[str, object], tables: Mapping[str, bytes]) -> bytes:
    """A data package: its descriptor and its tables in one zip, the same for the same figures."""
    told = json.dumps(descriptor, ensure_ascii=False).encode()
    return zipped({DESCRIPTOR: told, **tables})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _FIXED), content)
    return out.getvalue()


def resource(
    name: str, table: bytes, fields: Sequence[Mapping[str, object]], key: Sequence[str]
) -> dict[str, object]:
    """A table of a package: what is in it, and how it can be checked."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "schema": {"fields": list(fields), "missingValues": [""], "primaryKey": list(key)},
    }


def _cells(release: ReleaseView, cells: tuple[CellView, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _, _ in _FIELDS])
    writer.writerows(_rows(release, cells))
    return out.getvalue().encode()


def _rows(release: ReleaseView, cells: tuple[CellView, ...]) -> Iterator[tuple[object, ...]]:
    for one in cells:
        is_private = one.households < 0
        yield (
            release.release,
            release.period,
            one.name,
            guard(one.row),
            one.column,
            "households",
            "" if is_private else one.households,
            PRIVATE if is_private else SHOWN,
            one.requests,
        )


def _descriptor(release: ReleaseView, table: bytes, city: str) -> dict[str, object]:
    fields = [
        {"name": name, "type": kind, "description": about, "constraints": _limits(name)}
        for name, kind, about in _FIELDS
    ]
    return {
        "profile": "tabular-data-package",
        "name": f"what-is-asked-{release.release.lower()}",
        "title": f"What is asked where: {city}",
        "description": f"Households that ever asked, by settlement. A figure of fewer than "
        f"{release.threshold} households is kept private, and so is one that would give it away.",
        "version": release.release,
        "created": f"{release.day}T00:00:00Z",
        "resources": [resource("cells", table, fields, _KEY)],
    }


def _limits(name: str) -> dict[str, object]:
    if name == "value_status":
        return {"required": True, "enum": [SHOWN, PRIVATE]}
    if name in ("value", "requests"):
        return {"minimum": 0}
    return {"required": True} if name in _KEY else {}
