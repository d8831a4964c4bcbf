"""What the solver has proved of a plan, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from symbiosis.show.labels import Lang, labels
from symbiosis.show.numbers import figure, money, percent, tonnes
from symbiosis.solver.outcome import Worth

if TYPE_CHECKING:
    from symbiosis.plan.record import Plan
    from symbiosis.solver.outcome import Stage

#: A gap that rounding leaves is not worth telling.
_TOLD = 1e-6


def proof(plan: Plan, lang: Lang) -> str:
    """Return one sentence: every objective proved, or what was reached, what bounds it, and how much is still open."""
    words, outcome = labels(lang), plan.outcome
    if outcome.status != "optimal":
        why = words.get(f"stop_{outcome.stop}".replace(" ", "_"), str(outcome.stop))
        open_stages = [_open(stage, plan, lang) for stage in outcome.stages if stage.worth is not Worth.PROVEN]
        return words["summary_stopped"].format(why=why, stages="".join(open_stages))
    given = words["summary_comma"].join(
        words["summary_slack_of"].format(ledger=_name(plan, stage.ledger, lang), slack=percent(stage.slack))
        for stage in outcome.stages
        if stage.slack > 0
    )
    gap = max((stage.gap for stage in outcome.stages), default=0.0)
    return words["summary_proved"].format(
        within=words["summary_within"].format(gap=percent(gap)) if gap > _TOLD else "",
        slack=words["summary_slack"].format(given=given) if given else "",
    )


def _open(stage: Stage, plan: Plan, lang: Lang) -> str:
    """Return what an objective that is not proved has reached, and how much better it could be at most."""
    words, known = labels(lang), math.isfinite(stage.bound)
    return words["summary_gap" if known else "summary_no_bound"].format(
        ledger=_name(plan, stage.ledger, lang),
        best=_amount(stage.best, stage.ledger, plan, lang),
        bound=_amount(stage.bound, stage.ledger, plan, lang),
        gap=percent(stage.gap),
    )


def _amount(value: float, ledger: str, plan: Plan, lang: Lang) -> str:
    table = plan.model.tables["ledgers"].set_index("ledger")["unit"]
    unit = str(table.get(ledger, ""))
    if unit == "t":
        return tonnes(value, lang)
    if unit == "CNY":
        return money(value / plan.park.cny_per_unit, lang, plan.park.currency)
    return f"{figure(value, 4)} {unit}".strip()


def _name(plan: Plan, ledger: str, lang: Lang) -> str:
    table = plan.model.tables["ledgers"].set_index("ledger")[f"name_{lang}"]
    name = str(table.get(ledger, ledger))
    # CO2 stays CO2: only a capital that begins an ordinary word becomes small.
    return name[:1].lower() + name[1:] if lang == "en" and name[1:2].islower() else name
