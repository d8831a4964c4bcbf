"""The files of a sweep beside the folders of its points: tables, page, record; each whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symbiosis.compare.stored import write_text
from symbiosis.compare.sweep_tables import link_table, sweep_table, switch_table
from symbiosis.show.cells import csv_text, toml_text
from symbiosis.show.currency import shown_of
from symbiosis.show.sweep import sweep_html

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.compare.sweep import Sweep
    from symbiosis.plan.record import Plan


def write_sweep(done: Sweep, folder: Path, lang: str) -> tuple[str, ...]:
    """Write the tables, the page and the record of a sweep into ``folder`` and return the names of the files."""
    contents = {
        "sweep.csv": "\ufeff" + csv_text(shown_points(done)),
        "sweep_links.csv": "\ufeff" + csv_text(link_table(done)),
        "sweep_switches.csv": "\ufeff" + csv_text(switch_table(done)),
        "sweep.html": sweep_html(done, lang),
        "sweep.toml": toml_text(_record(done)),
    }
    for name, text in contents.items():
        write_text(folder / name, text)
    return tuple(contents)


def shown_points(done: Sweep) -> pd.DataFrame:
    """Return the table of points with ledgers of money in the park's currency; parameters stay what they are."""
    table = sweep_table(done)
    ledgers = [name for name in table if name in set(done.model.tables["ledgers"]["ledger"])]
    money = shown_of(table[ledgers], done.park)
    names = dict(zip(ledgers, money.columns, strict=True))
    return table.rename(columns=names).assign(**{str(name): money[name] for name in money})


def _record(done: Sweep) -> dict[str, object]:
    """Return what the sweep was made from; the same sweep gives the same record."""
    from symbiosis.plan.run_record import versions

    return {
        "park": {"name": done.park.name, "currency": done.park.currency, "files": dict(done.park.hashes)},
        "model": {"scenario": done.model.name, "files": dict(done.model.hashes)},
        "vary": {axis.path: list(axis.values) for axis in done.design.axes},
        "side_by_side": done.design.side_by_side,
        "points": {
            result.name: {"key": result.key, "status": result.status, "audited": result.audited}
            for result in done.results
        },
        "versions": versions(),
    }


def write_whole(plan: Plan, folder: Path) -> None:
    """Write everything that a single solve of ``plan`` would write into ``folder``."""
    from symbiosis.plan.run_record import run_record
    from symbiosis.show.files import write_run
    from symbiosis.show.footprints import footprint_files
    from symbiosis.show.report_files import report_files

    extra = footprint_files(plan) | report_files(plan, "zh", ("report", "xlsx"))
    write_run(plan, folder, record=run_record(plan, plan.certificate), extra=extra)
