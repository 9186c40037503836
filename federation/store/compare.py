"""Two databases compared, table by table, row by row: what differs is named."""

from collections.abc import Iterator
from dataclasses import dataclass

import peewee as pw


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` a difference is (table and row), and `what` differs, in plain words."""

    where: str
    what: str


def compare(table: type[pw.Model], db: pw.Database, fresh: pw.Database) -> Iterator[Problem]:
    """Rows of one view that differ, by key: changed, missing or one too many."""
    meta = table._meta
    keys = [meta.fields[name].column_name for name in _key_names(table)]
    columns = [field.column_name for field in meta.sorted_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(f'"{name}"' for name in keys)
    query = f'SELECT {listed} FROM "{meta.table_name}" ORDER BY {order}'  # noqa: S608 - own names
    places = [columns.index(name) for name in keys]
    here, made = db.streamed(query), fresh.streamed(query)
    found, wanted = next(here, None), next(made, None)
    while found is not None or wanted is not None:
        if found == wanted:
            found, wanted = next(here, None), next(made, None)
            continue
        have = None if found is None else tuple(found[place] for place in places)
        want = None if wanted is None else tuple(wanted[place] for place in places)
        name = f"table {meta.table_name}"
        if have is not None and (want is None or have < want):
            yield Problem(f"{name}, row {_said(have)}", "is not in the journal")
            found = next(here, None)
        elif want is not None and (have is None or want < have):
            yield Problem(f"{name}, row {_said(want)}", "is missing")
            wanted = next(made, None)
        else:
            assert found is not None
            assert wanted is not None
            assert want is not None
            differ = [c for c, a, b in zip(columns, found, wanted, strict=True) if a != b]
            yield Problem(f"{name}, row {_said(want)}", f"differs in {', '.join(differ)}")
            found, wanted = next(here, None), next(made, None)


def _key_names(table: type[pw.Model]) -> tuple[str, ...]:
    key = table._meta.primary_key
    return key.field_names if isinstance(key, pw.CompositeKey) else (key.name,)


def _said(key: tuple[object, ...]) -> str:
    return "/".join(str(part) for part in key)
