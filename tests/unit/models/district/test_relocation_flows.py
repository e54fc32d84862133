"""Where enterprises go: what went is measured before it went, forms are kept apart."""

from datetime import date

import polars as pl

from models.district.relocation_flows import Places, relocation_flows
from tests.unit.models.warnings.case_frames import MONTH, registered, risks
from warehouse.periods import shift_month

SIGNALS = pl.DataFrame(
    {
        "uscc": ["a", "a", "b"],
        "observed_on": [date(2025, 1, 1), date(2025, 9, 1), date(2026, 1, 1)],
        "kind": ["outside_investment"] * 3,
        "destination": ["惠州市", "东莞市", None],
    }
)


def outcomes(*rows):
    return pl.DataFrame(list(rows), schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}, orient="row")


def series(uscc, value, last, months=24, indicator="output_value"):
    return pl.DataFrame(
        {
            "uscc": [uscc] * months,
            "indicator": [indicator] * months,
            "period": [shift_month(last, -age) for age in range(months)],
            "value": [value] * months,
        }
    )


def flows(past=(), watched=(), figures=None, risk=None, codes="abcd"):
    warnings = pl.DataFrame(
        {"uscc": [u for u, _ in watched], "kind": [k for _, k in watched], "is_listed": [True] * len(watched)},
        schema={"uscc": pl.String, "kind": pl.String, "is_listed": pl.Boolean},
    )
    figures = series("a", 10.0, MONTH) if figures is None else figures
    risk = risks(**dict.fromkeys(codes, (0.1, 0.1))) if risk is None else risk
    return relocation_flows(warnings, risk, SIGNALS, outcomes(*past), registered(*codes), figures, MONTH, Places("坪山", "深圳"))


def test_what_went_is_the_year_before_the_departure():
    # Ten a month until it left half a year ago, nothing since.
    figures = series("a", 10.0, date(2025, 11, 1))
    row = flows(past=[("a", date(2025, 12, 20), "relocated_out")], figures=figures).row(0, named=True)
    assert row["output_cny_10k"] == 120
    assert row["stage"] == "whole_move"
    assert row["destination"] == "东莞市"


def test_a_move_inside_the_district_is_kept_apart():
    found = flows(past=[("a", date(2026, 3, 1), "relocated_within"), ("b", date(2026, 3, 1), "relocated_out")])
    assert dict(found.select("uscc", "form").iter_rows()) == {"a": "within_district", "b": "whole"}


def test_closures_old_departures_and_those_of_the_future_are_no_flows():
    past = [("a", date(2026, 3, 1), "closed"), ("b", date(2025, 6, 30), "relocated_out"), ("c", date(2026, 7, 1), "relocated_out")]
    assert flows(past=past).is_empty()


def test_the_watched_have_signals_of_moving_and_no_day():
    found = flows(watched=[("b", "relocation"), ("c", "operating"), ("d", "both")], risk=risks(b=(0.1, 0.5, "looking"), d=(0.5, 0.5)))
    assert found["uscc"].sort().to_list() == ["b", "d"]
    assert found["occurred_on"].is_null().all()
    assert dict(found.select("uscc", "stage").iter_rows())["b"] == "looking"
    assert found["destination"].is_null().all()


def test_who_has_left_is_not_also_watched():
    found = flows(past=[("a", date(2026, 6, 20), "relocated_out")], watched=[("a", "both")])
    assert found.height == 1


def test_whoever_moved_inside_the_district_is_still_here():
    found = flows(past=[("a", date(2026, 3, 1), "relocated_within"), ("b", date(2026, 3, 1), "relocated_out")], watched=[("c", "both")])
    assert dict(found.select("uscc", "state").iter_rows()) == {"a": "moved_within", "b": "gone", "c": "here"}


def test_another_district_of_the_same_city_is_marked_and_the_unknown_is_neither():
    signals = SIGNALS.with_columns(destination=pl.Series(["深圳市坪山区", "深圳市龙岗区", None]))
    gone = outcomes(("a", date(2026, 3, 1), "relocated_out"), ("b", date(2026, 3, 1), "relocated_out"))
    nobody = pl.DataFrame(schema={"uscc": pl.String, "kind": pl.String, "is_listed": pl.Boolean})

    def within_city(places):
        given = (risks(a=(0.1, 0.1), b=(0.1, 0.1)), signals, gone, registered("a", "b"), series("a", 1.0, MONTH), MONTH)
        return dict(relocation_flows(nobody, *given, places).select("uscc", "is_within_city").iter_rows())

    assert within_city(Places("坪山", "深圳")) == {"a": True, "b": None}
    # Nothing configured is in no city.
    assert within_city(Places()) == {"a": False, "b": None}
