"""Who is a candidate and how grave it is: the printed matrix of risk and exposure, with hysteresis.

Entry and exit lie apart and a colour falls only when the risk is clearly below its edge, so that neither the
list nor its colours flicker.
"""

import polars as pl

from models.warnings.exposure import numbered_names
from models.warnings.settings import EXPOSURE_CLASSES, LEVELS, RISK_CLASSES, LevelSettings

SEVERITY = {level: number for number, level in enumerate(LEVELS, start=1)}
# Stages in which nothing has left yet: a growing enterprise passes through them too.
EARLY_STAGES = ("none", "need", "looking", "set_up_elsewhere")


def find_candidates(risk: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Keep who enters (risk at or above entry) or stays (was listed and is not yet below exit).

    `risk`: pred_risk with `previous_level` (null unless listed in the month before). Out of scope means null risk and
    never a candidate.
    """
    # Entry and exit lie apart, or noise around one edge would add and drop the same enterprise every month.
    stays = pl.col("previous_level").is_not_null() & (pl.col("combined_risk") >= settings.exit_risk)
    return risk.filter((pl.col("combined_risk") >= settings.entry_risk) | stays)


def grade(candidates: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Add `risk_class`, `level`, `kind` from risks, `exposure_class`, `relocation_stage` and `previous_level`."""
    classed = candidates.with_columns(
        pl.col("exposure_class").fill_null(settings.unknown_exposure_class),
        risk_class=numbered_names(_risk_class(settings, 0.0), RISK_CLASSES),
        # The class it would still have if the risk were higher by the margin.
        kept_class=numbered_names(_risk_class(settings, settings.level_margin), RISK_CLASSES),
    )
    severities = classed.with_columns(
        severity=_severity("risk_class", settings),
        kept=_severity("kept_class", settings),
        before=pl.col("previous_level").replace_strict(SEVERITY, default=None, return_dtype=pl.Int32),
    )
    # The margin only ever keeps a colour; it never raises one.
    held = pl.when((pl.col("before") > pl.col("severity")) & (pl.col("kept") >= pl.col("before"))).then("before").otherwise("severity")
    # Growth looks like relocation too: an investment elsewhere is talk until something has left.
    capped = pl.when(_only_talk(settings)).then(pl.min_horizontal(held, pl.lit(SEVERITY["orange"]))).otherwise(held)
    graded = severities.with_columns(level=numbered_names(capped - 1, LEVELS), kind=_kind(settings))
    return graded.drop("kept_class", "severity", "kept", "before")


def _risk_class(settings: LevelSettings, margin: float) -> pl.Expr:
    """Number the graver of the two risk classes; a departure counts as grave at a lower probability, for it is final."""
    operating = (settings.operating_medium_risk, settings.operating_high_risk, settings.operating_very_high_risk)
    relocation = (settings.relocation_medium_risk, settings.relocation_high_risk, settings.relocation_very_high_risk)
    return pl.max_horizontal(_edges_passed("operating_risk", operating, margin), _edges_passed("relocation_risk", relocation, margin))


def _edges_passed(column: str, edges: tuple[float, ...], margin: float) -> pl.Expr:
    # A risk that is not scored adds nothing to the other one.
    risk = pl.col(column).fill_null(0.0) + margin
    return pl.sum_horizontal([(risk >= edge).cast(pl.Int32) for edge in edges])


def _severity(class_column: str, settings: LevelSettings) -> pl.Expr:
    # One dictionary lookup for the whole printed matrix.
    cells = {
        f"{risk_class}/{exposure}": SEVERITY[settings.matrix[risk_class][exposure]]
        for risk_class in RISK_CLASSES
        for exposure in EXPOSURE_CLASSES
    }
    return pl.format("{}/{}", class_column, "exposure_class").replace_strict(cells, return_dtype=pl.Int32)


def _only_talk(settings: LevelSettings) -> pl.Expr:
    """Tell whether the case rests on signals alone: an outside investment by itself never makes a red warning."""
    early = pl.col("relocation_stage").fill_null("none").is_in(EARLY_STAGES)
    return early & (pl.col("operating_risk").fill_null(0.0) < settings.entry_risk)


def _kind(settings: LevelSettings) -> pl.Expr:
    operating = pl.col("operating_risk").fill_null(0.0)
    relocation = pl.col("relocation_risk").fill_null(0.0)
    is_operating, is_relocation = operating >= settings.entry_risk, relocation >= settings.relocation_kind_risk
    return (
        # Between exit and entry neither may be reached; then the larger risk names the kind.
        pl.when(is_operating & is_relocation)
        .then(pl.lit("both"))
        .when(is_relocation | (~is_operating & (relocation > operating)))
        .then(pl.lit("relocation"))
        .otherwise(pl.lit("operating"))
    )
