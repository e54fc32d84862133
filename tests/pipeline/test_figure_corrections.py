"""A figure corrected since the list before: the next bulletin prints who corrected it when and why, and whose level that changes."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import scheduled_day
from pipelines.commands.report import report
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.month.rule_watch import watch_rules
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from tests.district import FIRST, LAST, District, read_published
from tests.pipeline.printed.checker import compared
from tests.pipeline.printed.homes import write_mails
from tests.pipeline.printed.month import PublishedMonth
from warehouse import names
from warehouse.store import Store

# So much higher nobody of them has fallen.
TIMES = 3.0
CORRECTION = """[[correction]]
enterprise = "{uscc}"
indicator = "{indicator}"
period = "{period:%Y-%m}"
basis = "{basis}"
action = "{action}"
{value}
expect = {expect!r}
reason = "抄表倍率用了两次，供电公司电话确认"
reported_by = "张三 服务组12"
reported_on = {day}
"""


def listed(home: DataDir) -> list[str]:
    return Archive(home.ops, home.briefings).candidates(FIRST).filter("is_listed")["uscc"].to_list()


def figures(home: DataDir) -> pl.DataFrame:
    """The figures of the month of the list before, of those on it."""
    with month_of(home, LAST) as run:
        known = run.figures_at(scheduled_day(FIRST))
    return known.filter(pl.col("uscc").is_in(listed(home)), pl.col("period") == FIRST, pl.col("basis") == "month").sort("uscc", "indicator")


@contextmanager
def month_of(home: DataDir, month: date) -> Iterator[MonthRun]:
    with Store(home.warehouse, read_only=True) as store:
        yield MonthRun(month, scheduled_day(month), load_settings(home.config), home, StageTables(store))


def corrected(home: DataDir, day: date) -> None:
    """Enter a correction of every figure of the list before, in force from a day."""
    folder = home.config / "corrections"
    folder.mkdir(parents=True, exist_ok=True)
    rows = figures(home)
    assert rows.height
    texts = [
        CORRECTION.format(
            **{name: row[name] for name in ("uscc", "indicator", "period", "basis")},
            action="replace",
            value=f"value = {TIMES * row['value']!r}",
            expect=row["value"],
            day=day,
        )
        for row in rows.iter_rows(named=True)
    ]
    (folder / "matter.toml").write_text("\n".join(texts), encoding="utf-8")


@pytest.fixture(scope="module", params=["since the list", "further back"])
def home(request: pytest.FixtureRequest, district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A copy of the district whose last month was made again after electricity of the list before was corrected."""
    home = district.copied(tmp_path_factory.mktemp("corrections") / "home")
    watch_rules(home)
    corrected(home, date(2026, 7, 1) if request.param == "since the list" else date(2026, 6, 1))
    report(home, LAST, None)
    write_mails(home, LAST)
    return home


def page(home: DataDir) -> str:
    return re.sub(r"<[^>]+>", "", (home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))


def test_the_bulletin_prints_who_corrected_what_when_and_why(home: DataDir) -> None:
    count = figures(home).height
    text = page(home)
    assert f"与2026年5月名单发布时相比，人工更正新增{count}项、修改0项、终止0项" in text
    assert text.count("抄表倍率用了两次，供电公司电话确认") == text.count("张三 服务组12提出，2026-0") == count
    assert "数据更正（与2026年5月名单发布时相比）" in text


def test_whose_level_of_the_list_before_changes_is_named(home: DataDir) -> None:
    with Store(home.warehouse, read_only=True) as store:
        revised = store.read(names.REVISIONS, month=LAST).filter(pl.col("uscc").is_in(listed(home)))
    changed = revised.filter(pl.col("level_then").ne_missing(pl.col("level_now")))
    assert changed.height
    found = re.search(r"有关企业中有(\d+)家上期等级不同", page(home))
    assert found
    assert int(found.group(1)) == changed.height


def test_every_number_of_page_and_mails_is_true(home: DataDir, tmp_path: Path) -> None:
    # In a copy, since whoever looks holds the file open.
    looked = DataDir(shutil.copytree(home.root, tmp_path / "looked"))
    found = list(compared(PublishedMonth(looked, LAST)))
    assert [f"{each.place}: {each.problem}" for each in found if each.problem] == []
    assert any("corrections" in each.place for each in found)
    assert verify(home.briefing(LAST)).lines[-1] == "sound"


@pytest.mark.no_cover
def test_made_again_the_month_has_the_same_bytes(home: DataDir) -> None:
    before = read_published(home, LAST)
    report(home, LAST, None)
    assert read_published(home, LAST) == before


def test_where_nothing_was_corrected_nothing_is_printed(district: District) -> None:
    assert "数据更正" not in page(district.home)
