"""Which evidence came first, of those who left or were confirmed, and how long before the list."""

from datetime import date

import polars as pl

from models.cases.first_evidence import COUNT_COLUMNS, families_counted, first_evidence, trouble_on_record
from warehouse.evidence_families import EVIDENCE_FAMILIES, FAMILY_OF
from warehouse.risk_vocabulary import FEATURES

JUNE = date(2026, 6, 1)


def outcomes(*rows: tuple[str, str, date]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "outcome": pl.String, "occurred_on": pl.Date}, orient="row")


def visits(*rows: tuple[str, str, date]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "finding": pl.String, "visited_on": pl.Date}, orient="row")


def contributions(*rows: tuple[int, str, str, str, float]) -> pl.DataFrame:
    """Rows of month of 2026, uscc, risk, feature, log-odds."""
    named = [(date(2026, month, 1), *rest) for month, *rest in rows]
    kinds = {"month": pl.Date, "uscc": pl.String, "risk": pl.String, "feature": pl.String, "contribution_log_odds": pl.Float64}
    return pl.DataFrame(named, schema=kinds, orient="row")


def listed(*rows: tuple[int, str]) -> pl.DataFrame:
    return pl.DataFrame([(date(2026, month, 1), uscc) for month, uscc in rows], schema={"month": pl.Date, "uscc": pl.String}, orient="row")


def test_every_feature_but_those_of_none_has_a_family() -> None:
    assert set(FEATURES.keys) - set(FAMILY_OF) == {"intercept", "decline_evidence", "noise_log", "shutdown_announced"}
    assert set(FAMILY_OF.values()) == set(EVIDENCE_FAMILIES.keys)
    assert FAMILY_OF["signal_visit_note"] == "visited"
    assert FAMILY_OF["signal_appeal"] == FAMILY_OF["appeals"] == "asked"
    assert FAMILY_OF["signal_lease_ending"] == FAMILY_OF["signals"] == "reported"


def test_a_departure_counts_before_a_visit_and_the_first_of_each() -> None:
    found = trouble_on_record(
        outcomes(("A", "closed", date(2026, 5, 3)), ("B", "relocated_out", date(2023, 5, 3)), ("C", "recovered", date(2026, 4, 1))),
        visits(
            ("A", "confirmed", date(2026, 2, 3)), ("D", "partly", date(2026, 6, 30)), ("D", "confirmed", date(2026, 6, 2)),
            ("E", "false_alarm", date(2026, 6, 1)), ("F", "confirmed", date(2026, 7, 1)),
        ),
        JUNE,
        24,
    )  # fmt: skip
    assert found.rows() == [("A", "closed", date(2026, 5, 3)), ("D", "confirmed", date(2026, 6, 2))]


def test_the_first_family_is_the_one_that_adds_up_first() -> None:
    trouble = trouble_on_record(outcomes(("A", "closed", date(2026, 6, 3))), visits(), JUNE, 24)
    rows = contributions(
        (1, "A", "operating", "intercept", -3.0),
        (1, "A", "operating", "fall_3", 0.9),
        (2, "A", "operating", "fall_3", 0.7),
        (2, "A", "operating", "fall_12", 0.4),
        (2, "A", "relocation", "signal_lease_ending", 4.0),
        (3, "A", "operating", "signals", 1.5),
        (6, "A", "operating", "visit_trouble", 9.0),
    )
    row = first_evidence(trouble, rows, listed((4, "A"), (5, "A"), (4, "B"))).row(0, named=True)
    assert (row["family"], row["evidence_month"], row["listed_month"]) == ("together", date(2026, 2, 1), date(2026, 4, 1))
    assert row["months_ahead"] == 2


def test_whoever_moves_out_is_measured_by_its_own_risk_and_may_be_listed_first() -> None:
    trouble = trouble_on_record(outcomes(("A", "relocated_out", date(2026, 6, 3))), visits(), JUNE, 24)
    rows = contributions((3, "A", "relocation", "signal_lease_ending", 1.5), (1, "A", "operating", "fall_3", 2.0))
    row = first_evidence(trouble, rows, listed((2, "A"))).row(0, named=True)
    assert (row["family"], row["months_ahead"]) == ("reported", -1)


def test_counts_are_by_family_and_medians_need_enough() -> None:
    found = pl.DataFrame(
        {
            "uscc": ["A", "B", "C", "D"],
            "kind": ["closed", "confirmed", "confirmed", "relocated_out"],
            "family": ["together", "together", None, "reported"],
            "listed_month": [JUNE, JUNE, None, JUNE],
            "months_ahead": [1, 4, None, 3],
        },
        schema_overrides={"months_ahead": pl.Int64},
    )
    counted = families_counted(found, 2)
    assert counted.columns == list(COUNT_COLUMNS)
    assert counted.rows() == [("together", 0, 1, 1, 2, 2.5), ("reported", 1, 0, 0, 1, None), ("none", 0, 0, 1, 0, None)]
