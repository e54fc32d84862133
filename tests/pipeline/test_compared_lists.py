"""The list beside other lists, from what is kept each month to what the bulletin says a year later."""

import re
from datetime import date

import polars as pl
import pytest

from models.warnings.comparison_lists import card_scores
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.district import FIRST, LAST, District
from tests.pipeline.printed.checker import compared
from tests.pipeline.printed.month import PublishedMonth
from warehouse import names
from warehouse.comparison_vocabulary import COMPARED_LISTS
from warehouse.store import Store

# A list of a year before, whose year is over on the day of the last month.
EARLY, EARLY_DAY = date(2025, 5, 1), date(2025, 6, 16)
YEAR_BEFORE = date(2025, 6, 1)


@pytest.fixture(scope="module")
def a_year_on(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A copy of the district that kept its lists a year before too; most of whom its list named have left since."""
    home = district.copied(tmp_path_factory.mktemp("compared") / "home")
    with Store(home.warehouse, ops=home.ops) as store:
        register = store.as_of(names.REGISTER, EARLY_DAY)["uscc"].sort()
        own, others = register[:8], register[6:20]
        rows = [
            *(("published", uscc, 1.0) for uscc in own), *(("street_industry", uscc, 8 / 14) for uscc in others),
            *(("chance", uscc, 8 / register.len()) for uscc in register),
        ]  # fmt: skip
        kept = pl.DataFrame(rows, schema=["list", "uscc", "place_chance"], orient="row").with_columns(as_of=pl.lit(EARLY_DAY))
        store.replace_month(names.COMPARISON_LISTS, EARLY, kept)
        # The model as it was published a year before, by this month's weights.
        store.replace_month(names.MODEL_CARD, YEAR_BEFORE, store.read(names.MODEL_CARD, month=LAST).drop("month"))
        days = [date(2025, 8, 1), date(2025, 11, 3), date(2026, 2, 9), date(2026, 5, 20), date(2026, 6, 10), date(2025, 6, 30)]
        file = "uscc,on,outcome,received_on\n" + "".join(f"{uscc},{day},closed,{day}\n" for uscc, day in zip(own, days, strict=False))
    (home.inbox / "outcomes_of_a_year.csv").write_text(file, encoding="utf-8")
    run(home, RunOptions(LAST))
    return home


def test_every_month_keeps_lists_of_as_many_places(district: District) -> None:
    with Store(district.home.warehouse, read_only=True) as store:
        kept, warnings = store.read(names.COMPARISON_LISTS), store.read(names.WARNINGS).filter("is_listed")
    assert kept["month"].unique().sort().to_list() == [FIRST, LAST]
    for month in (FIRST, LAST):
        own = kept.filter(pl.col("month") == month)
        places = warnings.filter(pl.col("month") == month)
        assert set(own.filter(pl.col("list") == "published")["uscc"]) == set(places["uscc"])
        sums = dict(own.group_by("list").agg(pl.col("place_chance").sum()).iter_rows())
        # Nothing was published a year before.
        assert sums.keys() == set(COMPARED_LISTS.keys) - {"last_year"}
        for name in ("published", "street_industry", "expert", "chance"):
            assert sums[name] == pytest.approx(places.height), name


def test_the_last_month_of_a_quarter_says_when_lists_can_be_compared(district: District) -> None:
    pages = {month: (district.home.briefing(month) / "bulletin.html").read_text(encoding="utf-8") for month in (FIRST, LAST)}
    assert "名单对照" not in pages[FIRST]
    text = re.sub(r"<[^>]+>", "", pages[LAST])
    assert "名单对照：2026年5月起每期同时留存名额相同的对照名单" in text
    assert "首期到2027年6月16日满一年" in text
    assert "本期没有按一年前的模型列出对照名单：一年前没有已发布的模型。" in text


def test_a_year_later_the_bulletin_says_what_each_had_named(a_year_on: DataDir) -> None:
    text = re.sub(r"<[^>]+>", "", (a_year_on.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))
    assert "名单对照：2025年5月名单（1期）发出后一年内登记迁出或停业的企业共" in text
    assert "本名单平均每期8.0家" in text
    found = list(compared(PublishedMonth(a_year_on, LAST)))
    assert [f"{each.place}: {each.problem}" for each in found if each.problem] == []
    checked = [each.place for each in found if "本名单与其他挑选办法" in each.place]
    assert len(checked) > 30
    assert "再计入此后数据显示持续下降的企业" in text
    assert "走访随名单而去" in text


def test_last_years_version_has_a_list_where_its_model_is_kept(a_year_on: DataDir) -> None:
    with Store(a_year_on.warehouse, read_only=True) as store:
        kept = store.read(names.COMPARISON_LISTS, month=LAST)
        risk = store.read(names.RISK, month=LAST).drop_nulls("combined_risk")
        counted = store.read(names.COMPARISON, month=LAST)
        card, features = store.read(names.MODEL_CARD, month=YEAR_BEFORE), store.read(names.RISK_FEATURES, month=LAST)
    own = kept.filter(pl.col("list") == "last_year")
    places = round(own["place_chance"].sum())
    scored = card_scores(features, card).join(risk, on="uscc", how="semi").sort("score", descending=True)
    assert set(own["uscc"]) == set(scored.head(places)["uscc"])
    # Of the one list whose year is over there was none yet.
    row = counted.filter(pl.col("list") == "last_year", pl.col("counted") == "departure").row(0, named=True)
    assert (row["result"], row["unmade_reason"], row["lists_count"]) == ("not_made", None, 0)
