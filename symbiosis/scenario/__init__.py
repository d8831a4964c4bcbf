"""From model tables and scenario files to one frozen Model."""

from __future__ import annotations

from symbiosis.scenario.model import Model, read_model
from symbiosis.scenario.settings import Objective, Settings, Share, Target

__all__ = ["Model", "Objective", "Settings", "Share", "Target", "read_model"]
