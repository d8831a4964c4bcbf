"""Lots as they may turn out: every property shifted by a number of standard deviations, up and down.

The deviation of a lot is ``sd`` of the park's compositions. Where the park gives none, ``low`` and ``high`` of the
model's typical composition stand ``range_sd`` deviations from the value, each on its own side; where only one of them
is given, both sides are alike. What says neither is taken at its value. Derived properties follow from their parts,
which all move against the standard at once.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from symbiosis.network import Network


class Spread(NamedTuple):
    """The properties of lots, one row a lot and one column a property, at their highest and at their lowest."""

    high: pd.DataFrame
    low: pd.DataFrame


def spread(network: Network, *, bought: bool) -> Spread:
    """Return the spread of the offers, or of the bought-in lots, at the margin that the settings ask for."""
    lots, mean = network.offers, network.offer_quality
    if bought:
        lots, mean = network.intakes, network.bought_quality
    margin = network.model.settings.quality.margin_sd
    if not margin:
        return Spread(mean, mean)
    below, above = _deviations(network, lots["plant"], lots["material"])
    plain = mean[below.columns]
    # Nothing holds less than nothing of a property; a loss on ignition may be below zero from the start.
    low = (plain - margin * below.to_numpy()).clip(lower=plain.clip(upper=0.0))
    return _derived(network, Spread(plain + margin * above.to_numpy(), low), list(mean.columns))


def _deviations(
    network: Network, plants: pd.Series[str], materials: pd.Series[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the deviation of every lot below and above its value, for every property that is not derived."""
    properties = network.model.tables["properties"]
    base = [name for name, terms in zip(properties["property"], properties["terms"], strict=True) if not terms]
    typical = network.model.tables["compositions"].set_index(["material", "property"])[["value", "low", "high"]]
    typical = typical.astype(float) / network.model.settings.quality.range_sd
    down, up = typical["value"] - typical["low"], typical["high"] - typical["value"]
    measured = network.park.tables["compositions"].set_index(["plant", "material", "property"])["sd"].astype(float)
    sides = []
    for side in (down.fillna(up), up.fillna(down)):
        table = side.unstack().reindex(index=materials.to_numpy(), columns=base)  # noqa: PD010
        table.index = plants.index
        if len(measured):
            own = measured.unstack("property").reindex(pd.MultiIndex.from_arrays([plants, materials]))  # noqa: PD010
            table.update(own.set_axis(table.index))
        sides.append(table.fillna(0.0))
    return sides[0], sides[1]


def _derived(network: Network, plain: Spread, columns: list[str]) -> Spread:
    """Return the spread with the derived properties: a part with a negative coefficient moves the other way."""
    properties = network.model.tables["properties"]
    terms = dict(zip(properties["property"], properties["terms"], strict=True))

    def side(name: str, *, high: bool) -> pd.Series[float]:
        if not terms[name]:
            return (plain.high if high else plain.low)[name]
        total = pd.Series(0.0, index=plain.high.index)
        for part, coefficient in terms[name]:
            total = total + coefficient * side(part, high=high == (coefficient > 0))
        return total

    return Spread(*(pd.DataFrame({name: side(name, high=high) for name in columns}) for high in (True, False)))
