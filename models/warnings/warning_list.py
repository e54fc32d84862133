"""The warning list of a month: candidates, levels, the cut to capacity, what changed, and why, as codes and numbers.

In: risks, evidence, register, exposure, last month's published list. Out: how large a risk is (models.risk) and how
the list is printed (reports).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from models.cases.deadlines import due_by_level
from models.warnings.clearings import find_clearings
from models.warnings.falls import gather_reason_inputs
from models.warnings.false_alarms import true_chance
from models.warnings.levels import find_candidates, grade, severity_of
from models.warnings.lot import draw_places
from models.warnings.measures import match_measures
from models.warnings.reasons import find_reasons
from models.warnings.settings import LevelSettings, Measure
from warehouse.periods import shift_month
from warehouse.vocabulary import LEAVING_CAUSES

WARNING_COLUMNS = (
    "uscc", "rank", "name", "district", "street", "industry", "tier", "owner", "owner_email", "level", "previous_level", "kind",
    "status", "months_listed", "first_listed_on", "operating_risk", "relocation_risk", "combined_risk", "exposure_output_cny_10k",
    "exposure_tax_cny_10k", "exposure_jobs", "exposure_output_share", "exposure_tax_share", "exposure_jobs_share", "exposure_class",
    "is_listed", "draw_chance", "respond_by_on", "true_chance", "family_agreement", "is_kept",
    "relocation_share",
)  # fmt: skip
REGISTER_COLUMNS = ("name", "district", "street", "industry", "tier", "owner", "owner_email")
# Only who was on last month's list can stay on it.
_IS_CONFIRMED: Final = pl.col("confirmed_on").is_not_null() & pl.col("previous_level").is_not_null()


@dataclass(frozen=True, slots=True)
class WarningInputs:
    """Frames the list is made from, all as known on the as-of day.

    `risk` pred_risk, `evidence` feat_evidence, `register` core_register (one row per uscc), `exposure` measure_exposure:
    of this month. `previous`: the listed rows of last month's published list (out_warnings; may be empty; rows of
    another month than the one before are ignored). `first_listed`: uscc, first_listed_on of every enterprise ever
    listed. `appeals` open ones, `eligible` gives the policies that answer them from the list itself (uscc, level), see
    models.policies.matching.answering_appeals, `contributions` pred_contributions, `confirmed` from standing_confirmations, `features`
    feat_risk_features; each may be None, like `signals`.
    """

    risk: pl.DataFrame
    evidence: pl.DataFrame
    register: pl.DataFrame
    exposure: pl.DataFrame
    previous: pl.DataFrame
    first_listed: pl.DataFrame | None = None
    signals: pl.DataFrame | None = None
    appeals: pl.DataFrame | None = None
    eligible: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    contributions: pl.DataFrame | None = None
    confirmed: pl.DataFrame | None = None
    features: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class WarningList:
    """Rows of out_warnings, out_reasons, out_measures and out_clearings of one month, each without the month.

    Reasons are of every candidate, measures and clearings of the listed alone.
    """

    warnings: pl.DataFrame
    reasons: pl.DataFrame
    measures: pl.DataFrame
    clearings: pl.DataFrame


def build_warning_list(
    inputs: WarningInputs,
    month: date,
    as_of: date,
    settings: LevelSettings | None = None,
    catalogue: Sequence[Measure] = (),
) -> WarningList:
    """Build the list: every candidate, `is_listed` and ranked where capacity allows, with reasons, measures and clearings.

    Who is listed goes by the larger of the two risks, the rank by level and then risk; whoever a visit confirmed stays until an
    outcome is on record and has a place before the others, `is_kept` where the risk has fallen below the line.
    Warnings are sorted by rank, the unlisted after them.
    Raises ValueError when the register has an enterprise twice.
    """
    settings = settings or LevelSettings()
    dated = _date(decide_list(inputs, month, settings), as_of, settings)
    # Reasons come last: they explain the decision and have no part in it.
    known = gather_reason_inputs(
        dated, inputs.evidence, inputs.signals, as_of, settings, inputs.contributions, inputs.appeals, inputs.features
    )
    warnings = known.candidates.with_columns(true_chance=true_chance())
    listed = warnings.filter("is_listed").select("uscc")
    eligible = None if inputs.eligible is None else inputs.eligible(warnings)
    order = ["district", "rank", "combined_risk", "uscc"]
    return WarningList(
        warnings=warnings.sort(order, descending=[False, False, True, False], nulls_last=True).select(WARNING_COLUMNS),
        reasons=find_reasons(known, settings),
        measures=_of(listed, match_measures(known, catalogue, settings, inputs.appeals, eligible)),
        clearings=_of(listed, find_clearings(known, settings)),
    )


def decide_list(inputs: WarningInputs, month: date, settings: LevelSettings) -> pl.DataFrame:
    """Return every candidate with `is_listed`, `level`, `rank` and what changed since last month's list; nothing is explained yet.

    Of the inputs, `evidence`, `signals`, `appeals`, `eligible` and `contributions` have no part in it.
    """
    _refuse_doubles(inputs.register)
    found = find_candidates(_gather(inputs, month), settings, is_kept=_IS_CONFIRMED)
    candidates = found.with_columns(is_kept=pl.col("combined_risk") < settings.exit_risk)
    cut = cut_to_capacity(grade(candidates, settings), settings, month)
    # Below the line there is nothing to watch: whoever is kept has a place or is no candidate.
    ranked = rank_listed(cut.filter(pl.col("is_listed") | ~pl.col("is_kept")))
    return _compare(ranked, month)


def _of(listed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.join(listed, on="uscc", how="semi", maintain_order="left")


def _refuse_doubles(register: pl.DataFrame) -> None:
    doubled = register.filter(pl.col("uscc").is_duplicated())["uscc"].unique().sort()
    if len(doubled):
        raise ValueError(
            f"The register has {len(doubled)} enterprises more than once, such as {doubled[0]}; one row per enterprise is needed. "
            "Take the register as of one day."
        )


def _gather(inputs: WarningInputs, month: date) -> pl.DataFrame:
    risk = inputs.risk.drop("month", strict=False).with_columns(combined_risk=pl.max_horizontal("operating_risk", "relocation_risk"))
    # A register may come without owners or streets; the list has the columns all the same.
    present = [column for column in REGISTER_COLUMNS if column in inputs.register.columns]
    gathered = risk.join(inputs.register.select("uscc", *present), on="uscc").join(
        _last_list(inputs.previous, month), on="uscc", how="left"
    )
    missing = [pl.lit(None, pl.String).alias(column) for column in REGISTER_COLUMNS if column not in present]
    gathered = gathered.with_columns(missing).with_columns(pl.col("district").fill_null(""))
    # Exposure is joined last and loosely: without it the enterprise is still listed.
    gathered = gathered.join(_first_listed(inputs.first_listed), on="uscc", how="left")
    gathered = gathered.join(_confirmed(inputs.confirmed), on="uscc", how="left")
    return gathered.join(inputs.exposure, on="uscc", how="left")


def _last_list(previous: pl.DataFrame, month: date) -> pl.DataFrame:
    listed = previous.filter("is_listed") if "is_listed" in previous.columns else previous
    if "month" in listed.columns:
        # A list from before a gap continues nothing: the month in between is unknown.
        listed = listed.filter(pl.col("month") == shift_month(month, -1))
    return listed.select("uscc", previous_level="level", previous_months="months_listed", previous_first="first_listed_on")


def _first_listed(first_listed: pl.DataFrame | None) -> pl.DataFrame:
    if first_listed is None:
        return pl.DataFrame(schema={"uscc": pl.String, "ever_first": pl.Date})
    return first_listed.group_by("uscc").agg(ever_first=pl.col("first_listed_on").min())


def _confirmed(confirmed: pl.DataFrame | None) -> pl.DataFrame:
    if confirmed is None:
        return pl.DataFrame(schema={"uscc": pl.String, "confirmed_on": pl.Date})
    return confirmed.select("uscc", "confirmed_on")


def cut_to_capacity(graded: pl.DataFrame, settings: LevelSettings, month: date) -> pl.DataFrame:
    """Add `is_listed`: the highest combined risks of each district, within the capacity of the tier and in total; and `draw_chance`.

    Whoever was listed and confirmed by a visit comes first; others that were listed before compete like everybody else. Equal risks go
    by exposure, then by code. Where there are more than fit, a few places are drawn by lot from those just below the cut.
    """
    keys = [_IS_CONFIRMED, pl.col("combined_risk"), pl.col("exposure_output_share").fill_null(0.0), "uscc"]
    ordered = graded.sort(["district", *keys], descending=[False, True, True, True, False])
    # A tier without a limit of its own shares the total.
    room = pl.col("tier").replace_strict(dict(settings.capacity_by_tier), default=None, return_dtype=pl.Int64)
    place = pl.int_range(pl.len())
    allowed = ordered.with_columns(in_tier=(place.over("district", "tier") < room).fill_null(True))
    # Whoever does not fit into the own tier takes no place from the others.
    standing = pl.col("in_tier").cum_sum().over("district")
    # Where everybody fits nobody is missed, and there is nothing to draw.
    is_short = pl.col("in_tier").sum().over("district") > settings.capacity_total
    by_risk = settings.capacity_total - pl.when(is_short).then(settings.places_by_lot).otherwise(0)
    cut = allowed.with_columns(is_listed=pl.col("in_tier") & (standing <= by_risk), is_open=pl.col("in_tier"))
    drawn = draw_places(cut, month, settings.draw_seed, settings.places_by_lot, settings.drawn_from)
    return drawn.with_columns(is_listed=pl.col("is_listed") | pl.col("is_drawn")).drop("in_tier", "is_open", "is_drawn")


def rank_listed(cut: pl.DataFrame) -> pl.DataFrame:
    """Add `rank` from 1 in each district, by level, then risk; null where not listed."""
    order = ["district", "is_listed", severity_of("level"), "combined_risk", pl.col("exposure_output_share").fill_null(0.0), "uscc"]
    # Exposure before code: of two equal cases the weightier one comes first.
    ordered = cut.sort(order, descending=[False, True, True, True, True, False])
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("district")
    return ordered.with_columns(rank=pl.when("is_listed").then(place))


def _compare(ranked: pl.DataFrame, month: date) -> pl.DataFrame:
    """Add what changed against last month's published list, for those listed."""
    # Compared with what was published, not with what would have been listed without the cut.
    now, before = severity_of("level"), severity_of("previous_level")
    status = (
        pl.when(before.is_null())
        .then(pl.lit("new"))
        .when(now > before)
        .then(pl.lit("worse"))
        .when(now < before)
        .then(pl.lit("better"))
        .otherwise(pl.lit("same"))
    )
    this_month = pl.when("is_listed").then(pl.lit(month))
    return ranked.with_columns(
        status=pl.when("is_listed").then(status),
        months_listed=pl.when("is_listed").then(pl.col("previous_months").fill_null(0) + 1).cast(pl.Int32),
        first_listed_on=pl.coalesce(pl.min_horizontal("ever_first", "previous_first"), this_month),
    )


def _date(compared: pl.DataFrame, as_of: date, settings: LevelSettings) -> pl.DataFrame:
    due = due_by_level(as_of, settings.respond_days)
    return compared.with_columns(respond_by_on=pl.when("is_listed").then(pl.col("level").replace_strict(due, return_dtype=pl.Date)))


def list_leavers(previous: pl.DataFrame, warnings: pl.DataFrame, risk: pl.DataFrame) -> pl.DataFrame:
    """Name who was listed last month and is not now, and why: uscc, name, previous_level, level, cause.

    `previous`: all of last month's published list. `level`: the level of those who are still candidates, null for the others.
    `cause`: a key of LEAVING_CAUSES. The departed and those without figures are named, never dropped in silence.
    """
    listed = warnings.filter("is_listed").select("uscc")
    # The published list is the starting point: everybody on it is accounted for.
    gone = previous.filter("is_listed").join(listed, on="uscc", how="anti").select("uscc", "name", previous_level="level")
    known = gone.join(warnings.select("uscc", "level"), on="uscc", how="left")
    # Whoever is not even in the register of this month has left it.
    judged = known.join(risk.select("uscc", "out_of_scope", in_register=pl.lit(True)), on="uscc", how="left")
    is_out, is_final = pl.col("out_of_scope").is_not_null(), pl.col("out_of_scope").is_in(LEAVING_CAUSES.keys)
    cause = (
        pl.when(is_final)
        .then("out_of_scope")
        .when(is_out)
        .then(pl.lit("not_judged"))
        .when(pl.col("in_register").is_null())
        .then(pl.lit("left_register"))
        .when(pl.col("level").is_not_null())
        .then(pl.lit("no_place"))
        .otherwise(pl.lit("risk_receded"))
    )
    return judged.select("uscc", "name", "previous_level", "level", cause=cause).sort("uscc")
