"""A list whose rules changed: the one before is made again on the same figures, and everybody can read who comes and goes."""

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from models.warnings.rule_changes import list_effects
from pipelines.clock import scheduled_day
from pipelines.commands.report import report
from pipelines.commands.rules import try_rules
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.errors import SettingsError
from pipelines.month.rescoring import list_again
from pipelines.month.rule_notice import LINES
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from tests.district import FIRST, LAST, District, read_published
from tests.pipeline.printed.checker import compared
from tests.pipeline.printed.homes import write_mails
from tests.pipeline.printed.month import PublishedMonth
from warehouse import names
from warehouse.store import Store

# Fewer places, a lower line and one cell of the matrix: people come, go, rise and fall.
CHANGED = """[thresholds.entry_risk]
value = 0.125
[thresholds.capacity_total]
value = 6
[matrix.medium]
small = "yellow"
"""


@pytest.fixture(scope="module")
def changed(district: District, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, list[Mapping[str, Any]]]:
    """A copy of the district whose last month was made again after the thresholds changed, and the notices of that run."""
    home = district.copied(tmp_path_factory.mktemp("rules") / "home")
    (home.config / "levels.toml").write_text(CHANGED, encoding="utf-8")
    notices: list[Mapping[str, Any]] = []
    report(home, LAST, None, on_notice=notices.append)
    # Mails are read by the checker too, a street's and an owner's among them.
    write_mails(home, LAST)
    return home, notices


def listed(home: DataDir, month: date) -> dict[str, str]:
    """Return the levels of a published list, from the archive of editions."""
    rows = Archive(home.ops, home.briefings).candidates(month).filter("is_listed")
    return dict(rows.select("uscc", "level").iter_rows())


def effects(home: DataDir) -> pl.DataFrame:
    with Store(home.warehouse, read_only=True) as store:
        return store.read(names.RULE_CHANGES, month=LAST)


def again(home: DataDir, month: date) -> pl.DataFrame:
    """Return a published month made again by the rules that are in force."""
    with Store(home.warehouse, read_only=True) as store:
        run = MonthRun(month, scheduled_day(month), load_settings(home.config), home, StageTables(store))
        return list_again(run, month, scheduled_day(month))


@pytest.mark.parametrize("month", [FIRST, LAST])
def test_by_the_same_rules_a_list_made_again_is_the_published_one(district: District, month: date) -> None:
    made, published = again(district.home, month), Archive(district.home.ops, district.home.briefings).candidates(month)
    assert list_effects(published, made).is_empty()
    both = published.select("uscc", "level", "is_listed", "rank", risk="combined_risk").join(
        made.select("uscc", "level", "is_listed", "rank", again="combined_risk"),
        on=["uscc", "level", "is_listed", "rank"],
        nulls_equal=True,
    )
    assert both.height == published.height == made.height
    assert (both["risk"] - both["again"]).abs().max() == pytest.approx(0.0, abs=1e-12)


def test_where_no_rule_changed_nothing_is_made_again(district: District) -> None:
    with Store(district.home.warehouse, read_only=True) as store:
        rules = store.read(names.RULES)
    assert rules.filter(pl.col("month") == LAST)["list_month"].unique().to_list() == [FIRST]
    assert rules.filter(pl.col("month") == FIRST)["list_month"].null_count() == rules.filter(pl.col("month") == FIRST).height
    assert not rules["is_changed"].any()
    assert effects(district.home).is_empty()
    assert "规则变更" not in (district.home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8")


def test_who_comes_and_goes_is_told_by_the_two_lists(changed: tuple[DataDir, list[Mapping[str, Any]]]) -> None:
    home, _ = changed
    before, now = (
        listed(home, FIRST),
        {row[0]: row[1] for row in again(home, FIRST).filter("is_listed").select("uscc", "level").iter_rows()},
    )
    assert now
    assert len(now) <= 6
    told = effects(home)
    assert told["list_month"].unique().to_list() == [FIRST]
    assert {row["uscc"]: (row["level_then"], row["level_now"]) for row in told.iter_rows(named=True)} == {
        uscc: (before.get(uscc), now.get(uscc)) for uscc in before.keys() | now.keys() if before.get(uscc) != now.get(uscc)
    }
    assert set(told.filter(pl.col("effect") == "left")["uscc"]) == before.keys() - now.keys()
    assert told.height


def test_the_run_says_so_before_it_publishes(changed: tuple[DataDir, list[Mapping[str, Any]]]) -> None:
    home, notices = changed
    lines = next(notice[LINES] for notice in notices if LINES in notice)
    assert "line of entry from 15% to 12.5%" in lines[1]
    assert sum("not listed" in line for line in lines) == effects(home).filter(pl.col("effect").is_in(["came", "left"])).height


def test_pages_workbook_and_mails_print_what_the_warehouse_holds(changed: tuple[DataDir, list[Mapping[str, Any]]], tmp_path: Path) -> None:
    home, _ = changed
    # In a copy, since whoever looks holds the file open.
    looked = DataDir(shutil.copytree(home.root, tmp_path / "looked"))
    found = list(compared(PublishedMonth(looked, LAST)))
    assert [f"{each.place}: {each.problem}" for each in found if each.problem] == []
    assert any("规则变更" in each.place for each in found)
    # Fewer places, another line, another matrix: the list is worked out by the rules that are laid beside it.
    assert verify(home.briefing(LAST)).lines[-1] == "sound"
    text = re.sub(r"<[^>]+>", "", (home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))
    assert "规则变更说明：本期规则与2026年5月名单发布时不同（" in text
    assert "等级对照表（风险中、影响小）由蓝色改为黄色" in text


@pytest.mark.no_cover
def test_made_again_the_month_has_the_same_bytes(changed: tuple[DataDir, list[Mapping[str, Any]]]) -> None:
    home, _ = changed
    before = read_published(home, LAST)
    report(home, LAST, None)
    assert read_published(home, LAST) == before


def test_rules_are_tried_and_nothing_is_stored(district: District, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = district.copied(tmp_path_factory.mktemp("tried") / "home")
    file = tmp_path_factory.mktemp("file") / "levels_2027.toml"
    file.write_text(CHANGED, encoding="utf-8")
    before = {path: path.read_bytes() for path in (home.warehouse, home.ops)}
    lines = try_rules(home, file)
    assert {path: path.read_bytes() for path in before} == before
    now = listed(home, LAST)
    gone = [uscc for uscc in now if any(uscc in line and line.rstrip().endswith("→ 未列入") for line in lines)]
    assert len(now) - len(gone) <= 6
    assert lines[0].startswith("试算levels_2027.toml")


def test_a_file_that_changes_no_rule_changes_nothing(district: District, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("same") / "levels.toml"
    file.write_text("[thresholds.clear_share]\nvalue = 0.9\n", encoding="utf-8")
    assert try_rules(district.home, file) == ["levels.toml没有改动任何决定名单的设置：名单不变。"]
    strange = file.with_name("limits.toml")
    strange.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="rename it"):
        try_rules(district.home, strange)
