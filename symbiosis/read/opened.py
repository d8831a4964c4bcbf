"""What somebody hands over as a park, opened as what it is."""

from __future__ import annotations

from pathlib import Path

from symbiosis.read.folder import read_tables
from symbiosis.read.geopackage import SUFFIXES as LAYERS
from symbiosis.read.geopackage import read_gpkg
from symbiosis.read.roads import add_roads
from symbiosis.read.settings import read_park_file
from symbiosis.read.source import Source
from symbiosis.read.workbook import SUFFIXES as SHEETS
from symbiosis.read.workbook import read_xlsx


def open_source(path: Path) -> Source:
    """Return the park of a folder, of a workbook or of a GeoPackage.

    Raises
    ------
    DataError
        If there is nothing that could be one of them.
    """
    suffix = path.suffix.casefold()
    if suffix in SHEETS and not path.is_dir():
        source = read_xlsx(path)
    elif suffix in LAYERS and not path.is_dir():
        source = read_gpkg(path)
    else:
        source = Source(read_tables(path, "park", filled=True), read_park_file(path))
    add_roads(source, path if path.is_dir() else path.parent, seek=path.is_dir())
    return source
