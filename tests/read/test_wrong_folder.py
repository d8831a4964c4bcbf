"""A folder that is no park, and no model where one was looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbiosis.errors import DataError
from symbiosis.read import read_park
from symbiosis.scenario import read_model


def test_a_folder_of_parks(tmp_path: Path) -> None:
    """Proves that who gives the folder above is told what is in it. Without it he would be asked for three tables."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "plants.csv").write_text("plant,lon,lat\n")
    (tmp_path / "other.xlsx").write_bytes(b"PK")
    (tmp_path / "notes").mkdir()
    with pytest.raises(DataError) as caught:
        read_park(tmp_path)
    (fault,) = caught.value.faults
    assert fault.wrong == "is no park, but has parks in it"
    assert fault.right == f"name one of them: {tmp_path / 'mine'}, {tmp_path / 'other.xlsx'}"


def test_an_empty_folder_is_asked_for_its_tables(tmp_path: Path) -> None:
    """Proves that an empty folder is told which tables a park has. Without it there would be nothing to begin with."""
    with pytest.raises(DataError) as caught:
        read_park(tmp_path)
    assert {"plants.csv", "offers.csv", "facilities.csv"} <= {fault.where for fault in caught.value.faults}


def test_no_model(tmp_path: Path) -> None:
    """Proves that who has no model beside his park is told which folder to give, and how.

    Without it he would be asked for a TOML file, wherever that is.
    """
    with pytest.raises(DataError) as caught:
        read_model(tmp_path / "models")
    (fault,) = caught.value.faults
    assert fault.where == str(tmp_path / "models")
    assert "--models" in fault.right
