"""What the name of a parameter stands for: a cell of a table, or a setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symbiosis.errors import UsageError
from symbiosis.scenario.cells import PARK, canonical, leaves, row_of
from symbiosis.scenario.layers import from_assignments
from symbiosis.schema import Column, Table, model_tables, park_tables

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.park import Park
    from symbiosis.scenario.model import Model


@dataclass(frozen=True)
class Cell:
    """A cell of a table, and the row that it stands in."""

    table: Table
    column: Column
    row: pd.Series[Any]

    @property
    def value(self) -> Any:
        """What the cell holds."""
        return self.row[self.column.name]


def cell_of(parameter: str, model: Model, park: Park) -> Cell | None:
    """Return the cell that ``transport.truck_bulk.cost_cny_tkm`` or ``park.offers.A|mud.amount_t`` names, else None."""
    path = _path(parameter)
    in_park = path[:1] == (PARK,)
    path = path[1:] if in_park else path
    schema, tables = (park_tables(), park.tables) if in_park else (model_tables(), model.tables)
    if len(path) < 3 or path[0] not in schema or path[-1] not in schema[path[0]].columns:
        return None
    table, frame = schema[path[0]], tables[path[0]]
    place = row_of(frame, table, path[1:-1])
    return Cell(table, table.columns[path[-1]], frame.iloc[place]) if isinstance(place, int) else None


def setting_of(parameter: str, model: Model) -> Any:
    """Return what a setting such as ``transport.circuity`` is; None where there is no such setting."""
    part: Any = model.settings
    for name in _path(parameter):
        part = getattr(part, name, None)
    return part


def _path(parameter: str) -> tuple[str, ...]:
    try:
        layer = canonical(from_assignments([f"{parameter}=0"]))
    except UsageError:
        return ()
    return next(path for path, value in leaves(layer) if value == 0)
