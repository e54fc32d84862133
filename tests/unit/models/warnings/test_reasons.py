"""The words: reasons with values, what would clear it, and nobody without a reason."""

from datetime import date

import polars as pl
import pytest

from models.warnings.settings import LevelSettings
from models.warnings.warning_list import build_warning_list
from models.warnings.wording import forbidden_words
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, inputs, risks

SIGNAL_TYPES = {"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String}


def signals(*rows):
    return pl.DataFrame(list(rows), schema=SIGNAL_TYPES, orient="row")


def one(risk=(0.9, 0.0), proof=(), **more):
    found = build_warning_list(
        inputs(risks(a=risk) if isinstance(risk, tuple) else risk, evidence(*proof), **more), MONTH, AS_OF, LevelSettings()
    )
    return found.row(0, named=True)


def test_a_fall_is_told_with_its_size_and_duration():
    assert one(proof=[fall("a", "electricity", 0.57, months=3)])["reasons"] == "用电比预期低43%，已持续3个月"


def test_one_month_has_no_duration_yet():
    assert one(proof=[fall("a", "electricity", 0.57, months=1)])["reasons"] == "用电比预期低43%"


def test_the_peers_are_told_once_and_only_when_they_are_better():
    proof = [fall("a", "electricity", 0.5, peers=-0.5, p_value=0.001), fall("a", "output_value", 0.6, peers=-0.5, p_value=0.01)]
    assert one(proof=proof)["reasons"].count("比同行低39%") == 1
    assert "同行" not in one(proof=[fall("a", "electricity", 0.5, peers=-0.02)])["reasons"]


def test_correlated_indicators_count_once():
    proof = [fall("a", name, 0.5) for name in ("electricity", "water", "gas", "employment", "output_value")]
    told = one(proof=proof)["reasons"]
    assert sum(name in told for name in ("用电", "用水", "用气", "用工")) == 2
    assert "产值" in told


def test_a_small_gap_is_no_reason_but_nobody_is_without_one():
    told = one(proof=[fall("a", "electricity", 0.95)])["reasons"]
    assert "用电" not in told
    assert "风险90%" in told


def test_silence_is_a_reason_except_of_investment():
    proof = [fall("a", "gas", None, silent=4), fall("a", "fixed_investment", None, silent=9), fall("a", "tax", None, silent=4)]
    told = one(proof=proof)
    assert told["reasons"].endswith("；用气、纳税已4个月无数据")
    assert told["clears_when"] == "用气恢复有数；风险连续2个月低于10%"


def test_silence_never_stands_alone_for_a_risk():
    weights = pl.DataFrame({"uscc": ["a"], "risk": ["operating"], "label": ["停报月数"], "contribution_log_odds": [0.9]})
    told = one(proof=[fall("a", "water", None, silent=2)], contributions=weights)["reasons"]
    assert told == "单项偏离均不显著，综合评估风险90%，主要依据：停报月数；用水已2个月无数据"
    beside = one(proof=[fall("a", "water", None, silent=2), fall("a", "electricity", 0.5)], contributions=weights)["reasons"]
    assert beside == "用电比预期低50%，已持续3个月；用水已2个月无数据"


RECOVERED = [fall("a", "output_value", 1.21, months=0), fall("a", "employment", 1.19, months=0), fall("a", "water", None, silent=2)]


def test_a_fall_that_seems_over_is_told_as_such_with_the_figures_that_are_back():
    told = one(risk=risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(0.9)), proof=RECOVERED)["reasons"]
    assert told == "前期下降，本月已见回升（产值为预期的121%、用工为预期的119%），待巩固；用水已2个月无数据"
    assert forbidden_words(told) == []


def test_no_recovery_is_told_of_a_fall_that_goes_on_or_without_a_figure_that_is_back():
    seems_over = risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(0.9))
    assert "回升" not in one(risk=seems_over, proof=[fall("a", "electricity", 0.6)])["reasons"]
    assert "回升" not in one(risk=risks(a=(0.56, 0.0)), proof=RECOVERED)["reasons"]
    unknown = risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(None, pl.Float64))
    assert "回升" not in one(risk=unknown, proof=RECOVERED)["reasons"]


def test_figures_that_still_lag_are_told_beside_the_recovery():
    seems_over = risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(0.9))
    told = one(risk=seems_over, proof=[fall("a", "electricity", 1.1, months=0), fall("a", "employment", 0.8, months=8)])["reasons"]
    assert told == "前期下降，本月已见回升（用电为预期的110%），待巩固；用工比预期低20%，已持续8个月"


def test_capacity_leaving_while_the_books_stand_is_told_and_never_beside_a_booked_fall():
    physical = [fall("a", "electricity", 0.5), fall("a", "employment", 0.6)]
    assert "产值、税收基本未降" in one(proof=[*physical, fall("a", "output_value", 1.0)])["reasons"]
    assert "基本未降" not in one(proof=[*physical, fall("a", "output_value", 1.0), fall("a", "tax", 0.6)])["reasons"]


def test_dated_signals_come_first_in_a_relocation_case_and_say_signal_not_verdict():
    known = signals(("a", date(2026, 5, 3), "lease_ending", None), ("a", date(2026, 4, 3), "outside_investment", "惠州市"))
    told = one(risk=(0.05, 0.6, "looking"), proof=[fall("a", "electricity", 0.5)], signals=known)["reasons"]
    assert told.startswith("出现外迁风险信号（在外地选址）；租约将到期（2026-05）；在外地投资设点（2026-04，去向惠州市）")
    assert forbidden_words(told) == []


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2026, 7, 17)])
def test_signals_too_old_or_of_the_future_are_not_told(day):
    told = one(risk=(0.05, 0.6), signals=signals(("a", day, "lease_ending", None)))["reasons"]
    assert "租约" not in told


def test_signals_of_moving_are_not_told_in_a_purely_operating_case():
    told = one(risk=(0.9, 0.01), signals=signals(("a", date(2026, 5, 3), "lease_ending", None)))["reasons"]
    assert "租约" not in told


def test_clearing_names_a_figure_that_can_be_reached():
    told = one(proof=[fall("a", "electricity", 0.5, expected=200_000.0)])["clears_when"]
    assert told == "用电连续2个月高于170,000千瓦时"


def test_a_relocation_case_is_cleared_by_asking():
    assert "走访确认无外迁计划" in one(risk=(0.05, 0.6))["clears_when"]


def test_without_any_figure_the_risk_itself_must_fall():
    assert one()["clears_when"] == "风险连续2个月低于10%"


def test_investment_is_told_last():
    proof = [fall("a", "fixed_investment", 0.0, p_value=0.0001), fall("a", "electricity", 0.5, p_value=0.01)]
    told = one(risk=(0.5, 0.6), proof=proof)
    assert told["reasons"].index("用电") < told["reasons"].index("固投")
    assert told["clears_when"].startswith("用电")


def test_at_most_four_reasons():
    proof = [fall("a", name, 0.5) for name in ("electricity", "water", "output_value", "tax", "value_added")]
    proof.append(fall("a", "gas", None, silent=5))
    known = signals(*[("a", date(2026, 5, day), kind, None) for day, kind in ((1, "lease_ending"), (2, "equipment_disposal"))])
    told = one(risk=(0.9, 0.6, "looking"), proof=proof, signals=known)["reasons"]
    assert len(told.split("；")) == LevelSettings().reasons_most


def test_evidence_of_others_does_not_leak_in():
    found = build_warning_list(
        inputs(risks(a=(0.9, 0.0), b=(0.8, 0.0)), evidence(fall("b", "electricity", 0.5))), MONTH, AS_OF, LevelSettings()
    )
    told = dict(found.select("uscc", "reasons").iter_rows())
    assert "用电" not in told["a"]
    assert "用电" in told["b"]


def test_finished_investment_is_no_reason_in_an_operating_case_and_never_clears():
    proof = [fall("a", "fixed_investment", 0.0)]
    operating, moving = one(proof=proof), one(risk=(0.05, 0.6), proof=proof)
    assert "固投" not in operating["reasons"]
    assert "固投比预期低100%" in moving["reasons"]
    assert "固投" not in operating["clears_when"] + moving["clears_when"]


def test_an_ordinary_single_month_is_not_told_but_a_spell_is():
    assert "纳税" not in one(proof=[fall("a", "tax", 0.5, months=1, p_value=0.4)])["reasons"]
    assert "纳税" in one(proof=[fall("a", "tax", 0.5, months=2, p_value=0.4)])["reasons"]
    assert "纳税" in one(proof=[fall("a", "tax", 0.5, months=1, p_value=None)])["reasons"]


def test_without_a_telling_figure_the_model_says_what_weighed_most():
    weights = pl.DataFrame(
        {
            "uscc": ["a"] * 5,
            "risk": ["operating"] * 4 + ["relocation"],
            "label": ["用水下降证据", "停报月数", "自身波动", "用电下降证据", "租约"],
            "contribution_log_odds": [0.9, 0.2, -3.0, 1.5, 9.0],
        }
    )
    assert one(contributions=weights)["reasons"] == "单项偏离均不显著，综合评估风险90%，主要依据：用电下降证据、用水下降证据"
    assert one(risk=(0.05, 0.6), contributions=weights)["reasons"].endswith("主要依据：租约")
