"""Most that one source may give of what is taken in: ``t from the source <= most x t taken in``.

The ``[[shares]]`` of a scenario say it for a material or family, at each facility or over the park, for facilities that
use. A source is a sender (by plant, owner, zone or province) or a material of the family. What is bought in counts in
the whole; it comes from no plant, and so is a source only by material.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from symbiosis.errors import DataError, Fault
from symbiosis.formulation.flows import Columns
from symbiosis.formulation.ledgers import LedgerKey, Ledgers
from symbiosis.formulation.rows import Rows, Terms
from symbiosis.network import Network
from symbiosis.network.words import members
from symbiosis.scenario import Share


def keys(network: Network) -> list[LedgerKey]:
    """Return nothing: a share speaks of flows. Raises DataError for a share of something that is not known."""
    words = set(members(network.model)["word"])
    wrong = [share for share in network.model.settings.shares if share.of not in words]
    if wrong:
        right = "name a material of materials.csv or a family of families.csv"
        raise DataError([Fault(f"share {share.name!r}, of", f"{share.of!r} is not known", right) for share in wrong])
    return []


def rows(network: Network, columns: Columns, ledgers: Ledgers, keys: Mapping[LedgerKey, int]) -> Rows:  # noqa: ARG001
    """Return one row for each share, place (a facility or the park) and source that can send there, in kt."""
    labels: list[pd.DataFrame] = []
    terms: list[Terms] = []
    start = 0
    for share in network.model.settings.shares:
        whole, parts = _taken(network, columns, share), _sent(network, columns, share)
        rows = parts[["place", "source"]].drop_duplicates().sort_values(["place", "source"]).reset_index(drop=True)
        rows["row"] = rows.index + start
        start += len(rows)
        labels.append(rows.assign(share=share.name)[["share", "place", "source"]])
        terms.extend(_terms(rows.merge(parts, on=["place", "source"]), rows.merge(whole, on="place"), share.most))
    nothing = pd.DataFrame({"share": [], "place": [], "source": []})
    lines = pd.concat(labels, ignore_index=True) if labels else nothing
    terms = terms or [Terms.of([], [], [])]
    return Rows(lines, tuple(terms), np.full(len(lines), -np.inf), np.zeros(len(lines)))


def _terms(parts: pd.DataFrame, whole: pd.DataFrame, most: float) -> Iterator[Terms]:
    yield Terms.of(parts["row"], parts["column"], parts["value"])
    yield Terms.of(whole["row"], whole["column"], -most)


def _intakes(network: Network, columns: Columns, share: Share) -> pd.DataFrame:
    """Return what a share speaks of: material, place and column of the intakes of facilities that use, by number."""
    words = members(network.model)
    meant = words.loc[words["word"] == share.of, "material"]
    facility = network.intakes["facility"].to_numpy(dtype=int)
    names = network.facilities["facility"].to_numpy()[facility]
    table = pd.DataFrame(
        {
            "material": network.intakes["material"].to_numpy(),
            "place": names if share.scope == "facility" else "park",
            "column": columns.intake,
        }
    )
    used = network.facilities["fate"].to_numpy()[facility] == "use"
    kept: pd.DataFrame = table[used & table["material"].isin(meant).to_numpy()]
    return kept


def _taken(network: Network, columns: Columns, share: Share) -> pd.DataFrame:
    """Return the columns of all that is taken in."""
    return _intakes(network, columns, share)[["place", "column"]]


def _sent(network: Network, columns: Columns, share: Share) -> pd.DataFrame:
    """Return the columns of what comes from each source, and how much of it arrives."""
    taken = _intakes(network, columns, share)
    if share.by == "material":
        return taken.assign(source=taken["material"], value=1.0)[["place", "source", "column", "value"]]
    plants = network.park.plants.set_index("plant", drop=False)[share.by]
    links = network.links[network.links["intake"].isin(taken.index)]
    table = pd.DataFrame(
        {
            "place": taken.loc[links["intake"], "place"].to_numpy(),
            "source": network.offers["plant"].map(plants).to_numpy()[links["offer"].to_numpy(dtype=int)],
            "column": columns.flow[links.index],
            "value": 1.0 - links["loss"].to_numpy(dtype=float),
        }
    )
    return table.loc[table["source"] != ""]
