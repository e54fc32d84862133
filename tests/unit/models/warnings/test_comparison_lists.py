"""Lists that somebody would have without the program, and what each had named once the time of a list is over."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.risk.priors import PRIORS
from models.warnings.comparison_lists import (
    ComparisonSettings,
    expert_scores,
    first_departures,
    place_chances,
    street_industry_scores,
)
from models.warnings.list_comparison import Happened, compare_lists
from warehouse.comparison_vocabulary import COMPARED_LISTS
from warehouse.risk_vocabulary import RISK_EVIDENCE
from warehouse.vocabulary import RISKS

DAY = date(2026, 7, 16)
SETTINGS = ComparisonSettings()


def scored(**scores: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"uscc": list(scores), "district": ["甲区"] * len(scores), "score": list(scores.values())},
        schema={"uscc": pl.String, "district": pl.String, "score": pl.Float64},
    )


PLACES = pl.DataFrame({"district": ["甲区"], "places": [3]})


def test_whom_a_list_cannot_tell_apart_shares_the_places_left() -> None:
    chances = dict(place_chances(scored(a=9.0, b=5.0, c=5.0, d=5.0, e=5.0, f=1.0, g=None), PLACES).iter_rows())
    assert chances == {"a": 1.0, "b": 0.5, "c": 0.5, "d": 0.5, "e": 0.5}


def test_a_list_by_chance_gives_everybody_the_same_and_all_places() -> None:
    chances = place_chances(scored(**dict.fromkeys("abcdefghijkl", 0.0)), PLACES)["place_chance"]
    assert chances.to_list() == pytest.approx([0.25] * 12)


def test_a_list_with_fewer_to_score_than_places_takes_them_all() -> None:
    assert dict(place_chances(scored(a=1.0, b=None), PLACES).iter_rows()) == {"a": 1.0}


def registered(*cells: tuple[str, str, str]) -> pl.DataFrame:
    rows = [(uscc, "甲区", street, division, date(2020, 1, 1), None) for uscc, street, division in cells]
    schema = {"uscc": pl.String, "district": pl.String, "street": pl.String, "industry_division": pl.String,
              "registered_on": pl.Date, "left_register_on": pl.Date}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def outcomes(*rows: tuple[str, date, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}, orient="row")


def test_a_cell_is_scored_by_its_departures_shrunk_to_the_district() -> None:
    register = registered(*((f"A{place}", "东街", "39") for place in range(10)), *((f"B{place}", "西街", "39") for place in range(10)))
    left = first_departures(outcomes(("A0", date(2025, 7, 16), "closed"), ("A1", date(2026, 1, 16), "relocated_out")))
    found = dict(street_industry_scores(register, left, DAY, SETTINGS).iter_rows())
    # Three years from the first of July 2023; whoever left counts until then.
    first, year = date(2023, 7, 1), 365.25
    whole = (DAY - first).days / year
    east = 8 * whole + (date(2025, 7, 16) - first).days / year + (date(2026, 1, 16) - first).days / year
    rate = 2 / (east + 10 * whole)
    assert found["A5"] == pytest.approx((2 + 20 * rate) / (east + 20))
    assert found["B5"] == pytest.approx(20 * rate / (10 * whole + 20))
    assert found["A5"] > found["B5"]


def test_departures_before_the_window_and_after_the_day_do_not_count() -> None:
    register = registered(("A", "东街", "39"), ("B", "西街", "39"))
    left = first_departures(outcomes(("A", date(2021, 1, 1), "closed"), ("B", date(2026, 8, 1), "closed")))
    assert street_industry_scores(register, left, DAY, SETTINGS)["score"].to_list() == [0.0, 0.0]


def test_a_recovery_is_no_departure_and_the_first_departure_counts() -> None:
    rows = outcomes(("A", date(2026, 3, 1), "closed"), ("A", date(2026, 1, 1), "relocated_out"), ("B", date(2026, 1, 1), "recovered"))
    assert dict(first_departures(rows).iter_rows()) == {"A": date(2026, 1, 1)}


def test_the_expert_weighs_the_evidence_as_before_any_month_is_learned_from() -> None:
    features = pl.DataFrame({name: [0.0, 1.0] for name in RISK_EVIDENCE.keys}).with_columns(uscc=pl.Series(["A", "B"]))
    found = expert_scores(features)["score"].to_numpy()
    by_hand = [
        PRIORS[risk].intercept + PRIORS[risk].design(features) @ np.array([one.weight for one in PRIORS[risk].features])
        for risk in RISKS.keys
    ]
    assert found == pytest.approx(np.maximum(*by_hand))


def kept(month: date, as_of: date, **chances: dict[str, float]) -> pl.DataFrame:
    rows = [(month, name, uscc, chance, as_of) for name, own in chances.items() for uscc, chance in own.items()]
    schema = {"month": pl.Date, "list": pl.String, "uscc": pl.String, "place_chance": pl.Float64, "as_of": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def happened(
    departures: pl.DataFrame, declines: tuple[tuple[date, str], ...] = (), visits: tuple[tuple[object, ...], ...] = ()
) -> Happened:
    said = {"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String}
    return Happened(
        departures,
        pl.DataFrame(declines, schema={"month": pl.Date, "uscc": pl.String}, orient="row"),
        pl.DataFrame(visits, schema=said, orient="row"),
    )


def compared(
    lists: pl.DataFrame,
    departures: pl.DataFrame | Happened,
    day: date,
    least: int = 1,
    counted: str = "departure",
    unmade: str | None = None,
) -> dict[str, dict[str, object]]:
    known = departures if isinstance(departures, Happened) else happened(departures)
    rows = compare_lists(lists, known, day, least, unmade, SETTINGS)
    return {row["list"]: row for row in rows.filter(pl.col("counted") == counted).iter_rows(named=True)}


FIRST, AS_OF = date(2025, 6, 1), date(2025, 7, 16)
LISTS = kept(
    FIRST, AS_OF, published=dict.fromkeys("abcdefghi", 1.0), street_industry={"a": 1.0, "x": 1.0, "y": 0.5}, chance={"a": 0.1, "y": 0.1}
)


def left(**days: date) -> pl.DataFrame:
    return pl.DataFrame({"uscc": list(days), "left_on": list(days.values())}, schema={"uscc": pl.String, "left_on": pl.Date})


def test_departures_within_the_year_are_counted_and_others_are_not() -> None:
    gone = left(a=date(2025, 8, 1), b=date(2026, 7, 16), c=date(2026, 7, 17), d=AS_OF, y=date(2026, 1, 1))
    found = compared(LISTS, gone, date(2026, 7, 16))
    assert found["published"]["hits"] == 2
    assert found["street_industry"]["hits"] == 1.5
    assert found["street_industry"]["more"] == 0.5
    assert found["chance"]["hits"] == pytest.approx(0.2)
    assert found["published"]["places"] == 9
    assert found["published"]["result"] is None
    assert found["chance"]["departures_count"] == 3


def test_the_interval_is_that_of_a_compound_poisson_sum() -> None:
    gone = left(**dict.fromkeys("abcdefgh", date(2026, 1, 1)), y=date(2026, 1, 1))
    row = compared(LISTS, gone, DAY)["street_industry"]
    # a is in both, b to h in one, y with half a place in the other.
    assert row["more"] == pytest.approx(7 - 0.5)
    error = 1.959964 * (7 + 0.25) ** 0.5
    assert (row["more_lo"], row["more_hi"]) == (pytest.approx(6.5 - error), pytest.approx(6.5 + error))
    assert row["result"] == "better"


def test_what_chance_may_make_is_no_difference_and_few_departures_are_not_compared() -> None:
    gone = left(a=date(2026, 1, 1), b=date(2026, 1, 1), y=date(2026, 1, 1))
    assert compared(LISTS, gone, DAY)["street_industry"]["result"] == "no_better"
    assert compared(LISTS, gone, DAY, least=5)["street_industry"]["result"] == "too_few"


def test_a_worse_list_is_called_worse() -> None:
    worse = kept(FIRST, AS_OF, published={"z": 1.0}, street_industry=dict.fromkeys("abcdefgh", 1.0))
    assert compared(worse, left(**dict.fromkeys("abcdefgh", date(2026, 1, 1))), DAY)["street_industry"]["result"] == "worse"


def test_before_the_first_list_has_had_its_year_each_says_until_when() -> None:
    found = compared(LISTS, left(a=date(2025, 8, 1)), date(2026, 7, 15))
    assert {row["result"] for name, row in found.items() if name != "published"} == {"not_yet"}
    assert found["chance"]["due_on"] == date(2026, 7, 16)
    assert found["chance"]["first_month"] == FIRST
    assert found["chance"]["hits"] is None
    assert list(found) == list(COMPARED_LISTS.keys)


def test_the_latest_twelve_finished_lists_are_averaged() -> None:
    months = [date(2024, month, 1) for month in range(1, 13)] + [date(2025, 1, 1), date(2025, 2, 1)]
    lists = pl.concat(kept(month, month.replace(day=16), published={"a": 1.0}, chance={"a": 0.5}) for month in months)
    row = compared(lists, left(a=date(2025, 3, 1)), date(2026, 3, 1))["published"]
    assert (row["first_month"], row["last_month"], row["lists_count"]) == (date(2024, 3, 1), date(2025, 2, 1), 12)
    # Of twelve lists those of March 2024 to February 2025 had the departure within their year.
    assert row["hits"] == 1


def test_where_no_list_was_kept_there_is_nothing_to_say() -> None:
    assert compare_lists(LISTS.clear(), happened(left()), DAY, 5).is_empty()


def test_declines_are_counted_of_everybody_and_each_once() -> None:
    known = happened(left(a=date(2025, 8, 1)), ((FIRST, "a"), (FIRST, "b"), (FIRST, "x"), (date(2025, 5, 1), "c")))
    found = compared(LISTS, known, DAY, counted="trouble")
    # a left and declined, which is one; c declined in the time of a list that is not compared.
    assert found["published"]["hits"] == 2
    assert found["street_industry"]["hits"] == 2
    assert found["published"]["happened_count"] == 3
    assert compared(LISTS, known, DAY)["published"]["hits"] == 1


def test_what_visits_find_is_counted_apart_and_decides_nothing() -> None:
    visits = (
        ("a", date(2025, 9, 1), "confirmed", None), ("b", date(2025, 9, 1), "false_alarm", None), ("x", date(2025, 9, 1), "other", None),
        ("c", AS_OF, "confirmed", None), ("y", date(2026, 1, 1), "partly", None),
    )  # fmt: skip
    found = compared(LISTS, happened(left(), visits=visits), DAY, counted="visit")
    # c was visited before the list, of x nobody knows.
    assert (found["published"]["hits"], found["published"]["visited"]) == (1, 2)
    assert (found["street_industry"]["hits"], found["street_industry"]["visited"]) == (1.5, 1.5)
    assert found["street_industry"]["result"] == "not_judged"
    assert found["street_industry"]["more"] is None


def test_a_list_that_was_not_made_in_all_months_is_compared_over_its_own() -> None:
    second = kept(date(2025, 7, 1), date(2025, 8, 16), published={"z": 1.0}, last_year={"z": 1.0, "w": 1.0})
    gone = left(a=date(2025, 10, 1), b=date(2025, 10, 1), z=date(2025, 10, 1), w=date(2025, 10, 1))
    found = compared(pl.concat([LISTS, second]), gone, date(2026, 8, 16))
    assert (found["published"]["lists_count"], found["last_year"]["lists_count"]) == (2, 1)
    assert found["published"]["hits"] == 1.5
    # Of the one month in which both were made this list named one and the other two.
    assert (found["last_year"]["hits"], found["last_year"]["more"]) == (2, -1)
    assert found["last_year"]["unmade_reason"] is None


def test_a_list_that_never_was_made_has_no_figures_and_a_reason() -> None:
    row = compared(LISTS, left(a=date(2025, 10, 1)), DAY, unmade="features_changed")["last_year"]
    assert (row["result"], row["unmade_reason"], row["hits"]) == ("not_made", "features_changed", None)
    waiting = compared(LISTS, left(), date(2026, 7, 15), unmade="no_card")["last_year"]
    assert (waiting["result"], waiting["unmade_reason"]) == ("not_made", "no_card")
