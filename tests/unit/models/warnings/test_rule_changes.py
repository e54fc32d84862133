"""Which rules changed between two lists, and who comes and goes by it."""

from dataclasses import replace
from datetime import date

import polars as pl

from models.month_settings import MonthSettings
from models.risk.settings import RiskSettings
from models.warnings.rule_changes import NOT_DECIDING, Rules, compare_rules, have_changed, list_effects
from models.warnings.settings import LevelSettings
from models.warnings.warning_list import decide_list
from tests.unit.models.warnings.case_frames import MONTH, inputs, last_list, risks

SEPTEMBER = date(2026, 9, 1)
RULES = Rules(LevelSettings(), MonthSettings(), RiskSettings(), (), "a", "none")


def changed(then: Rules, now: Rules) -> dict[str, tuple[str | None, str | None]]:
    rows = compare_rules(now.frame(), then.frame(), SEPTEMBER).filter("is_changed")
    return {row["setting"]: (row["value_text_then"], row["value_text"]) for row in rows.iter_rows(named=True)}


def test_a_changed_threshold_is_named_with_what_it_was_and_is() -> None:
    assert changed(RULES, replace(RULES, levels=LevelSettings(entry_risk=0.125))) == {"entry_risk": ("0.15", "0.125")}


def test_of_a_matrix_only_the_cell_that_changed_is_named() -> None:
    cells = {name: dict(row) for name, row in LevelSettings().matrix.items()}
    cells["medium"]["small"] = "yellow"
    assert changed(RULES, replace(RULES, levels=LevelSettings(matrix=cells))) == {"matrix.medium.small": ('"blue"', '"yellow"')}


def test_a_place_for_a_tier_that_had_none_is_a_change() -> None:
    found = changed(RULES, replace(RULES, levels=LevelSettings(capacity_by_tier={"group": 20})))
    assert found == {"capacity_by_tier": ("{}", None), "capacity_by_tier.group": (None, "20")}


def test_code_and_channels_are_rules_and_corrections_of_figures_are_none() -> None:
    for now in (replace(RULES, code="b"), replace(RULES, locked=("statistical",))):
        assert have_changed(compare_rules(now.frame(), RULES.frame(), SEPTEMBER))
    corrected = compare_rules(replace(RULES, corrections="one").frame(), RULES.frame(), SEPTEMBER)
    assert corrected["is_changed"].sum() == 1
    assert not have_changed(corrected)


def test_what_only_explains_a_list_is_no_rule() -> None:
    explained = LevelSettings(
        clear_share=0.9, reasons_most=2, respond_days={"red": 1, "orange": 2, "yellow": 3, "blue": 4}, signal_months=6
    )
    assert changed(RULES, replace(RULES, levels=explained)) == {}


def test_what_is_no_rule_decides_nothing() -> None:
    # Each of them at another value leaves the list as it is, or it had to be among the rules.
    given = inputs(risks(a=(0.40, 0.0), b=(0.20, 0.60), c=(0.12, 0.0)), previous=last_list(c=("blue", 3)))
    usual = LevelSettings()
    others = {
        "respond_days": {"red": 1, "orange": 2, "yellow": 3, "blue": 4}, "clear_share": 0.5, "clear_months": 9, "reason_fall_share": 0.5,
        "reason_least": {}, "reasons_most": 1, "measures_most": 0, "silent_months": 9, "signal_months": 1, "district_down_share": 0.5,
    }  # fmt: skip
    assert set(others) == NOT_DECIDING
    for name, value in others.items():
        assert decide_list(given, MONTH, replace(usual, **{name: value})).equals(decide_list(given, MONTH, usual)), name


def test_a_list_that_kept_no_rules_differs_in_the_code_alone() -> None:
    compared = compare_rules(RULES.frame(), None, SEPTEMBER)
    assert compared.filter("is_changed")["kind"].to_list() == ["code"]
    assert have_changed(compared)


def test_before_the_first_list_nothing_has_changed() -> None:
    assert not have_changed(compare_rules(RULES.frame(), None, None))


def listed(**levels: str | None) -> pl.DataFrame:
    rows = [(uscc, level is not None, level or "blue", 0.5) for uscc, level in levels.items()]
    return pl.DataFrame(rows, schema=["uscc", "is_listed", "level", "combined_risk"], orient="row")


def test_who_comes_goes_rises_and_falls() -> None:
    published = listed(stays="red", goes="blue", rises="yellow", falls="red", waits=None, gone="orange")
    again = listed(stays="red", goes=None, rises="orange", falls="orange", waits=None, comes="blue")
    found = {
        row["uscc"]: (row["effect"], row["level_then"], row["level_now"]) for row in list_effects(published, again).iter_rows(named=True)
    }
    assert found == {
        "comes": ("came", None, "blue"),
        "goes": ("left", "blue", None),
        "gone": ("left", "orange", None),
        "rises": ("raised", "yellow", "orange"),
        "falls": ("lowered", "red", "orange"),
    }
    assert list_effects(published, published).is_empty()
