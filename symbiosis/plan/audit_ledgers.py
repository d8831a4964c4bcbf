"""Ledgers by their definitions: every entry worked out from flows, lots, offers and factors, then summed by scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called
from symbiosis.plan.audit_facts import SCOPES, Facts, records, words
from symbiosis.plan.audit_levies import levy_factors, raised
from symbiosis.plan.audit_sited import sited_entries

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

ENTRY = ["ledger", "kind", "family", "plant", "amount"]
#: Where an entry comes from: the facility that takes in or makes, who made the lot, and by which boundary it counts.
TRACE = ["facility", "maker", "origin", "boundary"]
KEY = ["ledger", "kind", "family", "scope", "name"]
#: Ledger in which a used tonne counts, by the kind of its offer.
USED = {"arising": "used_t", "made": "used_t", "stock": "used_stock_t", "purchase": "used_purchase_t"}


def _entries(
    ledger: str, rows: pd.DataFrame, plant: str, amount: Any, *, kind: Any = "", family: Any = None, boundary: str = ""
) -> pd.DataFrame:
    booked = {
        "ledger": ledger,
        "kind": kind,
        "family": rows["family"] if family is None else family,
        "plant": rows[plant],
        "amount": amount,
    }
    trace = {column: rows.get(column, "") for column in TRACE[:-1]}
    return pd.DataFrame({**booked, **trace, "boundary": boundary}, columns=[*ENTRY, *TRACE])


def given_back(process: str, material: str, facts: Facts) -> float:
    """Return the tonnes of the material's own family that the process gives out for a tonne of it."""
    rows = facts.model("yields")
    rows = rows[rows["process"] == process]
    return sum(
        float(share)
        for word, output, share in zip(rows["input"], rows["output"], rows["yield_t_t"], strict=True)
        if facts.matches(word, material) and facts.family[output] == facts.family[material]
    )


def _weighed(rows: pd.DataFrame, facts: Facts) -> pd.Series:
    """Tell which rows are of a material in tonnes; GJ, MWh and m3 enter no ledger of tonnes."""
    return rows["material"].map(facts.unit) == "t"


def _flow_entries(flows: pd.DataFrame, facts: Facts) -> list[pd.DataFrame]:
    pairs = list(zip(words(flows["process"]), words(flows["material"]), strict=True))
    back = {pair: given_back(*pair, facts) for pair in dict.fromkeys(pairs)}
    received = flows["received_t"]
    used = received * (1.0 - pd.Series([back[pair] for pair in pairs], index=flows.index, dtype=float))
    weighed = _weighed(flows, facts)
    counts = (flows["family"].map(facts.role) == "waste") & flows["fate"].isin(["use", "avoid"]) & weighed
    earning = flows["material"].map(facts.price("sell")).astype(float).fillna(0.0)
    market = flows["fate"] == "market"
    dumped = flows["fate"] == "disposal"
    books = [
        _entries(ledger, flows[own], "from_plant", used[own])
        for kind, ledger in USED.items()
        for own in [counts & (flows["offer_kind"] == kind)]
    ]
    return [
        *books,
        _entries("disposed_t", flows[dumped & weighed], "from_plant", received[dumped & weighed]),
        _entries("sold_t", flows[market & weighed], "from_plant", received[market & weighed]),
        _entries("cost_cny", flows[market], "from_plant", (-earning * received)[market], kind="sale"),
        _entries("lost_t", flows[weighed], "from_plant", flows["lost_t"][weighed]),
        _entries("tkm", flows[weighed], "from_plant", flows["tkm"][weighed]),
        _entries("cost_cny", flows, "from_plant", flows["freight_cny"], kind="freight"),
        _entries("cost_cny", flows, "from_plant", flows["price_cny_t"] * flows["dry_t"], kind="offer"),
        _entries("co2_kg", flows, "from_plant", flows["co2_kg"], kind="freight", boundary="freight"),
    ]


def _offer_entries(plan: Plan, facts: Facts) -> list[pd.DataFrame]:
    given = facts.offers.assign(family=facts.offers["material"].map(facts.family))
    arising = given[(given["kind"] == "arising") & _weighed(given, facts)]
    offers = plan.offers
    solid = offers[_weighed(offers, facts)]
    earning = offers["material"].map(facts.price("sell")).astype(float).fillna(0.0)
    return [
        _entries("arising_t", arising, "plant", arising["amount_t"]),
        _entries("stays_t", solid, "plant", solid["stays_t"], kind=solid["kind"]),
        _entries("sold_t", solid, "plant", solid["sold_t"]),
        _entries("cost_cny", offers, "plant", -earning * offers["sold_t"], kind="sale"),
    ]


def _facility_entries(lots: pd.DataFrame, made: pd.DataFrame, facts: Facts) -> list[pd.DataFrame]:
    bought = lots[lots["bought"]]
    paid = bought["material"].map(facts.price("buy")).astype(float).fillna(0.0) * bought["t"]
    running = lots["facility"].map(facts.facilities["opex_cny_t"]).astype(float) * lots["t"] * lots["counts"]
    solid, goods = bought[_weighed(bought, facts)], made[_weighed(made, facts)]
    return [
        _entries("bought_t", solid, "plant", solid["t"]),
        _entries("made_t", goods, "plant", goods["t"]),
        _entries("cost_cny", lots, "plant", running, kind="processing", family=""),
        _entries("cost_cny", bought, "plant", paid, kind="purchase"),
    ]


def _held(parts: dict[str, pd.DataFrame], factor: dict[str, Any], facts: Facts) -> tuple[pd.DataFrame, str, str]:
    """Return the rows that a factor speaks of, the column of the plant that is booked, and the column of amounts."""
    supplier = facts.settings.accounting.credits == "supplier" and factor["ledger"] in facts.credits
    plant = "lot_plant" if supplier else "plant"
    if factor["basis"] == "output":
        return (_made_of_lots(parts["lots"], facts) if supplier else parts["made"]), plant, "t"
    if factor["basis"] == "tkm":
        return parts["flows"], "from_plant", "tkm"
    rows = parts["lots"]
    return (rows[rows["origin"] != "made"] if factor["boundary"] == "upstream" else rows), plant, "t"


def _made_of_lots(lots: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return what is made out of each lot: as ``made``, with the plant that supplied the lot."""
    rows = lots.merge(facts.model("yields")[["process", "input", "output", "yield_t_t"]], on="process")
    named = [facts.matches(word, cargo) for word, cargo in zip(rows["input"], rows["material"], strict=True)]
    rows = rows[np.array(named, dtype=bool) & ((rows["input"] != "") | rows["counts"].astype(bool))]
    own = ["facility", "process", "plant", "lot_plant", "maker", "origin"]
    rows = rows[own].assign(material=rows["output"], t=rows["t"] * rows["yield_t_t"].astype(float))
    return rows.assign(family=rows["material"].map(facts.family))


def _named(factor: dict[str, Any], rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return the rows whose material, mode and process a factor names."""
    own = facts.covers(factor["material"], rows["material"])
    if not factor["material"]:
        # Without a name a factor adds up one unit only: that of its process, or tonnes.
        unit = facts.load_unit(factor["process"]) if factor["process"] else "t"
        own &= rows["material"].map(facts.unit) == unit
    column = "mode" if factor["basis"] == "tkm" else "process"
    if factor[column]:
        own &= rows[column] == factor[column]
    named: pd.DataFrame = rows[own]
    return named


def _of_factor(factor: dict[str, Any], parts: dict[str, pd.DataFrame], facts: Facts) -> pd.DataFrame:
    rows, plant, column = _held(parts, factor, facts)
    rows = _named(factor, rows, facts)
    if rows.empty:
        return pd.DataFrame(columns=[*ENTRY, *TRACE])
    amount = rows[column] * float(factor["value"])
    if factor["basis"] == "property":
        amount = amount * facts.qualities(rows, factor["property"])
    ledger, kind, basis = factor["ledger"], factor["kind"], factor["basis"]
    boundary = {"handed": "handed", "tkm": "freight"}.get(basis, factor["boundary"])
    booked = _entries(ledger, rows, plant, amount, kind=kind, boundary=boundary)
    if basis != "handed":
        return booked
    own = ~rows["origin"].isin(["bought", "purchase"])
    relief = _entries(ledger, rows[own], "lot_plant", -amount[own], kind=f"{kind}, given", boundary="given")
    return pd.concat([booked, relief], ignore_index=True)


def _with_origin(lots: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Return the lots with the kind of offer (``bought`` for what is bought in) and the facility that made each."""
    if lots["bought"].tolist() != [False] * len(flows) + [True] * (len(lots) - len(flows)):
        raise ValueError("lots are the flows in their order, then what is bought in")
    more = len(lots) - len(flows)
    sent = zip(words(flows["offer"]), words(flows["offer_kind"]), strict=True)
    made = [offer.rpartition("|")[0] if kind == "made" else "" for offer, kind in sent]
    return lots.assign(origin=[*flows["offer_kind"], *["bought"] * more], maker=[*made, *[""] * more])


def _add_factors(entries: pd.DataFrame, parts: dict[str, pd.DataFrame], facts: Facts) -> pd.DataFrame:
    table = facts.model("factors")
    # A factor of a process that took nothing in and made nothing adds nothing.
    idle = ~table["process"].isin([*parts["lots"]["process"], *parts["made"]["process"], ""])
    factors = [*records(table[(table["value"] != 0) & ~idle]), *levy_factors(facts)]
    direct = [factor for factor in factors if factor["basis"] != "ledger"]
    more = [raised(_of_factor(factor, parts, facts), factor, facts) for factor in direct]
    entries = pd.concat([entries, *(own for own in more if len(own))], ignore_index=True)
    waiting = [factor for factor in factors if factor["basis"] == "ledger"]
    while waiting:
        unfinished = {factor["ledger"] for factor in waiting}
        ready = [factor for factor in waiting if factor["other"] not in unfinished]
        if not ready:
            raise ValueError(f"ledgers fill each other in a circle: {', '.join(sorted(unfinished))}")
        for factor in ready:
            other = raised(entries[entries["ledger"] == factor["other"]], factor, facts)
            amount = other["amount"] * float(factor["value"])
            booked = other.assign(ledger=factor["ledger"], kind=factor["kind"], amount=amount)
            entries = pd.concat([entries, booked], ignore_index=True)
        waiting = [factor for factor in waiting if factor not in ready]
    return entries


def ledger_entries(plan: Plan, parts: dict[str, pd.DataFrame], facts: Facts) -> pd.DataFrame:
    """Return every entry with its trace; ``parts`` are flows, lots and made."""
    known = set(facts.model("ledgers")["ledger"])
    books = [
        *(own[own["ledger"].isin(known)] for own in sited_entries(plan, parts["flows"], facts)),
        *_flow_entries(parts["flows"], facts),
        *_offer_entries(plan, facts),
        *_facility_entries(parts["lots"], parts["made"], facts),
    ]
    entries = pd.concat(
        [book for book in books if len(book)] or [pd.DataFrame(columns=[*ENTRY, *TRACE])], ignore_index=True
    )
    entries["amount"] = entries["amount"].astype(float)
    return _add_factors(entries, {**parts, "lots": _with_origin(parts["lots"], parts["flows"])}, facts)


def ledger_sums(entries: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return ledger, kind, family, scope, name, amount and the sum of absolute entries as ``size``."""
    plants = _added(entries.assign(size=entries["amount"].abs().fillna(0.0)), ENTRY[:-1])
    frames = [plants.assign(scope="park", name="")]
    for scope in SCOPES:
        name = plants["plant"].map(facts.plants[scope])
        frames.append(plants.assign(scope=scope, name=name)[name != ""])
    return _added(pd.concat(frames, ignore_index=True), KEY)


def _added(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the sums by ``key``; an unknown property must show as a blank, never as less."""
    return rows.groupby(key, as_index=False)[["amount", "size"]].sum(skipna=False)


def check_ledgers(book: Book, plan: Plan, sums: pd.DataFrame, facts: Facts) -> None:
    """Check every row of the ledgers table, rows that are missing and rows that should not be there."""
    said = plan.ledgers[[*KEY, "amount", "unit"]].rename(columns={"amount": "said"})
    both = sums.assign(due=True).merge(said, on=KEY, how="outer").reset_index(drop=True)
    both.loc[both["due"].isna(), "amount"] = 0.0
    both.loc[both["unit"].isna(), "said"] = 0.0
    kind, name = (("/" + both[column]).where(both[column] != "", "") for column in ("kind", "name"))
    family = ("/" + both["family"]).where(both["family"] != "", "")
    row = both["ledger"] + kind + family + " of " + both["scope"] + name
    absent = np.where(both["unit"].isna(), " (missing row)", np.where(both["due"].isna(), " (row of nothing)", ""))
    label = called("ledger " + row + absent)
    book.equal("ledgers", label, "amount", both["said"], both["amount"], size=both["size"].fillna(0.0))
    unit = facts.model("ledgers").set_index("ledger")["unit"]
    rows = plan.ledgers
    book.same("ledger unit", called("ledger " + rows["ledger"]), "unit", rows["unit"], rows["ledger"].map(unit))
