"""The rules of the house, each one a test. When one fails, mend the code, not the test."""

import ast
import configparser
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core import events as e
from federation.core import kinds
from federation.schemas.words import ASKS
from tests.house import ROOT, Source, calls, dotted, files, product, sources, texts

# Its tests read the same files: one worker reads them once.
pytestmark = pytest.mark.xdist_group("house")
LINES_MAX, FUNCTION_LINES_MAX, TEST_LINES_MAX = 400, 60, 100
CSS_BYTES_MAX, JS_BYTES_MAX = 48_000, 24_000
EVERYWHERE = ("federation", "sync", "tests")

# The only place that asks the machine for the time or for chance.
CLOCK_AND_CHANCE = "federation/node.py"
FORBIDDEN_CALLS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic|sleep)"
    r"|os\.urandom|uuid\d?\.uuid\d|uuid4|random\.\w+|secrets\.\w+|urandom|getrandbits)$"
)
FORBIDDEN_IMPORTS = {"random", "secrets", "uuid", "time", "pickle", "marshal", "shelve"}
# The people at a terminal, at a browser, a thread of the server: nothing may get past them. And a
# file that was brought: nothing in it may stop the next one.
BOUNDARIES = ("federation/cli/", "federation/web/", "sync/mishaps.py")


def told(found: Iterator[str] | list[str]) -> None:
    """Fails with every place that breaks the rule."""
    places = list(found)
    assert not places, "\n".join(places)


# Size


def test_files_are_at_most_400_lines() -> None:
    told(
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in files()
        if path.suffix in (".py", ".html", ".js")
        and (count := path.read_text("utf-8").count("\n")) > LINES_MAX
    )


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_are_at_most_60_lines() -> None:
    """A test that tells a story may be longer. (Lines are counted in letters by ruff.)"""
    told(
        f"{source.name}:{node.lineno} {node.name}: {length} lines"
        for source in sources(*EVERYWHERE)
        for node in functions(source)
        if (length := (node.end_lineno or 0) - node.lineno + 1)
        > (TEST_LINES_MAX if source.name.startswith("tests/") else FUNCTION_LINES_MAX)
    )


def test_what_a_phone_must_load_is_small() -> None:
    css = sum(path.stat().st_size for path in (ROOT / "static").rglob("*.css"))
    js = sum(path.stat().st_size for path in (ROOT / "static").rglob("*.js"))
    assert css < CSS_BYTES_MAX
    assert js < JS_BYTES_MAX


# Words


def test_every_module_says_what_it_is() -> None:
    told(
        source.name
        for source in sources(*EVERYWHERE)
        if source.tree.body and not ast.get_docstring(source.tree)
    )


def test_everything_public_says_what_it_is() -> None:
    def silent(source: Source) -> Iterator[str]:
        for node in source.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            inner = node.body if isinstance(node, ast.ClassDef) else []
            for one in [node, *inner]:
                named = isinstance(one, ast.FunctionDef | ast.ClassDef)
                if named and not one.name.startswith("_") and not ast.get_docstring(one):
                    yield f"{source.name}:{one.lineno} {one.name}"

    told(place for source in product() for place in silent(source))


UNWANTED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|/work/|\.\./shared/|\bissues? #?\d+\b|\bpypi\.org|pythonhosted"
    r"|registry\.npmjs|crates\.io|proxy\.golang|\b(contract|style|layout|domain|faces)\.md\b"
)


def test_nothing_is_left_to_do_and_no_workplace_is_named() -> None:
    told(
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files()
        if path.name not in ("test_house.py", "LICENSE")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNWANTED.search(line)
    )


# Habits


def test_time_and_chance_come_from_the_node() -> None:
    def astray(source: Source) -> Iterator[str]:
        for call, name in calls(source.tree):
            if FORBIDDEN_CALLS.search(name):
                yield f"{source.name}:{call.lineno} {name}"
        for node in ast.walk(source.tree):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                named = [node.module or ""]
            for name in named:
                if name.split(".")[0] in FORBIDDEN_IMPORTS:
                    yield f"{source.name}:{node.lineno} import {name}"

    told(
        place for source in product() if source.name != CLOCK_AND_CHANCE for place in astray(source)
    )


MUTABLE_CALLS = {"list", "dict", "set", "defaultdict", "Counter", "deque", "OrderedDict"}


def module_level(tree: ast.Module) -> Iterator[ast.Assign | ast.AnnAssign]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield node


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return dotted(value.func).rsplit(".", 1)[-1] in MUTABLE_CALLS
    return isinstance(
        value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    )


def test_nothing_at_the_level_of_a_module_can_change() -> None:
    def changing(source: Source) -> Iterator[str]:
        for node in module_level(source.tree):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [dotted(target) for target in targets]
            if names != ["__all__"] and is_mutable(node.value):
                yield f"{source.name}:{node.lineno} {', '.join(names)}"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Global):
                yield f"{source.name}:{node.lineno} global {', '.join(node.names)}"

    told(place for source in product() for place in changing(source))


def test_no_argument_has_a_default_that_can_change() -> None:
    told(
        f"{source.name}:{node.lineno} {node.name}"
        for source in sources(*EVERYWHERE)
        for node in functions(source)
        for value in [*node.args.defaults, *node.args.kw_defaults]
        if is_mutable(value)
    )


def test_faults_of_the_program_are_caught_at_the_boundaries_only() -> None:
    def wide(source: Source) -> Iterator[str]:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = node.type
            listed = list(caught.elts) if isinstance(caught, ast.Tuple) else [caught]
            names = {dotted(one) if one else "everything" for one in listed}
            raised = isinstance(node.body[-1], ast.Raise)
            if names & {"everything", "Exception", "BaseException"} and not raised:
                yield f"{source.name}:{node.lineno}"

    told(
        place
        for source in product()
        if not source.name.startswith(BOUNDARIES)
        for place in wide(source)
    )


def test_only_the_command_line_prints() -> None:
    told(
        f"{source.name}:{call.lineno}"
        for source in product()
        if not source.name.startswith("federation/cli/")
        for call, name in calls(source.tree)
        if name in ("print", "pprint", "sys.stdout.write", "click.echo", "breakpoint", "input")
    )


def test_money_is_whole() -> None:
    """No float and no rounding of floats: in the core, the store, the deeds and the books."""

    def inexact(source: Source) -> Iterator[str]:
        for call, name in calls(source.tree):
            if name in ("float", "round", "math.floor", "math.ceil"):
                yield f"{source.name}:{call.lineno} {name}"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield f"{source.name}:{node.lineno} {node.value}"
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                left = ast.unparse(node.left)
                named = isinstance(node.right, ast.JoinedStr) or (
                    isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)
                )  # a path, then
                if not named and not re.search(r"path|folder|Path|outbox|inbox|here|root", left):
                    yield f"{source.name}:{node.lineno} {ast.unparse(node)[:60]}"

    floors = tuple(f"federation/{name}/" for name in ("core", "store", "commands", "schemas"))
    told(
        place
        for source in product()
        if source.name.startswith((*floors, "federation/books/"))
        for place in inexact(source)
        if not place.startswith(EXACT_ENOUGH)
    )


# A spreadsheet's cells are floats on the outside: there they are read, exactly, and nowhere else.
EXACT_ENOUGH = ("federation/books/cells.py",)


def test_nothing_is_a_stub() -> None:
    def empty(source: Source) -> Iterator[str]:
        for node in functions(source):
            decorated = {dotted(getattr(one, "func", one)) for one in node.decorator_list}
            if any(one.endswith((".group", "abstractmethod", "overload")) for one in decorated):
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if not body or all(
                isinstance(one, ast.Pass)
                or (isinstance(one, ast.Expr) and one.value == ...)
                or (isinstance(one, ast.Raise) and "NotImplemented" in ast.unparse(one))
                for one in body
            ):
                yield f"{source.name}:{node.lineno} {node.name}"

    told(
        place
        for source in product()
        for place in empty(source)
        if not place.endswith(" read")  # of the base of all fields: each kind says it for itself
    )


def test_nothing_in_the_core_and_the_store_lies_idle() -> None:
    words = Counter(word for source in product() for word in re.findall(r"\w+", source.text))
    told(
        f"{source.name}:{node.lineno} {node.name}"
        for source in product()
        if source.name.startswith(("federation/core/", "federation/store/"))
        if "/migrations/" not in source.name
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and words[node.name] < 2
    )


def test_no_lambda_judges_a_field() -> None:
    """marshmallow 4 takes a validator that returns False for one that agrees."""
    told(
        f"{source.name}:{call.lineno}"
        for source in product()
        for call, _ in calls(source.tree)
        for word in call.keywords
        if word.arg == "validate"
        and any(isinstance(node, ast.Lambda) for node in ast.walk(word.value))
    )


def test_every_exception_from_a_tool_names_its_rule() -> None:
    bare = re.compile(r"#\s*(noqa(?!:\s?[A-Z]+\d+)|type:\s*ignore(?!\[[a-z-]+))")
    told(
        f"{source.name}:{number}"
        for source in sources(*EVERYWHERE)
        if source.name != "tests/test_house.py"
        for number, line in enumerate(source.text.splitlines(), 1)
        if bare.search(line)
    )


# Packaging


def test_the_packages_named_are_the_packages_there() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", "utf-8")
    named = set(settings["options"]["packages"].split())
    there = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for folder in ("federation", "sync")
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert named == there | {"federation.static", "federation.templates"}


# Kinds


def test_every_kind_has_a_place_in_a_view() -> None:
    from federation.store.projections import ledger, requests  # noqa: PLC0415

    for kind, row in kinds.KINDS.items():
        if kinds.LEDGER in row.streams:
            seen = row.postings is not None or ledger._shape(kind).view is not None
            assert seen or kind in ledger.GATHERED | {e.EntryReversed}, kind
        else:
            assert kind in requests._VIEWS or kind in kinds.WORDS, kind


def test_every_kind_is_made_by_the_product_and_named_in_a_test() -> None:
    tested = {text for source in sources("tests") for text in texts(source.tree)}
    tested |= {dotted(node) for source in sources("tests") for node in ast.walk(source.tree)}
    shipped = [source for source in product() if "/core/" not in source.name]
    made = {dotted(call.func) for source in shipped for call, _ in calls(source.tree)}
    made |= {kind.__name__ for kind in ASKS}  # the table from which pages and orders are made
    for kind, row in kinds.KINDS.items():
        assert {f"e.{kind.__name__}", row.sheet} & tested, f"no test speaks of {kind.__name__}"
        is_old = kind is e.PartnerPlaced  # read for ever, written no more
        assert row.sheet or is_old or {f"e.{kind.__name__}", kind.__name__} & made, kind


READER_LINES_MAX = 50
READER_IMPORTS = {"gzip", "sys", "hashlib", "json", "pyrage", "cryptography"}


def test_the_other_reader_is_short_and_knows_nothing_of_the_program() -> None:
    """It shows that the files can be read without us: lines of code, words apart."""
    path = ROOT / "tests" / "reader.py"
    tree = ast.parse(path.read_text("utf-8"))
    words = {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node)
        for number in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    code = {
        number
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip() and not line.strip().startswith("#") and number not in words
    }
    assert len(code) <= READER_LINES_MAX
    assert set(imported(tree)) == READER_IMPORTS


def imported(tree: ast.Module) -> Iterator[str]:
    """The packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            yield (node.module or "").split(".")[0]


# Tools


def run(*command: str) -> None:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", "--quiet", ".")


def test_everything_is_laid_out() -> None:
    run("ruff", "format", "--check", "--quiet", ".")


def test_types_fit() -> None:
    run("mypy")


def test_imports_go_downwards() -> None:
    run("lint-imports")
