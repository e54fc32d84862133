"""Figures put together from parts: bills by account, tax by line, investment by project."""

from datetime import date

import polars as pl
import pytest

from models.series.assembled import Parts, assemble_figures

A, B = "91440300192413773Q", "9144030072988519X9"
BILL = {
    "indicator": pl.String, "account": pl.String, "period": pl.Date, "read_from_on": pl.Date, "read_to_on": pl.Date, "value": pl.Float64,
    "known_on": pl.Date, "channel": pl.String, "delivery_id": pl.String, "row_number": pl.Int64,
}  # fmt: skip
LINK = {
    "indicator": pl.String, "account": pl.String, "uscc": pl.String, "account_share": pl.Float64, "valid_from_on": pl.Date,
    "valid_to_on": pl.Date, "known_on": pl.Date,
}  # fmt: skip
LINE = {
    "uscc": pl.String, "period": pl.Date, "value_cny_10k": pl.Float64, "known_on": pl.Date, "channel": pl.String,
    "delivery_id": pl.String, "row_number": pl.Int64,
}  # fmt: skip
PROJECT = {**LINE, "project": pl.String}


def month(number: int) -> date:
    return date(2025 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def frame(schema: dict, rows: list[dict]) -> pl.DataFrame:
    origin = {"known_on": date(2026, 1, 1), "channel": "administrative", "delivery_id": "d", "row_number": 1, "indicator": "electricity"}
    return pl.DataFrame([{name: {**origin, **row}.get(name) for name in schema} for row in rows], schema=schema)


def assemble(bills=(), links=(), lines=(), projects=()) -> pl.DataFrame:
    parts = Parts(frame(BILL, list(bills)), frame(LINK, list(links)), frame(LINE, list(lines)), frame(PROJECT, list(projects)))
    return assemble_figures(parts).sort("uscc", "indicator", "period")


def bill(number: int, value: float, account: str = "1", **more: object) -> dict:
    return {"account": account, "period": month(number), "value": value, **more}


def link(account: str = "1", uscc: str = A, **more: object) -> dict:
    return {"account": account, "uscc": uscc, **more}


def values(found: pl.DataFrame, uscc: str = A) -> dict[date, float]:
    own = found.filter(pl.col("uscc") == uscc)
    return {period: round(value, 6) for period, value in zip(own["period"], own["value"], strict=True)}


def test_accounts_of_an_enterprise_add_up():
    found = assemble([bill(n, 100.0, "1") for n in (1, 2)] + [bill(n, 11.0, "2") for n in (1, 2)], [link("1"), link("2")])
    assert values(found) == {month(1): 111.0, month(2): 111.0}
    assert set(found["basis"]) == {"month"}


def test_a_month_that_lacks_one_account_of_two_is_left_out():
    bills = [bill(n, 100.0, "1") for n in (1, 2, 3)] + [bill(n, 11.0, "2") for n in (1, 3)]
    assert values(assemble(bills, [link("1"), link("2")])) == {month(1): 111.0, month(3): 111.0}


def test_an_account_that_has_been_silent_for_long_has_stopped():
    bills = [bill(n, 100.0, "1") for n in range(1, 7)] + [bill(n, 11.0, "2") for n in (1, 2)]
    found = values(assemble(bills, [link("1"), link("2")]))
    assert found == {month(1): 111.0, month(2): 111.0, **{month(n): 100.0 for n in range(3, 7)}}


def test_the_newest_month_waits_for_every_account():
    bills = [bill(n, 100.0, "1") for n in (1, 2, 3)] + [bill(n, 11.0, "2") for n in (1, 2)]
    assert month(3) not in values(assemble(bills, [link("1"), link("2")]))


def test_tenants_share_an_account_as_stated():
    found = assemble([bill(1, 100.0)], [link(account_share=0.3), link(uscc=B, account_share=0.7)])
    assert values(found) == {month(1): 30.0}
    assert values(found, B) == {month(1): 70.0}


def test_tenants_without_stated_shares_share_evenly_what_is_left():
    found = assemble([bill(1, 100.0)], [link(account_share=0.4), link(uscc=B), link(uscc="X")])
    assert (values(found), values(found, B), values(found, "X")) == ({month(1): 40.0}, {month(1): 30.0}, {month(1): 30.0})


def test_an_account_that_changes_hands_is_split_by_days():
    links = [link(valid_to_on=date(2025, 1, 10)), link(uscc=B, valid_from_on=date(2025, 1, 11))]
    found = assemble([bill(1, 310.0), bill(2, 100.0)], links)
    assert values(found) == {month(1): 100.0}
    assert values(found, B) == {month(1): 210.0, month(2): 100.0}


def test_a_two_month_bill_is_spread_by_days():
    bills = [bill(2, 590.0, read_from_on=date(2025, 1, 1), read_to_on=date(2025, 2, 28))]
    found = assemble(bills, [link()])
    assert values(found) == {month(1): 310.0, month(2): 280.0}
    assert found["is_shared_out"].to_list() == [True, True]


def test_a_month_counts_once_half_of_its_days_are_read():
    """61 days to 10 March: January from the 9th stands for the whole month, ten days of March do not."""
    bills = [bill(3, 610.0, read_from_on=date(2025, 1, 9), read_to_on=date(2025, 3, 10))]
    assert values(assemble(bills, [link()])) == {month(1): 310.0, month(2): 280.0}


def test_consecutive_readings_fill_the_month_between_them():
    bills = [
        bill(3, 590.0, read_from_on=date(2025, 1, 16), read_to_on=date(2025, 3, 15)),
        bill(5, 1220.0, read_to_on=date(2025, 5, 15)),
    ]
    assert values(assemble(bills, [link()]))[month(3)] == pytest.approx(15 * 10 + 16 * 20)


def test_a_meter_read_late_and_then_as_usual_shows_no_swing():
    days = {1: date(2025, 1, 20), 2: date(2025, 2, 20), 3: date(2025, 3, 26), 4: date(2025, 4, 20), 5: date(2025, 5, 20)}
    used = {1: 310.0, 2: 310.0, 3: 340.0, 4: 250.0, 5: 300.0}
    found = values(assemble([bill(n, used[n], read_to_on=days[n]) for n in days], [link()]))
    assert found[month(3)] == pytest.approx(280.0)
    assert found[month(4)] == pytest.approx(310.0)
    # 31 days at ten a day: the bill of a reading on the usual day stays as it is.
    assert found[month(2)] == pytest.approx(310.0)


def test_a_late_bill_does_not_make_the_next_one_longer():
    days = {n: date(2025, n, 20) for n in (1, 2, 3, 4, 6)}
    found = values(assemble([bill(n, 300.0, read_to_on=days[n]) for n in days], [link()]))
    assert found == {month(n): 300.0 for n in days}


def test_two_bills_of_one_month_are_added():
    bills = [
        bill(1, 120.0, read_from_on=date(2025, 1, 1), read_to_on=date(2025, 1, 12)),
        bill(1, 190.0, read_from_on=date(2025, 1, 13), read_to_on=date(2025, 1, 31)),
    ]
    assert values(assemble(bills, [link()])) == {month(1): 310.0}


def test_tax_is_the_sum_of_its_lines_refunds_included():
    lines = [{"uscc": A, "period": month(1), "value_cny_10k": value} for value in (10.0, 2.5, -4.0)]
    found = assemble(lines=lines)
    assert values(found) == {month(1): 8.5}
    assert found.select("indicator", "basis").row(0) == ("tax", "month")


def test_months_between_quarterly_payments_are_zero():
    lines = [{"uscc": A, "period": month(n), "value_cny_10k": 9.0} for n in (1, 4, 7)]
    others = [{"uscc": B, "period": month(n), "value_cny_10k": 1.0} for n in range(1, 8)]
    assert values(assemble(lines=lines + others)) == {month(n): 9.0 if n in (1, 4, 7) else 0.0 for n in range(1, 8)}


def test_a_single_missing_month_of_a_regular_payer_stays_missing():
    lines = [{"uscc": A, "period": month(n), "value_cny_10k": 9.0} for n in range(1, 11) if n != 5]
    others = [{"uscc": B, "period": month(n), "value_cny_10k": 1.0} for n in range(1, 11)]
    assert month(5) not in values(assemble(lines=lines + others))


def test_nobody_is_a_payer_for_ever():
    lines = [{"uscc": A, "period": month(n), "value_cny_10k": 9.0} for n in range(1, 4)]
    others = [{"uscc": B, "period": month(n), "value_cny_10k": 1.0} for n in range(1, 25)]
    assert max(values(assemble(lines=lines + others))) == month(15)


def test_projects_add_up_and_a_finished_one_keeps_its_total_to_the_end_of_the_year():
    rows = [(2, "p", 10.0), (3, "p", 30.0), (2, "q", 5.0), (3, "q", 5.0), (4, "q", 9.0), (14, "q", 2.0)]
    found = assemble(projects=[{"uscc": A, "project": p, "period": month(n), "value_cny_10k": v} for n, p, v in rows])
    assert values(found) == {month(2): 15.0, month(3): 35.0, month(4): 39.0, month(14): 2.0}
    assert set(found["basis"]) == {"ytd"}


def test_nothing_gives_nothing():
    assert assemble().is_empty()


def test_accounts_nobody_is_mapped_to_stay_unseen():
    assert assemble([bill(1, 5.0)]).is_empty()
