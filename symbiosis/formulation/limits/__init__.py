"""Limits: rules that decide how much may flow.

A limit is a module of this folder with

- ``rows(network, columns, ledgers, keys) -> Rows``: its rows;
- and, if it speaks of ledgers, ``keys(network) -> list of LedgerKey``: the totals that it needs as variables. They are
  handed back, with their numbers, as ``keys``.

The module's name is the limit's name and the name of its rows in the Pyomo model; a scenario switches limits on by
name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, cast

from symbiosis import registry

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


def known() -> tuple[str, ...]:
    """Return the names of all limits."""
    return registry.known(sys.modules[__name__])


def load(names: Iterable[str], where: str = "limits") -> dict[str, Limit]:
    """Return limits by name, in the order given; raises DataError for an unknown name."""
    modules = registry.load(sys.modules[__name__], list(dict.fromkeys(names)), "limit", where)
    return cast("dict[str, Limit]", modules)


def keys_of(limit: Limit, network: Network) -> list[LedgerKey]:
    """Return the ledger totals that ``limit`` speaks of."""
    wanted = getattr(limit, "keys", None)
    return list(wanted(network)) if wanted is not None else []
