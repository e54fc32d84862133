import numpy as np

from models.forecast.single.gap_filling import filled

NONE = np.nan


def test_gaps_are_bridged_and_the_front_stays_empty() -> None:
    figures = np.array([[NONE, NONE, 1.0, NONE, NONE, 4.0, NONE], [5.0, NONE, 5.0, 6.0, NONE, 8.0, 9.0]])
    expected = np.array([[NONE, NONE, 1.0, 2.0, 3.0, 4.0, 4.0], [5.0, 5.0, 5.0, 6.0, 7.0, 8.0, 9.0]])
    np.testing.assert_allclose(filled(figures), expected)


def test_figures_without_gaps_are_left_alone() -> None:
    figures = np.array([[NONE, 1.0, 2.0]])
    assert filled(figures) is figures
