"""Coefficients put into one matrix, and Pyomo loaded without what nobody asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from symbiosis.formulation.terms import Terms, by_columns, by_rows


def test_entries_on_one_place_add_up_and_blocks_begin_in_their_own_row() -> None:
    """Proves the matrix of two blocks by hand. Without it a ledger of two parts on one flow could lose one of them."""
    first = (Terms.of([0, 1, 0], [2, 0, 2], [1.0, 4.0, 0.5]), Terms.of([1], [1], 3.0))
    second = (Terms.of([0, 0], [0, 1], -1.0),)
    matrix = by_columns([(0, first), (2, second)], (3, 3))
    assert matrix.toarray().tolist() == [[0.0, 0.0, 1.5], [4.0, 3.0, 0.0], [-1.0, -1.0, 0.0]]
    assert matrix.nnz == 5
    assert matrix.has_sorted_indices
    assert by_rows(first, (2, 3)).toarray().tolist() == [[0.0, 0.0, 1.5], [4.0, 3.0, 0.0]]
    assert by_rows((), (2, 3)).nnz == 0


def test_numbers_of_rows_and_columns_are_those_of_the_solver() -> None:
    """Proves that one number stands for all entries. Without it a row of ones would cost as much as its amounts."""
    terms = Terms.of(np.arange(4), np.arange(4), 2.0)
    assert terms.row.dtype == terms.column.dtype == np.int32
    assert terms.value.strides == (0,)


@pytest.mark.parametrize("room", ["formulation", "explain", "compare.alternatives"])
def test_pyomo_brings_neither_statistics_nor_windows(room: str) -> None:
    """Proves what the start does without. Without it every command waits for scipy.stats and matplotlib.pyplot."""
    lines = (
        f"import sys, symbiosis.{room}, matplotlib.figure",
        "assert 'scipy.stats' not in sys.modules and 'matplotlib.pyplot' not in sys.modules",
        "from pyomo.common.dependencies import scipy",
        "assert scipy.stats.norm.cdf(0.0) == 0.5",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


def test_a_model_is_written_without_all_of_pyomo(tmp_path: Path) -> None:
    """Proves that writers are there without ``pyomo.environ``. Without it a notebook could not write its model."""
    lines = (
        "import sys, pathlib, symbiosis.formulation, pyomo.core as pyo",
        "model = pyo.ConcreteModel()",
        "model.x = pyo.Var(bounds=(0, 3))",
        "model.most = pyo.Objective(expr=model.x, sense=pyo.maximize)",
        "for end in ('lp', 'mps', 'nl'): model.write(str(pathlib.Path(sys.argv[1]) / f'model.{end}'))",
        "assert 'pyomo.environ' not in sys.modules",
        "import pyomo.environ",
        "assert pyomo.environ.TransformationFactory('core.relax_integer_vars') is not None",
        "assert 'scipy.stats' not in sys.modules",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines), str(tmp_path)], check=True)
    assert {path.suffix for path in tmp_path.iterdir()} >= {".lp", ".mps", ".nl"}
