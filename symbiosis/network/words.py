"""What the words of recipes, yields, standards and rules stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from symbiosis.network.once import once

if TYPE_CHECKING:
    from symbiosis.scenario import Model


@once
def members(model: Model) -> pd.DataFrame:
    """Return which materials a recipe's or yield's word stands for: columns ``word``, ``material``.

    A word is a material's own name or its family's.
    """
    materials = model.tables["materials"][["material", "family"]]
    own = pd.DataFrame({"word": materials["material"], "material": materials["material"]})
    family = pd.DataFrame({"word": materials["family"], "material": materials["material"]})
    return pd.concat([own, family[~family["word"].isin(own["word"])]], ignore_index=True)
