from datetime import date

import numpy as np
import polars as pl

from models.disclosure.first_printed import EditionFigures, agree_with, features_first_printed, figures_first_printed
from models.disclosure.linked_sums import Span, Total
from models.disclosure.outside_tables import FEATURES, OutsideInputs, empty_totals, outside_tables
from models.disclosure.settings import DisclosureSettings

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
REGISTER = pl.DataFrame({"uscc": ["A", "B"], "street": ["east", "east"], "industry_division": ["C39", "C39"]})


def figures(*rows: tuple[str, str, date, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["uscc", "indicator", "period", "value"], orient="row")


def test_a_month_keeps_the_figures_it_was_first_printed_with() -> None:
    first = EditionFigures(FEBRUARY, figures(("A", "tax", JANUARY, 1.0), ("A", "tax", FEBRUARY, 2.0)), REGISTER)
    # January is restated, B's February arrives late, A has left.
    second = EditionFigures(MARCH, figures(("A", "tax", JANUARY, 9.0), ("B", "tax", FEBRUARY, 5.0), ("B", "tax", MARCH, 6.0)), REGISTER)
    found = figures_first_printed([first, second]).sort("uscc", "period").rows()
    assert found == [("A", "tax", JANUARY, 1.0), ("A", "tax", FEBRUARY, 2.0), ("B", "tax", MARCH, 6.0)]
    assert figures_first_printed([second]).height == 3


def test_everybody_stays_where_the_first_edition_had_it() -> None:
    first = EditionFigures(JANUARY, figures(("A", "employment", JANUARY, 25.0), ("A", "tax", JANUARY, 1.0)), REGISTER)
    moved = REGISTER.with_columns(street=pl.lit("west"))
    jobs = figures(("A", "employment", JANUARY, 2_000.0), ("B", "employment", FEBRUARY, 400.0))
    placed = features_first_printed([first, EditionFigures(FEBRUARY, jobs, moved)])
    # B brought nothing to the first edition.
    assert placed.rows() == [("A", "east", "C", "small"), ("B", "west", "C", "medium")]
    # Who has left the register stays in the months it was printed in.
    left = EditionFigures(FEBRUARY, jobs, moved.filter(pl.col("uscc") == "B"))
    assert features_first_printed([first, left])["uscc"].to_list() == ["A", "B"]


def test_the_last_revision_counts_and_any_other_figure_is_noticed() -> None:
    totals = (Total((None, None, None), Span(0, 1)),)
    printed = pl.DataFrame({
        "month": [JANUARY, JANUARY], "span": ["year_to_date"] * 2, **{name: [None, None] for name in FEATURES}, "value": [7.0, 10.0],
    })  # fmt: skip
    spans = {(JANUARY, "year_to_date"): Span(0, 1)}
    assert agree_with(printed, totals, spans, np.array([10.4]))
    assert not agree_with(printed, totals, spans, np.array([10.6]))
    assert not agree_with(printed, (), spans, np.array([]))
    assert agree_with(printed, (), {}, np.array([]))


def district(months: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A register of thirty alike in two streets, and what each pays each month."""
    codes = [f"F{number:02d}" for number in range(30)]
    register = pl.DataFrame({
        "uscc": codes, "street": ["east" if number % 3 else "west" for number in range(30)], "industry_division": ["C39"] * 30,
    })  # fmt: skip
    rows = [
        (code, kind, date(2026, month, 1), float(amount + 7 * number))
        for month in range(1, months + 1)
        for number, code in enumerate(codes)
        for kind, amount in (("tax", 100 + month), ("employment", 20))
    ]
    return register, figures(*rows)


def second_edition(*, knows_the_first: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Two editions between which one enterprise delivers a month late and one leaves the register."""
    register, series = district(2)
    is_late = (pl.col("uscc") == "F04") & (pl.col("period") == JANUARY) & (pl.col("indicator") == "tax")
    first = EditionFigures(JANUARY, series.filter(pl.col("period") == JANUARY, ~is_late), register)
    nothing = empty_totals().with_columns(month=pl.lit(None, pl.Date))
    (before,) = outside_tables(OutsideInputs(first.series, register, JANUARY, nothing), DisclosureSettings(), ["tax"])
    printed = before.rows.with_columns(month=pl.lit(JANUARY))
    left = register.filter(pl.col("uscc") != "F08")
    earlier = (first,) if knows_the_first else ()
    (after,) = outside_tables(OutsideInputs(series, left, FEBRUARY, printed, earlier), DisclosureSettings(), ["tax"])
    return before.rows, after.rows


def test_who_is_late_or_leaves_is_not_the_difference_of_two_editions() -> None:
    before, after = second_edition(knows_the_first=True)
    shown = after.pivot(on="span", index=FEATURES, values="value").join(
        before.filter(pl.col("span") == "year_to_date").select(*FEATURES, before="value"), on=FEATURES, nulls_equal=True
    )
    rest = shown.drop_nulls(["month", "year_to_date", "before"]).select(pl.col("year_to_date") - pl.col("month") - pl.col("before"))
    assert rest.height >= 3
    assert rest.to_series().abs().max() <= 1.5


def test_without_the_figures_of_the_edition_before_no_sum_is_printed() -> None:
    _, after = second_edition(knows_the_first=False)
    sums = after.filter(pl.col("span") == "year_to_date")
    assert sums["is_hidden"].all()
    assert sums["value"].is_null().all()
    assert after.filter(pl.col("span") == "month")["value"].is_not_null().any()
