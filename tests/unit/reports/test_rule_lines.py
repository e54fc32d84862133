"""Changed and tried rules in lines for a terminal."""

from datetime import date

from reports.rule_lines import RuleTrial, notice_lines, trial_lines
from reports.words.text import Words
from tests.unit.reports.sections.test_rule_changes import FRAMES, SEPTEMBER, effects, rules

OCTOBER = date(2026, 10, 1)


def test_a_run_says_what_changed_before_anything_is_out() -> None:
    lines = notice_lines(FRAMES.rules, FRAMES.rule_changes, OCTOBER, Words("en"))
    assert lines[0] == "Rules changed: those of October 2026 differ from those the list of September 2026 was published by."
    assert "Comes onto the list: 1" in lines
    assert "  甲厂  甲厂  not listed → blue" in lines


def test_a_trial_names_who_would_come_and_go() -> None:
    lines = trial_lines(RuleTrial("levels.toml", SEPTEMBER, FRAMES.rules, FRAMES.rule_changes, is_beside_today=True), Words("zh"))
    assert lines[0].startswith("试算levels.toml：按改动后的设置、同样的数据重算2026年9月名单")
    assert lines[1].startswith("该名单发布后规则已有变更")
    assert "  丙厂  丙厂  黄色 → 橙色" in lines


def test_a_file_that_changes_nothing_says_so() -> None:
    same = RuleTrial(
        "levels.toml", SEPTEMBER, rules(("threshold", "entry_risk", 0.15, 0.15)), FRAMES.rule_changes.clear(), is_beside_today=False
    )
    assert trial_lines(same, Words("zh")) == ["levels.toml没有改动任何决定名单的设置：名单不变。"]


def test_more_than_fit_are_counted() -> None:
    many = effects(*((f"企业{place:02}", "came", None, "blue", "东街") for place in range(25)))
    lines = notice_lines(FRAMES.rules, many, OCTOBER, Words("zh"))
    assert lines[-1] == "  另5家"
