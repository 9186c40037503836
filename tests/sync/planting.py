"""One value of a journal changed behind its back: which columns there are, and another value."""

import peewee as pw

from federation.store.tables import JOURNAL_TABLES

# What a problem's `where` begins with, when this table was changed.
NAMED: dict[str, str | tuple[str, ...]] = {
    "stream": "stream ",
    "line": "journal line ",
    "arrival": "arrival ",
    "batch": ("kept file ", "arrival "),  # its code and time stand in the arrival's digest
    "held_file": "waiting file ",
    "acknowledgement": "acknowledgement of ",
}
# One step further another row has that number already.
FAR = {"id": 1000, "seq": 1000, "arrival": 1000}
COLUMNS = [
    (table, field.column_name)
    for table in JOURNAL_TABLES
    for field in table._meta.sorted_fields
    if table._meta.table_name in NAMED
]


def keys_of(table: type[pw.Model]) -> list[str]:
    key = table._meta.primary_key
    return list(key.field_names) if isinstance(key, pw.CompositeKey) else [key.name]


def other(value: object, far: int = 1) -> object:
    """Another value of the same type, as like the first as can be (`far`: a number so far off)."""
    if isinstance(value, int):
        return value + far
    if isinstance(value, bytes):
        return value[:-2] + bytes([value[-2] ^ 1]) + value[-1:] if len(value) > 1 else b"x"
    if value is None:
        return b'{"of":1,"record":"","salt":""}'
    text = str(value)
    if len(text) in (32, 64) and all(letter in "0123456789abcdef" for letter in text):
        return text[:-1] + ("0" if text[-1] != "0" else "1")
    return {"open": "frozen", "frozen": "open"}.get(text, text + "x")
