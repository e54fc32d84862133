"""The frames a briefing is made of, with the columns each is read by.

Frames may be absent, empty, or carry further columns: absent ones become empty frames of the declared columns, missing
columns become null columns, and the pages say plainly what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from functools import partial

import polars as pl

# Written as data, because whoever makes a frame and whoever reads a page both look a column up here.
Schema = dict[str, "pl.DataType | type[pl.DataType]"]

WARNINGS: Schema = {
    "month": pl.Date, "uscc": pl.String, "rank": pl.Int64, "name": pl.String, "district": pl.String, "street": pl.String,
    "industry": pl.String, "tier": pl.String, "owner": pl.String, "owner_email": pl.String, "level": pl.String,
    "previous_level": pl.String, "kind": pl.String, "status": pl.String, "months_listed": pl.Int64,
    "first_listed_on": pl.Date, "operating_risk": pl.Float64, "relocation_risk": pl.Float64, "combined_risk": pl.Float64,
    "exposure_output_cny_10k": pl.Float64, "exposure_tax_cny_10k": pl.Float64, "exposure_jobs": pl.Float64,
    "exposure_output_share": pl.Float64, "exposure_tax_share": pl.Float64, "exposure_jobs_share": pl.Float64,
    "exposure_class": pl.String, "is_listed": pl.Boolean, "reasons": pl.String, "measures": pl.String,
    "respond_by_on": pl.Date, "clears_when": pl.String,
}  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "warnings": WARNINGS,
    "previous": WARNINGS,
    "level_history": {"month": pl.Date, "level": pl.String, "count": pl.Int64},
    # The denominators of "per hundred"; without them a large street always looks worst. Owners and tiers tell which scopes there are.
    "monitored": {"dimension": pl.String, "name": pl.String, "enterprises_count": pl.Int64},
    "district": {
        "district": pl.String, "indicator": pl.String, "period": pl.Date, "total": pl.Float64, "yoy_share": pl.Float64,
        "reporting_count": pl.Int64,
    },
    "state": {
        "district": pl.String, "is_down": pl.Boolean, "gap_share": pl.Float64, "since": pl.Date,
        "enterprises_count": pl.Int64, "expected_false_alarms": pl.Float64,
    },
    "coverage": {
        "district": pl.String, "indicator": pl.String, "expected_count": pl.Int64, "arrived_count": pl.Int64,
        "arrival_share": pl.Float64, "latest_period": pl.Date, "age_months": pl.Int64, "set_aside_count": pl.Int64,
        "restated_count": pl.Int64, "status": pl.String,
    },
    "growth": {
        "uscc": pl.String, "kind": pl.String, "name": pl.String, "street": pl.String, "tier": pl.String, "owner": pl.String,
        "industry": pl.String, "output_cny_10k": pl.Float64, "output_yoy_share": pl.Float64, "rise_share": pl.Float64,
        "since": pl.Date, "detail": pl.String,
    },
    "evidence": {
        "uscc": pl.String, "indicator": pl.String, "family": pl.String, "value": pl.Float64, "expected": pl.Float64,
        "ratio_share": pl.Float64, "gap_1_log": pl.Float64, "gap_3_log": pl.Float64, "gap_6_log": pl.Float64,
        "gap_12_log": pl.Float64, "peer_gap_log": pl.Float64, "peer_percentile_share": pl.Float64, "p_value": pl.Float64,
        "is_anomalous": pl.Boolean, "duration_months": pl.Int64, "onset": pl.Date, "silent_months": pl.Int64, "yoy_share": pl.Float64,
    },
    "contributions": {
        "uscc": pl.String, "risk": pl.String, "feature": pl.String, "label": pl.String, "feature_value": pl.Float64,
        "contribution_log_odds": pl.Float64,
    },
    "series": {
        "uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "flags": pl.String,
        "growth_base": pl.Float64, "expected": pl.Float64, "lo_80": pl.Float64, "hi_80": pl.Float64, "lo_95": pl.Float64,
        "hi_95": pl.Float64,
    },
    "expected": {
        "uscc": pl.String, "indicator": pl.String, "horizon_months": pl.Int64, "expected": pl.Float64, "lo_80": pl.Float64,
        "hi_80": pl.Float64, "lo_95": pl.Float64, "hi_95": pl.Float64, "is_fallback": pl.Boolean,
    },
    "signals": {
        "uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "detail": pl.String, "source": pl.String, "destination": pl.String,
    },
    "appeals": {
        "uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "detail": pl.String, "handled_by": pl.String, "closed_on": pl.Date,
    },
    "visits": {
        "uscc": pl.String, "visited_on": pl.Date, "visited_by": pl.String, "finding": pl.String, "outcome": pl.String, "note": pl.String,
    },
    "outcomes": {"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String, "note": pl.String},
    "policies": {"uscc": pl.String, "policy": pl.String, "reason": pl.String},
    "followup": {
        "uscc": pl.String, "name": pl.String, "level": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String,
    },
    "relocations": {
        "uscc": pl.String, "name": pl.String, "street": pl.String, "tier": pl.String, "owner": pl.String, "industry": pl.String,
        "destination": pl.String, "form": pl.String, "stage": pl.String, "output": pl.Float64, "tax": pl.Float64,
        "jobs": pl.Float64, "occurred_on": pl.Date,
    },
    "restatements": {
        "uscc": pl.String, "name": pl.String, "indicator": pl.String, "period": pl.Date, "old_value": pl.Float64,
        "new_value": pl.Float64, "change_share": pl.Float64, "known_on": pl.Date, "level_then": pl.String, "level_now": pl.String,
    },
    "checks": {"name": pl.String, "severity": pl.String, "passed": pl.Boolean, "observed": pl.String, "meaning": pl.String},
    "model_card": {
        "risk": pl.String, "feature": pl.String, "label": pl.String, "coefficient": pl.Float64, "prior_mean": pl.Float64,
        "prior_sd": pl.Float64, "examples_count": pl.Int64, "positives_count": pl.Int64,
    },
    "calibration": {
        "risk": pl.String, "decile": pl.Int64, "predicted_mean": pl.Float64, "observed_share": pl.Float64, "count": pl.Int64,
    },
    "bands": {
        "indicator": pl.String, "size_class": pl.String, "horizon_months": pl.Int64, "nominal_share": pl.Float64,
        "covered_share": pl.Float64, "count": pl.Int64,
    },
    "tournament": {
        "quarter": pl.Date, "indicator": pl.String, "size_class": pl.String, "forecaster": pl.String, "scaled_error": pl.Float64,
        "screening_error": pl.Float64, "series_count": pl.Int64, "fallback_count": pl.Int64, "bounded_count": pl.Int64,
        "is_chosen": pl.Boolean,
    },
    # At most twenty enterprises a run have one: fitting the explaining model is expensive.
    "fans": {
        "uscc": pl.String, "indicator": pl.String, "period": pl.Date, "mean": pl.Float64, "lo_80": pl.Float64, "hi_80": pl.Float64,
        "lo_95": pl.Float64, "hi_95": pl.Float64, "value": pl.Float64,
        # The same in every row of an enterprise: a recent shift of level, and what moved the last month away from its trend.
        "shift_period": pl.Date, "shift_share": pl.Float64, "shift_low_share": pl.Float64, "shift_high_share": pl.Float64,
        "season_share": pl.Float64, "calendar_share": pl.Float64, "remainder_share": pl.Float64,
    },
    # Of the register, not judged this month; `reason` as pred_risk's out_of_scope.
    "unjudged": {
        "uscc": pl.String, "name": pl.String, "street": pl.String, "tier": pl.String, "owner": pl.String, "reason": pl.String,
    },
    "quarantine_counts": {"action": pl.String, "rule": pl.String, "count": pl.Int64},
}  # fmt: skip


def empty(name: str) -> pl.DataFrame:
    """The empty frame of that name, with its declared columns."""
    return pl.DataFrame(schema=SCHEMAS[name])


def conform(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """A frame with every column the pages read: missing ones null, types as declared, further ones kept.

    Raises ValueError when a column cannot be read as the declared type.
    """
    schema = SCHEMAS[name]
    # Casting here keeps every later comparison of months and counts free of surprises.
    columns = [
        (pl.col(column).cast(dtype) if column in frame.columns else pl.lit(None, dtype=dtype)).alias(column)
        for column, dtype in schema.items()
    ]
    try:
        return frame.with_columns(columns)
    except pl.exceptions.PolarsError as error:
        raise ValueError(
            f"briefing frame '{name}' has a column of the wrong type: {error}; needed {schema}; "
            f"got {dict(frame.schema)}; convert it before handing the frame to the reports"
        ) from error


@dataclass(frozen=True, slots=True)
class BriefingFrames:
    """All frames of one edition, for one district and month, already as known on the as-of day.

    Columns: see `SCHEMAS`. `warnings` holds candidates above entry with `is_listed`; `previous` the rows listed last
    month; `level_history` listed enterprises by month and level; `monitored` the number of register enterprises by
    `dimension` (street | industry | owner | tier) and name; evidence, contributions, series, expected, signals, appeals, visits,
    outcomes and policies are those of the listed enterprises. Money is in 万元, shares are fractions.
    """

    enterprises_count: int | None = None
    warnings: pl.DataFrame = field(default_factory=partial(empty, "warnings"))
    previous: pl.DataFrame = field(default_factory=partial(empty, "previous"))
    level_history: pl.DataFrame = field(default_factory=partial(empty, "level_history"))
    monitored: pl.DataFrame = field(default_factory=partial(empty, "monitored"))
    district: pl.DataFrame = field(default_factory=partial(empty, "district"))
    state: pl.DataFrame = field(default_factory=partial(empty, "state"))
    coverage: pl.DataFrame = field(default_factory=partial(empty, "coverage"))
    growth: pl.DataFrame = field(default_factory=partial(empty, "growth"))
    evidence: pl.DataFrame = field(default_factory=partial(empty, "evidence"))
    contributions: pl.DataFrame = field(default_factory=partial(empty, "contributions"))
    series: pl.DataFrame = field(default_factory=partial(empty, "series"))
    expected: pl.DataFrame = field(default_factory=partial(empty, "expected"))
    signals: pl.DataFrame = field(default_factory=partial(empty, "signals"))
    appeals: pl.DataFrame = field(default_factory=partial(empty, "appeals"))
    visits: pl.DataFrame = field(default_factory=partial(empty, "visits"))
    outcomes: pl.DataFrame = field(default_factory=partial(empty, "outcomes"))
    policies: pl.DataFrame = field(default_factory=partial(empty, "policies"))
    followup: pl.DataFrame = field(default_factory=partial(empty, "followup"))
    relocations: pl.DataFrame = field(default_factory=partial(empty, "relocations"))
    restatements: pl.DataFrame = field(default_factory=partial(empty, "restatements"))
    checks: pl.DataFrame = field(default_factory=partial(empty, "checks"))
    model_card: pl.DataFrame = field(default_factory=partial(empty, "model_card"))
    calibration: pl.DataFrame = field(default_factory=partial(empty, "calibration"))
    bands: pl.DataFrame = field(default_factory=partial(empty, "bands"))
    tournament: pl.DataFrame = field(default_factory=partial(empty, "tournament"))
    fans: pl.DataFrame = field(default_factory=partial(empty, "fans"))
    unjudged: pl.DataFrame = field(default_factory=partial(empty, "unjudged"))
    quarantine_counts: pl.DataFrame = field(default_factory=partial(empty, "quarantine_counts"))

    def __post_init__(self) -> None:
        """Bring every frame to its declared columns."""
        # Frames are checked once at the door, so that a template never meets an unknown column.
        for item in fields(self):
            if item.name != "enterprises_count":
                object.__setattr__(self, item.name, conform(getattr(self, item.name), item.name))

    def listed(self) -> pl.DataFrame:
        """The listed warnings in the order of the list, shape (listed, columns of out_warnings)."""
        return self.warnings.filter(pl.col("is_listed").fill_null(False)).sort("rank", "uscc", nulls_last=True)

    def previously_listed(self) -> pl.DataFrame:
        """Last month's list; rows that say they were not listed are left out."""
        # A previous list that was stored without the mark holds listed rows only.
        return self.previous.filter(pl.col("is_listed").fill_null(True)).sort("rank", "uscc", nulls_last=True)


def first_month_of(frames: BriefingFrames, month: date) -> bool:
    """Whether no earlier list is known, so that nothing can be compared with it.

    A list of zero enterprises is known from the level history, which then holds the month before.
    """
    return frames.previous.is_empty() and frames.level_history.filter(pl.col("month") < month).is_empty()
