"""The house: one direction, nothing heavy at the door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "symbiosis"

#: Ground floor first; a room may import a room that stands before it, or itself.
ROOMS = [
    "errors", "registry", "schema", "geography", "park", "read", "scenario", "network", "formulation", "solver", "plan",
    "explain", "api", "compare", "show", "commands", "cli",
]  # fmt: skip


def imports(path: Path) -> set[str]:
    """Return the rooms that a file imports when it runs; imports for type checkers alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    only_types = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    skipped = {id(inner) for node in only_types for inner in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("symbiosis.")}
    return found


FILES = sorted(path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_imports_upwards(path: Path) -> None:
    """Proves that a room imports only rooms below it.

    Without it the audit could lean on the formulation, and a map could change a model.
    """
    room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    assert room in ROOMS, f"{room} has no place in the order of rooms"
    above = {name for name in imports(path) if name in ROOMS and ROOMS.index(name) > ROOMS.index(room)}
    assert not above


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_wildcards_and_no_print(path: Path) -> None:
    """Proves that nothing is printed outside the command line, and nothing imported unseen."""
    tree = ast.parse(path.read_text("utf-8"))
    stars = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
    prints = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]
    assert not stars
    assert not prints or path.name == "cli.py" or "__main__" in path.read_text("utf-8")


HEAVY = ("pandas", "numpy", "scipy", "pyomo", "highspy", "geopandas", "shapely", "folium", "pydantic", "rich", "jinja2")


HELP = "import runpy, sys; sys.argv = ['solve.py', '--help']; runpy.run_path('solve.py', run_name='__main__')"
WATCH = f"""import atexit, sys
atexit.register(lambda: print('LOADED', *[name for name in {HEAVY!r} if name in sys.modules]))
"""


@pytest.mark.parametrize("code", ["import symbiosis", "import symbiosis.cli", HELP])
def test_the_door_is_light(code: str) -> None:
    """Proves that importing the package and asking for help load nothing heavy."""
    call = [sys.executable, "-c", WATCH + code]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1].split() == ["LOADED"], done.stdout + done.stderr
