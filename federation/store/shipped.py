"""Places that the program brings: one CSV file per country, as `places import` takes one.

`NA.csv`: Namibia's regions with ISO 3166-2 codes and the people of the 2023 census, the 121
constituencies since 2013 and the 57 local authorities. Its settlements are those of which
newspapers wrote, a few of many. Codes below the region are this program's own.
"""

import csv
from functools import cache
from typing import Final

from federation.assets import folder
from federation.core.places import Place

COUNTRY: Final = "NA"


@cache
def shipped() -> tuple[Place, ...]:
    """Namibia's places, each after what it is a part of."""
    with (folder("places") / f"{COUNTRY}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Place(
                code=row["code"],
                level=row["level"],
                name=row["name"],
                parent=row["parent"],
                constituency=row["constituency"],
                population=int(row["population"] or -1),
                year=int(row["year"] or 0),
            )
            for row in csv.DictReader(lines)
        )
