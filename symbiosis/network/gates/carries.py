"""A mode moves only the forms, hazard classes and families that its row says it carries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def carries(mode: pd.Series[Any], form: str, hazard: str, family: str) -> bool:
    """Say whether the mode in row ``mode`` carries a material of this form, hazard class and family."""
    families = mode["families"]
    return bool(form in mode["forms"] and hazard in mode["hazards"] and (not families or family in families))


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the mode cannot carry the material."""
    # Few kinds of material meet few modes: judge each kind once.
    kinds = pairs.offers[["form", "hazard", "family"]].drop_duplicates().reset_index(drop=True)
    kind_of = pairs.offers[["form", "hazard", "family"]].merge(kinds.reset_index(names="kind"), how="left")["kind"]
    allowed = np.array(
        [[carries(mode, *kind) for _, mode in pairs.modes.iterrows()] for kind in kinds.itertuples(index=False)],
        dtype=bool,
    ).reshape(len(kinds), len(pairs.modes))
    kind = kind_of.to_numpy()[pairs.table["offer"].to_numpy()]
    return np.asarray(~allowed[kind, pairs.table["mode"].to_numpy()], dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which mode does not carry which form or hazard class."""
    mode, material = pairs.of_mode("mode")[row], pairs.of_offer("material")[row]
    form, hazard, family = (pairs.of_offer(name)[row] for name in ("form", "hazard", "family"))
    return Words(
        en=f"{mode} does not carry {material} (form {form}, hazard {hazard}, family {family})",
        zh=f"{mode} 不能运输 {material}（形态 {form}，危险性 {hazard}，大类 {family}）",
    )
