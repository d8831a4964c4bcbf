"""A mode moves only the forms, hazard classes and families that its row says it carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs


def carries(mode: Mapping[Any, Any], form: str, hazard: str, family: str) -> bool:
    """Say whether the mode in row ``mode`` carries a material of this form, hazard class and family."""
    families = mode["families"]
    return bool(form in mode["forms"] and hazard in mode["hazards"] and (not families or family in families))


def _kinds(offers: pd.DataFrame) -> tuple[list[tuple[str, str, str]], NDArray[np.int64]]:
    """Return the different forms, hazard classes and families together, and which of them each offer is."""
    known: dict[tuple[str, str, str], int] = {}
    kinds = zip(*(offers[column] for column in ("form", "hazard", "family")), strict=True)
    number = np.array([known.setdefault(kind, len(known)) for kind in kinds], dtype=np.int64)
    return list(known), number


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where the mode cannot carry the material."""
    # Few kinds of material meet few modes: judge each kind once.
    modes = pairs.modes.to_dict("records")
    kinds, kind_of = _kinds(pairs.offers)
    allowed = np.array([[carries(mode, *kind) for mode in modes] for kind in kinds], dtype=bool)
    allowed = allowed.reshape(len(kinds), len(modes))
    kind = kind_of[pairs.table["offer"].to_numpy()]
    return np.asarray(~allowed[kind, pairs.table["mode"].to_numpy()], dtype=bool)


def reason(pairs: Pairs, row: int) -> Words:
    """Return which mode does not carry which form or hazard class."""
    mode, material = pairs.of_mode("mode")[row], pairs.of_offer("material")[row]
    form, hazard, family = (pairs.of_offer(name)[row] for name in ("form", "hazard", "family"))
    return Words(
        en=f"{mode} does not carry {material} (form {form}, hazard {hazard}, family {family})",
        zh=f"{mode} 不能运输 {material}（形态 {form}，危险性 {hazard}，大类 {family}）",
    )
