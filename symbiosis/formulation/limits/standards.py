"""Quality of blends: ``Num(blend) <= limit x Den(blend)`` (or ``>=``), linear where the blend is consumed.

For a lot of t tonnes with property q (and q_over, where the standard is a ratio):

- on the feed or on one input: Num = sum t q, Den = sum t q_over, or sum t w with w = 1, or 1 - LOI/100 where the
  standard is on ignited matter;
- on the product: Num = retained x sum t q, Den = retained x sum t q_over, or the tonnes made of the product.

Each row is divided by the size of its limit, so that the solver's tolerance means the same for 0.5 % and 1000 Bq/kg.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.quality import IGNITION_LOSS
from symbiosis.network.units import TONNE
from symbiosis.network.words import members


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each standard at each facility where something can come in."""
    rules = network.standards
    lots = pd.concat([_lots(network, columns, rules, bought=False), _lots(network, columns, rules, bought=True)])
    lots = lots[lots["judged"]]
    limit = rules["limit"].to_numpy(dtype=float)
    size = np.where(limit == 0, 1.0, np.abs(limit))
    row = lots["row"].to_numpy()
    terms = [Terms.of(row, lots["column"], (lots["num"] - limit[row] * lots["den"]).to_numpy() / size[row])]
    terms.append(_made(network, columns, rules, -limit / size))
    zero, far = np.zeros(len(rules)), np.full(len(rules), np.inf)
    at_most = (rules["sense"] == "<=").to_numpy()
    lower, upper = np.where(at_most, -far, zero), np.where(at_most, zero, far)
    whole = Rows(rules[["facility", "standard"]], tuple(terms), lower, upper)
    return _only(whole, np.isin(np.arange(len(rules)), row))


def _lots(network: Network, columns: Columns, rules: pd.DataFrame, *, bought: bool) -> pd.DataFrame:
    """Return, for every rule and every lot at its facility, the lot's column, numerator, denominator per unit."""
    if bought:
        table = network.intakes[["facility", "material"]].assign(column=columns.bought, arrived=1.0)
        table["lot"] = np.arange(len(table))
        table = table[network.intakes["buy_cny_t"].notna() & (network.intakes["unit"] == TONNE)]
        quality = network.bought_quality
    else:
        links = network.links
        table = links[["facility"]].assign(
            material=network.offers["material"].to_numpy()[links["offer"].to_numpy()],
            column=columns.flow,
            arrived=1.0 - links["loss"],
            lot=links["offer"],
        )
        table = table[network.offers["unit"].to_numpy()[links["offer"].to_numpy()] == TONNE]
        quality = network.offer_quality
    asked = rules[["facility", "property", "over", "on", "input", "retained", "ignited"]].reset_index(names="row")
    both = asked.merge(table, on="facility")
    words = members(network.model).assign(meant=True)
    both = both.merge(words, how="left", left_on=["input", "material"], right_on=["word", "material"])
    both["judged"] = (both["on"] != "input") | both["meant"].notna()
    values = quality.to_numpy(dtype=float)
    place = {name: number for number, name in enumerate(quality.columns)}
    lot, arrived = both["lot"].to_numpy(dtype=int), both["arrived"].to_numpy(dtype=float)
    share = np.where(both["on"] == "product", both["retained"], 1.0) * arrived
    both["num"] = share * values[lot, both["property"].map(place).to_numpy(dtype=int)]
    over = both["over"].map(place).fillna(-1).to_numpy(dtype=int)
    loss = values[lot, place[IGNITION_LOSS]] if IGNITION_LOSS in place else np.full(len(lot), np.nan)
    mass = arrived * np.where(both["ignited"].astype(bool), 1.0 - loss / 100.0, 1.0)
    by_mass = np.where(both["on"] == "product", 0.0, mass)  # the product's mass stands in the yields
    both["den"] = np.where(over >= 0, share * values[lot, over], by_mass)
    return both[["row", "column", "num", "den", "judged"]]


def _made(network: Network, columns: Columns, rules: pd.DataFrame, weight: np.ndarray) -> Terms:
    """Return the product's mass for standards on a product by mass, times ``weight`` of the rule."""
    product = rules[(rules["on"] == "product") & (rules["over"] == "")].reset_index(names="row")
    made = network.offers[["maker", "material"]].reset_index(names="offer")
    named = product.merge(made, left_on=["facility", "product"], right_on=["maker", "material"])
    named = named[["row", "offer"]].merge(network.yields, on="offer")
    row, intake = named["row"].to_numpy(dtype=int), named["intake"].to_numpy(dtype=int)
    return Terms.of(row, columns.intake[intake], weight[row] * named["yield_t_t"].to_numpy(dtype=float))


def _only(rows: Rows, kept: np.ndarray) -> Rows:
    """Keep the rows at facilities where a judged lot can come in; elsewhere there is nothing to judge."""
    number = np.cumsum(kept) - 1
    terms = []
    for part in rows.terms:
        inside = kept[part.row]
        terms.append(Terms(number[part.row[inside]], part.column[inside], part.value[inside]))
    return Rows(rows.labels[kept].reset_index(drop=True), tuple(terms), rows.lower[kept], rows.upper[kept])
