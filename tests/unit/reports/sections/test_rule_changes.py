"""What the bulletin says of rules that changed."""

import json
from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.notes import annex_numbers, notes
from reports.sections.rule_changes import effect_rows, name_words, rule_words, value_words
from reports.words.text import Words
from tests.unit.reports.fixture_frames import edition

SEPTEMBER = date(2026, 9, 1)
ZH, EN = Words("zh"), Words("en")


def rules(*rows: tuple[str, str, object, object]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"kind": kind, "setting": setting, "value_text_then": then if then is None else json.dumps(then, ensure_ascii=False),
             "value_text": now if now is None else json.dumps(now, ensure_ascii=False), "list_month": SEPTEMBER, "is_changed": then != now}
            for kind, setting, then, now in rows
        ],
        infer_schema_length=None,
    )  # fmt: skip


def effects(*rows: tuple[str, str, str | None, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"uscc": name, "name": name, "effect": effect, "level_then": then, "level_now": now, "street": street, "list_month": SEPTEMBER}
            for name, effect, then, now, street in rows
        ],
        infer_schema_length=None,
    )


FRAMES = BriefingFrames(
    rules=rules(("threshold", "entry_risk", 0.15, 0.125), ("threshold", "capacity_total", 60, 80), ("code", "scoring", "a", "b")),
    rule_changes=effects(
        ("甲厂", "came", None, "blue", "东街"), ("乙厂", "left", "blue", None, "西街"), ("丙厂", "raised", "yellow", "orange", "东街")
    ),
)


def test_the_note_says_which_rules_changed_and_who_comes_and_goes() -> None:
    assert rule_words(Briefing(FRAMES, edition()), 3) == (
        "规则变更说明：本期规则与2026年9月名单发布时不同（列入线由15%改为12.5%，名单名额由60改为80；计算程序更新）。"
        "用同样的数据按本期规则重算该期名单：新列入1家（甲厂），不再列入1家（乙厂），等级升高1家（丙厂），等级降低0家，逐家见附表3。"
    )
    english = rule_words(Briefing(FRAMES, edition(language="en")), None)
    assert "line of entry from 15% to 12.5%" in english
    assert "comes onto the list: 1 (甲厂)" in english


def test_a_reader_of_a_street_reads_of_its_own_alone() -> None:
    frames, scoped = narrow(FRAMES, edition(), "street:东街")
    text = rule_words(Briefing(frames, scoped), None)
    assert "东街：新列入1家（甲厂），不再列入0家，等级升高1家（丙厂）" in text
    assert "乙厂" not in text
    assert frames.rule_changes["name"].to_list() == ["甲厂", "丙厂"]


def test_where_no_rule_changed_nothing_is_said_and_no_annex_stands() -> None:
    same = BriefingFrames(rules=rules(("threshold", "entry_risk", 0.15, 0.15)))
    assert rule_words(Briefing(same, edition()), None) == ""
    assert "rules" not in annex_numbers(Briefing(same, edition()))
    assert not any("规则变更" in note for note in notes(Briefing(BriefingFrames(), edition())))


def test_a_change_without_effect_says_so() -> None:
    text = rule_words(Briefing(BriefingFrames(rules=FRAMES.rules), edition()), None)
    assert text.endswith("按本期规则重算该期名单：名单和等级均无变化。")


def test_a_list_whose_rules_nobody_kept_and_figures_delivered_late_are_told() -> None:
    late = rules(("code", "scoring", None, "b"), ("data", "facts", "x", "y"))
    text = rule_words(Briefing(BriefingFrames(rules=late), edition()), None)
    assert "（该期名单由未留存规则的旧版程序生成，按计算程序更新处理）" in text
    assert text.endswith("该期数据发布后有补报或更正，上述差别也含数据变化。")


def test_internal_numbers_of_the_models_are_counted_and_many_settings_cut() -> None:
    cells = [f"matrix.{risk}.{exposure}" for risk in ("medium", "low") for exposure in ("small", "medium", "large")]
    many = rules(
        *(("threshold", cell, "blue", "red") for cell in cells),
        ("threshold", "drawn_places", 3, 0),
        ("model", "month.panel_months", 60, 48),
        ("prior", "operating.fall_1", [1.0, 2.0], [1.5, 2.0]),
    )
    text = rule_words(Briefing(BriefingFrames(rules=many), edition()), None)
    assert "等级对照表（风险中、影响小）由蓝色改为红色" in text
    assert "，另1项；模型参数调整1项；模型先验权重调整1项）" in text
    assert "panel_months" not in text


def test_settings_read_in_the_words_and_units_of_the_page() -> None:
    assert name_words("capacity_by_tier.group", ZH) == "服务层级名额（工作组服务）"
    assert value_words("capacity_by_tier.group", None, ZH) == "未设"
    assert value_words("capacity_by_tier", "{}", ZH) == "未设"
    assert value_words("tier_floor.department", '"medium"', ZH) == "中"
    assert value_words("locked", '["statistical"]', ZH) == "统计"
    assert value_words("locked", "[]", EN) == "none"
    assert value_words("large_multiple", "5.0", ZH) == "5"
    assert value_words("entry_risk", "0.15", ZH) == "15%"
    assert value_words("draw_seed", "20260", ZH) == "20,260"


def test_the_table_has_the_gravest_first() -> None:
    assert [row["name"] for row in effect_rows(FRAMES.rule_changes)] == ["甲厂", "乙厂", "丙厂"]
