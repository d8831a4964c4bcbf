"""Footprints: kg of CO2 per tonne of everything that the facilities of a plan make, from its tables alone.

A facility bears what it emits, the freight of what comes in, what its suppliers outside the park emitted, and its part
of what its suppliers inside the park bear; they feed each other, so this is a linear system. It hands all of that on
to what it makes. Three ways side by side: ``cut_off`` (wastes leave and enter free of burden), ``mass`` (what is used
of a waste bears its part by mass, and new scrap enters with the metal's emissions) and ``value`` (by price at the
gate). Credits stand in a column of their own and lower nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csc_matrix, identity

from symbiosis.plan.audit_balances import lots_of, made_of
from symbiosis.plan.audit_facts import Facts
from symbiosis.plan.audit_flows import recomputed_flows
from symbiosis.plan.audit_ledgers import ledger_entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from symbiosis.plan.record import Plan

METHODS = ("cut_off", "mass", "value")
#: Ledgers that a footprint is made of: what is emitted, what is handed over with new scrap, credits, power in kWh and
#: green power in MWh. A model that keeps no such ledger has nothing of it.
EMITTED, HANDED, CREDITS, POWER, GREEN = "co2_kg", "co2_alloc_kg", "co2_avoided_kg", "power_kwh", "power_green_mwh"
COLUMNS = (
    "year", "kind", "offer", "plant", "facility", "process", "material", "family", "unit", "amount_t", "method",
    "gate_kg_t", "cradle_kg_t",
    *(f"{boundary}_{method}_kg_t" for method in METHODS for boundary in ("gate", "cradle")),
    "final_kg", "credit_kg_t", "credit_kg", "green_power_pct", "not_counted", "boundary", "document", "levy_cny_t",
)  # fmt: skip
#: MWh in GJ; energies of two units made together share by heat.
_GJ = {"GJ": 1.0, "MWh": 3.6}
#: A loop that loses less than this part of what it holds has no product to hand its burden to.
_CLOSED = 1e-9
#: Facilities whose burdens numpy solves sooner than scipy's linear algebra is imported.
_DENSE = 500


def footprints(plan: Plan) -> pd.DataFrame:
    """Return a row a product, and a row for each burden that no product bears; ``COLUMNS`` says what is in it.

    ``final_kg`` is what leaves the facilities with a product by the method of the run (``accounting.new_scrap``): sold,
    or taken by whoever makes nothing of it. Over all rows it adds up to the ledger ``co2_kg`` (``co2_alloc_kg`` by
    mass), year by year. ``_t`` means per unit of the material, be it t, GJ, MWh or m3.
    """
    return pd.concat([_of_one_year(plan.in_year(year)) for year in plan.years], ignore_index=True)


def _of_one_year(plan: Plan) -> pd.DataFrame:
    facts = Facts(plan)
    flows = recomputed_flows(plan, facts)
    lots = lots_of(plan, flows, facts)
    entries = ledger_entries(plan, {"flows": flows, "lots": lots, "made": made_of(lots, facts)}, facts)
    made = _made(plan, flows, facts)
    books = _books(entries, facts)
    method = str(facts.settings.accounting.new_scrap)
    table = made.assign(kind="product", method=method, year=facts.year)
    for name in METHODS:
        share, burden = _handed_on(made, flows, books, name)
        table[f"gate_{name}_kg_t"] = share * made["facility"].map(books["gate"])
        table[f"cradle_{name}_kg_t"] = share * made["facility"].map(burden)
        if name == method:
            credit = made["facility"].map(books["credit"])
            table["credit_kg_t"], table["credit_kg"] = share * credit, share * credit * made["base"]
            bearing = set(made.loc[share > 0, "facility"])
            table["final_kg"] = table[f"cradle_{name}_kg_t"] * (made["base"] - _passed_on(made, flows, bearing))
    table["gate_kg_t"], table["cradle_kg_t"] = table[f"gate_{method}_kg_t"], table[f"cradle_{method}_kg_t"]
    table["green_power_pct"] = made["facility"].map(_green(entries, lots, facts))
    lacking = _not_counted(lots, facts)
    table["not_counted"] = [lacking.get(facility, "") for facility in made["facility"]]
    table = _judged(table, facts)
    rest = _unborne(books, bearing, method, facts)
    return pd.concat([table, rest], ignore_index=True).reindex(columns=list(COLUMNS))


def _made(plan: Plan, flows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return the offers made, with ``base``: all of a product, and of a waste what is used of it."""
    rows = plan.offers[(plan.offers["kind"] == "made") & (plan.offers["amount_t"] > 0)]
    made = rows[["offer", "plant", "facility", "material", "family", "amount_t", "sold_t"]].reset_index(drop=True)
    dumped = flows[flows["fate"] == "disposal"].groupby("offer")["dry_t"].sum()
    sent = flows.groupby("offer")["dry_t"].sum()
    used = made["sold_t"] + made["offer"].map(sent).fillna(0.0) - made["offer"].map(dumped).fillna(0.0)
    waste = made["family"].map(facts.role) == "waste"
    return made.assign(
        base=made["amount_t"].where(~waste, used.clip(lower=0.0)),
        waste=waste,
        unit=made["material"].map(facts.unit),
        price=made["material"].map(facts.price("sell")).astype(float).fillna(0.0).clip(lower=0.0),
        process=made["facility"].map(facts.facilities["process"]),
    )


def _books(entries: pd.DataFrame, facts: Facts) -> dict[str, pd.Series]:
    """Return kg by facility: own, upstream, freight in, charged with new scrap, credits; a blank is nobody's."""
    boundary, ledger = entries["boundary"], entries["ledger"]
    emitted, inside = ledger == EMITTED, entries["origin"] == "made"
    # What the park itself made carries its real burden; only lots from elsewhere bring the factor's.
    handed = (ledger == HANDED) & boundary.isin(["handed", "given"]) & ~inside
    holder = entries["facility"]
    if facts.settings.accounting.credits == "supplier":
        holder = entries["maker"].where(entries["origin"] != "bought", holder)

    def kg(rows: pd.Series, of: pd.Series) -> pd.Series:
        known = entries["amount"][rows].groupby(of[rows]).sum()
        return known.reindex([*facts.facilities.index, ""], fill_value=0.0)

    owner = entries["facility"].where(boundary != "given", "")
    return {
        "gate": kg(emitted & ~boundary.isin(["upstream", "freight"]), owner),
        "upstream": kg(emitted & (boundary == "upstream"), owner),
        "freight": kg(emitted & (boundary == "freight"), owner),
        "handed": kg(handed, owner),
        "credit": kg(ledger == CREDITS, holder),
    }


def _weights(made: pd.DataFrame, method: str) -> pd.Series:
    """Return the weight by which each output bears its facility's burden; one kind of unit bears at a facility."""
    home = made["facility"]
    only_waste = made["waste"].groupby(home).transform("all")
    bears = (made["base"] > 0) & (~made["waste"] | only_waste | (method == "mass"))
    unit = made["unit"]
    weight = made["base"] * unit.map(_GJ).fillna(1.0)
    rank = unit.map({"t": 0, "GJ": 1, "MWh": 1}).fillna(2).where(bears, 3)
    by_mass = weight.where(bears & (rank == rank.groupby(home).transform("min")), 0.0)
    if method != "value":
        return by_mass
    worth = made["price"] * made["base"]
    return worth.where(worth.groupby(home).transform("sum") > 0, by_mass)


def _handed_on(
    made: pd.DataFrame, flows: pd.DataFrame, books: dict[str, pd.Series], method: str
) -> tuple[pd.Series, pd.Series]:
    """Return the part of its facility's burden in a unit of each output, and the burden of each facility."""
    own = books["gate"] + books["upstream"] + books["freight"] + (books["handed"] if method == "mass" else 0.0)
    own = own.drop("")
    weight = _weights(made, method)
    while True:
        total = weight.groupby(made["facility"]).transform("sum")
        share = (weight / total.where(total > 0) / made["base"].where(made["base"] > 0)).fillna(0.0)
        matrix = _matrix(made, share, flows, own.index)
        stuck = _closed(matrix, own.index, set(made.loc[share > 0, "facility"]))
        if not stuck:
            break
        weight = weight.where(~made["facility"].isin(stuck), 0.0)
    return share, pd.Series(_burdens(matrix, own.to_numpy(dtype=float)), own.index)


def _burdens(matrix: csc_matrix, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each facility bears: its own, and its part of what is handed on to it."""
    # Few hand anything on: those are solved for, the others only take.
    on = np.flatnonzero(matrix.getnnz(axis=0))
    given = matrix[:, on]
    handed: NDArray[np.float64] = given @ _solved(identity(len(on), format="csc") - given[on], own[on])
    return own + handed


def _solved(matrix: csc_matrix, right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the solution of a linear system."""
    if len(right) <= _DENSE:
        return np.linalg.solve(matrix.toarray(), right)
    from scipy.sparse.linalg import spsolve

    return np.atleast_1d(spsolve(matrix, right))


def _matrix(made: pd.DataFrame, share: pd.Series, flows: pd.DataFrame, facilities: pd.Index) -> csc_matrix:
    """Return which part of a facility's burden (column) goes on to each facility that makes something (row)."""
    part = dict(zip(made["offer"], share, strict=True))
    bearing = set(made.loc[share > 0, "facility"])
    waste = set(made.loc[made["waste"], "offer"])
    rows = flows[flows["offer"].isin(part.keys()) & flows["facility"].isin(bearing)]
    rows = rows[~(rows["offer"].isin(waste) & (rows["fate"] == "disposal"))]
    maker = dict(zip(made["offer"], made["facility"], strict=True))
    to, of = (facilities.get_indexer(pd.Index(names)) for names in (rows["facility"], rows["offer"].map(maker)))
    values = rows["dry_t"].to_numpy(dtype=float) * rows["offer"].map(part).to_numpy(dtype=float)
    return csc_matrix((values, (to, of)), shape=(len(facilities), len(facilities)))


def _closed(matrix: csc_matrix, facilities: pd.Index, bearing: set[str]) -> set[str]:
    """Return facilities that hand on to one another only, so that no burden ever leaves."""
    bears = np.array([name in bearing for name in facilities], dtype=bool)
    leaks = ~bears | (np.asarray(matrix.sum(axis=0)).ravel() < 1.0 - _CLOSED)
    passes = (matrix > 0).astype(float)
    while True:
        more = leaks | (np.asarray(leaks.astype(float) @ passes).ravel() > 0)
        if (more == leaks).all():
            return set(facilities[~leaks])
        leaks = more


def _passed_on(made: pd.DataFrame, flows: pd.DataFrame, bearing: set[str]) -> pd.Series:
    """Return the tonnes of each output that go to a facility which hands their burden on."""
    rows = flows[flows["facility"].isin(bearing)]
    waste = rows["offer"].isin(made.loc[made["waste"], "offer"]) & (rows["fate"] == "disposal")
    return made["offer"].map(rows[~waste].groupby("offer")["dry_t"].sum()).fillna(0.0)


def _green(entries: pd.DataFrame, lots: pd.DataFrame, facts: Facts) -> pd.Series:
    """Return the per cent of green power in all power that a facility took itself; blank where it took none."""
    power = entries[entries["ledger"] == POWER].groupby("facility")["amount"].sum() / 1000.0
    taken = lots[lots["material"].map(facts.unit) == "MWh"].groupby("facility")["t"].sum()
    green = entries[entries["ledger"] == GREEN].groupby("facility")["amount"].sum()
    every = power.add(taken, fill_value=0.0)
    return 100.0 * green.reindex(every.index, fill_value=0.0) / every.where(every > 0)


def _not_counted(lots: pd.DataFrame, facts: Facts) -> dict[str, str]:
    """Return what each facility buys in of whose making the model knows no emissions: its footprint lacks them."""
    factors = facts.model("factors")
    known = factors[(factors["ledger"] == EMITTED) & (factors["basis"] == "input") & (factors["process"] == "")]
    words = [word for word in known["material"] if word]
    bought = lots.loc[lots["bought"], ["facility", "material"]].drop_duplicates().sort_values("material")
    known_to = [material for material in bought["material"] if any(facts.matches(word, material) for word in words)]
    lacking = bought[~bought["material"].isin(known_to)]
    return {str(home): "; ".join(rows["material"]) for home, rows in lacking.groupby("facility")}


def _judged(table: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return the table with the standard that says how a product's footprint is stated, and the levy on it."""
    rules = facts.model("footprint_rules")
    for column in ("boundary", "document"):
        stated = [
            next((str(rule) for word, rule in zip(rules["material"], rules[column], strict=True)
                  if facts.matches(word, material)), "")
            for material in table["material"]
        ]  # fmt: skip
        table[column] = stated
    levy = facts.settings.accounting.levy
    pays = [any(facts.matches(word, material) for word in levy.materials) for material in table["material"]]
    return table.assign(levy_cny_t=(table[f"{levy.boundary}_kg_t"] / 1000.0 * levy.price_cny_t).where(pays))


def _unborne(books: dict[str, pd.Series], bearing: set[str], method: str, facts: Facts) -> pd.DataFrame:
    """Return a row for each facility that makes nothing to bear its burden, and one for what is no facility's."""
    own = books["gate"] + books["upstream"] + books["freight"] + (books["handed"] if method == "mass" else 0.0)
    rows = pd.DataFrame({"final_kg": own, "credit_kg": books["credit"]}).rename_axis("facility").reset_index()
    rows = rows[~rows["facility"].isin(bearing) & ((rows["final_kg"] != 0) | (rows["credit_kg"] != 0))]
    places = {
        column: [facts.facilities[column].get(facility, "") for facility in rows["facility"]]
        for column in ("plant", "process")
    }
    blank = dict.fromkeys(("offer", "material", "family", "unit", "not_counted", "boundary", "document"), "")
    return rows.assign(**places, **blank, kind="unborne", method=method, year=facts.year)
