"""Why a movement cannot exist: every gate's answer for one offer and one facility, by every mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.errors import UsageError
from symbiosis.network import gates as gate_room
from symbiosis.network.build import gate_names
from symbiosis.network.horizon import build_horizon
from symbiosis.network.links import listed_movements
from symbiosis.network.pairs import Pairs
from symbiosis.network.ways import Ways

if TYPE_CHECKING:
    from symbiosis.network.network import Network
    from symbiosis.park import Park
    from symbiosis.scenario import Model


def why(park: Park, model: Model, offer: str, facility: str) -> pd.DataFrame:
    """Return why ``offer`` can or cannot be sent to ``facility``: a row for every mode and gate that refuses it.

    Columns: mode, km, gate (blank where no gate refuses: the link exists), en, zh. An offer is named
    ``plant|material``.

    Raises
    ------
    UsageError
        Where there is no such offer or facility.
    """
    here = model.at(park)
    return why_in(build_horizon(here.altered(park), here).networks[0], offer, facility)


def why_in(network: Network, offer: str, facility: str) -> pd.DataFrame:
    """Return the answer of ``why`` in a network that is already there."""
    place = _number(network.facilities["facility"], facility, "facility")
    lot = _number(network.offers["offer"], offer, "offer")
    pairs = _pairs(network, lot, place)
    gates = gate_room.load(gate_names(network.park, network.model))
    refused = {name: gate.refuses(pairs) for name, gate in gates.items()}
    rows = []
    for row, mode in enumerate(pairs.of_mode("mode")):
        km = float(pairs.table["km"].iloc[row])
        refusing = [(name, gate.reason(pairs, row)) for name, gate in gates.items() if bool(refused[name][row])]
        rows += [(mode, km, name, words.en, words.zh) for name, words in refusing]
        if not refusing:
            rows.append((mode, km, "", f"it can go by {mode}, {km:.1f} km", f"可采用 {mode}，运距 {km:.1f} km"))
    return pd.DataFrame(rows, columns=["mode", "km", "gate", "en", "zh"])


def _number(names: pd.Series[str], name: str, kind: str) -> int:
    found = np.flatnonzero(names == name)
    if not len(found):
        raise UsageError(f"there is no {kind} {name}; what there is: {', '.join(names)}")
    return int(found[0])


def _pairs(network: Network, offer: int, facility: int) -> Pairs:
    """Return the movement by every mode, with its km whether or not it would be allowed."""
    offers, facilities, intakes = network.offers, network.facilities, network.intakes
    lot, place = offers.iloc[offer], facilities.iloc[facility]
    entry = intakes.index[(intakes["facility"] == facility) & (intakes["material"] == lot["material"])]
    modes = np.arange(len(network.model.tables["modes"]))
    ends = [np.full(len(modes), row["plant"], dtype=object) for row in (lot, place)]
    table = pd.DataFrame(
        {
            "offer": offer,
            "intake": entry[0] if len(entry) else -1,
            "facility": facility,
            "mode": modes,
            "km": Ways(network.park, network.model).between(modes, *ends),
            "listed": -1,
        }
    )
    listed = listed_movements(network.park, network.model, offers, facilities, intakes)
    listed = listed[(listed["offer"] == offer) & (listed["facility"] == facility)]
    table = pd.concat([table, listed], ignore_index=True).drop_duplicates("mode", keep="last").sort_values("mode")
    table = table.reset_index(drop=True)
    return Pairs(network.park, network.model, offers, facilities, network.standards, network.offer_quality, table)
