"""From model tables and scenario files to one frozen Model."""

from __future__ import annotations

from symbiosis.scenario.model import Model, read_model
from symbiosis.scenario.settings import Objective, Settings, Target

__all__ = ["Model", "Objective", "Settings", "Target", "read_model"]
