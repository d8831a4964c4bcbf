"""Limits: rules that decide how much may flow.

A limit is a module of this folder with

- ``rows(network, columns, ledgers, keys) -> Rows``: its rows;
- and, if it speaks of ledgers, ``keys(network) -> list of LedgerKey``: the totals that it needs as variables. They are
  handed back, with their numbers, as ``keys``.

The module's name is the limit's name and the name of its rows in the Pyomo model; a scenario switches limits on by
name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from symbiosis.errors import DataError, Fault

if TYPE_CHECKING:
    from symbiosis.formulation.flows import Columns
    from symbiosis.formulation.ledgers import LedgerKey, Ledgers
    from symbiosis.formulation.rows import Rows
    from symbiosis.network import Network


class Limit(Protocol):
    """What a limit's module offers."""

    __doc__: str | None

    def rows(self, network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:
        """Return the rows of the limit."""


@cache
def known() -> tuple[str, ...]:
    """Return the names of all limits."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(names: Iterable[str], where: str = "limits") -> dict[str, Limit]:
    """Return limits by name, in the order given; raises DataError for an unknown name."""
    faults = []
    for name in names:
        if name not in known():
            near = get_close_matches(name, known(), n=1)
            hint = f"did you mean {near[0]}?" if near else f"the known limits are {', '.join(known())}"
            faults.append(Fault(where, f"there is no limit {name}", hint))
    if faults:
        raise DataError(faults)
    return {name: cast(Limit, import_module(f"{__name__}.{name}")) for name in dict.fromkeys(names)}


def keys_of(limit: Limit, network: Network) -> list[LedgerKey]:
    """Return the ledger totals that ``limit`` speaks of."""
    wanted = getattr(limit, "keys", None)
    return list(wanted(network)) if wanted is not None else []
