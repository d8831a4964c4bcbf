"""Whom every column of a formulation needs: the players without whom it cannot be other than 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from symbiosis.compare.players import Players
from symbiosis.formulation.terms import Numbers

if TYPE_CHECKING:
    from symbiosis.formulation import Formulation
    from symbiosis.network import Network
    from symbiosis.solver.gather import Matrix

Integers = NDArray[np.int64]


def column_masks(formulation: Formulation, players: Players, width: int) -> Integers:
    """Return, column by column, the coalition without which it is closed; 0 for what is open to everybody.

    A flow needs both ends, a connection too; all else needs the plant where it stands.
    """
    masks = np.zeros(width, dtype=np.int64)
    for year in formulation.years:
        network, columns = year.network, year.columns
        offers, intakes = _bits(network.offers["plant"], players), _bits(network.intakes["plant"], players)
        here, there = ends(network)
        masks[columns.flow] = _bits(here, players) | _bits(there, players)
        for own, bits in (
            (columns.sold, offers), (columns.unsent, offers), (columns.bought, intakes), (columns.intake, intakes),
            (columns.throughput, _bits(network.facilities["plant"], players)),
            (columns.shortfall, _both(network.contracts, network, players)),
        ):  # fmt: skip
            masks[own] = bits
    horizon, shared = formulation.horizon, formulation.years[0].columns
    options = _bits(horizon.options["plant"], players)
    masks[shared.build] = masks[shared.size] = options
    masks[shared.laid] = _both(horizon.mains, formulation.years[0].network, players)
    return masks


def meetings(problem: Matrix, masks: Integers, sums: int, totals: Numbers, count: int) -> list[int]:
    """Return, player by player, whom he shares a link, or a row of the matrix, with.

    Coalitions of players who do not meet cost what their parts cost. Rows that make totals (from row ``sums`` on) of
    which no rule speaks tie nobody to anybody.
    """
    spoken = np.diff(problem.matrix.indptr)[totals] > 1
    spoken |= np.isfinite(problem.lower[totals]) | np.isfinite(problem.upper[totals])
    entries = problem.matrix.tocoo()
    rows = pd.DataFrame({"row": entries.row, "mask": masks[entries.col]})
    rows = rows[(rows["mask"] != 0) & ~rows["row"].isin(sums + np.flatnonzero(~spoken))].drop_duplicates()
    meets = [1 << player for player in range(count)]
    for own in {frozenset(row) for _, row in rows.groupby("row")["mask"]}:
        together = [int(mask) for mask in own]
        # A row that somebody is in with all of it ties only who already shares a column with him.
        if not np.bitwise_and.reduce(together):
            together = [int(np.bitwise_or.reduce(together))]
        for mask in together:
            for player in range(count):
                if mask >> player & 1:
                    meets[player] |= mask
    return meets


def ends(network: Network) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the plants at both ends of every link."""
    here = network.offers["plant"].iloc[network.links["offer"].to_numpy(dtype=int)].reset_index(drop=True)
    there = network.facilities["plant"].iloc[network.links["facility"].to_numpy(dtype=int)].reset_index(drop=True)
    return here, there


def _bits(plants: pd.Series[str], players: Players) -> Integers:
    return np.array([players.bit(str(plant)) for plant in plants], dtype=np.int64)


def _both(table: pd.DataFrame, network: Network, players: Players) -> Integers:
    """Return who stands at both ends of rows of links.csv, which may lead to a plant or to a facility."""
    park = network.park
    sites = {str(row["facility"]): str(row["plant"][0]) for row in park.facilities.to_dict("records")}
    there = table["to"].map(lambda name: sites.get(str(name), str(name)))
    return _bits(table["from"], players) | _bits(there, players)
