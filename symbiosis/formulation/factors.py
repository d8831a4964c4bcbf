"""Coefficients that fill a ledger from the table of factors: per tonne in or out, tonne-km, property, other ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import DataError, Fault
from symbiosis.formulation.ledgers import Ledgers, Part
from symbiosis.network.units import TONNE

Factor = dict[Any, Any]


def parts(ledgers: Ledgers, ledger: str) -> list[Part]:
    """Return what the table of factors adds to ``ledger``."""
    factors = ledgers.network.model.tables["factors"]
    here = factors["process"].isin([*ledgers.network.facilities["process"], ""])
    asked = factors[(factors["ledger"] == ledger) & (factors["value"] != 0) & here]
    return [part for factor in asked.to_dict("records") for part in _BASES[factor["basis"]](ledgers, factor)]


def _meant(ledgers: Ledgers, factor: Factor, materials: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which materials a factor names; a factor without a name is asked by ``_each`` what it adds up."""
    named = ledgers.words.loc[ledgers.words["word"] == factor["material"], "material"]
    return np.asarray(np.isin(materials.astype(str), named.tolist()), dtype=bool)


def _each(
    ledgers: Ledgers, factor: Factor, materials: NDArray[np.object_], processes: NDArray[np.object_] | None = None
) -> NDArray[np.bool_]:
    """Say what a factor is for: what it names; else what comes in the unit of its process, or in tonnes for all."""
    if factor["material"]:
        return _meant(ledgers, factor, materials)
    units = ledgers.material_units.reindex(materials).to_numpy()
    own = ledgers.process_units.reindex(processes).to_numpy() if factor.get("process") else TONNE
    return np.asarray(units == own, dtype=bool)


def _per_input(ledgers: Ledgers, factor: Factor) -> list[Part]:
    intakes = ledgers.network.intakes
    where = _each(ledgers, factor, *(intakes[name].to_numpy(dtype=object) for name in ("material", "process")))
    where &= (intakes["process"] == factor["process"]).to_numpy() | (factor["process"] == "")
    value = np.full(len(intakes), float(factor["value"]))
    return [ledgers.by_intake(str(factor["kind"]), ledgers.columns.intake, value, where)]


def _per_output(ledgers: Ledgers, factor: Factor) -> list[Part]:
    network = ledgers.network
    material = network.offers["material"].to_numpy(dtype=object)[network.yields["offer"].to_numpy()]
    process = network.intakes["process"].to_numpy(dtype=object)[network.yields["intake"].to_numpy()]
    where = _each(ledgers, factor, material, process) & ((process == factor["process"]) | (factor["process"] == ""))
    return [ledgers.outputs(str(factor["kind"]), float(factor["value"]), where)]


def _per_tkm(ledgers: Ledgers, factor: Factor) -> list[Part]:
    links = ledgers.network.links
    materials = ledgers.network.offers["material"].to_numpy(dtype=object)
    where = _each(ledgers, factor, materials)[links["offer"].to_numpy()]
    where &= (links["mode"] == factor["mode"]).to_numpy() | (factor["mode"] == "")
    value = float(factor["value"])
    return [ledgers.flows(str(factor["kind"]), value * links["tkm_t"].to_numpy(), where)]


def _per_property(ledgers: Ledgers, factor: Factor) -> list[Part]:
    """Amount of a property taken in; booked to the facility's plant, lot by lot."""
    network, name, value = ledgers.network, str(factor["property"]), float(factor["value"])
    intakes = network.intakes
    meant = _each(ledgers, factor, *(intakes[name].to_numpy(dtype=object) for name in ("material", "process")))
    meant &= (intakes["process"] == factor["process"]).to_numpy() | (factor["process"] == "")
    intake = network.links["intake"].to_numpy()
    links = np.flatnonzero(meant[intake])
    sent = network.offer_quality[name].to_numpy()[network.links["offer"].to_numpy()[links]]
    lots = np.flatnonzero(meant & intakes["buy_cny_t"].notna().to_numpy())
    bought = network.bought_quality[name].to_numpy()[lots]
    material = intakes["material"].to_numpy()
    unknown = {*material[intake[links[np.isnan(sent)]]], *material[lots[np.isnan(bought)]]}
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
    plants, families = (ledgers.codes(intakes[column], column) for column in ("plant", "family"))
    kind, arrived = str(factor["kind"]), ledgers.received[links]
    return [
        Part(kind, ledgers.columns.flow[links], value * arrived * sent, plants[intake[links]], families[intake[links]]),
        Part(kind, ledgers.columns.bought[lots], value * bought, plants[lots], families[lots]),
    ]


def _per_ledger(ledgers: Ledgers, factor: Factor) -> list[Part]:
    value, kind = float(factor["value"]), str(factor["kind"])
    return [
        Part(kind, part.columns, value * part.coefficients, part.plants, part.families)
        for part in ledgers.parts(str(factor["other"]))
    ]


_BASES: dict[str, Callable[[Ledgers, Factor], list[Part]]] = {
    "input": _per_input,
    "output": _per_output,
    "tkm": _per_tkm,
    "property": _per_property,
    "ledger": _per_ledger,
}
