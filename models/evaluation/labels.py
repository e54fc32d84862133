"""What really happened to each enterprise in each month, from planted truth or recorded outcomes.

Every enterprise-month gets one state: `healthy`, `decline`, `leaving`, `ambiguous` (counts neither way) or
`gone` (left out). Beside the state stand the two outcomes that the risks are defined on, which
include the months before an onset and are therefore the ones to calibrate against.
"""

from dataclasses import dataclass

import polars as pl

from warehouse.periods import month_numbers, numbers_month
from warehouse.vocabulary import DEPARTURES

LABEL_COLUMNS = (
    "uscc", "month", "state", "cause", "benign_kind", "onset", "left_month", "any_truth", "relocation_label",
    "operating_truth", "relocation_truth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """What counts as a decline, as a departure, and as neither; shares are of normal activity."""

    lasting_share: float = 0.75
    lasting_months: int = 3
    mild_share: float = 0.87
    months_before_onset: int = 3
    operating_horizon_months: int = 3
    relocation_horizon_months: int = 12
    gone_share: float = 0.02
    gone_months: int = 3
    # A smaller partial move is a decline like any other: the enterprise stays.
    mostly_moved_share: float = 0.5
    trouble_kinds: tuple[str, ...] = ("decline", "closure", "relocation")
    leaving_kinds: tuple[str, ...] = ("relocation",)
    # Hits everybody: whoever is not hit harder than the rest is not what the list is for, whoever is counts neither way.
    common_kinds: tuple[str, ...] = ("sector_slump", "district_shock")
    benign_window_months: int = 12


def label_months(events: pl.DataFrame, activity: pl.DataFrame, settings: LabelSettings | None = None) -> pl.DataFrame:
    """Give every enterprise-month of `activity` its state and the outcomes of the two risks.

    `events`: uscc, kind, is_benign, onset, end (first month no longer affected, null = to the end), depth_share, form,
    left_on. `activity`: uscc, period, activity_share (null where nobody knows: then the events alone decide).
    Returns LABEL_COLUMNS. An outcome is null where its horizon reaches past the last known month, for both answers
    alike, so that calibration on them is unbiased.
    """
    settings = settings or LabelSettings()
    events = _prepare_events(events, settings)
    months = _mark_runs(_number_months(activity), settings)
    months = months.join(_trouble_months(events, settings), on=["uscc", "number"], how="left")
    months = months.join(_common_months(events, settings), on=["uscc", "number"], how="left")
    months = months.join(_benign_months(events, settings), on=["uscc", "number"], how="left")
    months = months.join(_departures(events), on="uscc", how="left")
    months = _mark_before_run(months.sort("uscc", "number"), settings)
    labelled = _state(months, settings)
    return _outcomes(labelled, settings).select(LABEL_COLUMNS).sort("month", "uscc")


def events_from_outcomes(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Read recorded outcomes as events: what is known on real data, where no truth was planted.

    `outcomes`: uscc, occurred_on, outcome. A departure counts as under way for the 12 months before it, a
    closure and a recovered decline for 6; a false alarm is a benign spell of 3 months. The spans are the
    horizons of the two risks, not observations: nobody recorded an onset.
    """
    # Months before the record in which it counts as under way.
    spans = {"relocated_out": 12, "closed": 6, "recovered": 6, "false_alarm": 3}
    kinds = {"relocated_out": "relocation", "closed": "closure", "recovered": "decline", "false_alarm": "false_alarm"}
    known = outcomes.filter(pl.col("outcome").is_in(list(spans)))
    number = month_numbers("occurred_on")
    is_departure = pl.col("outcome").is_in(DEPARTURES)
    return known.select(
        "uscc",
        kind=pl.col("outcome").replace_strict(kinds, return_dtype=pl.String),
        is_benign=pl.col("outcome") == "false_alarm",
        onset=numbers_month(number - pl.col("outcome").replace_strict(spans, return_dtype=pl.Int32)),
        end=numbers_month(number),
        depth_share=pl.lit(None, pl.Float64),
        form=pl.when(pl.col("outcome") == "relocated_out").then(pl.lit("whole")),
        left_on=pl.when(is_departure).then("occurred_on"),
    )


def unknown_activity(enterprise_months: pl.DataFrame) -> pl.DataFrame:
    """Stand in for the truth of activity where only outcomes were recorded: uscc, month -> null shares."""
    return enterprise_months.select("uscc", period="month", activity_share=pl.lit(None, pl.Float64)).unique()


def trouble_events(events: pl.DataFrame, settings: LabelSettings | None = None) -> pl.DataFrame:
    """List the events that a good list should find: uscc, onset, left_month (null while it stays), is_leaving."""
    prepared = _prepare_events(events, settings or LabelSettings()).filter(pl.col("counts"))
    onset, left = numbers_month(pl.col("onset_number")), numbers_month(pl.col("left_number"))
    return prepared.select("uscc", onset=onset, left_month=left, is_leaving="is_leaving", kind="kind").sort("uscc", "onset")


def _prepare_events(events: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    # A recorded closure has no measured depth: it is the deepest there is.
    deep = pl.col("depth_share").fill_null(1.0)
    wholly = (pl.col("form").fill_null("whole") == "whole") | (deep > settings.mostly_moved_share)
    leaving = pl.col("kind").is_in(settings.leaving_kinds) & wholly
    trouble = pl.col("kind").is_in(settings.trouble_kinds) & ~pl.col("is_benign")
    return events.with_columns(
        onset_number=month_numbers("onset"),
        end_number=month_numbers("end") - 1,
        left_number=month_numbers("left_on"),
        is_leaving=leaving & trouble,
        is_trouble=trouble,
        # 1e-9: a depth written as 1 - 0.75 must not fall on the other side of 0.25.
        counts=trouble & (leaving | (deep >= 1 - settings.lasting_share - 1e-9)),
        is_mild=trouble & ~leaving & (deep < 1 - settings.lasting_share - 1e-9) & (deep >= 1 - settings.mild_share),
    )


def _number_months(activity: pl.DataFrame) -> pl.DataFrame:
    return activity.select("uscc", month="period", number=month_numbers("period"), activity="activity_share").sort("uscc", "number")


def _mark_runs(months: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    """Mark runs of low activity: lasting, mild, unfinished at the end of what is known, and gone for good."""
    # Null activity must not join two runs: it is compared as "not low".
    low = (pl.col("activity") <= settings.lasting_share + 1e-9).fill_null(False)
    mild = (pl.col("activity") <= settings.mild_share + 1e-9).fill_null(False)
    gone = (pl.col("activity") <= settings.gone_share).fill_null(False)
    # The last month known: a run that touches it may still go on.
    marked = months.with_columns(low=low, mild=mild, none=gone, final=pl.col("number").max().over("uscc"))
    for flag in ("low", "mild", "none"):
        marked = _run_lengths(marked, flag)
    return marked.with_columns(
        is_lasting=pl.col("low") & (pl.col("low_length") >= settings.lasting_months),
        is_unfinished=pl.col("low") & (pl.col("low_length") < settings.lasting_months) & (pl.col("low_end") == pl.col("final")),
        is_mild_run=pl.col("mild") & (pl.col("mild_length") >= settings.lasting_months),
        is_gone_run=pl.col("none")
        & (pl.col("none_end") == pl.col("final"))
        & (pl.col("number") - pl.col("none_start") >= settings.gone_months),
    )


def _run_lengths(months: pl.DataFrame, flag: str) -> pl.DataFrame:
    # One run id per stretch of the same answer in one enterprise: a struct changes when either part does.
    run = pl.struct("uscc", flag).rle_id()
    number = pl.col("number")
    with_run = months.with_columns(run=run)
    return with_run.with_columns(
        number.len().over("run").alias(f"{flag}_length"),
        number.min().over("run").alias(f"{flag}_start"),
        number.max().over("run").alias(f"{flag}_end"),
    ).drop("run")


def _trouble_months(events: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    """Spread the real events over their months: one row per uscc and month number."""
    spread = _spread(
        events.filter(pl.col("counts") | pl.col("is_mild")),
        first=pl.col("onset_number") - settings.months_before_onset,
        last=pl.col("end_number"),
    )
    under_way = pl.col("number") >= pl.col("onset_number")
    return spread.group_by("uscc", "number").agg(
        in_leaving=(pl.col("is_leaving") & under_way).any(),
        in_decline=(pl.col("counts") & ~pl.col("is_leaving") & under_way).any(),
        in_mild=(pl.col("is_mild") & under_way).any(),
        in_partial=(pl.col("kind").is_in(settings.leaving_kinds) & ~pl.col("is_leaving")).any(),
        before_onset=(pl.col("counts") & ~under_way).any(),
        event_onset=pl.col("onset_number").filter(pl.col("counts") & under_way).max(),
        cause=pl.col("kind").filter(under_way).last(),
    )


def _benign_months(events: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    # A lasting benign move looks like trouble only until it has become the comparison base a year later.
    cap = pl.col("onset_number") + settings.benign_window_months - 1
    # A number beyond any month stands for an open end.
    last = pl.min_horizontal(pl.col("end_number").fill_null(10**6), cap)
    lookalikes = events.filter(pl.col("is_benign") & ~pl.col("kind").is_in(settings.common_kinds))
    spread = _spread(lookalikes, first=pl.col("onset_number"), last=last)
    return spread.sort("uscc", "number", "onset_number").group_by("uscc", "number").agg(benign_kind=pl.col("kind").last())


def _common_months(events: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    shared = _spread(events.filter(pl.col("kind").is_in(settings.common_kinds)), pl.col("onset_number"), pl.col("end_number"))
    return shared.group_by("uscc", "number").agg(common_kind=pl.col("kind").first())


def _spread(events: pl.DataFrame, first: pl.Expr, last: pl.Expr) -> pl.DataFrame:
    # An open event runs on until the enterprise has left or the known months end; 240 months outlast any panel.
    open_end = pl.coalesce("left_number", pl.col("onset_number") + 240)
    ranged = events.with_columns(number=pl.int_ranges(first, pl.coalesce(last, open_end) + 1, dtype=pl.Int32))
    return ranged.explode("number").drop_nulls("number")


def _departures(events: pl.DataFrame) -> pl.DataFrame:
    left = events.filter(pl.col("left_number").is_not_null())
    return left.group_by("uscc").agg(
        left_number=pl.col("left_number").min(),
        relocated_number=pl.col("left_number").filter(pl.col("is_leaving")).min(),
        # A healthy enterprise that drops out of the register has not declined.
        failed_number=pl.col("left_number").filter(pl.col("is_trouble")).min(),
    )


def _mark_before_run(months: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    """Say for each month whether a lasting run is under way now or within the operating horizon."""
    ahead = [_ahead("is_lasting", k) for k in range(1, settings.operating_horizon_months + 1)]
    return months.with_columns(
        pl.col("in_leaving", "in_decline", "in_mild", "in_partial", "before_onset").fill_null(False),
        lasting_ahead=pl.any_horizontal([step.fill_null(False) for step in ahead]),
        is_gone=(pl.col("left_number") <= pl.col("number")).fill_null(False) | pl.col("is_gone_run"),
    )


def _state(months: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    months = months.with_columns(is_shared=_shared(settings))
    unknown = pl.col("activity").is_null()
    # A slide counts from where it is visible (13 % down) on the way to a lasting decline, not from its first step.
    sliding = pl.col("in_decline") & (unknown | (pl.col("activity") <= settings.mild_share))
    own = pl.col("is_lasting") & pl.col("common_kind").is_null()
    planned = pl.any_horizontal("before_onset", "in_mild", "in_decline")
    neither = pl.any_horizontal("is_mild_run", "is_unfinished", "lasting_ahead", "is_lasting")
    # In order of precedence: whoever has gone is gone, whatever the activity says.
    states = [
        ("gone", pl.col("is_gone")),
        ("leaving", pl.col("in_leaving")),
        ("decline", own | sliding),
        ("ambiguous", planned | (neither & ~pl.col("is_shared"))),
    ]
    state = pl.coalesce([pl.when(condition).then(pl.lit(name)) for name, condition in states] + [pl.lit("healthy")])
    onset = pl.coalesce("event_onset", pl.when("is_lasting").then("low_start"))
    return months.with_columns(
        state=state,
        cause=pl.coalesce("cause", "common_kind"),
        benign_kind=pl.coalesce("benign_kind", pl.when("is_shared").then("common_kind")),
        onset=numbers_month(onset),
        left_month=numbers_month(pl.col("left_number")),
    )


def _shared(settings: LabelSettings) -> pl.Expr:
    """Say whether a common event explains a low month: the enterprise is not hit harder than the others it hits."""
    # The median of those hit is the common part of the blow.
    typical = pl.col("activity").median().over("number", "common_kind")
    return pl.col("common_kind").is_not_null() & (pl.col("activity") > settings.mild_share * typical).fill_null(False)


def _ahead(column: str, months: int) -> pl.Expr:
    return pl.col(column).shift(-months).over("uscc")


def _outcomes(months: pl.DataFrame, settings: LabelSettings) -> pl.DataFrame:
    """Add the outcomes that the risks predict, null where the horizon is not yet over."""
    number, horizon = pl.col("number"), settings.operating_horizon_months
    # One horizon for all: an enterprise that ends early has left and says so in its events.
    last = number.max()
    in_trouble = pl.col("state").is_in(["decline", "leaving"])
    leaves_soon = pl.col("failed_number").is_between(number + 1, number + horizon).fill_null(False)
    # Where activity is unknown the recorded states themselves are all there is to look ahead to.
    recorded = pl.any_horizontal([in_trouble.shift(-k).over("uscc").fill_null(False) for k in range(horizon + 1)])
    low = pl.col("is_lasting") | pl.col("lasting_ahead")
    # A low that a shock gave to everybody is neither a hit nor a miss of the enterprise's own risk.
    shocked = low & ~pl.col("in_decline") & pl.any_horizontal([_ahead("common_kind", k).is_not_null() for k in range(horizon + 1)])
    seen = pl.when(pl.col("activity").is_null()).then(recorded).when(~shocked).then(low)
    moves = pl.col("relocated_number").is_between(number + 1, number + settings.relocation_horizon_months).fill_null(False)
    # Nothing more can happen to whoever has left.
    present = pl.col("state") != "gone"
    scored = pl.col("state").is_in(["healthy", "decline", "leaving"])
    return months.with_columns(
        any_truth=pl.when(scored).then(in_trouble),
        # A partial move is neither a departure nor plainly something else.
        relocation_label=pl.when(scored & ~pl.col("in_partial")).then(pl.col("state") == "leaving"),
        operating_truth=pl.when(present & (number + horizon <= last)).then(seen | leaves_soon),
        relocation_truth=pl.when(present & (number + settings.relocation_horizon_months <= last)).then(moves),
    )
