"""From a network to a genuine Pyomo model whose families are arrays."""

from __future__ import annotations

import symbiosis.formulation.pyomo_start  # noqa: F401 - before anything else imports Pyomo
from symbiosis.formulation.build import Formulation, Year, build
from symbiosis.formulation.ledgers import LedgerKey

__all__ = ["Formulation", "LedgerKey", "Year", "build"]
