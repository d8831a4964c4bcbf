"""What a check says, line by line for the console; the report itself keeps its English names."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from symbiosis.show.labels import Lang

#: Parts of a report whose lines are a name and a number.
_NAMED = ("counts", "confidence of the park's rows", "confidence of the model's rows")


@cache
def _chinese() -> Mapping[str, str]:
    text = files("symbiosis.show").joinpath("check_words.csv").read_text("utf-8")
    return MappingProxyType({row["en"]: row["zh"] for row in csv.DictReader(text.splitlines())})


def check_word(name: str, lang: Lang) -> str:
    """Return a name of a report in a language; what nobody has put into Chinese stays as it is."""
    return _chinese().get(name, name) if lang == "zh" else name


def check_lines(report: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return a report as lines: a head a part, and what stands under it."""
    lines, colon = [], "：" if lang == "zh" else ": "
    for name, value in report.items():
        head = f"{check_word(name, lang)}{colon}"
        if not isinstance(value, list):
            lines.append(f"{head}{value}")
            continue
        lines.append(head if value else f"{head}{check_word('none', lang)}")
        for line in value:
            own, _, number = str(line).partition(": ")
            told = f"{check_word(own, lang)}{colon}{number}" if name in _NAMED else line
            lines.append(f"  {told}")
    return lines
