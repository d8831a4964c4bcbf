"""What must hold of every park in which something may be built, tried on random ones; the seeds are fixed.

The twin decides nothing by itself: it builds every choice of lines, plots and belts as facilities that exist, solves
each as a park without candidates, adds what the choice costs a year, and takes the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest

from symbiosis.api import formulate, horizon_of
from symbiosis.solver import Infeasible, solve_stages

ROUNDING = 1e-6
LIFE_A = 10
RATE = 0.08
#: Yearly payment per CNY invested, worked out as the sum of the discounted years.
ANNUITY = 1.0 / sum((1.0 + RATE) ** -year for year in range(1, LIFE_A + 1))

MODEL = {
    "processes": "process,fate,status,opex_cny_t,life_a,capex_cny_t_a,reference_t_a,scale_exponent\n"
    f"making,use,industrial,2,{LIFE_A},100,100,0.6\ndump,disposal,industrial,50,,,,\nheap,disposal,industrial,20,,,,",
    "add_recipes": "process,input\nmaking,fly_ash\nheap,red_mud",
    "add_ledgers": "ledger,unit\ncapex_cny,CNY\narea_ha,ha\nbuilt_t_a,t",
}
MODES = (
    "mode,forms,hazards,where,cost_cny_tkm,min_shipment_t_a,build_cny_km,life_a\n"
    f"belt,cake;bulk,none,listed,0.1,0,30,{LIFE_A}\ntruck,cake;bulk,none,anywhere,1,"
)
HEAD = (
    "facility,plant,process,status,capacity_t_a,min_t_a,min_size_t_a,max_size_t_a,capex_cny,fixed_cny_a,group,area_ha,"
    "max_partners,to_year"
)
LIMITS = ["capacity", "links", "caps", "land", "shipments", "partners", "contracts"]
NAMES = ("A", "D", "P", "Q", "R", "C", "one", "two", "three", "pond", "tip", "g")
Answers = Mapping[str, Any]


class Case:
    """A random park: two works that give off wastes, three plots, lines and a belt that may be built."""

    def __init__(self, seed: int, years: tuple[int, ...] = (2025,), **loosened: float) -> None:
        random = np.random.default_rng(seed)
        self.years, self.scale = years, 1.0
        self.names = {name: name for name in NAMES}
        self.km = dict(zip("DPQRC", random.uniform(2, 40, 5).round(1), strict=True))
        self.mud, self.ash, self.old = (float(t) for t in random.integers(20, 120, 3))
        self.sizes = {
            name: float(t) for name, t in zip(("one", "two", "three"), random.integers(20, 90, 3), strict=True)
        }
        self.capex = {name: float(t) * random.uniform(50, 400) for name, t in self.sizes.items()}
        self.area = dict(zip("PQR", (4.0, 2.0, 3.0), strict=True))
        self.budget = float(sum(self.capex.values()) * random.uniform(0.2, 0.7))
        self.partners, self.room = 1.0, 1.1 * self.old
        self.belt, self.contract = float(random.uniform(50, 900)), float(random.integers(0, 30))
        self.closed: set[str] = set()
        self.more: list[str] = []
        for word, factor in loosened.items():
            setattr(self, word, factor * getattr(self, word))

    def candidates(self) -> Iterator[tuple[str, str, float, float, float, str]]:
        """Yield name, plots, least load, size, land and group of each line that is not closed."""
        n = self.names
        plots = {"one": f"{n['P']};{n['Q']}", "two": n["Q"], "three": n["R"]}
        for name, ha, group in (("one", 2.0, n["g"]), ("two", 1.5, n["g"]), ("three", 3.0, "")):
            if name not in self.closed:
                yield name, plots[name], 0.3 * self.sizes[name], self.sizes[name], ha, group

    def facilities(self) -> list[str]:
        """Return the rows of what may be built."""
        return [
            f"{self.names[name]},{plots},making,candidate,,{least * self.scale},{size * self.scale},"
            f"{size * self.scale},{self.capex[name] * self.scale},,{group},{ha},{self.most(name)},"
            for name, plots, least, size, ha, group in self.candidates()
        ]

    def most(self, name: str) -> str:
        """Return how many may send to a line."""
        return f"{self.partners:g}" if name == "three" else ""

    def tables(self, lines: list[str] | None = None, belt: str = "candidate") -> dict[str, Any]:
        """Return the tables of the park; ``lines`` in place of what may be built, a belt that exists or none at all."""
        n, s = self.names, self.scale
        plants = [f"{n['A']},0,", *(f"{n[name]},{km},{self.area.get(name, '')}" for name, km in self.km.items())]
        offers = [f"{n['A']},mud,{self.mud * s},,5,,", f"{n['D']},ash,{self.ash * s},,0,,"]
        offers += [f"{n['A']},mud,{self.old * s},stock,,{n['pond']},{self.room * s}"]
        built = self.facilities() + self.more if lines is None else lines
        facilities = [f"{n['tip']},{n['C']},dump,existing,,,,,,,,,,", f"{n['pond']},{n['A']},heap,existing,,,,,,,,,,"]
        links = [f"{n['A']},{n['C']},truck,{self.contract * s},15,,"] if self.contract else []
        if belt != "none":
            build = self.belt * s if belt == "candidate" else ""
            links.append(f"{n['A']},{n['R']},belt,,,{belt},{build}")
        budget = f"park,capex_cny,<=,{self.budget * s},horizon" if lines is None else ""
        horizon = {"years": list(self.years), "discount_rate": RATE} if len(self.years) > 1 else {"discount_rate": RATE}
        return {
            "plants": "\n".join(["plant,km,area_ha", *plants]),
            "offers": "\n".join(["plant,material,amount_t,kind,growth_pct_a,fed_by,most_t", *offers]),
            "facilities": "\n".join(
                [
                    HEAD,
                    *facilities,
                    *built,
                ]
            ),
            "links": "\n".join(["from,to,mode,contract_t_a,penalty_cny_t,status,build_cny", *links]),
            "caps": f"scope,ledger,sense,amount,span\n{budget}",
            "settings": {
                "year": self.years[0],
                "limits": LIMITS,
                "objectives": [{"ledger": "cost_cny", "sense": "min"}, {"ledger": "tkm", "sense": "min"}],
                "horizon": horizon,
                "solver": {"mip_gap": 0.0},
            },
            "modes": f"{MODES}{4 * s},,",
            **MODEL,
        }


def best(world: Any, tables: dict[str, Any]) -> float:
    """Return the least cost, infinite where there is no plan; nothing is audited."""
    here = world(**tables)
    try:
        return solve_stages(formulate(here.park, here.model))[0].stages[0].best
    except Infeasible:
        return np.inf


def chosen(world: Any, case: Case) -> float:
    """Return the least cost of the park as it is."""
    return best(world, case.tables())


def by_twin(world: Any, case: Case) -> float:
    """Return the least cost over every choice of what is built, each a park in which nothing is decided."""
    rows = list(case.candidates())
    ways = [[None, *plots.split(";")] for _, plots, *_ in rows]
    least = np.inf
    for choice in product(*ways, ("candidate", "none")):
        *plots, belt = choice
        built = [(row, plot) for row, plot in zip(rows, plots, strict=True) if plot is not None]
        land = {plot: sum(row[4] for row, other in built if other == plot) for plot in case.area}
        groups = [row[5] for row, _ in built if row[5]]
        spent = sum(case.capex[row[0]] for row, _ in built) + (case.belt if belt == "candidate" else 0.0)
        if any(land[plot] > case.area[plot] for plot in land) or len(groups) > 1 or spent > case.budget:
            continue
        lines = [
            f"{name},{plot},making,existing,{size},{least_load},,,,,,,{case.most(name)},"
            for (name, _, least_load, size, *_), plot in built
        ]
        cost = best(world, case.tables(lines, "existing" if belt == "candidate" else "none"))
        least = min(least, cost + ANNUITY * spent)
    return least


@pytest.mark.parametrize("seed", range(10))
def test_the_twin_finds_the_same_optimum(world: Any, seed: int) -> None:
    """Proves that no choice of lines, plots and belt is better than what is chosen, and that it can be had.

    Without it the answer would be what one implementation of investment, land, groups and switches says of itself.
    """
    case = Case(seed)
    assert chosen(world, case) == pytest.approx(by_twin(world, case), rel=ROUNDING)


@pytest.mark.parametrize("seed", range(100, 106))
def test_every_plan_of_years_passes_its_audit(world: Any, seed: int) -> None:
    """Proves that audit and engine agree on three years with stocks, growth, mains, contracts and a budget for all.

    Without it a fault of either would show only where somebody looks.
    """
    answer = world(**Case(seed, (2025, 2026, 2028)).tables()).solve()
    assert answer.plan.outcome.status == "optimal"
    assert answer.plan.certificate is not None


def test_the_parks_are_telling(world: Any) -> None:
    """Proves that lines and belts are built in some of the parks and not in others, over years and in one.

    Without it all comparisons could hold of parks in which nothing is worth building.
    """
    plans = [world(**Case(seed).tables()).solve().plan for seed in range(5)]
    assert {len(plan.builds) for plan in plans} >= {1, 2}
    assert {len(plan.mains) for plan in plans} == {0, 1}


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("name", ["one", "two", "three"])
def test_closing_a_candidate_never_helps(world: Any, seed: int, name: str) -> None:
    before, case = chosen(world, Case(seed)), Case(seed)
    case.closed.add(name)
    assert chosen(world, case) >= before * (1 - ROUNDING)


@pytest.mark.parametrize("seed", [0, 3])
def test_a_dearer_twin_of_a_candidate_changes_nothing(world: Any, seed: int) -> None:
    case = Case(seed)
    before = chosen(world, case)
    name, plots, least, size, ha, _ = next(case.candidates())
    case.more = [f"dearer,{plots},making,candidate,,{least},{size},{size},{case.capex[name] * 1.1},,g,{ha},,"]
    assert chosen(world, case) == pytest.approx(before, rel=ROUNDING)


@pytest.mark.parametrize("years", [(2025,), (2025, 2027)])
def test_seven_times_the_tonnes_cost_seven_times_as_much(world: Any, years: tuple[int, ...]) -> None:
    """Proves that nothing in a park with builds depends on how large its numbers are."""
    case = Case(1, years)
    before = chosen(world, case)
    case.scale = 7.0
    assert chosen(world, case) == pytest.approx(7.0 * before, rel=ROUNDING)


@pytest.mark.parametrize("seed", [2, 4])
def test_names_do_not_count(world: Any, seed: int) -> None:
    """Proves that plants, facilities and groups under other names, in another order, cost the same."""
    case = Case(seed, (2025, 2026))
    before = chosen(world, case)
    case.names = {name: f"z{len(NAMES) - place}" for place, name in enumerate(NAMES)}
    assert chosen(world, case) == pytest.approx(before, rel=ROUNDING)


@pytest.mark.parametrize("word", ["budget", "room", "partners"])
@pytest.mark.parametrize("seed", [0, 5])
def test_loosening_never_costs(world: Any, word: str, seed: int) -> None:
    before, after = (chosen(world, Case(seed, (2025, 2026), **more)) for more in ({}, {word: 3.0}))
    assert after <= before * (1 + ROUNDING)


def test_more_land_never_costs(world: Any) -> None:
    case = Case(5)
    before = chosen(world, case)
    case.area = {plot: 3 * ha for plot, ha in case.area.items()}
    assert chosen(world, case) <= before * (1 + ROUNDING)


def test_years_without_ties_are_years_by_themselves(world: Any) -> None:
    """Proves that where nothing is built and nothing lies, three years cost the discounted sum of each by itself."""
    years = (2025, 2026, 2028)

    def cost(*names: int) -> float:
        case = Case(7, names)
        tables = case.tables([f"works,Q,making,existing,{case.sizes['one']},,,,,,,,,"], "none")
        tables["offers"] = "\n".join(line for line in tables["offers"].splitlines() if ",stock," not in line)
        tables["settings"]["horizon"]["base_year"] = 2025
        return best(world, tables)

    weights = (1.0, 1.08**-1 + 1.08**-2, 1.08**-3)
    apart = sum(weight * cost(year) for weight, year in zip(weights, years, strict=True))
    assert cost(*years) == pytest.approx(apart, rel=ROUNDING)


@pytest.mark.parametrize("segments", [1, 2, 3, 8])
def test_pieces_stay_below_the_curve_and_meet_it_at_their_ends(world: Any, segments: int) -> None:
    """Proves that chords of the power law are exact at their ends and never dearer between, by less the more pieces."""
    case = Case(0)
    tables = case.tables(["line,P,making,candidate,,,20,500,,,,,,"])
    tables["settings"]["horizon"]["segments"] = segments
    here = world(**tables)
    options = horizon_of(here.park, here.model).options
    assert len(options) == segments
    for size in np.geomspace(20, 500, 25):
        own = options[(options["low_t_a"] <= size * (1 + 1e-9)) & (options["high_t_a"] >= size * (1 - 1e-9))].iloc[0]
        chord = own["capex_cny"] + own["capex_cny_t_a"] * size
        curve = 100 * 100 * (size / 100) ** 0.6
        assert curve * (1 - 0.25 / segments**1.5) <= chord <= curve * (1 + 1e-9)
    for end in (*options["low_t_a"], options["high_t_a"].iloc[-1]):
        own = options[(options["low_t_a"] <= end) & (options["high_t_a"] >= end)].iloc[0]
        assert own["capex_cny"] + own["capex_cny_t_a"] * end == pytest.approx(100 * 100 * (end / 100) ** 0.6)
