"""What somebody may have meant by a cell that is not a plain number."""

from __future__ import annotations

import re
import unicodedata

from symbiosis.read.units import factor, scale

_ABSENT = frozenset(
    {"-", "--", "---", "—", "——", "/", ".", "?", "*", "x", "n/a", "na", "#n/a", "nan", "null", "none", "nil", "tbd"}
    | {"inf", "-inf", "+inf", "infinity", "#ref!", "#div/0!", "#value!", "#name?", "#num!"}
    | {"无", "空", "未知", "不详", "暂无", "待定", "待补", "没有"}
)
_BEFORE = re.compile(
    r"^(大约|约|近|不低于|不高于|不超过|大于|小于|至少|最多|ca\.?|approx\.?|about|~|≈|≥|≤|>=|<=|>|<|=|'|[¥$€£])\s*"
)
_AFTER = re.compile(r"\s*(左右|以上|以下|多|余|\+|~)$")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_GROUPED = re.compile(r"([+-]?\d{1,3})((?:[,_' ]\d{3})+)(\.\d+)?")
_BETWEEN = re.compile(rf"({_NUMBER})\s*(?:-|~|–|—|至|到|to|\.\.|…)\s*({_NUMBER})\s*(\D*)")
_ANGLE = re.compile(
    r"[ENSW]?\s*(\d+)\s*(?:°|度)\s*(\d+)\s*(?:'|′|分)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|秒))?\s*([ENSW])?",
    re.IGNORECASE,
)


def plain(number: float) -> str:
    """Return a number as a user would type it."""
    return f"{number:.12g}"


def _digits(text: str) -> str:
    # Digits of other scripts count; superscripts (10²) do not: they are not in the class Nd.
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def _number(text: str) -> float | None:
    if re.fullmatch(_NUMBER, text):
        return float(text)
    if grouped := _GROUPED.fullmatch(text):
        return float(grouped[1] + re.sub(r"\D", "", grouped[2]) + (grouped[3] or ""))
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return float(text.replace(",", "."))
    return None


def _with_unit(text: str, unit: str) -> float | None:
    """Return a number that may be followed by a unit or a number word."""
    if (value := _number(text)) is not None:
        return value
    parts = re.fullmatch(r"([+-]?[\d.,_' ]*\d\.?(?:[eE][+-]?\d+)?)\s*(\D.*|\S*\^.*)", text)
    if not parts or (value := _number(parts[1].strip())) is None:
        return None
    size = factor(parts[2], unit) if unit else None
    if size is None:
        size = scale(parts[2])
    return None if size is None else value * size


def guess(text: str, unit: str) -> float | None:
    """Return the number that ``text`` most likely stands for in ``unit``; None where it cannot be told."""
    bare = _digits(text).replace("−", "-").strip()
    if angle := _ANGLE.fullmatch(bare):
        south_or_west = (angle[4] or bare[0]).upper() in {"S", "W"}
        degrees = int(angle[1]) + int(angle[2]) / 60 + float(angle[3] or 0) / 3600
        return round(-degrees if south_or_west else degrees, 7)
    if unit == "deg":
        bare = re.sub(r"^[EN]\s*(?=\d)", "", bare)
    bare = _AFTER.sub("", _BEFORE.sub("", bare))
    if between := _BETWEEN.fullmatch(bare):
        low, high = (_with_unit(between[n] + between[3], unit) for n in (1, 2))
        return None if low is None or high is None or low > high else (low + high) / 2
    if accountant := re.fullmatch(r"\((.+)\)", bare):
        inside = _with_unit(accountant[1].strip(), unit)
        return None if inside is None else -inside
    return _with_unit(bare, unit)


def remedy(text: str, unit: str, *, required: bool) -> str:
    """Return what to write instead of ``text`` in a column of numbers with this unit."""
    if text.casefold() in _ABSENT:
        return (
            "write a plain number" if required else "write a plain number, or leave the cell blank where there is none"
        )
    value = guess(text, unit)
    if value is None or abs(value) == float("inf"):
        return "write a plain number with a point for decimals, without units, signs or words, such as 1200000 or 0.25"
    shown = f"{plain(value)} {unit}".strip() if "as the" not in unit and "per basis" not in unit else plain(value)
    if text.startswith("("):
        return f"brackets mean minus to an accountant: write {plain(value)} or {plain(-value)}, whichever is meant"
    return f"if {shown} is meant, write {plain(value)}"
