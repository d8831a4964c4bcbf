"""Numbers as people write them: 万t and 亿元 in Chinese, kt and M CNY in English."""

from __future__ import annotations

import math

from symbiosis.show.labels import Lang

_TONNES = {
    "zh": ((1e8, "亿t"), (1e4, "万t"), (1.0, "t")),
    "en": ((1e6, "Mt"), (1e3, "kt"), (1.0, "t")),
}
_MONEY = {
    "zh": ((1e8, "亿"), (1e4, "万"), (1.0, "")),
    "en": ((1e6, "M "), (1e3, "k "), (1.0, "")),
}


def figure(value: float, digits: int = 3) -> str:
    """Return ``value`` with ``digits`` significant digits, but all of its whole digits; thousands separated."""
    if not math.isfinite(value):
        return "-"
    places = 0 if value == 0 or abs(value) >= 100 else max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text  # a margin of -1e-12 is rounding


def tonnes(value: float, lang: Lang) -> str:
    """Return dry or wet tonnes with the unit that suits them."""
    if not math.isfinite(value):
        return "-"
    size, unit = next((pair for pair in _TONNES[lang] if abs(value) >= pair[0]), _TONNES[lang][-1])
    return f"{figure(value / size)} {unit}"


def money(value: float, lang: Lang, currency: str = "CNY") -> str:
    """Return an amount of ``currency`` with the unit that suits it."""
    if not math.isfinite(value):
        return "-"
    size, unit = next((pair for pair in _MONEY[lang] if abs(value) >= pair[0]), _MONEY[lang][-1])
    name = "元" if lang == "zh" and currency == "CNY" else currency
    return f"{figure(value / size)} {unit}{name}"


def percent(share: float) -> str:
    """Return a share as per cent."""
    return f"{figure(100 * share)} %" if math.isfinite(share) else "-"
