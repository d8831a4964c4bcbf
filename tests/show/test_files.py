"""A run's folder: whole or not at all, the same bytes, nothing of others touched."""

from __future__ import annotations

import csv
import math
import os
import tomllib
from dataclasses import replace
from enum import Enum
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from symbiosis.errors import UsageError
from symbiosis.plan.record import PLAN_COLUMNS
from symbiosis.show import files
from symbiosis.show.cells import cell, csv_text, toml_text
from symbiosis.show.files import check_target, write_run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_writes_map_tables_record_and_log(plan, tmp_path):
    names = write_run(plan, tmp_path / "maps" / "trial", record={"solver": {"name": "HiGHS"}}, log=["read: 0.1 s"])
    folder = tmp_path / "maps" / "trial"
    assert set(names) == {path.name for path in folder.iterdir()}
    assert set(names) == {"map.html", "run.toml", "run.log", *(f"{name}.csv" for name in PLAN_COLUMNS)}
    assert "read: 0.1 s" in (folder / "run.log").read_text("utf-8")
    record = tomllib.loads((folder / "run.toml").read_text("utf-8"))
    assert record["solver"] == {"name": "HiGHS"}
    assert set(record["files"]) == set(names) - {"run.toml", "run.log"}
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["trial"]


def test_tables_open_in_a_spreadsheet(plan, tmp_path):
    write_run(plan, tmp_path / "run", record={})
    raw = (tmp_path / "run" / "flows.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == len(plan.flows)
    assert tuple(rows[0]) == PLAN_COLUMNS["flows"]
    assert float(rows[0]["dry_t"]) == 210000


def test_same_bytes_but_for_the_log(plan, tmp_path):
    record = {"b": 1, "a": {"y": 0.1 + 0.2, "x": None}}
    write_run(plan, tmp_path / "one", record=record)
    write_run(plan, tmp_path / "two", record=dict(reversed(record.items())))
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    del one["run.log"], two["run.log"]
    assert one == two


def test_an_earlier_run_is_replaced_and_foreign_files_are_kept(plan, tmp_path):
    folder = tmp_path / "run"
    write_run(plan, folder, record={"number": 1}, extra={"report.html": "old"})
    (folder / "my notes.txt").write_text("mine", "utf-8")
    write_run(plan, folder, record={"number": 2})
    assert tomllib.loads((folder / "run.toml").read_text("utf-8"))["number"] == 2
    assert (folder / "my notes.txt").read_text("utf-8") == "mine"
    assert not (folder / "report.html").exists()
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("failing", ["write", "rename"])
def test_a_failure_leaves_the_earlier_run(plan, tmp_path, monkeypatch, failing):
    """Proves that a result is replaced only by a complete one. Without it a full disk costs the old result too."""
    folder = tmp_path / "run"
    write_run(plan, folder, record={"number": 1})
    before = contents(folder)

    def fail_write(path, content):
        if path.name == "offers.csv":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    rename = Path.rename

    def fail_rename(self, target):
        if ".new-" in self.name:
            raise OSError(13, "Permission denied")
        return rename(self, target)

    if failing == "write":
        monkeypatch.setattr(files, "_write_file", fail_write)
    else:
        monkeypatch.setattr(Path, "rename", fail_rename)
    with pytest.raises(UsageError, match="cannot be written"):
        write_run(plan, folder, record={"number": 2})
    monkeypatch.undo()
    assert contents(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_of_others_is_left_alone(plan, tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(UsageError, match=r"no run\.toml"):
        write_run(plan, tmp_path, record={})
    with pytest.raises(UsageError, match="is a file"):
        write_run(plan, tmp_path / "thesis.docx", record={})
    assert contents(tmp_path) == {"thesis.docx": b"years of work"}


def test_an_empty_folder_is_taken(plan, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    check_target(folder)
    write_run(plan, folder, record={})
    assert (folder / "run.toml").is_file()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_folder_without_rights_is_told(plan, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        write_run(plan, tmp_path / "run", record={})


def test_a_target_below_a_file_is_told(plan, tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write_run(plan, tmp_path / "file" / "run", record={})


@pytest.mark.parametrize("name", ["../escape.txt", "run.toml", ".hidden", "a/b"])
def test_extra_files_have_plain_names(plan, tmp_path, name):
    with pytest.raises(ValueError, match="name"):
        write_run(plan, tmp_path / "run", record={}, extra={name: "x"})


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "＝1"])
def test_a_text_is_no_formula(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5.0, "-5"), (1_000_000.0, "1000000"), (0.1 + 0.2, "0.3"), (1 / 3, "0.3333333333"), (float("nan"), ""),
        (None, ""), (True, "yes"), (np.bool_(False), "no"), (np.float64(2.5), "2.5"), (-0.0, "0"), ("<=", "<="),
        ("", ""),
    ],
)  # fmt: skip
def test_cells(value, text):
    assert cell(value) == text


def test_commas_quotes_and_lines_survive():
    words = ['a,"b"', "two\nlines", "甲；乙"]
    text = csv_text(pd.DataFrame({"name": words}))
    assert [row[0] for row in csv.reader(text.splitlines(keepends=True))][1:] == words


def test_records_take_what_a_model_holds():
    class Colour(Enum):
        RED = "red"

    record = {
        "path": Path("a") / "b", "tuple": (1, None, 2), "set": {"b", "a"}, "none": None, "enum": Colour.RED,
        "array": np.int64(3), "nan": math.nan, "nested": [{"z": 1, "a": 2}], "text": '"; drop\n',
    }  # fmt: skip
    back = tomllib.loads(toml_text(record))
    assert math.isnan(back.pop("nan"))
    assert back == {
        "path": "a/b", "tuple": [1, 2], "set": ["a", "b"], "enum": "red", "array": 3, "nested": [{"a": 2, "z": 1}],
        "text": '"; drop\n',
    }  # fmt: skip


def test_a_table_that_names_a_user_formula_is_disarmed(plan, tmp_path):
    facilities = plan.facilities.assign(facility="=HYPERLINK(1)")
    write_run(replace(plan, facilities=facilities), tmp_path / "run", record={})
    assert "'=HYPERLINK(1)" in (tmp_path / "run" / "facilities.csv").read_text("utf-8-sig")
