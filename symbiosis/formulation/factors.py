"""Coefficients that fill a ledger from the table of factors: per tonne in or out, tonne-km, property, other ledger.

What is booked lot by lot (``_by_lot``) can be held against whoever supplied the lot: credits where the settings say so,
and what a taker is charged with while its supplier in the park is relieved of as much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.errors import DataError, Fault
from symbiosis.formulation.ledgers import Ledgers
from symbiosis.formulation.parts import Holders, Part
from symbiosis.network.units import TONNE

Factor = dict[Any, Any]


def parts(ledgers: Ledgers, ledger: str) -> list[Part]:
    """Return what the table of factors adds to ``ledger``."""
    return [part for factor in ledgers.factors.get(ledger, []) for part in of_basis(ledgers, factor)]


def of_basis(ledgers: Ledgers, factor: Factor) -> list[Part]:
    """Return what one factor adds."""
    return _BASES[factor["basis"]](ledgers, factor)


def _meant(ledgers: Ledgers, factor: Factor) -> NDArray[np.bool_]:
    """Say of each material, by its number, whether a factor is for it.

    It is for what it names; else for what comes in the unit of its process, or in tonnes where it is for all of them.
    """
    if factor["material"]:
        return np.asarray(ledgers.network.codes.words.of([factor["material"]])[0], dtype=bool)
    own = ledgers.process_units[factor["process"]] if factor.get("process") else TONNE
    return np.asarray(ledgers.material_units == own, dtype=bool)


def _taken_in(ledgers: Ledgers, factor: Factor) -> NDArray[np.bool_]:
    """Say of which intakes a factor speaks."""
    meant = _meant(ledgers, factor)[ledgers.network.codes.intake]
    if factor["process"]:
        meant &= (ledgers.network.intakes["process"] == factor["process"]).to_numpy()
    return np.asarray(meant, dtype=bool)


def _per_input(ledgers: Ledgers, factor: Factor) -> list[Part]:
    where, kind = _taken_in(ledgers, factor), str(factor["kind"])
    value = np.full(len(where), float(factor["value"]))
    supplier = _held_by_supplier(ledgers, factor)
    if factor["boundary"] == "upstream":
        # What a facility of the park made has its emissions in the books already.
        from_outside = (ledgers.network.offers["kind"] != "made").to_numpy()[ledgers.network.links["offer"].to_numpy()]
        return _by_lot(ledgers, kind, value, where, links=from_outside, supplier=supplier)
    if supplier:
        return _by_lot(ledgers, kind, value, where, supplier=True)
    return [ledgers.by_intake(kind, ledgers.columns.intake, value, where)]


def _handed(ledgers: Ledgers, factor: Factor) -> list[Part]:
    """Charge the taker, and relieve the plant of the park that gave it of exactly as much."""
    where, kind = _taken_in(ledgers, factor), str(factor["kind"])
    value = np.full(len(where), float(factor["value"]))
    offers, offer = ledgers.network.offers, ledgers.network.links["offer"].to_numpy()
    inside = (offers["kind"] != "purchase").to_numpy()[offer]
    charge = _by_lot(ledgers, kind, value, where)
    given, _ = _by_lot(ledgers, f"{kind}, given", -value, where, links=inside, supplier=True)
    return [*charge, given]


def _held_by_supplier(ledgers: Ledgers, factor: Factor) -> bool:
    """Say whether the factor is a credit that belongs to whoever supplied what is used."""
    if ledgers.network.model.settings.accounting.credits != "supplier":
        return False
    table = ledgers.network.model.tables["ledgers"]
    return bool(table.loc[table["ledger"] == factor["ledger"], "credit"].any())


def _by_lot(
    ledgers: Ledgers,
    kind: str,
    value: NDArray[np.float64],
    where: NDArray[np.bool_],
    *,
    links: NDArray[np.bool_] | None = None,
    supplier: bool = False,
) -> list[Part]:
    """Return a part on what was sent and one on what was bought in, by tonnes received; ``value`` is by intake.

    Booked at the facility, or at the plant that supplied the lot; nobody in the park supplied what is bought in.
    """
    network, taker = ledgers.network, ledgers.intake_holders
    intake = network.links["intake"].to_numpy()
    sent = np.flatnonzero(where[intake] if links is None else where[intake] & links)
    of, holders = intake[sent], taker.only(intake[sent])
    if supplier:
        holders = Holders(ledgers.offer_codes["plant"][network.links["offer"].to_numpy()[sent]], taker.families[of])
    buyable = network.intakes["buy_cny_t"].notna().to_numpy()
    return [
        Part(kind, ledgers.columns.flow[sent], value[of] * ledgers.received[sent], holders),
        ledgers.by_intake(kind, ledgers.columns.bought, value, where & buyable),
    ]


def _outputs_by_lot(ledgers: Ledgers, factor: Factor, where: NDArray[np.bool_]) -> list[Part]:
    """Return a credit for what is made, held by those who supplied what it is made of, by tonnes supplied."""
    network = ledgers.network
    yields = network.yields[where].rename(columns={"offer": "made"})
    links = pd.DataFrame({"intake": network.links["intake"].to_numpy(), "link": np.arange(len(network.links))})
    sent = yields.merge(links, on="intake")
    lots = yields[network.intakes["buy_cny_t"].notna().to_numpy()[yields["intake"].to_numpy()]]
    link, kind, value = sent["link"].to_numpy(), str(factor["kind"]), float(factor["value"])
    families, plants = (ledgers.offer_codes[name] for name in ("family", "plant"))
    supplied = value * sent["yield_t_t"].to_numpy(dtype=float) * ledgers.received[link]
    bought = ledgers.columns.bought[lots["intake"].to_numpy()]
    made, own = sent["made"].to_numpy(), lots["made"].to_numpy()
    suppliers = Holders(plants[network.links["offer"].to_numpy()[link]], families[made])
    return [
        Part(kind, ledgers.columns.flow[link], supplied, suppliers),
        Part(kind, bought, value * lots["yield_t_t"].to_numpy(dtype=float), ledgers.offer_holders.only(own)),
    ]


def _per_output(ledgers: Ledgers, factor: Factor) -> list[Part]:
    network = ledgers.network
    process = network.intakes["process"].to_numpy(dtype=object)[network.yields["intake"].to_numpy()]
    where = _meant(ledgers, factor)[network.codes.offer[network.yields["offer"].to_numpy()]]
    where &= (process == factor["process"]) | (factor["process"] == "")
    if _held_by_supplier(ledgers, factor):
        return _outputs_by_lot(ledgers, factor, where)
    return [ledgers.outputs(str(factor["kind"]), float(factor["value"]), where)]


def _per_tkm(ledgers: Ledgers, factor: Factor) -> list[Part]:
    links = ledgers.network.links
    where = _meant(ledgers, factor)[ledgers.network.codes.offer][links["offer"].to_numpy()]
    if factor["mode"]:
        where &= (links["mode"] == factor["mode"]).to_numpy()
    value = float(factor["value"])
    return [ledgers.flows(str(factor["kind"]), value * links["tkm_t"].to_numpy(), where)]


def _per_property(ledgers: Ledgers, factor: Factor) -> list[Part]:
    """Amount of a property taken in, lot by lot."""
    network, name, value = ledgers.network, str(factor["property"]), float(factor["value"])
    meant = _taken_in(ledgers, factor)
    intake = network.links["intake"].to_numpy()
    links = np.flatnonzero(meant[intake])
    sent = network.offer_quality[name].to_numpy()[network.links["offer"].to_numpy()[links]]
    bought = network.bought_quality[name].to_numpy()
    lots = np.flatnonzero(meant & network.intakes["buy_cny_t"].notna().to_numpy())
    material = network.intakes["material"].to_numpy()
    unknown = {*material[intake[links[np.isnan(sent)]]], *material[lots[np.isnan(bought[lots])]]}
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
    ones, supplier = np.ones(len(meant)), _held_by_supplier(ledgers, factor)
    flows, purchases = _by_lot(ledgers, str(factor["kind"]), ones, meant, supplier=supplier)
    return [
        replace(flows, coefficients=value * flows.coefficients * sent),
        replace(purchases, coefficients=value * bought[lots]),
    ]


def _per_ledger(ledgers: Ledgers, factor: Factor) -> list[Part]:
    value, kind = float(factor["value"]), str(factor["kind"])
    return [
        replace(part, kind=kind, coefficients=value * part.coefficients) for part in ledgers.parts(str(factor["other"]))
    ]


_BASES: dict[str, Callable[[Ledgers, Factor], list[Part]]] = {
    "input": _per_input,
    "handed": _handed,
    "output": _per_output,
    "tkm": _per_tkm,
    "property": _per_property,
    "ledger": _per_ledger,
}
