"""What a check of a park says before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.network.withheld import withheld_words
from symbiosis.show.labels import Lang
from symbiosis.show.numbers import figure, money
from symbiosis.show.roads import roads_told
from symbiosis.show.trust import confidence

if TYPE_CHECKING:
    from pathlib import Path

    from symbiosis.network import Horizon, Network
    from symbiosis.park import Park


def check_report(horizon: Horizon, lang: Lang = "en") -> dict[str, Any]:
    """Return counts, what could be built, what was left out and why, what nothing reaches, and how sure the inputs are.

    ``lang`` is that of the sentences: candidates, connections, what was left out, roads. Names and counts are in
    English, whichever it is; ``check_lines`` puts them into words.
    """
    park, model, networks = horizon.park, horizon.model, horizon.networks
    rooms = {"park": park.tables, "model": model.tables}
    trust = {
        room: [f"{word}: {share:.0%}" for word, share in confidence(tables).items()] for room, tables in rooms.items()
    }
    return {
        "park": park.name,
        "scenario": model.name,
        "years": [network.period.year for network in networks],
        "counts": _counts(networks),
        **({"roads": roads} if (roads := roads_told(horizon, lang)) else {}),
        **_buildable(horizon, lang),
        "left out": _left_out(horizon, lang),
        "offers that no facility can take": _in_no_year([_untaken(network) for network in networks]),
        "facilities that no offer can reach": _in_no_year([_unreached(network) for network in networks]),
        **{f"confidence of the {room}'s rows": mix for room, mix in trust.items()},
    }


def _counts(networks: tuple[Network, ...]) -> list[str]:
    """Return each count, year by year where it differs."""
    lines = []
    for name in dict.fromkeys(name for network in networks for name in network.counts):
        counts = [str(network.counts.get(name, 0)) for network in networks]
        lines.append(f"{name}: {' / '.join(counts if len(set(counts)) > 1 else counts[:1])}")
    return lines


def _buildable(horizon: Horizon, lang: Lang) -> dict[str, Any]:
    """Return the candidates, in how many ways each could be built, and the connections; or nothing."""
    facilities = horizon.park.facilities
    candidates = facilities[facilities["status"] == "candidate"]
    listed = horizon.mains.drop_duplicates("listed")
    if candidates.empty and listed.empty:
        return {}
    plots = {
        name: sorted({plot for cell in rows for plot in cell}) for name, rows in candidates.groupby("facility")["plant"]
    }
    return {
        "candidates": [_candidate(horizon.options, str(name), asked, lang) for name, asked in plots.items()],
        "connections that may be built": [_connection(row, lang) for row in listed.to_dict("records")],
        "ways of building": len(horizon.options) + len(horizon.mains),
    }


def _connection(row: dict[Any, Any], lang: Lang) -> str:
    size = f"{figure(row['km'])} km, {money(row['capex_cny'], lang)}"
    if lang == "zh":
        return f"{row['from']} 至 {row['to']}，{row['mode']}：{size}"
    return f"{row['from']} to {row['to']} by {row['mode']}: {size}"


def _candidate(options: pd.DataFrame, name: str, plots: list[str], lang: Lang) -> str:
    rows = options[options["candidate"] == name]
    if rows.empty and lang == "zh":
        return f"{name}：在 {'、'.join(plots)} 均无法建设"
    if rows.empty:
        return f"{name}: no way of building it on {', '.join(plots)}"
    kept = [plot for plot in plots if plot in set(rows["plant"])]
    low, high, count = rows["low_t_a"].min(), rows["high_t_a"].max(), len(rows)
    size = f"{low:,.0f} to {high:,.0f}" if low < high else f"{high:,.0f}"
    begins = "/".join(map(str, sorted(set(rows["start_year"]))))
    if lang == "zh":
        where = f"可建于 {'、'.join(kept)}（{len(plots)} 处中的 {len(kept)} 处）"
        return f"{name}：{where}，{size.replace(' to ', ' 至 ')} t/a，自 {begins} 年起，方式 {count} 种"
    return f"{name}: on {', '.join(kept)} ({len(kept)} of {len(plots)}), {size} t/a, from {begins}, ways: {count}"


def _left_out(horizon: Horizon, lang: Lang) -> list[str]:
    return [words.zh if lang == "zh" else words.en for words in withheld_words(horizon)]


def _untaken(network: Network) -> list[str]:
    reached = np.bincount(network.links["offer"], minlength=len(network.offers)) > 0
    return network.offers.loc[~reached & network.offers["sell_cny_t"].isna(), "offer"].tolist()


def _unreached(network: Network) -> list[str]:
    fed = np.bincount(network.links["facility"], minlength=len(network.facilities)) > 0
    return network.facilities.loc[~fed, "facility"].tolist()


def _in_no_year(named: list[list[str]]) -> list[str]:
    """Return what is named in every year, in the order of the first."""
    return [name for name in named[0] if all(name in later for later in named[1:])]


def baseline_name(park: Park, models: Path) -> str | None:
    """Return the scenario that describes the last year of actual.csv, ``baseline-YEAR``; None if there is none."""
    years = park.tables["actual"]["year"].dropna()
    name = f"baseline-{years.max():.0f}" if len(years) else ""
    root = models if models.is_dir() else models.parent
    return name if name and (root / "scenarios" / f"{name}.toml").is_file() else None
