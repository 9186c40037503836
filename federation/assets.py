"""Where the folders outside the Python code lie: installed beside the package, or in a checkout."""

from pathlib import Path


def folder(name: str) -> Path:
    """The folder `static`, `templates`, `locale`, `places` or `help`. Raises FileNotFoundError."""
    here = Path(__file__).resolve().parent
    for candidate in (here / name, here.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the installation lacks its folder {name}")
