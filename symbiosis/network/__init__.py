"""From tables to a network: offers, facilities, and the links that no gate refuses."""

from __future__ import annotations

from symbiosis.network.build import build_network
from symbiosis.network.network import Network

__all__ = ["Network", "build_network"]
