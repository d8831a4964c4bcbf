"""Ledgers by their definitions: every entry worked out from flows, lots, offers and factors, then summed by scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.plan.audit_book import Book, called
from symbiosis.plan.audit_entries import ENTRY, TRACE, Columns, columns_of, entries, keyed, looked_up, picked, together
from symbiosis.plan.audit_facts import SCOPES, Facts, records
from symbiosis.plan.audit_levies import levy_factors, raised
from symbiosis.plan.audit_sited import sited_entries

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

Truths = NDArray[np.bool_]

KEY = ["ledger", "kind", "family", "scope", "name"]
#: Ledger in which a used tonne counts, by the kind of its offer.
USED = {"arising": "used_t", "made": "used_t", "stock": "used_stock_t", "purchase": "used_purchase_t"}


def given_back(process: str, material: str, facts: Facts) -> float:
    """Return the tonnes of the material's own family that the process gives out for a tonne of it."""
    return sum(
        float(row["yield_t_t"])
        for row in facts.yields[process]
        if facts.matches(row["input"], material) and facts.family[row["output"]] == facts.family[material]
    )


def _weighed(rows: Columns, facts: Facts) -> Truths:
    """Tell which rows are of a material in tonnes; GJ, MWh and m3 enter no ledger of tonnes."""
    return np.array([facts.unit[material] == "t" for material in rows["material"]], dtype=bool)


def _flow_entries(flows: Columns, facts: Facts) -> list[Columns]:
    pairs = list(zip(flows["process"], flows["material"], strict=True))
    back = {pair: given_back(*pair, facts) for pair in dict.fromkeys(pairs)}
    received = flows["received_t"]
    used = received * (1.0 - np.array([back[pair] for pair in pairs], dtype=float))
    weighed, fate = _weighed(flows, facts), flows["fate"]
    waste = np.array([facts.role[family] == "waste" for family in flows["family"]], dtype=bool)
    counts = waste & ((fate == "use") | (fate == "avoid")) & weighed
    earning = looked_up(flows["material"], facts.price("sell"))
    market, dumped = fate == "market", (fate == "disposal") & weighed
    sold, solid = picked(flows, market & weighed), picked(flows, weighed)
    books = [
        entries(ledger, picked(flows, own), "from_plant", used[own])
        for kind, ledger in USED.items()
        for own in [counts & (flows["offer_kind"] == kind)]
    ]
    return [
        *books,
        entries("disposed_t", picked(flows, dumped), "from_plant", received[dumped]),
        entries("sold_t", sold, "from_plant", sold["received_t"]),
        entries("cost_cny", picked(flows, market), "from_plant", (-earning * received)[market], kind="sale"),
        entries("lost_t", solid, "from_plant", solid["lost_t"]),
        entries("tkm", solid, "from_plant", solid["tkm"]),
        entries("cost_cny", flows, "from_plant", flows["freight_cny"], kind="freight"),
        entries("cost_cny", flows, "from_plant", flows["price_cny_t"] * flows["dry_t"], kind="offer"),
        entries("co2_kg", flows, "from_plant", flows["co2_kg"], kind="freight", boundary="freight"),
    ]


def _offer_entries(plan: Plan, facts: Facts) -> list[Columns]:
    given = columns_of(facts.offers.assign(family=facts.offers["material"].map(facts.family)))
    arising = picked(given, (given["kind"] == "arising") & _weighed(given, facts))
    offers = columns_of(plan.offers)
    solid = picked(offers, _weighed(offers, facts))
    earning = looked_up(offers["material"], facts.price("sell"))
    return [
        entries("arising_t", arising, "plant", arising["amount_t"]),
        entries("stays_t", solid, "plant", solid["stays_t"], kind=solid["kind"]),
        entries("sold_t", solid, "plant", solid["sold_t"]),
        entries("cost_cny", offers, "plant", -earning * offers["sold_t"], kind="sale"),
    ]


def _facility_entries(lots: Columns, made: Columns, facts: Facts) -> list[Columns]:
    bought = picked(lots, lots["bought"].astype(bool))
    paid = looked_up(bought["material"], facts.price("buy")) * bought["t"]
    opex = dict(zip(facts.facilities.index, facts.facilities["opex_cny_t"].astype(float), strict=True))
    running = looked_up(lots["facility"], opex) * lots["t"] * lots["counts"]
    solid, goods = picked(bought, _weighed(bought, facts)), picked(made, _weighed(made, facts))
    return [
        entries("bought_t", solid, "plant", solid["t"]),
        entries("made_t", goods, "plant", goods["t"]),
        entries("cost_cny", lots, "plant", running, kind="processing", family=""),
        entries("cost_cny", bought, "plant", paid, kind="purchase"),
    ]


def _held(factor: dict[str, Any], parts: dict[str, Columns], facts: Facts) -> tuple[Columns, str, str]:
    """Return the rows that a factor speaks of, the column of the plant that is booked, and the column of amounts."""
    supplier = facts.settings.accounting.credits == "supplier" and factor["ledger"] in facts.credits
    plant = "lot_plant" if supplier else "plant"
    if factor["basis"] == "output":
        return parts["made_of_lots" if supplier else "made"], plant, "t"
    if factor["basis"] == "tkm":
        return parts["flows"], "from_plant", "tkm"
    return parts["lots_from_elsewhere" if factor["boundary"] == "upstream" else "lots"], plant, "t"


def _made_of_lots(lots: Columns, facts: Facts) -> Columns:
    """Return what is made out of each lot: as ``made``, with the plant that supplied the lot."""
    found = [
        (lot, row["output"], row["yield_t_t"])
        for lot, (process, cargo, counts) in enumerate(
            zip(lots["process"], lots["material"], lots["counts"], strict=True)
        )
        for row in facts.yields[process]
        if facts.matches(row["input"], cargo) and (row["input"] or counts)
    ]
    at, share = np.array([each[0] for each in found], dtype=int), np.array([each[2] for each in found], dtype=float)
    own = {name: lots[name][at] for name in ("facility", "process", "plant", "lot_plant", "maker", "origin")}
    outputs = [output for _, output, _ in found]
    family = [facts.family[output] for output in outputs]
    named = {"material": np.array(outputs, dtype=object), "family": np.array(family, dtype=object)}
    return {**own, **named, "t": lots["t"][at] * share}


def _named(factor: dict[str, Any], rows: Columns, facts: Facts) -> Truths:
    """Tell which rows are of the material, mode and process that a factor names."""
    if factor["material"]:
        own = facts.covers(factor["material"], rows)
    else:
        # Without a name a factor adds up one unit only: that of its process, or tonnes.
        own = rows["unit"] == (facts.load_unit(factor["process"]) if factor["process"] else "t")
    column = "mode" if factor["basis"] == "tkm" else "process"
    return own & (rows[column] == factor[column]) if factor[column] else own


def _of_factor(factor: dict[str, Any], parts: dict[str, Columns], facts: Facts) -> list[Columns]:
    rows, plant, column = _held(factor, parts, facts)
    own = _named(factor, rows, facts)
    if not own.any():
        return []
    rows = picked(rows, own)
    amount = rows[column] * float(factor["value"])
    if factor["basis"] == "property":
        amount = amount * facts.qualities(rows, factor["property"])
    ledger, kind, basis = factor["ledger"], factor["kind"], factor["basis"]
    boundary = {"handed": "handed", "tkm": "freight"}.get(basis, factor["boundary"])
    booked = [entries(ledger, rows, plant, amount, kind=kind, boundary=boundary)]
    if basis == "handed":
        own = (rows["origin"] != "bought") & (rows["origin"] != "purchase")
        given = {"kind": f"{kind}, given", "boundary": "given"}
        booked.append(entries(ledger, picked(rows, own), "lot_plant", -amount[own], **given))
    return [raised(entry, factor, facts) for entry in booked]


def _with_origin(lots: Columns, flows: Columns) -> Columns:
    """Return the lots with the kind of offer (``bought`` for what is bought in) and the facility that made each."""
    sent, more = len(flows["offer"]), len(lots["bought"]) - len(flows["offer"])
    if lots["bought"].tolist() != [False] * sent + [True] * more:
        raise ValueError("lots are the flows in their order, then what is bought in")
    kinds = zip(flows["offer"], flows["offer_kind"], strict=True)
    made = [offer.rpartition("|")[0] if kind == "made" else "" for offer, kind in kinds]
    return {
        **lots,
        "origin": np.array([*flows["offer_kind"], *["bought"] * more], dtype=object),
        "maker": np.array([*made, *[""] * more], dtype=object),
    }


def _prepared(flows: Columns, lots: Columns, made: Columns, facts: Facts) -> dict[str, Columns]:
    """Return the rows that factors speak of, with their units."""
    lots = _with_origin(lots, flows)
    parts = {"flows": flows, "lots": lots, "made": made, "lots_from_elsewhere": picked(lots, lots["origin"] != "made")}
    if facts.settings.accounting.credits == "supplier":
        parts["made_of_lots"] = _made_of_lots(lots, facts)
    return {
        name: {**rows, "unit": np.array([facts.unit[material] for material in rows["material"]], dtype=object)}
        for name, rows in parts.items()
    }


def _add_factors(books: list[Columns], parts: dict[str, Columns], facts: Facts) -> None:
    """Add to ``books``, each of one ledger, what factors and levies make of the rows, and of other ledgers."""
    # A factor of a process that took nothing in and made nothing adds nothing.
    busy = {*parts["lots"]["process"], *parts["made"]["process"], ""}
    own = [row for row in records(facts.model("factors")) if row["value"] != 0 and row["process"] in busy]
    factors = [*own, *levy_factors(facts)]
    for factor in factors:
        if factor["basis"] != "ledger":
            books += [book for book in _of_factor(factor, parts, facts) if len(book["amount"])]
    waiting = [factor for factor in factors if factor["basis"] == "ledger"]
    while waiting:
        unfinished = {factor["ledger"] for factor in waiting}
        ready = [factor for factor in waiting if factor["other"] not in unfinished]
        if not ready:
            raise ValueError(f"ledgers fill each other in a circle: {', '.join(sorted(unfinished))}")
        for factor in ready:
            others = [raised(book, factor, facts) for book in books if book["ledger"][0] == factor["other"]]
            books += [_multiplied(book, factor) for book in others if len(book["amount"])]
        waiting = [factor for factor in waiting if factor not in ready]


def _multiplied(book: Columns, factor: dict[str, Any]) -> Columns:
    """Return entries of one ledger as entries of the ledger that a factor fills from it."""
    words = {name: np.full(len(book["amount"]), factor[name], dtype=object) for name in ("ledger", "kind")}
    return {**book, **words, "amount": book["amount"] * float(factor["value"])}


def ledger_entries(plan: Plan, parts: dict[str, pd.DataFrame], facts: Facts) -> pd.DataFrame:
    """Return every entry with its trace; ``parts`` are flows, lots and made."""
    known = set(facts.model("ledgers")["ledger"])
    flows, lots, made = (columns_of(parts[name]) for name in ("flows", "lots", "made"))
    books = [
        *(book for book in sited_entries(plan, flows, facts) if set(book["ledger"]) <= known),
        *_flow_entries(flows, facts),
        *_offer_entries(plan, facts),
        *_facility_entries(lots, made, facts),
    ]
    books = [book for book in books if len(book["amount"])]
    _add_factors(books, _prepared(flows, lots, made, facts), facts)
    return together(books, [*ENTRY, *TRACE]).astype({"amount": float})


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
    due, said = keyed(sums, KEY, ["amount", "size"]), keyed(plan.ledgers, KEY, ["amount"])
    keys = list({**due, **said})

    def name(row: int) -> str:
        ledger, kind, family, scope, place = keys[row]
        absent = " (missing row)" if keys[row] not in said else " (row of nothing)" if keys[row] not in due else ""
        what = "/".join(word for word in (ledger, kind, family) if word)
        return f"ledger {what} of {scope}{place and '/'}{place}{absent}"

    right = np.array([due.get(key, (0.0, 0.0)) for key in keys], dtype=float).reshape(-1, 2)
    left = [said.get(key, (0.0,))[0] for key in keys]
    book.equal("ledgers", name, "amount", left, right[:, 0], size=right[:, 1])
    unit = facts.model("ledgers").set_index("ledger")["unit"]
    rows = plan.ledgers
    book.same("ledger unit", called("ledger " + rows["ledger"]), "unit", rows["unit"], rows["ledger"].map(unit))
