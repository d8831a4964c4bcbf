"""Monte Carlo: how far the answer may lie off, how likely each link is, and which inputs decide.

Tonnes are dry and money is CNY, both of a year (of several years: all of them together).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.compare.job import Job
from symbiosis.compare.result import without_plan
from symbiosis.compare.runner import Progress, Result, run_jobs
from symbiosis.compare.samples import drawn, jobs_of
from symbiosis.compare.uncertain import GROUPS, Shape, Uncertain, uncertain
from symbiosis.errors import UsageError

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model

#: What is told of a draw besides the rates of the families.
QUANTITIES = ("rate", "used_t", "disposed_t", "cost_cny", "co2_kg")
#: Job of the typical values.
_TYPICAL = "typical"
#: Two-sided 95 % of a normal distribution.
_Z = 1.959964
#: Chance below which a rank correlation is more than luck, all inputs taken together.
_LUCK = 0.05


@dataclass(frozen=True)
class Chances:
    """What the draws came to. Tables are plain; a blank is not known."""

    park: Park
    model: Model
    inputs: tuple[Uncertain, ...]
    values: pd.DataFrame
    """Value of each input in each draw."""
    typical: Result
    draws: pd.DataFrame
    """A row a draw: status, and what its plan comes to."""
    spread: pd.DataFrame
    """Mean, standard error and percentiles of each quantity, and its value in the plan of typical values."""
    links: pd.DataFrame
    """How many plans use each link, its chance with 95 % bounds, and its tonnes where it is used."""
    facilities: pd.DataFrame
    builds: pd.DataFrame
    drivers: pd.DataFrame
    """Rank correlation of each input with the rate of use and the cost."""
    reasons: pd.DataFrame
    """Why draws have no plan."""
    running: pd.DataFrame
    """Mean rate of use and its standard error after each draw."""
    seed: int
    shape: Shape
    threshold_t: float
    arisings_pct: float

    @property
    def solved(self) -> int:
        """Draws that have a plan."""
        return int(self.draws["solved"].sum())

    @property
    def luck(self) -> float:
        """The rank correlation that the luckiest of all inputs would reach by chance alone, once in twenty studies."""
        from scipy import stats

        free = max(self.solved - 2, 1)
        far = float(stats.t.ppf(1 - _LUCK / (2 * len(self.inputs)), free))
        return far / float(np.sqrt(free + far**2))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by the names of their files."""
        return {
            "draws": self.draws, "spread": self.spread, "links": self.links, "facilities": self.facilities,
            "builds": self.builds, "drivers": self.drivers, "reasons": self.reasons, "running": self.running,
            "values": self.values.rename_axis("draw").reset_index(),
        }  # fmt: skip


def chances(
    park: Park, model: Model, *, draws: int = 100, seed: int = 1, groups: tuple[str, ...] = GROUPS,
    shape: Shape = "triangular", arisings_pct: float = 10.0, threshold_t: float = 1.0, workers: int = 1,
    cluster: str | None = None, folder: Path | None = None, progress: Callable[[Progress], None] | None = None,
) -> Chances:  # fmt: skip
    """Return what ``draws`` plans of ``park`` under ``model`` come to, each with its own draw of what is uncertain.

    Parameters
    ----------
    groups
        What is drawn: compositions, arisings, prices.
    arisings_pct
        How far amounts that arise may lie from what is stated.
    threshold_t
        Tonnes a year from which on a link counts as used.

    Raises
    ------
    UsageError
        Where a group is not known, or nothing has a range.
    InfeasibleError
        Where no draw has a plan.
    """
    if draws < 2:
        raise UsageError(f"draws: {draws} tell nothing of a spread; take 2 or more, 100 for a first look")
    if not 0 <= arisings_pct <= 100 or threshold_t < 0:
        raise UsageError("arisings are drawn within 0 to 100 % of what is stated, and a threshold is 0 t or more")
    inputs = uncertain(park, model, groups, arisings_pct)
    values = drawn(inputs, draws, seed, shape)
    jobs = [Job(_TYPICAL, keep=("rates", "links", "builds")), *jobs_of(values)]
    typical, *results = run_jobs(
        park, model, jobs, workers=workers, cluster=cluster, folder=folder, progress=progress
    )  # fmt: skip
    values.index = pd.Index([result.name for result in results])
    told = [result for result in results if result.solved]
    if not told:
        raise without_plan(results[0], f"none of {draws} draws has a plan", f"{draws} 次抽样均无方案")
    table = pd.DataFrame([_draw(result) for result in results])
    return Chances(
        park, model, tuple(inputs), values, typical, table, _spread(table, typical), _links(told, typical, threshold_t),
        _facilities(told, threshold_t), _builds(told), _drivers(inputs, values, table), _reasons(results),
        _running(table), seed, shape, threshold_t, arisings_pct,
    )  # fmt: skip


def _draw(result: Result) -> dict[str, Any]:
    head = {"draw": result.name, "status": result.status, "solved": result.solved}
    if not result.solved:
        return {**head, "reason": " | ".join(result.reason)}
    rates = {f"rate_{row['family']}": row["rate"] for row in result.rates}
    return {**head, **_quantities(result), **rates, "reason": ""}


def _quantities(result: Result) -> dict[str, Any]:
    return {name: result.rate if name == "rate" else result.totals.get(name) for name in QUANTITIES}


def _spread(table: pd.DataFrame, typical: Result) -> pd.DataFrame:
    usual = _draw(typical)
    rows = []
    names = [name for name in table.columns if name in QUANTITIES or name.startswith("rate_")]
    for name in names:
        own = table[name].astype(float).dropna()
        if own.empty:
            continue
        low, mid, high = np.percentile(own, [5, 50, 95])
        sd = float(own.std(ddof=1)) if len(own) > 1 else np.nan
        rows.append(
            {
                "quantity": name, "typical": usual.get(name), "draws": len(own), "mean": own.mean(), "sd": sd,
                "standard_error": sd / np.sqrt(len(own)), "p5": low, "p50": mid, "p95": high, "least": own.min(),
                "most": own.max(),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def bounds_95(count: Any, draws: int) -> tuple[Any, Any]:
    """Return the ends of Wilson's interval of 95 % for a chance that was met ``count`` times in ``draws``."""
    share = np.asarray(count, dtype=float) / draws
    wide = 1 + _Z**2 / draws
    middle = (share + _Z**2 / (2 * draws)) / wide
    half = _Z / wide * np.sqrt(share * (1 - share) / draws + _Z**2 / (4 * draws**2))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def _with_chance(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return rows that have ``used_in`` with the chance, its binomial standard error and its bounds."""
    chance = table["used_in"] / draws
    low, high = bounds_95(table["used_in"], draws)
    error = np.sqrt(chance * (1 - chance) / draws)
    return table.assign(chance=chance, standard_error=error, low_95=low, high_95=high)


_LINK = ["offer", "facility", "mode", "material", "fate"]


def _flows(results: Sequence[Result], threshold_t: float) -> pd.DataFrame:
    """Return the links of each plan that carry at least the threshold, in the mean of its years."""
    rows = [{"draw": result.name, **row} for result in results for row in result.links]
    table = pd.DataFrame(rows, columns=["draw", "year", *_LINK, "dry_t"])
    years = max(table["year"].nunique(), 1)
    sums: Any = table.groupby(["draw", *_LINK], sort=False, as_index=False)["dry_t"].sum()
    sums["dry_t"] /= years
    enough: pd.DataFrame = sums[sums["dry_t"] >= max(threshold_t, 1e-9)]
    return enough


def _links(results: Sequence[Result], typical: Result, threshold_t: float) -> pd.DataFrame:
    flows = _flows(results, threshold_t)
    usual = _flows([typical], threshold_t).set_index(_LINK)["dry_t"].rename("typical_t")
    own = flows.groupby(_LINK)["dry_t"]
    found: Any = own.agg(
        used_in="count", mean_t="mean", p5_t=lambda t: t.quantile(0.05), p95_t=lambda t: t.quantile(0.95)
    )
    both: pd.DataFrame = found.join(usual, how="outer").fillna({"used_in": 0, "typical_t": 0.0}).reset_index()
    return _with_chance(both, len(results)).sort_values(
        ["chance", "mean_t"], ascending=False, kind="stable", ignore_index=True
    )


def _facilities(results: Sequence[Result], threshold_t: float) -> pd.DataFrame:
    flows = _flows(results, threshold_t).groupby(["draw", "facility", "fate"])["dry_t"].sum().reset_index()
    table = flows.groupby(["facility", "fate"])["dry_t"].agg(used_in="count", mean_t="mean").reset_index()
    table = _with_chance(table, len(results))
    return table.sort_values(["chance", "mean_t"], ascending=False, kind="stable", ignore_index=True)


def _builds(results: Sequence[Result]) -> pd.DataFrame:
    columns = ["candidate", "facility", "plant", "process"]
    rows = [{"draw": result.name, **row} for result in results for row in result.builds]
    table = pd.DataFrame(rows, columns=["draw", *columns, "size_t_a"])
    own = table.groupby(columns)
    found = own.agg(used_in=("draw", "nunique"), mean_size_t_a=("size_t_a", "mean")).reset_index()
    return _with_chance(found, len(results)).sort_values("chance", ascending=False, kind="stable", ignore_index=True)


def _drivers(inputs: Sequence[Uncertain], values: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return Spearman's rank correlation of each input with rate and cost; blank where nothing varies."""
    from scipy import stats

    solved = table["solved"].to_numpy(dtype=bool)
    # So few draws may be in the same order as any number.
    least = 2 / math.factorial(min(int(solved.sum()), 20))
    rows = []
    for one in inputs:
        drawn_values = values[one.path].to_numpy()[solved]
        row: dict[str, Any] = {
            "input": one.path, "group": one.group, "low": one.low, "typical": one.typical, "high": one.high,
        }  # fmt: skip
        for name in ("rate", "cost_cny"):
            answer = table.loc[solved, name].astype(float).to_numpy()
            varies = solved.sum() > 2 and np.ptp(answer) > 1e-9 * max(np.abs(answer).max(), 1e-9)
            found = stats.spearmanr(drawn_values, answer) if varies else None
            row[f"rank_correlation_{name}"] = float(found.statistic) if found is not None else np.nan
            row[f"beyond_luck_{name}"] = bool(found is not None and max(found.pvalue, least) * len(inputs) < _LUCK)
        rows.append(row)
    frame = pd.DataFrame(rows)
    order = frame["rank_correlation_rate"].abs().fillna(-1.0).sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _reasons(results: Sequence[Result]) -> pd.DataFrame:
    """Return the first reason of each draw without a plan, with how many draws have it."""
    failed = [result for result in results if not result.solved]
    count = Counter((result.status, result.reason[0] if result.reason else "") for result in failed)
    rows = [(status, reason, number, number / len(results)) for (status, reason), number in count.most_common()]
    return pd.DataFrame(rows, columns=["status", "reason", "draws", "share"])


def _running(table: pd.DataFrame) -> pd.DataFrame:
    rate = table.loc[table["solved"], "rate"].astype(float).dropna().reset_index(drop=True)
    whole = rate.expanding()
    count = np.arange(1, len(rate) + 1)
    return pd.DataFrame({"draws": count, "mean": whole.mean(), "standard_error": whole.std(ddof=1) / np.sqrt(count)})
