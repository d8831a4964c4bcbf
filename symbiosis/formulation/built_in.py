"""The ledgers that every park has: tonnes by what becomes of them, tonne-km, cost and CO2 of transport.

Ledgers of tonnes and of tonne-km count what is weighed; GJ, MWh and m3 have ledgers of their own, filled by factors.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.formulation import sited
from symbiosis.formulation.ledgers import Ledgers
from symbiosis.formulation.parts import CONSTANT, Holders, Part
from symbiosis.network.offers import sell_prices
from symbiosis.network.units import TONNE


def parts(ledgers: Ledgers, ledger: str) -> list[Part]:
    """Return the built-in parts of ``ledger``; none for a ledger that factors alone fill."""
    return _BUILT_IN[ledger](ledgers) if ledger in _BUILT_IN else []


def _weighed(table: pd.DataFrame) -> NDArray[np.bool_]:
    return (table["unit"] == TONNE).to_numpy()


def _used(*kinds: str) -> Callable[[Ledgers], list[Part]]:
    """Utilised mass: what uses take in of a waste, less what they give back in the same family, by kind of offer."""

    def build(ledgers: Ledgers) -> list[Part]:
        links, offers = ledgers.network.links, ledgers.network.offers
        kept = 1.0 - ledgers.returned[links["intake"].to_numpy()]
        waste = ((offers["role"] == "waste") & offers["kind"].isin(kinds)).to_numpy()
        counted = ledgers.goes_to("use", "avoid") & waste[links["offer"].to_numpy()] & ledgers.weighed
        return [ledgers.flows("", ledgers.received * kept, counted)]

    return build


def _arising(ledgers: Ledgers) -> list[Part]:
    offers = ledgers.network.offers
    constant, kt = np.full(len(offers), CONSTANT), offers["amount_t"].to_numpy(dtype=float) / 1000.0
    return [ledgers.by_offer("", constant, kt, (offers["kind"] == "arising").to_numpy() & _weighed(offers))]


def _disposed(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", ledgers.received, ledgers.goes_to("disposal") & ledgers.weighed)]


def _stays(ledgers: Ledgers) -> list[Part]:
    kinds, ones = ledgers.network.offers["kind"], np.ones(len(ledgers.network.offers))
    weighed = _weighed(ledgers.network.offers)
    given = [kind for kind in dict.fromkeys(kinds) if kind != "made"]
    return [
        ledgers.by_offer(kind, ledgers.columns.unsent, ones, (kinds == kind).to_numpy() & weighed) for kind in given
    ]


def _lost(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", 1.0 - ledgers.received, ledgers.weighed)]


def _sold(ledgers: Ledgers) -> list[Part]:
    offers = ledgers.network.offers
    sellable = offers["sell_cny_t"].notna().to_numpy() & _weighed(offers)
    at_gate = ledgers.by_offer("", ledgers.columns.sold, np.ones(len(offers)), sellable)
    return [at_gate, ledgers.flows("", ledgers.received, ledgers.goes_to("market") & ledgers.weighed)]


def _bought(ledgers: Ledgers) -> list[Part]:
    intakes = ledgers.network.intakes
    buyable = intakes["buy_cny_t"].notna().to_numpy() & _weighed(intakes)
    return [ledgers.by_intake("", ledgers.columns.bought, np.ones(len(buyable)), buyable)]


def _made(ledgers: Ledgers) -> list[Part]:
    made = ledgers.network.yields["offer"].to_numpy()
    return [ledgers.outputs("", 1.0, _weighed(ledgers.network.offers)[made])]


def _tkm(ledgers: Ledgers) -> list[Part]:
    return [ledgers.flows("", ledgers.network.links["tkm_t"].to_numpy(), ledgers.weighed)]


def _cost(ledgers: Ledgers) -> list[Part]:
    network, columns = ledgers.network, ledgers.columns
    offers, intakes, facilities = network.offers, network.intakes, network.facilities
    offer = network.links["offer"].to_numpy()
    price = offers["price_cny_t"].to_numpy()[offer]
    sell = offers["material"].map(sell_prices(network.model)).fillna(0.0).to_numpy(dtype=float)[offer]
    none = ledgers.codes([""] * len(facilities), "family")
    facility = Holders(ledgers.codes(facilities["plant"], "plant"), none)
    gate = offers["sell_cny_t"].to_numpy(dtype=float)
    buy = intakes["buy_cny_t"].to_numpy(dtype=float)
    return [
        ledgers.flows("freight", network.links["freight_cny_t"].to_numpy()),
        ledgers.flows("offer", price),
        Part("processing", columns.throughput, facilities["opex_cny_t"].to_numpy(dtype=float), facility),
        ledgers.by_intake("purchase", columns.bought, np.nan_to_num(buy), ~np.isnan(buy)),
        ledgers.by_offer("sale", columns.sold, -np.nan_to_num(gate), ~np.isnan(gate)),
        ledgers.flows("sale", -ledgers.received * sell, ledgers.goes_to("market")),
        *sited.yearly_cost(ledgers),
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
    "capex_cny": sited.investment,
    "area_ha": sited.area,
    "built_t_a": sited.built,
    "gate_loads_d": sited.gate_loads,
}
