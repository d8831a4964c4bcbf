"""Distances kept beside a park, under what they follow from; whatever is not whole or not theirs is worked out anew."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.float64]]


def _path(folder: str, way: str, key: str) -> Path:
    return Path(folder) / f"{way}-{key[:32]}.npz"


def recall(folder: str, way: str, key: str, count: int) -> dict[str, NDArray[np.float64]] | None:
    """Return what was kept for ``count`` places under ``key``; None where nothing sound is there."""
    try:
        with np.load(_path(folder, way, key), allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            km, limit_km = file["km"], file["limit_km"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    shaped = km.shape == (count, count) and limit_km.shape == (count,) and km.dtype == limit_km.dtype == np.float64
    return {"km": km, "limit_km": limit_km} if shaped and (km >= 0).all() else None


def save(folder: str, way: str, key: str, arrays: Arrays) -> None:
    """Keep ``arrays`` under ``key`` in place of what was kept before; a folder that cannot be written keeps nothing."""
    target = _path(folder, way, key)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(exist_ok=True)
        with fresh.open("xb") as file:
            np.savez(file, key=np.array(key), km=arrays["km"], limit_km=arrays["limit_km"])
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        for other in target.parent.glob(f"{way}-*.npz"):
            if other != target:
                other.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
