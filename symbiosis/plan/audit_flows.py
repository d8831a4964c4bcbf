"""Every flow by itself: where it comes from and goes, its kilometres, tonnes, freight and CO2, its link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.geography.distance import great_circle_km
from symbiosis.plan.audit_book import Book, number
from symbiosis.plan.audit_facts import Facts, words
from symbiosis.plan.audit_roads import Roads, road_km

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def name_flow(flows: pd.DataFrame, row: int) -> str:
    """Return a flow's name in a sentence."""
    flow = flows.iloc[row]
    return f"flow of {flow['offer']} to {flow['facility']} by {flow['mode']}"


def recomputed_flows(plan: Plan, facts: Facts) -> pd.DataFrame:
    """Return the flows with every column but offer, facility, mode and dry_t worked out anew.

    Further columns: ``link`` (position in the park's links table, -1 where none applies), ``allowed``,
    ``link_capacity_t``, ``price_cny_t`` of the offer.
    """
    flows = plan.flows[["offer", "facility", "mode"]].reset_index(drop=True)
    flows["dry_t"] = plan.flows["dry_t"].to_numpy(dtype=float)
    offers = plan.offers.set_index("offer")
    for column, origin in (
        ("from_plant", "plant"), ("material", "material"), ("offer_kind", "kind"), ("price_cny_t", "price_cny_t"),
    ):  # fmt: skip
        flows[column] = flows["offer"].map(offers[origin])
    for column, origin in (("to_plant", "plant"), ("process", "process"), ("fate", "fate")):
        flows[column] = flows["facility"].map(facts.facilities[origin])
    flows["family"] = flows["material"].map(facts.family)
    _lay_links(flows, facts)
    _carry(flows, facts)
    return flows


def _lay_links(flows: pd.DataFrame, facts: Facts) -> None:
    links = facts.park("links")
    at = np.array(_positions(flows, links, facts), dtype=int)
    if len(links):
        listed = links.iloc[np.maximum(at, 0)].reset_index(drop=True)
    else:
        listed = pd.DataFrame(
            {"km": np.nan, "cost_cny_t": np.nan, "capacity_t_a": np.nan, "allowed": True}, flows.index
        )
    none = at < 0
    flows["link"] = at
    flows["allowed"] = [
        no or answer is None or bool(answer) for no, answer in zip(none, listed["allowed"], strict=True)
    ]
    flows["link_capacity_t"] = listed["capacity_t_a"].astype(float).mask(none)
    flows["contract_cny_t"] = listed["cost_cny_t"].astype(float).mask(none)
    ends = [flows[end].map(facts.plants[axis]) for end in ("from_plant", "to_plant") for axis in ("lon", "lat")]
    computed = pd.Series(great_circle_km(*ends), index=flows.index) * float(facts.settings.transport.circuity)
    measured = listed["km"].astype(float).mask(none)
    planned = np.zeros(len(flows), dtype=bool) if "status" not in listed else (listed["status"] == "candidate") & ~none
    _follow_roads(flows, computed, facts, asked=measured.isna() & ~planned)
    computed = computed.mask(flows["from_plant"] == flows["to_plant"], 0.0)
    flows["km"] = measured.fillna(computed)


def _follow_roads(flows: pd.DataFrame, computed: pd.Series, facts: Facts, asked: pd.Series) -> None:
    """Put the km along the park's own roads into ``computed`` where flows go by them and nobody has measured."""
    transport = facts.settings.transport
    ways = flows["mode"].map(facts.modes["way"])
    asked = asked & (flows["mode"].map(facts.modes["where"]) != "plant") & (flows["from_plant"] != flows["to_plant"])
    for way in sorted(set(facts.park("roads")["way"]) & set(ways[asked])):
        by = asked & (ways == way)
        pairs = list(zip(flows.loc[by, "from_plant"], flows.loc[by, "to_plant"], strict=True))
        km = road_km(Roads(facts.tables, way), pairs, float(transport.circuity), float(transport.access_km))
        computed[by] = [km[pair] for pair in pairs]


def _positions(flows: pd.DataFrame, links: pd.DataFrame, facts: Facts) -> list[int]:
    """Find the most specific links row: a facility before its plant, then a material before its family before blank."""
    rows: dict[tuple[Any, ...], int] = {
        key: place
        for place, key in enumerate(zip(*(words(links[c]) for c in ("from", "to", "mode", "material")), strict=True))
    }
    places = []
    columns = ("from_plant", "facility", "to_plant", "mode", "material", "family")
    for start, facility, plant, mode, material, family in zip(*(words(flows[c]) for c in columns), strict=True):
        named = [word for word in (material, family, "") if facts.matches(word, material)]
        keys = ((start, to, mode, word) for to in (facility, plant) for word in named)
        places.append(next((rows[key] for key in keys if key in rows), -1))
    return places


def _carry(flows: pd.DataFrame, facts: Facts) -> None:
    mode = facts.modes.loc[flows["mode"]].reset_index(drop=True)
    moisture = flows["material"].map(facts.materials["moisture_pct"]).astype(float)
    at_once, on_the_way = (mode[column].astype(float) / 100.0 for column in ("loss_pct", "loss_pct_km"))
    # Compound: each km takes its part of what has come so far.
    flows["received_t"] = flows["dry_t"] * (1.0 - at_once) * np.exp(np.log1p(-on_the_way) * flows["km"])
    flows["lost_t"] = flows["dry_t"] - flows["received_t"]
    flows["wet_t"] = flows["dry_t"] / (1.0 - moisture / 100.0)
    flows["tkm"] = flows["wet_t"] * flows["km"]
    tariff = mode["fixed_cny_t"].astype(float) + mode["cost_cny_tkm"].astype(float) * flows["km"]
    per_tonne = flows["contract_cny_t"].fillna(tariff.clip(lower=mode["min_charge_cny_t"].astype(float)))
    flows["freight_cny"] = flows["wet_t"] * per_tonne
    flows["co2_kg"] = flows["tkm"] * mode["co2_kg_tkm"].astype(float)
    flows["beyond_best"] = flows["km"] > mode["best_km"].astype(float).fillna(np.inf)


def check_flows(book: Book, plan: Plan, due: pd.DataFrame) -> None:
    """Compare the flows of the plan with the same flows worked out anew."""
    said = plan.flows
    name = partial(name_flow, said)
    for column in ("from_plant", "material", "family", "offer_kind", "to_plant", "process", "fate"):
        book.same("flow belongs", name, column, said[column], due[column])
    book.same("flow belongs", name, "beyond_best", said["beyond_best"].astype(bool), due["beyond_best"])
    for column in ("km", "lost_t", "received_t", "wet_t", "tkm", "freight_cny", "co2_kg"):
        book.equal(f"flow {column}", name, column, said[column], due[column], size=due[column].abs())


def check_link_capacity(book: Book, due: pd.DataFrame) -> None:
    """Check that all that a row of the park's links describes carries no more dry tonnes than the row allows."""
    on = due[due["link_capacity_t"].notna()]
    if on.empty:
        book.at_most("link capacity", [], [], str)
        return
    sums = on.groupby("link", as_index=False).agg(
        dry_t=("dry_t", "sum"), most=("link_capacity_t", "first"), start=("from_plant", "first"),
        facility=("facility", "first"), mode=("mode", "first"),
    )  # fmt: skip
    book.at_most(
        "link capacity",
        sums["dry_t"],
        sums["most"],
        lambda i: (
            f"link from {sums['start'].iloc[i]} to {sums['facility'].iloc[i]} by {sums['mode'].iloc[i]}: "
            f"{number(sums['dry_t'].iloc[i])} t exceed its capacity of {number(sums['most'].iloc[i])} t"
        ),
        size=np.maximum(book.floor_t, sums["dry_t"]),
    )
