"""Ways of building a candidate: at one of its plants, from one year on, within one range of size.

Investment with economies of scale, ``C(S) = c R (S / R)^n``, is followed by straight pieces between sizes that grow
by a constant ratio; each piece is a way of building of its own, with a fixed part and a part that grows with size. It
is exact at the ends of the pieces and a little too low between them, where a chord lies below the curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.network.annuity import annuity
from symbiosis.network.period import Period
from symbiosis.network.sites import refused_sites

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Columns of the table of options, and their types.
_OPTION = {
    **dict.fromkeys(("candidate", "facility", "plant", "process", "group"), object),
    **dict.fromkeys(("start", "start_year"), int),
    **dict.fromkeys(("last_year", "low_t_a", "high_t_a", "capex_cny", "capex_cny_t_a", "annual_cny"), float),
    **dict.fromkeys(("annual_cny_t_a", "area_ha", "min_t_a"), float),
}


def options(park: Park, models: Mapping[int, Model], periods: tuple[Period, ...]) -> tuple[pd.DataFrame, list[str]]:
    """Return every way of building, numbered, and sentences on the candidates that cannot be built.

    ``capex_cny`` and ``annual_cny`` are what a built line costs whatever its size, the columns ``..._t_a`` what each
    tonne a year of size adds; the annual cost is the annuity of the investment and the fixed cost of a year.
    Raises DataError for a candidate without a largest size, an investment or what an annuity needs.
    """
    rows, faults, withheld = [], [], []
    for row, candidate in _candidates(park, periods):
        where = f"facilities.csv row {row}"
        for period in periods:
            if not _may_start(candidate, period, periods[0]):
                continue
            model = models[period.year]
            process = model.tables["processes"].set_index("process").loc[candidate["process"]]
            if not _ready(process, model):
                withheld.append(f"{candidate['facility']} is not built: its process is {process['status']}")
                continue
            try:
                rows += _ways(candidate, process, model, period, where)
            except DataError as error:
                faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise DataError(faults)
    table = pd.DataFrame(rows, columns=list(_OPTION)).astype(_OPTION)
    parts, model = [], models[periods[0].year]
    for _, part in table.groupby(["start_year", "last_year"], sort=False):
        kept, refused = _sited(
            _while(park, int(part["start_year"].iloc[0]), float(part["last_year"].iloc[0])), model, part
        )
        parts.append(kept)
        withheld += refused
    table = pd.concat(parts, ignore_index=True) if parts else table
    return table, list(dict.fromkeys(withheld))


def _while(park: Park, first: int, last: float) -> Park:
    """Return the park without the facilities that are closed before the first year, or open after the last."""
    table = park.facilities
    here = ~(table["to_year"] < first) & ~(table["from_year"] > last) & ~(table["year"] < first)
    here &= ~(table["year"] > last)
    if here.all():
        return park
    return replace(park, tables=MappingProxyType({**park.tables, "facilities": table[here]}))


#: Limit that asks for a reason to refuse a plot.
_ASKED_BY = {"land": "land", "zoning": "separation", "receptor": "separation", "neighbour": "separation"}


def _sited(park: Park, model: Model, table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the plots that land, zoning or distances refuse, and say so."""
    sites = table[["facility", "plant", "process", "area_ha"]].drop_duplicates(ignore_index=True)
    if not {"land", "separation"} & set(model.settings.limits) or sites.empty:
        return table, []
    refusals = refused_sites(park, model, sites)
    refusals = refusals[refusals["rule"].map(_ASKED_BY).isin(model.settings.limits)]
    key = ["facility", "plant", "process", "area_ha"]
    left = table.merge(sites.iloc[refusals["site"].unique()], on=key, how="left", indicator="refused")
    kept = table[(left["refused"] == "left_only").to_numpy()].reset_index(drop=True)
    return kept, [str(reason) for reason in refusals["reason"]]


def candidate_name(facility: str, plant: str, plants: tuple[str, ...]) -> str:
    """Return the name of a candidate at one of its plants: its own where it has but one."""
    return facility if len(plants) == 1 else f"{facility}@{plant}"


def _candidates(park: Park, periods: tuple[Period, ...]) -> list[tuple[Any, dict[str, Any]]]:
    table = park.facilities[park.facilities["status"] == "candidate"]
    years = {period.year for period in periods}
    known = table["year"].isna() | table["year"].isin(years)
    return [(row, dict(zip(table.columns, cells, strict=True))) for row, cells in
            zip(table.index[known], table[known].itertuples(index=False, name=None), strict=True)]  # fmt: skip


def _may_start(candidate: dict[str, Any], period: Period, first: Period) -> bool:
    """Say whether a candidate may begin to run in a period; a single year is a state that nothing leads to."""
    ready = period.alone or period.year >= first.year + candidate["lead_a"]
    opened = not candidate["from_year"] > period.year and not candidate["to_year"] < period.year
    return bool(ready and opened and not (candidate["year"] == candidate["year"] and candidate["year"] != period.year))


def _ready(process: pd.Series[Any], model: Model) -> bool:
    settings = model.settings
    return "readiness" not in settings.gates or process["status"] in settings.technology.statuses


def _ways(
    candidate: dict[str, Any], process: pd.Series[Any], model: Model, period: Period, where: str
) -> list[dict[str, Any]]:
    low, high = _sizes(candidate, where)
    pieces = _pieces(candidate, process, (low, high), model.settings.horizon.segments, where)
    life = float(process["life_a"])
    invested = any(fixed or slope for _, _, fixed, slope in pieces)
    rate = annuity(model, life, f"{where}, process {candidate['process']}") if invested else 0.0
    last = min(
        period.year + life - 1.0 if invested and np.isfinite(life) else np.inf, _or(candidate["to_year"], np.inf)
    )
    plants = candidate["plant"]
    return [
        {
            "candidate": candidate["facility"],
            "facility": candidate_name(candidate["facility"], plant, plants),
            "plant": plant,
            "process": candidate["process"],
            "group": candidate["group"],
            "start": period.position,
            "start_year": period.year,
            "last_year": last,
            "low_t_a": begin,
            "high_t_a": end,
            "capex_cny": fixed,
            "capex_cny_t_a": slope,
            "annual_cny": rate * fixed + _or(candidate["fixed_cny_a"], 0.0),
            "annual_cny_t_a": rate * slope,
            "area_ha": _or(candidate["area_ha"], 0.0),
            "min_t_a": _or(candidate["min_t_a"], 0.0),
        }
        for plant in plants
        for begin, end, fixed, slope in pieces
    ]


def _sizes(candidate: dict[str, Any], where: str) -> tuple[float, float]:
    low = _or(candidate["min_size_t_a"], 0.0)
    high = _or(candidate["max_size_t_a"], _or(candidate["capacity_t_a"], np.nan))
    if not np.isfinite(high):
        wrong = f"{candidate['facility']} is a candidate without a largest size"
        raise DataError([Fault(f"{where}, max_size_t_a", wrong, "give max_size_t_a")])
    return low, high


def _pieces(
    candidate: dict[str, Any], process: pd.Series[Any], sizes: tuple[float, float], segments: int, where: str
) -> list[tuple[float, float, float, float]]:
    """Return ranges of size with the fixed part and the slope of the investment on each."""
    (low, high), name = sizes, candidate["facility"]
    own = [float(candidate[column]) for column in ("capex_cny", "capex_cny_t_a")]
    if not np.isnan(own).all():
        return [(low, high, *np.nan_to_num(own).tolist())]
    unit, exponent, reference = (float(process[word]) for word in ("capex_cny_t_a", "scale_exponent", "reference_t_a"))
    if np.isnan(unit):
        wrong = f"neither {name} nor its process {candidate['process']} has an investment"
        raise DataError([Fault(f"{where}, capex_cny_t_a", wrong, "give one; write 0 where nothing is invested")])
    if np.isnan(exponent) or exponent == 1.0 or unit == 0.0:
        return [(low, high, 0.0, unit)]
    if np.isnan(reference) or low <= 0:
        wrong = f"{candidate['process']} has the scale exponent {exponent:g}, "
        wrong += f"but {name} has no least size" if low <= 0 else "but no size at which its investment holds"
        right = "give min_size_t_a above 0" if low <= 0 else "give reference_t_a in processes.csv"
        raise DataError([Fault(f"{where}, min_size_t_a", wrong, right + ", or the candidate's own capex_cny_t_a")])
    ends = np.geomspace(low, high, segments + 1) if high > low else np.array([low, low])
    cost = unit * reference * (ends / reference) ** exponent
    if high == low:
        return [(low, high, float(cost[0]), 0.0)]
    slopes = np.diff(cost) / np.diff(ends)
    return [
        (float(begin), float(end), float(at - slope * begin), float(slope))
        for begin, end, at, slope in zip(ends, ends[1:], cost, slopes, strict=False)
    ]


def _or(value: Any, other: float) -> float:
    return other if value != value else float(value)
