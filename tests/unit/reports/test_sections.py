"""Sentences and figures of single sections, on frames small enough to check by hand."""

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.publication import render_publication
from reports.sections.by_street_and_industry import by_place, most_touched
from reports.sections.enterprise import disagreement, fan_words, indicator_rows, peer_words, pushes
from reports.sections.followup import follow_up
from reports.sections.monthly_figures import list_figures, year_to_date
from reports.sections.notes import absent_words, source_table
from reports.sections.relocation import flows, relocation_words
from reports.sections.severe_cases import describe_case, severe_cases
from tests.unit.reports.fixture_frames import MONTH, briefing_frames, edition


def _series(values, indicator="output_value", **columns):
    rows = {"uscc": "A", "indicator": indicator, "period": list(values), "value": list(values.values())}
    return BriefingFrames(series=pl.DataFrame(rows | columns, schema_overrides={"value": pl.Float64})).series


def _warnings(**columns):
    return pl.DataFrame({"uscc": ["A"], "rank": [1], "level": ["red"], "is_listed": [True]} | columns)


@pytest.mark.parametrize(
    ("finding", "counted"),
    [
        ("confirmed", "confirmed"),
        ("partly", "confirmed"),
        ("经核实属实", "confirmed"),
        ("情况不属实", None),
        ("false_alarm", "false_alarm"),
        ("solved", "solved"),
        ("资金问题解决", "solved"),
        ("未解决", None),
        ("产能未恢复", None),
    ],
)
def test_words_of_a_visit_count_for_what_they_say_and_not_for_its_contrary(finding, counted):
    row = {"uscc": ["A"], "name": ["甲"], "level": ["red"], "visited_on": [date(2026, 11, 20)], "finding": [finding], "outcome": [None]}
    total = follow_up(BriefingFrames(followup=pl.DataFrame(row))).table.row(-1, named=True)
    assert [name for name in ("confirmed", "false_alarm", "solved") if total[name]] == [counted] * (counted is not None)


def test_growth_uses_the_restated_base_before_last_years_own_figure():
    values = {date(2025, 10, 1): 100.0, date(2026, 10, 1): 90.0}
    plain = BriefingFrames(warnings=_warnings(), series=_series(values))
    assert list_figures(plain, MONTH)["output_yoy"][0] == pytest.approx(-0.1)
    restated = BriefingFrames(warnings=_warnings(), series=_series(values, growth_base=[None, 60.0]))
    assert list_figures(restated, MONTH)["output_yoy"][0] == pytest.approx(0.5)


def test_growth_on_a_base_that_is_not_positive_is_missing():
    values = {date(2025, 10, 1): -5.0, date(2026, 10, 1): 90.0}
    assert list_figures(BriefingFrames(warnings=_warnings(), series=_series(values)), MONTH)["output_yoy"][0] is None


def test_cumulative_growth_compares_months_present_in_both_years():
    values = {date(2025, 9, 1): 100.0, date(2026, 8, 1): 50.0, date(2026, 9, 1): 80.0, date(2025, 10, 1): 100.0, date(2026, 10, 1): 70.0}
    row = year_to_date(_series(values), MONTH).row(0, named=True)
    assert row["ytd"] == pytest.approx(200.0)
    assert row["ytd_yoy"] == pytest.approx(150 / 200 - 1)


def test_a_year_without_its_last_month_has_no_cumulative_figure():
    row = year_to_date(_series({date(2025, 9, 1): 100.0, date(2026, 9, 1): 80.0}), MONTH).row(0, named=True)
    assert row["ytd"] is None
    assert row["ytd_yoy"] is None


def test_per_hundred_needs_the_number_monitored():
    warnings = pl.DataFrame(
        {"uscc": ["A", "B", "C"], "street": ["甲街道", "甲街道", "乙街道"], "level": ["red", "blue", "blue"], "is_listed": [True] * 3}
    )
    monitored = pl.DataFrame({"dimension": ["street", "street"], "name": ["甲街道", "丙街道"], "enterprises_count": [50, 20]})
    rows = {row["name"]: row for row in by_place(BriefingFrames(warnings=warnings, monitored=monitored), "street").iter_rows(named=True)}
    assert rows["甲街道"]["per_hundred"] == pytest.approx(4.0)
    assert rows["乙街道"]["per_hundred"] is None
    assert rows["丙街道"]["count"] == 0


def test_equal_counts_are_all_named():
    warnings = pl.DataFrame({"uscc": ["A", "B"], "street": ["甲街道", "乙街道"], "level": ["red", "blue"], "is_listed": [True] * 2})
    touched = most_touched(by_place(BriefingFrames(warnings=warnings), "street"))
    assert touched.count == 1
    assert "甲街道" in touched.names
    assert "乙街道" in touched.names


@pytest.mark.parametrize(
    ("text", "name"),
    [("C3921", "计算机、通信和其他电子设备制造业"), ("3670", "汽车制造业"), ("批发", "批发"), (None, "未注明"), ("C9921", "C9921")],
)
def test_industry_codes_become_words(text, name):
    assert industry_name(text) == name


def test_relocation_forms_add_up_and_empty_ones_are_left_out():
    rows = pl.DataFrame(
        {
            "uscc": ["A", "B", "C"],
            "form": ["partial", None, "whole"],
            "destination": ["惠州市"] * 3,
            "occurred_on": [None, None, date(2026, 5, 1)],
        }
    )
    sentence = relocation_words(BriefingFrames(relocations=rows))
    assert "有去向信息的2家（部分产能1家、待核实1家）" in sentence
    assert "已登记迁出1家" in sentence


def test_stake_is_said_to_be_unknown_and_not_zero():
    case = severe_cases(BriefingFrames(warnings=_warnings()))[0]
    assert case.stake == "产值、纳税、用工数据未到"
    assert case.responsible == "责任单位待定"
    assert case.measures.startswith("上门了解")


def test_three_lines_keep_two_reasons_and_the_first_measure_and_the_portrait_all():
    row = BriefingFrames(warnings=_warnings(reasons=["一；二；三"], measures=["甲；乙；丙"])).warnings.row(0, named=True)
    short, whole = describe_case(row, is_short=True), describe_case(row)
    assert (short.signals, short.measures) == ("一；二", "甲")
    assert (whole.signals, whole.measures) == ("一；二；三", "甲；乙；丙")


def test_signals_name_the_relocation_signal_once():
    said = _warnings(reasons=["出现外迁风险信号（在外地选址）；二"], kind=["both"])
    silent = _warnings(reasons=["用电比预期低41%"], kind=["relocation"])
    signals = [describe_case(rows.row(0, named=True)).signals for rows in (BriefingFrames(warnings=w).warnings for w in (said, silent))]
    assert signals == ["出现外迁风险信号（在外地选址）；二", "用电比预期低41%；出现外迁风险信号"]


def test_flows_name_the_largest_and_put_the_unknown_last():
    names = [*"ABCDEFGHI", None]
    rows = pl.DataFrame(
        {
            "uscc": [str(place) for place in range(10)],
            "destination": names,
            "output": [*map(float, range(9, 0, -1)), 99.0],
            "street": ["甲街道"] * 10,
            "industry": ["C3921"] * 10,
        }
    )
    table = flows(BriefingFrames(relocations=rows))
    assert table["destination"].to_list() == [*"ABCDEFG", "其他地区", "去向未明"]
    assert table["output"].to_list() == [9, 8, 7, 6, 5, 4, 3, 2 + 1, 99]
    assert flows(BriefingFrames(relocations=rows.filter(pl.col("destination") != "I")))["destination"].to_list() == [*"ABCDEFGH"]


def test_a_flow_names_where_most_come_from():
    streets = ["丙", "甲", "乙", "甲", "丁"]
    rows = pl.DataFrame({"uscc": list("12345"), "destination": ["惠州市"] * 5, "street": streets, "industry": ["C3921"] * 5})
    assert flows(BriefingFrames(relocations=rows))["streets"].to_list() == ["甲、丁等4个"]


@pytest.mark.parametrize(
    ("percentile", "words"),
    [(0.08, "低于92%的同行"), (0.0, "低于99%以上的同行"), (0.7, "高于70%的同行"), (1.0, "高于99%以上的同行"), (None, "—")],
)
def test_peers(percentile, words):
    assert peer_words(percentile) == words


def test_a_gap_to_almost_nothing_is_not_a_percentage():
    series = _series({MONTH: 0.0}, "fixed_investment", expected=[0.2])
    assert indicator_rows(BriefingFrames(series=series), "A", MONTH)[0]["gap"] is None


def test_an_indicator_that_fell_silent_stays_in_the_table():
    evidence = pl.DataFrame({"uscc": ["A"], "indicator": ["water"], "expected": [100.0], "silent_months": [4]})
    rows = indicator_rows(BriefingFrames(evidence=evidence), "A", MONTH)
    assert [row["indicator"] for row in rows] == ["water"]
    assert rows[0]["note"] == "已4个月无数据"


def _gaps(**gaps):
    physical = {"electricity", "employment", "water", "gas"}
    return [{"indicator": key, "gap": gap, "is_physical": key in physical} for key, gap in gaps.items()]


def test_booked_steady_while_physical_falls_is_said():
    assert "账面指标平稳而实物指标下降" in disagreement(_gaps(electricity=-0.4, employment=-0.3, output_value=0.0, tax=0.02))
    assert "方向一致" in disagreement(_gaps(electricity=-0.4, output_value=-0.3))
    assert "未同时到齐" in disagreement(_gaps(electricity=-0.4))


def test_the_base_rate_is_no_reason():
    rows = pl.DataFrame(
        {
            "uscc": ["A"] * 3,
            "risk": ["operating"] * 3,
            "feature": ["intercept", "x", "y"],
            "label": ["基准水平", "用电", "用工"],
            "contribution_log_odds": [-3.0, 0.5, -0.8],
        }
    )
    found = pushes(BriefingFrames(contributions=rows), "A", "operating")
    assert [push.label for push in found] == ["用工", "用电"]
    assert found[0].width == 100


def test_absent_sources_are_named_in_the_usual_order():
    rows = pl.DataFrame({"indicator": ["electricity", "tax"], "status": ["ok", "absent"], "district": ["坪山区"] * 2})
    words = absent_words(source_table(BriefingFrames(coverage=rows), edition()))
    assert "产值、增加值、固投、纳税、用工、用水、用气" in words
    assert "用电" not in words


def test_publication_has_every_file_of_the_folder():
    frames = briefing_frames(counts={"red": 1, "orange": 1, "yellow": 0, "blue": 1})
    made = render_publication(frames, edition(), with_pdf=False)
    pages = {f"enterprises/{code}.html" for code in frames.listed()["uscc"]}
    assert {"bulletin.html", "warning_list.csv", "warning_list.xlsx"} | pages <= set(made.files)
    assert "bulletin.pdf" not in made.files
    assert all(isinstance(content, bytes) and content for content in made.files.values())


def test_the_explaining_model_says_its_shift_with_a_band_and_what_moved_the_last_month() -> None:
    fans = briefing_frames().fans
    one = fans.filter(pl.col("uscc") == fans["uscc"][0])
    words = fan_words(one)
    assert words.startswith("水平变化：")
    assert "起−44%（95%区间−52%至−35%）。" in words
    assert words.endswith("偏离趋势水平：季节+3%、工作日和春节−1%。")
    assert fan_words(one.with_columns(pl.lit(None).alias("shift_period"), pl.lit(None).alias("season_share"))) == ""
