"""Gates: rules that decide whether a movement can exist, and say why not.

A gate is a module of this folder with

- ``refuses(pairs) -> array of bool``: True for each movement of ``pairs`` that it refuses;
- ``reason(pairs, row) -> Words``: why it refuses the movement in that row, in both languages.

The module's name is the gate's name; a scenario switches gates on by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from symbiosis.errors import DataError, Fault
from symbiosis.network.pairs import Pairs


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    en: str
    zh: str


class Gate(Protocol):
    """What a gate's module offers."""

    def refuses(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Return True for each movement that is refused."""

    def reason(self, pairs: Pairs, row: int) -> Words:
        """Return why the movement in ``row`` is refused."""


@cache
def known() -> tuple[str, ...]:
    """Return the names of all gates."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(names: Iterable[str], where: str = "gates") -> dict[str, Gate]:
    """Return gates by name, in the order given; raises DataError for an unknown name."""
    faults = []
    for name in names:
        if name not in known():
            near = get_close_matches(name, known(), n=1)
            hint = f"did you mean {near[0]}?" if near else f"the known gates are {', '.join(known())}"
            faults.append(Fault(where, f"there is no gate {name}", hint))
    if faults:
        raise DataError(faults)
    return {name: cast(Gate, import_module(f"{__name__}.{name}")) for name in names}
