"""What daily electricity has done since a list: lower, the same, back, for those whose days are known."""

from datetime import date, timedelta

import polars as pl

from models.cases.since_list import SCHEMA, changed_since

LISTED, LAST = date(2026, 9, 16), date(2026, 9, 30)
REGISTER = pl.DataFrame({"uscc": [f"{number}" for number in range(12)], "industry_division": ["C39"] * 12})
FACTOR = {"0": 0.6, "1": 1.5}


def use(last=LAST, factor=FACTOR):
    days = [LISTED + timedelta(days=step) for step in range(-120, 20)]
    rows = [
        (firm, "electricity", day, 1000.0 * (factor.get(firm, 1.0) if day >= LISTED else 1.0))
        for firm in REGISTER["uscc"] for day in days if day <= last
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={"uscc": pl.String, "indicator": pl.String, "read_on": pl.Date, "value": pl.Float64}, orient="row")


def changes(*args):
    return dict(changed_since(*args, 0.15).select("uscc", "change").iter_rows())


def test_who_fell_further_who_came_back_and_who_stayed():
    found = changed_since(use(), REGISTER, LISTED, LAST, 0.15)
    by_firm = {row["uscc"]: row for row in found.to_dicts()}
    assert [by_firm[firm]["change"] for firm in ("0", "1", "2")] == ["lower", "back", "same"]
    assert round(by_firm["0"]["change_share"], 2) == -0.4
    assert by_firm["0"]["days"] == 15


def test_what_all_do_is_nobodys_change():
    everybody = dict.fromkeys(REGISTER["uscc"], 0.5)
    assert set(changes(use(factor=everybody), REGISTER, LISTED, LAST).values()) == {"same"}


def test_days_after_the_half_month_and_fewer_than_a_week_say_nothing():
    assert changed_since(use(date(2026, 9, 20)), REGISTER, LISTED, date(2026, 9, 20), 0.15).is_empty()
    late = use(date(2026, 10, 5)).with_columns(pl.when(pl.col("read_on") > LAST).then(1.0).otherwise("value").alias("value"))
    assert changes(late, REGISTER, LISTED, LAST) == changes(use(), REGISTER, LISTED, LAST)


def test_without_readings_there_is_nothing():
    assert changed_since(use().clear(), REGISTER, LISTED, LAST, 0.15).schema == SCHEMA
