"""What the law asks of listed hazardous waste that a park offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from symbiosis.errors import Fault


def stored(park: Mapping[str, pd.DataFrame], model: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Yield listed waste that arises and may stay: what is left of a year would be stored beyond it.

    A plan is a year like every other, so a tonne that stays is never sent. A stock may stay, as its owner has approval.
    """
    offers, materials = park["offers"], model["materials"]
    listed = set(materials["material"][materials["hazard"] == "listed"])
    cells = offers["material"], offers["plant"], offers["kind"], offers["must_place"]
    for row, material, plant, kind, must in zip(offers.index, *cells, strict=True):
        if material in listed and kind == "arising" and not pd.isna(must) and not must:
            wrong = f"{material!r} at {plant!r} is listed hazardous waste, which may be stored for a year at most"
            right = "leave must_place blank, so that all of it is sent; what has approval to stay is kind stock"
            yield Fault(f"offers.csv row {row}, must_place", wrong, right)
