"""Ledgers: everything that is added up, built from one table of coefficients.

A ledger is a list of parts; a part says for some columns of the matrix how much one unit of the column adds, to whose
plant it is booked and to which family of materials it belongs. Totals, caps, targets, objectives and the plan's ledger
tables all come from the same parts, so nothing is added up twice anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.errors import DataError, Fault
from symbiosis.formulation.flows import Columns
from symbiosis.network.offers import sell_prices
from symbiosis.network.words import members

if TYPE_CHECKING:
    from symbiosis.network import Network

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Column number of an entry that is a constant.
CONSTANT = -1


@dataclass(frozen=True)
class LedgerKey:
    """One number to be added up: a ledger, in a scope, of one family or of all."""

    ledger: str
    family: str = ""
    scope: str = "park"
    name: str = ""


@dataclass(frozen=True)
class Part:
    """A kind of contribution to a ledger: per entry a column, a coefficient, a plant and a family.

    Coefficients are ledger units per tonne, which is also thousand units per kt as the model counts.
    """

    kind: str
    columns: Integers
    coefficients: Floats
    plants: NDArray[np.object_]
    families: NDArray[np.object_]


class Ledgers:
    """All ledgers of one network."""

    def __init__(self, network: Network, columns: Columns) -> None:
        self.network = network
        self.columns = columns
        self._parts: dict[str, list[Part]] = {}

    def parts(self, ledger: str) -> list[Part]:
        """Return the parts of ``ledger``; raises DataError where a factor needs a property that nobody knows."""
        if ledger not in self._parts:
            built_in = _BUILT_IN.get(ledger)
            self._parts[ledger] = [*(built_in(self) if built_in else ()), *self._factors(ledger)]
        return self._parts[ledger]

    def row(self, key: LedgerKey) -> tuple[Integers, Floats, float]:
        """Return the columns, coefficients and constant (in thousand units) of one number."""
        columns, coefficients, constant = [np.empty(0, np.int64)], [np.empty(0)], 0.0
        for part in self.parts(key.ledger):
            counted = self._counted(part, key)
            fixed = part.columns[counted] == CONSTANT
            constant += float(part.coefficients[counted][fixed].sum())
            columns.append(part.columns[counted][~fixed])
            coefficients.append(part.coefficients[counted][~fixed])
        return np.concatenate(columns), np.concatenate(coefficients), constant

    def amounts(self, ledger: str, values: Floats) -> pd.DataFrame:
        """Return what the ledger holds at a point of the matrix: columns kind, family, plant, amount (ledger units)."""
        frames = []
        for part in self.parts(ledger):
            at = np.where(part.columns == CONSTANT, 1.0, values[np.maximum(part.columns, 0)])
            frame = pd.DataFrame({"kind": part.kind, "family": part.families, "plant": part.plants})
            frames.append(frame.assign(amount=part.coefficients * at * 1000.0))
        if not frames:
            return pd.DataFrame({"kind": [], "family": [], "plant": [], "amount": []})
        table = pd.concat(frames, ignore_index=True)
        return table.groupby(["kind", "family", "plant"], as_index=False, sort=True)["amount"].sum()

    def _counted(self, part: Part, key: LedgerKey) -> NDArray[np.bool_]:
        counted = np.ones(len(part.columns), dtype=bool)
        if key.family:
            counted &= part.families == key.family
        if key.scope != "park":
            counted &= np.isin(part.plants.astype(str), self.plants_in(key.scope, key.name))
        return counted

    def plants_in(self, scope: str, name: str) -> list[str]:
        """Return the plants of a scope such as one owner."""
        plants = self.network.park.plants
        return plants.loc[plants[scope] == name, "plant"].tolist()

    # What a ledger is built from ------------------------------------------------------------------------------------

    def flows(self, kind: str, coefficients: Floats, where: NDArray[np.bool_] | None = None) -> Part:
        """Return a part on the flows, booked to the plant that sends."""
        offer = self.network.links["offer"].to_numpy()
        chosen = np.flatnonzero(coefficients if where is None else where & (coefficients != 0))
        offers = self.network.offers
        return Part(
            kind,
            self.columns.flow[chosen],
            np.asarray(coefficients, dtype=float)[chosen],
            offers["plant"].to_numpy(dtype=object)[offer[chosen]],
            offers["family"].to_numpy(dtype=object)[offer[chosen]],
        )

    def by_offer(self, kind: str, columns: Integers, coefficients: Floats, where: NDArray[np.bool_]) -> Part:
        """Return a part on a family of columns numbered as the offers."""
        chosen, offers = np.flatnonzero(where), self.network.offers
        plants, families = (offers[name].to_numpy(dtype=object)[chosen] for name in ("plant", "family"))
        return Part(kind, columns[chosen], coefficients[chosen], plants, families)

    def by_intake(
        self, kind: str, columns: Integers, coefficients: Floats, where: NDArray[np.bool_], families: str = "family"
    ) -> Part:
        """Return a part on a family of columns numbered as the intakes, booked to the facility's plant."""
        chosen, intakes = np.flatnonzero(where), self.network.intakes
        plants, named = (intakes[name].to_numpy(dtype=object)[chosen] for name in ("plant", families))
        return Part(kind, columns[chosen], coefficients[chosen], plants, named)

    @cached_property
    def received(self) -> Floats:
        """Tonnes that arrive per tonne sent, by link."""
        return 1.0 - self.network.links["loss"].to_numpy(dtype=float)

    @cached_property
    def fate(self) -> NDArray[np.object_]:
        """Fate of the receiving process, by link."""
        return self.network.facilities["fate"].to_numpy(dtype=object)[self.network.links["facility"].to_numpy()]

    @cached_property
    def returned(self) -> Floats:
        """Tonnes given back in the same family per tonne taken in, by intake (iron tailings stay red mud)."""
        network = self.network
        family = network.offers["family"].to_numpy(dtype=object)[network.yields["offer"].to_numpy()]
        intake = network.yields["intake"].to_numpy()
        same = family == network.intakes["family"].to_numpy(dtype=object)[intake]
        weights = network.yields["yield_t_t"].to_numpy() * same
        return np.bincount(intake, weights=weights, minlength=len(network.intakes))

    def of_link(self, column: str) -> NDArray[np.object_]:
        """Return a column of the offers, link by link."""
        return self.network.offers[column].to_numpy(dtype=object)[self.network.links["offer"].to_numpy()]

    def _factors(self, ledger: str) -> Iterator[Part]:
        factors = self.network.model.tables["factors"]
        for factor in factors[factors["ledger"] == ledger].to_dict("records"):
            if factor["value"] != 0:
                yield from _BASES[factor["basis"]](self, factor)


def _used(*kinds: str) -> Callable[[Ledgers], list[Part]]:
    """Utilised mass: what uses take in of a waste, less what they give back in the same family, by kind of offer."""

    def build(ledgers: Ledgers) -> list[Part]:
        kept = 1.0 - ledgers.returned[ledgers.network.links["intake"].to_numpy()]
        counted = np.isin(ledgers.fate.astype(str), ("use", "avoid")) & (ledgers.of_link("role") == "waste")
        counted &= np.isin(ledgers.of_link("kind").astype(str), kinds)
        return [ledgers.flows("", ledgers.received * kept, counted)]

    return build


def _arising(ledgers: Ledgers) -> list[Part]:
    offers = ledgers.network.offers
    constant = np.full(len(offers), CONSTANT)
    return [ledgers.by_offer("", constant, offers["amount_t"].to_numpy() / 1000.0, (offers["kind"] == "arising").to_numpy())]


def _disposed(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", ledgers.received, ledgers.fate == "disposal")]


def _stays(ledgers: Ledgers) -> list[Part]:
    kinds, ones = ledgers.network.offers["kind"], np.ones(len(ledgers.network.offers))
    given = [kind for kind in dict.fromkeys(kinds) if kind != "made"]
    return [ledgers.by_offer(kind, ledgers.columns.unsent, ones, (kinds == kind).to_numpy()) for kind in given]


def _lost(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", 1.0 - ledgers.received)]


def _sold(ledgers: Ledgers) -> list[Part]:
    offers = ledgers.network.offers
    at_gate = ledgers.by_offer("", ledgers.columns.sold, np.ones(len(offers)), offers["sell_cny_t"].notna().to_numpy())
    return [at_gate, ledgers.flows("", ledgers.received, ledgers.fate == "market")]


def _bought(ledgers: Ledgers) -> list[Part]:
    intakes = ledgers.network.intakes
    return [ledgers.by_intake("", ledgers.columns.bought, np.ones(len(intakes)), intakes["buy_cny_t"].notna().to_numpy())]


def _made(ledgers: Ledgers) -> list[Part]:
    return [_output(ledgers, "", 1.0, np.ones(len(ledgers.network.yields), dtype=bool))]


def _output(ledgers: Ledgers, kind: str, value: float, where: NDArray[np.bool_]) -> Part:
    network, yields = ledgers.network, ledgers.network.yields[where]
    offer, intake = yields["offer"].to_numpy(), yields["intake"].to_numpy()
    plants, families = (network.offers[name].to_numpy(dtype=object)[offer] for name in ("plant", "family"))
    return Part(kind, ledgers.columns.intake[intake], value * yields["yield_t_t"].to_numpy(dtype=float), plants, families)


def _tkm(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", ledgers.network.links["tkm_t"].to_numpy())]


def _cost(ledgers: Ledgers) -> list[Part]:
    network, columns = ledgers.network, ledgers.columns
    offers, intakes, facilities = network.offers, network.intakes, network.facilities
    price = offers["price_cny_t"].to_numpy()[network.links["offer"].to_numpy()]
    sell = pd.Series(ledgers.of_link("material")).map(sell_prices(network.model)).to_numpy(dtype=float, na_value=0.0)
    plants = facilities["plant"].to_numpy(dtype=object)
    none = np.full(len(facilities), "", dtype=object)
    gate = offers["sell_cny_t"].to_numpy(dtype=float)
    buy = intakes["buy_cny_t"].to_numpy(dtype=float)
    return [
        ledgers.flows("freight", network.links["freight_cny_t"].to_numpy()),
        ledgers.flows("offer", price),
        Part("processing", columns.throughput, facilities["opex_cny_t"].to_numpy(dtype=float), plants, none),
        ledgers.by_intake("purchase", columns.bought, np.nan_to_num(buy), ~np.isnan(buy)),
        ledgers.by_offer("sale", columns.sold, -np.nan_to_num(gate), ~np.isnan(gate)),
        ledgers.flows("sale", -ledgers.received * sell, ledgers.fate == "market"),
    ]


def _co2(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("freight", ledgers.network.links["co2_kg_t"].to_numpy())]


_BUILT_IN: dict[str, Callable[[Ledgers], list[Part]]] = {
    "arising_t": _arising,
    "used_t": _used("arising", "made"),
    "used_stock_t": _used("stock"),
    "used_purchase_t": _used("purchase"),
    "disposed_t": _disposed,
    "stays_t": _stays,
    "lost_t": _lost,
    "sold_t": _sold,
    "bought_t": _bought,
    "made_t": _made,
    "tkm": _tkm,
    "cost_cny": _cost,
    "co2_kg": _co2,
}


def _meant(ledgers: Ledgers, factor: dict[str, object], materials: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which materials a factor is for."""
    words = members(ledgers.network.model)
    named = words.loc[words["word"] == factor["material"], "material"]
    return np.isin(materials.astype(str), named.tolist()) | (factor["material"] == "")


def _per_input(ledgers: Ledgers, factor: dict[str, object]) -> list[Part]:
    intakes = ledgers.network.intakes
    where = _meant(ledgers, factor, intakes["material"].to_numpy(dtype=object))
    where &= (intakes["process"] == factor["process"]).to_numpy() | (factor["process"] == "")
    value = np.full(len(intakes), float(factor["value"]))  # type: ignore[arg-type]
    return [ledgers.by_intake(str(factor["kind"]), ledgers.columns.intake, value, where)]


def _per_output(ledgers: Ledgers, factor: dict[str, object]) -> list[Part]:
    network = ledgers.network
    material = network.offers["material"].to_numpy(dtype=object)[network.yields["offer"].to_numpy()]
    process = network.intakes["process"].to_numpy(dtype=object)[network.yields["intake"].to_numpy()]
    where = _meant(ledgers, factor, material) & ((process == factor["process"]) | (factor["process"] == ""))
    return [_output(ledgers, str(factor["kind"]), float(factor["value"]), where)]  # type: ignore[arg-type]


def _per_tkm(ledgers: Ledgers, factor: dict[str, object]) -> list[Part]:
    links = ledgers.network.links
    where = _meant(ledgers, factor, ledgers.of_link("material"))
    where &= (links["mode"] == factor["mode"]).to_numpy() | (factor["mode"] == "")
    value = float(factor["value"])  # type: ignore[arg-type]
    return [ledgers.flows(str(factor["kind"]), value * links["tkm_t"].to_numpy(), where)]


def _per_property(ledgers: Ledgers, factor: dict[str, object]) -> list[Part]:
    """Amount of a property taken in; booked to the facility's plant, lot by lot."""
    network, name, value = ledgers.network, str(factor["property"]), float(factor["value"])  # type: ignore[arg-type]
    intakes = network.intakes
    meant = _meant(ledgers, factor, intakes["material"].to_numpy(dtype=object))
    meant &= (intakes["process"] == factor["process"]).to_numpy() | (factor["process"] == "")
    intake = network.links["intake"].to_numpy()
    links = np.flatnonzero(meant[intake])
    sent = network.offer_quality[name].to_numpy()[network.links["offer"].to_numpy()[links]]
    lots = np.flatnonzero(meant & intakes["buy_cny_t"].notna().to_numpy())
    bought = network.bought_quality[name].to_numpy()[lots]
    unknown = {*intakes["material"].to_numpy()[intake[links[np.isnan(sent)]]], *intakes["material"].to_numpy()[lots[np.isnan(bought)]]}
    if unknown:
        raise DataError(
            [
                Fault(
                    f"factors.csv, ledger {factor['ledger']}",
                    f"needs {name} of {', '.join(sorted(unknown))}, which no composition gives",
                    "give the value in compositions.csv (0 where there is none of it)",
                )
            ]
        )
    plants, families = (intakes[column].to_numpy(dtype=object) for column in ("plant", "family"))
    kind, arrived = str(factor["kind"]), ledgers.received[links]
    return [
        Part(kind, ledgers.columns.flow[links], value * arrived * sent, plants[intake[links]], families[intake[links]]),
        Part(kind, ledgers.columns.bought[lots], value * bought, plants[lots], families[lots]),
    ]


def _per_ledger(ledgers: Ledgers, factor: dict[str, object]) -> list[Part]:
    value, kind = float(factor["value"]), str(factor["kind"])  # type: ignore[arg-type]
    return [
        Part(kind, part.columns, value * part.coefficients, part.plants, part.families)
        for part in ledgers.parts(str(factor["other"]))
    ]


_BASES: dict[str, Callable[[Ledgers, dict[str, object]], list[Part]]] = {
    "input": _per_input,
    "output": _per_output,
    "tkm": _per_tkm,
    "property": _per_property,
    "ledger": _per_ledger,
}
