"""A district's months one after another, each seeing what was known on its day: evidence, the program's scores and the baselines'.

The same functions as a monthly run calls, without its storage, checks and pages.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import polars as pl

from models.evaluation.backtest import list_top
from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.month import MonthEvidence, evidence_of_month
from models.risk.priors import PRIORS
from models.risk.scope import scope_of
from models.risk.score import KnownFacts, fit_models, score_month
from models.risk.settings import CalibrationSettings
from models.risk.stated_risk import stated
from models.warnings.levels import find_candidates
from pipelines.clock import scheduled_day
from pipelines.month.figures import known_use
from pipelines.month.training import LEAST_MONTHS, training_months
from pipelines.settings import Settings
from warehouse.names import APPEALS, OBSERVATIONS, OUTCOMES, REGISTER, SIGNALS, VISITS
from warehouse.periods import shift_month
from warehouse.store import Store
from warehouse.vocabulary import RISKS

BASELINES = ("year_on_year", "three_sigma", "expert", "chance")
SCORE_COLUMNS = ("month", "uscc", "operating_risk", "relocation_risk", "relocation_share", "listed", "is_candidate")


@dataclass(frozen=True, slots=True)
class BenchMonth:
    """What a month knew (register, signals, outcomes), its evidence, and who is judged: uscc."""

    month: date
    known: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
    now: MonthEvidence
    judged: pl.DataFrame

    @property
    def features(self) -> pl.DataFrame:
        """The month's evidence, with `month`."""
        return self.now.features.with_columns(month=pl.lit(self.month))


class Span(Protocol):
    """Months of a district: the last one, how many there are, and which are scored."""

    @property
    def last(self) -> date:
        """The last month."""

    @property
    def months(self) -> int:
        """How many there are."""

    @property
    def scored_months(self) -> list[date]:
        """Which are scored."""


class MonthList(NamedTuple):
    """The program's scores and list of a month (SCORE_COLUMNS), and what contributed to them (month beside `score_month`'s columns)."""

    scores: pl.DataFrame
    contributions: pl.DataFrame


def evidence_months(plan: Span, training: int) -> list[date]:
    """Return the scored months and the months before them that the first one learns from."""
    first = shift_month(plan.last, LEAST_MONTHS + 1 - plan.months)
    wanted = {past for month in plan.scored_months for past in training_months(month, training)} | set(plan.scored_months)
    return sorted(month for month in wanted if month >= first)


def bench_months(store: Store, months: list[date], settings: Settings) -> Iterator[BenchMonth]:
    """Yield the months in order."""
    for month in months:
        day = scheduled_day(month)
        observations, register, signals, appeals, visits, outcomes = (
            store.as_of(table, day) for table in (OBSERVATIONS, REGISTER, SIGNALS, APPEALS, VISITS, OUTCOMES)
        )
        now = evidence_of_month(observations, register, signals, appeals, visits, month, day, settings.month, known_use(store, day))
        there = scope_of(now.panel, register, outcomes, day).filter(pl.col("out_of_scope").is_null()).select("uscc")
        yield BenchMonth(month, (register, signals, outcomes), now, there)


def baseline_scores(one: BenchMonth, capacity: int, seed: int) -> dict[str, pl.DataFrame]:
    """Return the baselines' scores of a month by maker, in the columns of SCORE_COLUMNS that they have, each with a list of `capacity`."""
    ruled = {"year_on_year": year_on_year_scores(one.now.series), "three_sigma": three_sigma_scores(one.now.series)}
    scores = {name: frame.filter(pl.col("month") == one.month) for name, frame in ruled.items()}
    scores["expert"] = expert_risks(one.features)
    chance = np.random.default_rng([seed, one.month.toordinal()]).random(one.judged.height)
    scores["chance"] = one.judged.sort("uscc").with_columns(
        month=pl.lit(one.month), operating_risk=pl.Series(chance), relocation_risk=pl.Series(chance)
    )
    return {name: list_top(frame.join(one.judged, on="uscc", how="semi"), capacity) for name, frame in scores.items()}


def expert_risks(features: pl.DataFrame) -> pl.DataFrame:
    """Return both risks and the share of leaving as an expert weighs the evidence, with nothing learned from any past month."""
    priors = {name: prior.in_use(features) for name, prior in PRIORS.items()}
    odds = {risk: prior.mean[0] + prior.design(features) @ prior.mean[1:] for risk, prior in priors.items()}
    named = {f"{risk}_risk" if risk in RISKS else risk: stated(risk, value, CalibrationSettings()) for risk, value in odds.items()}
    return features.select("month", "uscc").with_columns(**named)


def program_months(
    store: Store, months: list[date], scored: Collection[date], settings: Settings
) -> Iterator[tuple[BenchMonth, MonthList | None]]:
    """Yield the months in order, the scored ones with the list that the program makes, each going on from the one before."""
    evidence: dict[date, pl.DataFrame] = {}
    before: pl.DataFrame | None = None
    for one in bench_months(store, months, settings):
        evidence[one.month] = one.features
        if one.month not in scored:
            yield one, None
            continue
        taught = [evidence[past] for past in training_months(one.month, settings.month.training_months) if past in evidence]
        made = program_list(one, pl.concat(taught) if taught else one.features.clear(), before, settings)
        before = made.scores
        yield one, made


def program_list(one: BenchMonth, taught: pl.DataFrame, before: pl.DataFrame | None, settings: Settings) -> MonthList:
    """Return the program's list of a month; `taught`: evidence of the months it learns from, `before`: last month's scores."""
    register, signals, outcomes = one.known
    place = settings.district
    facts = KnownFacts(register, outcomes, signals, scheduled_day(one.month), place.name, place.city)
    fitted = fit_models(taught, one.now.deviations, one.now.panel, facts, settings.risk, features=one.now.features)
    scored = score_month(one.now.features, one.now.panel, fitted, facts)
    listed = listed_of_month(scored.risk.drop_nulls("operating_risk"), before, one.month, settings)
    return MonthList(listed, scored.contributions.with_columns(month=pl.lit(one.month)))


def listed_of_month(risk: pl.DataFrame, before: pl.DataFrame | None, month: date, settings: Settings) -> pl.DataFrame:
    """Mark the candidates, with the thresholds of entry and exit, and of them the list, cut to capacity."""
    none = risk.with_columns(previous_level=pl.lit(None, pl.String))
    held = None if before is None else before.filter("listed").select("uscc", previous_level=pl.lit("listed"))
    candidates = find_candidates(none if held is None else risk.join(held, on="uscc", how="left"), settings.levels)["uscc"]
    place = pl.col("combined_risk").filter("is_candidate").rank("ordinal", descending=True)
    marked = risk.sort("uscc").with_columns(month=pl.lit(month), is_candidate=pl.col("uscc").is_in(candidates.implode()))
    rank = marked.filter("is_candidate").select("uscc", place=place)
    listed = (pl.col("place") <= settings.levels.capacity_total).fill_null(False)
    return marked.join(rank, on="uscc", how="left").with_columns(listed=listed).select(SCORE_COLUMNS)


def with_places(settings: Settings, capacity: int) -> Settings:
    """Return the settings with a list of so many places."""
    return replace(settings, levels=replace(settings.levels, capacity_total=capacity))
