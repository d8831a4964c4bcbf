"""What the rules ban is not moved: a material, a mode, what a process takes in, or any of them together.

A row of rules.csv for this gate bans what it names; blanks stand for all, and a value of 0 puts the row out of force.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbiosis.network.gates import Words
from symbiosis.network.pairs import Pairs
from symbiosis.network.words import members


def refuses(pairs: Pairs) -> NDArray[np.bool_]:
    """Return True where a ban in force names the movement."""
    refused = np.zeros(len(pairs), dtype=bool)
    for _, named in _bans(pairs):
        refused |= named
    return refused


def reason(pairs: Pairs, row: int) -> Words:
    """Return the ban, and the document behind it."""
    bans = [ban for ban, named in _bans(pairs) if named[row]]
    names = "; ".join(str(ban["document"] or ban["source"] or ban["rule"]) for ban in bans)
    rules = ", ".join(str(ban["rule"]) for ban in bans)
    return Words(en=f"it is banned by {rules} ({names})", zh=f"被规则 {rules} 禁止（{names}）")


def _bans(pairs: Pairs) -> Iterator[tuple[dict[Any, Any], NDArray[np.bool_]]]:
    """Yield each ban in force with the movements that it names."""
    rules, words = pairs.model.tables["rules"], members(pairs.model)
    in_force = rules[(rules["gate"] == "banned") & (rules["value"].fillna(1.0) != 0)]
    for ban in in_force.to_dict("records"):
        meant = words.loc[words["word"] == ban["material"], "material"].tolist()
        named = np.isin(pairs.of_offer("material").astype(str), meant) | (ban["material"] == "")
        named &= (pairs.of_mode("mode") == ban["mode"]) | (ban["mode"] == "")
        named &= (pairs.of_facility("process") == ban["process"]) | (ban["process"] == "")
        yield ban, np.asarray(named, dtype=bool)
