"""What really happened beside what the plan says, on cases solved by hand."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from symbiosis import cli
from symbiosis.errors import DataError
from symbiosis.plan.tie_out import tie_out

#: 100 t of mud at A. Works at B take 60 t and give back 0.8 of it as old mud; tip C takes the rest and the old mud.
BACK = {
    "facilities": "facility,plant,process,capacity_t_a\nworks,B,making,60\ntip,C,dump,",
    "processes": "process,category,fate,status,opex_cny_t\nmaking,iron,use,industrial,0\n"
    "dump,tip,disposal,industrial,50",
    "recipes": "process,input\nmaking,mud\ndump,red_mud",
    "yields": "process,input,output,yield_t_t\nmaking,,brick,0.2\nmaking,,old_mud,0.8",
    "prices": "material,side,price_cny_t\nbrick,sell,0",
}


def compared(world: Any, lines: str, **tables: str) -> pd.DataFrame:
    """Return the tie-out of a world with these lines of actual.csv, by line."""
    return tie_out(world(actual=lines, **tables).solve().plan).set_index("line")


def test_what_comes_back_is_not_used(world: Any) -> None:
    """Proves, of 60 t taken in of which 0.8 come back: used 12, received 60, made 48 old mud, dumped 40 + 48 = 88.

    Without it the answer would be used 60, as if tailings were no red mud.
    """
    table = compared(
        world,
        "line,ledger,family,material,category,process,facility,from,amount\n"
        "all,used_t,red_mud,,,,,,12\nby category,used_t,,,iron,,,,12\nby process,used_t,,,,making,,,12\n"
        "moved,,,mud,,,works,A,60\ntails,made_t,,old_mud,,,works,,48\ntip,disposed_t,red_mud,,tip,,,,88\n"
        "tip of tails,disposed_t,,old_mud,,,,,48\nall dumped,disposed_t,,,,,,,88",
        **BACK,
    )
    assert table["model"].tolist() == pytest.approx([12, 12, 12, 60, 48, 88, 48, 88])
    assert table["within"].all()
    assert table["difference"].tolist() == pytest.approx([0] * 8)


def test_yields_of_one_input(world: Any) -> None:
    """Proves that a yield of one input counts for that input only: of 60 t mud 0.5 come back, used 30.

    Without it the answer would be used 60 by process and 30 in the ledger.
    """
    tables = BACK | {"yields": "process,input,output,yield_t_t\nmaking,red_mud,old_mud,0.5"}
    lines = "line,ledger,process,amount\nledger,used_t,,30\nprocess,used_t,making,30"
    assert compared(world, lines, **tables)["model"].tolist() == pytest.approx([30, 30])


def test_tolerance(world: Any) -> None:
    """Proves, at 60 t in the model, that 50 is off by 10 = 20 %: not within 19 %, within 20 %; 60 needs no tolerance.

    Without it a baseline that is off would pass for one that ties out.
    """
    lines = "line,facility,amount,tolerance_pct\noff,works,50,19\nwithin,works,50,20\nsame,works,60,0\nnone,works,0,50"
    table = compared(world, lines, **BACK)
    assert table["within"].tolist() == [False, True, True, False]
    assert table["difference"].tolist() == pytest.approx([10, 10, 0, 60])
    assert table["difference_pct"].tolist()[:3] == pytest.approx([20, 20, 0])
    assert pd.isna(table.loc["none", "difference_pct"])


def test_scope_and_year(world: Any) -> None:
    """Proves that tonnes used stand in the sender's books and that only lines of the plan's year are compared.

    Without it the works' province would be credited with mud that is not its own.
    """
    plants = "plant,km,owner,zone,province\nA,0,Alu,north,Guangxi\nB,10,Brick,north,Hunan\nC,20,City,south,Hunan"
    lines = (
        "line,scope,name,ledger,process,amount,year\nsender,province,Guangxi,used_t,making,12,2025\n"
        "maker,province,Hunan,used_t,making,0,\nold,park,,used_t,making,7,2019\nbooks,province,Guangxi,used_t,,12,2025\n"
        "tip,province,Hunan,disposed_t,dump,48,2025\nboth,province,Guangxi;Hunan,disposed_t,dump,88,\n"
        "both books,province,Guangxi; Hunan,disposed_t,,88,"
    )
    table = compared(world, lines, **(BACK | {"plants": plants}))
    assert table["model"].to_dict() == pytest.approx(
        {"sender": 12, "maker": 0, "books": 12, "tip": 48, "both": 88, "both books": 88}
    )


FAULTS = {
    "line,ledger,process,amount\na,cost_cny,making,1": "'cost_cny' is not kept by process",
    "line,ledger,from,amount\na,made_t,A,1": "which nobody sends",
    "line,scope,name,amount\na,province,Hubei,1": "no plant has the province 'Hubei'",
    "line,ledger,category,amount\na,used_t,irn,1": "no process is of the category 'irn'",
    "line,ledger,process,amount\na,used_t,makin,1": "processes.csv has no 'makin'",
}


@pytest.mark.parametrize("lines", FAULTS)
def test_lines_that_cannot_be_asked(world: Any, lines: str) -> None:
    """Proves that a line which no plan could answer is a fault of the data, not a zero."""
    with pytest.raises(DataError, match=FAULTS[lines]):
        world(actual=lines, **BACK).solve()


def test_check_solves_the_baseline(world: Any, tmp_path: Any) -> None:
    """Proves that check compares with the scenario of the year, and that solve writes and says the same.

    Under the baseline nothing but the tip runs: used 0 against 12. Under the base case it ties out.
    """
    here = world(actual="line,ledger,amount,year\nused,used_t,12,2025", **BACK)
    (here.folder / "model" / "scenarios").mkdir()
    text = 'extends = "../base.toml"\n[processes.making]\nstatus = "pilot"\n'
    (here.folder / "model" / "scenarios" / "baseline-2025.toml").write_text(text, "utf-8")
    call = ["check", str(here.folder / "park"), "--models", str(here.folder / "model"), "--json"]
    checked = CliRunner().invoke(cli.main, call)
    assert checked.exit_code == 0, checked.stderr
    report = json.loads(checked.stdout)
    assert report["baseline"] == "baseline-2025"
    assert (report["tie_out"][0]["actual"], report["tie_out"][0]["model"]) == (12, 0)
    out = tmp_path / "run"
    call = ["solve", str(here.folder / "park"), "--models", str(here.folder / "model"), "--out", str(out)]
    done = CliRunner().invoke(cli.main, [*call, "--lang", "en"])
    assert "1 of 1 lines of actual.csv for 2025 are within their tolerance" in done.stdout
    assert "used" in (out / "tie_out.csv").read_text("utf-8-sig")
