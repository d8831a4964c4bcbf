"""The rows of a matrix that are rules, each in words: what a planner could change, as against what mass demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from symbiosis.formulation import limits as limit_room
from symbiosis.formulation.recipes import recipe_rows
from symbiosis.network.gates import Words

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.network import Network
    from symbiosis.solver.gather import Matrix

Floats = NDArray[np.float64]

#: Families of rows that say what things are, not what somebody wants: nobody can give way there.
DEFINITIONS = (
    "intakes", "throughputs", "ledgers", "built_once", "size_min", "size_max", "built_capacity", "built_load",
    "built_intakes", "laid_once", "laid",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A row that somebody has asked for."""

    row: int
    family: str
    """Name of its family in the Pyomo model; blank for a constraint of the author's own."""
    number: int
    """Its number in the family."""
    label: Mapping[Any, Any]
    """What the row is about."""
    year: int
    say: Callable[[], Words]

    @cached_property
    def words(self) -> Words:
        """The rule in both languages; most rules are never told, so each is worded when it is."""
        return self.say()


def rules(formulation: Formulation, problem: Matrix) -> list[Rule]:
    """Return every row that is a rule and still has a side, in the order of the matrix."""
    found: list[Rule] = []
    for family, start in sorted(problem.blocks.items(), key=lambda item: item[1]):
        if family in DEFINITIONS or family not in formulation.labels:
            continue
        labels, years = formulation.labels[family].to_dict("records"), _years(formulation, family)
        for number, label in enumerate(labels):
            row = start + number
            if np.isfinite(problem.row_lower[row]) or np.isfinite(problem.row_upper[row]):
                network = formulation.years[years[number]].network
                sides = (float(problem.row_lower[row]), float(problem.row_upper[row]))
                say = partial(_dated, formulation, network, family, label, sides)
                found.append(Rule(row, family, number, label, network.period.year, say))
    known = max((start + len(formulation.labels.get(name, ())) for name, start in problem.blocks.items()), default=0)
    for number, row in enumerate(range(known, len(problem.row_lower))):
        found.append(Rule(row, "", number, {}, 0, partial(_own, number + 1)))
    return found


def _own(number: int) -> Words:
    return Words(f"the constraint of your own number {number}", f"自加约束第 {number} 条")


def _dated(
    formulation: Formulation, network: Network, family: str, label: Mapping[Any, Any], sides: tuple[float, float]
) -> Words:
    """Return the words of a row, with the year where there are several."""
    words, year = _named(network, family, label, sides), network.period.year
    return Words(f"{words.en} in {year}", f"{year} 年{words.zh}") if len(formulation.years) > 1 else words


def _years(formulation: Formulation, family: str) -> list[int]:
    """Return the position of the year of each row of a family; rows that tie years count with the first."""
    labels = formulation.labels[family]
    if len(formulation.years) == 1:
        return [0] * len(labels)
    position = {year.network.period.year: number for number, year in enumerate(formulation.years)}
    if "year" in labels and labels["year"].isin(list(position)).all():
        return [position[int(year)] for year in labels["year"]]
    found: list[int] = []
    for number, year in enumerate(formulation.years):
        if family in ("recipe_min", "recipe_max"):
            count = len(recipe_rows(year.network, year.columns, family.removeprefix("recipe_")))
        elif family in formulation.settings.limits:
            limit = limit_room.load([family])[family]
            count = len(limit.rows(year.network, year.columns, year.ledgers, formulation.keys))
        else:
            count = 0
        found += [number] * count
    return (found + [0] * len(labels))[: len(labels)]


def _named(network: Network, family: str, label: Mapping[Any, Any], sides: tuple[float, float]) -> Words:
    maker: Callable[[Any, Mapping[Any, Any], tuple[float, float]], Words] = _WORDS.get(family) or _other(family)
    return maker(network, label, sides)


def said(number: float) -> str:
    """Return a number as a sentence says it: whole from a thousand on, five digits below."""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.5g}"


def _offer(network: Network, label: Mapping[Any, Any], sides: tuple[float, float]) -> Words:
    lot, amount = f"{label['material']} at {label['plant']}", said(sides[0] * 1000.0)
    offer = network.offers[network.offers["offer"] == label["offer"]]
    if len(offer) and str(offer["kind"].iloc[0]) == "made":
        return Words(f"all {lot} that is made must leave", f"{label['plant']} 产出的 {label['material']} 必须运出")
    if len(offer) and not bool(offer["must_place"].iloc[0]):
        return Words(f"no more than {amount} t of {lot}", f"{label['plant']} 的 {label['material']} 不超过 {amount} t")
    return Words(f"{amount} t of {lot} must be placed", f"{label['plant']} 的 {amount} t {label['material']} 必须消纳")


def _capacity(_: Network, label: Mapping[Any, Any], sides: tuple[float, float]) -> Words:
    low, high = (said(side * 1000.0) for side in sides)
    name = label["facility"]
    if sides[0] > 0 and np.isfinite(sides[1]):
        return Words(f"{name} runs at {low} to {high} t/a", f"{name} 处理量为 {low} 至 {high} t/a")
    if sides[0] > 0:
        return Words(f"{name} takes at least {low} t/a", f"{name} 处理量不低于 {low} t/a")
    return Words(f"the capacity of {name}, {high} t/a", f"{name} 的产能 {high} t/a")


def _connection(_: Network, label: Mapping[Any, Any], sides: tuple[float, float]) -> Words:
    most = f"{said(sides[1] * 1000.0)} t/a"
    ends = f"{label['from']} -> {label['to']}"
    return Words(f"the capacity of the connection {ends}, {most}", f"线路 {ends} 的能力 {most}")


def _standard(network: Network, label: Mapping[Any, Any], _: tuple[float, float]) -> Words:
    rows = network.standards
    rule = rows[(rows["facility"] == label["facility"]) & (rows["standard"] == label["standard"])].iloc[0]
    name = network.facilities["facility"].iloc[label["facility"]]
    over = f"/{rule['over']}" if rule["over"] else ""
    what = f"{rule['property']}{over} {rule['sense']} {rule['limit']:g}"
    return Words(f"standard {label['standard']} at {name} ({what})", f"{name} 的标准 {label['standard']}（{what}）")


def _share(side: str) -> Callable[[Network, Mapping[Any, Any], tuple[float, float]], Words]:
    def words(network: Network, label: Mapping[Any, Any], _: tuple[float, float]) -> Words:
        rows = network.recipes
        same = rows[(rows["facility"] == label["facility"]) & (rows["input"] == label["input"])]
        same = same[same["per"] == label["per"]]
        name, share = network.facilities["facility"].iloc[label["facility"]], float(same[f"{side}_share"].iloc[0])
        per, per_zh = (f" of {label['per']}", f"（对 {label['per']}）") if label["per"] else ("", "")
        en, zh = ("at most", "不超过") if side == "max" else ("at least", "不低于")
        return Words(
            f"the recipe of {name}: {label['input']} {en} {share:.4g}{per}",
            f"{name} 的配方：{label['input']}{per_zh} {zh} {share:.4g}",
        )

    return words


def _cap(_: Network, label: Mapping[Any, Any], __: tuple[float, float]) -> Words:
    place, what = f"{label['scope']} {label['name']}".strip(), f"{label['ledger']} {label['family']}".strip()
    side = f"{label['sense']} {said(label['amount'])}"
    return Words(f"the cap on {what} in {place}: {side}", f"{place} 的 {what} 限额：{side}")


def _target(_: Network, label: Mapping[Any, Any], __: tuple[float, float]) -> Words:
    ledger, over = label["ledger"], label["over"]
    amount = f"{label['value']:.2%}" if over else said(label["value"])
    return Words(
        f"the target {label['target']!r}: {ledger} {label['sense']} {amount}{f' of {over}' if over else ''}",
        f"目标 {label['target']}：{ledger}{f' / {over}' if over else ''} {label['sense']} {amount}",
    )


def _other(family: str) -> Callable[[Network, Mapping[Any, Any], tuple[float, float]], Words]:
    def words(_: Network, label: Mapping[Any, Any], __: tuple[float, float]) -> Words:
        told = [(str(name), value) for name, value in label.items() if value not in ("", 0) and name != "year"]
        en = ", ".join(f"{name} {value}" for name, value in told)
        zh = "，".join(f"{_PARTS_ZH.get(name, name)} {_PARTS_ZH.get(str(value), value)}" for name, value in told)
        kind = family_words(family)
        return Words(f"the rule of {kind.en}: {en}", f"{kind.zh}规则：{zh}")

    return words


def family_words(family: str) -> Words:
    """Return what rules of a family are called."""
    return _FAMILIES.get(family, Words(family or "your own", family or "自加约束"))


_FAMILIES = {
    "offers": Words("tonnes to be placed", "物料去向"),
    "capacity": Words("capacities", "产能"),
    "links": Words("capacities of connections", "线路能力"),
    "standards": Words("standards", "质量标准"),
    "recipe_min": Words("least shares of recipes", "配方下限"),
    "recipe_max": Words("most shares of recipes", "配方上限"),
    "caps": Words("caps", "限额"),
    "targets": Words("targets", "目标"),
    "land": Words("land", "用地"),
    "separation": Words("separation", "防护距离"),
    "obligations": Words("obligations", "配建义务"),
    "shipments": Words("least shipments", "最小发运量"),
    "partners": Words("partners", "供应方数量"),
    "contracts": Words("contracts", "合同"),
    "shares": Words("shares of a source", "来源占比"),
}
_PARTS_ZH = {
    "plant": "厂址", "facility": "设施", "from": "自", "to": "至", "mode": "方式", "material": "物料", "first": "甲",
    "second": "乙", "obligation": "义务", "name": "名称", "share": "规则", "place": "地点", "source": "来源",
    "side": "侧", "least": "下限", "most": "上限", "link": "联系",
}  # fmt: skip


_WORDS: Mapping[str, Callable[[Any, Mapping[Any, Any], tuple[float, float]], Words]] = {
    "offers": _offer,
    "capacity": _capacity,
    "links": _connection,
    "standards": _standard,
    "recipe_min": _share("min"),
    "recipe_max": _share("max"),
    "caps": _cap,
    "targets": _target,
}
