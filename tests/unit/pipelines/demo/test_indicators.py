"""Amounts behave as the domain says."""

import numpy as np

from pipelines.demo.impacts import ROW
from pipelines.demo.indicators import lagged


def test_tax_peaks_with_the_prepayments(world):
    tax = world.figures.values[ROW["tax"]]
    numbers = world.timeline.month_numbers
    usual = np.median(tax[:, np.isin(numbers, (3, 6, 9, 12))])
    peaks = np.median(tax[:, np.isin(numbers, (4, 7, 10))])
    assert peaks > 1.3 * usual


def test_refunds_make_negative_months(world):
    tax = world.figures.values[ROW["tax"]]
    assert 0.005 < (tax < 0).mean() < 0.10


def test_people_are_whole_and_sluggish(world):
    people = world.figures.values[ROW["employment"]]
    assert (people == np.round(people)).all()
    output = world.figures.values[ROW["output_value"]]
    assert step(people) < 0.4 * step(output)


def step(values):
    """Median size of a month's change, in log points."""
    logs = np.log(np.maximum(values, 1e-9))
    return np.median(np.abs(np.diff(logs, axis=1)))


def test_investment_is_lumpy_with_many_zeros(world):
    amounts = world.figures.values[ROW["fixed_investment"]]
    assert 0.4 < (amounts == 0).mean() < 0.9
    assert (amounts >= 0).all()


def test_only_larger_firms_report_value_added_and_only_some_use_gas(world):
    has, output = world.figures.has, world.register.output
    assert output[has[ROW["value_added"]]].min() >= output[~has[ROW["value_added"]]].max()
    assert 0.1 < has[ROW["gas"]].mean() < 0.5
    assert has[ROW["output_value"]].all()


def test_lagging_repeats_the_first_month():
    assert lagged(np.array([[1.0, 2.0, 3.0, 4.0]]), 2).tolist() == [[1.0, 1.0, 1.0, 2.0]]
