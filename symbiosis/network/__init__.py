"""From tables to a network: offers, facilities, and the links that no gate refuses."""

from __future__ import annotations

from symbiosis.network.horizon import Horizon, build_horizon
from symbiosis.network.network import Network

__all__ = ["Horizon", "Network", "build_horizon"]
