"""What a check of a park says before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from symbiosis.network import Network
    from symbiosis.park import Park


def check_report(network: Network) -> dict[str, Any]:
    """Return counts, what was left out and why, offers without any link, and how far the inputs can be trusted."""
    reached = np.bincount(network.links["offer"], minlength=len(network.offers)) > 0
    alone = network.offers.loc[~reached & network.offers["sell_cny_t"].isna(), "offer"]
    fed = np.bincount(network.links["facility"], minlength=len(network.facilities)) > 0
    return {
        "park": network.park.name,
        "scenario": network.model.name,
        "counts": [f"{name}: {count}" for name, count in network.counts.items()],
        "left out": list(network.withheld),
        "offers that no facility can take": alone.tolist(),
        "facilities that no offer can reach": network.facilities.loc[~fed, "facility"].tolist(),
        "confidence of the park's rows": [f"{word}: {share:.0%}" for word, share in confidence(network).items()],
    }


def confidence(network: Network) -> dict[str, float]:
    """Return the share of the park's rows at each confidence; rows that do not say count as "not stated"."""
    words: dict[str, int] = {}
    for table in network.park.tables.values():
        for word in table["confidence"]:
            words[word or "not stated"] = words.get(word or "not stated", 0) + 1
    total = sum(words.values())
    return {word: count / total for word, count in sorted(words.items(), key=lambda item: -item[1])}


def baseline_name(park: Park, models: Path) -> str | None:
    """Return the scenario that describes the last year of actual.csv, ``baseline-YEAR``; None if there is none."""
    years = park.tables["actual"]["year"].dropna()
    name = f"baseline-{years.max():.0f}" if len(years) else ""
    root = models if models.is_dir() else models.parent
    return name if name and (root / "scenarios" / f"{name}.toml").is_file() else None
