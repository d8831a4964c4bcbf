"""What is measured: random regions of a wanted number of links, and parks of this repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import symbiosis
from benchmarks.record import Size
from benchmarks.region import region_of_links
from symbiosis.api import horizon_of
from symbiosis.formulation import Formulation, build
from symbiosis.network import Horizon
from symbiosis.park import Park
from symbiosis.scenario import Model
from symbiosis.solver.gather import Matrix, gather

#: Part of its best value that the first objective of a region may give up, as in models/base.toml.
SLACK = 0.005


@dataclass(frozen=True)
class Case:
    """A park under a model."""

    name: str
    read: Callable[[], tuple[Park, Model]]
    is_region: bool = False

    @cached_property
    def both(self) -> tuple[Park, Model]:
        """The park and the model."""
        return self.read()

    @cached_property
    def horizon(self) -> Horizon:
        """Its network."""
        return horizon_of(*self.both)

    @property
    def size(self) -> Size:
        """How large its matrix is."""
        return self._facts[0]

    @property
    def decides(self) -> bool:
        """Whether there is anything to build or not to build."""
        return self._facts[1]

    @cached_property
    def _facts(self) -> tuple[Size, bool]:
        problem = matrix_of(self.formulation())
        rows, columns = problem.matrix.shape
        return Size(self.links, rows, columns, int(problem.matrix.nnz)), bool(problem.integer.any())

    @property
    def links(self) -> int:
        """Links of its network, all years together."""
        return sum(len(network.links) for network in self.horizon.networks)

    def formulation(self) -> Formulation:
        """Return a model of it that nothing has touched yet."""
        return build(self.horizon)


def matrix_of(formulation: Formulation) -> Matrix:
    """Return the matrix of a formulation."""
    return gather(formulation.model, formulation.years[0].columns.layout)


def region_case(links: int, seed: int = 0) -> Case:
    """Return a random region of about ``links`` links: most used tonnes, then least cost, then least transport."""

    def read() -> tuple[Park, Model]:
        park, model, _ = region_of_links(links, seed)
        layer = dict(model._layers[0])
        first, *rest = layer["objectives"]
        layer["objectives"] = [dict(first) | {"slack": SLACK}, *rest]
        return park, replace(model, _layers=(layer,))

    return Case(f"region, seed {seed}" if seed else "region", read, is_region=True)


def park_case(folder: Path, models: Path = Path("models")) -> Case:
    """Return a park as it is read from its files."""
    return Case(folder.name, lambda: (symbiosis.read_park(folder), symbiosis.read_model(models)))
