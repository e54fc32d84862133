"""What is set aside is counted for whoever it is about, also where the row names a meter and no enterprise."""

from datetime import date

import polars as pl

from pipelines.month.edits import of_enterprises

ASIDE = pl.DataFrame(
    {
        "uscc": ["A", None, None, None],
        "account": [None, "meter 1", "meter 2", "nobody's"],
        "indicator": ["tax", "electricity", "electricity", "water"],
    }
)
# Meter 1 changed hands, meter 2 serves two at once, and a water account of the same number is another one.
ACCOUNTS = pl.DataFrame(
    {
        "indicator": ["electricity", "electricity", "electricity", "electricity", "water"],
        "account": ["meter 1", "meter 1", "meter 2", "meter 2", "meter 1"],
        "uscc": ["B", "C", "D", "E", "F"],
        "valid_from_on": [None, date(2026, 1, 1), date(2025, 1, 1), date(2025, 1, 1), None],
    },
    schema_overrides={"valid_from_on": pl.Date},
)


def test_every_row_counts_once_and_for_whose_account_it_is() -> None:
    found = of_enterprises(ASIDE, ACCOUNTS)
    assert found["uscc"].to_list() == ["A", "C", "E", None]
    assert found.columns == ASIDE.columns
