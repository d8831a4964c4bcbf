"""A settlement as a page, as tables and as files, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from symbiosis.compare import games
from symbiosis.compare.payments import OUTSIDE, payments
from symbiosis.compare.settlement import RULES
from symbiosis.show import chart
from symbiosis.show.cells import csv_text
from symbiosis.show.currency import shown_of
from symbiosis.show.labels import check_lang
from symbiosis.show.numbers import figure, money, tonnes
from symbiosis.show.report_words import Both, names, plant_names, same, word
from symbiosis.show.settle_words import amount, filled, group_words, player_names, sentences
from symbiosis.show.study_page import Block, study_html

if TYPE_CHECKING:
    from symbiosis.compare.settlement import Settlement

#: Flows that the page lists; settlement_links.csv has all.
LISTED = 40
OWNERS = ("alone_cny", "plan_cny", "saving_cny", "share_cny", "transfer_cny", "after_cny")
#: Prices of a flow, and their heads.
PRICES = {
    "worth_to_giver_cny_t": "worth",
    "own_cost_cny_t": "own_cost",
    "rules_cny_t": "rules",
    "rent_cny_t": "rent",
    "fee_cny_t": "fee",
}
_LINK_COLUMNS = ("year", "giver", "taker", "facility", "what", "tonnes", *PRICES.values(), "fee_year", "fee_all")

Table = tuple[list[Both], list[list[Both]]]


def settle_files(found: Settlement, lang: str) -> dict[str, bytes]:
    """Return the tables (money in the park's currency) and settle.html by name."""
    check_lang(lang)
    tables = {
        "settlement.csv": found.table,
        "settlement_payments.csv": payments(found),
        "settlement_links.csv": found.prices.table,
        "settlement_books.csv": books_table(found),
        "settlement_coalitions.csv": coalition_table(found),
    }
    texts = {name: csv_text(shown_of(table, found.plan.park)).encode("utf-8-sig") for name, table in tables.items()}
    return {**texts, "settle.html": settle_html(found, lang).encode()}


def settle_html(found: Settlement, lang: str = "zh") -> str:
    """Return the page of a settlement in both languages; ``lang`` is shown first."""
    park, model = found.plan.park, found.plan.model
    name = Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name)
    scenario = Both(model.title_zh or model.name, model.title_en or model.name)
    return study_html(filled("settle_title", park=name), scenario, sentences(found), list(_blocks(found)), lang)


def books_table(found: Settlement) -> pd.DataFrame:
    """Return what everybody pays in the plan by kind, in CNY: columns player, kind, amount_cny."""
    table = found.books.assign(player=list(found.players.names))
    return table.melt("player", var_name="kind", value_name="amount_cny").sort_values(["player", "kind"])


def coalition_table(found: Settlement) -> pd.DataFrame:
    """Return every coalition with its least cost, its gain, and what it would gain by leaving, in CNY."""
    shares = found.table["share_cny"].to_numpy(dtype=float)
    count, everybody = len(found.players.names), range(1, len(found.costs))
    inside = ["; ".join(games.named(coalition, found.players.names)) for coalition in everybody]
    return pd.DataFrame(
        {
            "coalition": inside,
            "players": games.members(count)[1:].sum(axis=1),
            "cost_cny": np.where(np.isfinite(found.costs[1:]), found.costs[1:], np.nan),
            "gain_cny": found.gains[1:],
            "leaving_cny": games.worth_at(found.gains, shares)[1:],
        }
    )


def owner_rows(found: Settlement) -> Table:
    """Return the table of players, with a total."""
    rows = [
        [name, *(amount(found, row[column]) for column in OWNERS)]
        for name, row in zip(player_names(found), found.table.to_dict("records"), strict=True)
    ]
    total = [amount(found, float(found.table[column].sum())) for column in OWNERS]
    heads = [word(f"settle_{column.removesuffix('_cny')}") for column in ("player", *OWNERS)]
    return heads, [*rows, [word("settle_total"), *total]]


def payment_rows(found: Settlement) -> Table:
    """Return the table of payments."""
    called = {OUTSIDE: word("settle_outsider"), **dict(zip(found.players.names, player_names(found), strict=True))}
    rows = [
        [called[payer], called[payee], amount(found, paid)]
        for payer, payee, paid in payments(found).itertuples(index=False, name=None)
    ]
    return [word(f"settle_{key}") for key in ("payer", "payee", "amount")], rows


def link_rows(found: Settlement, most: int, *, short: bool = False) -> Table:
    """Return the table of settlement prices between players, the largest payments first.

    A ``short`` one is what a console has room for: who, whom, what, how much, at what fee.
    """
    flows = found.prices.table
    flows = flows[flows["giver"] != flows["taker"]]
    flows = flows.iloc[np.argsort(-flows["fee_cny"].abs().to_numpy(), kind="stable")][:most]
    called = dict(zip(found.players.names, player_names(found), strict=True))
    materials, plants = names(found.plan, "materials", "material"), plant_names(found.plan)
    rows = [
        {
            "year": same(row["year"]),
            "giver": called.get(row["giver"], plants[row["from_plant"]]),
            "taker": called.get(row["taker"], plants[row["to_plant"]]),
            "facility": same(row["facility"]),
            "what": materials[row["material"]],
            "tonnes": _quantity(row["dry_t"], row["unit"]),
            **{head: _price(found, row[column]) for column, head in PRICES.items()},
            "fee_year": _bare(found, row["fee_cny"]),
            "fee_all": _bare(found, row["fee_cny"]),
        }
        for row in flows.to_dict("records")
    ]
    left_out = {"facility", "worth", "own_cost", "rules", "rent"} if short else set()
    left_out |= {"year", "fee_all"} if len(found.plan.years) == 1 else {"fee_year"}
    # A rent is rare, and a column of nothing takes room from the others.
    left_out |= {"rent"} if all(row["rent"].en == "0" for row in rows) else set()
    kept = [key for key in _LINK_COLUMNS if key not in left_out]
    heads = [filled(f"settle_{key}", currency=_currency(found)) for key in kept]
    return heads, [[row[key] for key in kept] for row in rows]


def _blocks(found: Settlement) -> Iterator[Block]:
    rule = word(f"settle_by_{found.rule}")
    heads, rows = owner_rows(found)
    note = filled("settle_owners_note", rule=rule)
    alone = word("settle_alone_note")
    yield Block(
        word("settle_owners"), Both(note.zh + alone.zh, f"{note.en} {alone.en}"), [_owner_chart(found)], heads, rows
    )
    yield Block(word("settle_payments"), word("settle_payments_note"), [], *payment_rows(found))
    heads, rows = link_rows(found, LISTED)
    yield Block(word("settle_links"), filled("settle_links_note", currency=_currency(found)), [], heads, rows)
    yield Block(word("settle_ruled"), word("settle_ruled_note"), [], *_ruled(found))
    leaving = [[group_words(found, group), amount(found, excess)] for group, excess in found.blocking(most=10)]
    heads = [word("settle_group"), word("settle_leave")]
    yield Block(word("settle_blocks"), word("settle_blocks_note"), [], heads, leaving)
    yield Block(
        word("settle_books"),
        filled("settle_books_note", currency=_currency(found)),
        [_book_chart(found)],
        *_books(found),
    )


def _ruled(found: Settlement) -> Table:
    columns = [found.table[f"{rule}_cny"].to_numpy(dtype=float) for rule in RULES]
    rows = [
        [name, *(amount(found, float(column[at])) for column in columns)]
        for at, name in enumerate(player_names(found))
    ]  # fmt: skip
    worst = [found.blocking(column, 1) for column in columns]
    last = [amount(found, each[0][1] if each else 0.0) for each in worst]
    return [word("settle_player"), *(word(f"settle_by_{rule}") for rule in RULES)], [
        *rows, [word("settle_worst"), *last],
    ]  # fmt: skip


def _books(found: Settlement) -> Table:
    kinds = list(found.books.columns)
    rows = [
        [name, *(_bare(found, float(value)) for value in values), _bare(found, float(values.sum()))]
        for name, values in zip(player_names(found), found.books.to_numpy(dtype=float), strict=True)
    ]
    return [word("settle_player"), *(_kind(str(kind)) for kind in kinds), word("settle_total")], rows


def _kind(kind: str) -> Both:
    return word(f"kind_of_{kind.replace(' ', '_')}", kind or "-")


def _owner_chart(found: Settlement) -> str:
    groups = [(word(f"settle_{key}"), _shown(found, found.table[f"{key}_cny"])) for key in ("alone", "plan", "after")]
    title = word("settle_owners")
    return chart.both(chart.bars, player_names(found), groups, title=title, axis=_axis(found))


def _book_chart(found: Settlement) -> str:
    groups = [(_kind(str(kind)), _shown(found, found.books[kind])) for kind in found.books.columns]
    title = word("settle_books")
    return chart.both(chart.bars, player_names(found), groups, title=title, axis=_axis(found), stacked=True)


def _axis(found: Settlement) -> chart.Axis:
    currency = found.plan.park.currency
    return chart.Axis("", lambda value: Both(money(value, "zh", currency), money(value, "en", currency)))


def _shown(found: Settlement, column: pd.Series[Any]) -> Sequence[float]:
    """Return amounts in the park's currency, so that the ticks of an axis are round in it."""
    return [float(value) / found.plan.park.cny_per_unit for value in column]


def _quantity(value: float, unit: str) -> Both:
    if unit == "t":
        return Both(tonnes(value, "zh"), tonnes(value, "en"))
    return same(f"{figure(value)} {unit}")


def _price(found: Settlement, value: float) -> Both:
    """Return a price per unit in the park's currency, which the note of the table says; what is rounding is 0."""
    return same(figure(0.0 if abs(value) < 5e-3 else value / found.plan.park.cny_per_unit))


def _bare(found: Settlement, value: float) -> Both:
    """Return an amount without the currency, which the note of the table says."""
    pair = amount(found, value)
    return Both(*(text.removesuffix(name).rstrip() for text, name in zip(pair, _currency(found), strict=True)))


def _currency(found: Settlement) -> Both:
    currency = found.plan.park.currency
    return Both("元" if currency == "CNY" else currency, currency)
