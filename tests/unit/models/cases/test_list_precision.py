"""How right lists were, against the same told in plain Python: the first word since the list came out, and a departure in any case."""

from collections import defaultdict
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.list_precision import judged_lists, precision_of_lists

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
DAYS = {AUGUST: date(2026, 9, 16), SEPTEMBER: date(2026, 10, 16)}
AS_OF = date(2026, 11, 16)
SAYS = {"confirmed": True, "partly": True, "solved": True, "normal": False, "false_alarm": False, "other": None, "in_service": None}
RECORDED = {"recovered": True, "false_alarm": False, "relocated_within": None, "left_register": None}
GONE = ("relocated_out", "closed")


def lists(*rows):
    frame = pl.DataFrame(rows, schema={"month": pl.Date, "uscc": pl.String, "level": pl.String, "kind": pl.String}, orient="row")
    return frame.with_columns(true_chance=pl.lit(0.7), published_on=pl.col("month").replace_strict(DAYS, return_dtype=pl.Date))


def visits(*rows):
    schema = {"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String}
    return pl.DataFrame([(*row, None) for row in rows], schema=schema, orient="row")


def outcomes(*rows):
    return pl.DataFrame(rows, schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}, orient="row")


ONE = lists((AUGUST, "A", "red", "operating"))


@pytest.mark.parametrize(
    ("visited", "recorded", "is_right"),
    [
        ([], [], None),
        ([("A", date(2026, 9, 20), "confirmed")], [], True),
        ([("A", date(2026, 9, 16), "normal")], [], False),
        # Before the list came out; of somebody else; after the day of the page.
        ([("A", date(2026, 9, 15), "confirmed")], [], None),
        ([("B", date(2026, 9, 20), "confirmed")], [], None),
        ([("A", date(2026, 11, 17), "confirmed")], [], None),
        # The first word counts, and words that say neither are none.
        ([("A", date(2026, 9, 20), "false_alarm"), ("A", date(2026, 10, 1), "confirmed")], [], False),
        ([("A", date(2026, 9, 20), "other"), ("A", date(2026, 10, 1), "confirmed")], [], True),
        ([("A", date(2026, 9, 20), "in_service")], [("A", date(2026, 10, 3), "recovered")], True),
        # Of one day a record stands before a visit.
        ([("A", date(2026, 9, 20), "confirmed")], [("A", date(2026, 9, 20), "false_alarm")], False),
        # Whoever left within the year was in trouble, whatever was said before; a move within the district says neither.
        ([("A", date(2026, 9, 20), "normal")], [("A", date(2026, 11, 1), "closed")], True),
        ([("A", date(2026, 9, 20), "normal")], [("A", date(2026, 9, 1), "closed")], False),
        ([], [("A", date(2026, 10, 1), "relocated_within")], None),
    ],
)
def test_what_says_that_a_warning_was_right(visited, recorded, is_right):
    found = judged_lists(ONE, visits(*visited), outcomes(*recorded), AS_OF, 12)
    assert found["is_right"].to_list() == [is_right]


def test_what_comes_after_the_months_is_another_matter():
    later = visits(("A", date(2026, 11, 16), "confirmed"))
    assert judged_lists(ONE, later, outcomes(), AS_OF, 2)["is_right"].to_list() == [None]
    assert judged_lists(ONE, later, outcomes(), AS_OF, 3)["is_right"].to_list() == [True]


CODES = st.sampled_from("ABCDEFGH")
SOME_DAYS = st.dates(date(2026, 9, 1), date(2026, 11, 30))
LISTED = st.lists(
    st.tuples(st.sampled_from([AUGUST, SEPTEMBER]), CODES, st.sampled_from(["red", "blue"]), st.sampled_from(["operating", "both"])),
    unique_by=lambda row: row[:2],
    max_size=16,
)
VISITED = st.lists(st.tuples(CODES, SOME_DAYS, st.sampled_from(list(SAYS))), max_size=20)
ON_RECORD = st.lists(st.tuples(CODES, SOME_DAYS, st.sampled_from([*RECORDED, *GONE])), max_size=8)


def told(row, visited, recorded):
    """What is on record of one place of a list, told by going through the days."""
    month, uscc = row[:2]
    known = {day: [SAYS[word] for code, on, word in visited if (code, on) == (uscc, day)] for day in days_from(DAYS[month])}
    if any(code == uscc and word in GONE and on >= DAYS[month] for code, on, word in recorded):
        return True
    for day in days_from(DAYS[month]):
        facts = [RECORDED[word] for code, on, word in recorded if (code, on) == (uscc, day) and word not in GONE]
        for words in (facts, known[day]):
            if said := [word for word in words if word is not None]:
                return any(said)
    return None


def days_from(first):
    return [first + timedelta(days=shift) for shift in range((AS_OF - first).days + 1)]


@given(LISTED, VISITED, ON_RECORD, st.integers(0, 6))
def test_counts_are_those_of_going_through_the_lists_one_by_one(listed, visited, recorded, least):
    recorded = [row for row in recorded if row[1] <= AS_OF]
    found = precision_of_lists(judged_lists(lists(*listed), visits(*visited), outcomes(*recorded), AS_OF, 12), least, 0.4)
    counts = defaultdict(lambda: [0, 0, 0])
    for row in listed:
        month, _, level, kind = row
        right = told(row, visited, recorded)
        for group in ((month, None, None), (month, level, None), (None, level, None), (None, None, kind), (None, None, None)):
            counts[group][0] += 1
            counts[group][1] += right is not None
            counts[group][2] += right is True
    assert {row[:3]: list(row[3:6]) for row in found.rows()} == dict(counts)
    for row in found.iter_rows(named=True):
        assert row["open"] == row["listed"] - row["judged"]
        wanted = row["confirmed"] / row["judged"] if row["judged"] >= max(1, least) else None
        assert row["share"] == (None if wanted is None else pytest.approx(wanted))


def test_a_month_has_what_its_list_stated_in_advance_and_nothing_else_has():
    listed = lists(*((AUGUST, f"{place}", "red", "operating") for place in range(20)), (SEPTEMBER, "A", "red", "operating"))
    judged = judged_lists(listed, visits(), outcomes(), AS_OF, 12)
    found = precision_of_lists(judged, 5, 0.4)
    august = found.filter(pl.col("month") == AUGUST, pl.col("level").is_null()).row(0, named=True)
    assert august["promised"] == pytest.approx(6.0)
    assert 0 < august["promised_lo"] < 6 < august["promised_hi"] < 20
    assert found.filter(pl.col("level").is_not_null() | pl.col("month").is_null())["promised"].is_null().all()


def test_a_list_from_before_chances_were_kept_states_nothing():
    judged = judged_lists(ONE.with_columns(true_chance=pl.lit(None, pl.Float64)), visits(), outcomes(), AS_OF, 12)
    assert precision_of_lists(judged, 5, 0.4)["promised"].is_null().all()
