"""What of a candidate's figures is low, silent or back, how deep and for how long: the one definition for reasons, measures and clearings.

Everything is put together column-wise: a list of a hundred and a list of fifty thousand cost the same statements.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from models.evidence.appeal_strengths import needs
from models.evidence.families import BOOKED, PHYSICAL, family_agreement
from models.warnings.settings import LevelSettings
from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers
from warehouse.vocabulary import ABOUT_DECLINE, ABOUT_RELOCATION, APPEAL_NEEDS, MOST_TELLING, SIGNALS

# Correlated indicators count once: at most two falls of one family are named.
FALLS_PER_FAMILY: Final = 2
FALLS_MOST: Final = 3
# A single month this ordinary is noise; a spell of two months is a fall whatever its odds.
ORDINARY_P_VALUE: Final = 0.3
SPELL_MONTHS: Final = 2
# Last year's figure of the same months was as low where this year's is no lower by more than this: a season, not a fall.
AS_LAST_YEAR_GROWTH: Final = -0.05
# More likely over than not; figures this close to what was expected, or above, are back.
RECOVERED_SHARE: Final = 0.5
BACK_SHARE: Final = 0.95
# A quarter that is paid or filled at once leaves two months empty: three in a row have stopped.
STOPPED_MONTHS: Final = 3
# What is reported as done and not as talked about.
SEEN_SIGNALS: Final = tuple(signal.key for signal in SIGNALS if not signal.is_talk)
STAGE_OF: Final = {signal.key: signal.stage for signal in SIGNALS}
STAGE_OF_NEED: Final = {need.key: need.stage for need in APPEAL_NEEDS}
_NO_SIGNALS: Final = {"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String, "age_months": pl.Int64}
_NO_APPEALS: Final = {"uscc": pl.String, "need": pl.String, "observed_on": pl.Date}
_NO_RECENT: Final = {"uscc": pl.String, "share": pl.Float64, "low_from_on": pl.Date}
# Newest days less far below the level before, in standard errors, are ordinary.
RECENT_ERRORS: Final = 1.0
# Of fewer enterprises that are silent nobody knows whether the source is late or they are.
FEWEST_OF_SOURCE: Final = 10
_NO_CONTRIBUTIONS: Final = {"uscc": pl.String, "risk": pl.String, "feature": pl.String, "contribution_log_odds": pl.Float64}
# Behind this one a figure says little by itself.
_SAYS_MOST: Final = MOST_TELLING.index("value_added")
# A project that is finished leaves no investment behind, and its silence is no signal: success, not distress.
NOT_INVESTMENT: Final = pl.col("family") != "investment"


@dataclass(frozen=True, slots=True)
class ReasonInputs:
    """What the candidates' reasons, measures and clearings are drawn from; frames hold the candidates only.

    `candidates`: rows of the graded list with `family_agreement`. `parted`: where physical figures lead, those that are low with `share`
    (part below normal) and `since`, lowest first, then the booked ones that stand, without. `stopped`: figures at nothing with
    `stopped_months`, the longest first. `falls`: one row per figure that is low, strongest first, with `share` (part below normal),
    `months` (null for a single one) and `since`. `back`: figures that are back where a fall seems over, those that say most first.
    `silent`: sources that fell silent. `staged`: the stage of a move and the latest signal or appeal (`need`) of its own kind, null where
    it rests on figures. `signals`: the recent ones with `age_months`. `appeals`: open ones that speak of a move, the latest of each `need`,
    the newest first. `recent`: daily electricity that is low of late, with `share` (part below the level before) and `low_from_on`, null
    where its newest week is not. `contributions`: what raised the larger risk (uscc, risk, feature, contribution_log_odds).
    """

    candidates: pl.DataFrame
    parted: pl.DataFrame
    stopped: pl.DataFrame
    falls: pl.DataFrame
    back: pl.DataFrame
    silent: pl.DataFrame
    staged: pl.DataFrame
    signals: pl.DataFrame
    appeals: pl.DataFrame
    contributions: pl.DataFrame
    recent: pl.DataFrame

    @property
    def confirmed(self) -> pl.DataFrame:
        """Those of the candidates whom a visit confirmed while they were listed, with nothing on record since."""
        if "confirmed_on" not in self.candidates.columns:
            return self.candidates.clear()
        return self.candidates.filter(pl.col("confirmed_on").is_not_null(), pl.col("previous_level").is_not_null())


def gather_reason_inputs(
    candidates: pl.DataFrame,
    evidence: pl.DataFrame,
    signals: pl.DataFrame | None,
    as_of: date,
    settings: LevelSettings,
    contributions: pl.DataFrame | None = None,
    appeals: pl.DataFrame | None = None,
    features: pl.DataFrame | None = None,
) -> ReasonInputs:
    """Find what is low, silent, back, reported or asked for of the candidates (pred_risk columns and `kind`) in feat_evidence rows.

    `appeals`: uscc, raised_on, topic, closed_on as known; None where nobody keeps them. `features`: feat_risk_features of the month, for
    what the newest days say.
    """
    # Everything after this works on the few candidates, not on the whole district.
    own = evidence.join(candidates.select("uscc", "kind", "recovered_share"), on="uscc")
    agreed = candidates.join(family_agreement(own), on="uscc", how="left")
    parted = _parted(own, agreed, settings)
    # Of figures that part somebody has to be able to name those that are low.
    is_unnamed = (pl.col("family_agreement") == "physical_lead") & ~pl.col("uscc").is_in(parted["uscc"].implode())
    asked = _asked(appeals, as_of)
    agreement = pl.when(is_unnamed).then(pl.lit("disagree")).otherwise("family_agreement")
    return ReasonInputs(
        candidates=agreed.with_columns(family_agreement=agreement.fill_null("not_both")),
        parted=parted,
        stopped=_stopped(own),
        falls=_falls(own, settings),
        back=_back(own),
        silent=_silent(own, late_sources(evidence), settings),
        staged=_staged(candidates, _known(signals, as_of), asked),
        signals=_recent(candidates, _known(signals, as_of), settings),
        appeals=asked.join(candidates.select("uscc"), on="uscc", how="semi"),
        contributions=_raising(candidates, contributions),
        recent=_recent_use(candidates, features, as_of, settings),
    )


def _parted(own: pl.DataFrame, agreed: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    """Find the figures that make physical ones lead: only figures that are there can be named."""
    leading = own.join(agreed.filter(pl.col("family_agreement") == "physical_lead").select("uscc"), on="uscc", how="semi")
    is_booked = pl.col("family") == BOOKED
    is_low = (pl.col("family") == PHYSICAL) & _is_fall(settings)
    named = leading.filter(is_low | (is_booked & pl.col("ratio_share").is_not_null()))
    # Where no single physical figure is a fall worth naming there is nothing to hold the booked ones against.
    named = named.filter((~is_booked).any().over("uscc"))
    share = pl.when(~is_booked).then((1 - pl.col("ratio_share")).clip(0, 1))
    # Of a single month it goes without saying since when.
    since = pl.when(~is_booked & _is_spell()).then("onset")
    return named.with_columns(share=share, since=since).sort("uscc", is_booked, "ratio_share", "indicator")


def _falls(own: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    low = own.filter(_is_fall(settings), NOT_INVESTMENT | pl.col("kind").is_in(ABOUT_RELOCATION))
    # What says little by itself comes behind what says most, a single month behind a spell; of equal ones the deeper fall is told first.
    order = ["uscc", ~NOT_INVESTMENT, weight() > _SAYS_MOST, "is_anomalous", _is_spell(), "ratio_share", "indicator"]
    ordered = low.sort(order, descending=[False, False, False, True, True, False, False], nulls_last=True)
    of_family = ordered.filter(pl.int_range(pl.len()).over("uscc", "family") < FALLS_PER_FAMILY)
    strongest = of_family.filter(pl.int_range(pl.len()).over("uscc") < FALLS_MOST)
    months = pl.col("duration_months")
    return strongest.with_columns(
        # A negative month (a correction) is a fall of 100 %, not of 130 %.
        share=(1 - pl.col("ratio_share")).clip(0, 1),
        months=pl.when(months >= SPELL_MONTHS).then(months),
        since="onset",
    )


def _stopped(own: pl.DataFrame) -> pl.DataFrame:
    """Find what used to be paid or made and is nothing now; projects end and head-counts of nobody are a matter of the register."""
    at_nothing = own.filter((pl.col("stopped_months") >= STOPPED_MONTHS) & (pl.col("expected") > 0) & NOT_INVESTMENT)
    return at_nothing.sort(["uscc", "stopped_months", "indicator"], descending=[False, True, False])


def _is_fall(settings: LevelSettings) -> pl.Expr:
    """Keep what an official would call a fall: no ordinary wobble, no trifle, no season, and nothing that was over a year ago."""
    least = pl.col("indicator").replace_strict(dict(settings.reason_least), default=0.0, return_dtype=pl.Float64)
    is_low = (pl.col("ratio_share") < 1 - settings.reason_fall_share) & (pl.col("expected") > 0)
    # A large part of next to nothing is nothing anybody would go there for.
    is_sizeable = pl.col("expected") - pl.col("value") >= least
    is_rare = (pl.col("p_value") <= ORDINARY_P_VALUE).fill_null(value=True)
    return is_low & is_sizeable & (_is_spell() | is_rare) & ~_is_as_last_year() & ~_is_long_over(settings)


def _is_spell() -> pl.Expr:
    return pl.col("duration_months").fill_null(0) >= SPELL_MONTHS


def _is_as_last_year() -> pl.Expr:
    """Whether last year's figures say that there is no fall: of a single month its own, of a spell those of three months as well.

    Where last year's were unusually low, or three months are not known, last year says nothing of a spell.
    """
    month, three = (pl.col(name) > AS_LAST_YEAR_GROWTH for name in ("yoy_share", "growth_3m_share"))
    is_ordinary = (pl.col("year_base") != "low").fill_null(value=True)
    return (month & (~_is_spell() | (three & is_ordinary))).fill_null(value=False)


def _is_long_over(settings: LevelSettings) -> pl.Expr:
    """Whether a fall is older than a year and has not gone on since: whoever goes there finds it settled."""
    # Only the normal level of a fall that is older than a year goes on from the year before.
    is_old = pl.col("horizon_months") > MONTHS_A_YEAR
    has_gone_on = pl.coalesce("growth_3m_share", "yoy_share") < -settings.reason_fall_share
    return (is_old & ~has_gone_on).fill_null(value=False)


def _back(own: pl.DataFrame) -> pl.DataFrame:
    """Find the figures that are back of those whose fall seems over: what is left of the risk is that it may not last."""
    is_over = (pl.col("recovered_share") >= RECOVERED_SHARE) & pl.col("kind").is_in(ABOUT_DECLINE)
    is_back = (pl.col("ratio_share") >= BACK_SHARE) & (pl.col("expected") > 0) & NOT_INVESTMENT
    return own.filter(is_over, is_back).sort("uscc", weight())


def late_sources(evidence: pl.DataFrame) -> pl.DataFrame:
    """Return for how many months each source brought nothing of most enterprises: (indicator, late_months), 0 where it is there."""
    most = pl.col("silent_months").fill_null(0).median().floor().cast(pl.Int64)
    return evidence.group_by("indicator").agg(late_months=pl.when(pl.len() >= FEWEST_OF_SOURCE).then(most).otherwise(0))


def _silent(own: pl.DataFrame, late: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    # What has not arrived of anybody is the source's delay: only those who were silent before it are silent themselves.
    by_source = own.join(late, on="indicator", how="left")
    # Of a source that delivered for others an absent payment is a payment that was not made.
    has_stopped = (pl.col("stopped_months") >= STOPPED_MONTHS).fill_null(value=False)
    own_months = pl.col("silent_months") - pl.col("late_months")
    silent = by_source.filter((own_months >= settings.silent_months) & NOT_INVESTMENT & ~has_stopped)
    return silent.sort("uscc", "silent_months", "indicator", descending=[False, True, False])


def _known(signals: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    """Return the signals with their age; what was observed after the as-of day was not known to this run."""
    if signals is None or signals.is_empty():
        return pl.DataFrame(schema=_NO_SIGNALS)
    aged = signals.with_columns(age_months=(month_number(as_of) - month_numbers("observed_on")).cast(pl.Int64))
    return aged.filter(pl.col("observed_on") <= as_of).select(list(_NO_SIGNALS))


def _recent(candidates: pl.DataFrame, known: pl.DataFrame, settings: LevelSettings) -> pl.DataFrame:
    recent = known.filter(pl.col("age_months").is_between(0, settings.signal_months))
    return recent.join(candidates.select("uscc"), on="uscc", how="semi")


def _asked(appeals: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    """Return the open appeals that speak of a move, the latest of each need, the newest first."""
    if appeals is None or appeals.is_empty():
        return pl.DataFrame(schema=_NO_APPEALS)
    asked = needs(appeals, as_of).select("uscc", "need", observed_on="raised_on")
    latest = asked.sort(["uscc", "observed_on", "need"], descending=[False, True, False])
    return latest.unique(["uscc", "need"], keep="first", maintain_order=True)


def _staged(candidates: pl.DataFrame, known: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Find the record a stage rests on; a whole move rests on those of capacity that has moved and on figures."""
    moves = candidates.filter(pl.col("kind").is_in(ABOUT_RELOCATION), pl.col("relocation_stage").fill_null("none") != "none")
    staged = moves.select("uscc", stage="relocation_stage", sign=pl.col("relocation_stage").replace("whole_move", "capacity_moved"))
    reported = known.with_columns(sign=pl.col("kind").replace_strict(STAGE_OF, default=None, return_dtype=pl.String))
    wanted = asked.with_columns(sign=pl.col("need").replace_strict(STAGE_OF_NEED, default=None, return_dtype=pl.String))
    signs = pl.concat([reported, wanted], how="diagonal")
    # Of two records of one day and kind the one that names where to, so that the order in which they came decides nothing.
    ordered = signs.sort(["uscc", "observed_on", "kind", "destination"], descending=[False, True, False, False], nulls_last=True)
    latest = ordered.unique(["uscc", "sign"], keep="first")
    return staged.join(latest, on=["uscc", "sign"], how="left").sort("uscc")


def _recent_use(candidates: pl.DataFrame, features: pl.DataFrame | None, as_of: date, settings: LevelSettings) -> pl.DataFrame:
    """Find the candidates whose newest days of electricity lie clearly below the level before, in part and in standard errors."""
    if features is None or features.is_empty():
        return pl.DataFrame(schema=_NO_RECENT)
    share = 1 - pl.col("recent_electricity_log").clip(upper_bound=0).exp()
    errors = pl.max_horizontal("recent_electricity_errors", "running_electricity_errors")
    low = features.join(candidates.select("uscc"), on="uscc", how="semi").filter(
        share > settings.reason_fall_share, errors >= RECENT_ERRORS
    )
    days = pl.duration(days=pl.col("recent_electricity_low_days").cast(pl.Int64))
    low_from = pl.when(pl.col("recent_electricity_low_days") > 0).then(pl.lit(as_of) - days)
    return low.select("uscc", share=share, low_from_on=low_from.cast(pl.Date)).sort("uscc")


def _raising(candidates: pl.DataFrame, contributions: pl.DataFrame | None) -> pl.DataFrame:
    """Keep what raised the larger of the two risks, the most first."""
    if contributions is None or contributions.is_empty():
        return pl.DataFrame(schema=_NO_CONTRIBUTIONS)
    raising = contributions.join(candidates.select("uscc", risk=larger_risk()), on=["uscc", "risk"])
    raising = raising.filter(pl.col("contribution_log_odds") > 0).select(list(_NO_CONTRIBUTIONS))
    return raising.sort(["uscc", "contribution_log_odds", "feature"], descending=[False, True, False])


def weight() -> pl.Expr:
    """Place of an indicator among those that say most of an enterprise, from 0."""
    return pl.col("indicator").replace_strict({key: place for place, key in enumerate(MOST_TELLING)}, return_dtype=pl.Int32)


def larger_risk() -> pl.Expr:
    """Which of the two risks is the larger; of equal ones the operating risk."""
    is_relocation = pl.col("relocation_risk") > pl.col("operating_risk")
    return pl.when(is_relocation).then(pl.lit("relocation")).otherwise(pl.lit("operating"))
