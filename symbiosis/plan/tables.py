"""From the values of a solved formulation to the plain tables of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.quality import IGNITION_LOSS
from symbiosis.network.units import TONNE
from symbiosis.network.words import members
from symbiosis.plan.ledgers import ledger_table, limit_table, rate_table
from symbiosis.plan.record import PLAN_COLUMNS, Plan

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.formulation.flows import Columns
    from symbiosis.network import Network
    from symbiosis.solver import Outcome

Floats = NDArray[np.float64]

#: A flow below this part of the largest one is rounding of the solver, not a shipment.
_DUST = 1e-11


def make_plan(formulation: Formulation, values: Floats, outcome: Outcome) -> Plan:
    """Return the plan at ``values`` (one number a column of the formulation, in kt and thousand ledger units)."""
    network, columns = formulation.network, formulation.columns
    values = _settle(values, columns)
    names = ("flow", "sold", "unsent", "bought", "intake", "throughput")
    tonnes = {name: values[getattr(columns, name)] * 1000.0 for name in names}
    flows = _flows(network, tonnes["flow"])
    intakes = _intakes(network, tonnes)
    facilities = _facilities(network, tonnes["throughput"])
    ledgers = ledger_table(formulation, values)
    return Plan(
        park=network.park,
        model=network.model,
        flows=_ordered(flows, "flows"),
        offers=_ordered(_offers(network, tonnes), "offers"),
        facilities=_ordered(facilities, "facilities"),
        intakes=_ordered(intakes, "intakes"),
        quality=_ordered(_quality(network, tonnes), "quality"),
        ledgers=_ordered(ledgers, "ledgers"),
        rates=_ordered(rate_table(network, ledgers), "rates"),
        limits=_ordered(limit_table(formulation, ledgers), "limits"),
        outcome=outcome,
        network=network.counts,
    )


def _ordered(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[list(PLAN_COLUMNS[name])].reset_index(drop=True)


def _settle(values: Floats, columns: Columns) -> Floats:
    """Return values without the dust that a solver's tolerance leaves around zero; totals are left as they are."""
    tonnes = np.ones(len(values), dtype=bool)
    tonnes[columns.ledger] = False
    largest = float(np.abs(values[tonnes]).max(initial=0.0))
    return np.where(tonnes & (np.abs(values) < _DUST * max(largest, 1.0)), 0.0, values)


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
            "mode": links["mode"],
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


def _offers(network: Network, tonnes: dict[str, Floats]) -> pd.DataFrame:
    offers, links, yields = network.offers, network.links, network.yields
    sent = np.bincount(links["offer"], weights=tonnes["flow"], minlength=len(offers))
    weights = yields["yield_t_t"].to_numpy() * tonnes["intake"][yields["intake"].to_numpy()]
    made = np.bincount(yields["offer"], weights=weights, minlength=len(offers))
    return offers.assign(
        amount_t=np.where(offers["kind"] == "made", made, offers["amount_t"]),
        sent_t=sent,
        sold_t=tonnes["sold"],
        stays_t=tonnes["unsent"],
    )


def _facilities(network: Network, load: Floats) -> pd.DataFrame:
    table = network.facilities.assign(load_t=load)
    bounded = np.isfinite(table["capacity_t_a"]) & (table["capacity_t_a"] > 0)
    share = load / table["capacity_t_a"].where(bounded, 1.0)
    return table.assign(
        capacity_t_a=table["capacity_t_a"].where(np.isfinite(table["capacity_t_a"])), load_share=share.where(bounded)
    )


def _intakes(network: Network, tonnes: dict[str, Floats]) -> pd.DataFrame:
    intakes = network.intakes
    load = tonnes["throughput"][intakes["facility"].to_numpy()]
    table = intakes.assign(
        year=network.model.settings.year,
        facility=network.facilities["facility"].to_numpy()[intakes["facility"].to_numpy()],
        received_t=tonnes["intake"] - tonnes["bought"],
        bought_t=tonnes["bought"],
        intake_t=tonnes["intake"],
        share=np.divide(tonnes["intake"], load, out=np.zeros(len(load)), where=load > 0),
    )
    return table[table["intake_t"] > 0]


def _quality(network: Network, tonnes: dict[str, Floats]) -> pd.DataFrame:
    """Return every standard at every facility that runs, with the value that its blend reaches."""
    lots = _lots(network, tonnes)
    words = {word: set(rows) for word, rows in members(network.model).groupby("word")["material"]}
    made = _offers(network, tonnes)
    made_t = made.loc[made["kind"] == "made"].set_index(["maker", "material"])["amount_t"]
    units = network.model.tables["properties"].set_index("property")["unit"]
    rows = []
    for rule in network.standards.to_dict("records"):
        place = rule["facility"]
        if tonnes["throughput"][place] <= 0:
            continue
        blend = lots.get(place)
        if blend is None:
            continue
        if rule["on"] == "input":
            blend = blend[blend["material"].isin(words[rule["input"]])]
            if not blend["t"].sum() > 0:
                continue
        amount = blend["t"]
        mass = amount * (1.0 - blend[IGNITION_LOSS] / 100.0) if rule["ignited"] else amount
        number = float((amount * blend[rule["property"]]).sum()) * rule["retained"]
        if rule["over"]:
            base = float((amount * blend[rule["over"]]).sum()) * rule["retained"]
        elif rule["on"] == "product":
            base = float(made_t.get((place, rule["product"]), 0.0))
        else:
            base, number = float(mass.sum()), number / rule["retained"]
        if base <= 0:
            continue  # nothing is there to be judged, such as a product that is not made
        value = number / base
        margin = rule["limit"] - value if rule["sense"] == "<=" else value - rule["limit"]
        facility = network.facilities.iloc[place]
        unit = "" if rule["over"] else units[rule["property"]]
        rows.append(
            rule
            | {"year": facility["year"], "facility": facility["facility"], "plant": facility["plant"]}
            | {"value": value, "margin": margin, "unit": unit}
        )
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["quality"]))


def _lots(network: Network, tonnes: dict[str, Floats]) -> dict[int, pd.DataFrame]:
    """Return what came in and is weighed, lot by lot with its properties, for each facility."""
    weighed = network.offers["unit"].to_numpy()[network.links["offer"].to_numpy()] == TONNE
    moved = np.flatnonzero((tonnes["flow"] > 0) & weighed)
    links = network.links.iloc[moved]
    offer = links["offer"].to_numpy()
    sent = network.offer_quality.iloc[offer].reset_index(drop=True)
    sent.insert(0, "facility", links["facility"].to_numpy())
    sent.insert(1, "material", network.offers["material"].to_numpy()[offer])
    sent.insert(2, "t", tonnes["flow"][moved] * (1.0 - links["loss"].to_numpy()))
    got = np.flatnonzero((tonnes["bought"] > 0) & (network.intakes["unit"] == TONNE).to_numpy())
    bought = network.bought_quality.iloc[got].reset_index(drop=True)
    bought.insert(0, "facility", network.intakes["facility"].to_numpy()[got])
    bought.insert(1, "material", network.intakes["material"].to_numpy()[got])
    bought.insert(2, "t", tonnes["bought"][got])
    together = pd.concat([sent, bought], ignore_index=True)
    return {int(str(place)): rows for place, rows in together.groupby("facility")}
