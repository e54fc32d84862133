"""Risks worked out again beside those of the list: what counts as a change, what moved it, what arrived in between."""

from datetime import date

import polars as pl
import pytest

from models.cases.provisional_scores import SCHEMA, arrivals, provisional_changes

LISTED, UNTIL = date(2026, 7, 16), date(2026, 7, 31)


def risks(**own: tuple[float | None, float | None]) -> pl.DataFrame:
    rows = [(uscc, one, other, None if one is None or other is None else max(one, other)) for uscc, (one, other) in own.items()]
    schema = {"uscc": pl.String, "operating_risk": pl.Float64, "relocation_risk": pl.Float64, "combined_risk": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def parts(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    schema = {"uscc": pl.String, "risk": pl.String, "feature": pl.String, "contribution_log_odds": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


NONE_YET = [pl.DataFrame(schema={"uscc": pl.String, "known_on": pl.Date})]
NOBODY = arrivals({"figures": NONE_YET, "reports": NONE_YET, "visits": NONE_YET}, LISTED, UNTIL)
UNMOVED = parts()


def changes(
    then: pl.DataFrame, now: pl.DataFrame, before: pl.DataFrame = UNMOVED, after: pl.DataFrame = UNMOVED
) -> dict[str, dict[str, object]]:
    found = provisional_changes((then, before), (now, after), NOBODY, 0.05)
    assert dict(found.schema) == SCHEMA
    return {row["uscc"]: row for row in found.iter_rows(named=True)}


def test_a_change_counts_from_the_stated_share_of_the_combined_risk_on() -> None:
    found = changes(risks(a=(0.2, 0.1), b=(0.2, 0.1), c=(0.2, 0.1)), risks(a=(0.25, 0.1), b=(0.24, 0.2), c=(0.1, 0.14)))
    assert {uscc: row["change"] for uscc, row in found.items()} == {"a": "higher", "b": "same", "c": "lower"}
    assert (found["c"]["combined_risk_then"], found["c"]["combined_risk_now"]) == (0.2, 0.14)


def test_whoever_has_no_risk_on_one_of_the_days_is_left_out() -> None:
    assert list(changes(risks(a=(0.2, 0.1), b=(None, None), c=(0.1, 0.1)), risks(a=(None, None), b=(0.2, 0.1), c=(0.1, 0.1)))) == ["c"]


def test_the_risk_that_moved_most_names_what_moved_it_its_own_way() -> None:
    before = parts(("a", "operating", "fall_3", 1.0), ("a", "relocation", "signal_lease_ending", 0.4), ("a", "relocation", "growth", 0.0))
    after = parts(
        ("a", "operating", "fall_3", 1.3), ("a", "relocation", "signal_lease_ending", 1.5), ("a", "relocation", "visit_move", 1.8),
        ("a", "relocation", "growth", -0.9), ("a", "relocation", "silence_months", 0.04), ("a", "relocation_share", "visit_note", 9.0),
    )  # fmt: skip
    row = changes(risks(a=(0.2, 0.1)), risks(a=(0.2, 0.4)), before, after)["a"]
    assert (row["moved"], row["features"]) == ("relocation", ["visit_move", "signal_lease_ending"])


def test_what_is_gone_moved_it_too() -> None:
    before = parts(("a", "operating", "visit_trouble", 1.5), ("a", "operating", "fall_3", 1.0))
    row = changes(risks(a=(0.4, 0.1)), risks(a=(0.1, 0.1)), before, parts(("a", "operating", "fall_3", 1.0)))["a"]
    assert (row["moved"], row["features"], row["change"]) == ("operating", ["visit_trouble"], "lower")


def test_only_what_became_known_in_between_has_arrived() -> None:
    def known(*rows: tuple[str, date]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema={"uscc": pl.String, "known_on": pl.Date}, orient="row")

    found = arrivals(
        {
            "figures": [known(("a", LISTED), ("a", UNTIL), ("b", date(2026, 8, 1)))],
            "reports": [known(("a", date(2026, 7, 20))), known(("a", date(2026, 7, 20)), ("c", date(2026, 7, 17)))],
            "visits": [known()],
        },
        LISTED,
        UNTIL,
    )
    assert found.rows() == [("a", 1, 2, 0), ("c", 0, 1, 0)]


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_the_share_is_a_setting(share: float) -> None:
    found = provisional_changes((risks(a=(0.2, 0.1)), parts()), (risks(a=(0.3, 0.1)), parts()), NOBODY, share)
    assert found["change"].item() == ("higher" if share < 0.1 else "same")
