"""Options side by side: what each scenario comes to, against a baseline, and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.compare.assumptions import differences
from symbiosis.compare.links import builds, flows, shared_links
from symbiosis.compare.options import Option, Slot, named, slots_of, solved
from symbiosis.compare.regret import behind, least_behind, least_regret, regret
from symbiosis.compare.totals import parties, totals

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model
    from symbiosis.solver.stages import StageProgress

#: Tables of a comparison, in the order in which they are written.
TABLES = ("runs", "totals", "parties", "flows", "links", "builds", "behind", "regret", "assumptions")


@dataclass(frozen=True)
class Comparison:
    """Scenarios of one park side by side. All tables are plain; money is CNY, amounts are dry tonnes a year.

    Differences are against ``baseline``. A scenario without a plan is in ``runs`` and ``options`` only.
    """

    park: Park
    options: tuple[Option, ...]
    slots: tuple[Slot, ...]
    """The years compared with each other."""
    baseline: str
    runs: pd.DataFrame
    """How each scenario ended: status, proof, gap, audit, and why there is no plan."""
    totals: pd.DataFrame
    """Ledgers, rates and investment: see ``symbiosis.compare.totals``."""
    parties: pd.DataFrame
    """Gains and losses of every owner and plant, by kind of cost."""
    flows: pd.DataFrame
    """Links that appear, vanish, grow or shrink."""
    links: pd.DataFrame
    """Links by how many scenarios use them; those of all are of no regret."""
    builds: pd.DataFrame
    behind: pd.DataFrame
    """How far each plan stays behind the best one, objective by objective."""
    regret: pd.DataFrame
    """What the builds of one scenario come to under the assumptions of another; empty where nothing is built."""
    assumptions: pd.DataFrame
    """Settings and cells in which the scenarios differ."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order in which they are written."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def solved(self) -> tuple[Option, ...]:
        """The scenarios that have a plan."""
        return tuple(option for option in self.options if option.plan is not None)

    @property
    def one_world(self) -> bool:
        """Whether the scenarios differ only in what is aimed at, required or allowed, not in what is taken as given."""
        return not (self.assumptions["kind"] == "world").any()

    @property
    def least_behind(self) -> tuple[tuple[str, ...], float]:
        """The scenarios whose largest gap to the best is smallest, and that gap in per cent."""
        return least_behind(self.behind)

    @property
    def least_regret(self) -> tuple[tuple[str, ...], float]:
        """The scenarios whose builds are least regretted, and their largest regret in per cent."""
        return least_regret(self.regret)


def compare(
    park: Park, models: Sequence[Model], baseline: int = 0, *, regrets: bool = True,
    progress: StageProgress | None = None,
) -> Comparison:  # fmt: skip
    """Return the scenarios ``models`` of ``park`` side by side, each solved and audited.

    Parameters
    ----------
    baseline
        Number of the model that the others are held against; where it has no plan, the first that has one.
    regrets
        Whether the builds of each scenario are also met by the assumptions of every other one (one solve a pair).

    Raises
    ------
    UsageError
        Where fewer than two are given, or one twice.
    DataError
        With the faults of all models; or where they solve no year in common.
    InfeasibleError
        Where none of them has a plan.
    """
    years = [model.at(park).settings.years for model in models]
    slots = slots_of(dict(zip(named(models), years, strict=True)))
    options = solved(park, models, progress)
    return _compared(park, options, slots, _baseline(options, baseline), regrets=regrets)


def _compared(park: Park, options: list[Option], slots: list[Slot], first: Option, *, regrets: bool) -> Comparison:
    found = flows(options, slots, first.name)
    known = [option.name for option in options if option.plan is not None]
    return Comparison(
        park=park,
        options=tuple(options),
        slots=tuple(slots),
        baseline=first.name,
        runs=_runs(options),
        totals=totals(options, slots, first.name),
        parties=parties(options, slots, first.name),
        flows=found,
        links=shared_links(found, known),
        builds=builds(options),
        behind=behind(options, slots, first.name),
        regret=regret(options if regrets else ()),
        assumptions=differences(options, slots, first),
    )


#: The public name: a function called ``compare`` would be replaced by the room of that name when it is imported.
compare_scenarios = compare


def _baseline(options: Sequence[Option], number: int) -> Option:
    """Return the option that the others are held against; raises InfeasibleError where none has a plan."""
    from symbiosis.errors import InfeasibleError

    if options[number].plan is not None:
        return options[number]
    known = [option for option in options if option.plan is not None]
    if not known:
        told = [[f"{each.name}: {why}" for each in options for why in words(each)] for words in (_en, _zh)]
        raise InfeasibleError(*told)
    return known[0]


def _en(option: Option) -> tuple[str, ...]:
    return option.reasons


def _zh(option: Option) -> tuple[str, ...]:
    return option.reasons_zh


def _runs(options: Sequence[Option]) -> pd.DataFrame:
    """Return a row a scenario: how it ended, what was proved, what the audit compared."""
    columns = (
        "scenario",
        "title_zh",
        "title_en",
        "years",
        "status",
        "worth",
        "gap",
        "comparisons",
        "deviation",
        "reasons",
    )
    rows = []
    for option in options:
        head = [option.name, option.model.title_zh, option.model.title_en, " ".join(map(str, option.years))]
        plan = option.plan
        if plan is None:
            rows.append([*head, "no plan", "", float("nan"), 0, float("nan"), " | ".join(option.reasons)])
            continue
        gap = max((stage.gap for stage in plan.outcome.stages), default=0.0)
        checks = plan.certificate.checks if plan.certificate else ()
        largest = max((check.largest for check in checks), default=0.0)
        count = sum(check.comparisons for check in checks)
        rows.append([*head, plan.outcome.status, str(plan.outcome.worth), gap, count, largest, ""])
    return pd.DataFrame(rows, columns=list(columns))
