"""Balances: offers, what is made and sold, intakes and bought-in lots, loads, recipe shares, total mass."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.plan.audit_book import Book, called, number
from symbiosis.plan.audit_facts import Facts, words

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan


def lots_of(plan: Plan, flows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return all lots taken in: facility, plant, process, fate, lot_plant, material, family, t, bought, counts, source.

    ``counts`` tells what is part of the facility's load; ``source`` numbers the plant and material of the lot.
    """
    arrived = flows[["facility", "from_plant", "material", "received_t"]].set_axis(
        ["facility", "lot_plant", "material", "t"], axis=1
    )
    bought = plan.intakes.loc[plan.intakes["bought_t"] != 0.0, ["facility", "material", "bought_t"]]
    bought = bought.set_axis(["facility", "material", "t"], axis=1)
    bought["lot_plant"] = bought["facility"].map(facts.facilities["plant"])
    lots = pd.concat([arrived.assign(bought=False), bought.assign(bought=True)], ignore_index=True)
    for column in ("plant", "process", "fate"):
        lots[column] = lots["facility"].map(facts.facilities[column])
    lots["family"] = lots["material"].map(facts.family)
    lots["source"] = facts.sources(lots)
    lots["t"] = lots["t"].astype(float)
    pairs = zip(words(lots["process"]), words(lots["material"]), strict=True)
    counts = [facts.loads(process, cargo) for process, cargo in pairs]
    lots["counts"] = np.array(counts, dtype=bool)
    return lots


def made_of(lots: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return what the facilities make: facility, process, plant, material, family, t; one row for each output."""
    tonnes: dict[tuple[str, str], float] = defaultdict(float)
    columns = (words(lots[column]) for column in ("facility", "process", "material", "t", "counts"))
    for facility, process, material, taken, counts in zip(*columns, strict=True):
        for row in facts.yields[process]:
            gives = facts.matches(row["input"], material) and bool(row["input"] or counts)
            tonnes[facility, row["output"]] += taken * float(row["yield_t_t"]) if gives else 0.0
    rows = [(*key, amount) for key, amount in sorted(tonnes.items())]
    made = pd.DataFrame(rows, columns=["facility", "material", "t"]).astype({"t": float})
    made["process"] = made["facility"].map(facts.facilities["process"])
    made["plant"] = made["facility"].map(facts.facilities["plant"])
    made["family"] = made["material"].map(facts.family)
    return made


def put_on(lots: pd.DataFrame, facts: Facts) -> pd.Series:
    """Return the tonnes put on each stock of ``facts.offers`` in the whole period, by the intake of its feeder."""
    sums = lots.groupby(["facility", "material"])["t"].sum()
    pairs = zip(facts.offers["kind"], facts.offers["fed_by"], facts.offers["material"], strict=True)
    fed = [sums.get((feeder, cargo), 0.0) if kind == "stock" and feeder else 0.0 for kind, feeder, cargo in pairs]
    return pd.Series(fed, index=facts.offers.index, dtype=float) * facts.length_a


def check_given_offers(book: Book, plan: Plan, lots: pd.DataFrame, facts: Facts) -> None:
    """Check that every given offer of the park stands in the plan once, as the park states it.

    A stock offers what lies there and what is put on it in the period, and no more is left there than it holds.
    """
    key = ["plant", "material", "kind"]
    due = facts.offers.assign(amount_t=facts.offers["amount_t"] + put_on(lots, facts))
    said = plan.offers[plan.offers["kind"] != "made"]
    both = due.merge(said, on=key, how="outer", suffixes=("_due", ""), indicator=True)
    both["id"] = both["plant"] + "|" + both["material"]
    name = called("offer " + both["id"] + " (" + both["kind"] + ")")
    in_plan, in_park = both["_merge"] != "left_only", both["_merge"] != "right_only"
    book.holds("offers listed", in_plan, lambda i: f"{name(i)}: the park lists it and the plan leaves it out")
    book.holds("offers listed", in_park, lambda i: f"{name(i)}: the plan lists it and the park does not")
    book.holds("offers listed", ~both.duplicated(key), lambda i: f"{name(i)}: it stands more than once for this year")
    both = both[in_plan & in_park].reset_index(drop=True)
    name = called("offer " + both["id"] + " (" + both["kind"] + ")")
    for column in ("amount_t", "price_cny_t"):
        amount = both[f"{column}_due"].astype(float)
        book.equal(f"offer {column}", name, column, both[column], amount, size=amount.abs())
    room = both["most_t"].astype(float)
    book.at_most(
        "room of a stock",
        both["stays_t"],
        room,
        lambda i: f"{name(i)}: {number(both['stays_t'].iloc[i])} t stay and there is room for {number(room.iloc[i])} t",
        size=np.maximum(book.floor_t, room.fillna(0.0)),
    )
    book.same("offer must_place", name, "must_place", both["must_place"].astype(bool), both["must_place_due"])
    # The kind is part of the id only where the park has several kinds of one material at one plant.
    named = both["id"].where(both["offer"] != both["id"] + "|" + both["kind"], both["offer"])
    book.same("offer id", name, "offer", both["offer"], named)


def check_made_offers(book: Book, plan: Plan, made: pd.DataFrame, facts: Facts) -> None:
    """Check that every made offer equals yields times intakes and stands under its maker."""
    said = plan.offers[plan.offers["kind"] == "made"].drop(columns=["family"])
    both = made[["facility", "material", "t"]].merge(said, on=["facility", "material"], how="outer")
    both["id"] = both["facility"] + "|" + both["material"]
    both[["t", "amount_t"]] = both[["t", "amount_t"]].fillna(0.0)
    size = both["t"].clip(lower=book.floor_t)
    book.equal("made offers", called("made offer " + both["id"]), "amount_t", both["amount_t"], both["t"], size=size)
    listed = both[both["offer"].notna()]
    name = called("made offer " + listed["id"])
    book.same("offer id", name, "offer", listed["offer"], listed["id"])
    book.same("offer id", name, "plant", listed["plant"], listed["facility"].map(facts.facilities["plant"]))
    # What is made must be sent on or sold, and its maker asks nothing for it.
    book.same("offer must_place", name, "must_place", listed["must_place"].astype(bool), [True] * len(listed))
    book.equal("offer price_cny_t", name, "price_cny_t", listed["price_cny_t"], np.zeros(len(listed)))


def check_offers(book: Book, plan: Plan, facts: Facts) -> None:
    """Check what was sent, sold and left of every offer."""
    offers = plan.offers
    flows = plan.flows.groupby("offer")["dry_t"].sum()
    sent = offers["offer"].map(flows).fillna(0.0).astype(float)
    name = called("offer " + offers["offer"])
    amount, sold, stays = (offers[column].to_numpy(dtype=float) for column in ("amount_t", "sold_t", "stays_t"))
    made = (offers["kind"] == "made").to_numpy()
    placed = made | offers["must_place"].astype(bool).to_numpy()
    size = np.maximum(book.floor_t, amount)
    # What a stock holds is for the whole period, what is sent is a year's.
    years = np.where(offers["kind"] == "stock", float(facts.length_a), 1.0)
    for label, says, due in (
        ("sent_t", offers["sent_t"], sent),
        ("amount_t", amount, years * sent + sold + stays),
        ("stays_t", stays, np.where(placed, 0.0, stays)),
    ):
        book.equal("offers balance", name, label, says, due, size=size)
    family = offers["material"].map(facts.family)
    book.same("offer family", name, "family", offers["family"], family)
    _sales(book, offers, facts)


def _sales(book: Book, offers: pd.DataFrame, facts: Facts) -> None:
    name = called("offer " + offers["offer"])
    prices = facts.price("sell")
    sold = offers["sold_t"].to_numpy(dtype=float)
    made = offers["kind"] == "made"
    sellable = [
        is_made and material in prices and material not in facts.at_market
        for is_made, material in zip(made, offers["material"], strict=True)
    ]
    book.holds(
        "sold at the gate",
        (sold <= book.slack_t) | np.array(sellable, dtype=bool),
        lambda i: (
            f"{name(i)}: sold_t says {number(sold[i])} and should be 0, because {offers['material'].iloc[i]} "
            "is not made here, has no selling price or goes to a market of the park"
        ),
    )
    said = offers["sell_cny_t"].astype(float)
    due = offers["material"].map(prices).astype(float)
    # Where nothing is sold the column may be blank: the plan need not say what a sale would have earned.
    due = due.where((sold > book.slack_t) | said.notna(), said)
    book.equal("offer sell_cny_t", name, "sell_cny_t", said, due, size=due.abs().fillna(1.0))


def check_mass(book: Book, plan: Plan, facts: Facts) -> None:
    """Check, unit by unit, that all that left its offers arrived or was lost, and was taken in where it arrived."""
    flows = plan.flows[["dry_t", "received_t", "lost_t"]].astype(float)
    sums = flows.groupby(plan.flows["material"].map(facts.unit)).sum()
    taken = plan.intakes.groupby(plan.intakes["material"].map(facts.unit))["received_t"].sum()
    for unit in dict.fromkeys(["t", *sums.index, *taken.index]):
        left, arrived, lost = sums.loc[unit] if unit in sums.index else (0.0, 0.0, 0.0)
        size = max(book.floor_t, left)
        name = called(["total mass" if unit == "t" else f"total of {unit}"])
        for against, due in (("received_t", arrived + lost), ("intakes", float(taken.get(unit, 0.0)) + lost)):
            what = f"dry_t that left the offers, against {against} + lost_t,"
            book.equal("total mass", name, what, left, due, size=size)
