"""Spellings of units: what factor turns a unit that somebody wrote into the unit of a column."""

from __future__ import annotations

import re
import unicodedata

#: Longer words first: "千克" must go before a bare "千" could be read as a thousand.
_WORDS = (
    ("平方公里", "km2"), ("平方米", "m2"), ("立方米", "m3"), ("公顷", "ha"), ("公斤", "kg"), ("千克", "kg"),
    ("公里", "km"), ("千米", "km"), ("人民币", "CNY"), ("RMB", "CNY"), ("rmb", "CNY"), ("yuan", "CNY"), ("元", "CNY"),
    ("¥", "CNY"), ("干基", ""), ("湿基", ""), ("dry", ""), ("tonnes", "t"), ("tonne", "t"), ("吨", "t"), ("每", "/"),
    ("year", "a"), ("yr", "a"), ("年", "a"), ("/y", "/a"), ("p.a.", "/a"), ("wt%", "%"), ("pct", "%"),
    ("‰", "permille"), ("百万", "M"), ("千", "k"), ("degrees", "deg"), ("degree", "deg"), ("度", "deg"), ("°", "deg"),
)  # fmt: skip
_SCALES = {"": 1.0, "k": 1e3, "千": 1e3, "万": 1e4, "10k": 1e4, "104": 1e4, "M": 1e6, "亿": 1e8}
#: Other spellings of a column's unit, and neighbours that differ by a factor.
_KIN: dict[str, dict[str, float]] = {
    "t/a": {"t": 1.0, "ta": 1.0, "kg": 1e-3, "kg/a": 1e-3},
    "CNY/t": {"CNY": 1.0, "CNY/kg": 1e3},
    "CNY/tkm": {"CNY": 1.0},
    "CNY/t/a": {"CNY": 1.0, "CNY/t": 1.0},
    "km": {"m": 1e-3, "里": 0.5},
    "%": {"permille": 0.1},
    "t/t": {"%": 0.01, "permille": 1e-3},
    "ha": {"亩": 1 / 15, "m2": 1e-4, "km2": 100.0},
    "kg/tkm": {"g/tkm": 1e-3},
    "t/m3": {"g/cm3": 1.0, "kg/m3": 1e-3},
    "deg": {"degE": 1.0, "degN": 1.0, "Edeg": 1.0, "Ndeg": 1.0},
}


def _folded(unit: str) -> str:
    text = re.sub(r"[\s()\[\]·・*×^,;、]", "", unicodedata.normalize("NFKC", unit))
    for word, short in _WORDS:
        text = text.replace(word, short)
    return text


def factor(written: str, unit: str) -> float | None:
    """Return what a number in the unit ``written`` must be multiplied by to be in ``unit``; None where unknown.

    ``Mt`` is a million tonnes; ``mt`` and ``MT`` are left unknown because traders write them for one tonne.
    """
    found, wanted = _folded(written), _folded(unit)
    if not found or not wanted:
        return None
    kin = {wanted: 1.0, **_KIN.get(wanted, {})}
    for name, size in kin.items():
        scale = _SCALES.get(found.removesuffix(name)) if found.endswith(name) else None
        if scale is not None:
            return scale * size
    return None


def scale(written: str) -> float | None:
    """Return the size of a bare number word such as 万; None for anything else."""
    return _SCALES.get(_folded(written)) if written.strip() else None
