"""A park as somebody hands it over: a folder of CSV files, a workbook or a GeoPackage; one shape for all three."""

from __future__ import annotations

from dataclasses import dataclass, field

from symbiosis.read.folder import Tables
from symbiosis.read.places import Place
from symbiosis.read.settings import ParkFile


@dataclass
class Source:
    """What was read, before tables are held against each other."""

    tables: Tables
    said: ParkFile = field(default_factory=ParkFile)
    places: dict[str, Place] = field(default_factory=dict)
    """Where each table stands in a workbook or GeoPackage; empty for a folder, whose files say it."""
    notes: list[str] = field(default_factory=list)
    """What was read although a user may not see it, and what was left out; no fault."""
    roads: str = ""
    """File of the roads, by which messages call them."""
    from_1904: bool = False
    """Whether days are counted from 1904, as old Macintosh workbooks do."""
