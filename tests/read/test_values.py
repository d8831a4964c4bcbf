"""What is proposed for numbers that are not plain, and how words are read."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pytest

from symbiosis.errors import DataError, Fault
from symbiosis.read import check_table, empty_table, read_value
from symbiosis.read.near import Nearest
from symbiosis.read.remedy import guess
from symbiosis.schema import model_tables, park_tables

AMOUNT = park_tables()["offers"].columns["amount_t"]

MEANT = [
    ("12万t", "t/a", 120000),
    ("12万吨/年", "t/a", 120000),
    ("120千吨", "t/a", 120000),
    ("1.2Mt", "t/a", 1.2e6),
    ("1.2 Mt/a", "t/a", 1.2e6),
    ("0.5亿吨", "t/a", 5e7),
    ("350 kt/y", "t/a", 350000),
    ("2000 kg", "t/a", 2),
    ("1,200,000", "t/a", 1.2e6),
    ("1 200 000", "t/a", 1.2e6),
    ("1_000", "t/a", 1000),
    ("1,234.5", "t/a", 1234.5),
    ("12,5", "t/a", 12.5),
    ("(120000)", "t/a", -120000),
    ("约120", "t/a", 120),
    ("≥5", "t/a", 5),
    ("<0.5", "%", 0.5),
    ("120左右", "t/a", 120),
    ("120万以上", "t/a", 1.2e6),
    ("1.0%", "%", 1.0),
    ("30%", "t/t", 0.3),
    ("5‰", "%", 0.5),
    ("١٢", "t/a", 12),
    ("−5", "CNY/t", -5),
    ("¥120", "CNY/t", 120),
    ("120元/吨", "CNY/t", 120),
    ("0.45元/吨公里", "CNY/(t km)", 0.45),
    ("160公里", "km", 160),
    ("800 m", "km", 0.8),
    ("30亩", "ha", 2),
    ("5-8", "%", 6.5),
    ("10~12万吨", "t/a", 110000),
    ("106°36′36″E", "deg", 106.61),
    ("23°30'S", "deg", -23.5),
    ("E106.6", "deg", 106.6),
    ("106.6°", "deg", 106.6),
]
UNTOLD = [
    "abc",
    "0x10",
    "10²",
    "5①",
    "=A1*2",
    "12:30",
    "1.2.3",
    "100 mt",
    "5 apples",
    "十二",
    "8-5",
    "1,2,3",
    "+-5",
    "e5",
]


@pytest.mark.parametrize(("text", "unit", "number"), MEANT)
def test_the_plain_number_is_proposed(text: str, unit: str, number: float) -> None:
    """Proves what number a user is told to write. Without it 12万t is mended by hand, tenfold wrong."""
    assert guess(text, unit) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize("text", UNTOLD)
def test_nothing_is_proposed_where_it_cannot_be_told(text: str) -> None:
    """Proves that a remedy is not a guess: 10² is not 102, and mt is anyone's ton."""
    assert guess(text, "t/a") is None


def test_remedies_read_as_sentences() -> None:
    """Proves the words of a fault from end to end."""
    text = pd.DataFrame(
        {"plant": ["R1"] * 4, "material": list("abcd"), "数量": ["12万t", "(5)", "-3", "--"]}, dtype=object
    )
    _, faults = check_table("offers", "park", text.set_index(pd.Index([2, 3, 4, 5])))
    assert "\n".join(map(str, faults)) == (
        "offers.csv row 2, amount_t: '12万t' is not a plain number; if 120000 t/a is meant, write 120000\n"
        "offers.csv row 3, amount_t: '(5)' is not a plain number; brackets mean minus to an accountant: "
        "write -5 or 5, whichever is meant\n"
        "offers.csv row 4, amount_t: -3 t/a is out of range; write a number of at least 0 t/a; "
        "if 3 is meant, write it without the minus\n"
        "offers.csv row 5, amount_t: '--' is not a plain number; write a plain number"
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-0", 0.0),
        ("1E3", 1000.0),
        ("+5", 5.0),
        ("007", 7.0),
        (" 1 ", 1.0),
        ("１２．５", 12.5),
        (".5", 0.5),
        ("5.", 5.0),
    ],
)
def test_plain_numbers_are_taken(text: str, number: float) -> None:
    """Proves that every plain way of writing a number is read."""
    assert read_value(AMOUNT, text, "here") == number


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        ("是", True),
        ("TRUE", True),
        ("1", True),
        ("Ｙ", True),
        ("no", False),
        ("否", False),
        ("0", False),
    ],
)
def test_yes_and_no(word: str, value: bool) -> None:
    """Proves the words for yes and no, in both languages and any case."""
    assert read_value(park_tables()["offers"].columns["must_place"], word, "here") is value


def test_choices_by_word_and_by_label() -> None:
    """Proves that a choice may be written in Chinese, and that a list of choices becomes the words themselves."""
    assert read_value(park_tables()["offers"].columns["kind"], " Stock ", "here") == "stock"
    assert read_value(park_tables()["offers"].columns["kind"], "历史堆存", "here") == "stock"
    assert read_value(park_tables()["caps"].columns["sense"], "＞＝", "here") == ">="
    assert read_value(model_tables()["modes"].columns["forms"], "滤饼；bulk", "here") == ("cake", "bulk")


def test_values_of_a_setting() -> None:
    """Proves that numbers, truths and lists of a TOML file pass the same check as cells."""
    modes = model_tables()["modes"].columns
    assert read_value(modes["cost_cny_tkm"], 0.5, "here") == 0.5
    assert read_value(modes["forms"], ["cake"], "here") == ("cake",)
    assert read_value(park_tables()["links"].columns["allowed"], False, "here") is False
    with pytest.raises(DataError, match=r"\[modes.truck\] cost_cny_tkm: -1 CNY/\(t km\) is out of range"):
        read_value(modes["cost_cny_tkm"], -1, "[modes.truck] cost_cny_tkm")


def test_types_of_a_table() -> None:
    """Proves what blank cells become, and that an absent table has the same types as a full one."""
    text = pd.DataFrame([{"facility": "F", "plant": "A;B", "process": "p"}], index=[2], dtype=object)
    frame, faults = check_table("facilities", "park", text)
    assert faults == []
    row = frame.loc[2]
    assert row["plant"] == ("A", "B")
    assert row["permits"] == ()
    assert math.isnan(row["capacity_t_a"])
    assert row["min_t_a"] == 0.0
    assert row["status"] == "existing"
    assert row["source"] == ""
    for room, tables in (("park", park_tables()), ("model", model_tables())):
        for name, table in tables.items():
            empty = empty_table(name, room)
            assert empty.empty
            for column in table.columns.values():
                assert (empty[column.name].dtype == float) == (column.type in {"number", "integer"})


def test_prose_keeps_its_punctuation_and_identifiers_do_not() -> None:
    """Proves that a name on a map stays as written while an id is folded."""
    text = pd.DataFrame(
        [{"plant": " Ｐ１ ", "name_zh": "中铝（氧化铝）", "lon": "1", "lat": "1", "owner": "中铝（集团）"}],
        index=[2],
        dtype=object,
    )
    frame, _ = check_table("plants", "park", text)
    assert frame.loc[2, ["plant", "name_zh", "owner"]].tolist() == ["P1", "中铝（氧化铝）", "中铝(集团)"]


def test_names_that_differ_in_width_or_case_are_one(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that P1, 'p1 ' and full-width Ｐ１ cannot be three plants."""
    plants = "plant,lon,lat\nR1,106,23\nC1,106,23\nD1,106,23\nr1 ,106,23\nＲ１,106,23\n"
    assert [fault.where for fault in park_faults(plants=plants)] == [
        "plants.csv row 5, plant",
        "plants.csv row 6, plant",
    ]


def test_offers_may_differ_in_kind_but_not_be_twice(park_faults: Callable[..., list[Fault]]) -> None:
    """Proves that a lot counted twice is refused, and that its default kind counts as written."""
    head = "plant,material,amount_t,kind,year\n"
    assert park_faults(offers=head + "R1,mud,1,,\nR1,mud,1,stock,\n") == []
    assert len(park_faults(offers=head + "R1,mud,1,,\nR1,mud,1,arising,\n")) == 1
    assert park_faults(offers=head + "R1,mud,1,,2025\nR1,mud,1,,2030\n") == []
    twice = park_faults(offers=head + "R1,mud,1,,\nR1,mud,1,,2030\n")
    assert ["counted twice" in fault.wrong for fault in twice] == [True]


def test_near_matches_are_proposed_only_where_strong() -> None:
    """Proves that P05 is not offered for P09, nor one of two equals, while a slip of the finger is mended."""
    near = Nearest(["P05", "red_mud_bayer", "fly_ash", "dross_a", "dross_b"], {"赤泥": "red_mud_bayer"})
    assert near("P09") is None
    assert near("dross_c") is None
    assert near("xyz") is None
    assert near("red_mud_bayr") == "red_mud_bayer"
    assert near("Red-Mud Bayer") == "red_mud_bayer"
    assert near("FLYASH") == "fly_ash"
    assert near("赤泥") == "red_mud_bayer"


def test_twenty_thousand_rows_take_about_a_second() -> None:
    """Proves that reading does not grow out of hand: the bound is ten times what it takes on two slow cores."""
    import time

    count = 20_000
    text = pd.DataFrame(
        {
            "plant": [f"P{n}" for n in range(count)],
            "material": "mud",
            "amount_t": [f"{n}.5" for n in range(count)],
            "price_cny_t": "1",
        },
        index=range(2, count + 2),
        dtype=object,
    )
    start = time.perf_counter()
    frame, faults = check_table("offers", "park", text)
    assert time.perf_counter() - start < 5
    assert faults == []
    assert len(frame) == count
