"""A whole offer: where it goes, where it could go and at what price, what refuses the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.errors import UsageError
from symbiosis.explain.link import Answer, explain_link
from symbiosis.solver.chain import Chain

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation, Year

#: Columns of a table of answers.
COLUMNS = ("year", "offer", "facility", "verdict", "mode", "km", "sent_t", "fee_cny_t", "break_even_km", "en", "zh")
#: Facilities that are explained in full, the nearest first; of further ones only the count is told.
NEAREST = 25


def explain_offer(
    formulation: Formulation, offer: str, *, nearest: int = NEAREST, chain: Chain | None = None
) -> list[Answer]:
    """Return an answer for each facility whose recipe takes ``offer``: what goes first, then by distance.

    Facilities that are linked come before those that a gate refuses; of each the ``nearest`` are answered.

    Raises
    ------
    UsageError
        Where there is no such offer.
    Infeasible
        Where no plan satisfies all rules.
    """
    chain = chain or Chain(formulation)
    answers: list[Answer] = []
    for year in formulation.years:
        names = list(year.network.offers["offer"])
        if offer in names:
            for facility in _facilities(year, names.index(offer), nearest):
                found = explain_link(formulation, offer, facility, chain=chain)
                answers += [answer for answer in found if answer.year == year.network.period.year]
    if not answers and not any((year.network.offers["offer"] == offer).any() for year in formulation.years):
        names = sorted({name for year in formulation.years for name in year.network.offers["offer"]})
        raise UsageError(f"there is no offer {offer}; the offers are {', '.join(names)}")
    return sorted(answers, key=lambda one: (one.year, one.verdict != "goes", one.verdict == "gate", one.km))


def _facilities(year: Year, lot: int, nearest: int) -> Iterator[str]:
    """Yield the facilities whose recipe takes the offer: the linked ones, then the others, the nearest of each."""
    network = year.network
    links = network.links[network.links["offer"] == lot].sort_values("km", kind="stable")
    linked = list(dict.fromkeys(links["facility"]))
    takers = network.intakes.loc[network.intakes["material"] == network.offers["material"].iloc[lot], "facility"]
    others = [number for number in dict.fromkeys(takers) if number not in set(linked)]
    facilities = network.facilities["facility"]
    rough = {number: _rough_km(year, lot, number) for number in others}
    for number in [*linked[:nearest], *sorted(others, key=rough.__getitem__)[:nearest]]:
        yield str(facilities.iloc[number])


def _rough_km(year: Year, lot: int, facility: int) -> float:
    offer, place = year.network.offers.iloc[lot], year.network.facilities.iloc[facility]
    return float(np.hypot(offer["lon"] - place["lon"], offer["lat"] - place["lat"]))


def offer_of(formulation: Formulation, plant: str, material: str) -> list[str]:
    """Return the offers of a plant, of one material where it is given; raises UsageError where there are none."""
    found: list[str] = []
    for year in formulation.years:
        offers = year.network.offers
        own = offers[(offers["plant"] == plant) & ((offers["material"] == material) | (material == ""))]
        found += list(own["offer"])
    if not found:
        known = {f"{row.plant} {row.material}" for year in formulation.years
                 for row in year.network.offers.itertuples() if plant in (row.plant, "")}  # fmt: skip
        what = f"{plant} offers no {material}" if known else f"no offer stands at {plant}"
        right = ", ".join(sorted(known)) or ", ".join(sorted(set(formulation.years[0].network.offers["plant"])))
        raise UsageError(f"{what}; there is {right}")
    return list(dict.fromkeys(found))


def answer_table(answers: list[Answer]) -> pd.DataFrame:
    """Return answers as a table: one row each, its sentences joined."""
    rows = [
        (
            one.year, one.offer, one.facility, one.verdict, one.mode, one.km, one.sent_t,
            one.fee.value if one.fee else np.nan, one.break_even_km.value if one.break_even_km else np.nan,
            "; ".join(words.en for words in one.words), "；".join(words.zh for words in one.words),
        )
        for one in answers
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))
