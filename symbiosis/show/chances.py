"""Monte Carlo as sentences, charts, a map and tables, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from symbiosis.show import chart
from symbiosis.show.numbers import figure, percent
from symbiosis.show.report_map import HEIGHT, WIDTH, curve, place_names, places_of, scale_bar
from symbiosis.show.report_words import Both, both_tonnes, names, same, word
from symbiosis.show.study_page import Block, both_cny, study_html, two

if TYPE_CHECKING:
    from symbiosis.compare.chances import Chances
    from symbiosis.park import Park
    from symbiosis.plan.record import Plan
    from symbiosis.scenario import Model

#: Rows of a table on the page; the files hold all of them.
_ROWS = 40
_DRIVERS = 15
#: A link is sure from this chance on, and doubtful down to one less it.
SURE = 0.95
#: Colours by chance: sure, likely, unlikely.
_COLOURS = ("#0072b2", "#e69f00", "#b5422c")

SPREAD = ("quantity", "typical", "mean", "standard_error", "p5", "p50", "p95")
_LINKS = ("offer", "facility", "mode", "chance", "standard_error", "bounds", "mean_t", "typical_t")
_BUILDS = ("candidate", "process", "chance", "bounds", "mean_size_t_a")
_REASONS = ("status", "draws", "share", "reason")


@dataclass(frozen=True)
class _Drawn:
    """What the drawing of the map asks of a plan."""

    park: Park
    model: Model
    flows: pd.DataFrame


def chances_html(found: Chances, lang: str = "zh") -> str:
    """Return the page of a Monte Carlo study."""
    park, model = found.park, found.model
    name = Both(park.title_zh or park.title_en or park.name, park.title_en or park.title_zh or park.name)
    scenario = Both(model.title_zh or model.name, model.title_en or model.name)
    return study_html(two("chances_title", park=name), scenario, sentences(found), list(_blocks(found)), lang)


def sentences(found: Chances) -> list[Both]:
    """Return what the draws have come to, a sentence each."""
    rate = _of_rate(found)
    groups = [word(f"chances_{group}") for group in dict.fromkeys(one.group for one in found.inputs)]
    drawn = Both("、".join(group.zh for group in groups), ", ".join(group.en for group in groups))
    told = [
        two(
            "chances_rate", draws=len(found.draws), mean=percent(rate["mean"]), error=percent(rate["standard_error"]),
            low=percent(rate["p5"]), high=percent(rate["p95"]), typical=percent(rate["typical"]),
        ),
        two(
            "chances_how", inputs=len(found.inputs), groups=drawn, seed=found.seed,
            shape=word(f"chances_{found.shape}"), arisings=figure(found.arisings_pct),
        ),
    ]  # fmt: skip
    if found.solved < len(found.draws):
        first = found.reasons.iloc[0]
        share = percent(1 - found.solved / len(found.draws))
        told.append(two("chances_failed", share=share, reason=first["reason"]))
    links = found.links
    sure, doubtful = int((links["chance"] >= SURE).sum()), links["chance"].between(1 - SURE, SURE, inclusive="neither")
    least = both_tonnes(found.threshold_t)
    told.append(two("chances_links", links=len(links), sure=sure, doubtful=int(doubtful.sum()), threshold=least))
    told.append(_decides(found))
    return told


def _decides(found: Chances) -> Both:
    known = found.drivers[found.drivers["beyond_luck_rate"]].head(3).to_dict("records")
    if not known:
        return word("chances_nothing_decides")
    listed = [input_name(str(row["input"]), found) for row in known]
    signs = [f" ({row['rank_correlation_rate']:+.2f})" for row in known]
    joined = Both(
        "、".join(name.zh + sign for name, sign in zip(listed, signs, strict=True)),
        ", ".join(name.en + sign for name, sign in zip(listed, signs, strict=True)),
    )
    return two("chances_decide", inputs=joined)


def input_name(path: str, found: Chances) -> Both:
    """Return an input as people call it, such as ``Bayer red mud: Fe2O3``."""
    parts = [part.strip('"') for part in path.removeprefix("park.").split(".")]
    table, key = parts[0], parts[1:-1]
    called = names(cast("Plan", found), "materials", "material")
    listed = [called.get(part, same(part)) for part in key if part not in ("arising", "sell", "buy")]
    kind = word(f"chances_of_{'arisings' if table == 'offers' else table}")
    zh, en = "·".join(part.zh for part in listed), ", ".join(part.en for part in listed)
    return Both(f"{zh}{kind.zh}", f"{en}{kind.en}")


def _of_rate(found: Chances) -> dict[str, float]:
    """Return the spread of the rate of use."""
    rows = found.spread[found.spread["quantity"] == "rate"].to_dict("records")
    row = rows[0] if rows else {}  # nothing arises, so there is no rate
    return {name: _number(row.get(name)) for name in SPREAD[1:]}


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _blocks(found: Chances) -> Iterator[Block]:
    draws = found.draws[found.draws["solved"]]
    rates = (100 * draws["rate"].astype(float)).dropna().tolist()
    spread = _of_rate(found)
    marks = [(100 * spread[name], word(f"chances_{name}")) for name in ("p5", "p50", "p95")]
    axis = chart.Axis(_percent(word("policy_rate")), marks=marks)
    shown = [chart.both(
        chart.histogram, [(word("chances_draws"), rates)], title=word("chances_histogram"), x=axis,
        y=chart.Axis(word("chances_draws")),
    )] if rates else []  # fmt: skip
    yield Block(word("chances_spread"), word("chances_spread_note"), shown, _heads(SPREAD), _spread_rows(found))
    yield Block(word("chances_map"), word("chances_map_note"), [_map(found)])
    yield Block(word("chances_link_table"), word("chances_link_table_note"), (), _heads(_LINKS), _link_rows(found))
    if len(found.builds):
        rows = [[_cell(name, row) for name in _BUILDS] for row in found.builds.head(_ROWS).to_dict("records")]
        yield Block(word("chances_builds"), None, (), _heads(_BUILDS), rows)
    if rates:  # where nothing arises there is no rate to be driven or to converge
        yield Block(word("chances_drivers"), word("chances_drivers_note"), [_drivers(found)])
        yield Block(word("chances_convergence"), word("chances_convergence_note"), [_convergence(found)])
    if len(found.reasons):
        rows = [[_cell(name, row) for name in _REASONS] for row in found.reasons.head(_ROWS).to_dict("records")]
        yield Block(word("chances_reasons"), None, (), _heads(_REASONS), rows)


def _percent(text: Both) -> Both:
    return Both(f"{text.zh} %", f"{text.en} %")


def _heads(columns: tuple[str, ...]) -> list[Both]:
    return [word(f"chances_{name}") for name in columns]


def spread_cell(quantity: str, name: str, value: Any, found: Chances) -> Both:
    """Return a cell of the table of spreads as people write it."""
    if name == "quantity":
        family = quantity.removeprefix("rate_")
        called = names(cast("Plan", found), "families", "family").get(family, same(family))
        if quantity.startswith("rate_"):
            return Both(*(f"{text}{called[side]}" for side, text in enumerate(word("chances_rate_of"))))
        return word(f"policy_{quantity}", quantity)
    number = _number(value)
    if not math.isfinite(number):
        return same("-")
    if quantity.startswith("rate"):
        return same(percent(number))
    if quantity == "cost_cny":
        return both_cny(number, found.park)
    return both_tonnes(number / 1000.0 if quantity == "co2_kg" else number)


def _spread_rows(found: Chances) -> list[list[Both]]:
    rows = found.spread.to_dict("records")
    return [[spread_cell(str(row["quantity"]), name, row[name], found) for name in SPREAD] for row in rows]


def _cell(name: str, row: dict[Any, Any]) -> Both:
    if name == "bounds":
        return same(f"{100 * row['low_95']:.0f}–{100 * row['high_95']:.0f} %")
    value = row[name]
    if isinstance(value, str):
        return same(value)
    if not math.isfinite(_number(value)):
        return same("-")
    if name in ("chance", "standard_error", "share"):
        return same(percent(value))
    return both_tonnes(value) if name.endswith(("_t", "_t_a")) else same(figure(value))


def _link_rows(found: Chances) -> list[list[Both]]:
    """Return the links that are in doubt first, the largest first; then those that are sure."""
    links = found.links
    doubt = links["chance"].between(1 - SURE, SURE, inclusive="neither")
    weight = links["mean_t"].fillna(0.0) * links["chance"]
    order = links.assign(_doubt=~doubt, _weight=-weight).sort_values(["_doubt", "_weight"], kind="stable")
    return [[_cell(name, row) for name in _LINKS] for row in order.head(_ROWS).to_dict("records")]


def _map(found: Chances) -> str:
    """Return the links between plants: as wide as their tonnes where used, as strong as their chance."""
    links = found.links[found.links["mean_t"].notna()]
    stands = dict(zip(found.park.facilities["facility"], found.park.facilities["plant"], strict=True))
    ends = links.assign(
        from_plant=links["offer"].map(lambda offer: _plant(str(offer), stands)),
        to_plant=links["facility"].map(lambda place: _plant(str(place), stands)),
    )
    between = ends[(ends["from_plant"] != ends["to_plant"]) & (ends["fate"] != "market")]
    bundles = between.groupby(["from_plant", "to_plant"]).agg(dry_t=("mean_t", "sum"), chance=("chance", "max"))
    drawn = _Drawn(found.park, found.model, bundles.reset_index())
    places, scale = places_of(cast("Plan", drawn))
    most = max(bundles["dry_t"].max(), 1.0) if len(bundles) else 1.0
    out = [f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">']
    for row in drawn.flows.sort_values("chance").to_dict("records"):
        if row["from_plant"] not in places or row["to_plant"] not in places:
            continue
        colour = _COLOURS[0 if row["chance"] >= SURE else 1 if row["chance"] >= 0.5 else 2]
        style = f'stroke-opacity="{0.15 + 0.75 * row["chance"]:.2f}" stroke-linecap="round"'
        width = 0.8 + 7.2 * math.sqrt(row["dry_t"] / most)
        out.append(curve(places[row["from_plant"]], places[row["to_plant"]], colour, width, style))
    out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#fff" stroke="#222"/>' for x, y in places.values()]
    return "\n".join([*out, *place_names(cast("Plan", drawn), places), scale_bar(scale), "</svg>"])


def _plant(name: str, stands: dict[str, str]) -> str:
    """Return the plant of an offer (``plant|material``, or ``facility|material`` of what is made) or of a facility."""
    place = name.partition("|")[0]
    known = stands.get(place, place)
    return known.split(";")[0] if isinstance(known, str) else str(next(iter(known)))


def _drivers(found: Chances) -> str:
    rows = found.drivers[found.drivers["rank_correlation_rate"].notna()].head(_DRIVERS).to_dict("records")
    listed = [input_name(str(row["input"]), found) for row in rows]
    values = [float(row["rank_correlation_rate"]) for row in rows]
    marks = [(side * found.luck, word("chances_luck")) for side in (-1, 1) if found.luck < 1]
    return chart.both(
        chart.bars, listed, [(word("chances_correlation"), values)], title=word("chances_drivers"),
        axis=chart.Axis(word("chances_correlation"), low=-1, high=1, marks=marks),
    )  # fmt: skip


def _convergence(found: Chances) -> str:
    running = found.running.iloc[1:]
    mean, error = (100 * running[name].to_numpy(dtype=float) for name in ("mean", "standard_error"))
    line = chart.Series(
        word("chances_running"), running["draws"].tolist(), mean.tolist(), low=(mean - 1.96 * error).tolist(),
        high=(mean + 1.96 * error).tolist(),
    )  # fmt: skip
    return chart.both(
        chart.line, [line], title=word("chances_convergence"), x=chart.Axis(word("chances_draws")),
        y=chart.Axis(_percent(word("policy_rate"))), dots=False,
    )  # fmt: skip


def spread_text(found: Chances, lang: str) -> list[list[str]]:
    """Return the table of spreads for the console: its heads, then its rows."""
    side = 0 if lang == "zh" else 1
    rows = [[cell[side] for cell in row] for row in _spread_rows(found)]
    return [[head[side] for head in _heads(SPREAD)], *rows]


def link_text(found: Chances, lang: str, most: int) -> list[list[str]]:
    """Return the first rows of the table of links for the console, with its heads."""
    side = 0 if lang == "zh" else 1
    rows = [[cell[side] for cell in row] for row in _link_rows(found)[:most]]
    return [[head[side] for head in _heads(_LINKS)], *rows]
