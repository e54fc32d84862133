"""What really happened: every rule of the labels on courses drawn by hand."""

from datetime import date

import polars as pl
import pytest

from models.evaluation.labels import LabelSettings, events_from_outcomes, label_months, trouble_events, unknown_activity
from warehouse.periods import shift_month

FIRST = date(2020, 1, 1)
EVENT_TYPES = {"form": pl.String, "left_on": pl.Date, "end": pl.Date, "depth_share": pl.Float64}


def month(index):
    return shift_month(FIRST, index)


def activity(**courses):
    rows = [
        {"uscc": uscc, "period": month(i), "activity_share": None if share is None else float(share)}
        for uscc, course in courses.items()
        for i, share in enumerate(course)
    ]
    return pl.DataFrame(rows, schema_overrides={"activity_share": pl.Float64})


def event(uscc, kind, onset, end=None, depth=0.5, left=None, form=None, is_benign=False):
    return {
        "uscc": uscc,
        "kind": kind,
        "is_benign": is_benign,
        "onset": month(onset),
        "end": None if end is None else month(end),
        "depth_share": depth,
        "form": form,
        "left_on": None if left is None else month(left),
    }


def label(events, **courses):
    frame = pl.DataFrame(events, schema_overrides=EVENT_TYPES) if events else no_events()
    return label_months(frame, activity(**courses))


def no_events():
    names = {"uscc": pl.String, "kind": pl.String, "is_benign": pl.Boolean, "onset": pl.Date, **EVENT_TYPES}
    return pl.DataFrame(schema=names)


def states(labels, uscc="a"):
    return labels.filter(pl.col("uscc") == uscc).sort("month")["state"].to_list()


def dip(length, start, stop, share):
    return [share if start <= i < stop else 1.0 for i in range(length)]


def test_a_lasting_low_is_a_decline_and_the_three_months_before_count_neither_way():
    found = states(label([], a=dip(20, 8, 13, 0.6)))
    assert found == ["healthy"] * 5 + ["ambiguous"] * 3 + ["decline"] * 5 + ["healthy"] * 7


def test_two_low_months_are_no_decline():
    assert set(states(label([], a=dip(20, 8, 10, 0.3)))) == {"healthy"}


def test_two_low_months_at_the_end_of_what_is_known_are_undecided():
    found = states(label([], a=dip(20, 18, 20, 0.3)))
    assert found[18:] == ["ambiguous", "ambiguous"]


def test_a_fall_of_a_fifth_counts_neither_way():
    assert states(label([], a=dip(20, 8, 14, 0.8)))[8:14] == ["ambiguous"] * 6


def test_activity_exactly_at_the_edge_is_low():
    assert states(label([], a=dip(20, 8, 13, 0.75)))[8:13] == ["decline"] * 5


def test_a_slide_counts_from_where_it_is_visible():
    course = [1.0] * 8 + [0.95, 0.88, 0.80, 0.70] + [0.6] * 8
    found = states(label([event("a", "decline", 8, depth=0.4)], a=course))
    assert found[5:8] == ["ambiguous"] * 3
    assert found[8:10] == ["ambiguous"] * 2
    assert found[10:] == ["decline"] * 10


def test_leaving_runs_from_onset_to_the_day_and_gone_is_left_out():
    labels = label([event("a", "relocation", 6, depth=1.0, left=14, form="whole")], a=[1.0] * 20)
    found = states(labels)
    assert found[6:14] == ["leaving"] * 8
    assert found[14:] == ["gone"] * 6
    gone = labels.filter(pl.col("state") == "gone")
    assert gone["any_truth"].is_null().all()
    assert gone["operating_truth"].is_null().all()


@pytest.mark.parametrize(("depth", "expected"), [(0.7, True), (0.4, None)])
def test_a_small_partial_move_is_neither_departure_nor_its_opposite(depth, expected):
    labels = label([event("a", "relocation", 6, depth=depth, form="partial")], a=dip(20, 6, 20, 1 - depth))
    assert labels.filter(pl.col("month") == month(10))["relocation_label"].to_list() == [expected]


def test_relocation_truth_is_the_twelve_months_before_leaving_and_unknown_when_the_year_is_not_over():
    labels = label([event("a", "relocation", 10, depth=1.0, left=16, form="whole")], a=[1.0] * 30)
    truth = labels.sort("month")["relocation_truth"].to_list()
    assert truth[:4] == [False] * 4
    assert truth[4:16] == [True] * 12
    assert truth[16:] == [None] * 14
    still = label([], a=[1.0] * 30).sort("month")["relocation_truth"].to_list()
    assert still == [False] * 18 + [None] * 12


def test_operating_truth_looks_three_months_ahead_and_is_unknown_at_the_end():
    truth = label([], a=dip(20, 8, 13, 0.6)).sort("month")["operating_truth"].to_list()
    assert truth == [False] * 5 + [True] * 8 + [False] * 4 + [None] * 3


def test_dropping_out_of_the_register_is_no_decline():
    labels = label([event("a", "left_register", 10, depth=0.0, left=10, is_benign=True)], a=[1.0] * 20)
    assert states(labels)[:10] == ["healthy"] * 10
    assert labels["operating_truth"].drop_nulls().any() is False


def test_a_maintenance_stop_is_healthy_and_named():
    labels = label([event("a", "maintenance", 8, end=10, is_benign=True)], a=dip(20, 8, 10, 0.4))
    assert set(states(labels)) == {"healthy"}
    assert labels.sort("month")["benign_kind"].to_list()[7:11] == [None, "maintenance", "maintenance", None]


def test_a_lasting_benign_move_is_a_lookalike_for_one_year():
    labels = label([event("a", "price_cut", 2, is_benign=True)], a=[1.0] * 30)
    assert labels["benign_kind"].is_not_null().sum() == LabelSettings().benign_window_months


def test_in_a_shock_only_those_hit_harder_than_the_rest_are_undecided():
    shock = [event(uscc, "district_shock", 8, end=14, is_benign=True, depth=0.3) for uscc in "abc"]
    labels = label(shock, a=dip(24, 8, 14, 0.70), b=dip(24, 8, 14, 0.70), c=dip(24, 8, 14, 0.40))
    assert states(labels, "a")[8:14] == ["healthy"] * 6
    assert states(labels, "c")[8:14] == ["ambiguous"] * 6
    in_shock = labels.filter(pl.col("month") == month(10))
    assert in_shock["operating_truth"].is_null().all()


def test_an_own_decline_in_a_shock_stays_a_decline():
    events = [event(uscc, "district_shock", 8, end=14, is_benign=True, depth=0.3) for uscc in "ab"]
    events.append(event("a", "decline", 8, end=18, depth=0.6))
    labels = label(events, a=dip(24, 8, 18, 0.3), b=dip(24, 8, 14, 0.7))
    assert states(labels, "a")[8:18] == ["decline"] * 10


def test_every_enterprise_month_has_exactly_one_label():
    events = [
        event("a", "decline", 5, end=9),
        event("a", "maintenance", 5, end=7, is_benign=True),
        event("a", "relocation", 12, left=18, depth=1.0),
    ]
    labels = label(events, a=dip(24, 5, 9, 0.5), b=[1.0] * 24)
    assert labels.height == 48
    assert labels.select("uscc", "month").is_unique().all()


def test_recorded_outcomes_alone_label_the_year_before_a_departure():
    outcomes = pl.DataFrame(
        {"uscc": ["a", "b"], "occurred_on": [date(2021, 3, 20), date(2020, 9, 5)], "outcome": ["relocated_out", "false_alarm"]}
    )
    grid = pl.DataFrame({"uscc": ["a"] * 24 + ["b"] * 24, "month": [month(i) for i in range(24)] * 2})
    labels = label_months(events_from_outcomes(outcomes), unknown_activity(grid))
    found = states(labels)
    assert found[2:14] == ["leaving"] * 12
    assert found[14:] == ["gone"] * 10
    assert set(states(labels, "b")) == {"healthy"}
    assert labels.filter(pl.col("uscc") == "b")["benign_kind"].drop_nulls().unique().to_list() == ["false_alarm"]


def test_the_events_to_be_found_are_the_real_and_deep_ones():
    events = pl.DataFrame(
        [
            event("a", "decline", 5, depth=0.5),
            event("b", "decline", 5, depth=0.2),
            event("c", "maintenance", 5, is_benign=True),
            event("d", "relocation", 5, left=15, depth=1.0, form="whole"),
        ],
        schema_overrides=EVENT_TYPES,
    )
    found = trouble_events(events)
    assert found["uscc"].to_list() == ["a", "d"]
    assert found["is_leaving"].to_list() == [False, True]
