"""Corrections, and applying them to figures as known on a day; a correction whose figure has changed is an error, never a shrug."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from warehouse.errors import StaleCorrectionError
from warehouse.periods import month_of_key
from warehouse.vocabulary import BASES, INDICATORS

SHIPPED = Path(__file__).parent
ACTIONS = ("replace", "drop")
# Figures are stored to six decimals; what differs less is the same figure.
TOLERANCE = 1e-6
KEY = ("uscc", "indicator", "period", "basis")


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure that was delivered wrongly: `expect` is the figure as delivered, `value` what is used instead (action replace).

    In force on days from `reported_on` until the day before `until`. Values are in the canonical unit of the indicator.
    """

    enterprise: str
    indicator: str
    period: str
    basis: str
    action: str
    expect: float
    reason: str
    reported_by: str
    reported_on: date
    value: float | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a correction that cannot be applied."""
        month_of_key(self.period)
        if self.indicator not in INDICATORS.keys or self.basis not in BASES.keys or self.action not in ACTIONS:
            raise ValueError(
                f"{self.indicator}, {self.basis}, {self.action}: expected an indicator, a basis {BASES.keys} and an action {ACTIONS}"
            )
        if (self.value is None) == (self.action == "replace"):
            raise ValueError(f"action {self.action} with value {self.value}: replace needs a value, drop has none")
        if not (self.reason.strip() and self.reported_by.strip()):
            raise ValueError("reason and reported_by are empty; say why the figure is wrong and who says so")

    @property
    def key(self) -> tuple[str, str, date, str]:
        """What the correction is about, in the order of KEY."""
        return (self.enterprise, self.indicator, month_of_key(self.period), self.basis)

    def is_in_force(self, day: date) -> bool:
        """Whether a run that sees `day` uses the correction."""
        return self.reported_on <= day and (self.until is None or day < self.until)


def corrections_by(corrections: tuple[Correction, ...], day: date) -> tuple[Correction, ...]:
    """Return the corrections reported by a day, open where they ended later: what a run of that day goes by, whenever it runs."""
    reported = (each for each in corrections if each.reported_on <= day)
    return tuple(each if each.until is None or each.until <= day else replace(each, until=None) for each in reported)


def apply_corrections(figures: pl.DataFrame, corrections: tuple[Correction, ...], day: date) -> pl.DataFrame:
    """Return figures (one row for each KEY, with `value`) with the corrections in force on `day` applied.

    Raises StaleCorrectionError where a figure is not the one its correction expects, or is not there.
    """
    in_force = [correction for correction in corrections if correction.is_in_force(day)]
    if not in_force:
        return figures
    schema = {
        **{name: figures.schema[name] for name in KEY},
        "expect": pl.Float64(),
        "corrected": pl.Float64(),
        "is_corrected": pl.Boolean(),
    }
    rows = [(*correction.key, correction.expect, correction.value, True) for correction in in_force]
    expected = pl.DataFrame(rows, schema=schema, orient="row")
    _refuse_stale(expected.join(figures, on=KEY, how="left", maintain_order="left"), in_force)
    joined = figures.join(expected, on=KEY, how="left", maintain_order="left")
    is_dropped = pl.col("is_corrected").fill_null(value=False) & pl.col("corrected").is_null()
    return joined.filter(~is_dropped).with_columns(value=pl.coalesce("corrected", "value")).select(figures.columns)


def _refuse_stale(found: pl.DataFrame, corrections: list[Correction]) -> None:
    """Raise where a figure as delivered is not what its correction expects."""
    held = zip(corrections, found["value"].to_list(), strict=True)
    stale = [(each, value) for each, value in held if value is None or abs(value - each.expect) > TOLERANCE * max(1.0, abs(each.expect))]
    if stale:
        first, value = stale[0]
        more = f" (and {len(stale) - 1} further corrections do not fit)" if len(stale) > 1 else ""
        raise StaleCorrectionError(
            f"the correction of {first.indicator} {first.period} of {first.enterprise} expects {first.expect} as delivered and finds "
            f"{'no figure' if value is None else value}{more}: the source has repaired or withdrawn it; set `until` of the correction to "
            "the day of the repair, or correct `expect`",
            len(stale),
            len(corrections),
        )
