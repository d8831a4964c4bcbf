"""The words for classes of facilities and kinds of receptors, which several tables share."""

from __future__ import annotations

from pathlib import Path

from symbiosis.read import check_model, read_model_tables
from symbiosis.schema import table

ROOT = Path(__file__).parents[2]


def test_one_set_of_words() -> None:
    """Proves that processes, plots, receptors and separations use the same words.

    Without it a class could be given to a process for which no distance can be asked.
    """
    classes = dict(table("model", "processes").columns["site_class"].choices)
    kinds = dict(table("park", "receptors").columns["kind"].choices)
    asked = table("model", "separations").columns
    assert not classes.keys() & kinds.keys(), "a word would mean a class and a receptor"
    assert dict(asked["site_class"].choices) == classes
    assert dict(asked["against"].choices) == kinds | classes
    assert table("park", "plants").columns["zoning"].refers == (("processes", "site_class"),)


def test_the_shipped_distances() -> None:
    """Proves that every distance says where it comes from, and that every class which keeps away is in use.

    Without it a figure from memory could pass as one of a standard.
    """
    model = read_model_tables(ROOT / "models")[0]
    assert check_model(model) == []
    rules = model["separations"]
    assert (rules["source"] != "").all()
    remembered = rules["source"].str.contains("from memory") | rules["source"].str.contains("assumed")
    assert (rules.loc[remembered, "confidence"] == "assumed").all()
    assert set(rules["site_class"]) <= set(model["processes"]["site_class"])
    assert set(model["processes"]["site_class"]) == set(rules["site_class"]) | {"ordinary"}
