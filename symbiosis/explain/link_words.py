"""The sentences of an answer on a link, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbiosis.explain.currency import currency_of
from symbiosis.explain.words import signed
from symbiosis.network.gates import Words
from symbiosis.solver.rules import Rule, said

if TYPE_CHECKING:
    from symbiosis.solver.chain import Chain


def rule_words(kind: str, keeping: list[Rule]) -> list[Words]:
    """Return the rules without which it would go: each by itself, or all together."""
    if kind == "rules" and keeping:
        en, zh = ("; ".join(rule.words.en for rule in keeping), "；".join(rule.words.zh for rule in keeping))
        return [Words(f"it would go only without all of these: {en}", f"需同时放开以下各条才会送：{zh}")]
    return [
        Words(f"it would go without {rule.words.en}", f"若无“{rule.words.zh}”，则会送") for rule in keeping
    ]  # fmt: skip


def impossible(*, decided: bool) -> Words:
    """Return that nothing can go at all."""
    if decided:
        return Words(
            "with everything built, laid, shipped and admitted as the plan decides, not one tonne can go",
            "在方案已定的建设、管线、发运与供应关系下，一吨也无法送达",
        )
    return Words("not one tonne can go without breaking a rule", "在现有规则下一吨也无法送达")


def forced_words(chain: Chain, forced: dict[str, float], tonnes: float) -> Words:
    """Return what a tonne forced over a link changes of each objective."""
    ledgers = chain.formulation.horizon.model.tables["ledgers"].set_index("ledger")
    money, en, zh = currency_of(chain.formulation.horizon.park), [], []
    for goal, change in zip(chain.goals, forced.values(), strict=True):
        row = ledgers.loc[goal.ledger]
        unit = str(row["unit"])
        amount = "0" if abs(change) < 1e-6 else f"{signed(money.of(change, unit))} {money.unit(unit)}"
        en.append(f"{row['name_en'] or goal.ledger} {amount}")
        zh.append(f"{row['name_zh'] or goal.ledger} {amount}")
    return Words(
        f"forced by {said(tonnes)} t, each tonne changes: {', '.join(en)}",
        f"强制送 {said(tonnes)} t，每吨引起：{'，'.join(zh)}",
    )
