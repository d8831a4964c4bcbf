"""Lists and ranges of ``--vary``, and the points that they span."""

from __future__ import annotations

import pytest

from symbiosis.compare.axes import axes_of, points, read_axis
from symbiosis.compare.sweep import design, some_of
from symbiosis.errors import UsageError


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ("a.b=0.3,0.4", "a.b", ("0.3", "0.4")),
        ("a=0.1:0.3:0.1", "a", ("0.1", "0.2", "0.3")),
        ("a=0:1:0.4", "a", ("0", "0.4", "0.8")),
        ("a=3:1:-1", "a", ("3", "2", "1")),
        ("a=1:2/3", "a", ("1", "1.5", "2")),
        ("a=1e3:3e3:1e3", "a", ("1000", "2000", "3000")),
        ("a=5:5:1", "a", ("5",)),
        ("years=[2025,2030],[2025]", "years", ("[2025,2030]", "[2025]")),
        ("scenario=base, carbon-price", "scenario", ("base", "carbon-price")),
        ('park.caps."<=".amount=1,2', 'park.caps."<=".amount', ("1", "2")),
    ],
)
def test_values(text: str, path: str, values: tuple[str, ...]) -> None:
    """Proves that both ends of a range are in it, without the rounding of binary numbers.

    Without it the answer would be 0.30000000000000004, in a folder of its own.
    """
    axis = read_axis(text)
    assert (axis.path, axis.values) == (path, values)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", ["'a'", "not understood", "START:STOP:STEP"]),
        ("=3", ["not understood"]),
        ("a=", ["leaves a value blank"]),
        ("a=1,,2", ["leaves a value blank"]),
        ("a=1:2:0", ["a step of 0 leads nowhere"]),
        ("a=1:2:-1", ["a step of -1 never gets from 1 to 2", "write 1:2:1"]),
        ("a=x:2:1", ["'x' is not a plain number"]),
        ("a=1:2/1", ["1 is no count of values"]),
        ("a=0:1e9:1", ["1,000,000,001 values"]),
        ("a=1,1", ["the point a=1 twice"]),
    ],
)
def test_refused(text: str, words: list[str]) -> None:
    """Proves that what cannot be meant is named, with what would be right.

    Without it the answer would be an empty sweep, or an endless one.
    """
    with pytest.raises(UsageError) as caught:
        points([read_axis(text)], side_by_side=False, most=10)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_points() -> None:
    """Proves all combinations, values side by side, and that too many points are named with their number.

    Without it the answer would be 10,000 solves for a slip of the pen.
    """
    axes = axes_of({"a": [1, 2.5], "b": [True, "x"], "scenario": ["base", "next"]})
    assert [axis.values for axis in axes] == [("1", "2.5"), ("true", '"x"'), ("base", "next")]
    assert len(points(axes, side_by_side=False, most=8)) == 8
    assert points(axes, side_by_side=True, most=8) == [("1", "true", "base"), ("2.5", '"x"', "next")]
    with pytest.raises(UsageError, match=r"has 10,000 points \(100 x 100\), more than 1,000"):
        design(["a=1:100:1", "b=1:100:1"])
    with pytest.raises(UsageError, match="a has 2, b has 3"):
        design(["a=1,2", "b=1,2,3"], side_by_side=True)
    with pytest.raises(UsageError, match="names a twice"):
        design(["a=1,2", "a=3"])
    with pytest.raises(UsageError, match="nothing is varied"):
        design([])


def test_jobs_say_what_differs() -> None:
    """Proves names of folders that say the values, hold on any system, and stay when points are added.

    Without it a longer range would find nothing of what the shorter one has solved.
    """
    plan = design(["prices.ash.sell.price_cny_t=1,2", "scenario=base,x/y"], scenario="other", assignments=["a.b=3"])
    assert [job.name for job in plan.jobs[:2]] == [
        "sell.price_cny_t=1,scenario=base",
        "sell.price_cny_t=1,scenario=x_y",
    ]
    assert (plan.jobs[1].assignments, plan.jobs[1].scenario) == (("a.b=3", "prices.ash.sell.price_cny_t=1"), "x/y")
    long = design(["a.b=" + ",".join(f'"{"x" * 90}{end}"' for end in "pq")])
    assert len({job.name for job in long.jobs}) == 2
    assert max(len(job.name) for job in long.jobs) <= 80
    assert design(["prices.ash.sell.price_cny_t=0,1,2"]).jobs[1].name == "sell.price_cny_t=1"
    assert [job.name for job in some_of(plan, "1,3-4").jobs] == [plan.jobs[place].name for place in (0, 2, 3)]
    for odd in ("0", "5", "2-9", "x", "3-1"):
        with pytest.raises(UsageError, match="--only"):
            some_of(plan, odd)
