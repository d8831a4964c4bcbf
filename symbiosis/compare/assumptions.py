"""What scenarios assume differently: settings, and cells of the model's tables, with the old and the new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.compare.options import Option, Slot
from symbiosis.schema import model_tables

if TYPE_CHECKING:
    from symbiosis.scenario import Model

COLUMNS = ("year", "scenario", "kind", "path", "baseline", "value", "source", "baseline_source")
#: Settings that say what is asked for and allowed; all others, and the cells of tables, describe the world.
ASKED = (
    "objectives", "targets", "shares", "obligations", "technology", "standards_off", "gates", "limits", "reach",
    "accounting", "solver", "hazard", "regimes",
)  # fmt: skip
_NOTHING = "-"


def differences(options: Sequence[Option], slots: Sequence[Slot], baseline: Option) -> pd.DataFrame:
    """Return every setting and every cell of a table in which a scenario differs from the baseline.

    Columns: year (of the scenario), scenario, kind (asked: what is aimed at, required or allowed; world: what is taken
    as given), path, baseline and value as text, source of the value and of the baseline's where the data names one.
    """
    rows = []
    for slot in slots:
        before = _as_of(baseline, slot)
        for option in options:
            if option.name != baseline.name:
                after = _as_of(option, slot)
                told = [*_settings(before, after), *_cells(before, after)]
                rows += [{"year": slot[option.name], "scenario": option.name, **row} for row in told]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.drop_duplicates([name for name in COLUMNS if name != "year"], ignore_index=True)


def _as_of(option: Option, slot: Slot) -> Model:
    return option.model.in_year(slot[option.name])


def _settings(before: Model, after: Model) -> Iterator[dict[str, str]]:
    one, other = (dict(_flat(model.settings.model_dump(mode="json"))) for model in (before, after))
    for path in dict.fromkeys([*one, *other]):
        word = path.rpartition(".")[2]
        if path.startswith("title_") or word == "source" or word.endswith("_source"):
            continue
        old, new = _text(one.get(path)), _text(other.get(path))
        if old != new:
            sources = [_source(found, path) for found in (other, one)]
            yield _row("asked" if path.partition(".")[0] in ASKED else "world", path, (old, new), sources)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield settings by path; items of a list that have a name are told by it."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) and "name" in item for item in value):
        for item in value:
            yield f"{path}.{item['name']}", {key: part for key, part in item.items() if key != "name"}
    else:
        yield path, value


def _source(found: Mapping[str, Any], path: str) -> str:
    value = found.get(path)
    if isinstance(value, Mapping):
        return str(value.get("source", ""))
    beside = (f"{path}_source", f"{path.rpartition('.')[0]}.source")
    return next((str(found[key]) for key in beside if found.get(key)), "")


def _text(value: Any) -> str:
    """Return a setting as text: lists by their items, tables by what they say."""
    if value is None or value == "" or value == [] or value == {}:
        return _NOTHING
    if isinstance(value, Mapping) and {"ledger", "slack"} <= set(value):
        given = f" (slack {100 * value['slack']:g} %)" if value["slack"] else ""
        return " ".join(filter(None, (value["sense"], value["ledger"], value["family"]))) + given
    if isinstance(value, Mapping):
        said = [(key, part) for key, part in value.items() if key != "source" and part not in (None, "", 0.0)]
        return ", ".join(f"{key} {_text(part)}" for key, part in said)
    if isinstance(value, list | tuple):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _cells(before: Model, after: Model) -> Iterator[dict[str, str]]:
    for name, schema in model_tables().items():
        old, new = before.tables.get(name), after.tables.get(name)
        if old is None or new is None or old is new:
            continue
        one, other = (_keyed(frame, schema.key) for frame in (old, new))
        for key in [
            key for key in dict.fromkeys([*one.index, *other.index]) if (key in one.index) != (key in other.index)
        ]:
            there = key in other.index
            said = ("no such row", "row") if there else ("row", "no such row")
            yield _row("world", f"{name}.{key}", said, ["", ""])
        common = one.index.intersection(other.index)
        columns = [column for column in schema.columns if column not in (*schema.key, "source", "confidence")]
        yield from _changed(name, one.loc[common], other.loc[common], columns)


def _keyed(frame: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    columns = [frame[column].astype(str) for column in key]
    names = [".".join(part for part in row if part) for row in zip(*columns, strict=True)]
    keyed = frame.set_axis(pd.Index(names), axis=0)
    return keyed[~keyed.index.duplicated()]


def _changed(name: str, one: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    for column in columns:
        old, new = one[column], other[column]
        differs = (old.to_numpy(dtype=object) != new.to_numpy(dtype=object)) & ~(old.isna() & new.isna()).to_numpy()
        for place in np.flatnonzero(differs).tolist():
            key = one.index[place]
            sources = [str(frame["source"].iloc[place]) if "source" in frame else "" for frame in (other, one)]
            yield _row("world", f"{name}.{key}.{column}", (_cell(old.iloc[place]), _cell(new.iloc[place])), sources)


def _cell(value: Any) -> str:
    missing = not isinstance(value, tuple | list) and pd.isna(value)
    return _NOTHING if missing else _text(value.item() if hasattr(value, "item") else value)


def _row(kind: str, path: str, values: tuple[str, str], sources: Sequence[str]) -> dict[str, str]:
    # A cell that a scenario overrides keeps the source of its row, which speaks of the old value.
    source = "" if sources[0] == sources[1] else sources[0]
    return {"kind": kind, "path": path, "baseline": values[0], "value": values[1], "source": source,
            "baseline_source": sources[1]}  # fmt: skip
