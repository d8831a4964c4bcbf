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
    "standard_everywhere": ("standard", "标准限值"),
    "most_share": ("most share at", "配方上限"),
    "least_share": ("least share at", "配方下限"),
    "cap": ("cap of", "限额"),
    "target": ("target of", "目标"),
    "offer": ("offer of", "供给"),
}


def signed(number: float) -> str:
    """Return a number as a sentence says it, with its sign."""
    return f"{'-' if number < 0 else '+'}{said(abs(number))}"


def kind_words(kind: str) -> Words:
    """Return what kind of number a price is of."""
    return Words(*_KINDS[kind])


def step_words(row: Mapping[Any, Any]) -> Words:
    """Return what is meant by a little looser, with its unit; a cap is loosened by a hundredth of itself."""
    step = f"{signed(row['step'])}{_unit(row)}"
    hundredth = row["kind"] in ("cap", "target") and np.isclose(abs(row["step"]), 0.01 * abs(row["now"]))
    if hundredth and row["now"]:
        return Words(f"looser by 1 % ({step})", f"放宽 1 %（{step}）")
    return Words(step, step)


def place_words(row: Mapping[Any, Any], *, dated: bool = False) -> Words:
    """Return where a number stands and of what it is; with its year where there are several."""
    if row["kind"] == "standard_everywhere":
        return Words(f"{row['item']} at every facility", f"{row['item']}（全部设施）")
    what = " ".join(filter(None, (row["place"], row["item"])))
    return Words(f"{what} in {row['year']}", f"{row['year']} 年 {what}") if dated else Words(what, what)


def range_words(row: Mapping[Any, Any]) -> str:
    """Return from where to where the number keeps its price; blank where this is not known."""
    if not (np.isfinite(row["low"]) or np.isfinite(row["high"])):
        return ""
    low, high = (said(end) if np.isfinite(end) else "" for end in (row["low"], row["high"]))
    return f"{low} … {high}{_unit(row)}"


def _unit(row: Mapping[Any, Any]) -> str:
    return "" if row["unit"] == "1" else f" {row['unit']}"


def price_words(row: Mapping[Any, Any], *, dated: bool = False) -> Words:
    """Return a row of the table of prices as a sentence: a step of the number is worth so much, from here to there."""
    en, zh = _KINDS[row["kind"]]
    what, step = place_words(row, dated=dated), step_words(row)
    unit, worth = _unit(row), f"{signed(row['worth'])} {row['objective_unit']}"
    here, there = _holds(row)
    basis = {"step": ("; by a step, at a corner", "；处于拐点，按步长求解"), "price": ("; checked", "；已核对")}
    more, more_zh = basis.get(row["basis"], ("", ""))
    return Words(
        f"{en} {what.en} ({said(row['now'])}{unit}) {step.en}: {worth}{here}{more}",
        f"{zh} {what.zh}（{said(row['now'])}{unit}）{step.zh}：{worth}{there}{more_zh}",
    )


def _holds(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return the range of a price in words; blank where it is not known."""
    low, high, unit = row["low"], row["high"], _unit(row)
    if np.isfinite(low) and np.isfinite(high):
        ends = said(low), said(high)
        return f", holds from {ends[0]} to {ends[1]}{unit}", f"，适用区间 {ends[0]} 至 {ends[1]}{unit}"
    if np.isfinite(low):
        return f", holds from {said(low)}{unit} on", f"，{said(low)}{unit} 以上适用"
    if np.isfinite(high):
        return f", holds up to {said(high)}{unit}", f"，{said(high)}{unit} 以下适用"
    return "", ""
