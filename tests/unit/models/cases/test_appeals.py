"""Appeals: open until the day they are closed, overdue after a year, and which of them ask for space."""

from datetime import date

import polars as pl
import pytest

from models.cases.appeals import appeal_states, current_appeals, space_requests

DAY = date(2026, 7, 16)


def appeals(*rows: tuple[str, str, date | None]) -> pl.DataFrame:
    given = pl.DataFrame(list(rows), schema={"uscc": pl.String, "topic": pl.String, "closed_on": pl.Date}, orient="row")
    return given.with_columns(raised_on=pl.lit(date(2026, 1, 1)))


def test_an_appeal_is_open_until_the_day_it_is_closed() -> None:
    given = appeals(("a", "space", None), ("b", "space", date(2026, 7, 17)), ("c", "space", DAY), ("d", "space", date(2026, 1, 1)))
    assert current_appeals(given, DAY)["uscc"].to_list() == ["a", "b"]


def test_who_asks_for_space_in_either_language_is_named_once() -> None:
    given = appeals(("a", "space", None), ("a", "用地", None), ("b", "finance", None), ("c", "厂房", None))
    assert space_requests(given).sort().to_list() == ["a", "c"]


@pytest.mark.parametrize(
    ("raised_on", "closed_on", "as_of", "state"),
    [
        (date(2025, 7, 16), None, DAY, "open"),
        (date(2025, 7, 15), None, DAY, "overdue"),
        (date(2025, 7, 15), date(2026, 7, 17), DAY, "overdue"),
        (date(2025, 7, 15), date(2026, 7, 16), DAY, "closed"),
        # The year before has no 29 February.
        (date(2027, 2, 28), None, date(2028, 2, 29), "overdue"),
        (date(2027, 3, 1), None, date(2028, 2, 29), "open"),
    ],
)
def test_what_is_open_for_more_than_a_year_is_overdue_and_asks_for_nothing(
    raised_on: date, closed_on: date | None, as_of: date, state: str
) -> None:
    given = appeals(("a", "space", closed_on)).with_columns(raised_on=pl.lit(raised_on))
    assert appeal_states(given, as_of)["state"].to_list() == [state]
    assert current_appeals(given, as_of).height == (state == "open")
