"""What a check of a park says before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from symbiosis.show.trust import confidence

if TYPE_CHECKING:
    from pathlib import Path

    from symbiosis.network import Network
    from symbiosis.park import Park


def check_report(network: Network) -> dict[str, Any]:
    """Return counts, what was left out and why, offers without any link, and how far the inputs can be trusted."""
    reached = np.bincount(network.links["offer"], minlength=len(network.offers)) > 0
    alone = network.offers.loc[~reached & network.offers["sell_cny_t"].isna(), "offer"]
    fed = np.bincount(network.links["facility"], minlength=len(network.facilities)) > 0
    rooms = {"park": network.park.tables, "model": network.model.tables}
    trust = {
        room: [f"{word}: {share:.0%}" for word, share in confidence(tables).items()] for room, tables in rooms.items()
    }
    return {
        "park": network.park.name,
        "scenario": network.model.name,
        "counts": [f"{name}: {count}" for name, count in network.counts.items()],
        "left out": list(network.withheld),
        "offers that no facility can take": alone.tolist(),
        "facilities that no offer can reach": network.facilities.loc[~fed, "facility"].tolist(),
        **{f"confidence of the {room}'s rows": mix for room, mix in trust.items()},
    }


def baseline_name(park: Park, models: Path) -> str | None:
    """Return the scenario that describes the last year of actual.csv, ``baseline-YEAR``; None if there is none."""
    years = park.tables["actual"]["year"].dropna()
    name = f"baseline-{years.max():.0f}" if len(years) else ""
    root = models if models.is_dir() else models.parent
    return name if name and (root / "scenarios" / f"{name}.toml").is_file() else None
