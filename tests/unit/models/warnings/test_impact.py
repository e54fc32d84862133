"""What a departure would cost: amounts, shares, ranks, dependents, and an honest unknown."""

import polars as pl
import pytest

from models.warnings.exposure import measure_exposure
from models.warnings.impact import ImpactInputs, assess_impact, latest_trades
from models.warnings.settings import Measure
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, registered, risks
from warehouse.periods import shift_month

CATALOGUE = (Measure("visit", "上门走访", "挂点单位"),)


def figures(**outputs):
    rows = [(u, "output_value", shift_month(MONTH, -age), v) for u, v in outputs.items() for age in range(12)]
    return pl.DataFrame(rows, schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64}, orient="row")


def assess(uscc="a", risk=None, proof=(), trades=None):
    given = ImpactInputs(
        series=figures(a=10.0, b=30.0),
        register=registered("a", "b", "c", "k", "s", "t"),
        risk=risks(a=(0.2, 0.5, "looking"), b=(0.1, 0.1), c=(None, None, "none", "no_figures")) if risk is None else risk,
        evidence=evidence(*proof),
        trades=trades,
    )
    return assess_impact(uscc, given, MONTH, AS_OF, catalogue=CATALOGUE)


def stake(impact, item):
    return impact.stakes.filter(pl.col("figure") == item).row(0, named=True)


def test_output_is_a_year_with_share_and_rank():
    row = stake(assess(), "output_value_twelve_months")
    assert row["value"] == 120
    assert row["share"] == pytest.approx(0.25)
    assert row["rank"] == 2


def test_the_amount_is_the_list_s_own_for_the_same_month():
    given = ImpactInputs(figures(a=10.0, b=30.0), registered("a", "b"), risks(a=(0.2, 0.5), b=(0.1, 0.1)), evidence())
    listed = measure_exposure(given.series, given.register, MONTH).filter(pl.col("uscc") == "a").row(0, named=True)
    row = stake(assess_impact("a", given, MONTH, AS_OF), "output_value_twelve_months")
    assert (row["value"], row["share"]) == (listed["exposure_output_cny_10k"], listed["exposure_output_share"])
    assert (row["months_present"], row["missing"], row["published"]) == (12, "", None)


def test_shares_are_of_the_monitored_alone():
    whole = registered("a", "b", "c")
    left = whole.with_columns(left_register_on=pl.when(pl.col("uscc") == "b").then(pl.lit(AS_OF)))
    given = ImpactInputs(figures(a=10.0, b=30.0, c=70.0), left, risks(a=(0.2, 0.5), b=(None, None), c=(0.1, 0.1)), evidence())
    row = stake(assess_impact("a", given, MONTH, AS_OF), "output_value_twelve_months")
    assert (row["share"], row["rank"]) == (pytest.approx(10 / 80), 2)
    # Whoever has left is asked about all the same, and is its own addition to them.
    assert stake(assess_impact("b", given, MONTH, AS_OF), "output_value_twelve_months")["share"] == pytest.approx(30 / 110)


def test_what_was_printed_otherwise_is_told_and_a_sum_names_the_months_it_lacks():
    now = figures(a=10.0, b=30.0).filter((pl.col("uscc") == "b") | (pl.col("period") != MONTH))
    given = ImpactInputs(now, registered("a", "b"), risks(a=(0.2, 0.5), b=(0.1, 0.1)), evidence(), published=figures(a=10.0, b=30.0))
    row = stake(assess_impact("a", given, MONTH, AS_OF), "output_value_twelve_months")
    assert (row["value"], row["months_present"], row["missing"], row["published"]) == (110, 11, f"{MONTH:%Y-%m}", 120)


def test_what_was_never_delivered_stays_unknown():
    row = stake(assess(), "tax_twelve_months")
    assert row["value"] is None
    assert row["rank"] is None


def test_stage_reasons_and_measures_are_those_of_the_enterprise():
    impact = assess(proof=[fall("a", "electricity", 0.5), fall("b", "tax", 0.1)])
    assert impact.stage == "looking"
    assert impact.reasons.select("uscc", "code", "indicator").rows() == [("a", "relocation_signs", None), ("a", "fall", "electricity")]
    assert impact.measures["measure"].to_list() == ["visit"]
    assert impact.clearings["code"].to_list() == ["figure_above", "no_relocation_plan"]


def test_an_enterprise_out_of_scope_is_assessed_all_the_same():
    impact = assess("c")
    assert impact.operating_risk is None
    assert stake(impact, "output_value_twelve_months")["value"] is None


def test_dependents_are_ordered_by_how_much_of_their_trade_hangs_on_it():
    trades = pl.DataFrame(
        {
            "supplier": ["s", "s", "t", "a"],
            "customer": ["a", "x", "a", "k"],
            "amount_cny_10k": [10.0, 90.0, 5.0, 7.0],
        }
    )
    found = assess(trades=trades).dependents
    assert found.select("uscc", "relation").rows() == [("k", "customer"), ("t", "supplier"), ("s", "supplier")]
    assert found["share"].to_list() == pytest.approx([1.0, 1.0, 0.1])


def test_a_stated_share_of_sales_counts_before_the_amounts_and_outsiders_are_left_out():
    supplies = pl.DataFrame(
        {
            "supplier_uscc": ["s", "s", "s", "outsider", "a", "a"],
            "buyer_uscc": ["a", "a", "x", "a", "k", "a"],
            "year": [2024, 2025, 2025, 2025, None, None],
            "sales_share": [0.9, 0.3, None, 0.8, 0.6, None],
            "amount_cny_10k": [500.0, 10.0, 10.0, 1.0, None, 3.0],
        }
    )
    impact = assess(trades=latest_trades(supplies))
    assert impact.is_trade_known
    # Of two years the newer; what the customer buys is not stated, so its share stays unknown.
    assert impact.dependents.select("uscc", "relation", "amount_cny_10k", "share").rows() == [
        ("s", "supplier", 10.0, 0.3),
        ("k", "customer", None, None),
    ]
    assert impact.dependents["name"].null_count() == 0


def test_no_supply_chain_file_is_not_the_same_as_nobody():
    assert not assess().is_trade_known
    assert assess(trades=pl.DataFrame({"supplier": ["s"], "customer": ["x"], "amount_cny_10k": [1.0]})).is_trade_known


def test_an_unknown_code_is_one_clear_sentence():
    with pytest.raises(ValueError, match="No enterprise z"):
        assess("z")
