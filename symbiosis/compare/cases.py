"""Worlds as a user names them, or as they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symbiosis.compare.hedge import Case
from symbiosis.compare.samples import drawn, jobs_of
from symbiosis.compare.uncertain import GROUPS, uncertain
from symbiosis.errors import DataError, Fault

if TYPE_CHECKING:
    from symbiosis.park import Park
    from symbiosis.scenario import Model


def cases_of(texts: Sequence[str]) -> list[Case]:
    """Return the worlds that texts ``name=probability:a.b=c;d.e=f`` describe.

    Raises DataError with every text that is not one, and every name that comes twice.
    """
    faults: list[Fault] = []
    cases: list[Case] = []
    for text in texts:
        head, _, settings = text.partition(":")
        name, _, chance = head.partition("=")
        where, right = f"--world {text}", "write it like dry=0.3:transport.working_days_a=300"
        try:
            probability = float(chance)
        except ValueError:
            faults.append(Fault(where, f"{chance!r} is not a probability", right))
            continue
        if not name.strip() or not 0 < probability <= 1:
            faults.append(
                Fault(where, "has no name" if not name.strip() else f"{chance} is not above 0 up to 1", right)
            )
        if name.strip() in [case.name for case in cases]:
            faults.append(Fault(where, f"there is a world {name.strip()} already", "give every world its own name"))
        own = tuple(part.strip() for part in settings.split(";") if part.strip())
        cases.append(Case(name.strip(), probability, own))
    if faults:
        raise DataError(faults)
    return cases


def drawn_cases(
    park: Park, model: Model, draws: int, seed: int, groups: tuple[str, ...] = GROUPS, arisings_pct: float = 10.0
) -> list[Case]:
    """Return ``draws`` equally likely worlds, drawn between low and high as ``chances`` draws them."""
    values = drawn(uncertain(park, model, groups, arisings_pct), draws, seed)
    return [Case(job.name, 1.0 / draws, job.assignments) for job in jobs_of(values)]
