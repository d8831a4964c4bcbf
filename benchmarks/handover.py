"""From a network to a model inside HiGHS: ours beside linopy, ordinary Pyomo rules and bare numpy, in one run.

``python -m benchmarks.handover --links 1000 10000 100000``. Process CPU time of one thread, routes in turn, the least
of the repeats; nothing is solved. Only the ratios mean something on another machine. ``--plain`` and ``--linopy`` give
the greatest number of links at which those routes still run.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from time import process_time

from benchmarks import routes
from benchmarks.cases import Case, matrix_of, region_case
from benchmarks.given import of_park, of_region
from benchmarks.memory import more_mb
from benchmarks.record import Size
from benchmarks.routes import PARTS, Times

#: Both ways of ordinary Pyomo rules into HiGHS.
PLAIN = ("plain, interface", "plain, standard form")


@dataclass(frozen=True)
class Effort:
    """How much measuring is worth."""

    repeats: int = 5
    budget_s: float = 10.0
    """CPU seconds after which a route is not repeated any more; after a tenth of them not beyond ``repeats``."""
    plain: int = 100_000
    """Most links at which ordinary Pyomo rules run."""
    linopy: int = 1_000_000
    """Most links at which linopy runs."""


@dataclass(frozen=True)
class HandOver:
    """What every route takes, least of its repeats, and why some were not taken."""

    size: Size
    seconds: Mapping[str, Times]
    memory_mb: Mapping[str, float]
    left_out: Mapping[str, str]

    def time_ratio(self, route: str, over: str = "ours") -> float:
        """Return the CPU seconds of one route over those of another."""
        return self.seconds[route]["total"] / self.seconds[over]["total"]

    def memory_ratio(self, route: str, over: str = "ours") -> float:
        """Return the memory of one route over that of another."""
        return self.memory_mb[route] / self.memory_mb[over]


def measure(case: Case, effort: Effort) -> HandOver:
    """Return what the routes of a case take, in time and in memory."""
    formulation = case.formulation()
    problem = matrix_of(formulation)
    given = of_region(formulation, problem) if case.is_region else of_park(problem)
    left_out = _left_out(case, effort)
    ways: dict[str, Callable[[], Times]] = {
        "ours": partial(routes.ours, case.horizon),
        "bare": partial(routes.bare, given),
        "linopy": partial(routes.by_linopy, given),
        "plain, interface": partial(routes.plain_interface, case.horizon),
        "plain, standard form": partial(routes.plain_standard_form, case.horizon),
    }
    ways = {name: way for name, way in ways.items() if name not in left_out}
    size = case.size
    del formulation, problem
    gc.collect()
    memory = {name: more_mb(way) for name, way in ways.items()}
    return HandOver(size, _timed(ways, effort), memory, left_out)


def _left_out(case: Case, effort: Effort) -> dict[str, str]:
    """Return the routes that are not taken, and why."""
    reasons = {}
    if find_spec("linopy") is None:
        reasons["linopy"] = "linopy is not installed"
    elif case.links > 1.05 * effort.linopy:
        reasons["linopy"] = f"`--linopy {case.links}`"
    if case.decides or len(case.horizon.networks) > 1:
        reasons |= dict.fromkeys(PLAIN, "one year without decisions only")
    elif case.links > 1.05 * effort.plain:
        reasons |= dict.fromkeys(PLAIN, f"`--plain {case.links}`")
    return reasons


def _timed(ways: Mapping[str, Callable[[], Times]], effort: Effort) -> dict[str, Times]:
    """Return the least times of every route; routes in turn, so that a bad moment meets all of them."""
    seen: dict[str, list[Times]] = {name: [] for name in ways}
    spent = dict.fromkeys(ways, 0.0)
    for turn in range(4 * effort.repeats):
        for name, way in ways.items():
            # What takes a moment is repeated more often: the least of three moments is still one of a busy machine.
            if spent[name] < (effort.budget_s if turn < effort.repeats else 0.1 * effort.budget_s):
                gc.collect()
                began = process_time()
                seen[name].append(way())
                spent[name] += process_time() - began
    return {name: _least(times) for name, times in seen.items()}


def _least(times: list[Times]) -> Times:
    whole = {"total": min(sum(lap.values()) for lap in times)}
    return {part: min(lap[part] for lap in times) for part in PARTS if part in times[0]} | whole


def show(found: HandOver) -> None:
    """Print what was measured, as seconds and as ratios to ours."""
    size = found.size
    print(f"{size.links:,} links, {size.rows:,} rows, {size.columns:,} columns, {size.nonzeros:,} nonzeros")
    print(f"  {'CPU s':<22}" + "".join(f"{part:>10}" for part in (*PARTS, "total", "x ours", "more MB")))
    for name, laps in found.seconds.items():
        cells = "".join(f"{laps[part]:>10.3f}" if part in laps else " " * 10 for part in (*PARTS, "total"))
        print(f"  {name:<22}{cells}{found.time_ratio(name):>10.2f}{found.memory_mb[name]:>10.0f}")
    ratios = f"{found.time_ratio('ours', 'bare'):.2f} in time, {found.memory_ratio('ours', 'bare'):.2f} in memory"
    print(f"  ours / bare: {ratios}\n", flush=True)


def main() -> None:
    """Measure the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", type=int, default=100_000)
    parser.add_argument("--linopy", type=int, default=1_000_000)
    asked = parser.parse_args()
    effort = Effort(asked.repeats, plain=asked.plain, linopy=asked.linopy)
    for links in asked.links:
        show(measure(region_case(links, asked.seed), effort))


if __name__ == "__main__":
    main()
