"""What a model's tables must agree on, and what a park asks of a model: one spoiled cell a rule."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.read import check_model, check_park, read_model_tables, read_park
from symbiosis.read.ledger_rules import BUILT_IN

SHIPPED = Path(__file__).parents[2] / "models"


def test_a_valid_model_has_no_fault(model_faults: Callable[..., list[Fault]]) -> None:
    """Proves that the model which the cases below spoil is right. Without it they would prove nothing."""
    assert model_faults() == []


with Path(__file__).with_name("spoiled_model.csv").open(encoding="utf-8", newline="") as cases:
    #: Table, piece of its text, what to put there, where the fault is, what it says.
    SPOILED = {case.pop("name"): case for case in csv.DictReader(cases)}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_cell_is_named(
    name: str, edited: Callable[..., str], model_faults: Callable[..., list[Fault]]
) -> None:
    """Proves each rule of a model: the fault stands where the cell is and says what is wrong."""
    case = SPOILED[name]
    faults = model_faults(**{case["table"]: edited(case["table"], case["old"], case["new"])})
    found = {fault.where.removeprefix("models/"): str(fault) for fault in faults}
    assert case["where"] in found
    assert case["said"] in found[case["where"]]


SOUND = {
    "loss on ignition may be negative": ("compositions", "stone,LOI,43", "stone,LOI,-1"),
    "rounded analyses": ("compositions", "stone,CaO,55", "stone,CaO,57.4"),
    "a share of another input above one": ("recipes", "old_mud,0,0.5,mud", "old_mud,0,5,mud"),
    "a family without colour": ("families", "#b7410e", ""),
    "an input bounded twice": ("recipes", "clinker,red_mud,0,0.08", "clinker,red_mud,0.05,0.08"),
    "a factor on a family": ("factors", "input,clinker,", "input,clinker,red_mud"),
    "an ignited ratio": ("standards", "feed,,,,", "feed,,,,yes"),
}


@pytest.mark.parametrize("name", SOUND)
def test_nothing_valid_is_rejected(
    name: str, edited: Callable[..., str], model_faults: Callable[..., list[Fault]]
) -> None:
    """Proves that the rules above stop at what is wrong."""
    table, old, new = SOUND[name]
    assert model_faults(**{table: edited(table, old, new)}) == []


@pytest.mark.parametrize("ledger", BUILT_IN)
def test_built_in_ledgers_must_be_described(
    ledger: str, edited: Callable[..., str], model_faults: Callable[..., list[Fault]]
) -> None:
    """Proves that a ledger which the engine fills has a name and a unit to be shown by."""
    faults = model_faults(ledgers=edited("ledgers", f"\n{ledger},", "\nother,"))
    assert "models/ledgers.csv, ledger" in {fault.where for fault in faults}


def test_ignited_needs_the_loss(edited: Callable[..., str], model_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a limit on ignited matter cannot be set in a model that knows no loss on ignition."""
    properties = edited("properties", "LOI,", "GV,")
    faults = model_faults(properties=properties, compositions="material,property,value\n")
    assert [fault.where for fault in faults] == ["models/standards.csv row 4, ignited"]


def test_a_model_folder_with_gaps(model_folder: Callable[..., Path]) -> None:
    """Proves that missing tables, unknown files and bad cells of a model come together, with its folder's name."""
    folder = model_folder(recipes="process,input,max_share\nclinker,mud,50%\n", receipts="a\n1\n")
    (folder / "prices.csv").unlink()
    with pytest.raises(DataError) as caught:
        read_model_tables(folder)
    found = {fault.where: fault.right for fault in caught.value.faults}
    assert set(found) == {"receipts.csv", "models/prices.csv", "models/recipes.csv row 2, max_share"}
    assert found["models/recipes.csv row 2, max_share"] == "if 0.5 t/t is meant, write 0.5"


_LOTS = "plant,material,property,value\n"
ASKED: dict[str, tuple[str, str | None, str, str, str]] = {
    "unknown material": (
        "offers",
        "R1,mud,12",
        "R1,mudd,12",
        "offers.csv row 2, material",
        "has no 'mudd'",
    ),
    "unknown process": (
        "facilities",
        "clinker",
        "clinkers",
        "facilities.csv row 2, process",
        "write 'clinker'",
    ),
    "unknown mode": (
        "links",
        None,
        "from,to,mode\nR1,C1,ship\n",
        "links.csv row 2, mode",
        "modes.csv has no 'ship'",
    ),
    "unknown ledger": (
        "caps",
        None,
        "scope,ledger,amount\npark,co2,5\n",
        "caps.csv row 2, ledger",
        "has no 'co2'",
    ),
    "unknown property": (
        "compositions",
        None,
        _LOTS + "R1,mud,Zn,5\n",
        "compositions.csv row 2, property",
        "has no 'Zn'",
    ),
    "derived property": (
        "compositions",
        None,
        _LOTS + "R1,mud,Na2Oeq,5\n",
        "compositions.csv row 2, property",
        "is derived",
    ),
    "over 100 %": (
        "compositions",
        None,
        _LOTS + "R1,mud,Na2O,50\nR1,mud,CaO,51\nC1,mud,CaO,90\n",
        "compositions.csv row 2, value",
        "'R1 mud' adds up to 101 %",
    ),
    "an inside mode between plants": (
        "links",
        None,
        "from,to,mode\nR1,kiln,belt\n",
        "links.csv row 2, mode",
        "works only inside one plant",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_a_park_asks_of_a_model(
    name: str, edited: Callable[..., str], park_folder: Callable[..., Path], model_folder: Callable[..., Path]
) -> None:
    """Proves that a park that reads well alone is still held against the model."""
    table, old, new, where, said = ASKED[name]
    text = new if old is None else edited(table, old, new)
    park = read_park(park_folder(**{table: text}))
    model = read_model_tables(model_folder())[0]
    faults = check_park(park.tables, model)
    assert [fault.where for fault in faults] == [where]
    assert said in str(faults[0])


def test_a_valid_park_has_no_fault(park_folder: Callable[..., Path], model_folder: Callable[..., Path]) -> None:
    """Proves that the park which the cases above spoil is right, an inside mode inside one plant included."""
    links = "from,to,mode,material\nC1,kiln,belt,red_mud\nR1,C1,truck,mud\n"
    park = read_park(park_folder(links=links))
    assert check_park(park.tables, read_model_tables(model_folder())[0]) == []


def test_a_process_without_recipe(
    edited: Callable[..., str], park_folder: Callable[..., Path], model_folder: Callable[..., Path]
) -> None:
    """Proves that a facility whose process takes nothing in is named. Without it it stands idle unexplained."""
    model = read_model_tables(model_folder(recipes=edited("recipes", "landfill,red_mud,,,\n", "")))[0]
    faults = check_park(read_park(park_folder()).tables, model)
    assert [fault.where for fault in faults] == ["facilities.csv row 3, process"]


def test_checking_changes_nothing(park_folder: Callable[..., Path], model_folder: Callable[..., Path]) -> None:
    """Proves that the checks leave their tables as they were."""
    park, model = read_park(park_folder()).tables, read_model_tables(model_folder())[0]
    before = {name: frame.copy() for name, frame in (*park.items(), *((f"m {k}", v) for k, v in model.items()))}
    check_model(model)
    check_park(park, model)
    for name, frame in (*park.items(), *((f"m {k}", v) for k, v in model.items())):
        pd.testing.assert_frame_equal(frame, before[name])


@pytest.mark.skipif(not (SHIPPED / "materials.csv").exists(), reason="no model is shipped yet")
def test_the_shipped_model_has_no_fault() -> None:
    """Proves that the project's own numbers pass its own rules."""
    assert check_model(read_model_tables(SHIPPED)[0]) == []
