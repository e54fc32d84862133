"""The notes say what is absent, late, held, restated and not judged, and nothing about what is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from reports.frames import BriefingFrames
from reports.sections.level_changes import level_change_words
from reports.sections.notes import (
    absent_words,
    false_alarm_words,
    held_words,
    late_words,
    notes,
    revision_words,
    settled_words,
    source_table,
    unarrived_words,
    unjudged_table,
    unjudged_words,
    warned_checks,
)
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing, briefing_frames

ZH, EN = Words("zh"), Words("en")


def sources(*rows: dict[str, object]) -> pl.DataFrame:
    coverage = pl.DataFrame([{"district": "坪山区", **row} for row in rows], infer_schema_length=None)
    return source_table(briefing(BriefingFrames(coverage=coverage)))


def test_absent_sources_are_named_in_the_usual_order() -> None:
    table = sources({"indicator": "electricity", "status": "ok"}, {"indicator": "tax", "status": "absent"})
    assert table.height == 8
    assert absent_words(table, ZH).startswith("本期未提供的数据来源：产值、增加值、固投、纳税、用工、用水、用气。")
    assert "output, value added, fixed investment, tax, employment, water, gas." in absent_words(table, EN)


def test_late_sources_say_how_much_and_how_old() -> None:
    table = sources({"indicator": "water", "status": "warn", "arrival_share": 0.823, "age_months": 2})
    assert late_words(table, ZH) == "到达不全或滞后的来源：用水（到达率82%，最新为2个月前）。"
    assert late_words(table, EN) == "Sources that are incomplete or late: water (82% arrived, latest 2 months ago)."
    assert late_words(sources({"indicator": "water", "status": "ok", "age_months": 0}), ZH) == ""


def test_a_source_of_which_nothing_of_the_month_came_is_told_on_the_first_page() -> None:
    table = sources(
        {"indicator": "electricity", "status": "stop", "arrival_share": 0.0, "age_months": 2},
        {"indicator": "water", "status": "warn", "arrival_share": 0.7, "age_months": 0},
    )
    assert unarrived_words(table, ZH).startswith("本月数据尚未到达的来源：用电（最新为2个月前）。")
    assert unarrived_words(table, EN).startswith("Sources of which nothing of this month has arrived: electricity (latest 2 months ago).")
    assert unarrived_words(sources({"indicator": "water", "status": "ok", "age_months": 0}), ZH) == ""


def test_sums_over_nothing_known_are_left_out() -> None:
    counts = pl.DataFrame({"action": ["refused", "set_aside"], "rule": ["a", "b"], "count": [1200, 3]})
    known = briefing(BriefingFrames(quarantine_counts=counts))
    assert (
        held_words(known, source_table(known))
        == "数据处理：历年数据累计搁置3条（含已核定的，见quarantine.csv），累计退回1,200行（原因见quarantine.csv）。"
    )
    unknown = briefing(BriefingFrames())
    assert held_words(unknown, source_table(unknown)) == ""


def test_a_level_that_would_have_been_another() -> None:
    assert level_change_words({"level_then": "orange", "level_now": "yellow"}, ZH) == "橙色→黄色"
    assert level_change_words({"level_then": "orange", "level_now": "orange"}, ZH) == "橙色不变"
    assert level_change_words({"level_then": None, "level_now": None}, ZH) == "未达预警线"
    assert level_change_words({"level_then": None, "level_now": "red"}, EN) == "below the line→red"


def restated(*levels: tuple[str | None, str | None]) -> BriefingFrames:
    rows = [{"uscc": str(place), "name": f"企业{place}", "level_then": then, "level_now": now} for place, (then, now) in enumerate(levels)]
    previous = pl.DataFrame({"uscc": ["x"], "level": ["blue"], "is_listed": [True]})
    return BriefingFrames(restatements=pl.DataFrame(rows, infer_schema_length=None), previous=previous)


def test_without_a_list_of_last_month_no_level_of_it_could_have_been_another() -> None:
    first = replace(restated(("red", "orange")), previous=pl.DataFrame())
    assert revision_words(briefing(first)) == ""


def test_restatements_that_change_a_level_are_counted_and_the_first_named() -> None:
    six = briefing(restated(*[("red", "orange")] * 6, ("blue", "blue")))
    sentence = revision_words(six)
    assert sentence.startswith("本期修订若当时已知，上期将有6家企业等级不同：企业0（红色→橙色）、")
    assert sentence.endswith("企业4（红色→橙色）等。")
    assert revision_words(briefing(restated(("blue", "blue")))) == "本期修订若当时已知，上期各企业等级不变。"
    assert revision_words(briefing(BriefingFrames())) == ""


def settled(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {
        "uscc": "1",
        "name": "甲公司",
        "indicator": "electricity",
        "period": "2026-09",
        "settled_by": "王五",
        "known_on": date(2026, 11, 3),
    }
    return pl.DataFrame([{**usual, **row} for row in rows], infer_schema_length=None)


def test_what_was_settled_is_told_with_who_and_why() -> None:
    rows = settled(
        {"action": "release", "reason": "企业确认属实"}, {"action": "reject", "reason": None, "name": "乙公司", "indicator": None}
    )
    frames = BriefingFrames(settlements=rows)
    assert settled_words(briefing(frames)) == (
        "上期以来人工核定采用1条、弃用1条："
        "乙公司2026-09弃用（王五，2026年11月3日）；甲公司用电 2026-09采用（王五，2026年11月3日：企业确认属实）。"
    )
    english = settled_words(briefing(frames, language="en"))
    assert english.startswith("Settled by hand since the last issue (1 released, 1 rejected): ")
    assert "甲公司 electricity 2026-09 released (王五, 3 November 2026: 企业确认属实)." in english


def test_more_than_a_handful_settled_are_counted_and_the_first_named() -> None:
    rows = settled(*({"action": "release", "reason": "核实", "name": f"企业{place}"} for place in range(7)))
    sentence = settled_words(briefing(BriefingFrames(settlements=rows)))
    assert "采用7条" in sentence
    assert sentence.count("王五") == 5
    assert sentence.endswith("等。")


def test_where_nothing_was_settled_no_line_says_so() -> None:
    assert settled_words(briefing(BriefingFrames())) == ""


def test_expected_false_alarms_are_the_states_own() -> None:
    warnings = pl.DataFrame({"uscc": ["A", "B"], "level": ["red", "blue"], "is_listed": [True, True]})
    state = pl.DataFrame({"district": ["坪山区"], "expected_false_alarms": [0.8]})
    known, unknown = BriefingFrames(warnings=warnings, state=state), BriefingFrames(warnings=warnings)
    assert false_alarm_words(briefing(known)) == "按校准概率，本期2家中预计约1家事后会证明为误报。"
    assert false_alarm_words(briefing(unknown)) == "预计误报数：历史不足，暂不能给出。"
    assert false_alarm_words(briefing(BriefingFrames(state=state))) == ""


def test_who_is_not_judged_is_counted_by_reason() -> None:
    frames = briefing_frames()
    words = unjudged_words(briefing(frames))
    assert words == f"未评估的共{frames.unjudged.height}家，逐家及原因见附表5和工作簿“数据质量”。"
    assert any(words in note for note in notes(briefing(frames)))
    assert unjudged_words(briefing(frames, language="en")).startswith(f"{frames.unjudged.height} in all are not judged; annex 5 ")
    assert unjudged_words(briefing(BriefingFrames())) == ""


def test_a_reason_without_a_word_is_still_named() -> None:
    bare = BriefingFrames(unjudged=pl.DataFrame({"uscc": ["A"], "name": ["甲"], "reason": ["new_reason"]}))
    assert unjudged_table(briefing(bare))["reason_words"].to_list() == ["new_reason"]


def test_failed_checks_are_named_in_the_words_of_the_page() -> None:
    checks = pl.DataFrame(
        {"name": ["arrival.warn"], "severity": ["warn"], "passed": [False], "observed": ["a 1/2、b 1/3"], "meaning": ["到达率"]}
    )
    frames = BriefingFrames(checks=checks)
    # What an older version stored in English alone is not printed on a Chinese page.
    assert warned_checks(briefing(frames)) == [{"meaning": "部分来源到达率低于提示线", "observed": ""}]
    assert warned_checks(briefing(frames, language="en")) == [
        {"meaning": "some sources arrived thinner than they should", "observed": "a 1/2、b 1/3"}
    ]
    assert warned_checks(briefing(BriefingFrames(checks=checks.with_columns(passed=True)))) == []
