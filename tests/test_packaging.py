"""The wheel and the source archive hold all that is needed, and run outside a checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house import ROOT

SHIPPED = ("federation", "sync", "static", "templates")
BESIDE = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "docs")
LOOK = """
import importlib, pathlib, pkgutil
from federation import assets, i18n
import federation, sync
home = pathlib.Path(federation.__file__).resolve()
assert "site-packages" in str(home), home
css = (assets.folder("static") / "css" / "site.css").read_text("utf-8")
assert "--" in css
assert (assets.folder("templates") / "base.html").is_file()
assert (assets.folder("locale") / "messages.pot").is_file()
assert (pathlib.Path(sync.__file__).parent / "FORMAT.md").is_file()
assert (home.parent / "py.typed").is_file()
for package in (federation, sync):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith("__main__") and ".migrations." not in found.name:
            importlib.import_module(found.name)
print("all there")
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**kept, **environment}
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the sources, and in `dist/` what is built from it without a network."""
    home = tmp_path_factory.mktemp("source")
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, home / name, ignore=ignored)
    for name in BESIDE:
        here = ROOT / name
        (shutil.copytree if here.is_dir() else shutil.copy)(here, home / name)
    build = (
        "from setuptools import build_meta as b; import os; os.makedirs('dist', exist_ok=True);"
        "b.build_sdist('dist'); b.build_wheel('dist')"
    )
    run(sys.executable, "-W", "ignore", "-c", build, cwd=home)
    return home


def test_the_wheel_puts_everything_under_two_names(built: Path) -> None:
    (wheel,) = (built / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"federation", "sync"}
    for folder, inside in (("static", "federation/static"), ("templates", "federation/templates")):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                assert f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" in names
    for path in (ROOT / "federation").rglob("*.md"):
        inside_help = "help" in path.parts
        assert (path.relative_to(ROOT).as_posix() in names) == inside_help, path


def test_the_source_archive_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    (archive,) = (built / "dist").glob("*.tar.gz")
    run(sys.executable, "-m", "tarfile", "-e", str(archive), str(tmp_path), cwd=tmp_path)
    (home,) = tmp_path.iterdir()
    build = "from setuptools import build_meta as b; b.build_wheel('.')"
    run(sys.executable, "-W", "ignore", "-c", build, cwd=home)
    (again,) = home.glob("*.whl")
    (wheel,) = (built / "dist").glob("*.whl")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_it_runs_where_it_was_installed(built: Path, tmp_path: Path) -> None:
    """In a fresh environment that borrows our libraries, but not our checkout."""
    (wheel,) = (built / "dist").glob("*.whl")
    home = tmp_path / "venv"
    venv.create(home, symlinks=True)
    scheme = {"base": str(home), "platbase": str(home)}
    purelib = Path(sysconfig.get_path("purelib", "venv", scheme))
    libraries = Path(sysconfig.get_path("purelib"))
    for found in libraries.iterdir():  # an editable install of ours would come first
        ours = found.name.startswith(("federation", "__editable__", "sync"))
        if not ours and found.suffix != ".pth" and found.name != "__pycache__":
            (purelib / found.name).symlink_to(found)
    python = home / "bin" / "python"
    install = ("-m", "pip", "install", "-q", "--no-deps", "--no-index")
    run(sys.executable, *install, "--target", str(purelib), str(wheel), cwd=tmp_path)
    assert run(str(python), "-I", "-W", "error", "-c", LOOK, cwd=tmp_path) == "all there\n"
    told = run(str(python), "-I", "-m", "federation", "--help", cwd=tmp_path)
    assert "enrol" in told
    data = tmp_path / "group"
    made = ("init", "--role", "group", "--name", "Ehangano", "--data", str(data))
    run(str(python), "-I", "-m", "federation", *made, cwd=tmp_path)
    run(str(python), "-I", "-m", "federation", "--data", str(data), "verify", cwd=tmp_path)
