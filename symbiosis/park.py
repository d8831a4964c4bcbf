"""A park as the rest of the tool sees it: checked tables, coordinates in WGS84."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.geography.routes import Routes

#: Fields that the reader freezes; a frozen mapping cannot be pickled as it stands.
_FROZEN = ("tables", "hashes", "places")


@dataclass(frozen=True)
class Park:
    """A place: plants, what they offer, what could take it in.

    ``tables`` holds every park table of the schema (an absent one is empty), with the schema's columns. Text that is
    blank is ``""``, a number that is blank is ``NaN``, a yes/no is ``True``/``False`` (or ``None`` where it is blank
    and has no default), lists are tuples. The index of a table is the row as the user's file numbers it.
    """

    name: str
    title_zh: str
    title_en: str
    tables: Mapping[str, pd.DataFrame]
    currency: str = "CNY"
    """Currency in which results are shown; all money of the tables is CNY."""
    cny_per_unit: float = 1.0
    """CNY that one unit of ``currency`` is worth."""
    datum: str = "WGS84"
    """Datum in which the user gave the coordinates; ``tables["plants"]`` is in WGS84 all the same."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the model that this place knows better (the table [model] of park.toml)."""
    boundary: Mapping[str, Any] | None = None
    """The user's own boundary layer as GeoJSON, drawn below the map; None draws a graticule only."""
    roads: str = ""
    """File of the roads, by which messages call them; blank where there are none."""
    keep: str = ""
    """Folder for what is worked out from the files and would be the same the next time; blank keeps nothing."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file that was read, by file name."""
    places: Mapping[str, Any] = field(default_factory=dict)
    """Where the sheets of a workbook hold each table, for faults found later; empty for a folder of CSV files."""
    notes: tuple[str, ...] = ()
    """What a user may want to know about the file: hidden rows that were read, macros that were not run."""

    @property
    def plants(self) -> pd.DataFrame:
        """Places with coordinates."""
        return self.tables["plants"]

    @property
    def offers(self) -> pd.DataFrame:
        """Given lots of materials, in dry t/a."""
        return self.tables["offers"]

    @property
    def facilities(self) -> pd.DataFrame:
        """Processes at plants, with capacities in dry t/a of total input."""
        return self.tables["facilities"]

    @cached_property
    def routes(self) -> Mapping[str, Routes]:
        """Distances along the park's own roads, railways and waterways, by kind of way."""
        from symbiosis.geography.routes import routes_of

        return routes_of(self.tables)

    def __getstate__(self) -> dict[str, Any]:
        """Return what goes to another process."""
        return {**self.__dict__, **{name: dict(getattr(self, name)) for name in _FROZEN}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what came from another process, frozen again."""
        self.__dict__.update({**state, **{name: MappingProxyType(state[name]) for name in _FROZEN}})
