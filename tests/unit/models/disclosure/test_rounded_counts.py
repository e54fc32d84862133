"""Rounded counts: one or two are never told apart, and the rounded ones together do not give a count away."""

from itertools import product

import pytest

from models.disclosure.rounded_counts import bounds_of, bounds_of_parts, rounded_counts, rounded_to


@pytest.mark.parametrize("step", [3, 4, 5])
def test_the_bounds_hold_exactly_the_counts_that_are_rounded_to_a_number(step: int) -> None:
    for count in range(60):
        low, high = bounds_of(rounded_to(count, step), step)
        assert [one for one in range(80) if rounded_to(one, step) == rounded_to(count, step)] == list(range(low, high + 1))


def test_bounds_are_those_that_trying_everything_finds() -> None:
    levels, streets = {"red": 5, "blue": 0}, {"a": 5, "b": 0, "c": 0}
    tried = {key: set[int]() for key in levels}
    for red, blue, a, b, c in product(range(3, 8), range(3), range(3, 8), range(3), range(3)):
        if red + blue == a + b + c and rounded_to(red + blue, 5) == 10:
            tried["red"].add(red)
            tried["blue"].add(blue)
    found = bounds_of_parts(levels, 10, 5, [levels, streets])
    assert found == {key: (min(values), max(values)) for key, values in tried.items()}


def test_counts_that_would_give_one_away_are_kept_back() -> None:
    # 7 + 2 + 2 + 2 are 13, the least that is rounded to 15: whoever adds up the largest each can be knows them all.
    assert rounded_counts([{"a": 7, "b": 2, "c": 2, "d": 2}], 5) is None
    assert rounded_counts([{"a": 20, "b": 11, "c": 2}], 5) == [{"a": 20, "b": 10, "c": 0}]
