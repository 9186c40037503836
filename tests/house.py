"""What the house tests look at: the files of this house, and their syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("federation", "sync")
MADE = {".venv", ".git", "build", "dist", "artefacts", "__pycache__", "instance", "demo-data"}
TEXT = {".py", ".md", ".html", ".css", ".js", ".cfg", ".toml", ".txt", ".svg", ".pot", ".po", ""}


@dataclass(frozen=True)
class Source:
    """A Python file, read once."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


@cache
def source(path: Path) -> Source:
    """One of them."""
    text = path.read_text("utf-8")
    return Source(path, text, ast.parse(text))


def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file of these folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(map(source, paths))


def product() -> tuple[Source, ...]:
    """Every Python file that is shipped."""
    return sources(*PRODUCT)


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the house, made ones left out."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in MADE or part.endswith((".egg-info", "_cache")) for part in parts)
        if path.is_file() and not made and path.suffix in TEXT and parts[0] != ".hypothesis":
            found.append(path)
    return tuple(found)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the name called: `print`, `datetime.now`, `os.urandom` …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a name or an attribute, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


@dataclass(frozen=True)
class Refused:
    """One place where a refusal is made: its code, and the facts given (None: not told here)."""

    where: str
    code: str
    facts: frozenset[str] | None


def refusals() -> Iterator[Refused]:
    """Every refusal that the product makes with a code written out."""
    for source in product():
        for call, name in calls(source.tree):
            if name.rsplit(".", 1)[-1] not in ("refuse", "Refusal") or not call.args:
                continue
            first = call.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            told: frozenset[str] | None = frozenset(
                word.arg for word in call.keywords if word.arg is not None
            )
            if any(word.arg is None for word in call.keywords):
                told = None
            yield Refused(f"{source.name}:{call.lineno}", first.value, told)


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text written out in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
