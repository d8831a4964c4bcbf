"""How far the inputs of a result can be trusted: the share of rows at each confidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symbiosis.plan.unverified import standards_applied
from symbiosis.schema import table
from symbiosis.show.labels import Lang, labels

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.plan.record import Plan

#: Tables of thousands of rows from one file: they would drown all others.
ROADS = ("roads", "road_nodes")
#: The word for rows that do not say.
UNSTATED = "not stated"


def confidence(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Return the share of the rows of ``tables`` at each confidence, best first; rows that do not say come last."""
    said = [frame["confidence"] for name, frame in tables.items() if "confidence" in frame and name not in ROADS]
    words = [word or UNSTATED for column in said for word in column]
    order = [*table("park", "plants").columns["confidence"].choices, UNSTATED]
    return {word: words.count(word) / len(words) for word in order if word in words}


def trust(plan: Plan, lang: Lang) -> str:
    """Return a sentence on the confidence of the rows of park and model, and one on the standards applied."""
    said = labels(lang)
    mixes = {"park": confidence(plan.park.tables), "model": confidence(plan.model.tables)}
    text = said["summary_trust"].format(**{room: _mix(mix, lang) for room, mix in mixes.items()})
    return text + _unverified(plan, lang)


def _unverified(plan: Plan, lang: Lang) -> str:
    """Return how many of the standards applied nobody has read in a document, and which of those bind."""
    said, found = labels(lang), standards_applied(plan)
    if not found.applied:
        return ""
    names = said["summary_comma"].join(found.binding)
    which = said["summary_unverified_bind"].format(names=names) if found.binding else ""
    counts = {"count": len(found.unverified), "applied": len(found.applied)}
    return said["summary_unverified"].format(**counts, which=which)


def _mix(mix: Mapping[str, float], lang: Lang) -> str:
    said, choices = labels(lang), table("park", "plants").columns["confidence"].choices
    names = {UNSTATED: said["summary_unstated"], **{word: choices[word] if lang == "zh" else word for word in choices}}
    parts = [f"{names[word]} {share:.0%}" for word, share in mix.items()]
    return said["summary_comma"].join(parts) or said["summary_unstated"]
