"""``symbiosis check``: check a park and what could flow in it, and tie its baseline out."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import click

from symbiosis.commands import common
from symbiosis.commands.solve import print_tie_out


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@common.lang_option
@common.json_option
def check(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], lang: str, *, as_json: bool
) -> None:
    """Check PARK and what could flow in it.

    Nothing is solved, but for this: where actual.csv says what really happened, the baseline of its year is solved and
    compared with it, line by line: the scenario baseline-YEAR if there is one and no other is asked for.
    """
    with common.answered():
        import symbiosis
        from symbiosis.api import horizon_of
        from symbiosis.plan.tie_out import tie_out
        from symbiosis.show.check import baseline_name, check_report
        from symbiosis.show.check_words import check_lines

        read_park, model = common.read_both(park, models, scenario, assignments)
        words = cast("Literal['zh', 'en']", lang)
        report = check_report(horizon_of(read_park, model), words)
        if not as_json:
            click.echo("\n".join(check_lines(report, words)))
        if len(read_park.tables["actual"]):
            folder = common.models_folder(models, park)
            baseline = scenario or baseline_name(read_park, folder)
            plan = symbiosis.solve(read_park, symbiosis.read_model(folder, baseline, assignments))
            report |= {"baseline": plan.model.name, "tie_out": tie_out(plan).to_dict("records")}
            if not as_json:
                year, chinese = plan.model.settings.year, lang == "zh"
                none = f"（actual.csv 中没有 {year} 年的行）" if chinese else f" (actual.csv has no line for {year})"
                head = "基线：" if chinese else "baseline: "
                click.echo(f"{head}{plan.model.name}{'' if report['tie_out'] else none}")
                print_tie_out(plan, lang)
        if as_json:
            common.print_json(report)
