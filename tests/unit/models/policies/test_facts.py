"""Facts are derived from register, figures and claims; what is not whole is not known."""

from datetime import date

import polars as pl
import pytest

from models.policies.facts import FactInputs, enterprise_facts
from tests.unit.models.policies.cases import AS_OF, claims
from warehouse.periods import shift_month
from warehouse.policy_vocabulary import FACTS

MONTH = date(2026, 10, 1)


def register(**changes):
    row = {
        "uscc": "a", "industry": "C3921", "industry_division": "C39", "street": "坑梓街道", "park": None, "tier": "group",
        "high_tech": "yes", "registered_on": date(2020, 11, 17), "left_register_on": None,
    } | changes  # fmt: skip
    texts = dict.fromkeys(("industry", "industry_division", "park", "high_tech"), pl.String)
    return pl.DataFrame([row], schema_overrides={**texts, "registered_on": pl.Date, "left_register_on": pl.Date})


def series(months=24, output=500.0, jobs=350.0, without=()):
    rows = [
        {"uscc": "a", "indicator": indicator, "period": shift_month(MONTH, -age), "value": value * (1.1 if age < 12 else 1.0)}
        for indicator, value in (("output_value", output), ("tax", 10.0), ("employment", jobs))
        for age in range(months)
        if (indicator, age) not in without
    ]
    return pl.DataFrame(rows).with_columns(growth_base=pl.lit(None, pl.Float64))


def facts(changes=None, figures=None, made=None, level=None, judged=("a",)):
    warnings = pl.DataFrame(
        {"uscc": ["a"], "level": [level]} if level else {"uscc": [], "level": []}, schema={"uscc": pl.String, "level": pl.String}
    )
    inputs = FactInputs(
        register(**(changes or {})),
        series() if figures is None else figures,
        claims() if made is None else made,
        warnings,
        pl.Series(judged, dtype=pl.String),
    )
    return enterprise_facts(inputs, MONTH, AS_OF).row(0, named=True)


def test_sums_and_growth_of_twelve_whole_months() -> None:
    row = facts()
    assert row["output_cny_10k"] == pytest.approx(12 * 550)
    assert row["tax_cny_10k"] == pytest.approx(12 * 11)
    assert row["output_growth_share"] == pytest.approx(0.1)
    assert row["jobs"] == pytest.approx(385)


def test_a_year_with_a_gap_is_not_known_and_the_last_head_count_is() -> None:
    row = facts(figures=series(without=(("output_value", 3), ("employment", 0))))
    assert (row["output_cny_10k"], row["output_growth_share"], row["size"]) == (None, None, None)
    assert row["jobs"] == pytest.approx(385)


@pytest.mark.parametrize(
    ("jobs", "output", "size"),
    [(1000, 3334, "large"), (999, 9000, "medium"), (2000, 3000, "medium"), (300, 167, "medium"), (299, 9000, "small"), (20, 25, "small"),
     (19, 9000, "micro"), (500, 20, "micro")],
)  # fmt: skip
def test_the_size_needs_jobs_and_output_alike(jobs, output, size) -> None:
    figures = series(12, output / 1.1, jobs / 1.1)
    assert facts(figures=figures)["size"] == size
    assert facts({"industry": "I6510", "industry_division": "I65"}, figures)["size"] is None


@pytest.mark.parametrize(
    ("industry", "division", "expected"),
    [("C3921", "C39", "C3921"), ("3921", "C39", "C3921"), ("39", "C39", "C39"), ("0610", "B06", "B0610"), ("C391", "C39", "C391"),
     ("10", "A01", "A010"), ("610", None, None), ("汽车制造业", None, None), (None, None, None), ("6", "B06", "B06")],
)  # fmt: skip
def test_the_code_is_as_long_as_it_is_known(industry, division, expected) -> None:
    assert facts({"industry": industry, "industry_division": division})["industry"] == expected


def test_age_marks_claims_and_level() -> None:
    made = claims({}, {"policy": "q", "claimed_on": date(2025, 1, 1)}, {"policy": "r", "result": "refused"})
    row = facts(made=made, level="red")
    # The anniversary is tomorrow.
    assert (row["age_years"], row["high_tech"], row["level"]) == (5.0, True, "red")
    assert (row["claimed"], row["claims_12m_count"]) == (["p", "q"], 1.0)
    plain = facts({"high_tech": None, "registered_on": None})
    assert (plain["age_years"], plain["high_tech"], plain["level"], plain["claimed"]) == (None, None, "none", [])
    # Nobody can say of whom no risk was given that there is no warning.
    assert facts(judged=())["level"] is None


def test_whoever_left_the_register_has_no_facts_and_every_fact_has_a_column() -> None:
    assert list(facts()) == ["uscc", *FACTS.keys]
    inputs = FactInputs(register(left_register_on=AS_OF), series(), claims(), pl.DataFrame(schema={"uscc": pl.String, "level": pl.String}),
                        pl.Series(dtype=pl.String))  # fmt: skip
    assert enterprise_facts(inputs, MONTH, AS_OF).is_empty()
