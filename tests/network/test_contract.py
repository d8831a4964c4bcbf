"""Every gate and every limit found in its folder keeps the contract of its room."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symbiosis
from symbiosis.errors import DataError
from symbiosis.formulation import limits
from symbiosis.network import gates
from symbiosis.network.build import ALWAYS

HERE = Path(__file__).parent
GATES = {path.stem for path in Path(gates.__file__).parent.glob("*.py")} - {"__init__"}
LIMITS = {path.stem for path in Path(limits.__file__).parent.glob("*.py")} - {"__init__"}


def test_every_gate_file_is_known() -> None:
    """Proves that a gate is known as soon as its file is there.

    Without it the answer would be a gate that is silently never asked.
    """
    assert set(gates.known()) == GATES
    assert set(limits.known()) == LIMITS
    assert set(ALWAYS) <= GATES


@pytest.mark.parametrize("name", sorted(GATES))
def test_gate_offers_refuses_and_reason(name: str) -> None:
    """Proves that a gate has what the network calls, with a docstring that says what it does.

    Without it the answer would be a misspelt hook that does nothing.
    """
    gate = import_module(f"symbiosis.network.gates.{name}")
    assert gate.__doc__
    assert list(signature(gate.refuses).parameters) == ["pairs"]
    assert list(signature(gate.reason).parameters) == ["pairs", "row"]


@pytest.mark.parametrize("name", sorted(GATES))
def test_gate_has_hand_solved_cases(name: str) -> None:
    """Proves that test_<gate>.py holds a class Test<Gate> with cases of a refusal.

    Without it the answer would be a gate whose bite nobody has seen.
    """
    text = (HERE / f"test_{name}.py").read_text("utf-8")
    assert f"class Test{name.capitalize()}:" in text
    assert f'"{name}")' in text or f'"{name}",' in text, "no case reads the gate's reason"


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_limit_has_hand_solved_cases(name: str) -> None:
    """Proves that tests/math/test_<limit>.py holds a class Test<Limit>.

    Without it the answer would be an empty limit that passes every other test.
    """
    assert callable(import_module(f"symbiosis.formulation.limits.{name}").rows)
    assert f"class Test{name.capitalize()}" in (HERE.parent / "math" / f"test_{name}.py").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(GATES))
def test_gate_judges_no_movements(name: str, world: Any) -> None:
    """Proves that a gate answers an empty table with an empty array of yes and no.

    Without it the answer would be a crash in a park where nothing fits anything.
    """
    offers = "plant,material,amount_t,must_place\nA,brick,1,no"
    here = world(facilities="facility,plant,process\ntip,C,dump", offers=offers)
    network = symbiosis.network_of(here.park, here.model)
    assert len(network.links) == 0
    from symbiosis.network.pairs import Pairs

    table = network.links.assign(mode=0)[["offer", "intake", "facility", "mode", "km", "listed"]].astype(int)
    pairs = Pairs(
        here.park, here.model, network.offers, network.facilities, network.standards, network.offer_quality, table
    )
    refused = np.asarray(gates.load([name])[name].refuses(pairs))
    assert refused.shape == (0,)
    assert refused.dtype == bool


@pytest.mark.parametrize(("setting", "known"), [("gates", sorted(GATES)), ("limits", sorted(LIMITS))])
def test_unknown_name_lists_the_known(world: Any, setting: str, known: list[str]) -> None:
    """Proves that a name without a file is refused with every known name.

    Without it the answer would be a rule that was meant and never applied.
    """
    here = world(settings={setting: ["moonlight"]})
    with pytest.raises(DataError) as caught:
        symbiosis.formulate(here.park, here.model)
    fault = caught.value.faults[0]
    assert setting in fault.where
    assert "moonlight" in fault.wrong
    assert all(name in fault.right for name in known)


@pytest.mark.parametrize(
    ("setting", "typed", "meant"), [("gates", "reech", "reach"), ("limits", "capacties", "capacity")]
)
def test_misspelt_name_is_guessed(world: Any, setting: str, typed: str, meant: str) -> None:
    """Proves that a slip of the pen is answered with the name that was meant.

    Without it the answer would be a list to search.
    """
    here = world(settings={setting: [typed]})
    with pytest.raises(DataError, match=f"did you mean {meant}"):
        symbiosis.formulate(here.park, here.model)
