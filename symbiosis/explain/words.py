"""A price as a sentence, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symbiosis.network.gates import Words
from symbiosis.solver.rules import said

_KINDS = {
    "capacity": ("capacity of", "产能"),
    "least_load": ("least load of", "最低负荷"),
    "connection": ("capacity of the connection", "线路能力"),
    "standard": ("standard at", "标准限值"),
    "most_share": ("most share at", "配方上限"),
    "least_share": ("least share at", "配方下限"),
    "cap": ("cap of", "限额"),
    "target": ("target of", "目标"),
    "offer": ("offer of", "供给"),
}


def price_words(row: Mapping[Any, Any]) -> Words:
    """Return a row of the table of prices as a sentence: a step of the number is worth so much, from here to there."""
    en, zh = _KINDS[row["kind"]]
    what = " ".join(filter(None, (row["place"], row["item"])))
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    sign = "+" if row["step"] > 0 else "-"
    step, worth = f"{sign}{said(abs(row['step']))}{unit}", f"{row['worth']:+,.5g} {row['objective_unit']}"
    here, there = "", ""
    if np.isfinite(row["low"]) or np.isfinite(row["high"]):
        ends = [said(end) if np.isfinite(end) else "-" for end in (row["low"], row["high"])]
        here, there = f", holds from {ends[0]} to {ends[1]}{unit}", f"，适用区间 {ends[0]} 至 {ends[1]}{unit}"
    basis = {"step": ("; by a step, at a corner", "；处于拐点，按步长求解"), "price": ("; checked", "；已核对")}
    more, more_zh = basis.get(row["basis"], ("", ""))
    return Words(
        f"{en} {what} ({said(row['now'])}{unit}) {step}: {worth}{here}{more}",
        f"{zh} {what}（{said(row['now'])}{unit}）{step}：{worth}{there}{more_zh}",
    )
