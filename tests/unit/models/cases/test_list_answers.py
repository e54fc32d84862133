"""Every visit since a list came out answers it; whoever was not visited in time is overdue."""

from datetime import date

import polars as pl

from models.cases.list_answers import answers_to_list

PUBLISHED, AS_OF = date(2026, 10, 16), date(2026, 11, 16)
LISTED = pl.DataFrame(
    {
        "uscc": ["A", "B", "C", "D"],
        "rank": [1, 2, 3, 4],
        "respond_by_on": [date(2026, 10, 19), date(2026, 11, 16), date(2026, 11, 15), None],
    }
)


def visits(*rows: tuple[str, date, str]) -> pl.DataFrame:
    kinds = {"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String}
    given = pl.DataFrame(rows, schema=kinds, orient="row")
    return given.with_columns(visited_by=pl.lit("甲组"), outcome=pl.lit(None, pl.String), said=pl.lit(None, pl.String))


def test_every_visit_since_the_list_came_out_has_a_row() -> None:
    given = visits(("A", date(2026, 10, 15), "normal"), ("A", date(2026, 10, 16), "confirmed"), ("A", date(2026, 11, 3), "solved"))
    found = answers_to_list(LISTED, given, PUBLISHED, AS_OF)
    assert found.filter(pl.col("uscc") == "A")["finding"].to_list() == ["confirmed", "solved"]
    assert found["uscc"].to_list() == ["A", "A", "B", "C", "D"]


def test_whoever_was_not_visited_by_the_day_is_overdue_and_nobody_else() -> None:
    found = answers_to_list(LISTED, visits(("A", date(2026, 11, 3), "confirmed")), PUBLISHED, AS_OF)
    # A was visited, late; B's day is today; D has no day.
    assert found.filter("is_overdue")["uscc"].to_list() == ["C"]


def test_a_visit_after_the_day_of_the_run_is_not_known() -> None:
    found = answers_to_list(LISTED, visits(("C", date(2026, 11, 17), "confirmed")), PUBLISHED, AS_OF)
    assert found["visited_on"].null_count() == 4
