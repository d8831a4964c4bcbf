"""The ledgers of the twin, entry by entry from their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from benchmarks.twin_view import View

#: Plant to which it is booked, family, coefficient, variable (None for a constant).
Entry = tuple[str, str, float, Any]


def _tonne(row: dict[Any, Any]) -> float:
    """Return 1 for what is weighed: only that enters the ledgers of tonnes."""
    return 1.0 if row["unit"] == "t" else 0.0


class TwinLedgers:
    """What each variable adds to each ledger; amounts per kt are thousand units."""

    def __init__(self, view: View, model: pyo.ConcreteModel) -> None:
        self.view = view
        self.model = model
        self._kept: dict[str, list[Entry]] = {}

    def total(self, ledger: str, family: str, scope: str, name: str) -> Any:
        """Return a ledger in a scope as an expression, in thousand units."""
        places = self.view.places
        return pyo.quicksum(
            value if variable is None else value * variable
            for plant, own, value, variable in self.entries(ledger)
            if family in ("", own) and (scope == "park" or places[plant][scope] == name)
        )

    def entries(self, ledger: str) -> list[Entry]:
        """Return the entries of a ledger other than zeros."""
        if ledger not in self._kept:
            own = getattr(self, f"_{ledger}", None)
            rows = [*(own() if own is not None else ()), *self._factors(ledger)]
            self._kept[ledger] = [row for row in rows if row[2] != 0]
        return self._kept[ledger]

    def _flows(self, value: Any) -> Iterator[Entry]:
        """Yield the entries of all links, booked to the plant that sends; ``value(link, offer, facility)`` a tonne."""
        view = self.view
        for k, link in enumerate(view.links):
            offer, facility = view.offers[link["offer"]], view.facilities[link["facility"]]
            amount = value(link, offer, facility)
            if amount:
                yield offer["plant"], offer["family"], amount, self.model.flow[k]

    def _of_offers(self, variables: Any, value: Any) -> Iterator[Entry]:
        for o in variables:
            offer = self.view.offers[o]
            yield offer["plant"], offer["family"], value(offer), variables[o]

    def _of_intakes(self, variables: Any, value: Any) -> Iterator[Entry]:
        for i in variables:
            row = self.view.intakes[i]
            yield row["plant"], row["family"], value(row), variables[i]

    def _arising_t(self) -> Iterator[Entry]:
        for offer in self.view.offers:
            if offer["kind"] == "arising" and offer["unit"] == "t":
                yield offer["plant"], offer["family"], offer["amount_t"] / 1000, None

    def _used(self, *kinds: str) -> Iterator[Entry]:
        back = [
            sum(share for o, share in self.view.yields_of_intake[i] if self.view.offers[o]["family"] == row["family"])
            for i, row in enumerate(self.view.intakes)
        ]

        def value(link: Any, offer: Any, facility: Any) -> float:
            counts = offer["role"] == "waste" and offer["kind"] in kinds and offer["unit"] == "t"
            counts = counts and facility["fate"] in ("use", "avoid")
            return float((1 - link["loss"]) * (1 - back[link["intake"]])) if counts else 0.0

        return self._flows(value)

    def _used_t(self) -> Iterator[Entry]:
        return self._used("arising", "made")

    def _used_stock_t(self) -> Iterator[Entry]:
        return self._used("stock")

    def _used_purchase_t(self) -> Iterator[Entry]:
        return self._used("purchase")

    def _received_by(self, fate: str, value: Any) -> Iterator[Entry]:
        return self._flows(lambda link, offer, to: (1 - link["loss"]) * value(offer) if to["fate"] == fate else 0.0)

    def _disposed_t(self) -> Iterator[Entry]:
        return self._received_by("disposal", _tonne)

    def _stays_t(self) -> Iterator[Entry]:
        return self._of_offers(self.model.unsent, _tonne)

    def _lost_t(self) -> Iterator[Entry]:
        return self._flows(lambda link, offer, _: link["loss"] * _tonne(offer))

    def _sold_t(self) -> Iterator[Entry]:
        yield from self._of_offers(self.model.sold, _tonne)
        yield from self._received_by("market", _tonne)

    def _bought_t(self) -> Iterator[Entry]:
        return self._of_intakes(self.model.bought, _tonne)

    def _made(self, value: float, word: str, process: str) -> Iterator[Entry]:
        view = self.view
        for o, rows in view.yields_of_offer.items():
            offer = view.offers[o]
            if view.sums(word, process, offer["material"]) and process in ("", view.processes[offer["maker"]]):
                for i, share in rows:
                    yield offer["plant"], offer["family"], value * share, self.model.intake[i]

    def _made_t(self) -> Iterator[Entry]:
        return self._made(1.0, "", "")

    def _tkm(self) -> Iterator[Entry]:
        return self._flows(lambda link, offer, _: link["tkm_t"] * _tonne(offer))

    def _co2_kg(self) -> Iterator[Entry]:
        return self._flows(lambda link, *_: link["co2_kg_t"])

    def _cost_cny(self) -> Iterator[Entry]:
        sell = self.view.sell_price
        yield from self._flows(lambda link, offer, _: link["freight_cny_t"] + offer["price_cny_t"])
        for f, facility in enumerate(self.view.facilities):
            yield facility["plant"], "", facility["opex_cny_t"], self.model.throughput[f]
        yield from self._of_intakes(self.model.bought, lambda row: row["buy_cny_t"])
        yield from self._of_offers(self.model.sold, lambda offer: -offer["sell_cny_t"])
        yield from self._received_by("market", lambda offer: -sell.get(offer["material"], 0.0))

    def _factors(self, ledger: str) -> Iterator[Entry]:
        for factor in self.view.network.model.tables["factors"].to_dict("records"):
            if factor["ledger"] == ledger and factor["value"]:
                yield from self._factor(factor)

    def _factor(self, factor: dict[Any, Any]) -> Iterator[Entry]:
        view, value, word = self.view, factor["value"], factor["material"]
        if factor["basis"] == "ledger":
            for plant, family, amount, variable in self.entries(factor["other"]):
                yield plant, family, value * amount, variable
        elif factor["basis"] == "output":
            yield from self._made(value, word, factor["process"])
        elif factor["basis"] == "tkm":
            yield from self._flows(
                lambda link, offer, _: (
                    value * link["tkm_t"]
                    if view.sums(word, "", offer["material"]) and factor["mode"] in ("", link["mode"])
                    else 0.0
                )
            )
        else:
            for i, row in enumerate(view.intakes):
                if not view.sums(word, factor["process"], row["material"]) or factor["process"] not in (
                    "",
                    row["process"],
                ):
                    continue
                if factor["basis"] == "input":
                    yield row["plant"], row["family"], value, self.model.intake[i]
                else:
                    yield from self._contents(i, value, factor["property"])

    def _contents(self, i: int, value: float, name: str) -> Iterator[Entry]:
        """Yield what the lots of one intake bring in of a property, booked to the facility's plant."""
        view, row = self.view, self.view.intakes[i]
        for k in view.links_of_intake[i]:
            link = view.links[k]
            amount = value * (1 - link["loss"]) * view.offer_quality[link["offer"]][name]
            yield row["plant"], row["family"], amount, self.model.flow[k]
        if i in self.model.bought:
            yield row["plant"], row["family"], value * view.bought_quality[i][name], self.model.bought[i]
