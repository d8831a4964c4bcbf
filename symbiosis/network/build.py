"""From a park and a model to the network, gate after gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.network import gates as gate_room
from symbiosis.network.facilities import facilities as facility_table
from symbiosis.network.facilities import intakes as intake_table
from symbiosis.network.facilities import recipe_rows, yield_rows
from symbiosis.network.links import candidates, priced
from symbiosis.network.network import Network
from symbiosis.network.offers import offers as offer_table
from symbiosis.network.pairs import Pairs
from symbiosis.network.period import Period
from symbiosis.network.quality import lot_quality, standard_rows, unknown_quality
from symbiosis.network.shipments import partners as partner_table
from symbiosis.network.shipments import shipments as shipment_table
from symbiosis.network.ways import lengths_told

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: Gates without which a movement means nothing; the recipe and the mode are asked in every scenario.
ALWAYS = ("accepts", "carries")


def gate_names(park: Park, model: Model) -> tuple[str, ...]:
    """Return the gates that are asked: of every scenario, of roads where there are any, of this scenario."""
    own = ("roads",) if park.routes else ()
    return tuple(dict.fromkeys((*ALWAYS, *own, *model.settings.gates)))


def build_network(park: Park, model: Model, period: Period, options: pd.DataFrame, mains: pd.DataFrame) -> Network:
    """Return everything that may flow in ``park`` under ``model`` in a period, with ``options`` and ``mains`` to build.

    ``model`` is taken as it stands in the year of the period; ``Model.at(park)`` puts in what the park knows better.
    """
    gates = gate_room.load(gate_names(park, model), where=f"{model.name}, gates")
    gate_room.load(dict.fromkeys(model.tables["rules"]["gate"]), where="rules.csv, gate")
    options, mains = _standing(options, "option", period), _standing(mains, "main", period)
    facilities = facility_table(park, model, options)
    _refuse_hubs(facilities)
    offers = offer_table(park, model, facilities)
    intakes = intake_table(model, facilities, set(offers["material"]))
    standards = standard_rows(model, facilities)
    offer_quality = lot_quality(park, model, offers["plant"], offers["material"])
    bought_quality = lot_quality(park, model, intakes["plant"], intakes["material"])
    intakes = _without_unready(intakes, facilities, model)
    intakes, unproven = _without_unproven(intakes, standards, model, bought_quality)
    found, considered = candidates(park, model, offers, facilities, intakes)
    pairs = Pairs(park, model, offers, facilities, standards, offer_quality, found)
    counts = {"offers": len(offers), "facilities": len(facilities), "considered": considered}
    counts["refused by reach"] = considered - len(found)
    for name, gate in gates.items():
        refused = gate.refuses(pairs)
        counts[f"refused by {name}"] = counts.get(f"refused by {name}", 0) + int(refused.sum())
        pairs = replace(pairs, table=pairs.table[~refused].reset_index(drop=True))
    links = priced(_without_unbuilt(pairs, mains))
    counts["kept"] = len(links)
    counts |= lengths_told(pairs)
    shipments, shipment = shipment_table(park, model, offers, facilities, links)
    partners, partner = partner_table(offers, facilities, links)
    return Network(
        park=park,
        model=model,
        period=period,
        offers=offers,
        facilities=facilities,
        intakes=intakes,
        links=links.assign(shipment=shipment, partner=partner),
        recipes=recipe_rows(model, facilities),
        yields=yield_rows(model, intakes, offers),
        standards=standards,
        builds=_placed(options, facilities, period),
        mains=mains.assign(begins=mains["start"] == period.position),
        shipments=shipments,
        partners=partners,
        contracts=_contracts(park, model, mains),
        offer_quality=offer_quality,
        bought_quality=bought_quality,
        counts=counts,
        withheld=tuple(unproven),
    )


def _standing(table: pd.DataFrame, name: str, period: Period) -> pd.DataFrame:
    """Return what may stand in the period of what may be built, with its number in the horizon."""
    stands = (table["start_year"] <= period.year) & (table["last_year"] >= period.year)
    return table[stands].reset_index(names=name)


def _placed(options: pd.DataFrame, facilities: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the options with the numbers of their facilities."""
    candidates = facilities[facilities["candidate"] != ""]
    number = pd.Series(candidates.index, index=candidates["facility"], dtype=int)
    begins = options["start"] == period.position
    return options.assign(facility=options["facility"].map(number).astype(int), begins=begins)


def _contracts(park: Park, model: Model, mains: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the park's links under contract, with their number as ``listed``."""
    links = park.tables["links"].reset_index(drop=True).reset_index(names="listed")
    stands = (links["status"] != "candidate") | links["listed"].isin(mains["listed"])
    columns = ["listed", "from", "to", "mode", "material", "contract_t_a", "penalty_cny_t"]
    asked = "contracts" in model.settings.limits
    return links.loc[(links["contract_t_a"] > 0) & stands & asked, columns].reset_index(drop=True)


def _without_unbuilt(pairs: Pairs, mains: pd.DataFrame) -> Pairs:
    """Leave out movements by a connection that must be built and cannot stand yet."""
    candidate = pairs.of_link("status", absent="existing") == "candidate"
    missing = candidate & ~pairs.table["listed"].isin(mains["listed"]).to_numpy()
    return replace(pairs, table=pairs.table[~missing].reset_index(drop=True))


def _refuse_hubs(facilities: pd.DataFrame) -> None:
    """Raise DataError for hubs: they pass their blend's own composition on, which this version cannot follow."""
    hubs = facilities.loc[facilities["fate"] == "hub", "facility"]
    if len(hubs):
        wrong = f"{', '.join(hubs)} runs a process of fate hub, whose outgoing quality depends on what is mixed in it"
        right = "link the offers to their users directly; hubs are not solved by this version"
        raise DataError([Fault("facilities.csv, process", wrong, right)])


def _without_unready(intakes: pd.DataFrame, facilities: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Return the intakes without the right to buy in for a process that the gate readiness keeps from running."""
    ready = facilities["status"].isin(list(model.settings.technology.statuses))
    able = ready.to_numpy()[intakes["facility"].to_numpy(dtype=int)] | ("readiness" not in model.settings.gates)
    return intakes.assign(buy_cny_t=intakes["buy_cny_t"].where(able))


def _without_unproven(
    intakes: pd.DataFrame, standards: pd.DataFrame, model: Model, quality: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Return the intakes without the right to buy in what a standard cannot be proven for, and sentences on them."""
    bought = intakes["buy_cny_t"].notna()
    place, material = intakes["facility"].to_numpy(dtype=int), intakes["material"].to_numpy(dtype=object)
    missing = unknown_quality(standards, model, place, np.arange(len(intakes)), material, quality)
    refused = bought & (missing != "") & ("quality" in model.settings.gates)
    sentences = [
        f"{material} is not bought in for {process}: no value is given for {name}"
        for material, process, name in sorted(
            set(zip(intakes.loc[refused, "material"], intakes.loc[refused, "process"], missing[refused], strict=True))
        )
    ]
    return intakes.assign(buy_cny_t=np.where(refused, np.nan, intakes["buy_cny_t"])), sentences
