"""The district as a whole: same bytes, tidy layouts, truth apart from what is delivered."""

import ast
import hashlib
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.demo import district
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings

TIDY = {
    "enterprises.csv": {
        "uscc",
        "name",
        "district",
        "industry",
        "street",
        "park",
        "tier",
        "owner",
        "owner_email",
        "high_tech",
        "registered_on",
        "left_register_on",
    },
    "signals.csv": {"uscc", "observed_on", "kind", "detail", "source", "destination", "from_on", "until_on", "received_on"},
    "outcomes.csv": {"uscc", "on", "outcome", "note", "received_on"},
    "appeals.csv": {"uscc", "raised_on", "topic", "detail", "handled_by", "closed_on", "received_on"},
    "visits.csv": {"uscc", "visited_on", "by", "finding", "outcome", "note", "received_on"},
}
OBSERVATIONS = {"uscc", "indicator", "period", "value", "unit", "basis", "covers_months", "same_period_last_year", "received_on", "channel"}


def digest(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_small(folder, **changes):
    settings = DemoSettings(**{"last": date(2025, 9, 1), "enterprises": 60, "months": 20, "seed": 4, "layouts": "tidy", **changes})
    return write_district(folder / "inbox", folder / "demo", settings)


@pytest.mark.parametrize("layouts", ["tidy", "departmental"])
def test_the_same_settings_give_the_same_bytes(tmp_path, layouts):
    write_small(tmp_path / "a", layouts=layouts)
    write_small(tmp_path / "b", layouts=layouts)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_another_seed_gives_another_district(tmp_path):
    write_small(tmp_path / "a")
    write_small(tmp_path / "b", seed=5)
    first, second = digest(tmp_path / "a"), digest(tmp_path / "b")
    # Offices and their policies are those of every fictional district.
    assert all(first[name] != second[name] for name in set(first) & set(second) - {"inbox/policies.csv", "inbox/policy_clauses.csv"})


def test_a_shock_leaves_the_register_as_it_was(tmp_path):
    write_small(tmp_path / "a")
    report = write_small(tmp_path / "b", with_shock=True)
    names = [pl.read_csv(tmp_path / case / "inbox" / "enterprises.csv")["name"].to_list() for case in ("a", "b")]
    assert names[0] == names[1]
    assert report.events["district_shock"] > 40


@pytest.mark.parametrize("layouts", ["tidy", "departmental"])
@pytest.mark.parametrize("changes", [{"enterprises": 20, "months": 14}, {"last": date(2030, 2, 1)}, {"last": date(2025, 1, 31)}])
def test_small_and_odd_districts_can_be_written(tmp_path, changes, layouts):
    report = write_small(tmp_path, **changes, layouts=layouts)
    assert report.rows["enterprises"] == changes.get("enterprises", 60)
    assert report.rows["observations"] > 1000


def test_figures_are_in_the_tidy_layout(figures):
    for name, frame in figures.items():
        assert set(frame.columns) == OBSERVATIONS, name
        assert frame["period"].str.contains(r"^20\d\d-\d\d$").all()
        assert frame["value"].null_count() == 0
        assert np.isfinite(frame["value"].cast(pl.Float64).to_numpy()).all()


@pytest.mark.parametrize("name", sorted(TIDY))
def test_lists_are_in_the_tidy_layout(written, name):
    assert set(written.read(name).columns) == TIDY[name]


def test_every_department_has_one_file_a_year(written, figures):
    stems = {path.stem for path in written.report.files}
    for department in ("statistics", "investment", "tax", "social_insurance", "grid", "water", "gas"):
        assert {f"{department}_{year}" for year in (2022, 2023, 2024, 2025)} <= stems
    for name, frame in figures.items():
        years = set(frame["received_on"].cast(pl.Date).dt.year())
        assert years == {int(Path(name).stem[-4:])}


def test_the_report_counts_what_lies_there(written, figures):
    assert written.report.rows["observations"] == sum(frame.height for frame in figures.values())
    for name in TIDY:
        assert written.report.rows[Path(name).stem] == written.read(name).height
    assert set(digest(written.inbox)) == {path.name for path in written.report.files}
    assert sum(written.report.events.values()) == written.planted("events").height
    assert sum(written.report.faults.values()) == written.planted("faults").height


def test_the_truth_is_whole_and_apart(written):
    codes = set(written.read("enterprises.csv")["uscc"])
    activity, events = written.planted("activity"), written.planted("events")
    assert activity.height == written.settings.enterprises * written.settings.months
    assert set(activity["uscc"]) == codes
    assert set(events["uscc"]) <= codes
    assert activity["period"].max() == date(2025, 9, 1)
    assert not [path for path in written.inbox.rglob("*") if "truth" in path.name]


def test_planted_declines_are_in_the_true_activity(written):
    deep = written.planted("events").filter((pl.col("kind") == "decline") & (pl.col("depth_share") > 0.45))
    activity = written.planted("activity")
    joined = deep.join(activity, on="uscc").filter(pl.col("period").is_between(pl.col("onset"), pl.col("end")))
    lowest = joined.group_by("uscc", "onset").agg(pl.col("activity_share").min(), pl.len()).filter(pl.col("len") > 6)
    assert lowest.height > 5
    assert lowest["activity_share"].max() < 0.75


def test_the_departed_fall_silent_and_are_struck_off_later(written, figures):
    gone = (
        written.planted("events")
        .filter((pl.col("form") == "whole") | (pl.col("kind") == "closure"))
        .filter(pl.col("left_on") < date(2025, 3, 1))
    )
    assert gone.height > 3
    last = pl.concat([f.select("uscc", "period") for f in figures.values()]).filter(pl.col("period") < "2090")
    heard = last.group_by("uscc").agg(pl.col("period").max().str.to_date("%Y-%m")).join(gone, on="uscc")
    silent_after = (heard["period"] - heard["left_on"]).dt.total_days()
    assert silent_after.max() <= 155
    struck = written.read("enterprises.csv").join(gone, on="uscc").drop_nulls("left_register_on")
    assert (struck["left_register_on"] > struck["left_on"]).all()


def test_the_package_knows_nothing_of_the_models():
    folder = Path(district.__file__).parent
    # Keys, words and months are everybody's; how the models use them is not.
    ours = ("pipelines.demo", "warehouse.periods", "warehouse.vocabulary")
    others = {"numpy", "polars", "pyarrow", "chinese_calendar", "lunardate"}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith(ours) or name.split(".")[0] in others | sys.stdlib_module_names, f"{path.name} imports {name}"
