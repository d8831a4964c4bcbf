"""The tables of a network as plain records, grouped once for the rules of the twin."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from symbiosis.network import Network


class View:
    """A network as lists of records and lookups between them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.offers = network.offers.to_dict("records")
        self.facilities = network.facilities.to_dict("records")
        self.intakes = network.intakes.to_dict("records")
        self.links = network.links.to_dict("records")
        self.recipes = network.recipes.to_dict("records")
        self.standards = network.standards.to_dict("records")
        self.processes = network.facilities["process"].tolist()
        self.materials = network.model.tables["materials"].set_index("material").to_dict("index")
        self.listed_capacity = network.park.tables["links"]["capacity_t_a"].tolist()
        self.offer_quality = network.offer_quality.to_dict("records")
        self.bought_quality = network.bought_quality.to_dict("records")
        self.links_of_offer = self._grouped(self.links, "offer")
        self.links_of_intake = self._grouped(self.links, "intake")
        self.intakes_of_facility = self._grouped(self.intakes, "facility")
        self.yields_of_offer: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self.yields_of_intake: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for row in network.yields.to_dict("records"):
            self.yields_of_offer[int(row["offer"])].append((int(row["intake"]), row["yield_t_t"]))
            self.yields_of_intake[int(row["intake"])].append((int(row["offer"]), row["yield_t_t"]))

    @staticmethod
    def given(value: float) -> bool:
        """Say whether a number is there at all."""
        return not math.isnan(value)

    @staticmethod
    def _grouped(rows: list[dict[Any, Any]], column: str) -> dict[int, list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            groups[row[column]].append(number)
        return groups

    def means(self, word: str, material: str) -> bool:
        """Say whether a word of a recipe, standard or factor stands for a material; a blank one stands for all."""
        return word in ("", material, self.materials[material]["family"])

    def sums(self, word: str, process: str, material: str) -> bool:
        """Say whether a factor means a material; one that names none means what is in its process's unit, or tonnes."""
        if word:
            return self.means(word, material)
        return self.unit(material) == (self.process_unit[process] if process else "t")

    def unit(self, word: str) -> str:
        """Return the unit of a material or family."""
        return self.units[self.materials[word]["family"] if word in self.materials else word]

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of each family."""
        families = self.network.model.tables["families"]
        return dict(zip(families["family"], families["unit"], strict=True))

    @cached_property
    def process_unit(self) -> dict[str, str]:
        """Unit of each process: tonnes where it takes in any, else that of its first input."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.network.model.tables["recipes"].to_dict("records"):
            found[row["process"]].append(self.unit(row["input"]))
        return {process: "t" if "t" in units else units[0] for process, units in found.items()}

    def intakes_of_word(self, facility: int, word: str) -> list[int]:
        """Return the intakes of a facility that a word stands for."""
        return [i for i in self.intakes_of_facility[facility] if self.means(word, self.intakes[i]["material"])]

    def yields_of_product(self, facility: int, product: str) -> list[tuple[int, float]]:
        """Return (intake, tonnes made) of one product of a facility."""
        return self.yields_of_offer[self.offer_made[facility, product]]

    @cached_property
    def offer_made(self) -> dict[tuple[int, str], int]:
        """Offer by its maker and material."""
        return {
            (offer["maker"], offer["material"]): o for o, offer in enumerate(self.offers) if offer["kind"] == "made"
        }

    def lots(self, model: Any, facility: int, word: str) -> Iterator[tuple[Any, float, dict[Any, float]]]:
        """Yield variable, tonnes that arrive per tonne, and quality of all that may come in and that ``word`` means."""
        for i in self.intakes_of_word(facility, word):
            if self.intakes[i]["unit"] != "t":
                continue
            for k in self.links_of_intake[i]:
                link = self.links[k]
                yield model.flow[k], 1 - link["loss"], self.offer_quality[link["offer"]]
            if i in model.bought:
                yield model.bought[i], 1.0, self.bought_quality[i]

    def caps(self) -> list[dict[Any, Any]]:
        """Return the park's caps of the year."""
        year = self.network.model.settings.year
        rows = self.network.park.tables["caps"].to_dict("records")
        return [row for row in rows if not self.given(row["year"]) or row["year"] == year]

    @cached_property
    def places(self) -> dict[str, dict[str, str]]:
        """Plant, owner, zone and province of every plant."""
        plants = self.network.park.plants
        return {row["plant"]: row for row in plants[["plant", "owner", "zone", "province"]].to_dict("records")}

    @cached_property
    def sell_price(self) -> dict[str, float]:
        """Price of a tonne sold, by material."""
        prices = self.network.model.tables["prices"].to_dict("records")
        return {row["material"]: row["price_cny_t"] for row in prices if row["side"] == "sell"}
