"""Risks that come true as stated pass; a kind of evidence whose meaning is lost, or a count far off, is noticed."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from models.evaluation.risk_guard import compared_risks, leavers_of, main_sources
from warehouse.risk_vocabulary import RISK_EVIDENCE

SIZE = 600


def drawn(seed: int) -> tuple[pl.DataFrame, pl.DataFrame, np.ndarray]:
    """Risks of enterprises, a third by each of three kinds of evidence, with what would come true of them as stated."""
    rng = np.random.default_rng(seed)
    chances = expit(rng.normal(-3.0, 1.5, SIZE))
    codes = [f"{place:04d}" for place in range(SIZE)]
    stated = pl.DataFrame({"uscc": codes, "operating_risk": chances, "relocation_risk": chances})
    kinds = [("reports", "meters", "books")[place % 3] for place in range(SIZE)]
    sources = pl.concat(pl.DataFrame({"risk": [risk] * SIZE, "uscc": codes, "source": kinds}) for risk in ("operating", "relocation"))
    return stated, sources, rng.random(SIZE) < chances


def came(stated: pl.DataFrame, happened: np.ndarray) -> pl.DataFrame:
    return stated.select("uscc", happened=pl.Series(happened.astype(float))).filter(pl.col("happened") > 0)


def rows_of(seed: int, happened: np.ndarray | None = None) -> dict[str, dict[str, object]]:
    stated, sources, as_stated = drawn(seed)
    found = compared_risks("relocation", stated, sources, came(stated, as_stated if happened is None else happened))
    return {row["source"]: row for row in found.iter_rows(named=True)}


def test_risks_that_come_true_as_stated_are_not_noticed() -> None:
    found = [rows_of(seed) for seed in range(15)]
    assert not any(row["is_off"] for rows in found for row in rows.values())
    assert list(found[0]) == ["reports", "meters", "books", "all"]
    assert np.mean([rows["all"]["slope"] for rows in found]) == pytest.approx(1.0, abs=0.15)  # type: ignore[arg-type]


def test_a_kind_of_evidence_that_means_nothing_any_more_is_noticed_and_named() -> None:
    noticed = []
    for seed in range(10):
        _, sources, happened = drawn(seed)
        is_reported = (sources.filter(pl.col("risk") == "relocation")["source"] == "reports").to_numpy()
        # As many as before, and whoever it may be.
        happened[is_reported] = np.random.default_rng(seed).permutation(happened[is_reported])
        rows = rows_of(seed, happened)
        noticed.append(rows["reports"]["is_off"])
        assert not rows["meters"]["is_off"]
        assert not rows["books"]["is_off"]
    assert sum(map(bool, noticed)) >= 8


def test_four_times_as_many_as_stated_are_noticed() -> None:
    stated, _, _ = drawn(1)
    many = np.random.default_rng(5).random(SIZE) < np.clip(4 * stated["relocation_risk"].to_numpy(), 0, 1)
    row = rows_of(1, many)["all"]
    assert row["is_off"]
    assert row["happened"] > row["hi"]  # type: ignore[operator]


def test_where_few_were_to_be_expected_nothing_is_noticed() -> None:
    stated = pl.DataFrame({"uscc": ["A", "B"], "operating_risk": [0.1, 0.2], "relocation_risk": [0.1, None]})
    sources = pl.DataFrame({"risk": ["relocation"] * 2, "uscc": ["A", "B"], "source": ["books"] * 2})
    row = compared_risks("relocation", stated, sources, pl.DataFrame({"uscc": ["A"], "happened": [1.0]})).row(0, named=True)
    # Whoever has no risk is not counted.
    assert (row["count"], row["happened"], row["slope"], row["is_off"]) == (1, 1.0, None, False)


def test_who_left_after_the_month_and_within_the_wait_has_left() -> None:
    rows = [
        ("A", date(2026, 1, 31), "relocated_out"), ("B", date(2026, 2, 1), "relocated_out"), ("C", date(2026, 3, 9), "closed"),
        ("D", date(2027, 1, 9), "relocated_out"), ("E", date(2027, 2, 1), "relocated_out"),
    ]  # fmt: skip
    outcomes = pl.DataFrame(rows, schema=["uscc", "occurred_on", "outcome"], orient="row")
    assert leavers_of(date(2026, 1, 1), outcomes, 12)["uscc"].to_list() == ["B", "D"]


def contributions(**added: float) -> pl.DataFrame:
    rows = [("A", risk, name, value) for risk in ("operating", "relocation") for name, value in added.items()]
    return pl.DataFrame(rows, schema=["uscc", "risk", "feature", "contribution_log_odds"], orient="row")


def source(added: dict[str, float], **evidence: float) -> str:
    features = pl.DataFrame({name: [0.0] for name in RISK_EVIDENCE.keys} | {name: [value] for name, value in evidence.items()})
    found = main_sources(contributions(**added), features.with_columns(uscc=pl.lit("A")))
    return str(found.filter(pl.col("risk") == "relocation")["source"].item())


def test_reports_are_the_main_evidence_where_they_add_at_least_as_much_as_the_rest() -> None:
    falls = {"evidence_electricity": 1.0, "evidence_tax": 0.5}
    assert source({"intercept": -5.0, "signal_lease_ending": 1.2, "physical_fall": 0.5}, **falls) == "reports"
    assert source({"intercept": -5.0, "signal_lease_ending": 1.2, "physical_fall": 1.5}, **falls) == "meters"
    assert source({"intercept": -5.0, "signal_lease_ending": 0.2}, **falls) == "meters"


def test_figures_are_told_apart_by_which_speak_most_for_a_decline() -> None:
    added = {"intercept": -5.0, "physical_fall": 0.5}
    assert source(added, evidence_output_value=1.0, evidence_value_added=0.5, evidence_electricity=1.2) == "books"
    assert source(added, evidence_employment=0.7, evidence_electricity=0.6, evidence_tax=-3.0) == "people"
    assert source(added, evidence_employment=-0.7) == "nothing"
