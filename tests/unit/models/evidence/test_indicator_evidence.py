"""Evidence by indicator says how far, since when and how surprising."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.indicator_evidence import against_normal, describe_indicators
from models.evidence.settings import DeviationSettings
from models.series.panel import Panel
from tests.unit.models.evidence.panels import one_group, quiet_panel, with_fall
from warehouse.periods import month_number, number_month
from warehouse.vocabulary import INDICATORS


def series_of(panel: Panel) -> pl.DataFrame:
    rows = np.argwhere(np.isfinite(panel.values))
    months = [number_month(month_number(panel.first) + month) for month in range(panel.months_count)]
    return pl.DataFrame(
        {
            "uscc": panel.uscc[rows[:, 0]],
            "indicator": np.array(INDICATORS.keys)[rows[:, 1]],
            "period": [months[month] for month in rows[:, 2]],
            "value": panel.values[tuple(rows.T)],
            "growth_base": np.full(len(rows), np.nan),
        }
    ).with_columns(pl.col("growth_base").fill_nan(None))


@pytest.fixture(scope="module")
def assessed() -> pl.DataFrame:
    panel = with_fall(quiet_panel(noise=0.05), [3], ("electricity",), 35, 0.5)
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    normal = quiet_panel(noise=0.05).values[:, :, -1]
    expected = pl.DataFrame(
        [
            {"uscc": code, "indicator": name, "horizon_months": horizon, "expected": normal[row, column]}
            for row, code in enumerate(panel.uscc)
            for column, name in enumerate(INDICATORS.keys)
            for horizon in (1, 3, 6, 12)
        ]
    )
    described = describe_indicators(panel, deviations, expected, series_of(panel), one_group(panel))
    # Of every series the normal level is the undisturbed figure, made half a year before.
    levels = expected.filter(pl.col("horizon_months") == 6).with_columns(lo_80=0.8 * pl.col("expected"), hi_80=1.2 * pl.col("expected"))
    return against_normal(described, levels, pl.DataFrame({"uscc": panel.uscc, "group": 0}))


def fallen(assessed: pl.DataFrame) -> dict[str, object]:
    return assessed.filter(pl.col("uscc") == "E0003", pl.col("indicator") == "electricity").row(0, named=True)


def test_depth_and_duration_of_a_fall(assessed: pl.DataFrame) -> None:
    row = fallen(assessed)
    assert row["ratio_share"] == pytest.approx(0.5)
    assert row["duration_months"] == 5
    assert row["onset"] == date(2025, 12, 1)
    assert row["gap_12_log"] == pytest.approx(np.log((0.5 + 0.05) / 1.05))


def test_the_peers_are_held_against_what_was_expected_of_them_as_long_before(assessed: pl.DataFrame) -> None:
    peers = assessed.filter(pl.col("indicator") == "electricity")
    # Recomputed from the figures themselves: half of the peers stand at or above their undisturbed figure, half at or below.
    middle = (peers["value"] / peers["expected"]).median() - 1
    assert fallen(assessed)["peers_share"] == pytest.approx(middle, abs=1e-3)
    alone = against_normal(
        assessed.drop("expected", "horizon_months", "lo_80", "hi_80", "ratio_share", "peers_share"),
        assessed.select("uscc", "indicator", "expected", "horizon_months", "lo_80", "hi_80"),
        pl.DataFrame({"uscc": assessed["uscc"].unique()}).with_columns(group=pl.lit(None, pl.Int64)),
    )
    assert alone["peers_share"].null_count() == alone.height


def test_a_fall_that_nobody_shares_is_a_discovery(assessed: pl.DataFrame) -> None:
    row = fallen(assessed)
    assert row["is_anomalous"]
    assert row["p_value"] < 0.01
    assert row["peer_percentile_share"] == 0.0


def test_a_quiet_district_has_few_discoveries(assessed: pl.DataFrame) -> None:
    quiet = assessed.filter(pl.col("uscc") != "E0003")
    assert quiet["is_anomalous"].mean() < 0.02


def test_p_values_of_normal_months_are_even(assessed: pl.DataFrame) -> None:
    p_values = assessed.filter(pl.col("uscc") != "E0003")["p_value"]
    for share in (0.1, 0.5, 0.9):
        assert (p_values <= share).mean() == pytest.approx(share, abs=0.06)


def test_growth_is_on_last_years_own_figure_where_no_base_is_given(assessed: pl.DataFrame) -> None:
    panel = with_fall(quiet_panel(noise=0.05), [3], ("electricity",), 35, 0.5)
    column = INDICATORS.index("electricity")
    wanted = panel.values[3, column, 39] / panel.values[3, column, 27] - 1
    assert fallen(assessed)["yoy_share"] == pytest.approx(wanted)
