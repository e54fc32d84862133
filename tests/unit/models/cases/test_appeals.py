"""Appeals: open until the day they are closed, and which of them ask for space."""

from datetime import date

import polars as pl

from models.cases.appeals import open_appeals, space_requests

DAY = date(2026, 7, 16)


def appeals(*rows: tuple[str, str, date | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"uscc": pl.String, "topic": pl.String, "closed_on": pl.Date}, orient="row")


def test_an_appeal_is_open_until_the_day_it_is_closed() -> None:
    given = appeals(("a", "space", None), ("b", "space", date(2026, 7, 17)), ("c", "space", DAY), ("d", "space", date(2026, 1, 1)))
    assert open_appeals(given, DAY)["uscc"].to_list() == ["a", "b"]


def test_who_asks_for_space_in_either_language_is_named_once() -> None:
    given = appeals(("a", "space", None), ("a", "用地", None), ("b", "finance", None), ("c", "厂房", None))
    assert space_requests(given).sort().to_list() == ["a", "c"]
