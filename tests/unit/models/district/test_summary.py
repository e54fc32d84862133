"""A district's row from its frames, counted a second time by hand, and sums only where a sum means something."""

from datetime import date
from typing import Any

import polars as pl

from models.district.summary import DISTRICT_SCHEMA, FIGURES_SCHEMA, district_figures, most_changed, totals_of

MONTH = date(2026, 10, 1)


def warnings(*rows: tuple[str, str, bool, str | None]) -> pl.DataFrame:
    """Rows as code, level, listed, street."""
    schema = {"uscc": pl.String, "level": pl.String, "is_listed": pl.Boolean, "street": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(is_kept=pl.lit(value=False))


NOW = warnings(
    ("A", "red", True, "东街"), ("B", "orange", True, "东街"), ("C", "orange", False, "西街"), ("D", "blue", True, "西街"),
    ("E", "blue", False, None),
)  # fmt: skip
BEFORE = warnings(("A", "orange", True, "东街"), ("D", "red", False, "西街"), ("F", "red", True, "西街"))
STATE = pl.DataFrame(
    {"district": ["甲区"], "is_down": [True], "gap_share": [-0.12], "since": [date(2026, 8, 1)], "enterprises_count": [40]}
)


def figures(**frames: pl.DataFrame) -> dict[str, Any]:
    return district_figures(frames, ("甲区",), MONTH)


def test_counts_are_those_of_the_list_the_line_and_the_month_before() -> None:
    found = figures(warnings=NOW, previous=BEFORE)
    assert (found["listed_count"], found["candidates_count"], found["severe_count"]) == (3, 5, 3)
    assert (found["red_count"], found["orange_count"], found["orange_candidates_count"], found["blue_candidates_count"]) == (1, 1, 2, 2)
    # Three of now against three of then; B and D are listed now and were not.
    assert (found["severe_change"], found["entered_count"], found["candidates_change"]) == (0, 2, 2)
    assert (found["top_street"], found["top_street_count"], found["top_streets_count"]) == ("东街", 2, 1)


def test_who_stays_listed_below_the_line_is_listed_and_not_at_the_line() -> None:
    kept = NOW.with_columns(is_kept=pl.col("uscc") == "D")
    found = figures(warnings=kept, previous=BEFORE)
    assert (found["listed_count"], found["candidates_count"], found["blue_count"], found["blue_candidates_count"]) == (3, 4, 1, 1)


def test_without_a_list_of_last_month_there_is_no_change_and_one_of_nobody_is_a_list() -> None:
    history = pl.DataFrame({"month": [date(2026, 9, 1)]})
    assert figures(warnings=NOW, previous=BEFORE.clear())["severe_change"] is None
    found = figures(warnings=NOW, previous=BEFORE.clear(), level_history=history)
    assert (found["severe_change"], found["entered_count"]) == (3, 3)


def test_answers_count_enterprises_and_not_visits() -> None:
    rows = [("A", date(2026, 10, 2), "confirmed", False), ("A", date(2026, 10, 9), "confirmed", False), ("B", None, None, True)]
    schema = {"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "is_overdue": pl.Boolean}
    found = figures(followup=pl.DataFrame(rows, schema=schema, orient="row"))
    assert [found[f"answer_{name}_count"] for name in ("listed", "visited", "overdue", "confirmed", "false_alarm")] == [2, 1, 1, 1, 0]


def test_bases_add_up_from_the_register_to_the_judged() -> None:
    bases = pl.DataFrame(
        {"standing": ["monitored", "monitored", "left_register"], "reason": [None, "no_figures", None], "enterprises_count": [37, 1, 2]}
    )
    found = figures(bases=bases)
    assert (found["registered_count"], found["monitored_count"], found["judged_count"]) == (40, 38, 37)


def test_a_state_nobody_could_measure_is_unknown_and_never_steady() -> None:
    assert figures(state=STATE)["is_down"] is True
    unknown = STATE.with_columns(gap_share=pl.lit(None, pl.Float64), is_down=pl.lit(value=False))
    assert figures(state=unknown)["is_down"] is None


def test_growth_is_that_of_the_month_and_of_the_district_itself() -> None:
    rows = [
        ("甲区", "output_value", MONTH, 0.05, 30, 31), ("甲区", "output_value", date(2026, 9, 1), 0.5, 30, 31),
        ("别区", "output_value", MONTH, 0.9, 3, 300), ("甲区", "water", MONTH, 0.7, 3, 3),
    ]  # fmt: skip
    columns = ["district", "indicator", "period", "yoy_share", "compared_count", "reporting_count"]
    found = figures(district=pl.DataFrame(rows, schema=columns, orient="row"))
    assert (found["output_value_yoy_share"], found["output_value_compared_count"], found["tax_yoy_share"]) == (0.05, 30, None)


def test_an_edition_that_kept_nothing_gives_nothing() -> None:
    assert figures() == dict.fromkeys(FIGURES_SCHEMA)


def rows(*given: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(DISTRICT_SCHEMA), **one} for one in given], schema=DISTRICT_SCHEMA)


def test_sums_are_over_the_districts_that_are_out_and_say_how_many_they_rest_on() -> None:
    found = totals_of(
        rows(
            {"folder": "a", "is_out": True, "listed_count": 3, "severe_count": 2, "severe_change": 1, "is_down": True, "gap_share": -0.2},
            {"folder": "b", "is_out": True, "listed_count": 4, "severe_count": 1, "is_down": None},
            {"folder": "c", "is_out": False, "listed_count": None},
        )
    )
    assert (found["districts_count"], found["published_count"], found["missing_count"]) == (3, 2, 1)
    assert (found["listed_count"], found["severe_count"], found["severe_change"], found["compared_districts_count"]) == (7, 3, 1, 1)
    assert (found["down_count"], found["state_unknown_count"], found["answer_listed_count"]) == (1, 1, None)


def test_a_short_page_shows_the_districts_that_are_down_then_those_that_changed_most_in_either_direction() -> None:
    many = rows(
        {"folder": "a", "is_out": True, "severe_change": 1, "severe_count": 9},
        {"folder": "b", "is_out": True, "severe_change": -5, "severe_count": 1},
        {"folder": "c", "is_out": True, "severe_change": 0, "severe_count": 0, "is_down": True},
        {"folder": "d", "is_out": False},
        {"folder": "e", "is_out": True, "severe_change": None, "severe_count": 3},
    )
    assert most_changed(many, 3) == ["c", "b", "a"]
