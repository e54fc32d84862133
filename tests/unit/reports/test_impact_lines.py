"""The impact in lines: amounts with units, nobody told from nothing known, either language throughout."""

import re
from dataclasses import replace
from datetime import date

import polars as pl

from reports.impact import ImpactFrames, impact_lines
from reports.words.text import Words
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.printed_figures import EXPOSURES

MONTH = date(2026, 10, 1)
STAKES = [(figure.key, 1234.5, 12, 12, "", MONTH, 0.0123, 7, None) for figure in EXPOSURES.values()]
COLUMNS = ["figure", "value", "months_present", "months_expected", "missing", "until", "share", "rank", "published"]
DEPENDENTS = [("B", "Beta", "supplier", 1200.0, 0.35), ("C", "Gamma", "customer", None, None)]


def empty(table: str) -> pl.DataFrame:
    return table_named(table).empty_frame().drop("month")


FOUND = ImpactFrames(
    uscc="A",
    name="Alpha",
    month=MONTH,
    as_of=date(2026, 11, 16),
    stage="looking",
    operating_risk=0.3,
    relocation_risk=None,
    stakes=pl.DataFrame(STAKES, schema=COLUMNS, schema_overrides={"published": pl.Float64}, orient="row"),
    dependents=pl.DataFrame(DEPENDENTS, schema=["uscc", "name", "relation", "amount_cny_10k", "share"], orient="row"),
    reasons=empty(names.REASONS),
    measures=empty(names.MEASURES),
    clearings=empty(names.CLEARINGS),
    is_trade_known=True,
)


def test_each_language_is_kept_throughout() -> None:
    english, chinese = (impact_lines(FOUND, Words(language)) for language in ("en", "zh"))
    assert not re.search("[\u4e00-\u9fff]", "\n".join(english))
    assert re.findall("[A-Za-z]{3,}", re.sub("Alpha|Beta|Gamma", "", "\n".join(chinese))) == []
    assert len(english) == len(chinese)


def test_amounts_have_units_share_and_place() -> None:
    lines = impact_lines(FOUND, Words("en"))
    assert any(re.search(r"output of 12 months +1,23[45] CNY 10k  1\.23% of the district, place 7", line) for line in lines)
    assert any("1,200 CNY 10k" in line and "35% of its sales" in line for line in lines)
    assert any("Gamma" in line and line.endswith("customer: share not known") for line in lines)
    assert any("relocation risk not scored" in line for line in lines)


def test_what_was_never_delivered_is_a_dash_and_no_file_is_not_nobody() -> None:
    stakes = FOUND.stakes.with_columns(value=pl.lit(None, pl.Float64), share=pl.lit(None, pl.Float64))
    lines = impact_lines(replace(FOUND, stakes=stakes, is_trade_known=False), Words("zh"))
    assert sum(line.endswith("—") for line in lines) == len(STAKES) + 3
    assert "  区内关联企业：未知（没有供应链资料）" in lines


def test_every_amount_names_its_period_and_a_sum_the_months_it_lacks() -> None:
    short = pl.col("figure") == "output_value_twelve_months"
    older = pl.col("figure") == "employment_latest"
    stakes = FOUND.stakes.with_columns(
        months_present=pl.when(short).then(11).otherwise(12),
        missing=pl.when(short).then(pl.lit("2026-10")).otherwise(pl.lit("")),
        until=pl.when(older).then(date(2026, 8, 1)).otherwise(pl.lit(MONTH)),
        published=pl.when(short).then(1250.0),
    )
    lines = "\n".join(impact_lines(replace(FOUND, stakes=stakes), Words("zh")))
    assert "按2026年11月16日已知数据；各项金额截至2026年10月" in lines
    assert "（仅11个月，缺10月；2026年10月通报为1,250，此后数据有变）" in lines
    assert re.search("近12个月增加值 .*第7位$", lines, re.MULTILINE)
    assert re.search("最新用工 .*（2026年8月数）$", lines, re.MULTILINE)
