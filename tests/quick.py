"""What makes the same work cheaper in tests, and changes nothing that they look at.

Templates are compiled once a process instead of once an application; PINs are hashed with less
memory than OWASP's guide asks for, but where the hash itself is looked at.
"""

from typing import Final

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

_compiled: Final[dict[str, object]] = {}


class Compiled(BytecodeCache):
    """Code of templates, by name and by what stands in them."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        bucket.code = _compiled.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        _compiled[f"{bucket.key} {bucket.checksum}"] = bucket.code


def furnished(app: Flask) -> Environment:
    """An application's templates, as Flask makes them, with what is compiled already."""
    environment = _REAL(app)
    environment.bytecode_cache = Compiled()
    return environment


_REAL = Flask.create_jinja_environment
CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODY: Final = CHEAP.hash("nobody has this one")
