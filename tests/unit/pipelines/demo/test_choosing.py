"""Few files are written in an unusual way, from a stream of random numbers of its own, and never those that are faulty as they are."""

from datetime import date

import polars as pl
import pytest

from pipelines.demo.departments import insurance
from pipelines.demo.departments.choosing import READABLE_RATE, UNREADABLE_RATE, choose_ways, name_of
from pipelines.demo.settings import DemoSettings

FILES = [f"social_insurance/参保人数_{number:04d}.csv" for number in range(400)]
ROWS = pl.DataFrame({"file": [name for name in FILES for _ in range(20)]}).with_columns(fault=pl.lit(None, dtype=pl.String))


def settings(seed: int = 1) -> DemoSettings:
    return DemoSettings(last=date(2025, 12, 1), seed=seed)


def test_ways_come_at_their_rates():
    chosen = [choose_ways(settings(seed), insurance.FORM, ROWS) for seed in range(10)]
    assert sum(len(each.readable) for each in chosen) == pytest.approx(READABLE_RATE * 4000, rel=0.2)
    assert sum(len(each.unreadable) for each in chosen) == pytest.approx(UNREADABLE_RATE * 4000, rel=0.4)
    assert not any(set(each.readable) & set(each.unreadable) for each in chosen)


def test_the_same_seed_chooses_the_same():
    assert choose_ways(settings(), insurance.FORM, ROWS) == choose_ways(settings(), insurance.FORM, ROWS)


def test_small_and_faulty_files_stay_as_they_are():
    faulty = ROWS.with_columns(fault=pl.lit("wrong_file_unit"))
    assert choose_ways(settings(), insurance.FORM, faulty).readable == {}
    assert choose_ways(settings(), insurance.FORM, ROWS.group_by("file").head(3)).readable == {}


def test_a_web_page_is_named_like_an_old_spreadsheet():
    assert name_of("grid/电费账单_2025年07月.csv", "web_page") == "grid/电费账单_2025年07月.xls"
    assert name_of("a.csv", None) == name_of("a.csv", "zone_days") == "a.csv"
