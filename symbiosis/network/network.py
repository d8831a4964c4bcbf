"""The network: what could be sent, where it could go, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.network.bounds import Bounds
    from symbiosis.network.codes import Codes
    from symbiosis.network.period import Period
    from symbiosis.park import Park
    from symbiosis.scenario import Model


@dataclass(frozen=True)
class Network:
    """Tables of everything that may flow in one park under one model; rows are numbered 0 .. n-1 and refer by number.

    Attributes
    ----------
    offers
        Lots that can be sent, given (``amount_t``) or made by a facility (``maker`` is its number, else -1).
    facilities
        Facilities of the year, with the process they run: existing ones, and candidates that may stand by then.
    intakes
        Every (facility, material) that the facility's recipe lets in and that is offered or can be bought in.
    links
        Possible movements: offer -> intake by a mode, with km, loss, freight per dry tonne sent, tonne-km.
    recipes
        Share bounds per facility: ``min_share base <= intake of input <= max_share base``.
    yields
        Tonnes of a made offer per tonne of an intake.
    standards
        Every (facility, standard) that applies.
    builds
        Ways of building that stand in the year: ``option`` (number in the horizon), ``facility`` (number here),
        ``begins`` (whether in this year), and what the horizon's options say.
    mains
        Connections that may have been built by the year: ``main`` (number in the horizon), ``listed``, ``begins``.
    shipments, partners
        What moves as a whole or not at all; the links refer to them by number.
    contracts
        Rows of the park's links that are paid for whether they are used or not.
    offer_quality, bought_quality
        Properties of each offer and of each intake's bought-in lot; NaN where unknown.
    """

    park: Park
    model: Model
    period: Period
    offers: pd.DataFrame
    facilities: pd.DataFrame
    intakes: pd.DataFrame
    links: pd.DataFrame
    recipes: pd.DataFrame
    yields: pd.DataFrame
    standards: pd.DataFrame
    builds: pd.DataFrame
    mains: pd.DataFrame
    shipments: pd.DataFrame
    partners: pd.DataFrame
    contracts: pd.DataFrame
    offer_quality: pd.DataFrame
    bought_quality: pd.DataFrame
    counts: Mapping[str, int]
    """Offers, facilities, movements considered, refused by each gate, links kept."""
    withheld: tuple[str, ...] = ()
    """Sentences on what was left out of the network, and why."""

    @cached_property
    def most(self) -> Bounds:
        """The most that any plan lets each offer give, each intake take and each link carry in a year."""
        from symbiosis.network.bounds import bounds

        return bounds(self)

    @cached_property
    def codes(self) -> Codes:
        """The materials of offers and intakes as numbers."""
        from symbiosis.network.codes import Codes

        return Codes(self)
