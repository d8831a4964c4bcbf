"""What is compared: scenarios, each solved and audited, or told why it has no plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbiosis.api import formulate, solve_formulation
from symbiosis.errors import DataError, Fault, InfeasibleError, UnsolvedError, UsageError

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model
    from symbiosis.solver.stages import StageProgress


@dataclass(frozen=True)
class Option:
    """One scenario of a comparison."""

    name: str
    model: Model
    """The model as it stands at the park."""
    formulation: Formulation | None
    """Kept where something may be built, to meet the builds of others; None elsewhere, as it is large."""
    plan: Plan | None
    """The audited plan; None where there is none."""
    reasons: tuple[str, ...] = ()
    """Why there is no plan, in English."""
    reasons_zh: tuple[str, ...] = ()
    variant: str = ""
    """What ``--set`` says of this scenario and not of all."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years that are solved together."""
        return self.model.settings.years


#: The years of one row of a comparison: for every scenario, by name, the year that is compared.
Slot = Mapping[str, int]


def solved(park: Park, models: Sequence[Model], progress: StageProgress | None = None) -> list[Option]:
    """Return every model with its plan; one that has none is told with its reasons, and the others go on.

    Raises DataError with the faults of all models, before any is solved, and UsageError for a model named twice.
    """
    names, faults = named(models), []
    formulations: list[Formulation] = []
    for model in models:
        try:
            formulations.append(formulate(park, model))
        except DataError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise DataError(faults)
    own = [variant_of(model, models) for model in models]
    return [
        # Taken off the list, so that what is not kept is let go before the next is solved.
        _solved(name, variant, model, formulations.pop(0), _told(progress, name))
        for name, variant, model in zip(names, own, models, strict=True)
    ]


def _solved(name: str, variant: str, model: Model, formulation: Formulation, progress: StageProgress | None) -> Option:
    horizon = formulation.horizon
    here = model.at(horizon.park)
    kept = formulation if len(horizon.options) or len(horizon.mains) else None
    try:
        plan = solve_formulation(formulation, progress=progress)
    except InfeasibleError as error:
        return Option(name, here, kept, None, error.reasons, error.reasons_zh, variant)
    except UnsolvedError as error:
        if "interrupted" in error.why:
            raise
        return Option(name, here, kept, None, (str(error),), (f"未求得方案：{error.why}",), variant)
    return Option(name, here, kept, plan, variant=variant)


def _told(progress: StageProgress | None, name: str) -> StageProgress | None:
    """Return a progress that says which scenario it speaks of."""
    if progress is None:
        return None
    tell: Callable[[str, float, int], None] = progress
    return lambda stage, seconds, iterations: tell(f"{name}: {stage}", seconds, iterations)


def named(models: Sequence[Model]) -> list[str]:
    """Return a name for each model: its scenario's, with what ``--set`` says of it alone; UsageError for a twin."""
    names = [
        f"{model.name}: {own}" if (own := variant_of(model, models)) else model.name for model in models
    ]  # fmt: skip
    if len(names) < 2:
        raise UsageError("a comparison needs two scenarios; name another one, or a variant such as base:section.name=1")
    if twins := [name for name, count in Counter(names).items() if count > 1]:
        raise UsageError(
            f"the scenario {twins[0]} is named twice; leave one out, or say what differs, "
            f"such as {twins[0]}:section.name=1"
        )
    return names


def variant_of(model: Model, models: Sequence[Model]) -> str:
    """Return what ``--set`` says of a model and not of all."""
    shared = set(models[0].assignments).intersection(*(other.assignments for other in models))
    return ", ".join(text for text in model.assignments if text not in shared)


def slots_of(years: Mapping[str, tuple[int, ...]]) -> list[Slot]:
    """Return which years are compared with each other; ``years`` are those that each scenario solves, by name.

    The years that all scenarios solve; where each solves a single year of its own, those stand beside each other.
    Raises DataError where scenarios of several years have none in common.
    """
    common = sorted(set.intersection(*(set(own) for own in years.values())))
    if common:
        return [dict.fromkeys(years, year) for year in common]
    if all(len(own) == 1 for own in years.values()):
        return [{name: own[0] for name, own in years.items()}]
    right = "solve at least one year that all scenarios solve, so that it can be compared"
    raise DataError([
        Fault(f"scenario {name}, horizon.years", f"are {', '.join(map(str, own))}", right)
        for name, own in years.items()
    ])  # fmt: skip
