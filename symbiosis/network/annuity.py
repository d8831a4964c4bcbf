"""Investment as a yearly cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from symbiosis.errors import DataError, Fault

if TYPE_CHECKING:
    from symbiosis.scenario import Model


def annuity(model: Model, life_a: float, where: str) -> float:
    """Return the yearly payment per CNY invested: the capital recovery factor ``r / (1 - (1 + r)^-n)``.

    Source: the textbook formula for equal payments at the end of ``n`` years at the rate ``r``; ``1 / n`` where r is 0.
    Raises DataError where the rate or the life is not given.
    """
    rate = model.settings.horizon.discount_rate
    if rate is None:
        wrong = "is not given although something may be built"
        raise DataError([Fault(f"{model.name}, horizon.discount_rate", wrong, "give it, 0.08 for 8 % a year")])
    if not np.isfinite(life_a) or life_a <= 0:
        raise DataError([Fault(f"{where}, life_a", "has no life over which its investment is paid", "give life_a")])
    return rate / (1.0 - (1.0 + rate) ** -life_a) if rate > 0 else 1.0 / life_a
