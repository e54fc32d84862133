"""What would clear a warning, as codes and numbers: a figure to reach, a report to resume, a plan settled, a risk to fall."""

from typing import Final

import polars as pl

from models.warnings.falls import NOT_INVESTMENT, ReasonInputs, weight
from models.warnings.settings import LevelSettings
from warehouse.tables.out_clearings__monthly_enterprises import TABLE
from warehouse.vocabulary import ABOUT_RELOCATION, CLEARINGS

_EMPTY: Final = TABLE.empty_frame().drop("month")
_ORDER: Final = {key: place for place, key in enumerate(CLEARINGS.keys)}
SIGNIFICANT_DIGITS: Final = 3


def find_clearings(inputs: ReasonInputs, settings: LevelSettings) -> pl.DataFrame:
    """Give what would clear each candidate: out_clearings without the month. Nobody is left without a condition."""
    # Investment may rest for good; it never clears a warning.
    told = inputs.falls.filter(NOT_INVESTMENT).sort("uscc", weight(), maintain_order=True)
    first = told.unique("uscc", keep="first", maintain_order=True)
    # Not the full expectation: the warning clears when the fall is clearly no longer a lasting one.
    target = readable_target(pl.col("expected") * settings.clear_share)
    figures = _rows(first, "figure_above", indicator=pl.col("indicator"), value=target, months=pl.lit(settings.clear_months))
    resumed = inputs.silent.unique("uscc", keep="first", maintain_order=True)
    # Figures cannot clear a plan to move; only asking can.
    about_moves = inputs.candidates.filter(pl.col("kind").is_in(ABOUT_RELOCATION))
    # A report that resumes shows a figure; alone it clears nothing.
    others = inputs.candidates.join(first, on="uscc", how="anti").join(about_moves, on="uscc", how="anti")
    rows = [
        # Whoever a visit confirmed stays whatever the figures do, until somebody says what came of it.
        _rows(inputs.confirmed, "outcome_recorded"),
        figures,
        _rows(resumed, "report_resumes", indicator=pl.col("indicator")),
        _rows(about_moves, "no_relocation_plan"),
        _rows(others, "risk_below", months=pl.lit(settings.clear_months), exit_risk=pl.lit(settings.exit_risk)),
    ]
    ordered = pl.concat([_EMPTY, *rows], how="diagonal_relaxed").sort("uscc", pl.col("code").replace_strict(_ORDER, return_dtype=pl.Int64))
    placed = ordered.with_columns(place=pl.int_range(1, pl.len() + 1).over("uscc"))
    return placed.cast(dict(_EMPTY.schema))  # type: ignore[arg-type]


def readable_target(value: pl.Expr) -> pl.Expr:
    """Round a positive figure to what an official can hold a report against: three digits, below ten one decimal."""
    rounded = value.round_sig_figs(SIGNIFICANT_DIGITS)
    return pl.when(rounded >= 10).then(rounded.round(0)).otherwise(value.round(1))


def _rows(cases: pl.DataFrame, code: str, **columns: pl.Expr) -> pl.DataFrame:
    return cases.select("uscc", code=pl.lit(code), **columns)
