"""Units: what one unit of a material is, and in what a process is measured.

Solids are in tonnes, steam in GJ, power in MWh, water in m3. They meet in one process, but they are never added up: a
process that takes in any tonnes is measured in tonnes, and what else comes in serves it without being part of its load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.network.once import once

if TYPE_CHECKING:
    from symbiosis.scenario import Model

#: The unit of everything that is weighed; only this enters the ledgers of tonnes.
TONNE = "t"


@once
def ledger_units(model: Model) -> pd.Series[str]:
    """Return the unit of each ledger."""
    return model.tables["ledgers"].set_index("ledger")["unit"]


@once
def material_units(model: Model) -> pd.Series[str]:
    """Return the unit of each material: its family's."""
    families = model.tables["families"].set_index("family")["unit"]
    materials = model.tables["materials"].set_index("material")["family"]
    return materials.map(families).astype(str)


@once
def word_units(model: Model) -> pd.Series[str]:
    """Return the unit that a recipe's word stands for, be it a material or a family."""
    families = model.tables["families"].set_index("family")["unit"].astype(str)
    own = material_units(model)
    return pd.concat([own, families[~families.index.isin(own.index)]])


@once
def process_units(model: Model) -> pd.Series[str]:
    """Return the unit in which the load of each process is measured: tonnes if it takes in any, else its inputs'."""
    recipes = model.tables["recipes"]
    units = pd.DataFrame({"process": recipes["process"], "unit": recipes["input"].map(word_units(model))})
    weighed = units["unit"] == TONNE
    # Tonnes come first, so that the first unit of a process is t if it takes in any.
    first = pd.concat([units[weighed], units[~weighed]]).drop_duplicates("process").set_index("process")["unit"]
    return first.reindex(model.tables["processes"]["process"]).fillna(TONNE).astype(str)
