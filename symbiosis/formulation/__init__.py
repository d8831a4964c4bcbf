"""From a network to a genuine Pyomo model whose families are arrays."""

from __future__ import annotations

from symbiosis.formulation.build import Formulation, Year, build
from symbiosis.formulation.ledgers import LedgerKey

__all__ = ["Formulation", "LedgerKey", "Year", "build"]
