"""The whole program on a small district: what is published, that it is the same every time, and that what it says holds together."""

import hashlib
import io
import json
import re
import shutil
from datetime import date
from email import message_from_bytes
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import scheduled_day
from pipelines.commands.backtest import backtest
from pipelines.commands.doctor import doctor
from pipelines.commands.explain import explain
from pipelines.commands.impact import impact
from pipelines.commands.report import report
from pipelines.commands.run import RunOptions, run
from pipelines.commands.send import send
from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from tests.district import FIRST, LAST, District, read_published, without_paper
from warehouse import names
from warehouse.ops.verdicts import read_verdicts
from warehouse.periods import month_key, months_between

MONTHS = months_between(FIRST, LAST)
LIST_COLUMNS = [
    "month", "rank", "uscc", "name", "level", "kind", "status", "months_listed", "operating_risk", "relocation_risk",
    "exposure_output_cny_10k", "exposure_tax_cny_10k", "exposure_jobs", "tier", "owner", "street", "reasons",
]  # fmt: skip
SCORES = {
    "month": pl.String(), "uscc": pl.String(), "operating_risk": pl.Float64(), "relocation_risk": pl.Float64(), "level": pl.String(),
    "listed": pl.Boolean(), "relocation_share": pl.Float64(),
}  # fmt: skip


def read_list(home: DataDir, month: date) -> pl.DataFrame:
    return pl.read_csv(home.briefing(month) / "warning_list.csv", infer_schema_length=None)


def manifest_of(home: DataDir, month: date) -> dict[str, object]:
    found: dict[str, object] = json.loads((home.briefing(month) / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_has_every_file_the_contract_names(district: District, month: date) -> None:
    files = set(read_published(district.home, month))
    assert {
        "bulletin.html",
        "model.html",
        "warning_list.csv",
        "warning_list.xlsx",
        "scores.parquet",
        "quarantine.csv",
        "manifest.json",
    } <= files
    # Everybody at the line, and whoever was listed the month before.
    shown = set(pl.read_parquet(district.home.briefing(month) / "scores.parquet").filter(pl.col("level").is_not_null())["uscc"])
    if month > FIRST:
        shown |= set(read_list(district.home, FIRST)["uscc"])
    assert {f"enterprises/{uscc}.html" for uscc in shown} == {name for name in files if name.startswith("enterprises/")}


@pytest.mark.parametrize("month", MONTHS)
def test_the_manifest_names_every_file_with_its_digest(district: District, month: date) -> None:
    files = read_published(district.home, month)
    listed = manifest_of(district.home, month)["files"]
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"}


def test_rows_in_are_rows_stored_refused_and_duplicate(district: District) -> None:
    counts = manifest_of(district.home, LAST)["row_counts"]
    assert isinstance(counts, dict)
    assert counts["rows_in"] > 1000
    assert counts["rows_in"] == counts["rows_stored"] + counts["rows_refused"] + counts["rows_duplicate"]


def test_the_list_has_the_columns_of_the_contract_and_is_ranked(district: District) -> None:
    listed = read_list(district.home, LAST)
    assert listed.columns[: len(LIST_COLUMNS)] == LIST_COLUMNS
    assert listed.height > 0
    assert listed["rank"].to_list() == list(range(1, listed.height + 1))
    assert set(listed["level"]) <= {"red", "orange", "yellow", "blue"}


def test_scores_have_a_row_for_everybody_and_agree_with_the_list(district: District) -> None:
    scores = pl.read_parquet(district.home.briefing(LAST) / "scores.parquet")
    assert dict(scores.schema) == SCORES
    assert scores["uscc"].is_unique().all()
    assert scores.height >= 55
    assert set(scores.filter("listed")["uscc"]) == set(read_list(district.home, LAST)["uscc"])
    for risk in ("operating_risk", "relocation_risk", "relocation_share"):
        assert scores[risk].drop_nulls().is_between(0, 1).all()


def test_quarantine_names_file_row_rule_and_reason(district: District) -> None:
    rows = pl.read_csv(io.BytesIO(read_published(district.home, LAST)["quarantine.csv"]), infer_schema_length=None)
    assert set(rows["action"]) <= {"refused", "set_aside"}
    assert rows.select("file_name", "rule", "reason").null_count().sum_horizontal().item() == 0


def test_every_month_sees_only_what_was_known_on_its_own_day(district: District) -> None:
    for month in MONTHS:
        made_from = manifest_of(district.home, month)["made_from"]
        assert isinstance(made_from, dict)
        assert made_from["as_of"] == scheduled_day(month).isoformat()


def test_the_list_continues_the_one_before(district: District) -> None:
    before, now = read_list(district.home, MONTHS[-2]), read_list(district.home, LAST)
    both = now.join(before, on="uscc", suffix="_before")
    assert both.height > 0
    assert (both["months_listed"] == both["months_listed_before"] + 1).all()
    assert set(now.join(before, on="uscc", how="anti")["status"]) <= {"new"}
    assert "new" not in set(both["status"])


def test_the_first_list_is_all_new(district: District) -> None:
    first = read_list(district.home, FIRST)
    assert set(first["status"]) == {"new"}
    assert set(first["months_listed"]) == {1}


def test_only_the_last_month_of_a_range_is_explained(district: District) -> None:
    archive = Archive(district.home.ops, district.home.briefings)
    fans = {month: archive.frames(archive.current(month))["fans"].height for month in MONTHS}  # type: ignore[arg-type]
    assert fans[LAST] > 0
    assert fans[FIRST] == 0


@pytest.mark.no_cover
def test_running_again_changes_not_a_byte(district: District) -> None:
    before = {month: read_published(district.home, month) for month in MONTHS}
    run(district.home, RunOptions(LAST, FIRST))
    run(district.home, RunOptions(FIRST))
    assert {month: read_published(district.home, month) for month in MONTHS} == before
    assert not (district.home.briefings / "history").exists()


def test_another_home_publishes_the_same_bytes_with_two_processes(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The district's own were made by one.
    monkeypatch.setenv("EARLYWARN_PROCESSES", "2")
    elsewhere = DataDir(tmp_path / "elsewhere")
    shutil.copytree(district.home.inbox, elsewhere.inbox)
    shutil.copytree(district.home.demo, elsewhere.demo)
    run(elsewhere, RunOptions(FIRST))
    here, there = read_published(district.home, FIRST), read_published(elsewhere, FIRST)
    # A single month is explained with fan charts, the first of a range is not; all else is equal.
    for name in ("warning_list.csv", "scores.parquet", "quarantine.csv"):
        assert there[name] == here[name]


@pytest.mark.no_cover
def test_a_month_again_from_the_warehouse_is_the_same(district: District) -> None:
    before = read_published(district.home, LAST)
    report(district.home, LAST, None)
    assert read_published(district.home, LAST) == before


def test_every_step_is_timed(district: District) -> None:
    steps = {(step.month, step.step) for step in district.result.steps}
    assert ("2026-06", "briefing") in steps
    assert sum(step == "deliveries" for _, step in steps) == 1


def test_mail_goes_to_files_with_the_same_bytes_every_time(district: District, tmp_path: Path) -> None:
    home = district.copied(tmp_path / "home")
    lines = 'email,name,scope,editions,language\na@x.cn,甲,district,"bulletin,urgent",zh\nb@x.cn,乙,district,brief,zh\n'
    home.subscribers.write_text(lines, encoding="utf-8")
    send(home, LAST, is_dry_run=True, held=None)
    first = {path: path.read_bytes() for path in home.outbox.rglob("*.eml")}
    send(home, LAST, is_dry_run=True, held=None)
    # The urgent letter is written where somebody is newly red, which the month's folder tells as well.
    is_urgent = (home.briefing(LAST) / "urgent").exists()
    assert len(first) == 1 + is_urgent
    assert {path: path.read_bytes() for path in home.outbox.rglob("*.eml")} == first
    mail = message_from_bytes(next(content for path, content in first.items() if "bulletin" in path.name))
    assert mail["To"] == "a@x.cn"
    assert mail["Message-ID"].startswith("<2026-06.r1.")


def test_one_enterprise_is_explained_and_its_impact_given(district: District) -> None:
    uscc = read_list(district.home, LAST)["uscc"][0]
    assert any("项因素合成" in line for line in explain(district.home, uscc, None))
    assert any("快速研判" in line for line in impact(district.home, uscc))


def test_english_answers_hold_no_chinese_but_names(district: District) -> None:
    uscc = read_list(district.home, LAST)["uscc"][0]
    with open_to_read(district.home) as store:
        entry = store.read(names.REGISTER, uscc=uscc)
        registered = {str(value) for row in entry.rows() for value in row if value is not None}
        measures = store.read(names.MEASURES, uscc=uscc).select("policy", "department").unpivot()["value"].drop_nulls()
    for lines in (explain(district.home, uscc, None, "en"), impact(district.home, uscc, "en")):
        text = "\n".join(lines)
        for name in sorted({*registered, *measures}, key=len, reverse=True):
            text = text.replace(name, "")
        assert re.findall("[\u4e00-\u9fff]+", text) == []


def test_the_backtest_sets_the_list_beside_the_rules(district: District) -> None:
    lines = backtest(district.home, FIRST, FIRST)
    page = district.home.root / "backtest" / f"{FIRST:%Y-%m}_{FIRST:%Y-%m}" / "backtest.html"
    assert lines[-1] == f"页面：{page}"
    assert 10_000 < page.stat().st_size < 600_000
    assert "同比规则" in lines[1]
    assert any(line.startswith("容量内精确率") for line in lines)


def test_the_doctor_finds_nothing_bad(district: District) -> None:
    findings = doctor(district.home).findings
    assert [finding for finding in findings if finding.verdict == "bad"] == []
    assert "warehouse" in {finding.subject for finding in findings}


def test_verdicts_of_a_month_within_a_range_are_those_of_the_month_alone(district: District, tmp_path: Path) -> None:
    home = district.copied(tmp_path / "home")
    # The table of editions is left out: the month made alone is another edition, without a PDF.
    counted = read_verdicts(home.ops, month_key(FIRST), names.BRIEFINGS)
    with without_paper():
        run(home, RunOptions(FIRST))
    assert read_verdicts(home.ops, month_key(FIRST), names.BRIEFINGS).equals(counted)
    assert counted.height > 100
