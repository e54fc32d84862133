"""Who is a candidate and how grave it is: the printed matrix of risk and exposure, with hysteresis.

Entry and exit lie apart and a colour falls only when the risk is clearly below its edge, so that neither the
list nor its colours flicker.
"""

from typing import Final

import polars as pl

from models.warnings.exposure import numbered_names
from models.warnings.settings import LevelSettings
from warehouse.vocabulary import EXPOSURE_CLASSES, LEVELS, RELOCATION_SHARE, RISK_CLASSES, SEVERITY, STAGES

REVISION_COLUMNS = ("uscc", "combined_risk_then", "combined_risk_now", "level_then", "level_now")
_LEVEL_OF_SEVERITY: Final = {level.severity: level.key for level in LEVELS}
# Stages in which nothing has left yet: a growing enterprise passes through them too.
_EARLY_STAGES: Final = STAGES.keys[: STAGES.index("capacity_moved")]


def find_candidates(risk: pl.DataFrame, settings: LevelSettings, is_kept: pl.Expr | None = None) -> pl.DataFrame:
    """Keep who enters (risk at or above entry) or stays (was listed and is not yet below exit, or is kept whatever its risk).

    `risk`: pred_risk with `previous_level` (null unless listed in the month before). Out of scope means null risk and
    never a candidate.
    """
    # Entry and exit lie apart, or noise around one edge would add and drop the same enterprise every month.
    stays = pl.col("previous_level").is_not_null() & (pl.col("combined_risk") >= settings.exit_risk)
    kept = pl.lit(False) if is_kept is None else is_kept & pl.col("combined_risk").is_not_null()
    return risk.filter((pl.col("combined_risk") >= settings.entry_risk) | stays | kept)


def grade(candidates: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Add `risk_class`, `level`, `kind` from risks, `exposure_class`, `relocation_stage` and `previous_level`."""
    classed = candidates.with_columns(
        pl.col("exposure_class").fill_null(settings.unknown_exposure_class),
        risk_class=numbered_names(_risk_class(settings, 0.0), RISK_CLASSES.keys),
        # The class it would still have if the risk were higher by the margin.
        kept_class=numbered_names(_risk_class(settings, settings.level_margin), RISK_CLASSES.keys),
    )
    severities = classed.with_columns(
        severity=_severity("risk_class", settings),
        kept=_severity("kept_class", settings),
        before=severity_of("previous_level"),
    )
    # The margin only ever keeps a colour; it never raises one.
    held = pl.when((pl.col("before") > pl.col("severity")) & (pl.col("kept") >= pl.col("before"))).then("before").otherwise("severity")
    # Growth looks like relocation too: an investment elsewhere is talk until something has left.
    capped = pl.when(_only_talk(settings)).then(pl.min_horizontal(held, pl.lit(SEVERITY["orange"]))).otherwise(held)
    graded = severities.with_columns(level=capped.replace_strict(_LEVEL_OF_SEVERITY, return_dtype=pl.String), kind=_kind(settings))
    return graded.drop("kept_class", "severity", "kept", "before")


def severity_of(level: str) -> pl.Expr:
    """Return the severity of a column of levels, null where there is none."""
    return pl.col(level).replace_strict(SEVERITY, default=None, return_dtype=pl.Int32)


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
        for risk_class in RISK_CLASSES.keys
        for exposure in EXPOSURE_CLASSES.keys
    }
    return pl.format("{}/{}", class_column, "exposure_class").replace_strict(cells, return_dtype=pl.Int32)


def _only_talk(settings: LevelSettings) -> pl.Expr:
    """Tell whether the case rests on signals alone: an outside investment by itself never makes a red warning."""
    early = pl.col("relocation_stage").fill_null("none").is_in(_EARLY_STAGES)
    return early & (pl.col("operating_risk").fill_null(0.0) < settings.entry_risk)


def _kind(settings: LevelSettings) -> pl.Expr:
    """Name what the trouble is, by the share of it that is leaving; where that was never asked, by the two risks."""
    share = pl.col(RELOCATION_SHARE)
    by_share = (
        pl.when(share >= settings.relocation_kind_share)
        .then(pl.lit("relocation"))
        .when(share >= settings.both_kind_share)
        .then(pl.lit("both"))
        .when(share.is_not_null())
        .then(pl.lit("operating"))
    )
    return pl.coalesce(by_share, _kind_by_risks(settings))


def _kind_by_risks(settings: LevelSettings) -> pl.Expr:
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


def revise_levels(then: pl.DataFrame, now: pl.DataFrame, exposure: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Grade the same enterprises twice: REVISION_COLUMNS, one row for each of them, in the order of their codes.

    `then`, `now`: pred_risk rows of the same month by the same model, from the figures known then and from those known now.
    `exposure`: measure_exposure of that month. Both are graded afresh, without hysteresis, so that only the figures can make a
    difference; a level is null below entry.
    """
    both = then.select("uscc", combined_risk_then="combined_risk").join(now.select("uscc", combined_risk_now="combined_risk"), on="uscc")
    for name, risk in (("then", then), ("now", now)):
        both = both.join(_graded_afresh(risk, exposure, settings, f"level_{name}"), on="uscc", how="left")
    return both.select(REVISION_COLUMNS).sort("uscc")


def _graded_afresh(risk: pl.DataFrame, exposure: pl.DataFrame, settings: LevelSettings, name: str) -> pl.DataFrame:
    """Return uscc and the level, under a name, of those at or above entry."""
    afresh = risk.with_columns(previous_level=pl.lit(None, dtype=pl.String)).join(exposure, on="uscc", how="left")
    return grade(find_candidates(afresh, settings), settings).select("uscc", pl.col("level").alias(name))
