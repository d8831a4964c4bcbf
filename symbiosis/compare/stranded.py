"""Who cannot place his own waste alone: without a cost alone there is nothing to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from symbiosis.errors import InfeasibleError

if TYPE_CHECKING:
    from symbiosis.compare.coalitions import Coalitions


class StrandedError(InfeasibleError):
    """Somebody cannot place his own waste alone, so that there is nothing to compare with."""

    def told(self, lang: str) -> str:
        """Return the whole message in ``zh`` or ``en``."""
        return "\n".join(self.reasons_zh if lang == "zh" else self.reasons)


def refuse_stranded(coalitions: Coalitions) -> None:
    """Raise StrandedError where somebody cannot place his own alone."""
    en, zh = [], []
    for at, name in enumerate(coalitions.players.names):
        if np.isfinite(coalitions.of(1 << at)):
            continue
        left = coalitions.unplaced(1 << at)
        what = [f"{row['amount']:,.5g} {row['unit']} {row['offer']}" for row in left.to_dict("records")]
        en.append(f"alone, {name} cannot place {', '.join(what) or 'its own: other rules stand in the way'}")
        zh.append(f"{name} 单独时无法消纳 {'、'.join(what) or '自身物料：受其他规则限制'}")
    if en:
        en.append(
            "so there is no cost alone to compare with: give --elsewhere CNY_T, the price a tonne at which waste can "
            "be placed outside the park, or name who serves everybody at cost with --public PLANT"
        )
        zh.append(
            "因此没有单独成本可供比较：请用 --elsewhere CNY_T 给出园区外消纳的单价，"
            "或用 --public PLANT 指明按成本对各方开放的设施所在地"
        )
        raise StrandedError(en, zh)
