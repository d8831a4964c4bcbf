"""What park and model say for the year of a plan, in look-up form; read straight from their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

SCOPES = ("plant", "owner", "zone", "province")

#: A table, or columns of one length by name.
Rows = pd.DataFrame | Mapping[str, NDArray[Any]]


class Facts:
    """The tables that a plan was made from, cut to its year."""

    def __init__(self, plan: Plan, before: Plan | None = None, length_a: int = 1, base_year: int | None = None) -> None:
        """Take a plan of one year, the plan of the period before, the years that it stands for, the year of amounts."""
        self.settings: Any = plan.model.settings
        self.year = int(self.settings.year)
        self.length_a = length_a
        self._base_year = self.year if base_year is None else base_year
        self._plan = plan
        self._before = before
        self._park = plan.park.tables
        self._model = plan.model.tables
        self.plants = self._park["plants"].set_index("plant", drop=False)
        self.materials = self._model["materials"].set_index("material", drop=False)
        self.processes = self._model["processes"].set_index("process", drop=False)
        self.modes = self._model["modes"].set_index("mode", drop=False)
        families = self._model["families"]
        self.family: dict[str, str] = dict(zip(self.materials.index, self.materials["family"], strict=True))
        self.role: dict[str, str] = dict(zip(families["family"], families["role"], strict=True))
        units = dict(zip(families["family"], families["unit"], strict=True))
        self.unit: dict[str, str] = {material: units[family] for material, family in self.family.items()}
        self._qualities: dict[tuple[str, str, str], float] = {}
        self._sources: dict[tuple[str, str], int] = {}
        self._load_units: dict[str, str] = {}

    def model(self, table: str) -> pd.DataFrame:
        """Return a table of the model."""
        return self._model[table]

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables of the park as they stand."""
        return self._park

    def park(self, table: str) -> pd.DataFrame:
        """Return the rows of a park table that hold in the year."""
        rows = self._park[table]
        if "year" not in rows.columns:
            return rows
        year = rows["year"].astype(float)
        rows = rows[year.isna() | (year == self.year)]
        if "from_year" in rows.columns:
            first, last = (rows[column].astype(float) for column in ("from_year", "to_year"))
            rows = rows[(first.fillna(-np.inf) <= self.year) & (last.fillna(np.inf) >= self.year)]
        return rows

    def matches(self, word: str, material: str) -> bool:
        """Tell whether ``word`` (blank, a material or a family) covers the material.

        A word that is both a material and a family means the material.
        """
        return word in ("", material) or (word == self.family[material] and word not in self.family)

    @cached_property
    def offers(self) -> pd.DataFrame:
        """Given offers: plant, material, kind, amount_t, price_cny_t, must_place, fed_by, most_t.

        The amount of a stock is what lies there when the period begins.
        """
        columns = ["plant", "material", "kind", "amount_t", "price_cny_t", "must_place", "fed_by", "most_t"]
        rows = self.park("offers")[[*columns, "growth_pct_a"]].copy()
        rows["amount_t"] = [self._amount(row) for row in records(rows)]
        stated = rows["must_place"].astype(object)
        rows["must_place"] = [
            kind == "arising" if pd.isna(answer) else bool(answer)
            for kind, answer in zip(rows["kind"], stated, strict=True)
        ]
        rows["price_cny_t"] = rows["price_cny_t"].astype(float).fillna(0.0)
        return rows.reset_index(drop=True)

    def _amount(self, offer: dict[str, Any]) -> float:
        """Return what is offered in the year: grown from the base year, or of a stock what the year before has left."""
        if offer["kind"] == "stock" and self._before is not None:
            left = self._before.offers
            key = ["plant", "material", "kind"]
            same = left[(left[key] == pd.Series({word: offer[word] for word in key})).all(axis=1)]
            if len(same):
                return float(same["stays_t"].iloc[0])
        rate = float(offer["growth_pct_a"])
        if np.isnan(rate):
            common = self.settings.growth if offer["kind"] == "arising" else {}
            rate = common.get(offer["material"], common.get(self.family[offer["material"]], 0.0))
        return float(offer["amount_t"]) * (1.0 + rate / 100.0) ** (self.year - self._base_year)

    @cached_property
    def existing(self) -> pd.DataFrame:
        """Facilities of the park that exist in the year; their plant is one."""
        rows = self.park("facilities")
        rows = rows[rows["status"] == "existing"].copy()
        rows["plant"] = [plants[0] for plants in rows["plant"]]
        return rows

    @cached_property
    def candidates(self) -> dict[str, dict[str, Any]]:
        """Candidates of the park by name."""
        rows = self._park["facilities"]
        return {row["facility"]: row for row in records(rows[rows["status"] == "candidate"])}

    @cached_property
    def built(self) -> pd.DataFrame:
        """What was built and stands in the year, as facilities of the park: its capacity is its size."""
        rows = [
            {**self.candidates[row["candidate"]], "facility": row["facility"], "plant": row["plant"],
             "capacity_t_a": row["size_t_a"], "fixed_cny_a": 0.0}
            for row in records(self._plan.builds) if row["candidate"] in self.candidates
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(self._park["facilities"].columns))

    @property
    def mains(self) -> pd.DataFrame:
        """Connections that were built and stand in the year."""
        return self._plan.mains

    @cached_property
    def facilities(self) -> pd.DataFrame:
        """Facilities that stand, by id: plant, process, fate, capacity_t_a, min_t_a, opex_cny_t, permits."""
        rows = pd.concat([self.existing, self.built]) if len(self.built) else self.existing.copy()
        rows["fate"] = rows["process"].map(self.processes["fate"])
        rows["min_t_a"] = rows["min_t_a"].astype(float).fillna(0.0)
        common = rows["process"].map(self.processes["opex_cny_t"]).astype(float)
        rows["opex_cny_t"] = rows["opex_cny_t"].astype(float).fillna(common).fillna(0.0)
        return rows.set_index("facility", drop=False)

    @cached_property
    def recipes(self) -> dict[str, list[dict[str, Any]]]:
        """Recipe rows by process."""
        rows: dict[str, list[dict[str, Any]]] = {process: [] for process in self.processes.index}
        for row in records(self.model("recipes")):
            rows[row["process"]].append(row)
        return rows

    @cached_property
    def yields(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of yields by process."""
        rows: dict[str, list[dict[str, Any]]] = {process: [] for process in self.processes.index}
        for row in records(self.model("yields")):
            rows[row["process"]].append(row)
        return rows

    def accepts(self, process: str, material: str) -> bool:
        """Tell whether a recipe row of the process names the material or its family."""
        return material in self._inputs[process]

    @cached_property
    def _inputs(self) -> dict[str, set[str]]:
        """Materials that recipe rows name, by process."""
        return {
            process: {m for word in {row["input"] for row in rows} for m in self._members(word)}
            for process, rows in self.recipes.items()
        }

    def _members(self, word: str) -> Iterable[str]:
        """Return the materials that ``word`` covers."""
        if word in self.family:
            return (word,)
        return [material for material in self.family if self.matches(word, material)]

    def load_unit(self, process: str) -> str:
        """Return the unit of a process's load: tonnes if it may take in any, else the unit of what it takes in."""
        if process not in self._load_units:
            units = [self.unit[material] for material in self.family if material in self._inputs[process]]
            self._load_units[process] = "t" if "t" in units or not units else units[0]
        return self._load_units[process]

    def loads(self, process: str, material: str) -> bool:
        """Tell whether a material counts in the load of a process; what comes in another unit only serves it."""
        return self.unit[material] == self.load_unit(process)

    def price(self, side: str) -> dict[str, float]:
        """Return the price by material of the side "buy" or "sell", in CNY/t."""
        rows = self.model("prices")
        rows = rows[rows["side"] == side]
        return {material: float(price) for material, price in zip(rows["material"], rows["price_cny_t"], strict=True)}

    @cached_property
    def credits(self) -> set[str]:
        """Ledgers of credits, which may belong to whoever supplied what is used."""
        rows = self.model("ledgers")
        return {str(ledger) for ledger in rows["ledger"][rows["credit"].astype(bool)]}

    @cached_property
    def at_market(self) -> set[str]:
        """Materials that a market of the park takes; they are not sold at the gate."""
        markets = self.facilities[self.facilities["fate"] == "market"]["process"].unique()
        return {material for material in self.family if any(self.accepts(process, material) for process in markets)}

    @cached_property
    def standards(self) -> list[dict[str, Any]]:
        """Standards of the regimes that hold, as far as the settings leave them switched on."""
        off, regimes = self.settings.standards_off, self.settings.regimes
        rows = records(self.model("standards")) if "standards" in self.settings.limits else []
        return [
            rule for rule in rows if rule["standard"] not in off and (not rule["regime"] or rule["regime"] in regimes)
        ]

    def needed(self, process: str, material: str) -> set[str]:
        """Return the properties of the material that the standards of the process judge."""
        properties: set[str] = set()
        if self.unit[material] != "t":
            return properties  # only what is weighed is part of a blend
        for rule in self.standards:
            judged = rule["on"] != "input" or self.matches(rule["input"], material)
            if process in rule["processes"] and judged:
                properties.update(word for word in (rule["property"], rule["over"]) if word)
                properties.update(["LOI"] if ignited(rule) else [])
        return properties

    @cached_property
    def _measured(self) -> dict[tuple[str, str, str], float]:
        rows = self.park("compositions")
        keys = zip(rows["plant"], rows["material"], rows["property"], strict=True)
        return dict(zip(keys, rows["value"].astype(float), strict=True))

    @cached_property
    def _typical(self) -> dict[tuple[str, str], float]:
        rows = self.model("compositions")
        return dict(zip(zip(rows["material"], rows["property"], strict=True), rows["value"].astype(float), strict=True))

    @cached_property
    def _terms(self) -> dict[str, tuple[tuple[str, float], ...]]:
        rows = self.model("properties")
        return dict(zip(rows["property"], rows["terms"], strict=True))

    def quality(self, plant: str, material: str, prop: str) -> float:
        """Return the property of a plant's material: measured, else typical, else from its terms; NaN if unknown."""
        key = (plant, material, prop)
        if key not in self._qualities:
            terms = self._terms.get(prop) or ()
            if terms:
                parts = [coefficient * self.quality(plant, material, base) for base, coefficient in terms]
                self._qualities[key] = float(sum(parts))
            else:
                self._qualities[key] = self._measured.get(key, self._typical.get((material, prop), np.nan))
        return self._qualities[key]

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every property."""
        rows = self.model("properties")
        return dict(zip(rows["property"], rows["unit"], strict=True))

    def sources(self, lots: pd.DataFrame) -> list[int]:
        """Return a number for the plant and material of every lot (columns lot_plant and material)."""
        pairs = zip(words(lots["lot_plant"]), words(lots["material"]), strict=True)
        return [self._sources.setdefault(pair, len(self._sources)) for pair in pairs]

    def by_source(self, lots: Rows, value: Callable[[str, str], float]) -> NDArray[np.float64]:
        """Return ``value`` of the plant and material of every lot, asked once for each; lots know their ``source``."""
        pairs, source = list(self._sources), np.asarray(lots["source"], dtype=int)
        values = {number: value(*pairs[number]) for number in set(source.tolist())}
        return np.array([values[number] for number in source.tolist()], dtype=float)

    def qualities(self, lots: Rows, prop: str) -> NDArray[np.float64]:
        """Return the property of every lot."""
        return self.by_source(lots, lambda plant, material: self.quality(plant, material, prop))

    def covers(self, word: str, rows: Rows) -> NDArray[np.bool_]:
        """Return, row by row, whether ``word`` (blank, material or family) covers its ``material``."""
        materials = np.asarray(rows["material"], dtype=object).tolist()
        named = {material: self.matches(word, material) for material in set(materials)}
        return np.array([named[material] for material in materials], dtype=bool)


def words(column: pd.Series) -> list[Any]:
    """Return what stands in a column; pandas itself would hand it out cell by cell."""
    cells: list[Any] = column.to_numpy(dtype=object).tolist()
    return cells


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column name."""
    names = [str(column) for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*(words(table[n]) for n in table.columns), strict=True)]


def ignited(rule: dict[str, Any]) -> bool:
    """Tell whether a standard is on ignited matter and divides by mass."""
    return bool(rule["ignited"]) and not rule["over"] and rule["on"] != "product"
