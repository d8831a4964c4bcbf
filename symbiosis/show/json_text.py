"""Anything that is told as JSON: plain types, keys in order, no number that JSON does not have."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(data: Any) -> str:
    """Return ``data`` as JSON; what is not finite becomes null."""
    return json.dumps(_plain(data), ensure_ascii=False, indent=2, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
