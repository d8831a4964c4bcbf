"""Gates: rules that decide whether a movement can exist, and say why not.

A gate is a module of this folder with

- ``refuses(pairs) -> array of bool``: True for each movement of ``pairs`` that it refuses;
- ``reason(pairs, row) -> Words``: why it refuses the movement in that row, in both languages.

The module's name is the gate's name; a scenario switches gates on by name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from symbiosis import registry
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


def known() -> tuple[str, ...]:
    """Return the names of all gates."""
    return registry.known(sys.modules[__name__])


def load(names: Iterable[str], where: str = "gates") -> dict[str, Gate]:
    """Return gates by name, in the order given; raises DataError for an unknown name."""
    modules = registry.load(sys.modules[__name__], list(dict.fromkeys(names)), "gate", where)
    return cast("dict[str, Gate]", modules)
