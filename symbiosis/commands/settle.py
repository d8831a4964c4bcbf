"""``symbiosis settle``: what everybody pays alone, in the plan, and should pay or get so that nobody loses."""

from __future__ import annotations

import sys
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from symbiosis.commands import common

if TYPE_CHECKING:
    from symbiosis.compare.settlement import Settlement
    from symbiosis.show.settle import Table

#: Flows whose prices are printed; the files have all.
_PRINTED = 15


@click.command()
@common.park_argument
@common.models_option
@common.scenario_option
@common.set_option
@click.option("--by", default="owner", show_default=True, metavar="owner|zone|province", help="Who plays.")
@click.option(
    "--rule",
    default="nucleolus",
    show_default=True,
    metavar="nucleolus|shapley|dual",
    help="How the gain is divided: nucleolus, Shapley value, or by the prices of the flows.",
)
@click.option("--top", type=int, default=None, metavar="K", help="Only the K who exchange most play.")
@click.option(
    "--rest",
    default="one",
    show_default=True,
    metavar="one|apart",
    help="With --top: the others play as one, or are left out as if they were not there.",
)
@click.option("--public", multiple=True, metavar="PLANT", help="A plant that is nobody's and serves everybody at cost.")
@click.option("--private", multiple=True, metavar="PLANT", help="A plant without an owner that plays by itself.")
@click.option(
    "--premium",
    default="0",
    show_default=True,
    metavar="CNY_T|plan",
    help="Paid from outside per tonne used, as part of the game; plan: what the last tonne of the plan costs.",
)
@click.option(
    "--elsewhere",
    type=common.Number(0),
    default=None,
    metavar="CNY_T",
    help="Price at which waste can be placed outside the park.",
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder for the results.")
@common.lang_option
@common.json_option
def settle(
    park: Path, models: Path | None, scenario: str | None, assignments: tuple[str, ...], by: str, rule: str,
    top: int | None, rest: str, public: tuple[str, ...], private: tuple[str, ...], premium: str,
    elsewhere: float | None, out: Path | None, lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """Say what everybody would pay alone, pays in the plan of PARK, and should pay or get so that nobody loses.

    Every group of owners is solved by itself, so at most 12 play. Says whether the gain can be shared so that no group
    does better by itself (the core), and who would. Writes settle.html, settlement.csv, settlement_links.csv (prices at
    which each flow should be settled), settlement_payments.csv, settlement_books.csv and settlement_coalitions.csv.
    """
    with common.answered():
        import symbiosis
        from symbiosis.compare.settlement import check_asked
        from symbiosis.plan.run_record import inputs_record
        from symbiosis.show.files import check_target, write_folder
        from symbiosis.show.settle import settle_files

        paid = check_asked(by, rule, top, rest, premium)
        with common.shown_progress() as show:
            progress = common.Stopwatch(show)
            progress("reading")
            read_park, model = common.read_both(park, models, scenario, assignments)
            folder = out or Path("maps") / read_park.name / f"{model.name}-settle"
            check_target(folder)
            asked: dict[str, Any] = {"by": by, "rule": rule, "top": top, "rest": rest, "premium": paid}
            asked |= {"public": public, "private": private, "elsewhere": elsewhere}
            found = symbiosis.settle(read_park, model, **asked, progress=progress)
            progress("writing")
            record = inputs_record(read_park, model) | {"settle": _facts(found)}
            write_folder(folder, settle_files(found, lang), record=record, log=progress.laps())
        _print(found, folder, lang, as_json=as_json)
    sys.exit(0 if found.plan.outcome.status == "optimal" and not found.gap > _gap(found) else common.STOPPED)


def _gap(found: Settlement) -> float:
    return max(1e-9, found.plan.model.settings.solver.mip_gap)


def _facts(found: Settlement) -> dict[str, Any]:
    """Return what was asked and found, in CNY, for the record and as JSON."""
    names = found.players.names
    return {
        "by": found.players.by, "rule": found.rule, "players": list(names), "public": list(found.players.public),
        "rest": list(found.players.rest), "premium_cny_t": found.premium_cny_t,
        "elsewhere_cny_t": found.elsewhere_cny_t, "gain_cny": found.gain_cny,
        "cheapest_gain_cny": float(found.gains[-1]), "outside_cny": found.outside_cny,
        "core_empty": found.core.empty, "cheapest_core_empty": found.cheapest_core.empty,
        "core_needs_cny": found.core.needed, "gap": found.gap, "solves": found.solves,
        "price_of_use_cny_t": None if isnan(found.prices.premium_cny_t) else found.prices.premium_cny_t,
    }  # fmt: skip


def _print(found: Settlement, folder: Path, lang: str, *, as_json: bool) -> None:
    from symbiosis.compare.games import named
    from symbiosis.compare.payments import payments
    from symbiosis.show.currency import shown_of
    from symbiosis.show.settle import link_rows, owner_rows, payment_rows
    from symbiosis.show.settle_words import sentences

    park, words = found.plan.park, cast("Literal['zh', 'en']", lang)
    if as_json:
        leaving = [
            {"coalition": named(group, found.players.names), "gain_cny": excess} for group, excess in found.blocking()
        ]
        proof = [
            {"coalition": named(group, found.players.names), "weight": weight} for group, weight in found.core.balanced
        ]
        tables = {"players": found.table, "payments": payments(found), "links": found.prices.table}
        rows = {name: shown_of(table, park).to_dict("records") for name, table in tables.items()}
        common.print_json(
            {"folder": str(folder), **_facts(found), **rows, "leaving": leaving, "balanced": proof,
             "currency_of_rows": park.currency}
        )  # fmt: skip
        return
    for sentence in sentences(found):
        click.echo(getattr(sentence, words))
    _print_table(owner_rows(found), words)
    _print_table(payment_rows(found), words)
    _print_table(link_rows(found, _PRINTED, short=True), words)
    click.echo(folder / "settle.html")


def _print_table(table: Table, words: Literal["zh", "en"]) -> None:
    """Print a table: names are folded where there is no room, numbers never."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    heads, rows = ([[getattr(cell, words) for cell in row] for row in part] for part in ([table[0]], table[1]))
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    least = []
    for at, head in enumerate(heads[0]):
        numbers = all(row[at][:1] in "-0123456789" for row in rows)
        least.append(max([6, *(cell_len(row[at]) for row in rows)]) if numbers else 12)
        grid.add_column(head, justify="right" if numbers else "left", overflow="fold", min_width=least[-1])
    for row in rows:
        grid.add_row(*map(Text, row))
    # A number without its end would be a wrong number: the table is as wide as its numbers need.
    console = Console()
    console.width = max(console.width, sum(least) + 2 * len(least))
    click.echo()
    console.print(grid)
