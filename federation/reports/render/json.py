"""A report for programs: one JSON object on one line; several reports, one per line.

A further table of a report, which its first one tells as well, has nothing of its own to say.
"""

import json
from collections.abc import Sequence

from federation.reports.table import Report


def render(reports: Sequence[Report]) -> bytes:
    """UTF-8, money in minor units."""
    lines = (json.dumps(dict(one.plain), ensure_ascii=False) + "\n" for one in reports if one.plain)
    return "".join(lines).encode()
