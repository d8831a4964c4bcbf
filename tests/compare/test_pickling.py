"""Park, model and plan on their way to another process."""

from __future__ import annotations

import pickle
from typing import Any

import pandas as pd
import pytest


def test_park_model_and_plan_survive_the_way(world: Any) -> None:
    """Proves that all three come through pickle with the same tables, and that a park comes through frozen.

    Without it no scenario could be solved in another process, or a worker could change the park of the next job.
    """
    here = world()
    plan = here.solve().plan
    park, model, again = (pickle.loads(pickle.dumps(one)) for one in (here.park, here.model, plan))
    for name, table in here.park.tables.items():
        pd.testing.assert_frame_equal(park.tables[name], table)
    for name, table in here.model.tables.items():
        pd.testing.assert_frame_equal(model.tables[name], table)
    for name, table in plan.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)
    assert (park.hashes, park.places, model.settings) == (here.park.hashes, here.park.places, here.model.settings)
    assert again.outcome == plan.outcome
    for frozen in (park.tables, park.hashes, park.places, again.park.tables):
        with pytest.raises(TypeError):
            frozen["plants"] = None
