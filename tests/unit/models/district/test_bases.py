"""The bases of shares: every enterprise of the register counted once, with the reason why some are not judged."""

from datetime import date

import polars as pl

from models.district.bases import monitored_of, register_bases, standing_on

DAY = date(2026, 11, 16)
REGISTER = pl.DataFrame(
    {
        "uscc": list("abcdef"),
        "street": ["坪山街道", "坪山街道", "坑梓街道", None, "坪山街道", "坪山街道"],
        "tier": [None] * 6,
        "owner": ["甲"] * 6,
        "registered_on": [date(2020, 1, 1), None, date(2020, 1, 1), date(2026, 12, 1), date(2020, 1, 1), date(2020, 1, 1)],
        "left_register_on": [None, date(2026, 12, 1), DAY, None, None, None],
    },
    schema_overrides={"tier": pl.String},
)
RISK = pl.DataFrame(
    {"uscc": list("abcde"), "out_of_scope": [None, None, "departed", "not_yet_registered", "idle"]},
    schema={"uscc": pl.String, "out_of_scope": pl.String},
)


def test_leaving_counts_from_its_day_and_entering_too():
    standings = REGISTER.select("uscc", standing_on(DAY))
    assert dict(standings.iter_rows()) == {
        "a": "monitored",
        "b": "monitored",
        "c": "left_register",
        "d": "not_yet_registered",
        "e": "monitored",
        "f": "monitored",
    }
    assert monitored_of(REGISTER, DAY)["uscc"].to_list() == ["a", "b", "e", "f"]


def test_everybody_of_the_register_is_in_one_group():
    bases = register_bases(REGISTER, RISK, DAY)
    assert bases["enterprises_count"].sum() == REGISTER.height
    counts = {(standing, reason): count for standing, reason, count in bases.select(bases.columns[3:]).iter_rows()}
    # f is not among the judged at all, so it had nothing to be judged on; a and b are judged.
    assert counts[("monitored", "no_figures")] == 1
    assert counts[("left_register", "departed")] == 1
    judged = bases.filter(pl.col("reason").is_null())
    assert (judged["standing"].unique().to_list(), judged["enterprises_count"].sum()) == (["monitored"], 2)
