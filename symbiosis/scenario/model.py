"""The model: tables of assumptions plus a scenario, resolved and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from symbiosis.errors import DataError, Fault
from symbiosis.read import check_model, read_model_tables
from symbiosis.scenario.cells import PARK, canonical, override, split
from symbiosis.scenario.changes import changes, in_force
from symbiosis.scenario.layers import Layer, chain, from_assignments, merge
from symbiosis.scenario.park_cells import alter
from symbiosis.scenario.settings import Objective, Settings, Target

if TYPE_CHECKING:
    import pandas as pd

    from symbiosis.park import Park


@dataclass(frozen=True)
class Model:
    """Checked tables of assumptions and the settings of one scenario.

    ``tables`` holds every model table of the schema, typed as ``Park.tables`` is, with the scenario's cells put in.
    """

    name: str
    """Name of the scenario file, without its ending."""
    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    hashes: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file that was read, by file name."""
    assignments: tuple[str, ...] = ()
    """What ``--set`` said."""
    cells: Mapping[str, Any] = field(default_factory=dict)
    """Cells of the tables that were overridden, as ``table -> key -> ... -> column -> value``; ``park`` holds those of
    the park's own tables."""
    notes: tuple[str, ...] = ()
    """What a user may want to know: values that were set beyond their own range."""
    _raw: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    _layers: tuple[Layer, ...] = field(default=(), repr=False)
    _resolved: tuple[Layer, ...] = field(default=(), repr=False)
    """The layers that this model was made of, a park's among them."""

    @property
    def title_zh(self) -> str:
        """Chinese title of the scenario."""
        return self.settings.title_zh or self.name

    @property
    def title_en(self) -> str:
        """English title of the scenario."""
        return self.settings.title_en or self.name

    def at(self, park: Park) -> Model:
        """Return the model with what ``park`` knows better put between the base file and the scenario."""
        base, *rest = self._layers
        return _resolve(self, (base, dict(park.settings), *rest), f"{self.name} at {park.name}")

    def altered(self, park: Park) -> Park:
        """Return ``park`` with the cells of its tables that this model sets (``park.offers.A|mud.amount_t``).

        Raises DataError where ``park`` has no such cell; what the tables then disagree on is for ``check_park``.
        """
        return alter(park, self.cells.get(PARK, {}), self.name)

    def under(self, *assignments: str) -> Model:
        """Return the model with further texts ``a.b.c=value`` that win over everything said so far.

        Raises DataError and UsageError as ``read_model`` does.
        """
        laid = self.unresolved(*assignments)
        return _resolve(laid, laid._layers, self.name) if assignments else self

    def unresolved(self, *assignments: str) -> Model:
        """Return the same with tables and settings as they were: whoever calls ``at`` next resolves it anyway."""
        layers = (*self._layers, from_assignments(assignments))
        return replace(self, assignments=(*self.assignments, *assignments), _layers=layers)

    def in_year(self, year: int) -> Model:
        """Return the model as it stands in ``year``: with what sections ``[from.YEAR]`` up to then change."""
        whole = merge(canonical(layer) for layer in self._resolved)
        later, _ = changes(whole.pop("from", {}), self.name)
        where = f"{self.name} in {year}"
        then = _resolve_whole(self, self._resolved, in_force(whole, later, year), where) if later else self
        return replace(then, settings=then.settings.model_copy(update={"year": year}))

    def alone(self) -> Model:
        """Return the model of its year alone, whatever years it is solved with."""
        horizon = self.settings.horizon.model_copy(update={"years": (), "base_year": self.base_year})
        return replace(self, settings=self.settings.model_copy(update={"horizon": horizon}))

    @property
    def base_year(self) -> int:
        """Year for which amounts that grow are stated."""
        return self.settings.horizon.base_year or self.settings.years[0]


def read_model(
    folder: str | Path = "models", scenario: str | Path | None = None, assignments: Iterable[str] = ()
) -> Model:
    """Return the model in ``folder`` under ``scenario``.

    Parameters
    ----------
    folder
        Folder with the model tables and ``base.toml``, or the path of such a ``base.toml``.
    scenario
        A scenario's name (a file in ``scenarios/``) or the path of a TOML file; None means ``base.toml``.
    assignments
        Texts ``a.b.c=value`` that win over every file.

    Raises
    ------
    DataError
        With every fault of the tables, then of the settings.
    """
    folder = Path(folder)
    root = folder.parent if folder.suffix == ".toml" else folder
    path = _scenario_path(root, scenario, folder if folder.suffix == ".toml" else root / "base.toml")
    files = chain(path)
    assignments = tuple(assignments)
    tables, hashes = read_model_tables(root)
    hashes = {**hashes, **{file.name: sha256(file.read_bytes()).hexdigest() for file, _ in files}}
    layers = (*(layer for _, layer in files), from_assignments(assignments))
    unresolved = Model(path.stem, _PLACEHOLDER, tables, hashes, assignments, _raw=tables, _layers=layers)
    return _resolve(unresolved, layers, path.name)


def _scenario_path(root: Path, scenario: str | Path | None, base: Path) -> Path:
    if scenario is None:
        return base
    if str(scenario) == base.stem:
        return base
    path = Path(scenario)
    if path.suffix == ".toml":
        return path
    found = root / "scenarios" / f"{scenario}.toml"
    if not found.is_file():
        known = sorted(file.stem for file in (root / "scenarios").glob("*.toml"))
        near = get_close_matches(str(scenario), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join([base.stem, *known])}"
        raise DataError([Fault("--scenario", f"there is no scenario {scenario}", hint)])
    return found


def _resolve(model: Model, layers: tuple[Layer, ...], where: str) -> Model:
    whole = merge(canonical(layer) for layer in layers)
    later, faults = changes(whole.pop("from", {}), where)
    if faults:
        raise DataError(faults)
    for year in later:
        _resolve_whole(model, layers, in_force(whole, later, year), f"{where}, from.{year}")
    return _resolve_whole(model, layers, whole, where)


def _resolve_whole(model: Model, layers: tuple[Layer, ...], whole: Layer, where: str) -> Model:
    """Return the model that a merged canonical layer says; raises DataError with all its faults."""
    plain, cells = split(whole)
    own = {name: tree for name, tree in cells.items() if name != PARK}
    # Tables that no cell changes any further have been checked when this model was made.
    known = bool(model._resolved) and own == {name: tree for name, tree in model.cells.items() if name != PARK}
    tables, faults, notes = (model.tables, [], [*model.notes]) if known else override(model._raw, own, where)
    settings, more = _settings(plain, where)
    faults += more
    if settings is not None:
        faults += _unknown_names(settings, tables, where)
    if not faults and not known:
        faults = check_model(tables)
    if faults or settings is None:
        raise DataError(faults)
    return replace(model, settings=settings, tables=tables, cells=cells, notes=tuple(notes), _resolved=layers)


def _settings(plain: Mapping[str, Any], where: str) -> tuple[Settings | None, list[Fault]]:
    try:
        return Settings.model_validate(plain), []
    except ValidationError as error:
        return None, [_fault(detail, where) for detail in error.errors()]


def _fault(detail: Any, where: str) -> Fault:
    path = ".".join(str(part) for part in detail["loc"])
    place = f"{where}, {path}"
    if detail["type"] == "extra_forbidden":
        known = _known(detail["loc"][:-1])
        near = get_close_matches(str(detail["loc"][-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else "the known ones are " + ", ".join(known)
        return Fault(place, "is not a known setting", hint)
    if detail["type"] == "missing":
        return Fault(place, "is missing", "give it a value")
    if detail["type"] == "too_short" and path == "objectives":
        wrong = "names a single objective, which many plans satisfy equally well"
        return Fault(place, wrong, "name a second one after it that breaks ties, such as cost_cny min")
    right = str(detail["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
    return Fault(place, f"is {detail['input']!r}", right)


def _known(path: tuple[Any, ...]) -> list[str]:
    """Return the settings that exist under ``path``."""
    section: Any = Settings
    for part in path:
        if isinstance(part, str):
            section = section.model_fields[part].annotation
            inner = [kind for kind in getattr(section, "__args__", ()) if _is_section(kind)]
            section = inner[0] if inner else section
    return sorted(section.model_fields) if _is_section(section) else []


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _unknown_names(settings: Settings, tables: Mapping[str, pd.DataFrame], where: str) -> list[Fault]:
    """Return a fault for every ledger, family or standard that a setting names and no table has."""
    named: list[tuple[str, str, str, str]] = [
        ("standards_off", standard, "standards", "standard") for standard in settings.standards_off
    ]
    asked: dict[str, tuple[Objective | Target, ...]] = {"objectives": settings.objectives, "targets": settings.targets}
    for kind, items in asked.items():
        for position, item in enumerate(items, start=1):
            place = f"{kind}[{position}]"
            named.append((f"{place}.ledger", item.ledger, "ledgers", "ledger"))
            named += [(f"{place}.family", item.family, "families", "family")] if item.family else []
            over = getattr(item, "over", "")
            named += [(f"{place}.over", over, "ledgers", "ledger")] if over else []
    faults = _unknown_words(settings, tables, where)
    for place, value, table, column in named:
        known = [str(name) for name in tables[table][column]]
        if value not in known:
            near = get_close_matches(value, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"name a {column} of {table}.csv"
            faults.append(Fault(f"{where}, {place}", f"names {value}, which {table}.csv does not have", hint))
    return faults + _unknown_regimes(settings, tables, where)


def _unknown_words(settings: Settings, tables: Mapping[str, pd.DataFrame], where: str) -> list[Fault]:
    """Return a fault for every word of growth and obligations that may be of two tables and is of neither."""
    processes, materials = tables["processes"], tables["materials"]
    lines = {*processes["process"], *processes["category"]} - {""}
    matter = {*materials["material"], *materials["family"]}
    neither = "neither a {} nor a {}"
    asked = [(f"growth.{word}", word, matter, ("material", "family")) for word in settings.growth]
    for position, item in enumerate(settings.obligations, start=1):
        place = f"obligations[{position}]"
        asked += [(f"{place}.build", item.build, lines, ("process", "category"))]
        asked += [(f"{place}.per", item.per, lines, ("process", "category"))]
    faults = []
    for place, word, known, kinds in asked:
        if word not in known:
            near = get_close_matches(word, sorted(known), n=1)
            hint = f"did you mean {near[0]}?" if near else "name a {} or a {}".format(*kinds)
            faults.append(Fault(f"{where}, {place}", f"names {word}, which is {neither.format(*kinds)}", hint))
    return faults


def _unknown_regimes(settings: Settings, tables: Mapping[str, pd.DataFrame], where: str) -> list[Fault]:
    """Return a fault for every regime that no standard belongs to."""
    known = sorted({str(name) for name in tables["standards"]["regime"]} - {""})
    faults = []
    for regime in settings.regimes:
        if regime not in known:
            hint = f"the known ones are {', '.join(known)}" if known else "no standard names a regime; leave it out"
            faults.append(Fault(f"{where}, regimes", f"names {regime}, to which no standard belongs", hint))
    return faults


_PLACEHOLDER = Settings.model_construct()
