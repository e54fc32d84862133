"""Several districts in one inbox: each is itself whatever the country's size, and nothing of theirs is mixed up."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from stdnum.cn import uscc

from pipelines.demo import country
from pipelines.demo.country import write_country
from pipelines.demo.settings import DemoReport, DemoSettings

LAST = date(2026, 10, 1)
NAMES = ["坪山区", "澈川区", "砚湖县"]
TIDY = DemoSettings(last=LAST, enterprises=20, months=14, layouts="tidy")


def write(folder: Path, districts: int, **changes: object) -> DemoReport:
    settings = DemoSettings(last=LAST, enterprises=20, months=14, layouts=changes.pop("layouts", "tidy"))
    return write_country(folder / "inbox", folder / "demo", settings, districts, **changes)


def read(path: Path) -> pl.DataFrame:
    if path.suffix == ".csv":
        return pl.read_csv(path, infer_schema_length=None, try_parse_dates=True, schema_overrides={"period": pl.String})
    return pl.read_parquet(path)


def figures(folder: Path) -> pl.DataFrame:
    """All figures of an inbox, in the types of the tidy layout."""
    paths = sorted(path for path in (folder / "inbox").iterdir() if path.stem[-4:].isdigit())
    columns = ["uscc", "indicator", "period", "value", "unit", "received_on"]
    return pl.concat([read(path).select(columns).cast({"value": pl.Float64, "received_on": pl.Date}) for path in paths])


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    return folder, write(folder, 3)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    write(folder, 2)
    return folder


def test_one_register_names_every_district_and_no_code_or_name_twice(three):
    folder, report = three
    register = read(folder / "inbox" / "enterprises.csv")
    # Who moves there later has a second row.
    own = register.filter(pl.col("received_on").is_null())
    assert own["district"].unique().sort().to_list() == sorted(NAMES)
    assert own.height == own["uscc"].n_unique() == own["name"].n_unique() == 60
    assert register["uscc"].n_unique() == register["name"].n_unique()
    assert all(uscc.is_valid(code) for code in register["uscc"])
    assert report.rows["enterprises"] == register.height


def test_files_of_figures_hold_every_district_and_name_none(three):
    folder, report = three
    rows, register = figures(folder), read(folder / "inbox" / "enterprises.csv")
    assert rows.height == report.rows["observations"]
    assert all("district" not in read(path).columns for path in report.files if path.stem[-4:].isdigit())
    known = rows.join(register.unique("uscc"), on="uscc").group_by("district").len()
    assert known.height == 3
    assert known["len"].min() > 1000
    assert {path.relative_to(folder / "inbox") for path in (folder / "inbox").rglob("*") if path.is_file()} == {
        path.relative_to(folder / "inbox") for path in report.files
    }


def test_a_district_is_the_same_however_many_come_after_it(three, two):
    folder, _ = three
    files = [path.relative_to(two) for path in sorted(two.rglob("*")) if path.is_file() and path.stem != "truth_events"]
    # What two districts write is the beginning of what three write, file by file.
    changed = [path for path in files if not read(folder / path).head((fewer := read(two / path)).height).equals(fewer)]
    assert (len(files) > 20, changed) == (True, [])


def test_the_same_settings_give_the_same_bytes(three, tmp_path):
    folder, _ = three
    write(tmp_path, 3)
    for path in sorted(folder.rglob("*")):
        assert path.is_dir() or path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes(), path


def test_planted_faults_lie_where_the_truth_says(three):
    folder, report = three
    faults = read(folder / "demo" / "truth_faults.parquet")
    assert faults.height == sum(report.faults.values())
    assert set(faults["district"]) == set(NAMES)
    for fault in faults.filter(pl.col("fault") == "bad_check_digit").to_dicts():
        row = read(folder / "inbox" / fault["file_name"]).row(fault["row_number"] - 1, named=True)
        assert row["uscc"] == fault["uscc"]
        assert not uscc.is_valid(row["uscc"])


def test_the_last_district_alone_can_be_late(three, tmp_path):
    folder, _ = three
    write(tmp_path, 3, is_last_late=True)
    register = read(tmp_path / "inbox" / "enterprises.csv").unique("uscc").select("uscc", "district")
    ended = figures(tmp_path).filter(pl.col("period") < "2090").join(register, on="uscc").group_by("district").agg(pl.col("period").max())
    assert dict(ended.iter_rows()) == {"坪山区": "2026-10", "澈川区": "2026-10", "砚湖县": "2026-09"}
    assert read(folder / "inbox" / "signals.csv").equals(read(tmp_path / "inbox" / "signals.csv"))


def test_a_file_that_is_large_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(country, "MOST_ROWS", 200)
    report = write(tmp_path, 2)
    parts = {path.name for path in report.files if path.name.startswith("tax_2026")}
    assert parts == {"tax_2026.parquet", "tax_2026_2.parquet"}
    assert read(tmp_path / "inbox" / "tax_2026.parquet").height >= 200


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sent")
    settings = DemoSettings(last=LAST, enterprises=40, months=14)
    return folder, write_country(folder / "inbox", folder / "demo", settings, 2)


def test_departments_send_a_folder_for_each_district_and_offices_above_one_for_all(sent):
    folder, report = sent
    inbox = folder / "inbox"
    assert {path.relative_to(inbox).parts[0] for path in report.files} == {*NAMES[:2], "tax", "grid", "policies.csv", "policy_clauses.csv"}
    assert {path for path in inbox.rglob("*") if path.is_file()} == set(report.files)
    assert {path.name for path in (inbox / NAMES[1]).iterdir() if path.is_dir()} == {
        "account_map", "gas", "investment", "register", "social_insurance", "statistics", "water"
    }  # fmt: skip


def test_a_shared_file_has_one_heading_and_the_rows_of_every_district(sent):
    folder, _ = sent
    counted = read(folder / "demo" / "truth_files.parquet").filter(pl.col("file_name").str.starts_with("tax/"))
    for (name,), counts in counted.group_by("file_name"):
        text = (folder / "inbox" / name).read_bytes().decode("gb18030")
        assert text.count("纳税人识别号") == 1
        assert text.count("\r\n") == 1 + counts["rows"].sum()
    whole = "".join(path.read_bytes().decode("gb18030") for path in (folder / "inbox" / "tax").iterdir())
    assert "91440310M9" in whole
    assert "91990002M9" in whole


def test_faults_of_departmental_files_lie_where_the_truth_says(sent):
    folder, _ = sent
    faults = read(folder / "demo" / "truth_faults.parquet").filter(pl.col("file_name").str.starts_with("tax/"))
    assert faults["district"].n_unique() == 2
    for fault in faults.to_dicts():
        lines = (folder / "inbox" / fault["file_name"]).read_bytes().decode("gb18030").split("\r\n")
        code = lines[fault["row_number"]].split(",")[0]
        assert code[:17] == fault["uscc"][:17]
        assert uscc.is_valid(code) == (fault["fault"] != "bad_check_digit")


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Districts large enough for moves, long enough for what comes after them."""
    folder = tmp_path_factory.mktemp("moved")
    settings = DemoSettings(last=LAST, enterprises=60, months=30, layouts="tidy")
    write_country(folder / "inbox", folder / "demo", settings, 3)
    events = read(folder / "demo" / "truth_events.parquet").filter(pl.col("kind") == "transfer")
    return folder, events.with_columns(destination=pl.col("detail").str.split(";").list.last())


def test_a_few_move_to_another_district_and_the_register_says_so_from_a_later_day_on(moved):
    folder, transfers = moved
    assert 3 <= transfers.height <= 12
    assert set(transfers["destination"]) <= set(NAMES)
    assert (transfers["destination"] != transfers["district"]).all()
    register = read(folder / "inbox" / "enterprises.csv")
    for move in transfers.to_dicts():
        first, second = register.filter(pl.col("uscc") == move["uscc"]).sort("received_on", nulls_last=False).to_dicts()
        assert (first["district"], second["district"]) == (move["district"], move["destination"])
        assert first["left_register_on"] == move["left_on"] < second["received_on"]
        assert second["left_register_on"] is None
        assert (first["name"], first["industry"]) == (second["name"], second["industry"])
        peers = register.filter((pl.col("district") == move["destination"]) & pl.col("received_on").is_null())
        assert second["owner"] in set(peers["owner"])
        assert second["street"] in set(peers["street"])


def test_the_first_district_records_where_they_went(moved):
    folder, transfers = moved
    left = read(folder / "inbox" / "outcomes.csv").filter(pl.col("outcome") == "relocated_out")
    for move in transfers.to_dicts():
        notes = left.filter(pl.col("uscc") == move["uscc"])["note"].to_list()
        assert notes == [f"整体迁出，迁往{move['destination']}"]


def test_figures_and_true_activity_go_on_at_the_new_place_after_a_dip(moved):
    folder, transfers = moved
    activity, rows = read(folder / "demo" / "truth_activity.parquet"), figures(folder)
    for move in transfers.to_dicts():
        mine = activity.filter(pl.col("uscc") == move["uscc"]).sort("period")
        assert mine["period"].to_list() == sorted(set(mine["period"])), "a month lies in one district"
        assert mine.filter(pl.col("period") < move["left_on"])["district"].unique().to_list() == [move["district"]]
        assert mine.filter(pl.col("period") >= move["left_on"])["district"].unique().to_list() == [move["destination"]]
        around = mine.filter(pl.col("period").is_between(pl.lit(move["left_on"]).dt.offset_by("-2mo"), move["left_on"]))
        assert around["activity_share"].min() < 0.85
        later = rows.filter((pl.col("uscc") == move["uscc"]) & (pl.col("period") >= f"{move['left_on']:%Y-%m}"))
        assert {"output_value", "tax", "employment"} <= set(later["indicator"])


def test_a_move_out_of_the_country_is_a_departure(moved):
    folder, _ = moved
    events = read(folder / "demo" / "truth_events.parquet")
    assert not events.filter((pl.col("kind") == "transfer") & pl.col("detail").str.ends_with("珩湾区")).height
