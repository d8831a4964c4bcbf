"""A model folder as checked tables; settings and scenarios are read elsewhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from symbiosis.errors import DataError
from symbiosis.read.folder import read_tables


def read_model_tables(folder: str | Path) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables of a model folder, cell by cell checked, and the SHA-256 of each file.

    What several rows or tables must agree on is left to ``check_model``, because a scenario may still change cells.

    Raises
    ------
    DataError
        With every fault of all tables.
    """
    found = read_tables(Path(folder), "model", prefix="models/")
    if found.faults:
        raise DataError(found.faults)
    return found.frames, found.hashes
