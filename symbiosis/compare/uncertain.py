"""What is not known for sure: the numbers of park and model that have a range, each with its distribution.

Every number is drawn by itself; no correlation between two of them is assumed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.network import Network
    from symbiosis.park import Park
    from symbiosis.scenario import Model

Shape = Literal["triangular", "pert"]
#: What may be drawn.
GROUPS = ("compositions", "arisings", "prices")
#: The most that the parts of a composition may add up to, in %.
WHOLE_PCT = 100.0
#: Standard deviations beyond which a measured value is not drawn.
_FARTHEST_SD = 3.0


@dataclass(frozen=True)
class Uncertain:
    """One number with its range."""

    path: str
    """As after ``--set``."""
    group: str
    low: float
    typical: float
    high: float
    sd: float = 0.0
    """Standard deviation of a measured value, drawn from a normal distribution cut at its range; 0 for a range."""
    lot: str = ""
    """Of a part of the 100 % of a composition: the lot that it is of."""
    room: float = math.inf
    """Of a part of the 100 %: what it and the other parts of the lot with a range may add up to."""

    def at(self, quantile: NDArray[np.float64], shape: Shape) -> NDArray[np.float64]:
        """Return the values at quantiles between 0 and 1."""
        from scipy import stats

        width = self.high - self.low
        if self.sd > 0:
            ends = (self.low - self.typical) / self.sd, (self.high - self.typical) / self.sd
            values = stats.truncnorm.ppf(quantile, *ends, loc=self.typical, scale=self.sd)
        elif shape == "triangular":
            values = stats.triang.ppf(quantile, (self.typical - self.low) / width, loc=self.low, scale=width)
        else:
            most = (self.typical - self.low) / width
            values = stats.beta.ppf(quantile, 1 + 4 * most, 1 + 4 * (1 - most), loc=self.low, scale=width)
        return np.asarray(np.clip(values, self.low, self.high), dtype=float)


def uncertain(park: Park, model: Model, groups: tuple[str, ...], arisings_pct: float) -> list[Uncertain]:
    """Return every number of ``groups`` that has a range and matters to what may flow in ``park``.

    ``arisings_pct`` is how far the amounts that arise may lie from what is stated; the tables give no range for them.
    Raises UsageError for a group that is not known, and where nothing has a range.
    """
    from symbiosis.api import horizon_of

    if unknown := [group for group in groups if group not in GROUPS]:
        raise UsageError(f"--draw: {unknown[0] or '(nothing)'} cannot be drawn; choose of {', '.join(GROUPS)}")
    horizon = horizon_of(park, model)
    here = horizon.model
    matter = {str(word) for network in horizon.networks for word in _matter(network)}
    sources = {
        "compositions": lambda: [*_typical(here, matter), *_measured(park, here)],
        "arisings": lambda: list(_arisings(park, arisings_pct)),
        "prices": lambda: list(_prices(here, matter)),
    }
    found = [one for group in groups for one in sources[group]() if one.high > one.low]
    if not found:
        raise UsageError(f"--draw: nothing of {', '.join(groups)} has a range; fill low and high, or sd, in the tables")
    return found


def _matter(network: Network) -> set[str]:
    """Return the materials that are offered, made or bought in."""
    bought = network.intakes.loc[network.intakes["buy_cny_t"].notna(), "material"]
    return {*network.offers["material"], *bought}


def _path(*parts: object, column: str) -> str:
    """Return the path of a cell; names are put in quotes, whatever is in them."""
    table, *key = (str(part) for part in parts)
    return ".".join([table, *(json.dumps(part, ensure_ascii=False) for part in key), column])


def _known(value: Any) -> bool:
    return value is not None and not math.isnan(float(value))


def _ends(typical: float, low: Any, high: Any) -> tuple[float, float]:
    """Return the ends of a range of which one may be blank: it then lies as far as the other; none is no range."""
    if not _known(low) and not _known(high):
        return typical, typical
    below = typical - float(low) if _known(low) else float(high) - typical
    above = float(high) - typical if _known(high) else typical - float(low)
    return typical - below, typical + above


def _typical(model: Model, matter: set[str]) -> Iterator[Uncertain]:
    rows = model.tables["compositions"]
    for material, lot in rows[rows["material"].isin(matter)].groupby("material", sort=False):
        ends = [_ends(*(float(row[word]) for word in ("value", "low", "high"))) for row in lot.to_dict("records")]
        paths = [_path("compositions", material, name, column="value") for name in lot["property"]]
        yield from _lot(str(material), lot.assign(path=paths, sd=0.0), ends, _in_total(model))


def _measured(park: Park, model: Model) -> Iterator[Uncertain]:
    rows = park.tables["compositions"]
    for (plant, material), lot in rows.groupby(["plant", "material"], sort=False):
        sds = lot["sd"].astype(float).fillna(0.0)
        values = lot["value"].astype(float)
        ends = list(zip(values - _FARTHEST_SD * sds, values + _FARTHEST_SD * sds, strict=True))
        paths = ["park." + _path("compositions", plant, material, name, column="value") for name in lot["property"]]
        yield from _lot(f"{plant}|{material}", lot.assign(path=paths, sd=sds), ends, _in_total(model))


def _lot(name: str, lot: pd.DataFrame, ends: list[tuple[float, float]], counted: set[str]) -> Iterator[Uncertain]:
    """Yield the properties of one lot; those that are part of the 100 % share what the fixed ones leave of it."""
    part = lot["property"].isin(counted).to_numpy()
    fixed = np.array([high <= low for low, high in ends])
    values = lot["value"].to_numpy(dtype=float)
    room = max(WHOLE_PCT, float(values[part].sum())) - float(values[part & fixed].sum())
    for row, (low, high), whole in zip(lot.to_dict("records"), ends, part.tolist(), strict=True):
        typical = float(row["value"])
        # A loss on ignition may be a gain; nothing else is below nothing.
        least, most = max(low, min(0.0, typical)), min(high, WHOLE_PCT) if whole else high
        named = (name, room) if whole else ("", math.inf)
        yield Uncertain(str(row["path"]), "compositions", least, typical, most, float(row["sd"]), *named)


def _in_total(model: Model) -> set[str]:
    rows: pd.DataFrame = model.tables["properties"]
    return set(rows.loc[rows["in_total"].astype(bool) & (rows["unit"] == "%"), "property"])


def _arisings(park: Park, pct: float) -> Iterator[Uncertain]:
    offers = park.offers[park.offers["kind"] == "arising"]
    for row in offers.to_dict("records"):
        year = [f"{row['year']:g}"] if _known(row["year"]) else []
        key = [row["plant"], row["material"], "arising", *year]
        amount = float(row["amount_t"])
        path = "park." + _path("offers", *key, column="amount_t")
        yield Uncertain(path, "arisings", amount * (1 - pct / 100), amount, amount * (1 + pct / 100))


def _prices(model: Model, matter: set[str]) -> Iterator[Uncertain]:
    rows = model.tables["prices"]
    for row in rows[rows["material"].isin(matter)].to_dict("records"):
        typical = float(row["price_cny_t"])
        low, high = _ends(typical, row["low"], row["high"])
        path = _path("prices", row["material"], row["side"], column="price_cny_t")
        yield Uncertain(path, "prices", low, typical, high)
