"""Open appeals of the last year count as evidence of a move, by need; closed, old and later ones do not, and no letter counts twice."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.appeal_strengths import appeal_strengths, needs, repeated_strengths
from models.evidence.settings import SignalSettings
from warehouse.vocabulary import APPEAL_NEEDS, NEED_OF_TOPIC, SPACE_TOPICS, TOPICS

TODAY = date(2026, 11, 16)
CODES = np.array(["A", "B"])
Row = tuple[str, date, str, date | None]


def appeals(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date}, orient="row")


def strengths(*rows: Row) -> dict[str, list[float]]:
    found = appeal_strengths(appeals(*rows), CODES, TODAY, SignalSettings())
    return {need: found[:, column].tolist() for column, need in enumerate(APPEAL_NEEDS.keys)}


def test_an_open_appeal_counts_whole_and_half_after_half_a_year() -> None:
    found = strengths(("A", TODAY, "space", None), ("B", date(2026, 5, 17), "space", None))
    assert found["space"] == [1, pytest.approx(0.5, abs=0.01)]
    assert sum(map(sum, found.values())) == sum(found["space"])


@pytest.mark.parametrize("topic", SPACE_TOPICS)
def test_whatever_words_stand_for_space_it_is_one_need(topic: str) -> None:
    assert strengths(("A", TODAY, topic, None))["space"] == [1, 0]


def test_topics_that_say_nothing_of_a_move_do_not_count() -> None:
    assert {topic for topic in TOPICS.keys if topic not in NEED_OF_TOPIC} == {"finance", "market"}
    assert not any(map(any, strengths(("A", TODAY, "finance", None), ("A", TODAY, "other", None)).values()))


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (("A", date(2025, 11, 16), "cost", None), True),
        (("A", date(2025, 11, 15), "cost", None), False),
        (("A", date(2026, 9, 1), "cost", date(2026, 11, 16)), False),
        (("A", date(2026, 9, 1), "cost", date(2026, 11, 17)), True),
        (("A", date(2026, 11, 17), "cost", None), False),
    ],
    ids=["a year old", "older than a year", "closed today", "closed tomorrow", "raised tomorrow"],
)
def test_only_what_is_open_on_the_day_and_not_older_than_a_year_counts(row: Row, counts: bool) -> None:
    assert (needs(appeals(row), TODAY).height == 1) == counts


def repeated(reported_on: date, *rows: Row, kind: str = "appeal") -> float:
    signals = pl.DataFrame({"uscc": ["A"], "observed_on": [reported_on], "kind": [kind]})
    return float(repeated_strengths(signals, appeals(*rows), CODES, TODAY, SignalSettings())[0])


def test_a_report_of_an_appeal_in_the_book_is_a_repetition_for_three_weeks_whatever_became_of_it() -> None:
    closed: Row = ("A", date(2026, 10, 1), "finance", date(2026, 10, 20))
    assert repeated(date(2026, 10, 22), closed) > 0
    assert repeated(date(2026, 9, 10), closed) > 0
    assert repeated(date(2026, 10, 23), closed) == 0
    assert repeated(date(2026, 10, 22), ("B", date(2026, 10, 1), "space", None)) == 0
    assert repeated(date(2026, 10, 22), closed, kind="visit_note") == 0


def test_one_report_beside_two_appeals_is_one_repetition() -> None:
    both = (("A", TODAY, "space", None), ("A", TODAY, "cost", None))
    assert repeated(TODAY, *both) == 1
