"""Ledgers: everything that is added up, built from one table of coefficients.

A ledger is a list of parts; a part says for some columns of the matrix how much one unit of the column adds, to whose
plant it is booked and to which family of materials it belongs. Totals, caps, targets, objectives and the plan's ledger
tables all come from the same parts, so nothing is added up twice anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.formulation.flows import Columns
from symbiosis.formulation.parts import CONSTANT, Floats, Holders, Integers, Part
from symbiosis.formulation.terms import Numbers
from symbiosis.network.units import TONNE, material_units, process_units

if TYPE_CHECKING:
    from symbiosis.network import Network


@dataclass(frozen=True)
class LedgerKey:
    """One number to be added up: a ledger, in a scope, of one family or of all."""

    ledger: str
    family: str = ""
    scope: str = "park"
    name: str = ""
    year: int = 0
    """Year of the total; 0 means the sum over all years, each as long as its period."""
    discounted: bool = False
    """Whether money of later years counts less."""


class Ledgers:
    """All ledgers of one network."""

    def __init__(self, network: Network, columns: Columns) -> None:
        self.network = network
        self.columns = columns
        self._parts: dict[str, list[Part]] = {}

    def parts(self, ledger: str) -> list[Part]:
        """Return the parts of ``ledger``; raises DataError where a factor needs a property that nobody knows."""
        if ledger not in self._parts:
            # The definitions need this class, so they are looked up when they are first wanted.
            from symbiosis.formulation import built_in, factors, levies

            parts = [part for rule in (built_in, factors, levies) for part in rule.parts(self, ledger)]
            self._parts[ledger] = [part for part in parts if len(part.columns)]
        return self._parts[ledger]

    def row(self, key: LedgerKey) -> tuple[Numbers, Floats, float]:
        """Return the columns, coefficients and constant (in thousand units) of one number."""
        _, columns, coefficients, constants = self.rows(key, [key.name])
        return columns, coefficients, float(constants[0])

    def rows(self, key: LedgerKey, names: Sequence[str]) -> tuple[Integers, Numbers, Floats, Floats]:
        """Return position, column and coefficient of each entry of several numbers, and the constant of each.

        The numbers are those of ``key``, each in the scope of its own name among ``names``.
        """
        if key.scope == "park" and not key.family:
            return self._whole(key.ledger)
        found = [(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0))]
        constants, place = np.zeros(len(names)), self._places(key.scope, names)
        for part in self.parts(key.ledger):
            holders, at = part.holders, place[part.holders.plants]
            if key.family:
                at = np.where(holders.families == self.codes([key.family], "family")[0], at, -1)
            at = holders.each(at)
            fixed = (at >= 0) & (part.columns == CONSTANT)
            np.add.at(constants, at[fixed], part.coefficients[fixed])
            own = np.flatnonzero((at >= 0) & ~fixed)
            found.append((at[own], part.columns[own], part.coefficients[own]))
        position, column, coefficient = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
        return position, column, coefficient, constants

    def _whole(self, ledger: str) -> tuple[Integers, Numbers, Floats, Floats]:
        """Return what ``rows`` does for the one number of all entries."""
        total, constant = np.zeros(self.columns.layout.size), 0.0
        for part in self.parts(ledger):
            stated = part.columns != CONSTANT
            constant += float(part.coefficients[~stated].sum())
            column, coefficient = (part.columns, part.coefficients) if stated.all() else (
                part.columns[stated], part.coefficients[stated])  # fmt: skip
            total += np.bincount(column, weights=coefficient, minlength=len(total))
        column = np.flatnonzero(total).astype(np.int32)
        return np.zeros(len(column), np.int64), column, total[column], np.array([constant])

    def entries(self, ledgers: Iterable[str], values: Floats) -> tuple[pd.DataFrame, dict[str, NDArray[np.object_]]]:
        """Return what ledgers hold at a point of the matrix, plant by plant, and the words of kind and family.

        Columns: ledger (position), kind, family (positions among the words, in order), plant (code) and amount (ledger
        units); entries of nothing are left out.
        """
        parts = [(place, part) for place, ledger in enumerate(ledgers) for part in self.parts(ledger)]
        kinds = sorted({part.kind for _, part in parts})
        families, order = np.unique(self.families.astype(str), return_inverse=True)
        found: list[tuple[NDArray[Any], ...]] = [(np.empty(0, np.int64),) * 4 + (np.empty(0),)]
        for place, part in parts:
            at = np.where(part.columns == CONSTANT, 1.0, values[np.maximum(part.columns, 0)])
            there = part.only(at != 0)
            ledger, kind = np.full(len(there.columns), place), np.full(len(there.columns), kinds.index(part.kind))
            amount = there.coefficients * at[at != 0] * 1000.0
            found.append((ledger, kind, order[there.families], there.plants, amount))
        columns = ("ledger", "kind", "family", "plant", "amount")
        arrays = (np.concatenate(array) for array in zip(*found, strict=True))
        table = pd.DataFrame(dict(zip(columns, arrays, strict=True)))
        words = {"kind": np.array(kinds, dtype=object), "family": families.astype(object)}
        return table.groupby(list(columns[:-1]), sort=True)["amount"].sum().reset_index(), words

    def _places(self, scope: str, names: Sequence[str]) -> Integers:
        """Return the position of each plant's scope among ``names``, -1 for none; the last stands for no plant."""
        if scope == "park":
            return np.zeros(len(self.plants) + 1, dtype=np.int64)
        own = pd.Index(names).get_indexer(pd.Index(self.network.park.plants[scope]))
        return np.append(own, -1).astype(np.int64)

    @cached_property
    def plants(self) -> NDArray[np.object_]:
        """Plants, in the order of their codes."""
        return self.network.park.plants["plant"].to_numpy(dtype=object)

    @cached_property
    def families(self) -> NDArray[np.object_]:
        """Families, in the order of their codes; the first is blank, for what belongs to none."""
        return np.array(["", *self.network.model.tables["families"]["family"]], dtype=object)

    def codes(self, names: Iterable[str], kind: str) -> Integers:
        """Return the codes of plants or families by name; -1 for a name that is none of them."""
        return self._known[kind].get_indexer(pd.Index(names)).astype(np.int64)

    @cached_property
    def _known(self) -> dict[str, pd.Index]:
        return {"plant": pd.Index(self.plants), "family": pd.Index(self.families)}

    @cached_property
    def offer_codes(self) -> dict[str, Integers]:
        """Codes of plant and family, by offer."""
        return {kind: self.codes(self.network.offers[kind], kind) for kind in ("plant", "family")}

    @cached_property
    def intake_codes(self) -> dict[str, Integers]:
        """Codes of plant and family, by intake."""
        return {kind: self.codes(self.network.intakes[kind], kind) for kind in ("plant", "family")}

    # What a ledger is built from ------------------------------------------------------------------------------------

    @cached_property
    def offer_holders(self) -> Holders:
        """Whoever gives, by offer."""
        return Holders(self.offer_codes["plant"], self.offer_codes["family"])

    @cached_property
    def intake_holders(self) -> Holders:
        """Whoever takes in, by intake."""
        return Holders(self.intake_codes["plant"], self.intake_codes["family"])

    def flows(self, kind: str, coefficients: Floats, where: NDArray[np.bool_] | None = None) -> Part:
        """Return a part on the flows, booked to the plant that sends."""
        holders = self.offer_holders.only(self.network.links["offer"].to_numpy())
        counted = coefficients != 0 if where is None else where & (coefficients != 0)
        return Part(kind, self.columns.flow, np.asarray(coefficients, dtype=float), holders).only(counted)

    def by_offer(self, kind: str, columns: Numbers, coefficients: Floats, where: NDArray[np.bool_]) -> Part:
        """Return a part on a family of columns numbered as the offers."""
        return Part(kind, columns, coefficients, self.offer_holders).only(where)

    def by_intake(self, kind: str, columns: Numbers, coefficients: Floats, where: NDArray[np.bool_]) -> Part:
        """Return a part on a family of columns numbered as the intakes, booked to the facility's plant."""
        return Part(kind, columns, coefficients, self.intake_holders).only(where)

    def outputs(self, kind: str, value: float, where: NDArray[np.bool_]) -> Part:
        """Return a part on what facilities make, ``value`` per tonne; ``where`` chooses among the yields."""
        offer, intake, tonnes = (
            self.network.yields[name].to_numpy()[where] for name in ("offer", "intake", "yield_t_t")
        )
        return Part(kind, self.columns.intake[intake], value * tonnes, self.offer_holders.only(offer))

    @cached_property
    def material_units(self) -> NDArray[np.object_]:
        """Unit of each material, by its number."""
        units = material_units(self.network.model)
        return units.reindex(self.network.model.tables["materials"]["material"]).to_numpy(dtype=object)

    @cached_property
    def factors(self) -> dict[str, list[dict[Any, Any]]]:
        """Rows of the table of factors that add something here, by ledger."""
        factors = self.network.model.tables["factors"]
        here = factors["process"].isin([*self.network.facilities["process"], ""]) & (factors["value"] != 0)
        rows: dict[str, list[dict[Any, Any]]] = {}
        for factor in factors[here].to_dict("records"):
            rows.setdefault(str(factor["ledger"]), []).append(factor)
        return rows

    @cached_property
    def process_units(self) -> pd.Series[str]:
        """Unit in which each process is measured."""
        return process_units(self.network.model)

    @cached_property
    def received(self) -> Floats:
        """Tonnes that arrive per tonne sent, by link."""
        return 1.0 - self.network.links["loss"].to_numpy(dtype=float)

    @cached_property
    def weighed(self) -> NDArray[np.bool_]:
        """Whether what moves is in tonnes, by link."""
        weighed = (self.network.offers["unit"] == TONNE).to_numpy()
        return np.asarray(weighed[self.network.links["offer"].to_numpy()], dtype=bool)

    def goes_to(self, *fates: str) -> NDArray[np.bool_]:
        """Return whether the receiving process has one of the fates, by link."""
        facilities, links = self.network.facilities, self.network.links
        return np.asarray(facilities["fate"].isin(fates).to_numpy()[links["facility"].to_numpy()], dtype=bool)

    @cached_property
    def returned(self) -> Floats:
        """Tonnes given back in the same family per tonne taken in, by intake (iron tailings stay red mud)."""
        network = self.network
        family = network.offers["family"].to_numpy(dtype=object)[network.yields["offer"].to_numpy()]
        intake = network.yields["intake"].to_numpy()
        same = family == network.intakes["family"].to_numpy(dtype=object)[intake]
        weights = network.yields["yield_t_t"].to_numpy() * same
        return np.bincount(intake, weights=weights, minlength=len(network.intakes)).astype(float)
