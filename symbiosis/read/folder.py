"""A folder of CSV files as checked tables of one room."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.read.files import read_sheet, why_unreadable
from symbiosis.read.near import Nearest, fold
from symbiosis.read.road_words import in_our_words
from symbiosis.read.tables import check_table, empty_table
from symbiosis.schema import Table, park_tables
from symbiosis.schema import model_tables as model_schema


@dataclass
class Tables:
    """The tables of one folder with everything that is wrong with them."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, pd.DataFrame] = field(default_factory=dict)
    """The tables as written, where their files could be read."""


def schema_of(room: str) -> dict[str, Table]:
    """Return the tables of a room by name."""
    return dict(park_tables() if room == "park" else model_schema())


def listing(folder: Path, what: str) -> list[Path]:
    """Return the files of a folder that are not hidden, by name.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    try:
        # Locks of spreadsheet programs (~$, .~lock) and resource forks (._) are nobody's tables.
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except FileNotFoundError:
        beside = [path.name for path in folder.parent.glob("*") if path.is_dir()] if folder.parent.is_dir() else []
        near = Nearest(beside)(folder.name) if folder.name else None
        right = f"did you mean {folder.parent / near}?" if near else f"give the folder of a {what}"
        raise DataError([Fault(str(folder), "there is no such folder", right)]) from None
    except NotADirectoryError:
        right = f"give the folder that holds the {what}'s CSV files, such as {folder.parent}"
        raise DataError([Fault(str(folder), "is a file, not a folder", right)]) from None
    except OSError as error:
        raise DataError([Fault(str(folder), why_unreadable(error), f"give the folder of a {what}")]) from None


def _stranger(path: Path, known: dict[str, Table], room: str) -> Fault:
    """Return the fault of a CSV file that is no table."""
    near = Nearest(known, {table.title_zh: name for name, table in known.items()})(path.stem)
    if near is not None:
        right = f"name it {near}.csv if that table is meant, or move it elsewhere"
    else:
        right = f"use one of {', '.join(f'{name}.csv' for name in known)}, or move it elsewhere"
    return Fault(path.name, f"no table of a {room} has this name", right)


def _choose(files: list[Path], room: str, prefix: str) -> tuple[dict[str, Path], list[Fault]]:
    """Return the file of each table; every CSV file must be a table."""
    known = schema_of(room)
    chosen: dict[str, Path] = {}
    faults = []
    # The plainest spelling comes first, so that plants.csv is kept and Plants.CSV is the twin.
    for path in sorted(files, key=lambda path: (path.name != path.name.casefold(), path.name)):
        if path.suffix.casefold() != ".csv":
            continue
        name = fold(path.stem)
        if name not in known:
            faults.append(_stranger(path, known, room))
        elif name in chosen:
            faults.append(Fault(path.name, f"is the same table as {chosen[name].name}", "keep one of the two"))
        else:
            chosen[name] = path
    for name, table in known.items():
        if name in chosen:
            continue
        # A table saved in another format must not be passed over in silence.
        same = [path for path in files if fold(path.name.split(".")[0]) == name and path.suffix != ".md"]
        others = [path.name for path in same if path.is_file() and not _drawn(path, name)]
        if others:
            faults.append(
                Fault(others[0], f"the table {name} must be a CSV file", f"save it as {name}.csv (CSV UTF-8)")
            )
        elif table.required:
            right = f"add it with the columns {', '.join(c.name for c in table.columns.values() if c.required)}"
            faults.append(Fault(f"{prefix}{name}.csv", f"the {room} has no such file", right))
    return chosen, faults


def _drawn(path: Path, name: str) -> bool:
    """Tell whether a file holds roads in another format, which is read by itself."""
    return name == "roads" and path.suffix.casefold().startswith((".gpkg", ".graphml"))


def read_tables(folder: Path, room: str, *, prefix: str = "", filled: bool = False) -> Tables:
    """Return every table of a folder, checked one by one.

    Parameters
    ----------
    folder
        Folder with files named ``<table>.csv``.
    room
        Room of the schema, "park" or "model".
    prefix
        Put before the names of files in messages.
    filled
        Whether a mandatory table without rows is a fault.
    """
    found = Tables()
    chosen, found.faults = _choose(listing(folder, room), room, prefix)
    for name in schema_of(room):
        if name not in chosen:
            found.frames[name] = empty_table(name, room)
            continue
        sheet = read_sheet(chosen[name], f"{prefix}{chosen[name].name}")
        found.hashes[chosen[name].name] = sheet.sha256
        found.faults += sheet.faults
        if sheet.text is None:
            found.frames[name] = empty_table(name, room)
            continue
        add_table(found, name, room, sheet.text, sheet.file, filled=filled)
    return found


def add_table(found: Tables, name: str, room: str, text: pd.DataFrame, file: str, *, filled: bool) -> None:
    """Check one table of text and put it among those found; ``filled`` as for ``read_tables``."""
    description = schema_of(room)[name]
    if name == "roads":
        text, misread = in_our_words(text, file)
        found.faults += misread
    found.texts[name] = text
    found.frames[name], faults = check_table(name, room, text, file)
    found.faults += faults
    if filled and description.required and text.empty:
        right = f"add at least one row; {description.title_en[:1].lower()}{description.title_en[1:]} go here"
        found.faults.append(Fault(file, "has column names but no rows", right))


def lacking(found: Tables, name: str, room: str, wrong: str, where: str) -> None:
    """Put a table without rows among those found; a fault where it is one that must be there."""
    description = schema_of(room)[name]
    found.frames[name] = empty_table(name, room)
    if description.required:
        right = f"add it with the columns {', '.join(c.name for c in description.columns.values() if c.required)}"
        found.faults.append(Fault(where, wrong, right))


def missing_file(path: Path) -> Fault:
    """Return the fault of a workbook or other single file that is not there."""
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = Nearest(beside)(path.name)
    right = f"did you mean {path.parent / near}?" if near else "give the path of a workbook, or of a park folder"
    return Fault(str(path), "there is no such file", right)
