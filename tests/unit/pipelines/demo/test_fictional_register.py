"""The enterprises of the district."""

import csv
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.demo import fictional_words
from pipelines.demo.fictional_places import place_of
from pipelines.demo.fictional_register import company_names

SHARED = Path(os.environ.get("EARLYWARN_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def test_tiers_are_those_of_the_district_and_go_by_size(world):
    frame = world.register.frame.with_columns(output=world.register.output)
    sizes = dict(frame.group_by("tier").len().iter_rows())
    assert sizes == {"district_leader": 15, "department": 78, "group": 1040 - 93}
    smallest = dict(frame.group_by("tier").agg(pl.col("output").min()).iter_rows())
    largest = dict(frame.group_by("tier").agg(pl.col("output").max()).iter_rows())
    assert smallest["district_leader"] >= largest["department"]
    assert smallest["department"] >= largest["group"]


def test_seventy_five_groups_share_the_others(world):
    groups = world.register.frame.filter(pl.col("tier") == "group").group_by("owner").len()
    assert groups.height == 75
    assert groups["len"].max() - groups["len"].min() <= 8


def test_nobody_real_can_be_reached(world):
    assert world.register.frame["owner_email"].str.ends_with("@example.org").all()


def test_names_and_codes_are_unique_and_the_district_is_carried(world):
    frame = world.register.frame
    assert frame["name"].is_unique().all()
    assert frame["uscc"].is_unique().all()
    assert frame["district"].unique().to_list() == ["坪山区"]


def test_the_largest_district_has_a_name_for_everybody():
    names = company_names(np.random.default_rng(1), ["电子"] * 20_000, place_of(2))
    assert len(set(names)) == 20_000


def test_newcomers_have_their_day_of_entry_and_mostly_come_in_january(world):
    entered = world.register.entry > 0
    assert 0.05 < entered.mean() < 0.25
    days = world.register.frame.filter(pl.Series(entered))["registered_on"]
    assert days.min() > world.timeline.months[world.timeline.history]
    assert (days.dt.month() == 1).mean() > 0.5


def test_sizes_have_a_long_tail(world):
    share = np.sort(world.register.output)[-52:].sum() / world.register.output.sum()
    assert 0.25 < share < 0.75


def test_industries_are_classes_of_the_standard():
    path = SHARED / "cn_reference" / "gbt4754_2017.csv"
    if not path.exists():
        pytest.skip(f"the industry codes are not at {path}")
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    known = {row["code"] for row in rows if row["level"] == "4"}
    used = {code for industry in fictional_words.INDUSTRIES for code, _ in industry.classes}
    assert used <= known
    assert all(code.startswith(industry.division) for industry in fictional_words.INDUSTRIES for code, _ in industry.classes)


def test_streets_are_those_of_the_district():
    path = SHARED / "cn_reference" / "shenzhen_streets.csv"
    if not path.exists():
        pytest.skip(f"the streets are not at {path}")
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert {street for street, _, _ in fictional_words.STREETS} <= {row["name"] for row in rows if row["areaCode"] == "440310"}
