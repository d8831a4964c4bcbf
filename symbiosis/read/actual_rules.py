"""Rules on the lines of actual.csv: only what a plan can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from symbiosis.errors import Fault
from symbiosis.read.near import Nearest, propose

Frames = Mapping[str, pd.DataFrame]

#: What narrows a line down, and the ledgers that can be told apart so far; a blank one is tonnes received.
_DETAIL = ("material", "category", "process", "facility", "from")
_LEDGERS = ("", "used_t", "used_stock_t", "used_purchase_t", "disposed_t", "made_t")


def details(frames: Frames) -> Iterator[Fault]:
    """Yield lines that ask for a part of a ledger which is not kept in such parts."""
    for row, line in frames["actual"].iterrows():
        named = [word for word in _DETAIL if line[word]]
        if named and line["ledger"] not in _LEDGERS:
            wrong = f"{line['ledger']!r} is not kept by {named[0]}"
            right = f"leave {', '.join(named)} blank, or compare one of {', '.join(_LEDGERS[1:])}"
            yield Fault(f"actual.csv row {row}, ledger", wrong, right)
        elif line["ledger"] == "made_t" and line["from"]:
            wrong = f"{line['from']!r} is given for what was made, which nobody sends"
            yield Fault(f"actual.csv row {row}, from", wrong, "leave it blank, and give the plant as the scope")


def categories(park: Frames, model: Frames) -> Iterator[Fault]:
    """Yield categories that no process of the model has."""
    known = set(model["processes"]["category"]) - {""}
    actual = park["actual"]
    for row, word in zip(actual.index, actual["category"], strict=True):
        if word and word not in known:
            right = propose(word, Nearest(known), known, "the column category of processes.csv")
            yield Fault(f"actual.csv row {row}, category", f"no process is of the category {word!r}", right)
