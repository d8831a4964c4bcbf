"""Scenario files: each extends another and says only what differs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from symbiosis.errors import DataError, Fault, UsageError

Layer = dict[str, Any]

#: The file from which every scenario begins.
BASE = "base.toml"


def chain(path: Path) -> list[tuple[Path, Layer]]:
    """Return the files that ``path`` extends, the root first, and their contents.

    Raises DataError for a file that is missing, is not TOML or extends itself.
    """
    files: list[tuple[Path, Layer]] = []
    current: Path | None = path
    while current is not None:
        current = current.resolve()
        if current in (seen for seen, _ in files):
            raise DataError([Fault(path.name, "extends itself in a circle", "extend a file that does not come back")])
        layer = _read(current, asked_by=files[-1][0] if files else None)
        files.append((current, layer))
        parent = layer.pop("extends", None)
        if parent is not None and not isinstance(parent, str):
            raise DataError([Fault(f"{current.name}, extends", f"is {parent!r}", "name one file, in quotes")])
        current = current.parent / parent if parent is not None else None
    return files[::-1]


def _read(path: Path, asked_by: Path | None) -> Layer:
    where = path.name if asked_by is None else f"{asked_by.name}, extends"
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        if asked_by is None and path.name == BASE:
            right = f"give the folder of the model tables, the one with {BASE}, such as --models models"
            raise DataError([Fault(str(path.parent), f"there is no model: no file {BASE}", right)]) from None
        raise DataError([Fault(where, f"there is no file {path.name}", "name a TOML file that exists")]) from None
    except OSError as error:
        raise DataError([Fault(where, f"cannot be read ({error.strerror})", "make it readable")]) from None
    except UnicodeDecodeError:
        raise DataError([Fault(path.name, "is not UTF-8 text", "save it as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise DataError([Fault(path.name, f"is not valid TOML: {error}", "mend the line named")]) from None


def merge(layers: Iterable[Mapping[str, Any]]) -> Layer:
    """Return one layer: later ones win, tables are merged key by key, lists are replaced whole.

    A list of named things is merged by name where a later layer writes a table: ``targets.quota.value = 0.3``.
    """
    merged: Layer = {}
    for layer in layers:
        for key, value in layer.items():
            old = merged.get(key)
            if isinstance(old, list) and isinstance(value, Mapping) and all(_named(item) for item in old):
                merged[key] = by_name(value, old)
            elif isinstance(old, dict) and isinstance(value, Mapping):
                merged[key] = merge([old, value])
            else:
                merged[key] = _copy(value)
    return merged


def _named(item: Any) -> bool:
    return isinstance(item, Mapping) and "name" in item


def by_name(tables: Mapping[str, Any], items: Iterable[Any] = ()) -> list[Any]:
    """Return ``items`` with what ``tables`` say under their names, and one item more for each name that none has."""
    named = {item["name"]: item for item in items}
    new = {name: {"name": name} for name in tables if name not in named}
    own = {**named, **new}
    changed = {name: merge([own[name], value]) for name, value in tables.items() if isinstance(value, Mapping)}
    odd = [value for value in tables.values() if not isinstance(value, Mapping)]
    return [*{**own, **changed}.values(), *odd]


def _copy(value: Any) -> Any:
    return merge([value]) if isinstance(value, Mapping) else value


def from_assignments(assignments: Iterable[str]) -> Layer:
    """Return the layer that ``a.b.c=value`` texts say; a value that is no TOML value is taken as text."""
    return merge(_assignment(text) for text in assignments)


def _assignment(text: str) -> Layer:
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise UsageError(f"--set {text!r} is not understood; write it as section.name=value")
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value.strip()
    try:
        layer: Any = tomllib.loads(f"{path} = 0")
    except tomllib.TOMLDecodeError:
        # Names with characters that TOML wants in quotes, such as Chinese ones.
        keys = [key.strip().strip('"') for key in path.split(".")]
    else:
        keys = []
        while isinstance(layer, dict):
            key = next(iter(layer))
            keys.append(key)
            layer = layer[key]
    for key in reversed(keys):
        parsed = {key: parsed}
    return dict(parsed)
