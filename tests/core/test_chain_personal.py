"""The chain, and the records that stand beside it and can be blanked."""

import hashlib
from itertools import pairwise

import msgspec
import pytest

from federation.core import canonical, chain, kinds, personal
from federation.core import events as e
from federation.core.refusals import Refusal, refuse

SALT = bytes(range(16))
RECORD = e.MemberRecord(name="Selma ǁKaras", phone="0811234567", birth_year=1980)
COMMITTED = personal.commitment(SALT, canonical.encode(RECORD))
BESIDE = personal.personal_line(7, RECORD, SALT)


def heads(card: bytes, lines: list[bytes]) -> list[bytes]:
    found = [chain.start(card)]
    for line in lines:
        found.append(chain.advance(found[-1], line))
    return found


def test_the_chain_is_the_one_that_the_format_names() -> None:
    assert chain.start(b"card") == hashlib.sha256(b"card").digest()
    first = chain.advance(chain.start(b"card"), b"line")
    assert first == hashlib.sha256(hashlib.sha256(b"card").digest() + b"line").digest()


def test_every_change_of_the_past_changes_every_later_head() -> None:
    lines = [b"a", b"b", b"c", b"d"]
    true = heads(b"card", lines)
    for place, _ in enumerate(lines):
        changed = heads(b"card", [*lines[:place], b"x", *lines[place + 1 :]])
        assert changed[: place + 1] == true[: place + 1]
        assert all(a != b for a, b in zip(changed[place + 1 :], true[place + 1 :], strict=True))
    assert heads(b"another card", lines)[-1] != true[-1]
    assert heads(b"card", [b"b", b"a", b"c", b"d"])[-1] != true[-1]
    assert all(a != b for a, b in pairwise(true))


def test_a_record_comes_back_from_beside_its_line() -> None:
    assert BESIDE.startswith(b'{"of":7,')
    assert personal.read_personal(BESIDE, 7, COMMITTED, e.MemberRecord) == RECORD


def test_blanking_keeps_the_line_the_chain_and_the_hash() -> None:
    event = e.MemberAdmitted(day="2026-11-22", member=1, personal=COMMITTED)
    line = canonical.encode(event)
    before = chain.advance(chain.start(b"card"), line)
    blanked = personal.blanked_line(7)
    assert personal.read_personal(blanked, 7, COMMITTED, e.MemberRecord) is None
    assert b"Selma" not in line + blanked
    assert SALT.hex().encode() not in blanked
    assert chain.advance(chain.start(b"card"), line) == before
    read = canonical.decode(line, kinds.decoder(kinds.LEDGER))
    assert read == event


def test_without_the_salt_a_name_cannot_be_guessed_from_its_hash() -> None:
    record_line = canonical.encode(RECORD)
    assert hashlib.sha256(record_line).hexdigest() != COMMITTED
    assert personal.commitment(bytes(16), record_line) != COMMITTED
    with pytest.raises(ValueError, match="16 bytes"):
        personal.commitment(SALT[:15], record_line)


@pytest.mark.parametrize(
    ("name", "line"),
    {
        "of another entry": personal.personal_line(8, RECORD, SALT),
        "another name": personal.personal_line(7, e.MemberRecord(name="Anna"), SALT),
        "another salt": personal.personal_line(7, RECORD, bytes(16)),
        "the salt alone blanked": BESIDE.replace(SALT.hex().encode(), b""),
        "the record alone blanked": canonical.encode(
            personal.Beside(of=7, record="", salt=SALT.hex())
        ),
        "the salt in capitals": BESIDE.replace(SALT.hex().encode(), SALT.hex().upper().encode()),
        "the salt no number": BESIDE.replace(SALT.hex().encode(), b"zz" * 16),
        "not in canonical form": BESIDE.replace(b",", b", ", 1),
        "one field more": BESIDE.replace(b'"of"', b'"by":1,"of"'),
    }.items(),
)
def test_a_record_that_does_not_fit_is_refused(name: str, line: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        personal.read_personal(line, 7, COMMITTED, e.MemberRecord)
    assert refused.value == refuse("personal-differs", entry=7), name


def test_a_record_of_another_type_or_form_is_refused() -> None:
    with pytest.raises(Refusal, match="personal-differs"):
        personal.read_personal(BESIDE, 7, COMMITTED, e.Note)
    loose = '{"name": "Selma"}'
    line = canonical.encode(personal.Beside(of=7, record=loose, salt=SALT.hex()))
    committed = personal.commitment(SALT, loose.encode())
    with pytest.raises(Refusal, match="personal-differs"):
        personal.read_personal(line, 7, committed, e.MemberRecord)


def test_a_record_hides_nothing_in_its_text() -> None:
    """A control character two escapes deep is looked for as well."""
    record_line = msgspec.json.encode(e.Note(note="a\x01b"))
    line = canonical.encode(personal.Beside(of=7, record=record_line.decode(), salt=SALT.hex()))
    with pytest.raises(Refusal, match="personal-differs"):
        personal.read_personal(line, 7, personal.commitment(SALT, record_line), e.Note)
