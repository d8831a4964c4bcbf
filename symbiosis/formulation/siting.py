"""What is built: one way at most for each candidate, sizes within their range, nothing flows where nothing stands.

No row holds a large constant: what a switch lets through is bounded by what could be there at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from symbiosis.formulation.rows import Rows, Terms, stacked
from symbiosis.network.bounds import refuse_boundless

if TYPE_CHECKING:
    from symbiosis.formulation.build import Year
    from symbiosis.network import Horizon


def families(horizon: Horizon, years: tuple[Year, ...]) -> Iterator[tuple[str, Rows, str]]:
    """Yield the families of rows by which things are built; nothing where nothing is to be decided."""
    shared = years[0]
    if len(horizon.options):
        yield "built_once", _once(horizon, shared), _once.__doc__ or ""
        yield "size_min", _sizes(horizon, shared, "low_t_a"), _sizes.__doc__ or ""
        yield "size_max", _sizes(horizon, shared, "high_t_a"), _sizes.__doc__ or ""
        yield "built_capacity", stacked([_capacity(year) for year in years]), _capacity.__doc__ or ""
        yield "built_load", stacked([_load(year) for year in years]), _load.__doc__ or ""
        yield "built_intakes", stacked([_intakes(year) for year in years]), _intakes.__doc__ or ""
    if len(horizon.mains):
        yield "laid_once", _laid_once(horizon, shared), _laid_once.__doc__ or ""
        yield "laid_flows", stacked([_laid(year) for year in years]), _laid.__doc__ or ""


def _once(horizon: Horizon, shared: Year) -> Rows:
    """Return the rows by which a candidate, or one of a group, is built once at most: ``sum of build <= 1``."""
    options = horizon.options
    name = options["group"].where(options["group"] != "", options["candidate"])
    # A group may be called like a candidate that is none of it.
    own = pd.DataFrame({"candidate": name, "grouped": options["group"] != ""})
    number = own.groupby(["candidate", "grouped"], sort=False).ngroup().to_numpy(dtype=int)
    names = own.drop_duplicates()[["candidate"]].reset_index(drop=True)
    terms = Terms.of(number, shared.columns.build, 1.0)
    return Rows(names, (terms,), np.full(len(names), -np.inf), np.ones(len(names)))


def _sizes(horizon: Horizon, shared: Year, side: str) -> Rows:
    """Return the range of size of each way of building: ``low x build <= size <= high x build``, in kt/a."""
    options, columns = horizon.options, shared.columns
    each, zero, far = np.arange(len(options)), np.zeros(len(options)), np.full(len(options), np.inf)
    bound = options[side].to_numpy(dtype=float) / 1000.0
    terms = (Terms.of(each, columns.size, 1.0), Terms.of(each, columns.build, -bound))
    lower, upper = (zero, far) if side == "low_t_a" else (-far, zero)
    return Rows(options[["candidate", "facility", "start_year"]], terms, lower, upper)


def _capacity(year: Year) -> Rows:
    """Return the rows by which a candidate takes in what its size allows: ``throughput <= sum of sizes that stand``."""
    builds, columns = year.network.builds, year.columns
    place, facilities = pd.factorize(builds["facility"])
    terms = (
        Terms.of(np.arange(len(facilities)), columns.throughput[facilities.astype(int)], 1.0),
        Terms.of(place, columns.size[builds["option"].to_numpy(dtype=int)], -1.0),
    )
    far, zero = np.full(len(facilities), np.inf), np.zeros(len(facilities))
    return Rows(_labels(year, facilities), terms, -far, zero)


def _load(year: Year) -> Rows:
    """Return the rows by which what is built runs at its least load: ``throughput >= min_t_a x sum of build``."""
    builds, columns = year.network.builds, year.columns
    builds = builds[builds["min_t_a"] > 0]
    place, facilities = pd.factorize(builds["facility"])
    least = builds["min_t_a"].to_numpy(dtype=float) / 1000.0
    terms = (
        Terms.of(np.arange(len(facilities)), columns.throughput[facilities.astype(int)], 1.0),
        Terms.of(place, columns.build[builds["option"].to_numpy(dtype=int)], -least),
    )
    return Rows(_labels(year, facilities), terms, np.zeros(len(facilities)), np.full(len(facilities), np.inf))


def _intakes(year: Year) -> Rows:
    """Return the rows by which nothing comes in where nothing stands: ``intake <= most x sum of build``, by material.

    ``most`` is what can arrive or be taken in at most; material by material the bound is close, and the search short.
    """
    network, columns, most = year.network, year.columns, year.network.most
    places = network.intakes.reset_index(names="intake")
    places = places[places["facility"].isin(network.builds["facility"]).to_numpy() & np.isfinite(most.intake)]
    each = np.arange(len(places))
    entry = places["intake"].to_numpy(dtype=int)
    pairs = pd.DataFrame({"row": each, "facility": places["facility"].to_numpy()})
    pairs = pairs.merge(network.builds[["facility", "option"]], on="facility")
    row, option = pairs["row"].to_numpy(dtype=int), pairs["option"].to_numpy(dtype=int)
    bound = most.intake[entry] / 1000.0
    terms = (Terms.of(each, columns.intake[entry], 1.0), Terms.of(row, columns.build[option], -bound[row]))
    labels = places[["facility", "material"]].reset_index(drop=True)
    return Rows(labels, terms, np.full(len(places), -np.inf), np.zeros(len(places)))


def _labels(year: Year, facilities: pd.Index) -> pd.DataFrame:
    names = year.network.facilities["facility"].to_numpy()[facilities.astype(int)]
    return pd.DataFrame({"facility": names, "year": year.network.period.year})


def _laid_once(horizon: Horizon, shared: Year) -> Rows:
    """Return the rows by which a connection is built once at most: ``sum of laid <= 1``."""
    number, listed = pd.factorize(horizon.mains["listed"])
    terms = Terms.of(number, shared.columns.laid, 1.0)
    labels = horizon.mains.drop_duplicates("listed")[["from", "to", "mode", "material"]].reset_index(drop=True)
    return Rows(labels, (terms,), np.full(len(listed), -np.inf), np.ones(len(listed)))


def _laid(year: Year) -> Rows:
    """Return the rows by which nothing moves where nothing is laid: ``flow <= most x sum of laid``, link by link."""
    network, columns = year.network, year.columns
    links = network.links[["listed"]].reset_index(names="link")
    links = links[links["listed"].isin(network.mains["listed"])]
    number = links["link"].to_numpy(dtype=int)
    capacity = np.append(network.park.tables["links"]["capacity_t_a"].to_numpy(dtype=float), np.nan)
    bound = np.fmin(network.most.link[number], capacity[links["listed"].to_numpy(dtype=int)]) / 1000.0
    refuse_boundless(year.network, number[~np.isfinite(bound)])
    each = np.arange(len(links))
    pairs = pd.DataFrame({"row": each, "listed": links["listed"].to_numpy()})
    pairs = pairs.merge(network.mains[["listed", "main"]], on="listed")
    row, main = pairs["row"].to_numpy(dtype=int), pairs["main"].to_numpy(dtype=int)
    terms = (Terms.of(each, columns.flow[number], 1.0), Terms.of(row, columns.laid[main], -bound[row]))
    labels = pd.DataFrame({"link": number, "year": network.period.year})
    return Rows(labels, terms, np.full(len(links), -np.inf), np.zeros(len(links)))
