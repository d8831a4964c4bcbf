"""A random region's model by somebody who knows it in advance: arrays of numbers in, one matrix out, nothing else.

``prepared`` (not timed) takes the numbers that the tables state out of a network: who, where, loss, km, composition,
and the few coefficients that stand on no link, ready as they are. ``filled`` (timed) works out every coefficient that
stands on a link by the shortest numpy there is and puts all into one matrix by columns. No names, no Pyomo, no check,
no other model than that of ``benchmarks.trade``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symbiosis.formulation import Formulation
from symbiosis.formulation.ledgers import LedgerKey
from symbiosis.solver.gather import Matrix

Array = NDArray[Any]


@dataclass(frozen=True)
class Arrays:
    """What the tables state, as numbers; ``row`` is the first row of each family, or the row of each total."""

    row: dict[str, Any]
    link: dict[str, Array]
    offer: dict[str, Array]
    intake: dict[str, Array]
    facility: dict[str, Array]
    rule: dict[str, Array]
    quality: Array
    small: tuple[Array, Array, Array]
    sides: tuple[Array, Array, Array, Array]
    shape: tuple[int, int]


def prepared(formulation: Formulation, problem: Matrix) -> Arrays:
    """Return the numbers of a region of one year."""
    network, codes = formulation.network, formulation.ledgers
    links, offers, facilities = network.links, network.offers, network.facilities
    small = problem.matrix.tocoo()
    own = np.flatnonzero(small.col >= len(links))
    red_mud = (offers["family"] == "red_mud").to_numpy()
    fate, process = facilities["fate"], facilities["process"]
    sell = offers["material"].map({"iron": 400.0, "ware": 150.0, "steam": 5.0}).fillna(0.0).to_numpy()
    counted = (offers["role"] == "waste") & offers["kind"].isin(["arising", "made"])
    return Arrays(
        row=problem.blocks | _totals(formulation, problem),
        link={name: links[name].to_numpy() for name in ("offer", "intake", "facility", "loss", "freight_cny_t",
              "tkm_t", "co2_kg_t")} | {"truck": (links["mode"] == "truck").to_numpy(dtype=float)},
        offer={"price": offers["price_cny_t"].to_numpy(), "sell": sell, "counted": counted.to_numpy(),
               "weighed": (offers["unit"] == "t").to_numpy(), "red_mud": red_mud,
               "province": _place(network, offers["plant"], "province")},
        intake={"kept": 1.0 - codes.returned},
        facility={"uses": (fate == "use").to_numpy(), "tip": (fate == "disposal").to_numpy(),
                  "market": (fate == "market").to_numpy(), "zone": _place(network, facilities["plant"], "zone"),
                  "brick": (process == "brick").to_numpy(), "road": (process == "road").to_numpy()},
        rule=_rules(formulation),
        quality=network.offer_quality.to_numpy(dtype=float),
        small=(small.row[own], small.col[own], small.data[own]),
        sides=(problem.row_lower, problem.row_upper, problem.lower, problem.upper),
        shape=problem.matrix.shape,
    )  # fmt: skip


def _place(network: Any, plants: Any, scope: str) -> Array:
    names = sorted({*network.park.plants[scope]})
    known = network.park.plants.set_index("plant")[scope]
    return np.asarray(plants.map(known).map({name: number for number, name in enumerate(names)}).to_numpy(dtype=int))


def _totals(formulation: Formulation, problem: Matrix) -> dict[str, Any]:
    """Return the rows of the totals; -1 where a total is not asked for."""
    start, plants = problem.blocks["ledgers"], formulation.network.park.plants

    def row(*key: str) -> int:
        number = formulation.keys.get(LedgerKey(*key), -1)
        return start + number if number >= 0 else -1

    rows: dict[str, Any] = {name: row(name) for name in ("used_t", "cost_cny", "tkm", "disposed_t")}
    for ledger, scope in (("co2_kg", "province"), ("soda_kg", "zone")):
        rows[ledger] = np.array([row(ledger, "", scope, name) for name in sorted({*plants[scope]})])
    return rows


def _rules(formulation: Formulation) -> dict[str, Array]:
    from symbiosis.formulation.limits.standards import judged_by

    network = formulation.network
    whole, place = network.standards, {name: n for n, name in enumerate(network.offer_quality.columns)}
    row, intake = judged_by(network)
    there = np.unique(np.concatenate([row[np.isin(intake, network.links["intake"])],
                                      row[network.intakes["buy_cny_t"].notna().to_numpy()[intake]]]))  # fmt: skip
    number = np.full(len(whole), -1)
    number[there] = np.arange(len(there))
    limit = whole["limit"].to_numpy(dtype=float)
    product = (whole["on"] == "product").to_numpy()
    return {
        "number": number, "row": row, "intake": intake, "limit": limit, "size": np.abs(limit), "product": product,
        "share": np.where(product, whole["retained"], 1.0), "ignited": whole["ignited"].to_numpy(dtype=bool),
        "property": whole["property"].map(place).to_numpy(dtype=int), "loi": np.array(place["LOI"]),
        "over": whole["over"].map(place).fillna(-1).to_numpy(dtype=int),
    }  # fmt: skip


Parts = list[tuple[Array, Array, Array]]


def filled(data: Arrays) -> sp.csc_matrix:
    """Return the matrix."""
    rows, columns, values = (np.concatenate(arrays) for arrays in zip(*coefficients(data), strict=True))
    return sp.csc_matrix((values, (rows.astype(np.int32), columns)), shape=data.shape)


def coefficients(data: Arrays) -> Parts:
    """Return rows, columns and values; what stands on one place adds up."""
    link, offer, facility, row = data.link, data.offer, data.facility, data.row
    sender, into, taker = link["offer"], link["intake"], link["facility"]
    each, received = np.arange(len(sender), dtype=np.int32), 1.0 - link["loss"]
    weighed = offer["weighed"][sender]
    co2 = link["co2_kg_t"] + 0.001 * link["tkm_t"] * link["truck"] * weighed
    cost = link["freight_cny_t"] + offer["price"][sender] + 0.06 * co2
    cost -= received * offer["sell"][sender] * facility["market"][taker]
    used = np.flatnonzero(facility["uses"][taker] & offer["counted"][sender] & weighed)
    tipped = np.flatnonzero(facility["tip"][taker] & weighed)
    salted = np.flatnonzero(facility["brick"][taker] | (facility["road"][taker] & offer["red_mud"][sender]))
    salted = salted[weighed[salted]]
    soda = 10.0 * received[salted] * data.quality[sender[salted], 1]
    return [
        data.small,
        (row["offers"] + sender, each, np.ones(len(each))),
        (row["intakes"] + into, each, -received),
        _standards(data, received),
        (np.full(len(used), row["used_t"]), each[used], -(received * data.intake["kept"][into])[used]),
        (np.full(len(tipped), row["disposed_t"]), each[tipped], -received[tipped]),
        (np.full(len(each), row["cost_cny"]), each, -cost),
        (np.full(len(each), row["tkm"]), each, -link["tkm_t"] * weighed),
        (row["co2_kg"][offer["province"][sender]], each, -co2),
        (row["soda_kg"][facility["zone"][taker[salted]]], each[salted], -soda),
    ]


def _standards(data: Arrays, received: Array) -> tuple[Array, Array, Array]:
    """Return what each lot adds to each standard that judges it."""
    rule, into = data.rule, data.link["intake"]
    order = np.argsort(into, kind="stable").astype(np.int32)
    count = np.bincount(into, minlength=len(data.intake["kept"]))
    many = count[rule["intake"]]
    judge = np.repeat(rule["row"], many)
    first = np.repeat((np.cumsum(count) - count)[rule["intake"]] - (np.cumsum(many) - many), many)
    lot = order[first + np.arange(len(judge))]
    values, arrived = data.quality[data.link["offer"][lot]], received[lot]
    each = np.arange(len(lot))
    over, product = rule["over"][judge], rule["product"][judge]
    base = np.where(rule["ignited"][judge], 1.0 - values[:, rule["loi"]] / 100.0, ~product)
    ratio = np.flatnonzero(over >= 0)
    base[ratio] = values[ratio, over[ratio]]
    top = rule["share"][judge] * values[each, rule["property"][judge]]
    value = arrived * (top - rule["limit"][judge] * base) / rule["size"][judge]
    return data.row["standards"] + rule["number"][judge], lot, value
