"""A doubtful part takes its figure out and not a part of it."""

from dataclasses import replace
from datetime import date

import polars as pl

from models.series.assembled import Parts
from models.series.editing import REJECTED, TYPING_ERROR
from models.series.editing_parts import sound_figures, suspicious_parts
from warehouse.periods import shift_month

FIRST = date(2025, 1, 1)
VAT = [10.0, 12.0, 9.0, 11.0, 10.5, 9.5, 12.5, 10.0]
SURCHARGE = [0.7, 0.8, 0.6, 0.8, 0.7, 0.7, 0.9, 0.7]


def parts(vat: list[float], surcharge: list[float], use: list[float] | None = None) -> Parts:
    """One enterprise's lines of tax, its two meters, of which one is steady, and no project."""
    lines = [
        {"uscc": "A", "period": shift_month(FIRST, step), "item": item, "sub_item": item, "value_cny_10k": value, "row_number": row}
        for row, (step, item, value) in enumerate(
            (step, item, value) for item, values in (("vat", vat), ("surcharge", surcharge)) for step, value in enumerate(values) if value
        )
    ]
    bills = [
        {"indicator": "electricity", "account": account, "period": shift_month(FIRST, step), "value": value, "row_number": 1000 + step}
        for account, values in (("one", use or []), ("two", [50.0] * len(use or [])))
        for step, value in enumerate(values)
    ]
    links = [{"uscc": "A", "indicator": "electricity", "account": account, "account_share": 1.0} for account in ("one", "two")]
    origin = {"known_on": pl.lit(date(2026, 1, 1)), "channel": pl.lit("administrative")}
    no_day = pl.lit(None, pl.Date)
    bill_schema = {"indicator": pl.String, "account": pl.String, "period": pl.Date, "value": pl.Float64, "row_number": pl.Int64}
    project_schema = {"uscc": pl.String, "project": pl.String, "period": pl.Date, "value_cny_10k": pl.Float64, "row_number": pl.Int64}
    delivery = {"delivery_id": pl.lit("d", pl.String), **origin}
    return Parts(
        bills=pl.DataFrame(bills, schema=bill_schema).with_columns(
            read_from_on=no_day, read_to_on=no_day, delivery_id=pl.format("bills {}", "account"), **origin
        ),
        accounts=pl.DataFrame(links).with_columns(valid_from_on=no_day, valid_to_on=no_day, **origin),
        payments=pl.DataFrame(lines).with_columns(**delivery),
        projects=pl.DataFrame([], schema=project_schema).with_columns(**delivery),
    )


def doubted(lines: Parts) -> list[tuple[str, str]]:
    found = suspicious_parts(lines).sort("period")
    return [(f"{period:%Y-%m}", item) for period, item in found.select("period", "item").iter_rows()]


def months_of(figures: pl.DataFrame, indicator: str) -> list[str]:
    return [f"{period:%m}" for period in figures.filter(pl.col("indicator") == indicator).sort("period")["period"]]


def test_a_slip_in_a_line_of_tax_takes_the_month_out_and_leaves_no_zero() -> None:
    slip = parts([*VAT, 11_000.0, 10.0], [*SURCHARGE, 0.7, 0.7])
    assert doubted(slip) == [("2025-09", "vat")]
    assert suspicious_parts(slip)["rule"].to_list() == [TYPING_ERROR]
    assert months_of(sound_figures(slip), "tax") == ["01", "02", "03", "04", "05", "06", "07", "08", "10"]


def test_a_line_that_grows_with_the_others_is_a_large_month() -> None:
    assert doubted(parts([*VAT, 11_000.0], [*SURCHARGE, 770.0])) == []


def test_a_small_line_changes_no_figure_and_is_not_asked_about() -> None:
    assert doubted(parts(VAT, [*SURCHARGE[:7], 0.001])) == []


def test_a_repayment_is_judged_against_repayments() -> None:
    refunds = [0.0, -3.0, 0.0, -2.0, -2.5, -3.5, 0.0, -2.0, -2_800.0, 0.0]
    found = suspicious_parts(parts([*VAT, 10.0, 10.0], refunds))
    assert found["value"].to_list() == [-2_800.0]
    assert suspicious_parts(parts(VAT, [*refunds[:8]])).is_empty()


def test_tax_that_is_not_paid_for_a_month_is_no_slip() -> None:
    assert doubted(parts([*VAT, 0.0, 10.0], SURCHARGE)) == []


def test_a_slip_in_one_of_two_meters_takes_the_whole_month_out() -> None:
    use = [100.0, 110.0, 95.0, 105.0, 98.0, 102.0, 99.0, 104_000.0, 101.0]
    figures = sound_figures(parts(VAT, SURCHARGE, use))
    assert months_of(figures, "electricity") == ["01", "02", "03", "04", "05", "06", "07", "09"]


def settled(lines: Parts, action: str) -> Parts:
    """What somebody has decided about the tax of September."""
    is_slip = (pl.col("period") == shift_month(FIRST, 8)) & (pl.col("item") == "vat")
    return replace(lines, payments=lines.payments.with_columns(settled=pl.when(is_slip).then(pl.lit(action))))


def test_a_released_line_of_tax_counts_and_a_rejected_one_takes_its_month_out() -> None:
    slip = parts([*VAT, 11_000.0, 10.0], [*SURCHARGE, 0.7, 0.7])
    released, rejected = settled(slip, "release"), settled(slip, "reject")
    assert doubted(released) == []
    assert "09" in months_of(sound_figures(released), "tax")
    assert suspicious_parts(rejected)["rule"].to_list() == [REJECTED]
    assert "09" not in months_of(sound_figures(rejected), "tax")


def test_a_small_line_that_was_rejected_takes_its_month_out_too() -> None:
    usual = settled(parts([*VAT, 0.5, 10.0], [*SURCHARGE, 0.7, 0.7]), "reject")
    assert doubted(usual) == [("2025-09", "vat")]
    assert "09" not in months_of(sound_figures(usual), "tax")
