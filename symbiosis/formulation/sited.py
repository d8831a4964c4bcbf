"""The ledgers of what is built: what it costs a year, what is invested, land, size, and loads through the gates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from symbiosis.formulation.ledgers import Ledgers
from symbiosis.formulation.parts import CONSTANT, Floats, Holders, Part
from symbiosis.formulation.terms import Numbers


def yearly_cost(ledgers: Ledgers) -> list[Part]:
    """Annuities and fixed costs of what stands, by plant (kind building); payments for contracts not used up."""
    network, columns = ledgers.network, ledgers.columns
    facilities = network.facilities
    fixed = np.full(len(facilities), CONSTANT), facilities["fixed_cny_a"].to_numpy(dtype=float) / 1000.0
    contracts = network.contracts
    penalty = contracts["penalty_cny_t"].to_numpy(dtype=float)
    return [
        *_built(ledgers, "building", "annual_cny", "annual_cny_t_a"),
        _booked(ledgers, "building", *_laid(ledgers, "annual_cny"), network.mains["plant"]),
        _booked(ledgers, "fixed", *fixed, facilities["plant"]),
        _booked(ledgers, "contract", columns.shortfall[: len(contracts)], penalty, contracts["from"]),
    ]


def investment(ledgers: Ledgers) -> list[Part]:
    """Investment of what begins in the period, in CNY for each of its years."""
    network = ledgers.network
    share = 1.0 / network.period.length_a
    begins = network.mains["begins"].to_numpy(dtype=bool)
    column, coefficient = _laid(ledgers, "capex_cny")
    return [
        *_built(ledgers, "facility", "capex_cny", "capex_cny_t_a", share=share, begins=True),
        _booked(ledgers, "main", column[begins], share * coefficient[begins], network.mains["plant"][begins]),
    ]


def area(ledgers: Ledgers) -> list[Part]:
    """Land of what stands: of existing facilities, and of what is built."""
    network, columns = ledgers.network, ledgers.columns
    stands = network.facilities[network.facilities["area_ha"] > 0]
    constant = np.full(len(stands), CONSTANT)
    builds = network.builds
    build = columns.build[builds["option"].to_numpy(dtype=int)]
    return [
        _booked(ledgers, "existing", constant, stands["area_ha"].to_numpy(dtype=float) / 1000.0, stands["plant"]),
        _booked(ledgers, "built", build, builds["area_ha"].to_numpy(dtype=float) / 1000.0, builds["plant"]),
    ]


def built(ledgers: Ledgers) -> list[Part]:
    """Size of what stands of the candidates."""
    builds = ledgers.network.builds
    size = ledgers.columns.size[builds["option"].to_numpy(dtype=int)]
    return [_booked(ledgers, "", size, np.ones(len(builds)), builds["plant"])]


def gate_loads(ledgers: Ledgers) -> list[Part]:
    """Vehicle loads through the gates of both ends of every movement between two plants, per day."""
    network = ledgers.network
    links, offers, facilities = network.links, network.offers, network.facilities
    payload = links["mode"].map(network.model.tables["modes"].set_index("mode")["payload_t"]).to_numpy(dtype=float)
    offer, place = links["offer"].to_numpy(), links["facility"].to_numpy()
    wet = 1.0 / (1.0 - offers["moisture_pct"].to_numpy(dtype=float)[offer] / 100.0)
    here, there = offers["plant"].to_numpy()[offer], facilities["plant"].to_numpy()[place]
    moved = np.flatnonzero(~np.isnan(payload) & (here != there) & ledgers.weighed)
    loads = wet[moved] / payload[moved] / network.model.settings.transport.working_days_a
    family, column = ledgers.offer_codes["family"][offer[moved]], ledgers.columns.flow[moved]
    return [
        Part(kind, column, loads, Holders(ledgers.codes(pd.Index(ends[moved]), "plant"), family))
        for kind, ends in (("out", here), ("in", there))
    ]


def _built(
    ledgers: Ledgers, kind: str, fixed: str, slope: str, *, share: float = 1.0, begins: bool = False
) -> list[Part]:
    """Return parts on what is built: a fixed amount (in thousands as the model counts), and one per kt/a of size."""
    builds = ledgers.network.builds
    builds = builds[builds["begins"]] if begins else builds
    option = builds["option"].to_numpy(dtype=int)
    one, each = (share * builds[name].to_numpy(dtype=float) for name in (fixed, slope))
    return [
        _booked(ledgers, kind, ledgers.columns.build[option], one / 1000.0, builds["plant"]),
        _booked(ledgers, kind, ledgers.columns.size[option], each, builds["plant"]),
    ]


def _laid(ledgers: Ledgers, column: str) -> tuple[Numbers, Floats]:
    mains = ledgers.network.mains
    return ledgers.columns.laid[mains["main"].to_numpy(dtype=int)], mains[column].to_numpy(dtype=float) / 1000.0


def _booked(ledgers: Ledgers, kind: str, columns: Numbers, coefficients: Floats, plants: pd.Series[str]) -> Part:
    """Return a part of no family, booked to ``plants``; what is nothing is left out."""
    counts = np.flatnonzero(coefficients)
    if not len(counts):
        return Part(kind, columns[:0], coefficients[:0], Holders(counts, counts))
    none = ledgers.codes([""] * len(counts), "family")
    holders = Holders(ledgers.codes(plants.to_numpy()[counts], "plant"), none)
    return Part(kind, columns[counts], coefficients[counts], holders)
