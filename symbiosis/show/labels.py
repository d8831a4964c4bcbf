"""Words on maps, tables and summaries, in Chinese and English (``labels.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from symbiosis.errors import UsageError

#: Languages that the outputs speak.
Lang = Literal["zh", "en"]


def check_lang(lang: str) -> None:
    """Raise UsageError unless ``lang`` is a language that the outputs speak."""
    if lang not in get_args(Lang):
        raise UsageError(
            f"lang: {lang!r} is not a language of the outputs; it would be one of {', '.join(get_args(Lang))}"
        )


@cache
def labels(lang: Lang) -> Mapping[str, str]:
    """Return every label by key."""
    check_lang(lang)
    text = files("symbiosis.show").joinpath("labels.csv").read_text("utf-8")
    return MappingProxyType({row["key"]: row[lang] for row in csv.DictReader(text.splitlines())})
