"""Levers: the single numbers of a park or model that may hold a plan back, each with its place in the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.formulation.limits import caps as cap_room
from symbiosis.formulation.limits import standards as standard_room
from symbiosis.formulation.recipes import recipe_rows
from symbiosis.network.units import ledger_units
from symbiosis.solver.bench import Change

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation, Year
    from symbiosis.formulation.rows import Rows
    from symbiosis.solver.gather import Matrix
    from symbiosis.solver.highs import Point

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lever:
    """A number, where it stands, and what one unit more of it changes in its row of the matrix."""

    kind: str
    """capacity, least_load, connection, standard, most_share, least_share, cap, target or offer."""
    place: str
    item: str
    year: int
    now: float
    unit: str
    step: float
    """What is meant by a little looser, in the unit: a tonne, 0.1, a percent; its sign says which way is looser."""
    row: int
    lower: float = 0.0
    """What one unit adds to the row's lower side."""
    upper: float = 0.0
    columns: tuple[int, ...] = ()
    slopes: tuple[float, ...] = ()
    """What one unit adds to the row's coefficients, by column."""

    def change(self, problem: Matrix, by: float) -> Change:
        """Return what ``by`` more of the number changes."""
        sides = {}
        if self.lower or self.upper:
            low, high = problem.row_lower[self.row], problem.row_upper[self.row]
            sides[self.row] = (float(low + by * self.lower), float(high + by * self.upper))
        row = _row(problem, self.row)
        cells = {
            (self.row, column): float(row[column] + by * slope)
            for column, slope in zip(self.columns, self.slopes, strict=True)
        }
        return Change(rows=sides, cells=cells)

    def rate(self, point: Point) -> float:
        """Return what one unit more adds to the objective, by the price of its row."""
        price = float(point.row_duals[self.row])
        if not price:
            return 0.0
        moved = sum(slope * point.columns[column] for column, slope in zip(self.columns, self.slopes, strict=True))
        return price * float(max(self.lower, self.upper, key=abs) - moved)


def levers(formulation: Formulation, problem: Matrix) -> list[Lever]:
    """Return every lever whose row is part of the problem."""
    found: list[Lever] = []
    for make in (_capacities, _connections, _offers, _caps, _targets, _standards, _shares):
        found += [lever for lever in make(formulation, problem) if _holds(problem, lever)]
    return found


def _holds(problem: Matrix, lever: Lever) -> bool:
    """Say whether the row is on: one that was switched off has no side left."""
    return bool(np.isfinite(problem.row_lower[lever.row]) or np.isfinite(problem.row_upper[lever.row]))


def _row(problem: Matrix, row: int) -> dict[int, float]:
    """Return the coefficients of a row; the matrix is kept by columns, and so is turned once and kept."""
    turned = problem.__dict__.get("_by_rows")
    if turned is None:
        turned = problem.matrix.tocsr()
        problem.__dict__["_by_rows"] = turned
    start, end = turned.indptr[row], turned.indptr[row + 1]
    pairs = zip(turned.indices[start:end], turned.data[start:end], strict=True)
    return _Sparse({int(column): float(value) for column, value in pairs})


class _Sparse(dict[int, float]):
    """Coefficients by column; nothing stands where nothing is said."""

    def __missing__(self, column: int) -> float:
        return 0.0


def _capacities(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks.get("capacity")
    if start is None:
        return
    units = pd.concat([year.network.facilities for year in formulation.years]).drop_duplicates("facility")
    unit = units.set_index("facility")["unit"] if "unit" in units else pd.Series("t", index=units["facility"])
    for number, label in enumerate(formulation.labels["capacity"].to_dict("records")):
        row, place, year = start + number, str(label["facility"]), int(label["year"])
        for kind, sides, sign in (("capacity", problem.row_upper, 1.0), ("least_load", problem.row_lower, -1.0)):
            now = float(sides[row]) * 1000.0
            if np.isfinite(now) and (kind == "capacity" or now > 0):
                side: Any = {"upper": 0.001} if kind == "capacity" else {"lower": 0.001}
                yield Lever(kind, place, "", year, now, f"{unit[place]}/a", sign, row, **side)


def _connections(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks.get("links")
    if start is None:
        return
    labels = formulation.labels["links"]
    several = len(formulation.years)
    for number, label in enumerate(labels.to_dict("records")):
        year = formulation.years[number * several // max(len(labels), 1)].network.period.year
        item = " ".join(filter(None, (label["mode"], label["material"])))
        row = start + number
        now = float(problem.row_upper[row]) * 1000.0
        yield Lever("connection", f"{label['from']} -> {label['to']}", item, year, now, "t/a", 1.0, row, upper=0.001)


def _offers(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks["offers"]
    for year in formulation.years:
        offers = year.network.offers
        given = (offers["kind"] != "made") & (offers["amount_t"] > 0) & (offers["before"] < 0)
        names = (offers[column].to_numpy(dtype=object)[given] for column in ("plant", "material", "unit"))
        for number, plant, material, unit in zip(np.flatnonzero(given), *names, strict=True):
            row = start + int(number)
            now = float(problem.row_upper[row]) * 1000.0
            yield Lever(
                "offer", plant, material, year.network.period.year, now, str(unit), 1.0, row, lower=0.001, upper=0.001
            )
        start += len(offers)


def _caps(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks.get("caps")
    if start is None:
        return
    units = ledger_units(formulation.horizon.model)
    for year in formulation.years:
        labels = cap_room.rows(year.network, year.columns, year.ledgers, formulation.keys).labels
        for label in labels.to_dict("records"):
            at_most = label["sense"] == "<="
            place = f"{label['scope']} {label['name']}".strip()
            item = f"{label['ledger']} {label['family']}".strip()
            step = (0.01 * abs(label["amount"]) or 1.0) * (1.0 if at_most else -1.0)
            side: Any = {"upper": 0.001} if at_most else {"lower": 0.001}
            yield Lever(
                "cap", place, item, year.network.period.year, float(label["amount"]), str(units[label["ledger"]]),
                step, start, **side,
            )  # fmt: skip
            start += 1


def _targets(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks.get("targets")
    if start is None:
        return
    for number, label in enumerate(formulation.labels["targets"].to_dict("records")):
        row, looser = start + number, -1.0 if label["sense"] == ">=" else 1.0
        own = _target_column(formulation, label, label["ledger"])
        place = f"{label['scope']} {label['scope_name']}".strip()
        year = int(label["year"]) or formulation.years[0].network.period.year
        if label["over"]:
            over = _target_column(formulation, label, label["over"])
            slope: dict[str, Any] = {"columns": (over,), "slopes": (-1.0,)} if over != own else {}
            if slope:
                yield Lever("target", place, label["target"], year, label["value"], "1", 0.01 * looser, row, **slope)
            continue
        side: Any = {"lower": 0.001} if label["sense"] == ">=" else {"upper": 0.001}
        step = (0.01 * abs(label["value"]) or 1.0) * looser
        yield Lever("target", place, label["target"], year, label["value"], label["ledger"], step, row, **side)


def _target_column(formulation: Formulation, label: Any, ledger: str) -> int:
    from symbiosis.formulation import LedgerKey

    key = LedgerKey(ledger, label["family"], label["scope"], label["scope_name"], label["year"])
    return int(formulation.years[0].columns.ledger[formulation.keys[key]])


def _standards(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    start = problem.blocks.get("standards")
    if start is None:
        return
    units = formulation.horizon.model.tables["properties"].set_index("property")["unit"]
    for year in formulation.years:
        rules = year.network.standards
        limit = rules["limit"].to_numpy(dtype=float)
        delta = np.where(limit == 0, 1.0, 0.01 * limit)
        moved = replace(year.network, standards=rules.assign(limit=limit + delta))
        rows = standard_room.rows(moved, year.columns, year.ledgers, formulation.keys)
        kept = rules.set_index(["facility", "standard"]).loc[pd.MultiIndex.from_frame(rows.labels)].reset_index()
        # A row is divided by the size of its limit; the moved one is brought to the size of the one that stands.
        ratio = np.where(kept["limit"] == 0, 1.0, 1.01)
        slopes = _slopes(problem, start, rows, ratio, np.where(kept["limit"] == 0, 1.0, 0.01 * kept["limit"]))
        names = year.network.facilities["facility"].tolist()
        for number, rule in enumerate(kept.to_dict("records")):
            unit = "1" if rule["over"] else str(units[rule["property"]])
            step = 0.1 if unit in ("%", "1") else 0.01 * abs(rule["limit"]) or 1.0
            yield Lever(
                "standard", str(names[rule["facility"]]), rule["standard"], year.network.period.year, rule["limit"],
                unit, step if rule["sense"] == "<=" else -step, start + number, **slopes(number),
            )  # fmt: skip
        start += len(rows)


def _shares(formulation: Formulation, problem: Matrix) -> Iterator[Lever]:
    for side, kind, looser in (("max", "most_share", 0.01), ("min", "least_share", -0.01)):
        start = problem.blocks[f"recipe_{side}"]
        for year in formulation.years:
            yield from _shares_of(year, problem, side, kind, looser, start)
            start += len(recipe_rows(year.network, year.columns, side))


def _shares_of(year: Year, problem: Matrix, side: str, kind: str, looser: float, start: int) -> Iterator[Lever]:
    recipes = year.network.recipes
    share = recipes[f"{side}_share"].astype(float)
    # A factor keeps the rows that there are: what is idle stays idle.
    factor = 1.0 - 1e-3 if side == "max" else 1.0 + 1e-3
    moved = replace(year.network, recipes=recipes.assign(**{f"{side}_share": share * factor}))
    now = recipe_rows(year.network, year.columns, side).labels
    rows = recipe_rows(moved, year.columns, side)
    keys = ["facility", "process", "input", "per"]
    value = recipes.drop_duplicates(keys).set_index(keys)[f"{side}_share"]
    if len(rows) != len(now):  # a share of one, which the factor has made a row
        place = pd.MultiIndex.from_frame(rows.labels).get_indexer(pd.MultiIndex.from_frame(now))
        matrix = rows.matrix(problem.layout.size)[place]
    else:
        matrix = rows.matrix(problem.layout.size)
    shares = value.loc[pd.MultiIndex.from_frame(now)].to_numpy(dtype=float) if len(now) else np.empty(0)
    slopes = _slopes_of(problem, start, matrix, np.ones(len(now)), shares * (factor - 1.0))
    names = year.network.facilities["facility"].tolist()
    for number, label in enumerate(now.to_dict("records")):
        if shares[number] == 0.0:
            continue
        name = str(names[label["facility"]])
        item = label["input"] + (f" per {label['per']}" if label["per"] else "")
        yield Lever(
            kind, name, item, year.network.period.year, shares[number], "1", looser, start + number, **slopes(number)
        )


def _slopes(problem: Matrix, start: int, rows: Rows, ratio: Floats, delta: Floats) -> Any:
    return _slopes_of(problem, start, rows.matrix(problem.layout.size), ratio, delta)


def _slopes_of(problem: Matrix, start: int, moved: sp.csr_matrix, ratio: Floats, delta: Floats) -> Any:
    """Return a function that gives, by row, the slopes of its coefficients: (moved - now) / delta."""
    now = problem.matrix.tocsr()[start : start + moved.shape[0], : problem.layout.size]
    change = sp.csr_matrix(sp.diags(ratio) @ moved - now)
    change.eliminate_zeros()

    def of(number: int) -> dict[str, Any]:
        first, last = change.indptr[number], change.indptr[number + 1]
        values = change.data[first:last]
        kept = np.abs(values) > 1e-12 * np.abs(values).max(initial=0.0)
        columns = tuple(change.indices[first:last][kept].tolist())
        return {"columns": columns, "slopes": tuple((values[kept] / delta[number]).tolist())}

    return of
