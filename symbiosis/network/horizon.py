"""All years that are decided together: a network for each, and what may be built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.network.build import build_network
from symbiosis.network.mains import mains as main_table
from symbiosis.network.options import options as option_table
from symbiosis.network.period import Period, periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from symbiosis.network.network import Network
    from symbiosis.park import Park
    from symbiosis.scenario import Model


@dataclass(frozen=True)
class Horizon:
    """The networks of one or more years, in order, and what may be built once for all of them.

    Attributes
    ----------
    options
        Ways of building: a candidate at one plant, from one year on, within one range of size.
    mains
        Connections that may be built, from one year on.
    """

    park: Park
    model: Model
    networks: tuple[Network, ...]
    options: pd.DataFrame
    mains: pd.DataFrame
    withheld: tuple[str, ...] = ()
    """Sentences on what was left out, and why."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods, in order."""
        return tuple(network.period for network in self.networks)

    def weights(self, *, money: bool) -> NDArray[np.float64]:
        """Return what a yearly amount of each period counts in a sum over all: its years, discounted where money."""
        rate = self.model.settings.horizon.discount_rate or 0.0
        if len(self.networks) == 1 or not money:
            return np.array([float(period.length_a) for period in self.periods])
        first = self.periods[0].year
        years = [np.arange(period.year, period.year + period.length_a) - first for period in self.periods]
        return np.array([float(((1.0 + rate) ** -passed.astype(float)).sum()) for passed in years])


def build_horizon(park: Park, model: Model) -> Horizon:
    """Return everything that may flow or be built in ``park`` under ``model``, in all years that it names.

    ``model`` is taken as it stands; ``Model.at(park)`` puts in what the park knows better.
    """
    times = periods(model.settings)
    if len(times) > 1 and model.settings.horizon.discount_rate is None:
        wrong = f"is not given although {len(times)} years are weighed against each other"
        raise DataError([Fault(f"{model.name}, horizon.discount_rate", wrong, "give it, 0.08 for 8 % a year")])
    models = {period.year: model.in_year(period.year) for period in times}
    # A single year is what the model says of that year; of several, the model is what they share.
    model = models[times[0].year] if times[0].alone else model
    options, withheld = option_table(park, models, times)
    mains = main_table(park, models, times)
    networks: list[Network] = []
    for period in times:
        network = build_network(park, models[period.year], period, options, mains)
        networks.append(_carried(network, networks[-1] if networks else None))
    _refuse_hopeless(park, networks)
    sentences = dict.fromkeys([*withheld, *(line for network in networks for line in network.withheld)])
    return Horizon(park, model, tuple(networks), options, mains, tuple(sentences))


def _carried(network: Network, before: Network | None) -> Network:
    """Return the network whose stocks begin with what the year before has left, where that year knew them."""
    offers = network.offers
    if before is None:
        return network
    # By plant and material: the name of an offer changes where its twin of another kind begins or ends.
    key = ["plant", "material"]
    left = before.offers.loc[before.offers["kind"] == "stock", key].reset_index(names="before")
    number = offers[key].merge(left, on=key, how="left")["before"].to_numpy(dtype=float)
    carried = (offers["kind"] == "stock").to_numpy() & ~np.isnan(number)
    return replace(network, offers=offers.assign(before=np.where(carried, number, -1.0).astype(int)))


def _refuse_hopeless(park: Park, networks: list[Network]) -> None:
    """Raise DataError for contracts on which nothing can ever be sent: they would be paid for in silence."""
    under = {number for network in networks for number in network.contracts["listed"]}
    met = {number for network in networks for number in network.links["listed"].unique()}
    links, right = park.tables["links"], "see symbiosis why for the gate that refuses it, or delete the contract"
    faults = []
    for number in sorted(under - met):
        link = links.iloc[number]
        wrong = f"nothing may ever move from {link['from']} to {link['to']} by {link['mode']}, yet "
        wrong += f"{link['contract_t_a']:g} t/a are under contract"
        faults.append(Fault(f"links.csv row {links.index[number]}, contract_t_a", wrong, right))
    if faults:
        raise DataError(faults)
