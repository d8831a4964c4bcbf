"""Which of the standards that a plan was judged by rest on memory, and which of those decide something."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan

#: A blend binds where it keeps less than this part of its limit to spare.
_BINDS = 1e-6


class Applied(NamedTuple):
    """Names of standards, each once, in the order of the table."""

    applied: tuple[str, ...]
    unverified: tuple[str, ...]
    """Those whose row says ``assumed``: the limit was not read in any document."""
    binding: tuple[str, ...]
    """Unverified ones that some blend just keeps; not told where lots are judged at a margin."""


def standards_applied(plan: Plan) -> Applied:
    """Return the standards that judged a blend of the plan."""
    rows = plan.quality
    doubtful = rows["confidence"] == "assumed"
    limit, margin = rows["limit"].astype(float).abs(), rows["margin"].astype(float).abs()
    binds = margin <= _BINDS * limit.where(limit > 0, 1.0)
    if getattr(getattr(plan.model.settings, "quality", None), "margin_sd", 0.0):
        binds &= False
    chosen = (rows["standard"], rows.loc[doubtful, "standard"], rows.loc[doubtful & binds, "standard"])
    return Applied(*(tuple(dict.fromkeys(str(name) for name in names)) for names in chosen))
