"""What somebody hands over as a park, opened as what it is."""

from __future__ import annotations

from pathlib import Path

from symbiosis.errors import DataError, Fault
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
    elif parks := _inside(path):
        right = f"name one of them: {', '.join(str(park) for park in parks)}"
        raise DataError([Fault(str(path), "is no park, but has parks in it", right)])
    else:
        source = Source(read_tables(path, "park", filled=True), read_park_file(path))
    add_roads(source, path if path.is_dir() else path.parent, seek=path.is_dir())
    return source


def _inside(folder: Path) -> list[Path]:
    """Return the parks in a folder that has no table of its own: what somebody meant who gave the folder above."""
    try:
        if not folder.is_dir() or any(file.suffix.casefold() == ".csv" for file in folder.iterdir()):
            return []
        beside = sorted(file for file in folder.iterdir() if not file.name.startswith((".", "~$")))
        return [file for file in beside if file.suffix.casefold() in SHEETS or (file / "plants.csv").is_file()]
    except OSError:
        return []
