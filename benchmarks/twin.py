"""The same model written with ordinary Pyomo rules: what a careful author without arrays would write.

It starts from the same ``Network`` and knows nothing of ``symbiosis.formulation``: the balances, recipes, standards,
limits and ledgers are stated a second time, from the definitions. Lookups are grouped once, no rule scans all links.
Variables are in kt and thousand ledger units, as in the engine, so that both hand over the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from benchmarks.twin_ledgers import TwinLedgers
from benchmarks.twin_view import View
from symbiosis.network import Network


def twin(network: Network) -> pyo.ConcreteModel:
    """Return ``network`` as an ordinary Pyomo model; its first objective is active."""
    view = View(network)
    model = pyo.ConcreteModel(name="twin")
    _variables(model, view)
    _balances(model, view)
    _recipes(model, view)
    limits = network.model.settings.limits
    if "capacity" in limits:
        _capacity(model, view)
    if "links" in limits:
        _link_capacity(model, view)
    if "standards" in limits:
        _standards(model, view)
    _ledgers(model, view, limits)
    return model


def _variables(model: pyo.ConcreteModel, view: View) -> None:
    positive = pyo.NonNegativeReals
    model.flow = pyo.Var(range(len(view.links)), within=positive)
    model.sold = pyo.Var([o for o, offer in enumerate(view.offers) if view.given(offer["sell_cny_t"])], within=positive)
    model.unsent = pyo.Var(
        [o for o, offer in enumerate(view.offers) if offer["kind"] != "made" and not offer["must_place"]],
        within=positive,
    )
    model.bought = pyo.Var([i for i, row in enumerate(view.intakes) if view.given(row["buy_cny_t"])], within=positive)
    model.intake = pyo.Var(range(len(view.intakes)), within=positive)
    model.throughput = pyo.Var(range(len(view.facilities)), within=positive)


def _balances(model: pyo.ConcreteModel, view: View) -> None:
    def offer(m: Any, o: int) -> Any:
        out = pyo.quicksum(m.flow[k] for k in view.links_of_offer[o])
        out += _member(m.sold, o) + _member(m.unsent, o)
        if view.offers[o]["kind"] != "made":
            amount = view.offers[o]["amount_t"] / 1000
            # Pyomo rejects a rule without variables.
            return _stated(out == amount, out, amount)
        made = pyo.quicksum(share * m.intake[i] for i, share in view.yields_of_offer[o])
        return _stated(out == made, out - made, 0.0)

    def intake(m: Any, i: int) -> Any:
        arrived = pyo.quicksum((1 - view.links[k]["loss"]) * m.flow[k] for k in view.links_of_intake[i])
        return m.intake[i] == arrived + _member(m.bought, i)

    def load(m: Any, f: int) -> Any:
        return m.throughput[f] == pyo.quicksum(
            m.intake[i] for i in view.intakes_of_facility[f] if view.intakes[i]["counted"]
        )

    model.offer_balance = pyo.Constraint(range(len(view.offers)), rule=offer)
    model.intake_balance = pyo.Constraint(range(len(view.intakes)), rule=intake)
    model.load_balance = pyo.Constraint(range(len(view.facilities)), rule=load)


def _member(family: Any, index: int) -> Any:
    return family[index] if index in family else 0  # noqa: SIM401 - a family of variables is no dict


def _stated(constraint: Any, body: Any, amount: float) -> Any:
    if not isinstance(body, (int, float)):
        return constraint
    return pyo.Constraint.Feasible if abs(body - amount) == 0 else pyo.Constraint.Infeasible


def _recipes(model: pyo.ConcreteModel, view: View) -> None:
    def taken(m: Any, row: dict[str, Any], word: str) -> Any:
        named = view.intakes_of_word(row["facility"], word)
        return pyo.quicksum(m.intake[i] for i in named)

    def bound(m: Any, number: int, side: str) -> Any:
        row = view.recipes[number]
        amount = taken(m, row, row["input"])
        base = taken(m, row, row["per"]) if row["per"] else m.throughput[row["facility"]]
        body = amount - row[f"{side}_share"] * base
        if isinstance(body, (int, float)):
            return pyo.Constraint.Skip
        return body >= 0 if side == "min" else body <= 0

    least = [n for n, row in enumerate(view.recipes) if row["min_share"] > 0]
    most = [n for n, row in enumerate(view.recipes) if row["max_share"] < 1 or row["per"] or not row["counted"]]
    model.recipe_min = pyo.Constraint(least, rule=lambda m, number: bound(m, number, "min"))
    model.recipe_max = pyo.Constraint(most, rule=lambda m, number: bound(m, number, "max"))


def _capacity(model: pyo.ConcreteModel, view: View) -> None:
    def rule(m: Any, f: int) -> Any:
        row = view.facilities[f]
        most = row["capacity_t_a"] / 1000 if row["capacity_t_a"] < float("inf") else None
        least = row["min_t_a"] / 1000 if row["min_t_a"] > 0 else None
        return pyo.Constraint.Skip if least is most is None else (least, m.throughput[f], most)

    model.capacity = pyo.Constraint(range(len(view.facilities)), rule=rule)


def _link_capacity(model: pyo.ConcreteModel, view: View) -> None:
    described = defaultdict(list)
    for k, link in enumerate(view.links):
        if link["listed"] >= 0 and view.given(view.listed_capacity[link["listed"]]):
            described[link["listed"]].append(k)

    def rule(m: Any, row: int) -> Any:
        return pyo.quicksum(m.flow[k] for k in described[row]) <= view.listed_capacity[row] / 1000

    model.link_capacity = pyo.Constraint(list(described), rule=rule)


def _standards(model: pyo.ConcreteModel, view: View) -> None:
    def rule(m: Any, number: int) -> Any:
        row = view.standards[number]
        lots = view.lots(m, row["facility"], row["input"] if row["on"] == "input" else "")
        terms = list(_judged(row, lots))
        if not terms:
            return pyo.Constraint.Skip
        body = pyo.quicksum(coefficient * variable for variable, coefficient in terms)
        if row["on"] == "product" and not row["over"]:
            made = view.yields_of_product(row["facility"], row["product"])
            body -= row["limit"] * pyo.quicksum(share * m.intake[i] for i, share in made)
        return body <= 0 if row["sense"] == "<=" else body >= 0

    model.standards = pyo.Constraint(range(len(view.standards)), rule=rule)


def _judged(row: dict[str, Any], lots: Iterable[tuple[Any, float, dict[str, float]]]) -> Iterable[tuple[Any, float]]:
    """Yield each lot's variable and coefficient of numerator less limit times denominator, over the limit's size."""
    product = row["on"] == "product"
    retained = row["retained"] if product else 1.0
    limit, size = row["limit"], abs(row["limit"]) or 1.0
    if product and not row["over"]:
        size = 1.0  # the product's mass is subtracted by the caller
    for variable, arrived, quality in lots:
        number = retained * arrived * quality[row["property"]]
        if row["over"]:
            base = retained * arrived * quality[row["over"]]
        elif product:
            base = 0.0
        else:
            base = arrived * (1 - quality["LOI"] / 100) if row["ignited"] else arrived
        yield variable, (number - limit * base) / size


def _ledgers(model: pyo.ConcreteModel, view: View, limits: tuple[str, ...]) -> None:
    """State every total that objectives, caps and targets speak of, and what they ask of it."""
    settings, ledgers = view.network.model.settings, TwinLedgers(view, model)
    goals = [(goal.ledger, goal.family, "park", "") for goal in settings.objectives]
    caps = view.caps() if "caps" in limits else []
    targets = settings.targets if "targets" in limits else ()
    wanted = [*goals, *((cap["ledger"], cap["family"], cap["scope"], cap["name"]) for cap in caps)]
    for target in targets:
        place = (target.family, target.scope, target.scope_name)
        wanted += [(ledger, *place) for ledger in (target.ledger, target.over) if ledger]
    keys = list(dict.fromkeys(wanted))
    model.total = pyo.Var(keys)
    model.total_is = pyo.Constraint(keys, rule=lambda m, *key: m.total[key] == ledgers.total(*key))

    def cap(m: Any, number: int) -> Any:
        row = caps[number]
        total = m.total[row["ledger"], row["family"], row["scope"], row["name"]]
        return total <= row["amount"] / 1000 if row["sense"] == "<=" else total >= row["amount"] / 1000

    def reached(m: Any, number: int) -> Any:
        target = targets[number]
        place = (target.family, target.scope, target.scope_name)
        side = target.value * m.total[(target.over, *place)] if target.over else target.value / 1000
        total = m.total[(target.ledger, *place)]
        return total >= side if target.sense == ">=" else total <= side

    model.caps = pyo.Constraint(range(len(caps)), rule=cap)
    model.targets = pyo.Constraint(range(len(targets)), rule=reached)
    first = settings.objectives[0]
    model.objective = pyo.Objective(
        expr=model.total[goals[0]], sense=pyo.maximize if first.sense == "max" else pyo.minimize
    )
