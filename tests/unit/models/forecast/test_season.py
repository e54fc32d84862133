import numpy as np
import polars as pl
import pytest

from models.forecast.district.season import CalendarEffects, calendar_features, fit_calendar
from models.forecast.scale import to_log_like, unit_of_series
from models.forecast.series_matrix import lay_out
from models.forecast.settings import ExpectedSettings
from tests.unit.models.forecast.fictional import FIRST, district

WORKING_DAYS, FESTIVAL = 12, 13


def fitted(series: pl.DataFrame, groups: pl.DataFrame, last: object) -> CalendarEffects:
    matrix = lay_out(series, groups, last)  # type: ignore[arg-type]
    return fit_calendar(to_log_like(matrix.values, unit_of_series(matrix.values)), matrix, ExpectedSettings())[0]


@pytest.mark.parametrize("festival", [-0.6, 0.0, 0.3])
def test_the_festivals_pull_is_found(festival: float) -> None:
    effects = fitted(*district(firms=90, months=60, festival=festival))
    assert effects.coefficients[-1, :, FESTIVAL] == pytest.approx(np.full(3, festival), abs=0.15)


def test_the_season_is_found() -> None:
    effects = fitted(*district(firms=90, months=60))
    january, april, october = (effects.effect(48 + month, 59)[0] for month in (0, 3, 9))
    assert april - october == pytest.approx(0.4, abs=0.1)
    assert january < april


def test_effects_of_a_month_use_no_later_month() -> None:
    series, groups, last = district(months=48)
    early = fitted(series, groups, last.replace(year=last.year - 1))
    # The unit of the scale is taken from all figures, so the same figures are cut after the scale is made.
    matrix = lay_out(series, groups, last)
    unit = unit_of_series(matrix.values)
    late = fit_calendar(to_log_like(matrix.values, unit), matrix, ExpectedSettings())[0]
    changed = matrix.values.copy()
    changed[:, 36:] *= np.linspace(0.2, 5, 12)
    after = fit_calendar(to_log_like(changed, unit), matrix, ExpectedSettings())[0]
    np.testing.assert_array_equal(late.coefficients[:36], after.coefficients[:36])
    np.testing.assert_allclose(early.coefficients[35], late.coefficients[35], atol=0.02)


def test_a_lonely_group_leans_on_the_wider_one() -> None:
    series, groups, last = district(firms=60, months=48)
    lonely = groups.with_columns(size_class=pl.when(pl.col("uscc") == "F0000").then(pl.lit("9")).otherwise(pl.col("size_class")))
    effects = fitted(series, lonely, last)
    of_lonely, of_others = effects.coefficients[-1, -1, FESTIVAL], effects.coefficients[-1, :-1, FESTIVAL].mean()
    assert of_lonely == pytest.approx(of_others, abs=0.2)


def test_merged_months_share_their_calendar() -> None:
    features = calendar_features(FIRST, 26, merged=True)
    np.testing.assert_allclose(features[0, WORKING_DAYS:], features[1, WORKING_DAYS:])
    plain = calendar_features(FIRST, 26, merged=False)
    np.testing.assert_allclose(features[0, FESTIVAL] * 2, plain[0, FESTIVAL] + plain[1, FESTIVAL])
    np.testing.assert_array_equal(features[2:12], plain[2:12])
