"""One recipe: what a month's stages store fits its contracts, and training months stop halfway on the same road."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.settings import ExpectedSettings
from models.month import IndicatorEvidence, MonthEvidence, evidence_of_month, judge_indicators
from models.month_settings import MonthSettings
from tests.unit.models.evidence.panels import NO_VISITS
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import conform
from warehouse.periods import month_number, shift_month
from warehouse.vocabulary import INDICATORS

MONTH, MONTHS, ENTERPRISES = date(2026, 5, 1), 30, 14
SIGNALS = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String})
NO_APPEALS = pl.DataFrame(schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date})
CODES = [f"E{number:02d}" for number in range(ENTERPRISES)]
NO_CHOICE = pl.DataFrame(schema={"indicator": pl.String, "size_class": pl.String, "forecaster": pl.String})
REGISTER = pl.DataFrame({"uscc": CODES}).with_columns(industry_division=pl.lit("C39"), street=pl.lit("坑梓"))


def observations(seed: int = 3, falls: int = 0) -> pl.DataFrame:
    """Figures of all enterprises; the first `falls` of them stand at a third of themselves for 1, 3, 5 … months."""
    random = np.random.default_rng(seed)
    rows = [
        (uscc, name, shift_month(MONTH, back - MONTHS + 1), float(size * np.exp(random.normal(0, 0.1))))
        for uscc, size in zip(REGISTER["uscc"], random.lognormal(6, 1, ENTERPRISES), strict=True)
        for name in INDICATORS.keys
        for back in range(MONTHS)
    ]
    frame = pl.DataFrame(rows, schema=["uscc", "indicator", "period", "value"], orient="row")
    onsets = {REGISTER["uscc"][place]: shift_month(MONTH, -2 * place) for place in range(falls)}
    is_low = pl.col("period") >= pl.col("uscc").replace_strict(onsets, default=None, return_dtype=pl.Date)
    frame = frame.with_columns(value=pl.when(is_low).then(pl.col("value") / 3).otherwise("value"))
    null = {"covers_months": pl.lit(None, pl.Int64), "same_period_last_year": pl.lit(None, pl.Float64)}
    return frame.with_columns(basis=pl.lit("month"), **null)


@pytest.fixture(scope="module")
def known() -> MonthEvidence:
    return evidence_of_month(observations(), REGISTER, SIGNALS, NO_APPEALS, NO_VISITS, MONTH, date(2026, 6, 16), MonthSettings())


@pytest.fixture(scope="module")
def judged(known: MonthEvidence) -> IndicatorEvidence:
    return judge_indicators(known, REGISTER, NO_CHOICE, MonthSettings(), ExpectedSettings())


def test_all_parts_are_of_the_same_enterprises_and_months(known: MonthEvidence) -> None:
    assert known.features["uscc"].to_list() == known.panel.uscc.tolist() == REGISTER["uscc"].to_list()
    assert known.groups.shape == (ENTERPRISES,)
    assert known.deviations.excess.shape == known.panel.values.shape
    assert known.series["period"].max() == MONTH


def test_the_features_are_the_stored_ones(known: MonthEvidence) -> None:
    stamped = known.features.with_columns(month=pl.lit(MONTH), as_of=pl.lit(known.as_of), inputs_hash=pl.lit("x"))
    assert conform(stamped, table_named(names.RISK_FEATURES)).height == ENTERPRISES


@pytest.mark.parametrize(
    ("part", "table"), [("series", names.SERIES), ("expected", names.EXPECTED), ("bands", names.BANDS), ("evidence", names.EVIDENCE)]
)
def test_every_part_fits_its_contract(judged: IndicatorEvidence, part: str, table: str) -> None:
    frame: pl.DataFrame = getattr(judged, part)
    fitted = conform(frame.with_columns(month=pl.lit(MONTH)), table_named(table))
    assert fitted.height > 0
    assert fitted.select(table_named(table).key).is_unique().all()


@pytest.fixture(scope="module", params=range(6))
def fallen(request: pytest.FixtureRequest) -> IndicatorEvidence:
    """A district of which five enterprises have fallen, for one month to nine."""
    figures = observations(request.param, falls=5)
    known = evidence_of_month(figures, REGISTER, SIGNALS, NO_APPEALS, NO_VISITS, MONTH, date(2026, 6, 16), MonthSettings())
    return judge_indicators(known, REGISTER, NO_CHOICE, MonthSettings(), ExpectedSettings())


def test_text_table_and_chart_print_one_expectation_and_it_lies_in_its_band(fallen: IndicatorEvidence) -> None:
    # Of the month the chart draws the normal level, whether it is low or not, and so do text and table.
    newest = {(row["uscc"], row["indicator"]): row for row in fallen.series.filter(pl.col("period") == MONTH).iter_rows(named=True)}
    for row in fallen.evidence.iter_rows(named=True):
        drawn = newest[row["uscc"], row["indicator"]]
        assert drawn["normal"] == pytest.approx(row["expected"])
        assert row["ratio_share"] == pytest.approx(drawn["value"] / drawn["normal"])
        assert [row["lo_80"], row["hi_80"]] == pytest.approx([drawn["normal_lo_80"], drawn["normal_hi_80"]])
        assert row["lo_80"] <= row["expected"] <= row["hi_80"]
    assert fallen.evidence["onset"].count() >= 25


def test_the_line_reaches_back_to_the_onset_with_every_month_in_its_band(fallen: IndicatorEvidence) -> None:
    dips = fallen.series.join(fallen.evidence.select("uscc", "indicator", "onset"), on=["uscc", "indicator"])
    since = dips.filter(pl.col("period") >= pl.col("onset"))
    assert since["normal"].null_count() == 0
    assert since.filter(~pl.col("normal").is_between("normal_lo_80", "normal_hi_80")).is_empty()
    before = (pl.col("period") < pl.col("onset")) | (pl.col("onset").is_null() & (pl.col("period") < MONTH))
    assert dips.filter(before)["normal"].drop_nulls().is_empty()


def test_every_month_that_is_told_as_low_is_low_on_the_printed_line(fallen: IndicatorEvidence) -> None:
    drawn = {(row["uscc"], row["indicator"], row["period"]): row for row in fallen.series.iter_rows(named=True)}
    told = fallen.evidence.drop_nulls("onset")
    assert told.height >= 25
    for row in told.iter_rows(named=True):
        back = month_number(MONTH) - month_number(row["onset"])
        months = [drawn.get((row["uscc"], row["indicator"], shift_month(MONTH, -ago))) for ago in range(back + 1)]
        known = [month for month in months if month is not None and month["value"] is not None]
        assert row["duration_months"] == len(known)
        assert all(month["value"] < 0.95 * month["normal"] for month in known), row


def test_growth_and_peers_are_what_the_figures_give(fallen: IndicatorEvidence) -> None:
    values = {(row["uscc"], row["indicator"], row["period"]): row["value"] for row in fallen.series.iter_rows(named=True)}
    for row in fallen.evidence.sample(40, seed=1).iter_rows(named=True):
        sums = [sum(values[row["uscc"], row["indicator"], shift_month(MONTH, -back - year)] for back in range(3)) for year in (0, 12)]
        # An idle meter a year ago is no base.
        assert row["growth_3m_share"] == (pytest.approx(sums[0] / sums[1] - 1) if sums[1] > 0 else None)
        expected = fallen.expected.filter(pl.col("indicator") == row["indicator"], pl.col("horizon_months") == row["horizon_months"])
        ratios = [values[one["uscc"], row["indicator"], MONTH] / one["expected"] for one in expected.iter_rows(named=True)]
        # A mean of two middle gaps is taken of logs, so an even number of peers may differ in the last place.
        assert row["peers_share"] == pytest.approx(float(np.median(ratios)) - 1, abs=0.01)


def test_a_street_that_is_hit_together_is_held_against_itself() -> None:
    figures = observations(seed=7)
    hit = CODES[::2]
    is_hit = pl.col("uscc").is_in(hit) & (pl.col("period") >= shift_month(MONTH, -2))
    flooded = figures.with_columns(value=pl.when(is_hit).then(pl.col("value") * 0.6).otherwise("value"))
    streets = REGISTER.with_columns(street=pl.when(pl.col("uscc").is_in(hit)).then(pl.lit("马峦")).otherwise("street"))
    arguments = (SIGNALS, NO_APPEALS, NO_VISITS, MONTH, date(2026, 6, 16), MonthSettings())
    apart, together = (evidence_of_month(flooded, register, *arguments).features for register in (REGISTER, streets))
    of_hit = pl.col("fall_3_errors").filter(pl.col("uscc").is_in(hit)).median()
    assert together.select(of_hit).item() < 0.5 * apart.select(of_hit).item()
