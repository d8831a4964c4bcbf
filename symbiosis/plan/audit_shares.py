"""Shares of sources: how much of what is used comes from one sender or is one material, counted from the lots."""

from __future__ import annotations

from typing import Any

import pandas as pd

from symbiosis.plan.audit_book import Book, number
from symbiosis.plan.audit_facts import Facts


def check_shares(book: Book, lots: pd.DataFrame, facts: Facts) -> None:
    """Check the ``[[shares]]`` of the settings, where the limit ``shares`` is on."""
    if "shares" not in facts.settings.limits:
        return
    for share in facts.settings.shares:
        used = lots[(lots["fate"] == "use") & facts.covers(share.of, lots)]
        for place, own in used.groupby("facility") if share.scope == "facility" else [("the park", used)]:
            _check(book, share, str(place), own, facts)


def _check(book: Book, share: Any, place: str, lots: pd.DataFrame, facts: Facts) -> None:
    whole = float(lots["t"].sum())
    if share.by == "material":
        source = lots["material"]
    else:
        source = lots["lot_plant"].map(facts.plants[share.by]).where(~lots["bought"].astype(bool), "")
    parts = lots["t"].groupby(source).sum()
    parts = parts[parts.index != ""]
    book.at_most(
        "shares",
        parts.to_numpy(),
        share.most * whole,
        lambda i: (
            f"share {share.name}: {parts.index[i]} gives {number(parts.iloc[i])} t of {number(whole)} t of {share.of} "
            f"taken in at {place}, more than {number(100 * share.most)} %"
        ),
        size=max(whole, book.floor_t),
    )
