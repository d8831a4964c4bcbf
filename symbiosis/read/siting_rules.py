"""What rows on building, years, stocks and contracts must agree on, before any model is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.order import check_order, shown

Frames = Mapping[str, pd.DataFrame]

#: Columns that say something of a candidate alone, and of a stock alone.
_OF_CANDIDATES = ("min_size_t_a", "max_size_t_a", "capex_cny", "capex_cny_t_a", "lead_a", "group")
_OF_STOCKS = ("fed_by", "most_t")
#: What all rows of one candidate must say alike; its size, investment and window may differ from year to year.
_ONE = ("plant", "process", "min_t_a", "opex_cny_t", "permits", "max_partners", "group", "area_ha", "lead_a")


def _said(value: Any) -> bool:
    """Tell whether a cell says something: it is neither blank nor 0."""
    return bool(value) if isinstance(value, str | tuple) else bool(pd.notna(value) and value)


def _rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(table.index, *(table[column] for column in columns), strict=True)


def windows(frames: Frames) -> Iterator[Fault]:
    """Yield windows that end before they begin, and years outside their own window."""
    for name in ("offers", "facilities"):
        table, file = frames[name], f"{name}.csv"
        yield from check_order(table, "from_year", "to_year", file)
        yield from check_order(table, "from_year", "year", file)
        yield from check_order(table, "year", "to_year", file)


def candidates(frames: Frames) -> Iterator[Fault]:
    """Yield what only a candidate can have, said of a facility that exists; and loads above the largest size."""
    table = frames["facilities"]
    for column in _OF_CANDIDATES:
        for row, status, value in _rows(table, "status", column):
            if status == "existing" and _said(value):
                wrong = f"{value if isinstance(value, str) else shown(value)!r} is given for a facility that exists"
                yield Fault(f"facilities.csv row {row}, {column}", wrong, "leave it blank, or write status candidate")
    own = table[table["status"] == "candidate"]
    yield from check_order(own, "min_t_a", "max_size_t_a", "facilities.csv")
    yield from check_order(own[own["max_size_t_a"].isna()], "min_size_t_a", "capacity_t_a", "facilities.csv")


def names(frames: Frames) -> Iterator[Fault]:
    """Yield facilities that exist in one row and may be built in another, and candidates that change from row to row.

    A candidate with several plants is called ``name@plant`` where it is built; nothing else may be called so.
    """
    table = frames["facilities"]
    first: dict[str, dict[Any, Any]] = {}
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        before = first.setdefault(cells["facility"], cells | {"row": row})
        for column in ("status", *(_ONE if cells["status"] == "candidate" else ())):
            old, new = before[column], cells[column]
            if old != new and not (old != old and new != new):
                wrong = f"{new!r} is not what row {before['row']} says of {cells['facility']!r}: {old!r}"
                yield Fault(
                    f"facilities.csv row {row}, {column}", wrong, "write the same in both, or give it a new name"
                )
                break
    for _, name, status, plants in _rows(table, "facility", "status", "plant"):
        for plant in plants if status == "candidate" and len(plants) > 1 else ():
            built = f"{name}@{plant}"
            if built in first:
                wrong = f"{built!r} is what {name!r} is called when it is built at {plant}"
                yield Fault(f"facilities.csv row {first[built]['row']}, facility", wrong, "give it another name")


def stocks(frames: Frames) -> Iterator[Fault]:
    """Yield what only a stock can have, said of another offer; stocks that grow; feeders that stand elsewhere."""
    offers, facilities = frames["offers"], frames["facilities"]
    stands: dict[str, tuple[str, ...]] = {}
    for plants, name in zip(facilities["plant"], facilities["facility"], strict=True):
        stands[name] = tuple(plants)
    for row, kind, plant, growth, *own in _rows(offers, "kind", "plant", "growth_pct_a", *_OF_STOCKS):
        for column, value in zip(_OF_STOCKS, own, strict=True):
            if kind != "stock" and (value != "" if column == "fed_by" else pd.notna(value)):
                wrong = f"{value!r} is given for an offer of kind {kind}"
                yield Fault(f"offers.csv row {row}, {column}", wrong, "leave it blank, or write kind stock")
        if kind == "stock" and _said(growth):
            wrong = (
                f"a stock does not grow by {shown(growth)} % a year: it is what lies there when the first year begins"
            )
            yield Fault(f"offers.csv row {row}, growth_pct_a", wrong, "leave it blank; fed_by says what is put on it")
        if growth <= -100:
            wrong = f"{shown(growth)} % a year leaves nothing behind"
            yield Fault(
                f"offers.csv row {row}, growth_pct_a", wrong, "give to_year, the last year in which it is offered"
            )
        feeder = own[0]
        if kind == "stock" and feeder in stands and stands[feeder] != (plant,):
            wrong = f"{feeder!r} stands at {';'.join(stands[feeder])}, the stock lies at {plant}"
            yield Fault(f"offers.csv row {row}, fed_by", wrong, f"name a facility at {plant} alone, or leave it blank")


def connections(frames: Frames) -> Iterator[Fault]:
    """Yield rows of links that forbid what they pay for, that end nowhere definite, or that can never be met."""
    links, facilities = frames["links"], frames["facilities"]
    several = {
        name for name, plants in zip(facilities["facility"], facilities["plant"], strict=True) if len(plants) > 1
    }
    plants = set(frames["plants"]["plant"])
    columns = ("to", "status", "allowed", "build_cny", "capacity_t_a", "min_t_a", "contract_t_a", "penalty_cny_t")
    for row, to, status, allowed, build, most, least, contract, penalty in _rows(links, *columns):
        where = f"links.csv row {row}"
        if to in several and to not in plants:
            wrong = f"{to!r} may be built on several plots, so the connection has no one end"
            yield Fault(f"{where}, to", wrong, "name the plot (its plant)")
        if status == "existing" and pd.notna(build):
            wrong = f"{shown(build)} CNY are given for a connection that exists"
            yield Fault(f"{where}, build_cny", wrong, "leave it blank, or write status candidate")
        for column, value in (("min_t_a", least), ("contract_t_a", contract)):
            if value > 0 and allowed is not None and not allowed:
                wrong = f"{shown(value)} t/a are asked of a connection that is not allowed"
                yield Fault(f"{where}, {column}", wrong, "leave it blank, or allow it")
            if value > most:
                wrong = f"{shown(value)} t/a are more than its capacity of {shown(most)} t/a"
                yield Fault(f"{where}, {column}", wrong, f"write at most {shown(most)}")
        if penalty > 0 and not contract > 0:
            wrong = f"{shown(penalty)} CNY/t are due below a contract that is not there"
            yield Fault(f"{where}, penalty_cny_t", wrong, "give contract_t_a, or leave it blank")


def budgets(frames: Frames) -> Iterator[Fault]:
    """Yield caps on all years together that are restricted to one."""
    caps = frames["caps"]
    for row, span, year in _rows(caps, "span", "year"):
        if span == "horizon" and not np.isnan(year):
            wrong = f"{year:g} is given for an amount that holds for all years together"
            yield Fault(f"caps.csv row {row}, year", wrong, "leave it blank, or write span year")


RULES = (windows, candidates, names, stocks, connections, budgets)


def fits_model(park: Frames, model: Frames) -> Iterator[Fault]:
    """Yield feeders that do not take what lies in their stock, and connections to build by a mode without a life."""
    recipes, materials = model["recipes"], model["materials"]
    family = dict(zip(materials["material"], materials["family"], strict=True))
    takes = recipes.groupby("process")["input"].agg(set).to_dict()
    runs = dict(zip(park["facilities"]["facility"], park["facilities"]["process"], strict=True))
    for row, feeder, material in _rows(park["offers"], "fed_by", "material"):
        process = runs.get(feeder, "")
        if process in takes and material in family and not takes[process] & {material, family[material]}:
            wrong = f"{feeder!r} runs {process!r}, which takes in no {material!r}: nothing is ever put on the stock"
            yield Fault(f"offers.csv row {row}, fed_by", wrong, "name a facility that takes it in, or leave it blank")
    modes = model["modes"].drop_duplicates("mode").set_index("mode")
    for row, mode, status, build in _rows(park["links"], "mode", "status", "build_cny"):
        if status != "candidate" or mode not in modes.index:
            continue
        cost, life = (float(modes.loc[mode, column]) for column in ("build_cny_km", "life_a"))
        if (build > 0 or (np.isnan(build) and cost > 0)) and np.isnan(life):
            wrong = f"{mode!r} has no life over which what is built for it is paid"
            yield Fault(f"links.csv row {row}, mode", wrong, "give life_a in models/modes.csv, or another mode")
