"""A park without a plan, in words: what contradicts what, what would do, and how far was looked."""

from __future__ import annotations

from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from symbiosis.explain.repair import Repair, repairs
from symbiosis.explain.unplaced import refusal
from symbiosis.network.gates import Words
from symbiosis.solver.conflict import Conflict, conflict
from symbiosis.solver.gather import gather
from symbiosis.solver.rules import family_words, said

if TYPE_CHECKING:
    from symbiosis.explain.levers import Lever
    from symbiosis.formulation import Formulation

#: Changes that a sentence names, rules that it lists.
_NAMED = 5


def advice(formulation: Formulation, *, seconds: float = 20.0) -> list[Words]:
    """Return sentences on the rules in conflict and the repairs that would do; bounded by about ``seconds``."""
    problem = gather(formulation.model, formulation.years[0].columns.layout)
    until = monotonic() + seconds
    found = conflict(formulation, problem, seconds=0.5 * seconds)
    fixes = list(repairs(formulation, problem, until=until))
    told = [*unreachable(formulation), *([conflict_words(found)] if found else [])]
    if not found and not fixes:
        told.append(Words(
            "which rules contradict each other was not found in time", "限定时间内未能找出相互矛盾的规则"
        ))  # fmt: skip
    told += [repair_words(fix, formulation) for fix in fixes if fix.within]
    far = [fix for fix in fixes if not fix.within]
    if far or any(fix.kinds[0] not in ("target", "cap", "offer") for fix in fixes):
        told.append(ceiling_words(formulation, enough=not far))
    return told + [repair_words(fix, formulation) for fix in far]


def unreachable(formulation: Formulation) -> list[Words]:
    """Return, for the largest lots that must be placed and have no link, what refuses the nearest facility."""
    told = []
    for year in formulation.years:
        offers = year.network.offers
        must = offers[offers["must_place"].astype(bool) & (offers["amount_t"] > 0) & (offers["kind"] != "made")]
        lost = must[~must.index.isin(year.network.links["offer"])].sort_values("amount_t", ascending=False)
        for number in lost.index[:_NAMED]:
            why = refusal(year, int(number), np.arange(len(year.network.facilities)))
            material, plant = (str(lost.at[number, column]) for column in ("material", "plant"))
            lot, lot_zh = f"{material} at {plant}", f"{plant} 的 {material}"
            if why["verdict"] == "gate":
                told.append(Words(f"{lot}: {why['en']}", f"{lot_zh}：{why['zh']}"))
    return list(dict.fromkeys(told))


def conflict_words(found: Conflict) -> Words:
    """Return what contradicts what; rules of the same kind are counted where they are many."""
    count = len(found.rules)
    en, zh = [], []
    for family in dict.fromkeys(rule.family for rule in found.rules):
        own = [rule.words for rule in found.rules if rule.family == family]
        more, kind = len(own) - _NAMED, family_words(family)
        en += [words.en for words in own[:_NAMED]] + ([f"{more} more of {kind.en}"] if more > 0 else [])
        zh += [words.zh for words in own[:_NAMED]] + ([f"另有 {more} 条{kind.zh}"] if more > 0 else [])
    if count == 1:
        return Words(f"one rule cannot be met by itself: {en[0]}", f"有一条规则本身无法满足：{zh[0]}")
    any_one = "; without any one of them the others can be met" if found.smallest else " (there may be fewer)"
    each = "；去掉其中任意一条，其余即可同时满足" if found.smallest else "（可能还可减少）"
    return Words(
        f"these {count} rules contradict each other{any_one}: {'; '.join(en)}",
        f"以下 {count} 条规则相互矛盾{each}：{'；'.join(zh)}",
    )


def ceiling_words(formulation: Formulation, *, enough: bool) -> Words:
    """Return how far the numbers were let go, and whether that was enough."""
    rule = formulation.settings.repair
    en = (
        f"capacities by up to {rule.capacity:.0%} of what is there, connections {rule.connection:.0%}, recipe shares "
        f"{rule.share:.0%}, standards {rule.standard:.0%} (repair in the scenario)"
    )
    zh = (
        f"产能最多增加现有的 {rule.capacity:.0%}，线路能力 {rule.connection:.0%}，配方比例 {rule.share:.0%}，"
        f"标准限值 {rule.standard:.0%}（情景文件 repair 一节）"
    )
    if enough:
        return Words(f"looked for within these ceilings: {en}", f"以上调整均在下列上限内寻找：{zh}")
    return Words(
        f"no change of the plants, recipes and standards within these ceilings does: {en}; what follows goes beyond",
        f"在下列上限内，调整设施、配方和标准均不足以解决：{zh}；以下各条超出上限",
    )


def repair_words(fix: Repair, formulation: Formulation | None = None) -> Words:
    """Return what would do; capacities of one process are added up where ``formulation`` says what they are."""
    several = len({lever.year for lever, _ in fix.changes}) > 1
    en, zh = [], []
    for process, group in _by_process(fix, formulation):
        head = _process_words(fix, process, group) if len(group) > 1 and process else Words("", "")
        pairs = [_dated(_change_words(lever, by), lever.year, several=several) for lever, by in group[:_NAMED]]
        pairs = [_from_where(fix, lever, pair) for (lever, _), pair in zip(group, pairs, strict=False)]
        more = _more(group[_NAMED:])
        en.append(head.en + "; ".join([*(pair.en for pair in pairs), *([more.en] if more else [])]))
        zh.append(head.zh + "；".join([*(pair.zh for pair in pairs), *([more.zh] if more else [])]))
    least, fewest = ("", "") if fix.least else (" (less may do)", "（或可更少）")
    if not fix.within:
        return Words(
            f"beyond the ceilings, this would do{least}: {'; '.join(en)}", f"超出上限才可行{fewest}：{'；'.join(zh)}"
        )
    return Words(f"this would do{least}: {'; '.join(en)}", f"可行的最小调整{fewest}：{'；'.join(zh)}")


def _by_process(fix: Repair, formulation: Formulation | None) -> list[tuple[str, list[tuple[Lever, float]]]]:
    """Return the changes by the process of their facility, where they are capacities; else all in one."""
    process: dict[str, str] = {}
    for year in formulation.years if formulation is not None else ():
        facilities = year.network.facilities
        process |= dict(zip(facilities["facility"], facilities["process"], strict=True))

    def of(change: tuple[Lever, float]) -> str:
        return process.get(change[0].place, "") if change[0].kind == "capacity" else ""

    sums: dict[str, float] = {}
    for change in fix.changes:
        sums[of(change)] = sums.get(of(change), 0.0) + abs(change[1])
    ordered = sorted(fix.changes, key=lambda change: (not of(change), -sums[of(change)], of(change)))
    named = process and formulation is not None
    return [(_name(formulation, key) if named and key else "", list(group)) for key, group in groupby(ordered, of)]


def _name(formulation: Formulation | None, process: str) -> str:
    """Return both names of a process, English and Chinese, apart by a tab."""
    assert formulation is not None
    row = formulation.horizon.model.tables["processes"].set_index("process").loc[process]
    return f"{row['name_en'] or process}\t{row['name_zh'] or process}"


def _process_words(fix: Repair, process: str, group: list[tuple[Lever, float]]) -> Words:
    en, zh = process.split("\t")
    total, unit = said(sum(by for _, by in group)), group[0][0].unit
    km = max((fix.km.get((lever.place, lever.year), 0.0) for lever, _ in group), default=0.0)
    near, near_zh = (f" within {km:.0f} km", f"（{km:.0f} km 以内）") if km else ("", "")
    return Words(
        f"+{total} {unit} of capacity for {en}{near}, at {len(group)} facilities: ",
        f"{zh}产能共增加 {total} {unit}{near_zh}，涉及 {len(group)} 座设施：",
    )


def _from_where(fix: Repair, lever: Lever, pair: Words) -> Words:
    km = fix.km.get((lever.place, lever.year), 0.0) if lever.kind == "capacity" else 0.0
    return Words(f"{pair.en}, fed from up to {km:.0f} km", f"{pair.zh}，来料最远 {km:.0f} km") if km else pair


def _dated(pair: Words, year: int, *, several: bool) -> Words:
    return Words(f"{pair.en} in {year}", f"{year} 年{pair.zh}") if several else pair


def _more(more: list[tuple[Lever, float]]) -> Words | None:
    if not more:
        return None
    units = {lever.unit for lever, _ in more}
    total, total_zh = "", ""
    if len(units) == 1 and units != {"1"}:
        amount = f"{said(sum(by for _, by in more))} {min(units)}"
        total, total_zh = f", {amount} in all", f"，合计 {amount}"
    kinds = dict.fromkeys(lever.kind for lever, _ in more)
    en = "/".join(_KIND_WORDS[kind][0] for kind in kinds)
    zh = "、".join(_KIND_WORDS[kind][1] for kind in kinds)
    return Words(f"and {len(more)} more changes ({en}){total}", f"另有 {len(more)} 处（{zh}）{total_zh}")


def _change_words(lever: Lever, by: float) -> Words:
    now, then = lever.now, lever.now + by
    if lever.kind == "offer":
        what = f"{said(-by)} t of {lever.item} at {lever.place}"
        return Words(f"{what} of the {said(now)} t not placed", f"{lever.place} 的 {lever.item} 少消纳 {said(-by)} t")
    if lever.kind == "target":
        percent = lever.unit == "1"
        old, new = (f"{value:.2%}" if percent else said(value) for value in (now, then))
        word, most = ("most", "最高") if lever.step < 0 else ("least", "最低")
        return Words(
            f"the target {lever.item!r} at {new} instead of {old} ({new} is the {word})",
            f"目标 {lever.item} 由 {old} 改为 {new}（{most}可达）",
        )
    name, name_zh = _KIND_WORDS[lever.kind]
    what = f"{lever.item} {lever.place}".strip() if lever.kind not in ("capacity", "least_load") else lever.place
    old, new = said(now), said(then)
    unit = "" if lever.unit == "1" else f" {lever.unit}"
    sign = "+" if by > 0 else "-"
    return Words(
        f"{name} {what} {sign}{said(abs(by))}{unit} (from {old} to {new})",
        f"{name_zh} {what} 调整 {sign}{said(abs(by))}{unit}（由 {old} 到 {new}）",
    )


_KIND_WORDS = {
    "target": ("targets", "目标"),
    "offer": ("lots", "供给"),
    "cap": ("the cap on", "限额"),
    "capacity": ("capacity of", "产能"),
    "least_load": ("least load of", "最低负荷"),
    "connection": ("capacity of the connection", "线路能力"),
    "standard": ("limit of the standard", "标准限值"),
    "most_share": ("most share of", "配方上限"),
    "least_share": ("least share of", "配方下限"),
}
