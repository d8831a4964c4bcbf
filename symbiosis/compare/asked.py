"""What a front is of: ledgers with their senses, read from ``used_t``, ``cost_cny:min``, ``used_t/red_mud``."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from symbiosis.errors import UsageError
from symbiosis.scenario.settings import Objective

if TYPE_CHECKING:
    from symbiosis.scenario import Model

_SENSES = ("max", "min")
#: Ends of the names of ledgers of which less is better unless they are credits: money, emissions, transport work.
_LESS = ("_cny", "_kg", "tkm")
#: What is used and what is credited is better the more of it there is; of the state's purse nobody says.
_MORE, _EITHER = "used_", "budget_"


def read_asked(texts: str | Sequence[str], model: Model) -> tuple[Objective, ...]:
    """Return the objectives that texts name, the one that is optimised first: a cost before others, else the first.

    Raises UsageError for a ledger, family or sense that is none, one that is named twice, or fewer than two.
    """
    words = texts.split(",") if isinstance(texts, str) else list(texts)
    asked = [_objective(word.strip(), model) for word in words if word.strip()]
    named = [(each.ledger, each.family) for each in asked]
    if twice := [name for name in named if named.count(name) > 1]:
        raise UsageError(f"--of: {'/'.join(filter(None, twice[0]))} is named twice; name each objective once")
    if len(asked) < 2:
        raise UsageError("--of: a front needs two objectives at least; name them as used_t,cost_cny")
    money = [each for each in asked if units(model)[each.ledger] == "CNY"]
    first = next((each for each in asked if each.ledger == "cost_cny"), (money or asked)[0])
    return (first, *(each for each in asked if each is not first))


def units(model: Model) -> dict[str, str]:
    """Return the unit of each ledger."""
    rows = model.tables["ledgers"][["ledger", "unit"]].itertuples(index=False, name=None)
    return {str(ledger): str(unit) for ledger, unit in rows}


def key(objective: Objective) -> str:
    """Return the name of an objective as a column: its ledger, with the family where only its part counts."""
    return f"{objective.ledger}_{objective.family}".rstrip("_")


def toml_value(value: Any) -> str:
    """Return a value as TOML in one line, as ``--set`` takes it."""
    import json

    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml_value(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    # A TOML text may be written as a JSON text; numbers keep all their digits.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)


def _objective(word: str, model: Model) -> Objective:
    name, _, sense = word.partition(":")
    ledger, _, family = (part.strip() for part in name.partition("/"))
    _known("ledger", ledger, [str(each) for each in model.tables["ledgers"]["ledger"]])
    if family:
        _known("family", family, [str(each) for each in model.tables["families"]["family"]])
    chosen = sense.strip() or _usual(ledger, model)
    if chosen not in _SENSES:
        raise UsageError(f"--of: {word!r} has the sense {chosen!r}; it would be {ledger}:max or {ledger}:min")
    return Objective(ledger=ledger, family=family, sense="max" if chosen == "max" else "min")


def _known(kind: str, name: str, known: list[str]) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(known)}"
        raise UsageError(f"--of: there is no {kind} {name!r}; {hint}")


def _usual(ledger: str, model: Model) -> Literal["max", "min"]:
    """Return in which sense a ledger is usually sought."""
    row = model.tables["ledgers"].set_index("ledger").loc[ledger]
    if ledger.startswith(_MORE) or bool(row["credit"]):
        return "max"
    if ledger.endswith(_LESS) and not ledger.startswith(_EITHER):
        return "min"
    raise UsageError(f"--of: whether more or less of {ledger} is better is not clear; say {ledger}:max or {ledger}:min")
