"""What a place on the list does: who is compared, what counts, and intervals that hold a planted effect."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from models.cases.visit_effect import at_the_cut, by_lot, followed, visit_effects
from tests.pipeline.printed.outcomes_of_lists import by_sandwich, by_wilson
from tests.unit.models.cases.planted_effects import OUTCOMES, VISITS, planted
from warehouse.periods import shift_month

SETTINGS = CaseSettings()


def candidates(*rows):
    schema = {"uscc": pl.String, "combined_risk": pl.Float64, "is_listed": pl.Boolean, "draw_chance": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(month=pl.lit(date(2026, 1, 1)), district=pl.lit("d"), published_on=pl.lit(date(2026, 2, 16)))


LIST = candidates(
    ("far", 0.60, True, None),
    ("above", 0.42, True, None),
    ("below", 0.38, False, 0.25),
    ("drawn", 0.37, True, 0.25),
    ("kept", 0.36, True, None),
    ("low", 0.34, False, 0.25),
    ("beyond", 0.20, False, None),
)


def test_the_lot_compares_the_pool_alone_by_the_inverse_of_the_chance():
    found = by_lot(LIST).select("uscc", "is_placed", "weight").rows()
    assert found == [("below", False, pytest.approx(4 / 3)), ("drawn", True, 4.0), ("low", False, pytest.approx(4 / 3))]


def test_where_all_or_none_of_a_pool_are_drawn_chance_tells_nobody_apart():
    assert by_lot(LIST.with_columns(draw_chance=pl.lit(1.0))).is_empty()
    assert by_lot(LIST.with_columns(draw_chance=pl.lit(0.0))).is_empty()


def test_the_cut_lies_between_the_last_with_a_place_and_the_first_without_and_neither_the_drawn_nor_the_kept_are_compared():
    found = at_the_cut(LIST, 0.05)
    assert found["uscc"].to_list() == ["above", "below"]
    assert found["distance"].to_list() == pytest.approx([0.02, -0.02])
    assert at_the_cut(LIST, 0.07)["uscc"].to_list() == ["above", "below", "low"]


def of_one(outcomes=(), visits=(), later=0.1, month=date(2026, 7, 1)):
    """Follow one drawn enterprise for six months."""
    inputs = replace(
        planted(0, 1, 0.0),
        candidates=candidates(("A", 0.4, True, 0.25)),
        risks=pl.DataFrame(
            {"uscc": ["A"], "month": [date(2026, 7, 1)], "combined_risk": [later]}, schema_overrides={"combined_risk": pl.Float64}
        ),
        outcomes=pl.DataFrame([("A", *row) for row in outcomes], schema=OUTCOMES, orient="row"),
        visits=pl.DataFrame([("A", *row, None) for row in visits], schema=VISITS, orient="row"),
        month=month,
        as_of=shift_month(month, 1) + timedelta(days=15),
    )
    return followed(by_lot(inputs.candidates), inputs, SETTINGS).select("is_over", "is_visited", "departed", "in_trouble").rows()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [(True, False, False, False)]),
        ({"later": 0.15}, [(True, False, False, True)]),
        # Not judged six months later: not known.
        ({"later": None}, [(True, False, False, None)]),
        ({"outcomes": [(date(2026, 8, 16), "closed")], "later": None}, [(True, False, True, True)]),
        # Later than six months, or no departure.
        ({"outcomes": [(date(2026, 8, 17), "closed")]}, [(True, False, False, False)]),
        ({"outcomes": [(date(2026, 4, 1), "relocated_within")]}, [(True, False, False, False)]),
        # Gone before the list came out: not compared at all.
        ({"outcomes": [(date(2026, 2, 16), "closed")]}, []),
        # Found by a visit alone: no record, or those who are visited would be gone more often.
        ({"outcomes": [(date(2026, 3, 2), "closed")], "visits": [(date(2026, 3, 2), "closed")]}, [(True, True, False, False)]),
        ({"visits": [(date(2026, 2, 16), "normal")]}, [(True, True, False, False)]),
        ({"visits": [(date(2026, 2, 15), "normal")]}, [(True, False, False, False)]),
        # The sixth month is not there yet.
        ({"month": date(2026, 6, 1)}, [(False, False, False, False)]),
    ],
)
def test_what_becomes_of_whom_a_list_named(given, found):
    assert of_one(**given) == found


def in_trouble(effects, comparison):
    return effects.filter(pl.col("comparison") == comparison, pl.col("outcome") == "in_trouble").row(0, named=True)


def test_until_there_are_enough_nothing_is_said():
    found = visit_effects(planted(1, 6, -0.2), SETTINGS)
    assert in_trouble(found, "lot")["reading"] == "too_few"
    assert in_trouble(found, "lot")["placed"] <= 18
    assert found.filter(pl.col("reading") == "too_few").select("difference", "difference_lo", "difference_hi").null_count().row(0)[0] > 0
    # Nobody has left, so that nothing can be said of departures however many there are.
    assert set(visit_effects(planted(1, 36, 0.0), SETTINGS).filter(pl.col("outcome") == "departed")["reading"]) == {"too_few"}


def test_whose_months_are_not_over_wait():
    inputs = planted(2, 36, -0.1)
    early = replace(inputs, month=shift_month(inputs.month, -6), as_of=inputs.as_of - timedelta(days=183))
    whole, part = (in_trouble(visit_effects(each, SETTINGS), "lot") for each in (inputs, early))
    assert (whole["waiting"], part["waiting"] > 0, part["placed"] < whole["placed"]) == (0, True, True)


def test_the_same_inputs_give_the_same_figures():
    one, other = (visit_effects(planted(3, 30, -0.1), SETTINGS) for _ in range(2))
    assert one.equals(other)
    shuffled = replace(planted(3, 30, -0.1), candidates=planted(3, 30, -0.1).candidates.sample(fraction=1, shuffle=True, seed=1))
    assert visit_effects(shuffled, SETTINGS).equals(one)


def test_the_interval_of_the_lot_is_newcombe_s_and_that_of_the_cut_the_clustered_one_written_out():
    inputs = planted(4, 30, -0.1)
    for comparison, group in (("lot", by_lot(inputs.candidates)), ("cut", at_the_cut(inputs.candidates, SETTINGS.effect_window))):
        known = followed(group, inputs, SETTINGS).filter("is_over", pl.col("in_trouble").is_not_null())
        rows = list(known.select("uscc", "is_placed", "weight" if comparison == "lot" else "distance", "in_trouble").iter_rows())
        wanted = by_wilson(rows) if comparison == "lot" else by_sandwich(rows, SETTINGS.effect_window)
        found = in_trouble(visit_effects(inputs, SETTINGS), comparison)
        assert (found["difference"], found["difference_lo"], found["difference_hi"]) == pytest.approx(
            (wanted["difference"], wanted["lo"], wanted["hi"]), abs=1e-9
        )
