"""What a whole run loads, and how its process ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: What nobody needs who solves a park without roads, each some hundredths of a second to a second of waiting.
IDLE = (
    "scipy.linalg", "scipy.stats", "scipy.spatial", "pyomo.environ", "matplotlib.pyplot", "openpyxl", "geopandas",
    "networkx", "distributed",
)  # fmt: skip

RUN = f"""import atexit, gc, sys
atexit.register(lambda: print('FROZEN', gc.get_freeze_count() > 0))
atexit.register(lambda: print('LOADED', *[name for name in {IDLE!r} if name in sys.modules]))
from symbiosis.commands.solve import solve
solve(["parks/tiny", "--out", sys.argv[1]])
"""


def test_a_whole_run_loads_what_it_uses_and_ends_at_once(tmp_path: Path) -> None:
    """Proves that map, report and workbook need none of the slow libraries, and that nothing is searched at the end.

    Without it an import at the top of some file would add its wait to every run of every command unnoticed.
    """
    call = [sys.executable, "-c", RUN, str(tmp_path / "run")]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-2:] == ["LOADED", "FROZEN True"], done.stdout + done.stderr
    assert {path.name for path in (tmp_path / "run").iterdir()} >= {"map.html", "report.html", "plan.xlsx"}
