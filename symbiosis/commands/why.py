"""``symbiosis why``: why an offer goes to a facility or not, and at what price it would."""

from __future__ import annotations

from pathlib import Path

import click

from symbiosis.commands import common

_VERDICTS_ZH = {
    "goes": "已采用",
    "gate": "准入规则不允许",
    "site": "不允许建设",
    "rule": "受一条规则限制",
    "rules": "受多条规则共同限制",
    "decision": "取决于建设决策",
    "price": "价格不合算",
    "tie": "与其他去向等价",
}


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--from", "plant", required=True, help="Plant that offers.")
@click.option("--to", "facility", default="", help="Facility; all that could take it if left out.")
@click.option("--material", default="", help="Material that is offered; all of the plant's if left out.")
@click.option("--year", type=int, default=None, help="Only this year, where several are solved.")
@common.lang_option
@common.json_option
def why(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], plant: str, facility: str,
    material: str, year: int | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Say why what a plant offers goes to a facility or not: the gate, the rule, or the price.

    Gates are the rules that decide whether it can exist. Where none refuses, every rule that binds is taken away to see
    whether the tonnes go then; and a hundredth of the offer is forced over the link to see what it costs. Nothing is
    written.
    """
    with common.answered():
        import symbiosis
        from symbiosis.errors import UsageError
        from symbiosis.explain import answer_table, explain_link, explain_offer
        from symbiosis.explain.offer import offer_of
        from symbiosis.solver.chain import Chain
        from symbiosis.solver.stages import Infeasible

        formulation = symbiosis.formulate(*common.read_both(park, models, scenario, assignments))
        years = [network.period.year for network in formulation.horizon.networks]
        if year not in (None, *years):
            raise UsageError(f"--year: {year} is not solved; the years are {', '.join(map(str, years))}")
        answers = []
        try:
            chain = None
            for offer in offer_of(formulation, plant, material):
                if facility:
                    answers += explain_link(formulation, offer, facility, chain=chain)
                else:
                    chain = chain or Chain(formulation)
                    answers += explain_offer(formulation, offer, chain=chain)
        except Infeasible:
            # What contradicts what is told by the solve that fails.
            symbiosis.solve_formulation(formulation)
        answers = [one for one in answers if year in (None, one.year)]
        if as_json:
            common.print_json(answer_table(answers).to_dict("records"))
            return
        for one in answers:
            verdict = _VERDICTS_ZH[one.verdict] if lang == "zh" else one.verdict
            click.echo(f"{one.offer} -> {one.facility} ({one.year}): {verdict}")
            for words in one.words:
                click.echo(f"  {words.zh if lang == 'zh' else words.en}")
