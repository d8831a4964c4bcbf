"""From the values of a solved formulation to the plain tables of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.formulation.limits import standards
from symbiosis.formulation.spread import Spread
from symbiosis.network.feeds import feeds
from symbiosis.plan.decisions import builds, contracts, mains, sizes
from symbiosis.plan.ledgers import horizon_limits, ledger_table, limit_table, rate_table
from symbiosis.plan.record import PLAN_COLUMNS, Plan

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation, Year
    from symbiosis.formulation.flows import Columns
    from symbiosis.network import Network
    from symbiosis.solver import Outcome

Floats = NDArray[np.float64]

#: A flow below this part of the largest one is rounding of the solver, not a shipment.
_DUST = 1e-11


def make_plan(formulation: Formulation, values: Floats, outcome: Outcome) -> Plan:
    """Return the plan at ``values`` (one number a column of the formulation, in kt and thousand ledger units)."""
    horizon, years = formulation.horizon, formulation.years
    values = _settle(values, years[0].columns)
    for year in years:
        _add_up(year, values)
    parts = [_year(year, values) for year in years]
    tables = {name: [part[name] for part in parts] for name in parts[0]}
    tables["limits"].append(horizon_limits(horizon, tables["ledgers"]))
    decided = {"builds": builds(horizon, years[0].columns, values), "mains": mains(horizon, years[0].columns, values)}
    whole: dict[str, Any] = {name: _ordered(_joined(own), name) for name, own in tables.items()}
    whole |= {name: _ordered(table, name) for name, table in decided.items()}
    counts: dict[str, int] = {}
    for year in years:
        for word, count in year.network.counts.items():
            counts[word] = counts.get(word, 0) + count
    return Plan(park=horizon.park, model=horizon.model, **whole, outcome=outcome, network=counts)


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the tables of the years as one; an empty one would only spoil the types of the others."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or tables)[0]


def _year(year: Year, values: Floats) -> dict[str, pd.DataFrame]:
    """Return the tables of one year."""
    network, columns = year.network, year.columns
    names = ("flow", "sold", "unsent", "bought", "intake", "throughput", "shortfall")
    tonnes = {name: values[getattr(columns, name)] * 1000.0 for name in names}
    before = np.where(columns.before >= 0, values[columns.before] * 1000.0, network.offers["amount_t"])
    ledgers = ledger_table(year, values)
    size_t_a = sizes(network, columns, values)
    offers = _offers(network, tonnes, before)
    return {
        "flows": _flows(network, tonnes["flow"]),
        "offers": offers[_made_by_what_stands(network, size_t_a)],
        "facilities": _facilities(network, tonnes["throughput"], size_t_a),
        "intakes": _intakes(network, tonnes),
        "quality": _quality(year, values, offers),
        "ledgers": ledgers,
        "rates": rate_table(network, before, ledgers),
        "limits": limit_table(network, ledgers),
        "contracts": contracts(network, tonnes["flow"], tonnes["shortfall"]),
    }


def _ordered(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[list(PLAN_COLUMNS[name])].reset_index(drop=True)


def _settle(values: Floats, columns: Columns) -> Floats:
    """Return values without the dust that a solver's tolerance leaves around zero and around whole numbers.

    Totals are left as they are.
    """
    values = values.copy()
    tonnes = np.ones(len(values), dtype=bool)
    tonnes[columns.ledger] = False
    for family in columns.layout.families:
        if family.integer:
            start = columns.layout.start(family)
            values[start : start + family.size] = np.round(values[start : start + family.size])
            tonnes[start : start + family.size] = False
    largest = float(np.abs(values[tonnes]).max(initial=0.0))
    return np.where(tonnes & (np.abs(values) < _DUST * max(largest, 1.0)), 0.0, values)


def _add_up(year: Year, values: Floats) -> None:
    """Put what is taken in at the sum of what arrives; the solver's own sums may be off by its tolerance."""
    network, columns = year.network, year.columns
    links, intakes = network.links, network.intakes
    arrived = values[columns.flow] * (1.0 - links["loss"].to_numpy(dtype=float))
    into = np.bincount(links["intake"].to_numpy(), weights=arrived, minlength=len(intakes))
    values[columns.intake] = into + values[columns.bought]
    counted = np.where(intakes["counted"], values[columns.intake], 0.0)
    place = intakes["facility"].to_numpy(dtype=int)
    values[columns.throughput] = np.bincount(place, weights=counted, minlength=len(network.facilities))


def _standing(network: Network, size_t_a: Floats) -> NDArray[np.bool_]:
    """Say which facilities stand: what exists, and candidates that are built, though it were with no size."""
    existing: NDArray[np.bool_] = (network.facilities["candidate"] == "").to_numpy(dtype=bool)
    return existing | ~np.isnan(size_t_a)


def _made_by_what_stands(network: Network, size_t_a: Floats) -> NDArray[np.bool_]:
    """Say which offers there are: given ones, and what facilities make that stand."""
    maker = network.offers["maker"].to_numpy(dtype=int)
    return np.asarray((maker < 0) | np.append(_standing(network, size_t_a), True)[maker], dtype=bool)


def _flows(network: Network, tonnes: Floats) -> pd.DataFrame:
    moved = np.flatnonzero(tonnes > 0)
    links, sent = network.links.iloc[moved].reset_index(drop=True), tonnes[moved]
    offers = network.offers.iloc[links["offer"]].reset_index(drop=True)
    facilities = network.facilities.iloc[links["facility"]].reset_index(drop=True)
    lost = sent * links["loss"].to_numpy()
    table = pd.DataFrame(
        {
            "year": offers["year"],
            "offer": offers["offer"],
            "from_plant": offers["plant"],
            "material": offers["material"],
            "family": offers["family"],
            "offer_kind": offers["kind"],
            "facility": facilities["facility"],
            "to_plant": facilities["plant"],
            "process": facilities["process"],
            "fate": facilities["fate"],
            "mode": links["mode"].astype(str),
            "km": links["km"],
            "beyond_best": links["beyond_best"],
            "dry_t": sent,
            "lost_t": lost,
            "received_t": sent - lost,
            "wet_t": sent / (1.0 - offers["moisture_pct"].to_numpy(dtype=float) / 100.0),
            "tkm": sent * links["tkm_t"],
            "freight_cny": sent * links["freight_cny_t"],
            "co2_kg": sent * links["co2_kg_t"],
        }
    )
    return table.sort_values(["offer", "facility", "mode"])


def _offers(network: Network, tonnes: dict[str, Floats], opening_t: Floats) -> pd.DataFrame:
    """Return what was sent, sold and left; a stock gives what lay there and what was put on it in the period."""
    offers, links, yields = network.offers, network.links, network.yields
    stock, fed = offers["kind"] == "stock", np.zeros(len(offers))
    number, feed = feeds(network)
    np.add.at(fed, number, network.period.length_a * tonnes["intake"][feed])
    sent = np.bincount(links["offer"], weights=tonnes["flow"], minlength=len(offers))
    weights = yields["yield_t_t"].to_numpy() * tonnes["intake"][yields["intake"].to_numpy()]
    made = np.bincount(yields["offer"], weights=weights, minlength=len(offers))
    return offers.assign(
        amount_t=np.where(offers["kind"] == "made", made, np.where(stock, opening_t + fed, offers["amount_t"])),
        sent_t=sent,
        sold_t=tonnes["sold"],
        stays_t=tonnes["unsent"],
    )


def _facilities(network: Network, load: Floats, size_t_a: Floats) -> pd.DataFrame:
    """Return the facilities that stand; the capacity of what was built is its size."""
    stands = _standing(network, size_t_a)
    capacity = np.where(network.facilities["candidate"] == "", network.facilities["capacity_t_a"], size_t_a)
    table = network.facilities.assign(load_t=load, capacity_t_a=capacity)[stands]
    load = load[stands]
    bounded = np.isfinite(table["capacity_t_a"]) & (table["capacity_t_a"] > 0)
    share = load / table["capacity_t_a"].where(bounded, 1.0)
    return table.assign(
        capacity_t_a=table["capacity_t_a"].where(np.isfinite(table["capacity_t_a"])), load_share=share.where(bounded)
    )


def _intakes(network: Network, tonnes: dict[str, Floats]) -> pd.DataFrame:
    intakes = network.intakes
    load = tonnes["throughput"][intakes["facility"].to_numpy()]
    table = intakes.assign(
        year=network.period.year,
        facility=network.facilities["facility"].to_numpy()[intakes["facility"].to_numpy()],
        received_t=tonnes["intake"] - tonnes["bought"],
        bought_t=tonnes["bought"],
        intake_t=tonnes["intake"],
        share=np.divide(tonnes["intake"], load, out=np.zeros(len(load)), where=load > 0),
    )
    return table[table["intake_t"] > 0]


def _quality(year: Year, values: Floats, offers: pd.DataFrame) -> pd.DataFrame:
    """Return every standard at every facility that runs, with the value that its blend reaches."""
    network, rules = year.network, year.network.standards
    judged, number, base = np.zeros((3, len(rules)))
    pairs = standards.judged_by(network)
    for bought, known in ((False, network.offer_quality), (True, network.bought_quality)):
        lots = standards.lots_of(network, year.columns, Spread(known, known), pairs, bought=bought)
        tonnes = values[lots.column] * 1000.0
        judged += np.bincount(lots.row, weights=tonnes > 0, minlength=len(rules))
        # What nobody knows is no part of a value; the gate of quality lets none of it come in.
        number += np.bincount(lots.row, weights=np.nan_to_num(tonnes * lots.number), minlength=len(rules))
        base += np.bincount(lots.row, weights=np.nan_to_num(tonnes * lots.base), minlength=len(rules))
    made = offers.loc[offers["kind"] == "made"].set_index(["maker", "material"])["amount_t"]
    by_mass = np.flatnonzero((rules["on"] == "product") & (rules["over"] == ""))
    base[by_mass] = [made.get((rules["facility"].iloc[row], rules["product"].iloc[row]), 0.0) for row in by_mass]
    # Nothing may be there to be judged, such as a product that is not made.
    there = (judged > 0) & (base > 0)
    rules, value = rules[there].reset_index(drop=True), number[there] / base[there]
    limit, place = rules["limit"].to_numpy(dtype=float), rules["facility"].to_numpy(dtype=int)
    units = network.model.tables["properties"].set_index("property")["unit"]
    return rules.assign(
        year=network.period.year,
        facility=network.facilities["facility"].to_numpy()[place],
        plant=network.facilities["plant"].to_numpy()[place],
        value=value,
        margin=np.where(rules["sense"] == "<=", limit - value, value - limit),
        unit=rules["property"].map(units).where(rules["over"] == "", ""),
    )
