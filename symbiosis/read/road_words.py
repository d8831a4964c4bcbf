"""Roads as other programs write them (OpenStreetMap, pgRouting, OSMnx), in the columns of roads.csv."""

from __future__ import annotations

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.headers import column_of
from symbiosis.read.near import Nearest, fold
from symbiosis.read.remedy import plain
from symbiosis.read.values import clean, is_blank
from symbiosis.schema import park_tables

#: Other names of columns; a number of metres becomes km.
_NAMES = {
    "id": "edge", "edge_id": "edge", "gid": "edge", "source": "from", "u": "from", "target": "to", "v": "to",
    "length_km": "km", "cost_km": "km", "reverse_cost_km": "back_km", "one_way": "oneway",
    "起点": "from", "终点": "to", "单行": "oneway",
}  # fmt: skip
_METRES = {
    "m": "km", "metres": "km", "meters": "km", "length_m": "km", "cost_m": "km", "reverse_cost_m": "back_km",
}  # fmt: skip
#: Of several columns for one length the first is taken.
_FIRST = ("km", "length_km", "cost_km", "length_m", "metres", "meters", "m", "length", "cost_m")
_SIGNED = (("cost", "reverse_cost"), ("cost_km", "reverse_cost_km"), ("cost_m", "reverse_cost_m"))
_DIRECTIONS = {
    "yes": "forward", "true": "forward", "1": "forward", "y": "forward", "是": "forward",
    "no": "both", "false": "both", "0": "both", "n": "both", "否": "both", "b": "both",
    "-1": "backward", "reverse": "backward", "reversed": "backward",
}  # fmt: skip


def in_our_words(
    text: pd.DataFrame, file: str, *, metres: bool = False, drawn: bool = False
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table of roads with columns named as roads.csv names them, and what cannot be understood.

    Columns that are none of these are left out, unless they may be a misspelt one.

    Parameters
    ----------
    text
        Cells as written.
    file
        Name of the file in the faults.
    metres
        Whether a plain column ``length`` is in metres, as OSMnx writes it.
    drawn
        Whether each road comes with a line, so that its length may be blank.
    """
    headers = {fold(clean(str(header))): place for place, header in reversed(list(enumerate(text.columns)))}
    found = _ours(text, headers)
    faults = _lengths(text, headers, found, file, metres=metres, drawn=drawn)
    faults += _signs(text, headers, found, file)
    if "oneway" in found:
        found["oneway"] = _directions(found["oneway"])
    frame = pd.DataFrame(found, index=text.index, dtype=object)
    return frame, faults


def _ours(text: pd.DataFrame, headers: dict[str, int]) -> dict[str, pd.Series]:
    """Return the columns that roads.csv has, by its names, and those that may be misspelt, by their own."""
    description = park_tables()["roads"]
    network = "target" in headers and not {"to", "终止节点"} & headers.keys()
    nearest = Nearest([name for name in description.columns if len(name) > 3])
    found: dict[str, pd.Series] = {}
    for header, place in headers.items():
        known = column_of(description, header)
        renamed = _NAMES.get(header) if header != "source" or network else None
        if known is not None and known.name == "source" and network and header == "source":
            known = None
        if known is not None:
            # The header as written may hold a unit, which is checked later.
            found.setdefault(str(text.columns[place]) if "(" in header else known.name, text.iloc[:, place])
        elif renamed not in (None, "km", "back_km"):
            found.setdefault(str(renamed), text.iloc[:, place])
        elif renamed is None and nearest(header) and header not in {"source", *_METRES}:
            found.setdefault(str(text.columns[place]), text.iloc[:, place])
    return found


def _lengths(
    text: pd.DataFrame, headers: dict[str, int], found: dict[str, pd.Series], file: str, *, metres: bool, drawn: bool
) -> list[Fault]:
    """Put lengths in km among the columns; return a fault where nothing says their unit."""
    named = [name for name in _FIRST if name in headers and (name != "length" or metres)]
    ours = [name for name in found if column_of(park_tables()["roads"], name) is park_tables()["roads"].columns["km"]]
    if named and not ours:
        factor = 0.001 if named[0] in _METRES or named[0] == "length" else 1.0
        found["km"] = _scaled(text.iloc[:, headers[named[0]]], factor)
        back = f"reverse_{named[0]}"
        if named[0].startswith("cost") and back in headers:
            found["back_km"] = _scaled(text.iloc[:, headers[back]], factor)
    elif not named and not ours and not drawn and {"cost", "length"} & headers.keys():
        name = "cost" if "cost" in headers else "length"
        found["km"] = text.iloc[:, headers[name]].map(lambda cell: str(cell).lstrip("-"))
        right = "name it cost_km or cost_m, and reverse_cost likewise" if name == "cost" else "name it km or length_m"
        return [Fault(f"{file} row 1, {name}", "does not say whether it is in km or in metres", right)]
    return []


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _scaled(cells: pd.Series, factor: float) -> pd.Series:
    """Return numbers times ``factor``; what is no number stays as it is, to be told later."""
    if factor == 1.0:
        return cells
    return cells.map(lambda cell: cell if (value := _number(str(cell))) is None else repr(round(value * factor, 9)))


def _signs(text: pd.DataFrame, headers: dict[str, int], found: dict[str, pd.Series], file: str) -> list[Fault]:
    """Read directions off the signs of costs: below 0 means that there is no way in that direction (pgRouting)."""
    pair = next((pair for pair in _SIGNED if pair[0] in headers), None)
    if pair is None:
        return []
    there = text.iloc[:, headers[pair[0]]].map(str)
    back = text.iloc[:, headers[pair[1]]].map(str) if pair[1] in headers else there
    words, faults = [], []
    for row, *cells in zip(text.index, there, back, strict=True):
        values = [_number(cell) for cell in cells]
        if None in values or any(value != value for value in values):
            wrong = f"{cells[0]!r} and {cells[1]!r} are not two numbers"
            right = "write a cost each way, -1 where there is no way"
            faults.append(Fault(f"{file} row {row}, {pair[0]}", wrong, right))
        open_there, open_back = ((value or 0.0) >= 0 for value in values)
        words.append(("both" if open_back else "forward") if open_there else "backward" if open_back else "closed")
    found["oneway"] = pd.Series(words, index=text.index, dtype=object)
    if pair[0] != "cost" and "km" in found:
        found["km"], found["back_km"] = _unsigned(found["km"], found.get("back_km", found["km"]))
    return faults


def _unsigned(there: pd.Series, back: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the lengths of the directions that are open; a closed one takes the other's."""
    ahead: list[str] = []
    behind: list[str] = []
    for cells in zip(there.map(str), back.map(str), strict=True):
        values = [_number(cell) for cell in cells]
        good = [value for value in values if value is not None and value >= 0] or [0.0]
        for side, cell, value in zip((ahead, behind), cells, values, strict=True):
            side.append(plain(good[0]) if value is not None and value < 0 else cell)
    return tuple(pd.Series(side, index=there.index, dtype=object) for side in (ahead, behind))  # type: ignore[return-value]


def _directions(cells: pd.Series) -> pd.Series:
    """Return one-way words of other programs as ours; what is unknown stays as it is, to be told later."""
    words = {cell: fold(clean(str(cell))) for cell in cells.unique()}
    # Extracts of OpenStreetMap write F, T and B; without a B, T and F may as well be true and false.
    extract = {"f": "forward", "t": "backward"} if "b" in words.values() else {}
    known = _DIRECTIONS | extract
    return cells.map({cell: "" if is_blank(str(cell)) else known.get(word, cell) for cell, word in words.items()})
