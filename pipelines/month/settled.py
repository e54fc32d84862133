"""What people settled about suspected figures, laid beside the figures and the parts of figures that a run judges.

In: which decision is about which figure. Out: what a decided figure means (models.series.editing), the two values of one day, which the
as-of readings settle (warehouse/sql/core), how a decision is made (pipelines.commands.quarantine).
"""

from dataclasses import replace
from typing import Final

import polars as pl

from models.series.assembled import Parts

KEY: Final = ("uscc", "indicator", "period", "basis")
PLACE: Final = ("delivery_id", "row_number")
# Sums of parts may differ in the last digit from run to run, and are the same figure.
DIGITS: Final = 12


def with_settled(figures: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Return figures with `settled` (release | reject, null where nobody decided); as they are where nothing was decided.

    A decision is about the value it was made for: of a figure restated since it says nothing.
    """
    decided = _of_suspects(settlements)
    if decided.is_empty():
        return figures
    # By what it is about and not by its file: a figure that is delivered again with the same value stays settled.
    return _joined(figures, decided.with_columns(period=pl.concat_str("period", pl.lit("-01")).str.to_date()), KEY, "value")


def parts_with_settled(parts: Parts, settlements: pl.DataFrame) -> Parts:
    """Return parts of figures with `settled`; two equal parts of one month are told apart by the row they came in."""
    decided = _of_suspects(settlements)
    if decided.is_empty():
        return parts
    found = {name: _joined(getattr(parts, name), decided, PLACE, value) for name, value in VALUES.items()}
    return replace(parts, **found)


VALUES: Final = {"bills": "value", "payments": "value_cny_10k", "projects": "value_cny_10k"}


def _of_suspects(settlements: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions about suspected figures."""
    return settlements.filter(pl.col("kind") == "suspected").rename({"action": "settled"})


def _joined(rows: pl.DataFrame, decided: pl.DataFrame, key: tuple[str, ...], value: str) -> pl.DataFrame:
    """Return rows with the last decision about their key and value."""
    wanted = decided.with_columns(same=pl.col("value_expected").round_sig_figs(DIGITS)).sort("settlement_number")
    last = wanted.select(*key, "same", "settled").unique([*key, "same"], keep="last", maintain_order=True)
    same = rows.with_columns(same=pl.col(value).round_sig_figs(DIGITS))
    return same.join(last, on=[*key, "same"], how="left", maintain_order="left").drop("same")
