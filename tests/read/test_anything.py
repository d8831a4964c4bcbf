"""Whatever stands in a folder, reading ends in a park or in faults, never in a traceback."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.park import Park
from symbiosis.read import check_model, check_park, read_model_tables, read_park
from symbiosis.schema import park_tables

PIECES: list[bytes | str] = [
    b",", b";", b"\t", b"\n", b"\r", b'"', b"(", b")", b"\0", b"\xff", b"\xef\xbb\xbf", b"1", b"-", b"e9", b"nan", b" ",
    "，", "（", "万t", "厂址编号", "plant", "lon", "\u200b", "²", "Ａ", "R1", "C1", "mud", "经度", "\ud7ff", "𠮷",
]  # fmt: skip


def spoil(data: bytes, draw: random.Random) -> bytes:
    """Return a file with a few pieces put in, taken out or doubled."""
    for _ in range(draw.randint(1, 6)):
        piece = draw.choice(PIECES)
        piece = piece if isinstance(piece, bytes) else piece.encode(draw.choice(["utf-8", "gb18030"]))
        at = draw.randint(0, len(data))
        cut = draw.choice([0, 0, 1, 2, 10])
        data = data[:at] + piece * draw.choice([1, 1, 3]) + data[at + cut :]
    return data


def faults_of(read: Callable[[], Any]) -> tuple[Any, tuple[Fault, ...]]:
    """Return what was read, or None and the faults; any other error goes through."""
    try:
        return read(), ()
    except DataError as error:
        return None, error.faults


def sentences(faults: Sequence[Fault]) -> bool:
    return all(fault.where and fault.wrong and fault.right for fault in faults)


def sound(park: Park) -> None:
    """Assert that a park that was read holds what the schema promises."""
    for name, table in park_tables().items():
        frame = park.tables[name]
        assert list(frame.columns) == list(table.columns)
        for column in table.columns.values():
            values = frame[column.name]
            if column.type == "number":
                numbers = values.to_numpy(float)
                assert not np.isinf(numbers).any()
                assert not (column.required and np.isnan(numbers).any())
                assert column.min is None or not (numbers < column.min).any()
            if column.type in {"id", "ref"} and column.required:
                assert (values != "").all()
    assert len(park.plants)


@pytest.mark.parametrize("seed", range(150))
def test_spoiled_parks(seed: int, park_folder: Callable[..., Path], model_folder: Callable[..., Path]) -> None:
    """Proves over random damage that faults are sentences and that what is read is sound."""
    draw = random.Random(seed)
    extra = {
        "links": "from,to,mode\nR1,C1,truck\n",
        "caps": "scope,ledger,amount\npark,tkm,1\n",
        "actual": "line,ledger,facility,amount,tolerance_pct\nused,used_t,,1,5\nmade,made_t,,2,\n",
        "park.toml": 'datum = "WGS84"\n',
    }
    folder = park_folder(**extra)
    model = read_model_tables(model_folder())[0]
    for path in draw.sample(sorted(folder.iterdir()), draw.randint(1, 3)):
        path.write_bytes(spoil(path.read_bytes(), draw))
    park, faults = faults_of(lambda: read_park(folder))
    assert sentences(faults)
    assert (park is None) == bool(faults)
    if park is not None:
        sound(park)
        assert sentences(check_park(park.tables, model))


@pytest.mark.parametrize("seed", range(100))
def test_spoiled_models(seed: int, model_folder: Callable[..., Path]) -> None:
    """Proves the same for a model, its cross rules included."""
    draw = random.Random(seed)
    folder = model_folder()
    for path in draw.sample(sorted(folder.iterdir()), draw.randint(1, 4)):
        path.write_bytes(spoil(path.read_bytes(), draw))
    read, faults = faults_of(lambda: read_model_tables(folder))
    assert sentences(faults)
    assert (read is None) == bool(faults)
    if read is not None:
        assert sentences(check_model(read[0]))


@pytest.mark.parametrize("seed", range(60))
def test_swapped_cells_of_a_model(seed: int, model_folder: Callable[..., Path]) -> None:
    """Proves that the cross rules stand on any mixture of valid words: cells of one column are shuffled."""
    draw = random.Random(seed)
    folder = model_folder()
    for path in folder.iterdir():
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        place = draw.randrange(len(rows[0]))
        column = [row[place] for row in rows[1:]]
        draw.shuffle(column)
        for row, cell in zip(rows[1:], column, strict=True):
            row[place] = cell
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    read, faults = faults_of(lambda: read_model_tables(folder))
    assert sentences(faults)
    if read is not None:
        assert all(fault.where.startswith("models/") for fault in check_model(read[0]))
