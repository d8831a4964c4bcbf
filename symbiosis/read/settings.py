"""The file park.toml: titles, datum and the settings that a place knows better; and its boundary layer."""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symbiosis.errors import Fault
from symbiosis.read.files import UnreadableError, decode, read_bytes, why_unreadable
from symbiosis.read.near import Nearest, fold

FILE = "park.toml"
#: The keys of park.toml with their types.
KEYS: Mapping[str, type] = {
    "title_zh": str, "title_en": str, "datum": str, "currency": str, "cny_per_unit": float, "currency_source": str,
    "boundary": str, "roads": str, "roads_datum": str, "model": dict,
}  # fmt: skip
_WANTED: Mapping[type, str] = {
    str: "text in quotation marks",
    float: "a number without quotation marks",
    dict: "a table such as [model.transport]",
}
#: CGCS2000, China's own frame, agrees with WGS84 to centimetres.
_DATUMS = {
    "WGS84": ("wgs84", "epsg4326", "cgcs2000", "epsg4490", "gps", "国家2000", "2000国家大地坐标系"),
    "GCJ-02": ("gcj02", "gcj", "火星坐标", "火星坐标系", "高德", "腾讯", "国测局"),
    "BD-09": ("bd09", "bd09ll", "百度", "百度坐标", "百度坐标系"),
}
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)


@dataclass
class ParkFile:
    """What park.toml says, with everything that is wrong with it."""

    datum: str = "WGS84"
    title_zh: str = ""
    title_en: str = ""
    currency: str = "CNY"
    cny_per_unit: float = 1.0
    model: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    """All keys as written."""
    boundary: Mapping[str, Any] | None = None
    roads: str = ""
    """File of the roads, as written."""
    roads_datum: str = ""
    """Datum of the roads where it is not that of the park."""
    faults: list[Fault] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)

    def fault(self, key: str, wrong: str, right: str, file: str = FILE) -> None:
        """Record what is wrong with a key."""
        self.faults.append(Fault(f"{file}, {key}" if key else file, wrong, right))


def _load(path: Path, found: ParkFile) -> dict[str, Any]:
    try:
        data = read_bytes(path)
        found.hashes[path.name] = hashlib.sha256(data).hexdigest()
        return tomllib.loads(decode(data).replace("\r\n", "\n"))
    except OSError as error:
        found.fault("", why_unreadable(error), "put a readable file in its place, or remove it")
    except UnreadableError as error:
        found.fault("", error.wrong, "save it as plain UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{FILE} line {line[1]}" if line else FILE
        right = 'write one key = "value" a line, text in straight quotation marks'
        found.faults.append(Fault(where, f"is not valid TOML ({error})", right))
    return {}


def _datum(text: str, found: ParkFile, key: str = "datum") -> str:
    """Return a datum by its own name; one that is not known is a fault."""
    word = re.sub(r"[\s_:-]", "", fold(text))
    for datum, spellings in _DATUMS.items():
        if word in spellings:
            return datum
    found.fault(key, f"{text!r} is not a known datum", f"use one of {', '.join(_DATUMS)} (CGCS2000 counts as WGS84)")
    return "WGS84"


def _currency(settings: Mapping[str, Any], found: ParkFile) -> None:
    """Set in which currency results are shown; the money of every table is CNY, so another one needs its worth."""
    found.currency = settings.get("currency", "CNY").strip().upper() or "CNY"
    rate = settings.get("cny_per_unit")
    if not re.fullmatch("[A-Z]{3}", found.currency):
        found.fault("currency", f"{found.currency!r} is not a currency", "write its three letters, such as CNY or EUR")
    elif rate is None and found.currency != "CNY" and f"{FILE}, cny_per_unit" not in {f.where for f in found.faults}:
        wrong = f"is missing, so money cannot be shown in {found.currency}"
        found.fault("cny_per_unit", wrong, f"write how many CNY one {found.currency} is worth, and currency_source")
    elif rate is not None and not (math.isfinite(rate) and rate > 0):
        found.fault("cny_per_unit", f"is {rate}", "write a number above 0: the CNY that one unit is worth")
    elif rate is not None and found.currency == "CNY" and rate != 1:
        found.fault("cny_per_unit", f"is {rate} while the currency is CNY", "leave it out, or name the other currency")
    elif rate is not None:
        found.cny_per_unit = float(rate)


def _coordinates(part: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the positions within nested GeoJSON coordinates."""
    waiting = [part]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, list):
            yield here, None
        elif here and not isinstance(here[0], list):
            yield here[0], here[1] if len(here) > 1 else None
        else:
            waiting.extend(here)


def _geometries(layer: Any) -> Iterator[Any]:
    """Yield the geometries of a GeoJSON object, and None for each part that is not GeoJSON."""
    waiting = [layer]
    while waiting:
        here = waiting.pop()
        kind = here.get("type") if isinstance(here, dict) else None
        if kind == "FeatureCollection" and isinstance(here.get("features"), list):
            waiting.extend(here["features"])
        elif kind == "Feature":
            if here.get("geometry") is not None:
                waiting.append(here["geometry"])
        elif kind == "GeometryCollection" and isinstance(here.get("geometries"), list):
            waiting.extend(here["geometries"])
        else:
            yield here if kind in _GEOMETRIES and isinstance(here.get("coordinates"), list) else None


def _degrees(value: Any, most: float) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= most
    )


def _boundary(folder: Path, name: str, found: ParkFile) -> None:
    path = folder / name
    try:
        data = read_bytes(path)
        found.hashes[name] = hashlib.sha256(data).hexdigest()
        layer = json.loads(decode(data))
    except OSError as error:
        found.fault("boundary", f"{name}: {why_unreadable(error)}", "give a GeoJSON file beside park.toml")
        return
    except (UnreadableError, ValueError, RecursionError) as error:
        found.fault("", f"is not valid GeoJSON ({error})", "save the layer as GeoJSON in WGS84", file=name)
        return
    geometries = list(_geometries(layer))
    if None in geometries:
        right = "save the layer as GeoJSON: a FeatureCollection, a Feature or a geometry"
        found.fault("", "holds something that is not GeoJSON", right, file=name)
        return
    for geometry in geometries:
        for lon, lat in _coordinates(geometry["coordinates"]):
            if not (_degrees(lon, 180.0) and _degrees(lat, 90.0)):
                wrong = f"the position ({lon}, {lat}) is not a longitude and a latitude"
                found.fault("", wrong, "save the layer in WGS84 (EPSG:4326), in degrees", file=name)
                return
    found.boundary = layer


def _known(settings: Mapping[str, Any], found: ParkFile) -> dict[str, Any]:
    """Return the keys that are known and of the right type."""
    near = Nearest(KEYS)
    good = {}
    for key, value in settings.items():
        if key not in KEYS:
            word = near(key)
            meant = f"write {word} if that is meant; " if word else ""
            found.fault(key, "is not a known key", f"{meant}the known keys are {', '.join(KEYS)}")
        elif not isinstance(value, (int, float) if KEYS[key] is float else KEYS[key]) or isinstance(value, bool):
            wanted = _WANTED[KEYS[key]]
            found.fault(key, f"{value!r} is not {wanted}", f"write {wanted}")
        else:
            good[key] = value
    return good


def read_park_file(folder: Path) -> ParkFile:
    """Return what park.toml says; an absent file says nothing."""
    found = ParkFile()
    path = folder / FILE
    return park_file(_load(path, found), folder, found) if path.exists() else found


def park_file(settings: Mapping[str, Any], folder: Path, found: ParkFile | None = None) -> ParkFile:
    """Return what settings, nested as park.toml nests them, say about a park whose boundary lies in ``folder``."""
    found = found or ParkFile()
    settings = _known(settings, found)
    found.settings = settings
    found.title_zh = settings.get("title_zh", "").strip()
    found.title_en = settings.get("title_en", "").strip()
    found.model = settings.get("model", {})
    if "datum" in settings:
        found.datum = _datum(settings["datum"], found)
    found.roads = settings.get("roads", "").strip()
    if "roads_datum" in settings:
        found.roads_datum = _datum(settings["roads_datum"], found, "roads_datum")
    _currency(settings, found)
    if name := settings.get("boundary", "").strip():
        _boundary(folder, name, found)
    return found
