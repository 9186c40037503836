"""The regions of Namibia, by their codes (ISO 3166-2:NA), as a federation places its groups."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NA-ER": "Erongo",
        "NA-HA": "Hardap",
        "NA-KA": "ǁKaras",
        "NA-KE": "Kavango East",
        "NA-KW": "Kavango West",
        "NA-KH": "Khomas",
        "NA-KU": "Kunene",
        "NA-OW": "Ohangwena",
        "NA-OH": "Omaheke",
        "NA-OS": "Omusati",
        "NA-ON": "Oshana",
        "NA-OT": "Oshikoto",
        "NA-OD": "Otjozondjupa",
        "NA-CA": "Zambezi",
    }
)
