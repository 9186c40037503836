"""The officers' passphrase: locked keys open for a deed, and no kill leaves a node without keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyrage import passphrase as age

from federation.core.refusals import Refusal, refuse
from federation.node import Node
from sync import intake, keys, passphrase
from tests import factories as f
from tests.sync import links

FIRST = "goat river seven table"
SECOND = "stone lamp Sunday wheel"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "WORK_FACTOR", 10)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return f.make_node(tmp_path / "g", role="group", name="Ehangano", entropy=f.Entropy("p"))


def halves(node: Node) -> tuple[str, str]:
    return keys.public_half(keys.sign_key(node)), keys.recipient_of(keys.identity(node))


def test_locked_keys_open_with_the_passphrase_and_only_inside_the_block(node: Node) -> None:
    before = halves(node)
    passphrase.switch_on(node, FIRST)
    assert passphrase.is_locked(node)
    for name in passphrase.KEY_FILES:
        path = node.folder / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"SECRET" not in path.read_bytes()
        assert b"PRIVATE" not in path.read_bytes()
    with pytest.raises(Refusal) as told:
        keys.sign_key(node)
    assert told.value == refuse("keys-locked")
    with passphrase.using(" goat  river seven\ttable "):
        assert halves(node) == before
    for wrong in ("goat river seven tables", "Goat river seven table", "goatriverseventable"):
        with passphrase.using(wrong), pytest.raises(Refusal, match="passphrase-wrong"):
            keys.identity(node)
    with passphrase.using("  "), pytest.raises(Refusal, match="keys-locked"):
        keys.identity(node)
    with pytest.raises(Refusal, match="keys-locked"):
        keys.identity(node)


def test_somebody_is_asked_once_and_only_when_a_key_is_needed(node: Node) -> None:
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return FIRST

    with passphrase.asking(ask):
        halves(node)
        assert not asked
    passphrase.switch_on(node, FIRST)
    with passphrase.asking(ask):
        halves(node)
        halves(node)
    assert asked == [1]


def test_the_file_is_one_that_age_itself_opens_and_writes(node: Node) -> None:
    plain = node.secret(keys.SEAL_FILE)
    passphrase.switch_on(node, FIRST)
    assert age.decrypt(node.secret(keys.SEAL_FILE), FIRST) == plain
    for length in (0, 1, 63, 64, 1000):
        content = bytes(length)
        assert age.decrypt(passphrase.lock(content, FIRST, f.Entropy("x")), FIRST) == content
    locked = passphrase.lock(plain, FIRST, f.Entropy("x"))
    for place in range(0, len(locked), 7):
        changed = bytearray(locked)
        changed[place] ^= 1
        with pytest.raises(Refusal, match="passphrase-wrong"):
            passphrase.opened(bytes(changed), FIRST)


def test_a_lock_that_asks_for_too_much_memory_opens_not_at_all() -> None:
    """One that somebody made up would take a gigabyte of the machine before it is found wrong."""
    locked = passphrase.lock(b"plain", FIRST, f.Entropy("x"))
    factor = b" %d\n" % passphrase.WORK_FACTOR
    for more in (b" 17\n", b" 20\n", b" 63\n", b" 999\n", b" x\n"):
        assert locked.count(factor) == 1
        with pytest.raises(Refusal, match="passphrase-wrong"):
            passphrase.opened(locked.replace(factor, more), FIRST)
    assert passphrase.opened(locked, FIRST) == b"plain"


def test_changed_and_taken_off_again(node: Node) -> None:
    before = halves(node)
    passphrase.switch_on(node, FIRST)
    with pytest.raises(Refusal, match="keys-locked"):
        passphrase.switch_on(node, SECOND)
    with passphrase.using(SECOND), pytest.raises(Refusal, match="passphrase-wrong"):
        passphrase.switch_off(node)
    with passphrase.using(FIRST):
        passphrase.switch_on(node, SECOND)
    with passphrase.using(FIRST), pytest.raises(Refusal, match="passphrase-wrong"):
        keys.sign_key(node)
    with passphrase.using(SECOND):
        assert halves(node) == before
        passphrase.switch_off(node)
    assert not passphrase.is_locked(node)
    assert halves(node) == before


def test_a_passphrase_has_a_length(node: Node) -> None:
    for told, code in (("too short", "passphrase-short"), ("a  " * 5, "passphrase-short")):
        with pytest.raises(Refusal, match=code):
            passphrase.switch_on(node, told)
    with pytest.raises(Refusal, match="passphrase-long"):
        passphrase.switch_on(node, "long " * 60)
    assert not passphrase.is_locked(node)


def killed_at(stop: int) -> Callable[[Path, Path], Path]:
    """A rename that is the last thing that happens, or the first that does not."""
    replace, done = Path.replace, iter(range(1, 100))

    def renamed(self: Path, target: Path) -> Path:
        count = next(done)
        if count * 2 - 1 > stop:
            raise KeyboardInterrupt
        moved = replace(self, target)
        if count * 2 > stop:
            raise KeyboardInterrupt
        return moved

    return renamed


def opened_with(node: Node, told: str) -> tuple[str, str] | None:
    with passphrase.using(told):
        try:
            return halves(node)
        except Refusal:
            return None


@pytest.mark.parametrize("of", ["on", "change", "off"])
def test_a_kill_at_any_write_leaves_both_keys_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    """Each rename is the moment at which a write shows: stopped before it, and after it."""
    outcomes = set()
    for stop in range(40):
        chance = f.Entropy(f"{of}{stop}")
        node = f.make_node(tmp_path / f"{of}{stop}", role="group", name="E", entropy=chance)
        before = halves(node)
        if of != "on":
            passphrase.switch_on(node, FIRST)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killed_at(stop))
            try:
                with passphrase.using(FIRST):
                    if of == "off":
                        passphrase.switch_off(node)
                    else:
                        passphrase.switch_on(node, SECOND)
                finished = True
            except KeyboardInterrupt:
                finished = False
        opens = [told for told in ("", FIRST, SECOND) if opened_with(node, told) == before]
        expected = {
            "on": (["", FIRST, SECOND], [SECOND]),
            "change": ([FIRST], [SECOND]),
            "off": ([FIRST], ["", FIRST, SECOND]),
        }[of]
        assert opens in expected, (stop, opens)
        outcomes.add(tuple(opens))
        assert passphrase.is_locked(node) == ("" not in opens)
        if finished:
            assert opens == expected[1]
            assert not list(node.folder.glob("*.new"))
            break
    else:
        pytest.fail("it never came to its end")
    assert len(outcomes) == 2, "stopped early enough to see both"


def test_files_go_out_and_come_in_with_the_passphrase_only(tmp_path: Path) -> None:
    world = links.make(tmp_path)
    links.save(world.group)
    for store in (world.group, world.hub):
        passphrase.switch_on(store.node, FIRST)
    with pytest.raises(Refusal, match="keys-locked"):
        links.write(world.group)
    assert not list(world.group.node.outbox.glob("*.sgb"))
    with passphrase.using(FIRST):
        files = links.contents(links.write(world.group))
    with pytest.raises(Refusal, match="keys-locked"), links.unchanged(world.hub):
        links.bring(world.hub, files[0])
    assert not links.quarantined(world.hub)
    with passphrase.using(SECOND), pytest.raises(Refusal, match="passphrase-wrong"):
        links.bring(world.hub, files[0])
    with passphrase.using(FIRST):
        assert links.brief(links.bring(world.hub, files[0])) == [("applied", "")]
    assert links.is_sound(world.hub)
    world.close()


def test_files_that_wait_go_on_waiting_while_the_keys_are_locked(tmp_path: Path) -> None:
    world = links.make(tmp_path)
    links.save(world.group, 2)
    _, second = links.contents(links.write(world.group, volume_entries=2))
    links.bring(world.hub, second)
    waiting = links.waiting(world.hub)
    assert waiting
    with world.hub.writing() as db:
        db.execute_sql("UPDATE held_file SET code = 'batch-newer'")
    passphrase.switch_on(world.hub.node, FIRST)
    with pytest.raises(Refusal, match="keys-locked"):
        list(intake.take_in(world.hub, []))
    assert [row[:2] for row in links.waiting(world.hub)] == [row[:2] for row in waiting]
    assert not list(world.hub.node.quarantine.iterdir())
    world.close()
