"""Files that a user might bring, kept outside the repository: a clear message, never a traceback, nothing lost."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.read import read_model_tables, read_park
from symbiosis.read.files import decode

BAD = Path(__file__).parents[3] / "shared/cases/badinput"

pytestmark = pytest.mark.skipif(not BAD.exists(), reason="the folder of bad input stands outside the repository")

FILES = sorted(BAD.glob("*")) if BAD.exists() else [BAD]


@pytest.mark.parametrize("table", ["plants", "offers", "facilities", "compositions", "links", "caps", "unknown"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_dropped_in_as_it_is(path: Path, table: str, park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that any of these files in place of any table ends in faults that name it."""
    faults = park_faults(**{table: path.read_bytes()})
    assert any(fault.where.startswith(f"{table}.csv") for fault in faults)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_dropped_in_as_settings_model_or_folder(path: Path, tmp_path: Path, park_folder: Callable[..., Path]) -> None:
    """Proves the same for park.toml, for a table of a model, and for the file given as a park."""
    folder = park_folder(**{"park.toml": path.read_bytes()})
    with pytest.raises(DataError, match=r"park\.toml"):
        read_park(folder)
    with pytest.raises(DataError, match="is a file, not a folder"):
        read_park(path)
    model = tmp_path / "model"
    model.mkdir()
    (model / "recipes.csv").write_bytes(path.read_bytes())
    with pytest.raises(DataError, match=r"models/recipes\.csv"):
        read_model_tables(model)


def as_park(path: Path) -> dict[str, str]:
    """Return the tables of a park that says what one of these files says."""
    rows = list(csv.DictReader(decode(path.read_bytes()).splitlines()))
    zh = "厂编号" in (rows[0] if rows else {})
    names = (
        ("厂编号", "名称", "经度", "纬度", "角色", "年产量(吨)")
        if zh
        else ("plant_id", "name", "lon", "lat", "role", "tonnes_per_year")
    )
    plants, offers, facilities = (
        ["plant,name_en,lon,lat"],
        ["plant,material,amount_t"],
        ["facility,plant,process,capacity_t_a"],
    )
    for number, row in enumerate(rows):
        plant, name, lon, lat, role, tonnes = (row[column] for column in names)
        plants.append(f"{plant},{name},{lon},{lat}")
        if role in {"source", "产生"}:
            offers.append(f'{plant},m{number},"{tonnes}"')
        else:
            facilities.append(f'F{number},{plant},clinker,"{tonnes}"')
    tables = {"plants": plants, "offers": offers, "facilities": facilities}
    return {table: "\n".join(lines) + "\n" for table, lines in tables.items()}


EXPECTED = {
    "01_negative_tonnes.csv": {
        "offers.csv row 2, amount_t": "-1500000 t/a is out of range",
        "facilities.csv row 4, capacity_t_a": "write -120000 or 120000",
    },
    "03_unit_mixup.csv": {
        "facilities.csv row 3, capacity_t_a": "if 120000 t/a is meant, write 120000",
        "facilities.csv row 4, capacity_t_a": "if 1200000 t/a is meant, write 1200000",
        "facilities.csv row 5, capacity_t_a": "if 1200000 t/a is meant, write 1200000",
    },
    "04_swapped_lonlat.csv": {
        "plants.csv row 2, lat": "write lon 113.1 and lat 35.1",
        "plants.csv row 4, lon": "empty map pin",
        "plants.csv row 5, lon": "200 deg is out of range",
        "plants.csv row 5, lat": "95 deg is out of range",
        "plants.csv row 6, lon": "metres of a web map",
        "plants.csv row 6, lat": "metres of a web map",
    },
    "06_spec_min_gt_max.csv": {},
    "07_duplicate_ids.csv": {
        "plants.csv row 3, plant": "already in row 2",
        "plants.csv row 4, plant": "already in row 2",
        "plants.csv row 5, plant": "already in row 2",
        "plants.csv row 7, plant": "already in row 6",
    },
    "09d_header_only.csv": dict.fromkeys(("plants.csv", "offers.csv", "facilities.csv"), "no rows"),
    "10_gbk.csv": {},
    "10b_utf8_bom.csv": {},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_said_in_the_tables_of_a_park(name: str, park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that the same content in a park's own tables gives exactly the faults that are in it."""
    found = {fault.where: str(fault) for fault in park_faults(**as_park(BAD / name))}
    assert set(found) == set(EXPECTED[name])
    for where, said in EXPECTED[name].items():
        assert said in found[where]


@pytest.mark.parametrize("name", ["10_gbk.csv", "10b_utf8_bom.csv"])
def test_nothing_is_lost(name: str, park_folder: Callable[..., Path]) -> None:
    """Proves that rare characters survive every encoding."""
    park = read_park(park_folder(**as_park(BAD / name)))
    assert park.plants["name_en"].tolist() == ["中铝山西分公司（氧化铝）", "河津水泥厂·㙍"]


def test_every_file_of_the_folder_is_looked_at() -> None:
    """Proves that a file added to the folder does not go unnoticed; the infeasible park is no table."""
    assert {path.name for path in FILES} == {*EXPECTED, "14_infeasible.json"}
