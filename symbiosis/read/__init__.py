"""Reading: the only room that opens a user's file.

A file becomes a sheet of text (``files``), a sheet becomes a typed table by the schema alone (``tables``), tables are
held against each other (``references``, ``park_rules``, ``model_rules``), and every fault is reported at once.
"""

from __future__ import annotations

from symbiosis.read.cross import check_model, check_park
from symbiosis.read.model import read_model_tables
from symbiosis.read.park import read_park
from symbiosis.read.places import in_places
from symbiosis.read.tables import check_table, empty_table
from symbiosis.read.values import read_value

__all__ = [
    "check_model",
    "check_park",
    "check_table",
    "empty_table",
    "in_places",
    "read_model_tables",
    "read_park",
    "read_value",
]
