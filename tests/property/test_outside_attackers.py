"""Editions for readers outside, three months in a row of random districts: an attacker of its own never comes near what is left out.

EARLYWARN_ATTACKS (seeds of each measure) and EARLYWARN_ATTACK_FIRMS make it as large as wanted.
"""

import os
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from models.disclosure.first_printed import EditionFigures, features
from models.disclosure.outside_tables import OutsideInputs, empty_totals, outside_tables
from models.disclosure.settings import DisclosureSettings
from tests.outside_attacker import Attacker, Group, Key, Known, bounds

MONTHS = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
# January, before the first edition, and the months of the editions.
STRETCHES = {(0, "month"): [1], (1, "month"): [2], (2, "month"): [3]} | {(n, "year_to_date"): list(range(n + 2)) for n in range(3)}
FEATURES = ["street", "section", "size"]
# Of flows, whose sums since January are printed beside the month's.
FLOWS = ("tax", "output_value", "electricity")
ATTACKS = int(os.environ.get("EARLYWARN_ATTACKS", "0"))
FIRMS = int(os.environ.get("EARLYWARN_ATTACK_FIRMS", "24"))
# One district of each kind with every test; the second has enterprises that report nothing but zero.
ATTACKED = [(measure, seed) for seed in range(100, 100 + ATTACKS) for measure in FLOWS] or [("tax", 2), ("electricity", 7)]
# What rounding and the solver's own tolerance may take from the width.
SLACK = 1e-3


def random_district(seed: int, firms: int = FIRMS, measure: str = "tax") -> tuple[pl.DataFrame, pl.DataFrame]:
    """A register and four months of a measure and jobs: streets and sections of different size, late reports, one street with one firm.

    Some deliver nothing of the last month. Every tenth enterprise has no output and uses no electricity.
    """
    random = np.random.default_rng(seed)
    codes = [f"F{number:03d}" for number in range(firms)]
    streets = ["A"] + [str(one) for one in random.choice(["B", "C"], firms - 1, p=[0.6, 0.4])]
    register = pl.DataFrame({"uscc": codes, "street": streets, "industry_division": random.choice(["C39", "F51"], firms, p=[0.75, 0.25])})
    sizes = np.exp(random.normal(5, 1.6, firms))
    idle = np.zeros(firms, bool) if measure == "tax" else random.random(firms) < 0.1
    rows = []
    for month in range(1, 5):
        for code, size, is_idle in zip(codes, sizes, idle, strict=True):
            if month == 4 and code.endswith("8"):
                continue
            period = date(2026, month, 1)
            if random.random() > 0.07:
                rows.append((code, measure, period, 0.0 if is_idle else float(size * np.exp(random.normal(0, 0.3)))))
            rows.append((code, "employment", period, float(round(size / 2) + 1)))
    return register, pl.DataFrame(rows, schema=["uscc", "indicator", "period", "value"], orient="row")


def three_editions(register: pl.DataFrame, series: pl.DataFrame, measure: str = "tax") -> list[pl.DataFrame]:
    """What three editions in a row print of a measure; some enterprises restate all that is out, others leave the register."""
    printed = empty_totals().with_columns(month=pl.lit(None, pl.Date))
    found, earlier = [], tuple[EditionFigures, ...]()
    for month in MONTHS:
        is_restated = pl.col("uscc").str.ends_with("3") & (pl.col("period") < month) & (month > MONTHS[0])
        value = pl.when(is_restated).then(1.5 * pl.col("value")).otherwise("value")
        seen = EditionFigures(month, series.filter(pl.col("period") <= month).with_columns(value), still_there(register, series, month))
        inputs = OutsideInputs(seen.series, seen.register, month, printed, earlier)
        (made,) = outside_tables(inputs, DisclosureSettings(), [measure])
        found.append(made.rows)
        earlier = (*earlier, seen)
        printed = pl.concat([printed, made.rows.with_columns(month=pl.lit(month))], how="diagonal")
    return found


def still_there(register: pl.DataFrame, series: pl.DataFrame, month: date) -> pl.DataFrame:
    """The register of an edition: who has delivered its last figure before the month is on it no longer."""
    return register.join(series.filter(pl.col("period") >= month), on="uscc", how="semi")


def truth_of(series: pl.DataFrame, placed: pl.DataFrame, measure: str = "tax") -> pl.DataFrame:
    """A measure by enterprise with its group: columns 0 to 3 for January to April, absent ones 0."""
    wide = series.filter(pl.col("indicator") == measure).pivot(on="period", index="uscc", values="value").fill_null(0.0)
    named = wide.rename({name: str(int(name[5:7]) - 1) for name in wide.columns if name != "uscc"})
    return placed.join(named, on="uscc", how="inner").sort("uscc")


@pytest.mark.parametrize(("measure", "seed"), ATTACKED)
def test_nobody_comes_near_to_a_total_that_is_left_out(measure: str, seed: int) -> None:
    register, series = random_district(seed, measure=measure)
    editions = three_editions(register, series, measure)
    placed = features(register, series, MONTHS[-1])
    truth = truth_of(series, placed, measure)
    printed, empty = {}, []
    for number, rows in enumerate(editions):
        for row in rows.to_dicts():
            group = tuple(row[name] for name in FEATURES)
            if row["is_hidden"] or row["value"] is not None:
                printed[number, row["span"], group] = row["value"]
    assert any(value is None for value in printed.values())
    # Of many seeds one may find no safe choice, and then prints nothing, which gives nothing away.
    assert ATTACKS or any(value is not None for value in printed.values())
    there = {tuple(one) for one in truth.select(FEATURES).rows()}
    empty = [
        (street, section, size)
        for street in {one[0] for one in there}
        for section in {one[1] for one in there}
        for size in {one[2] for one in there}
        if (street, section, size) not in there
    ]
    outsider, before = bounds(printed, empty, STRETCHES), bounds_before(printed, empty)
    for key, (low, high) in outsider.items():
        value = total(truth, key)
        assert low <= value * 1.000001 + 0.5
        assert high >= value * 0.999999 - 0.5
        # What earlier editions have narrowed cannot be called back; the other end stays open.
        assert low <= max(value * (0.85 + SLACK), before[key][0] + 0.5), (key, low, value)
        assert high >= min(value * (1.15 - SLACK), before[key][1] - 0.5), (key, high, value)
    for known, code in knowers(truth):
        earlier = bounds_before(printed, empty, known)
        for key, (low, high) in bounds(printed, empty, STRETCHES, known).items():
            if is_sensitive(truth, key):
                own = total(truth.filter(pl.col("uscc") == code), key)
                rest = total(truth, key) - own
                assert low - own <= max(rest * 0.85 + SLACK * (rest + own), earlier[key][0] - own + 0.5), (code, key)
                assert high - own >= min(rest * 1.15 - SLACK * (rest + own), earlier[key][1] - own - 0.5), (code, key)


def bounds_before(
    printed: dict[Key, float | None], empty: list[tuple[str, str, str]], known: Known | None = None
) -> dict[Key, tuple[float, float]]:
    """What the editions before each one say of its totals: none of its own is printed."""
    found: dict[Key, tuple[float, float]] = {}
    for number in range(len(MONTHS)):
        seen = {key: value if key[0] < number else None for key, value in printed.items() if key[0] <= number}
        of_all = bounds(seen, empty, STRETCHES, known)
        found |= {key: of_all[key] for key, value in printed.items() if key[0] == number and value is None}
    return found


def members(truth: pl.DataFrame, key: tuple[int, str, tuple[str | None, ...]]) -> pl.Series:
    """What each enterprise of a group brings to a total."""
    _, _, group = key
    inside = truth.filter(*[pl.col(name) == value for name, value in zip(FEATURES, group, strict=True) if value is not None])
    return inside.select(pl.sum_horizontal([str(stretch) for stretch in STRETCHES[key[:2]]])).to_series()


def total(truth: pl.DataFrame, key: tuple[int, str, tuple[str | None, ...]]) -> float:
    return float(members(truth, key).sum())


def is_sensitive(truth: pl.DataFrame, key: tuple[int, str, tuple[str | None, ...]]) -> bool:
    """The three rules, said again: fewer than three, the rest below 15 % of the largest, two with more than 85 %."""
    sizes = sorted((one for one in members(truth, key) if one > 0), reverse=True)
    rest = sum(sizes[2:])
    return len(sizes) < 3 or rest < 0.15 * sizes[0] or sum(sizes[:2]) > 0.85 * sum(sizes)


def knowers(truth: pl.DataFrame) -> list[tuple[Known, str]]:
    """The largest contributor of each smallest group, as an attacker with its own figures; a handful of them."""
    found = []
    for group, rows in truth.group_by(FEATURES, maintain_order=True):
        largest = rows.sort(pl.sum_horizontal("0", "1", "2", "3"), descending=True).row(0, named=True)
        own = [float(largest[name]) for name in ("0", "1", "2", "3")]
        street, section, size = (str(one) for one in group)
        found.append((Known((street, section, size), own, rows.height == 1), str(largest["uscc"])))
    return found[:4]


def test_no_printed_total_breaks_a_rule() -> None:
    register, series = random_district(5)
    truth = truth_of(series, features(register, series, MONTHS[-1]))
    for number, rows in enumerate(three_editions(register, series)[:1]):
        for row in rows.filter(pl.col("value").is_not_null()).to_dicts():
            key = (number, row["span"], tuple(row[name] for name in FEATURES))
            assert not is_sensitive(truth, key), key
            assert row["value"] == round(total(truth, key))


def test_the_same_figures_give_the_same_tables() -> None:
    register, series = random_district(6)
    inputs = OutsideInputs(series, register, MONTHS[-1], empty_totals().with_columns(month=pl.lit(None, pl.Date)))
    first, again = (outside_tables(inputs, DisclosureSettings(), ["tax"])[0].rows for _ in range(2))
    assert first.equals(again)


def one_street(*editions: tuple[float | None, float | None, float | None]) -> Attacker:
    """An attacker on editions that print the whole, one street and the other."""
    groups: list[Group] = [(None, "C", "small"), ("A", "C", "small"), ("B", "C", "small")]
    printed: dict[Key, float | None] = {}
    for number, values in enumerate(editions):
        printed |= {(number, "month", group): value for group, value in zip(groups, values, strict=True)}
    return Attacker(printed, frozenset(), {(number, "month"): [number] for number in range(len(editions))})


def test_the_attacker_subtracts() -> None:
    key = (0, "month", ("A", "C", "small"))
    low, high = one_street((100.0, None, 30.0)).bounds([key])[key]
    assert (low, high) == pytest.approx((69.0, 71.0), abs=1e-3)
    assert one_street((100.0, None, None)).bounds([key])[key] == pytest.approx((0.0, 100.5), abs=1e-3)


def test_the_attacker_believes_what_contradicts_itself_as_far_as_it_agrees() -> None:
    key = (0, "month", ("A", "C", "small"))
    # The street is said to be larger than the whole.
    low, high = one_street((100.0, None, 140.0)).bounds([key])[key]
    assert 0 <= low <= high < 5


def test_the_attacker_guesses_that_months_are_alike() -> None:
    key = (2, "month", ("A", "C", "small"))
    attacker = one_street((100.0, None, None), (100.0, 60.0, 40.0), (100.0, None, None))
    assert attacker.bounds([key])[key] == pytest.approx((0.0, 100.5), abs=1e-3)
    low, high = replace(attacker, steady=0.1).bounds([key])[key]
    assert 53 < low < high < 67
